"""All that is kept in SQL, in a SQLite file by default or in PostgreSQL by URL.

Store            the port Journal: what was asked and what was shown
  .inbox         arrivals until they are served        inbox.py, order.py
  .outbox        calls until they are settled          outbox.py
  .ledger        what later messages refer to          ledger.py
  .links         accounts of one person                links.py
  .backroom      what the operator sees and may do     backroom.py
  .archive       what was shown, to be read again      archive.py

writer.py        one thread, one connection, one sync for all that waits together
owners.py        which process owns what, and why none sees half of another's work
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.journals.sql.database import engine_for
from adapters.journals.sql.store import Store
from adapters.journals.sql.tables import metadata
from adapters.journals.sql.writer import Writer

__all__ = ["Store", "connect", "metadata"]


@asynccontextmanager
async def connect(where: Path | str) -> AsyncIterator[Store]:
    """The store in a SQLite file (a path), or at a SQLAlchemy URL (a string); made when it is not there.

    Nothing is given out again by connecting: other programs may look in while one serves.
    Raises `StoreError` for a URL that makes no sense, a file that is no database, or another version.
    """
    engine = engine_for(where)
    writer = Writer(engine)
    try:
        await writer.prepare()
        yield Store(engine, writer)
    finally:
        writer.close()
