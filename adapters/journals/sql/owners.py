"""Who serves what, when several processes share one database.

PostgreSQL: each process has a random number and holds an advisory lock of that number for as long as its
connection lives; when the process ends, however it ends, the lock is gone, and what it was at is given out again.
So there must be no pooler in between that shares connections among transactions.

Transactions of all processes follow one another, by one more lock (number 0). Rows then become visible in the
order of their numbers, and "is there an earlier one of this chat" has one answer: with transactions side by side,
number 6 could be served while number 5 of the same chat is not visible yet. Each transaction carries all that
waits, so the lock is held for milliseconds; `idle_in_transaction_session_timeout` frees it from a process that hangs.

SQLite: transactions follow one another anyway, and only one process serves (`bot/serving_lock.py`); whatever
belongs to another number is left over.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa

from adapters.journals.sql.tables import inbox, outbox

LOCKS = 0x63686174
"""First half of the advisory locks' names; there may be others in the same database."""
NOBODY = 0

_LIVING = sa.text(
    "select objid::bigint from pg_locks where locktype = 'advisory' and classid = :locks and objsubid = 2 "
    "and objid <> 0 and granted and database = (select oid from pg_database where datname = current_database())"
)


@dataclass
class Held:
    """What this process was given and is not done with: it stays ours when the connection is made anew."""

    arrivals: set[int] = field(default_factory=set)
    postings: set[int] = field(default_factory=set)


class Session:
    """One connection, with the number under which its process owns rows. Lives in the writer's thread."""

    def __init__(self, connection: sa.Connection, owner: int, held: Held) -> None:
        self.connection = connection
        self.owner = owner
        self._held = held
        self._gained = Held()
        self._freed = Held()
        self._risked: set[int] = set()

    def gain(self, *, arrivals: Iterable[int] = (), postings: Iterable[int] = ()) -> None:
        """Once this transaction is committed, they are held."""
        self._gained.arrivals.update(arrivals)
        self._gained.postings.update(postings)

    def free(self, *, arrivals: Iterable[int] = (), postings: Iterable[int] = ()) -> None:
        """Once this transaction is committed, they are not held any more."""
        self._freed.arrivals.update(arrivals)
        self._freed.postings.update(postings)

    def risk(self, arrival: int) -> None:
        """Unless we are told that this transaction is committed, the arrival is left to whoever looks for it next."""
        self._risked.add(arrival)

    def committed(self) -> None:
        self._held.arrivals.update(self._gained.arrivals)
        self._held.postings.update(self._gained.postings)
        self._held.arrivals -= self._freed.arrivals
        self._held.postings -= self._freed.postings
        self._begin_anew()

    def rolled_back(self) -> None:
        self._begin_anew()

    def lost(self) -> None:
        self._held.arrivals -= self._risked
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._gained, self._freed, self._risked = Held(), Held(), set()
        self.__dict__.pop("living", None)

    @cached_property
    def living(self) -> list[int]:
        """The processes that go on, ours included; looked up once a transaction."""
        if self.connection.dialect.name == "sqlite":
            return [self.owner]
        return [self.owner, *self.connection.scalars(_LIVING, {"locks": LOCKS})]

    def adopt(self, former: int) -> None:
        """Take over what we hold from the number that we had before, unless others were faster."""
        for table, key, held in (
            (inbox, inbox.c.number, self._held.arrivals),
            (outbox, outbox.c.id, self._held.postings),
        ):
            self.connection.execute(
                sa.update(table).where(table.c.owner == former, key.in_(sorted(held))).values(owner=self.owner)
            )


def is_left(owner: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Of a process that ended, or nobody's, given the `living`."""
    return owner.not_in(sa.bindparam("living", expanding=True))


def take_number(connection: sa.Connection) -> int:
    """A number that no living process has, kept until the connection ends."""
    while True:
        owner = 1 + secrets.randbelow(2**31 - 1)
        if connection.dialect.name == "sqlite":
            return owner
        taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LOCKS, owner)))
        connection.commit()
        if taken:
            return owner


def wait_for_others(connection: sa.Connection) -> None:
    """To be done first in every transaction: until its end it is the only one."""
    if connection.dialect.name != "sqlite":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCKS, NOBODY)))
