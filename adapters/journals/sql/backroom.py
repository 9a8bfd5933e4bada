"""The port `Backroom`."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql import order
from adapters.journals.sql.database import storable
from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import any_of, inbox, is_open, is_unsent, outbox
from adapters.journals.sql.writer import Writer
from bot.ports import Backlog, Faulty

WEEK_S = 7 * 86400.0
SHOWN = 50

QUARANTINED = any_of(inbox.c.state, "quarantined")


class SQLBackroom:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def backlog(self, at: float) -> Backlog:
        return await self._writer.run(partial(_backlog, at=at))

    async def retry(self, arrival: str) -> bool:
        return await self._writer.run(partial(_retry, id_=storable(arrival)))

    async def drop(self, arrival: str) -> bool:
        return await self._writer.run(partial(_drop, id_=storable(arrival)))


def _backlog(session: Session, at: float) -> Backlog:
    waiting, oldest = _counted(session, inbox.c.at, is_open(), inbox.c.state != "committed")
    unsent, oldest_unsent = _counted(session, outbox.c.at, is_unsent())
    given_up, _ = _counted(session, outbox.c.at, any_of(outbox.c.state, "failed"), outbox.c.at >= at - WEEK_S)
    faulty = session.connection.execute(
        sa.select(inbox).where(QUARANTINED).order_by(inbox.c.number.desc()).limit(SHOWN)
    )
    return Backlog(
        waiting=waiting,
        oldest_s=_age(at, oldest),
        unsent=unsent,
        oldest_unsent_s=_age(at, oldest_unsent),
        given_up=given_up,
        quarantined=tuple(Faulty(row.id, row.channel, row.fault, row.at) for row in faulty),
    )


def _counted(session: Session, at: sa.Column[float], *conditions: sa.ColumnElement[bool]) -> tuple[int, float | None]:
    """How many, and since when."""
    row = session.connection.execute(sa.select(sa.func.count(), sa.func.min(at)).where(*conditions)).one()
    return row[0], row[1]


def _age(at: float, since: float | None) -> float:
    return 0.0 if since is None else max(0.0, at - since)


def _retry(session: Session, id_: str) -> bool:
    """Behind all that waits: an earlier place would let it pass one of its chat that is being served."""
    row = _in_quarantine(session, id_)
    if row is None:
        return False
    session.connection.execute(sa.delete(inbox).where(inbox.c.number == row.number))
    again: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the documented way from a row to a dict
    del again["number"]
    state = order.first_state(session, row.channel, row.chat, row.user_id)
    session.connection.execute(sa.insert(inbox), again | {"fault": "", "state": state})
    return True


def _drop(session: Session, id_: str) -> bool:
    row = _in_quarantine(session, id_)
    if row is None:
        return False
    session.connection.execute(sa.update(inbox).where(inbox.c.number == row.number).values(**order.EMPTIED))
    return True


def _in_quarantine(session: Session, id_: str) -> sa.Row[Any] | None:
    return session.connection.execute(sa.select(inbox).where(QUARANTINED, inbox.c.id == id_)).one_or_none()
