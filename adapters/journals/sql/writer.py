"""One thread and one connection for everything, and one sync to disk for all that waits together.

A thread of its own: SQLite wants a single writer anyway, work keeps its order, and a cancelled turn cannot leave a
transaction open for the next one, as it could with `asyncio.to_thread` and a shared connection.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from adapters.journals.sql.database import is_lost, prepare, refused
from adapters.journals.sql.owners import Held, Session, take_number, wait_for_others
from bot.errors import StoreError

Result = TypeVar("Result")
Work = Callable[[Session], Result]

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Item:
    work: Work[Any]
    done: asyncio.Future[Any]
    undo: Callable[[Session, Any], None] | None = None
    """For a result that nobody waited for any more."""


class Writer:
    """Made and closed in one event loop."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, "journal")
        self._waiting: deque[_Item] = deque()
        self._session: Session | None = None
        self._held = Held()
        self._former = 0

    async def run(self, work: Work[Result], undo: Callable[[Session, Result], None] | None = None) -> Result:
        """Do the work within a transaction; on return it is committed.

        Raises `StoreError` for whatever the database refuses; when the connection was lost, it may have been done.
        """
        done: Result = await self.queue(work, undo)
        return done

    def queue(
        self, work: Work[Result], undo: Callable[[Session, Result], None] | None = None
    ) -> asyncio.Future[Result]:
        """The same, for those who do not wait: it is done before the writer is closed."""
        item = _Item(work, self._loop.create_future(), undo)
        self._waiting.append(item)
        self._submit(self._work_off)
        return item.done

    async def apart(self, work: Callable[[sa.Connection], Result]) -> Result:
        """Do the work outside of any transaction, after all that was queued before."""
        try:
            return await self._loop.run_in_executor(self._thread, lambda: work(self._opened().connection))
        except SQLAlchemyError as error:
            raise refused(self._engine, error) from error
        except RuntimeError as error:
            raise _closed() from error

    def prepare(self) -> asyncio.Future[None]:
        return self.queue(lambda session: prepare(session.connection))

    def close(self) -> None:
        """Once all that was queued is done."""
        self._thread.submit(self._hang_up)
        self._thread.shutdown()

    def _submit(self, work: Callable[[], None]) -> None:
        try:
            self._thread.submit(work)
        except RuntimeError as error:
            raise _closed() from error

    def _work_off(self) -> None:
        """All that waits by now; the calls submitted for the rest of it then find nothing to do."""
        batch: list[_Item] = []
        while self._waiting and len(batch) < AT_ONCE:
            # Cancelled or not: a call that was made is noted even when the sender is being stopped.
            batch.append(self._waiting.popleft())
        if not batch:
            return
        results = self._results(batch)
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
            self._loop.call_soon_threadsafe(self._tell, batch, results)

    def _results(self, batch: Sequence[_Item]) -> list[Any]:
        """Of the whole batch in one transaction; if one is refused, of each in a transaction of its own."""
        try:
            session = self._begun()
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it was
            return [self._failure(error)] * len(batch)
        try:
            results = [item.work(session) for item in batch]
            session.connection.commit()
        except Exception as error:  # noqa: BLE001 - likewise
            self._give_up(session, error)
            if len(batch) == 1 or self._session is None:
                return [self._failure(error)] * len(batch)
            return [result for item in batch for result in self._results([item])]
        session.committed()
        self._former = 0
        return results

    def _failure(self, error: Exception) -> _Failure:
        return _Failure(refused(self._engine, error) if isinstance(error, SQLAlchemyError) else error)

    def _begun(self) -> Session:
        """A connection with a transaction in which nothing has happened yet."""
        try:
            return self._first_step()
        except SQLAlchemyError as error:
            if not is_lost(error):
                raise
            # It broke while nobody used it: nothing was under way, so nothing is in doubt.
            return self._first_step()

    def _first_step(self) -> Session:
        session = self._opened()
        try:
            session.connection.begin()
            wait_for_others(session.connection)
            if self._former:
                session.adopt(self._former)
        except SQLAlchemyError as error:
            self._give_up(session, error)
            raise
        return session

    def _opened(self) -> Session:
        if self._session is None:
            connection = self._engine.connect()
            try:
                self._session = Session(connection, take_number(connection), self._held)
            except BaseException:
                connection.close()
                raise
        return self._session

    def _give_up(self, session: Session, error: BaseException) -> None:
        if not (isinstance(error, SQLAlchemyError) and is_lost(error)):
            with suppress(SQLAlchemyError):
                session.connection.rollback()
                session.rolled_back()
                return
        session.lost()
        self._former = self._former or session.owner
        self._hang_up()

    def _hang_up(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            session.connection.close()

    def _tell(self, batch: Sequence[_Item], results: Sequence[Any]) -> None:
        for item, result in zip(batch, results, strict=True):
            failed = isinstance(result, _Failure)
            if item.done.cancelled():
                if item.undo is not None and not failed:
                    self._take_back(item.undo, result)
            elif failed:
                item.done.set_exception(result.error)
            else:
                item.done.set_result(result)

    def _take_back(self, undo: Callable[[Session, Any], None], result: Any) -> None:
        # After closing, our number is given up and so is everything that it owned.
        with suppress(StoreError):
            self.queue(lambda session: undo(session, result)).add_done_callback(_noticed)


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception


def _closed() -> StoreError:
    return StoreError("the journal is closed: nothing can be stored any more")


def _noticed(done: asyncio.Future[None]) -> None:
    """A failure to take back is no worse than having been killed before: the next start finds it."""
    if not done.cancelled():
        done.exception()
