"""The port `Outbox`. Numbers of postings say who is first in a chat; one process owns each until it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql.database import storable
from adapters.journals.sql.documents import call_of
from adapters.journals.sql.owners import NOBODY, Session, is_left
from adapters.journals.sql.tables import is_card, is_unsent, outbox
from adapters.journals.sql.writer import Writer
from bot.postings import Posting, Settled

_THIS = sa.and_(outbox.c.id == sa.bindparam("this"), outbox.c.owner == sa.bindparam("me"), is_unsent())
_earlier = outbox.alias()
_LOOK = sa.select(
    outbox.c.state,
    sa.exists()
    .where(
        is_unsent(_earlier),
        _earlier.c.channel == outbox.c.channel,
        _earlier.c.chat == outbox.c.chat,
        _earlier.c.id < outbox.c.id,
    )
    .label("is_behind"),
).where(_THIS)
_BEGIN = sa.update(outbox).where(_THIS).values(state="sending")
_LEFT = (
    sa.select(outbox)
    .where(is_unsent(), is_left(outbox.c.owner), outbox.c.channel.in_(sa.bindparam("channels", expanding=True)))
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_BACK = sa.update(outbox).where(_THIS).values(state="due")
_ENDED: dict[str, Any] = {"owner": NOBODY, "call": ""}
_FAILED = (
    sa.update(outbox)
    .where(_THIS)
    .values(state="failed", failure=sa.bindparam("told"), chat="", user_id="", about="", **_ENDED)
)
# Where it went is kept for cards alone, which people reply and react to.
_SENT = (
    sa.update(outbox)
    .where(_THIS)
    .values(
        state="sent",
        chat=sa.case((is_card(), outbox.c.chat), else_=""),
        user_id=sa.case((is_card(), outbox.c.user_id), else_=""),
        receipt=sa.case((is_card(), sa.bindparam("told")), else_=""),
        **_ENDED,
    )
)


class SQLOutbox:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def due(self, channels: Sequence[str], limit: int) -> list[Posting]:
        return await self._writer.run(partial(_due, channels=channels, limit=limit), _give_back)

    async def sending(self, posting: Posting) -> bool | None:
        return await self._writer.run(partial(_sending, posting=posting))

    async def put_back(self, posting: Posting) -> None:
        await self._writer.run(partial(_put_back, posting=posting))

    async def settle(self, posting: Posting, settled: Settled) -> None:
        await self._writer.run(partial(_settle, posting=posting, settled=settled))


def _due(session: Session, channels: Sequence[str], limit: int) -> list[Posting]:
    asked = {"living": session.living, "channels": list(channels), "most": limit}
    rows = session.connection.execute(_LEFT, asked).all()
    postings = [posting for row in rows if (posting := _read(session, row)) is not None]
    ids = [posting.id for posting in postings]
    if ids:
        session.connection.execute(sa.update(outbox).where(outbox.c.id.in_(ids)).values(owner=session.owner))
    session.gain(postings=ids)
    return postings


def _read(session: Session, row: sa.Row[Any]) -> Posting | None:
    """None for a call that this version cannot read: it is given up, so that the others are sent."""
    try:
        return Posting(row.id, row.arrival, row.channel, call_of(row.call), row.at, row.state == "sending")
    except ValueError as error:
        _end(session, row.id, row.owner, Settled(failure=str(error)))
        return None


def _give_back(session: Session, postings: Sequence[Posting]) -> None:
    ids = [posting.id for posting in postings]
    session.connection.execute(
        sa.update(outbox).where(outbox.c.id.in_(ids), outbox.c.owner == session.owner).values(owner=NOBODY)
    )
    session.free(postings=ids)


def _sending(session: Session, posting: Posting) -> bool | None:
    this = {"this": posting.id, "me": session.owner}
    row = session.connection.execute(_LOOK, this).one_or_none()
    if row is None:
        return None
    if row.is_behind:
        return False
    if row.state == "due":
        session.connection.execute(_BEGIN, this)
    return True


def _settle(session: Session, posting: Posting, settled: Settled) -> None:
    session.free(postings=[posting.id])
    _end(session, posting.id, session.owner, settled)


def _put_back(session: Session, posting: Posting) -> None:
    session.connection.execute(_BACK, {"this": posting.id, "me": session.owner})


def _end(session: Session, number: int, owner: int, settled: Settled) -> None:
    statement, told = (_FAILED, settled.failure) if settled.failure else (_SENT, settled.receipt)
    session.connection.execute(statement, {"this": number, "me": owner, "told": storable(told)})
