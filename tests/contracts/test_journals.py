"""What every adapter in `adapters/journals` promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import adapters.journals
from adapters.journals.sql import Store
from adapters.journals.sql import connect as connect_sql
from bot.arrivals import Outcome
from bot.messages import Action, Address, InboundMessage
from bot.ports import Journal
from bot.postings import Settled
from recommender.schema import Item, ItemId, RankedItem, Slate, SlateId, UserId
from tests.contracts.arrivals import CHANNELS, arrival, call
from tests.contracts.found import adapters_in, short_name
from tests.contracts.people import AWKWARD_IDS, taught

ANA = UserId("console:ana")
BEN = UserId("telegram:123")

Connect = Callable[[], AbstractAsyncContextManager[Journal]]


@pytest.fixture(params=adapters_in(adapters.journals), ids=short_name)
def connect(request: pytest.FixtureRequest, where: Path | str) -> Connect:
    return partial(request.param.connect, where)


def said(user: UserId, number: int, text: str = "something like Heat") -> InboundMessage:
    return InboundMessage(f"{user}-{number}", Address("console", "c", user), text=text, sent_at=2.5)


def shown(number: int) -> Slate:
    item = Item(ItemId("movies:1"), "movies", "Heat")
    return Slate(SlateId(f"s{number}"), "movies", (RankedItem(item, 0.5),), 1, {"dense": (item.id,)})


async def test_forgetting_tells_how_much_there_was(connect: Connect) -> None:
    async with connect() as journal:
        assert await journal.forget(ANA) == 0
        await journal.record(said(ANA, 1), None)
        await journal.record(said(ANA, 2), shown(2))
        assert await journal.forget(ANA) == 3
        assert await journal.forget(ANA) == 0


async def test_what_was_recorded_is_there_after_a_restart(connect: Connect) -> None:
    async with connect() as journal:
        await journal.record(said(ANA, 1), shown(1))
    async with connect() as journal:
        assert await journal.forget(ANA) == 2


async def test_a_message_delivered_twice_is_one_row(connect: Connect) -> None:
    async with connect() as journal:
        await journal.record(said(ANA, 1), shown(1))
        await journal.record(said(ANA, 1), shown(1))
    async with connect() as journal:
        await journal.record(said(ANA, 1), None)
        assert await journal.forget(ANA) == 2


async def test_forgetting_one_user_leaves_the_others(connect: Connect) -> None:
    async with connect() as journal:
        await journal.record(said(ANA, 1), shown(1))
        await journal.record(said(BEN, 1), shown(1))
        await journal.forget(ANA)
        assert await journal.forget(BEN) == 2


async def test_forgotten_words_are_nowhere_on_disk(tmp_path: Path) -> None:
    async with connect_sql(tmp_path / "journal.sqlite") as journal:
        for number in range(300):
            await journal.record(said(ANA, number, f"xylophones {number} " + "x" * number), shown(number))
            await journal.record(said(BEN, number, f"zithers {number} " + "z" * number), shown(number))
        await journal.forget(ANA)
        kept = _all_bytes(tmp_path)
        assert b"xylophones" not in kept
        assert ANA.encode() not in kept
        assert b"zithers 299" in kept


async def test_of_what_was_served_and_sent_nothing_is_on_disk_when_it_is_forgotten(tmp_path: Path) -> None:
    async with connect_sql(tmp_path / "journal.sqlite") as store:
        for number in range(50):
            await _served(store, 2 * number, ANA, "xylophones")
            await _served(store, 2 * number + 1, BEN, "zithers")
        await store.links.join(UserId("slack:ana"), await store.links.offer(ANA, 1.0), 2.0)
        await store.forget(ANA)
        kept = _all_bytes(tmp_path)
        for trace in (b"xylophones", ANA.encode(), b"slack:ana"):
            assert trace not in kept
        assert await store.ledger.shown_at("telegram", f"chat of {BEN} zithers", "m1") is not None
        assert await store.ledger.shown_at("telegram", f"chat of {ANA} xylophones", "m0") is None


async def _served(store: Store, number: int, user: UserId, word: str) -> None:
    """One arrival from the first to the last, or into quarantine."""
    chat = f"chat of {user} {word}"
    new = replace(arrival(number, chat, user), payload=f"{word} {number}" + "p" * 9 * number)
    await store.inbox.accept(new)
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    if number % 10 in (4, 5):
        return await store.inbox.finish(claimed, f"a bug with {user}")
    texts = (call(f"{word} for you" + "t" * 7 * number, chat), call(word, chat, about="s1·movies:1"))
    for posting in await store.inbox.commit(claimed, Outcome(texts, person=taught(user, word))) or []:
        await store.outbox.sending(posting)
        await store.outbox.settle(posting, Settled(f"m{number}", failure=user if number % 10 == 7 else ""))
    return await store.inbox.finish(claimed)


async def test_whoever_is_forgotten_is_forgotten_on_all_accounts(connect: Connect) -> None:
    async with connect() as journal:
        assert isinstance(journal, Store)
        slack = UserId("slack:ana")
        await journal.links.join(slack, await journal.links.offer(ANA, 1.0), 2.0)
        for user in (ANA, slack, BEN):
            await journal.record(said(user, 1), shown(1))
        assert await journal.forget(ANA) == 4
        assert await journal.forget(BEN) == 2


async def test_what_is_still_to_be_served_and_sent_outlives_forgetting(connect: Connect) -> None:
    async with connect() as journal:
        assert isinstance(journal, Store)
        for number in range(2):
            await journal.inbox.accept(arrival(number, f"c{number}", ANA))
        [claimed] = await journal.inbox.claim(CHANNELS, 10)
        [farewell] = await journal.inbox.commit(claimed, Outcome((call(),), forget=ANA)) or []
        await journal.forget(ANA)
        assert await journal.outbox.sending(farewell)
        await journal.outbox.settle(farewell, Settled("1"))
        await journal.inbox.finish(claimed)
        assert len(await journal.inbox.claim(CHANNELS, 10)) == 1


async def test_taps_threads_and_any_text_can_be_recorded(connect: Connect) -> None:
    tap = InboundMessage(
        "tap",
        Address("slack", "C1", ANA, thread="17.5"),
        action=Action("like", SlateId("s1"), ItemId("movies:1")),
    )
    odd = said(ANA, 1, "我喜欢 🦊 '; DROP TABLE turns; -- \0 \ud83d")
    async with connect() as journal:
        await journal.record(tap, None)
        await journal.record(odd, replace(shown(1), items=(), trace={}, matched=0))
        assert await journal.forget(ANA) == 3


async def test_users_with_awkward_ids_are_kept_apart(connect: Connect) -> None:
    users = [UserId(user) for user in AWKWARD_IDS]
    async with connect() as journal:
        for number, user in enumerate(users):
            for copy in range(number):
                await journal.record(said(user, copy), None)
        for number, user in enumerate(users):
            assert await journal.forget(user) == number


async def test_turns_recorded_at_once_are_all_kept(connect: Connect) -> None:
    async with connect() as one, connect() as other:
        turns = [said(user, number) for user in (ANA, BEN) for number in range(50)]
        await asyncio.gather(*(one.record(turn, shown(1)) for turn in turns[::2]))
        await asyncio.gather(*(other.record(turn, None) for turn in turns))
    async with connect() as later:
        assert await later.forget(ANA) == 51
        assert await later.forget(BEN) == 51


async def test_a_cancelled_turn_does_not_disturb_the_next(connect: Connect) -> None:
    async with connect() as journal:
        for number in range(20):
            recording = asyncio.create_task(journal.record(said(ANA, number), None))
            await asyncio.sleep(number * 0.0001)
            recording.cancel()
            await journal.record(said(BEN, number), None)
        assert await journal.forget(BEN) == 20


def _all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
