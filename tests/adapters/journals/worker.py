"""A process that forks workers, to be killed while they work: `python -m tests.adapters.journals.worker WHERE`.

For each line on stdin it forks one, says `born PID`, and `dead STATUS` when that one is gone. A worker accepts,
serves and sends for ever, and says `accepted ID`, `served ID` and `sent ID` once the call has returned. Forking
saves the imports.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import uuid
from pathlib import Path

from adapters.journals.sql import Store, connect
from bot.arrivals import Claimed, Outcome
from bot.postings import Posting, Settled
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.contracts.arrivals import CHANNELS, arrival, call

CHATS = 3


def place(text: str) -> Path | str:
    return text if "://" in text else Path(text)


async def work_for_ever(where: Path | str) -> None:
    async with connect(where) as store:
        await asyncio.gather(_accept(store), _serve(store), _send_left(store))


async def _accept(store: Store) -> None:
    life = uuid.uuid4().int % 10**9 * 10**6
    number = life
    while True:
        number += 1
        new = arrival(number, f"chat {number % CHATS}", at=time.time())
        assert await store.inbox.accept(new)
        _say(f"accepted {new.id}")


async def _serve(store: Store) -> None:
    while True:
        claimed = await store.inbox.claim(CHANNELS, CHATS)
        await asyncio.gather(*(serve(store, each) for each in claimed))


async def serve(store: Store, claimed: Claimed) -> None:
    """One arrival from the claim to the end."""
    if claimed.unsaved is None:
        user = UserId(claimed.arrival.chat)
        outcome = Outcome((call(claimed.arrival.id, claimed.arrival.chat),), person=Person(Profile(user)))
        postings = await store.inbox.commit(claimed, outcome)
        assert postings is not None
        _say(f"served {claimed.arrival.id}")
        for posting in postings:
            await send(store, posting)
    await store.inbox.finish(claimed)


async def _send_left(store: Store) -> None:
    while True:
        for posting in await store.outbox.due(CHANNELS, 100):
            await send(store, posting)
        await asyncio.sleep(0.005)


async def send(store: Store, posting: Posting) -> None:
    while not await store.outbox.sending(posting):  # noqa: ASYNC110 - the store has no event for it
        await asyncio.sleep(0.001)
    await store.outbox.settle(posting, Settled())
    _say(f"sent {posting.arrival}")


async def _warm(where: Path | str) -> None:
    async with connect(where) as store:
        await store.inbox.claim(CHANNELS, 0)


def _say(line: str) -> None:
    # One write for one line, so that a kill cannot leave half of one.
    os.write(1, f"{line}\n".encode())


def main() -> None:
    where = place(sys.argv[1])
    asyncio.run(_warm(where))
    for _ in sys.stdin:
        worker = os.fork()
        if not worker:
            asyncio.run(work_for_ever(where))
        _say(f"born {worker}")
        _, status = os.waitpid(worker, 0)
        _say(f"dead {status}")


if __name__ == "__main__":
    main()
