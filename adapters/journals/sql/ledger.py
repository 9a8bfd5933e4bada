"""The port `Ledger`."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

import sqlalchemy as sa

from adapters.journals.sql.database import insert_into, storable
from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import any_of, is_card, outbox
from adapters.journals.sql.tables import spent as spent_table
from adapters.journals.sql.writer import Writer
from bot.messages import SEPARATOR, Action
from recommender.schema import ItemId, SlateId


class SQLLedger:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def spent(self, token: str) -> bool:
        return await self._writer.run(partial(_spent, digest=digest_of(token)))

    async def shown_at(self, channel: str, chat: str, message: str) -> Action | None:
        about = await self._writer.run(
            partial(_about, channel=channel, chat=storable(chat), receipt=storable(message))
        )
        slate, separator, item = (about or "").partition(SEPARATOR)
        return Action("open", SlateId(slate), ItemId(item)) if separator else None


def digest_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def spend(session: Session, token: str, at: float) -> None:
    insert = insert_into(session.connection.engine)(spent_table).on_conflict_do_nothing()
    session.connection.execute(insert, {"digest": digest_of(token), "at": at})


def _spent(session: Session, digest: str) -> bool:
    return session.connection.scalar(sa.select(spent_table.c.at).where(spent_table.c.digest == digest)) is not None


def _about(session: Session, channel: str, chat: str, receipt: str) -> str | None:
    if not receipt:
        return None
    here = (outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.receipt == receipt)
    newest = sa.select(outbox.c.about).where(is_card(), any_of(outbox.c.state, "sent"), *here)
    return session.connection.scalar(newest.order_by(outbox.c.id.desc()).limit(1))
