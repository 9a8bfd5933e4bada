"""Who is first: the rule of the inbox, that a chat and a person have one arrival in work at a time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import any_of, inbox, is_open

Found = sa.Row[*tuple[Any, ...]]

EMPTIED: dict[str, str | None] = {
    "state": "done",
    "payload": "",
    "chat": "",
    "account": "",
    "user_id": "",
    "fault": "",
    "document": None,
}

# Statements that run for every arrival are built once: building takes SQLAlchemy longer than running them.
_FIRST = (
    sa.select(inbox.c.number, inbox.c.state, inbox.c.channel, inbox.c.chat, inbox.c.user_id)
    .where(is_open())
    .order_by(inbox.c.number)
    .limit(1)
)
_FIRST_OF_CHAT = _FIRST.where(inbox.c.channel == sa.bindparam("channel"), inbox.c.chat == sa.bindparam("chat"))
_FIRST_OF_PERSON = _FIRST.where(inbox.c.user_id == sa.bindparam("user"))
_MAKE_READY = sa.update(inbox).where(inbox.c.number == sa.bindparam("this")).values(state="ready")


def first_state(session: Session, channel: str, chat: str, user: str) -> str:
    """Of a new row, before it is there: all others are earlier ones."""
    ahead = _first_of_chat(session, channel, chat) or _first_of_person(session, user)
    return "waiting" if ahead else "ready"


def move_up(session: Session, closed: Found) -> None:
    """Make ready who waited for a row that is no longer open, and for nothing else."""
    heads = (
        _first_of_chat(session, closed.channel, closed.chat),
        _first_of_person(session, closed.user_id),
    )
    for row in heads:
        if row is not None and row.state == "waiting" and _is_first(session, row):
            session.connection.execute(_MAKE_READY, {"this": row.number})


def rename(session: Session, former: str, person: str) -> None:
    """Two people turned out to be one: what waits of both is served one by one from now on."""
    mine = sa.and_(is_open(), inbox.c.user_id == person)
    session.connection.execute(sa.update(inbox).where(is_open(), inbox.c.user_id == former).values(user_id=person))
    first = session.connection.scalar(sa.select(sa.func.min(inbox.c.number)).where(mine))
    if first is not None:
        behind = (mine, any_of(inbox.c.state, "ready"), inbox.c.number > first)
        session.connection.execute(sa.update(inbox).where(*behind).values(state="waiting"))


def _is_first(session: Session, row: Found) -> bool:
    ahead = (
        _first_of_chat(session, row.channel, row.chat),
        _first_of_person(session, row.user_id),
    )
    return all(first is None or first.number == row.number for first in ahead)


def _first_of_chat(session: Session, channel: str, chat: str) -> Found | None:
    return session.connection.execute(_FIRST_OF_CHAT, {"channel": channel, "chat": chat}).one_or_none()


def _first_of_person(session: Session, user: str) -> Found | None:
    return session.connection.execute(_FIRST_OF_PERSON, {"user": user}).one_or_none() if user else None
