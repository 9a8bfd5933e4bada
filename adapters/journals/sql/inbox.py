"""The port `Inbox`.

Always true: a row is `ready`, `working` or `committed` only if no earlier row of its chat and none of its person is
open. It is made true when a row is accepted and whenever one is closed, so that `claim` reads off what is ready,
however much waits, and two of one chat are never served side by side. Transactions follow one another
(`owners.py`), hence what one of them finds is still so when it commits.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql import links, order, purge
from adapters.journals.sql.database import storable
from adapters.journals.sql.documents import Documents, text_of_call, touches_nobody
from adapters.journals.sql.ledger import spend
from adapters.journals.sql.owners import NOBODY, Session, is_left
from adapters.journals.sql.records import record
from adapters.journals.sql.tables import any_of, inbox, outbox
from adapters.journals.sql.writer import Writer
from bot.arrivals import Arrival, Claimed, Outcome
from bot.postings import Call, Posting
from recommender.schema import UserId

IN_WORK = any_of(inbox.c.state, "working", "committed")

_THIS, _ME = inbox.c.number == sa.bindparam("this"), inbox.c.owner == sa.bindparam("me")
_KNOWN = sa.select(inbox.c.number).where(inbox.c.id == sa.bindparam("id"))
_READY = (
    sa.select(inbox)
    .where(any_of(inbox.c.state, "ready"), inbox.c.channel == sa.bindparam("channel"))
    .order_by(inbox.c.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_TAKE_BACK = sa.update(inbox).where(IN_WORK, is_left(inbox.c.owner)).values(state="ready", owner=NOBODY)
# With a document it was served before, see `_commit`.
_TAKE = (
    sa.update(inbox)
    .where(inbox.c.number.in_(sa.bindparam("these", expanding=True)))
    .values(
        state=sa.case((inbox.c.document.is_(None), "working"), else_="committed"),
        owner=sa.bindparam("me", type_=sa.Integer),
    )
)
# The owner tells whether another process took it over, the state whether it was served before.
_COMMIT = (
    sa.update(inbox)
    .where(_THIS, _ME, any_of(inbox.c.state, "working"))
    .values(state="committed", document=sa.bindparam("text"))
    .returning(inbox.c.user_id)
)
_MINE = sa.select(inbox).where(_THIS, _ME, IN_WORK)
_DONE = sa.update(inbox).where(_THIS).values(owner=NOBODY, **order.EMPTIED)
_POST = sa.insert(outbox).returning(outbox.c.id)


class SQLInbox:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._documents = Documents()
        self._purged_at = -purge.EVERY_S

    async def accept(self, arrival: Arrival) -> bool:
        return await self._writer.run(partial(_accept, arrival=arrival))

    async def claim(self, channels: Sequence[str], limit: int) -> list[Claimed]:
        rows = await self._writer.run(partial(self._claim, channels=channels, limit=limit), _give_back)
        return [self._claimed(row) for row in rows]

    async def commit(self, claimed: Claimed, outcome: Outcome) -> list[Posting] | None:
        document = self._documents.of_outcome(outcome)
        work = partial(_commit, claimed=claimed, outcome=outcome, document=document)
        return await self._writer.run(work, partial(_leave_to_others, claimed=claimed))

    async def finish(self, claimed: Claimed, fault: str = "") -> None:
        await self._writer.run(partial(_finish, number=claimed.number, fault=storable(fault)))

    def _claim(self, session: Session, channels: Sequence[str], limit: int) -> list[sa.Row[Any]]:
        now = time.monotonic()
        if now - self._purged_at >= purge.EVERY_S:
            self._purged_at = now
            purge.purge(session, time.time())
        return _claim(session, channels, limit)

    def _claimed(self, row: sa.Row[Any]) -> Claimed:
        arrival = Arrival(row.id, row.channel, row.chat, UserId(row.account), row.payload, row.at)
        return Claimed(arrival, row.number, None if row.document is None else self._documents.outcome(row.document))


def _accept(session: Session, arrival: Arrival) -> bool:
    if session.connection.scalar(_KNOWN, {"id": storable(arrival.id)}) is not None:
        return False
    row: dict[str, Any] = {
        "id": storable(arrival.id),
        "channel": arrival.channel,
        "chat": storable(arrival.chat),
        "account": storable(arrival.user),
        "user_id": links.person_behind(session, storable(arrival.user)),
        "payload": storable(arrival.payload),
        "at": arrival.at,
    }
    row["state"] = order.first_state(session, row["channel"], row["chat"], row["user_id"])
    session.connection.execute(sa.insert(inbox), row)
    return True


def _claim(session: Session, channels: Sequence[str], limit: int) -> list[sa.Row[Any]]:
    # An ended process's arrivals were the first of their chats and still are: nothing passes an open one.
    session.connection.execute(_TAKE_BACK, {"living": session.living})
    asked = [{"channel": channel, "most": limit} for channel in channels]
    ready = [row for each in asked for row in session.connection.execute(_READY, each)]
    rows = sorted(ready, key=lambda row: row.number)[:limit]
    numbers = [row.number for row in rows]
    if numbers:
        session.connection.execute(_TAKE, {"these": numbers, "me": session.owner})
    session.gain(arrivals=numbers)
    return rows


def _give_back(session: Session, rows: Sequence[sa.Row[Any]]) -> None:
    numbers = [row.number for row in rows]
    session.connection.execute(
        sa.update(inbox).where(inbox.c.number.in_(numbers), _is_mine(session)).values(state="ready", owner=NOBODY)
    )
    session.free(arrivals=numbers)


def _is_mine(session: Session) -> sa.ColumnElement[bool]:
    return sa.and_(IN_WORK, inbox.c.owner == session.owner)


def _commit(session: Session, claimed: Claimed, outcome: Outcome, document: str) -> list[Posting] | None:
    this = {"this": claimed.number, "me": session.owner}
    user = session.connection.execute(_COMMIT, this | {"text": document}).scalar_one_or_none()
    if user is None:
        return None
    session.risk(claimed.number)
    if outcome.message is not None:
        record(session, outcome.message, outcome.slate)
    now = time.time()
    if outcome.spent:
        spend(session, outcome.spent, now)
    postings = [_post(session, claimed.arrival, user, call, now) for call in outcome.calls]
    session.gain(postings=[posting.id for posting in postings])
    return postings


def _post(session: Session, arrival: Arrival, user: str, call: Call, now: float) -> Posting:
    row = {
        "arrival": storable(arrival.id),
        "channel": arrival.channel,
        "chat": storable(call.chat),
        "user_id": user,
        "call": text_of_call(call),
        "state": "due",
        "owner": session.owner,
        "at": now,
        "about": storable(call.about),
    }
    number = session.connection.execute(_POST, row).scalar_one()
    return Posting(number, arrival.id, arrival.channel, call, now)


def _leave_to_others(session: Session, postings: Sequence[Posting] | None, claimed: Claimed) -> None:
    """Whoever waited for the postings is gone, and so will be whoever was to finish."""
    if postings is None:
        return
    ids = [posting.id for posting in postings]
    mine = outbox.c.owner == session.owner
    session.connection.execute(sa.update(outbox).where(outbox.c.id.in_(ids), mine).values(owner=NOBODY))
    session.connection.execute(
        sa.update(inbox).where(inbox.c.number == claimed.number, _is_mine(session)).values(owner=NOBODY)
    )
    session.free(arrivals=[claimed.number], postings=ids)


def _finish(session: Session, number: int, fault: str) -> None:
    session.free(arrivals=[number])
    row = session.connection.execute(_MINE, {"this": number, "me": session.owner}).one_or_none()
    if row is None:
        return
    if fault:
        # An apology may have been committed, and it can be served again; where a person waits to be saved it cannot.
        kept = {"document": None} if touches_nobody(row.document) else {"payload": ""}
        aside = sa.update(inbox).where(_THIS).values(state="quarantined", owner=NOBODY, fault=fault, **kept)
        session.connection.execute(aside, {"this": number})
    else:
        session.connection.execute(_DONE, {"this": number})
    order.move_up(session, row)
