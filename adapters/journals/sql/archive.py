"""The port `Archive`: the lists that were shown, a page at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import links, slates
from adapters.journals.sql.writer import Writer
from recommender.evaluation.logged import LoggedPlace, LoggedSlate
from recommender.schema import ItemId, SlateId, UserId

PAGE = 200
"""Rows read within one transaction: whoever serves meanwhile waits for some milliseconds at most."""


class SQLArchive:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def domains(self, since: float = 0.0) -> Mapping[str, int]:
        return await self._writer.run(partial(_domains, since=since))

    async def slates(self, domain: str, since: float = 0.0) -> AsyncIterator[LoggedSlate]:
        last: tuple[str, str] | None = None
        while rows := await self._writer.run(partial(_page, domain=domain, since=since, last=last)):
            for row in rows:
                yield _slate(row)
            last = (rows[-1].user_id, rows[-1].id)


def _domains(session: Session, since: float) -> dict[str, int]:
    counted = sa.select(slates.c.domain, sa.func.count()).where(slates.c.at >= since).group_by(slates.c.domain)
    return {row[0]: row[1] for row in session.connection.execute(counted)}


def _page(session: Session, domain: str, since: float, last: tuple[str, str] | None) -> Sequence[sa.Row[Any]]:
    """The next rows in the order of the primary key, with the person that the account belongs to."""
    person = sa.func.coalesce(links.c.person, slates.c.user_id).label("person")
    joined = slates.outerjoin(links, links.c.user_id == slates.c.user_id)
    wanted = sa.select(slates, person).select_from(joined).where(slates.c.domain == domain, slates.c.at >= since)
    if last is not None:
        wanted = wanted.where(sa.tuple_(slates.c.user_id, slates.c.id) > sa.tuple_(*map(sa.literal, last)))
    return session.connection.execute(wanted.order_by(slates.c.user_id, slates.c.id).limit(PAGE)).all()


def _slate(row: sa.Row[Any]) -> LoggedSlate:
    candidates: dict[str, Any] = row.candidates
    return LoggedSlate(
        id=SlateId(row.id),
        person=UserId(row.person),
        domain=row.domain,
        at=row.at,
        model_version=row.model_version,
        places=tuple(
            LoggedPlace(ItemId(item), propensity)
            for item, _, propensity, _ in sorted(row.items, key=lambda place: place[1])
        ),
        shortlist=tuple(candidates.get("shortlist", ())),
        diversified=tuple(candidates.get("diversified", ())),
        reserved=tuple(candidates.get("reserved", ())),
        told=tuple(candidates.get("told", ())),
        particular=bool(candidates.get("particular")),
    )
