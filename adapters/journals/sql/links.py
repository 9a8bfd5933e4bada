"""The port `Links`.

An account that is in no row is a person of its own, and gives it its id. Linked accounts are rows with the same
person, that of the account whose id it is included; so nobody has to be followed through a chain.
"""

from __future__ import annotations

import secrets
from functools import partial
from itertools import count

import sqlalchemy as sa

from adapters.journals.sql import order
from adapters.journals.sql.database import insert_into, storable
from adapters.journals.sql.ledger import digest_of
from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import links, offers, wrong_codes
from adapters.journals.sql.writer import Writer
from recommender.schema import UserId

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O, 1 I L: nobody has to guess what was meant."""
HALF = 4
"""Letters on each side of the dash: 31⁸ codes, of which five can be tried in ten minutes."""
LASTS_S = 600
MOST_WRONG = 5


class SQLLinks:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def person_of(self, user: UserId) -> UserId:
        person = await self._writer.run(partial(person_behind, user=storable(user)))
        return user if person == storable(user) else UserId(person)

    async def accounts_of(self, person: UserId) -> list[UserId]:
        names = await self._writer.run(partial(names_of, person=storable(person)))
        return list(dict.fromkeys((person, *map(UserId, names))))

    async def offer(self, user: UserId, at: float) -> str:
        first, second = ("".join(secrets.choice(ALPHABET) for _ in range(HALF)) for _ in range(2))
        digest = digest_of(first + second)
        await self._writer.run(partial(_offer, user=storable(user), digest=digest, at=at))
        return f"{first}-{second}"

    async def join(self, user: UserId, code: str, at: float) -> UserId | None:
        digest = digest_of("".join(letter for letter in code.upper() if letter.isalnum()))
        person = await self._writer.run(partial(_join, user=storable(user), digest=digest, at=at))
        return None if person is None else UserId(person)

    async def leave(self, user: UserId) -> bool:
        return await self._writer.run(partial(_leave, user=storable(user)))


_PERSON = sa.select(links.c.person).where(links.c.user_id == sa.bindparam("account"))


def person_behind(session: Session, user: str) -> str:
    return session.connection.scalar(_PERSON, {"account": user}) or user


def names_of(session: Session, person: str) -> list[str]:
    """Everything that rows of theirs may be kept under."""
    accounts = sa.select(links.c.user_id).where(links.c.person == person)
    return sorted({person, *session.connection.scalars(accounts)})


def forget_links(session: Session, person: str) -> None:
    """The person's accounts, codes and tries. Where other people bear an account's name, the account stays apart."""
    others = links.alias()
    bears_name = sa.exists().where(others.c.person == links.c.user_id, others.c.person != person)
    accounts = sa.select(links.c.user_id).where(links.c.person == person)
    for table, chosen in (
        (offers, offers.c.person == person),
        (wrong_codes, sa.or_(wrong_codes.c.user_id == person, wrong_codes.c.user_id.in_(accounts))),
        (links, sa.and_(links.c.person == person, ~bears_name)),
    ):
        session.connection.execute(sa.delete(table).where(chosen))


def _offer(session: Session, user: str, digest: str, at: float) -> None:
    person = person_behind(session, user)
    lapsed = sa.or_(offers.c.person == person, offers.c.at < at - LASTS_S)
    session.connection.execute(sa.delete(offers).where(lapsed))
    session.connection.execute(sa.insert(offers), {"digest": digest, "person": person, "at": at})


def _join(session: Session, user: str, digest: str, at: float) -> str | None:
    if _tries(session, user, at) >= MOST_WRONG:
        return None
    valid = (offers.c.digest == digest, offers.c.at <= at, offers.c.at >= at - LASTS_S)
    person: str | None = session.connection.scalar(sa.select(offers.c.person).where(*valid))
    if person is None:
        session.connection.execute(sa.insert(wrong_codes), {"user_id": user, "at": at})
        return None
    former = person_behind(session, user)
    if former == person:
        return person
    session.connection.execute(sa.delete(offers).where(offers.c.digest == digest))
    _merge(session, former, person, user)
    return person


def _tries(session: Session, user: str, at: float) -> int:
    """How many wrong codes there were of late."""
    session.connection.execute(sa.delete(wrong_codes).where(wrong_codes.c.at < at - LASTS_S))
    mine = sa.select(sa.func.count()).select_from(wrong_codes).where(wrong_codes.c.user_id == user)
    return session.connection.scalar(mine) or 0


def _merge(session: Session, former: str, person: str, user: str) -> None:
    """All accounts of the former person are the person's now."""
    session.connection.execute(sa.update(links).where(links.c.person == former).values(person=person))
    insert = insert_into(session.connection.engine)(links).on_conflict_do_nothing()
    session.connection.execute(insert, [{"user_id": account, "person": person} for account in (user, person)])
    order.rename(session, former, person)


def _leave(session: Session, user: str) -> bool:
    person = person_behind(session, user)
    if not _exists(session, links.c.person == person, links.c.user_id != user):
        return False
    mine = links.c.user_id == user
    if _exists(session, links.c.person == user, links.c.user_id != user):
        # Others go on under the name of this account.
        session.connection.execute(sa.update(links).where(mine).values(person=_new_name(session, user)))
    else:
        session.connection.execute(sa.delete(links).where(mine))
    return True


def _new_name(session: Session, user: str) -> str:
    names = (f"{user}/{number}" for number in count(2))
    return next(name for name in names if not _exists(session, links.c.person == name))


def _exists(session: Session, *conditions: sa.ColumnElement[bool]) -> bool:
    return bool(session.connection.scalar(sa.select(sa.exists().where(*conditions))))
