"""The tables: the journal proper (turns, slates), the two queues, what was used up, and who belongs together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

VERSION = 2
"""1 had turns and slates only; the rest is made beside them."""

metadata = sa.MetaData()

schema_version = sa.Table("schema_version", metadata, sa.Column("version", sa.Integer, primary_key=True))


def _text(name: str, *rest: Any, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *rest, nullable=False, **options)


def _number(name: str) -> sa.Column[int]:
    # SQLite counts up by itself only in what it calls INTEGER, which there has 64 bits.
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def any_of(column: sa.ColumnElement[str], *values: str) -> sa.ColumnElement[bool]:
    """With the values in the statement's text: SQLite uses a partial index only where it reads its very words."""
    return column.in_([sa.literal_column(f"'{value}'") for value in values])


# `user` would be a trap for whoever queries by hand: in PostgreSQL it is the database's own user.
turns = sa.Table(
    "turns",
    metadata,
    _text("id", primary_key=True),
    _text("user_id", index=True),
    _text("channel"),
    _text("chat"),
    _text("thread"),
    _text("text"),
    _text("action"),
    sa.Column("at", sa.Double, nullable=False),
)

slates = sa.Table(
    "slates",
    metadata,
    _text("user_id", primary_key=True),
    _text("id", primary_key=True),
    _text("turn_id"),
    _text("domain"),
    sa.Column("at", sa.Double, nullable=False),
    _text("model_version"),
    sa.Column("matched", sa.Integer, nullable=False),
    sa.Column("items", sa.JSON, nullable=False),
    sa.Column("candidates", sa.JSON, nullable=False),
)

# state: waiting   behind an earlier one of its chat or person
#        ready     the first of its chat and of its person
#        working   being served by `owner`
#        committed served, the person (in `document`) is to be saved
#        done      kept for its id alone, so that a repeated update is known
#        quarantined
inbox = sa.Table(
    "inbox",
    metadata,
    _number("number"),
    _text("id", unique=True),
    _text("channel"),
    _text("chat"),
    _text("account"),
    _text("user_id"),  # the person behind the account when it was accepted
    _text("payload"),
    _text("state"),
    sa.Column("owner", sa.Integer, nullable=False, server_default="0"),
    sa.Column("at", sa.Double, nullable=False),
    _text("fault", server_default=""),
    sa.Column("document", sa.Text),
    sqlite_autoincrement=True,  # else the number of a deleted last row would be given out again
)


def is_open(table: sa.FromClause = inbox) -> sa.ColumnElement[bool]:
    """Not finished yet: it keeps later ones of its chat and person waiting."""
    return any_of(table.c.state, "waiting", "ready", "working", "committed")


# state: due, sending (by `owner`), sent, failed
outbox = sa.Table(
    "outbox",
    metadata,
    _number("id"),
    _text("arrival"),
    _text("channel"),
    _text("chat"),
    _text("user_id"),
    _text("call"),
    _text("state"),
    sa.Column("owner", sa.Integer, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    _text("receipt", server_default=""),
    _text("failure", server_default=""),
    _text("about", server_default=""),
    sqlite_autoincrement=True,
)


def is_unsent(table: sa.FromClause = outbox) -> sa.ColumnElement[bool]:
    return any_of(table.c.state, "due", "sending")


def is_card() -> sa.ColumnElement[bool]:
    return outbox.c.about != sa.literal_column("''")


spent = sa.Table(
    "spent",
    metadata,
    _text("digest", primary_key=True),  # of the sealed action: nobody can use a stolen file's
    sa.Column("at", sa.Double, nullable=False, index=True),
)

# Every account of a person whom several belong to, the one that gave the person its id included.
links = sa.Table("links", metadata, _text("user_id", primary_key=True), _text("person", index=True))

offers = sa.Table(
    "offers",
    metadata,
    _text("digest", primary_key=True),
    _text("person", index=True),
    sa.Column("at", sa.Double, nullable=False),
)

wrong_codes = sa.Table(
    "wrong_codes",
    metadata,
    _number("number"),
    _text("user_id", index=True),
    sa.Column("at", sa.Double, nullable=False),
)


def _partial(name: str, *columns: sa.ColumnElement[Any], where: sa.ColumnElement[bool]) -> None:
    sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


_partial("inbox_ready", inbox.c.channel, inbox.c.number, where=any_of(inbox.c.state, "ready"))
_partial("inbox_chat", inbox.c.channel, inbox.c.chat, inbox.c.number, where=is_open())
_partial("inbox_person", inbox.c.user_id, inbox.c.number, where=is_open())
_partial("inbox_owner", inbox.c.owner, where=any_of(inbox.c.state, "working", "committed"))
_partial("inbox_faulty", inbox.c.number, where=any_of(inbox.c.state, "quarantined"))
_partial("inbox_done", inbox.c.at, where=any_of(inbox.c.state, "done"))
_partial("outbox_chat", outbox.c.channel, outbox.c.chat, outbox.c.id, where=is_unsent())
_partial("outbox_owner", outbox.c.owner, where=is_unsent())
_partial("outbox_settled", outbox.c.at, where=any_of(outbox.c.state, "sent", "failed"))
_partial("outbox_failed", outbox.c.at, where=any_of(outbox.c.state, "failed"))
_partial("outbox_card", outbox.c.channel, outbox.c.chat, outbox.c.receipt, where=is_card())
sa.Index("outbox_person", outbox.c.user_id)
