"""The port `Journal`, and the way to the others."""

from __future__ import annotations

import asyncio
from functools import partial

import sqlalchemy as sa

from adapters.journals.sql import order
from adapters.journals.sql.archive import SQLArchive
from adapters.journals.sql.backroom import SQLBackroom
from adapters.journals.sql.database import storable, wipe
from adapters.journals.sql.inbox import SQLInbox
from adapters.journals.sql.ledger import SQLLedger
from adapters.journals.sql.links import SQLLinks, forget_links, names_of
from adapters.journals.sql.outbox import SQLOutbox
from adapters.journals.sql.owners import Session
from adapters.journals.sql.records import forget_records, record
from adapters.journals.sql.tables import any_of, inbox, is_unsent, outbox
from adapters.journals.sql.writer import Writer
from bot.messages import InboundMessage
from recommender.schema import Slate, UserId


class Store:
    """Everything through one writer."""

    def __init__(self, engine: sa.Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._failed: BaseException | None = None
        self.inbox = SQLInbox(writer)
        self.outbox = SQLOutbox(writer)
        self.ledger = SQLLedger(writer)
        self.links = SQLLinks(writer)
        self.backroom = SQLBackroom(writer)
        self.archive = SQLArchive(writer)

    async def record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        """Queue the rows; an answer need not wait for them. They are written in order, all of them before closing.

        Raises `StoreError` for an earlier row that the database refused.
        """
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed
        self._writer.queue(partial(record, inbound=inbound, slate=slate)).add_done_callback(self._note)

    async def forget(self, user: UserId) -> int:
        """Raises `StoreError` while another program keeps SQLite from wiping its log; try again then.

        What is still to be served or sent stays until it is; of that, SQLite's log may keep bytes a while longer.
        """
        count = await self._writer.run(partial(_forget, user=storable(user)))
        if self._engine.dialect.name == "sqlite":
            await self._writer.apart(wipe)
        return count

    def _note(self, recorded: asyncio.Future[None]) -> None:
        if not recorded.cancelled():
            self._failed = recorded.exception() or self._failed


def _forget(session: Session, user: str) -> int:
    """How many rows of the journal proper there were."""
    names = names_of(session, user)
    forget_links(session, user)
    run = session.connection.execute
    faulty = any_of(inbox.c.state, "quarantined")
    run(sa.update(inbox).where(inbox.c.user_id.in_(names), faulty).values(**order.EMPTIED))
    run(sa.delete(outbox).where(outbox.c.user_id.in_(names), ~is_unsent()))
    # Not even as a card that can be replied to: nobody is left to reply.
    run(sa.update(outbox).where(outbox.c.user_id.in_(names)).values(about="", user_id=""))
    return forget_records(session, names)
