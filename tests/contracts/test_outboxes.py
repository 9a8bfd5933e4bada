"""What the ports `Outbox` and `Ledger` promise, whatever the database."""

from __future__ import annotations

from adapters.journals.sql import Store
from bot.arrivals import Outcome
from bot.messages import Action
from bot.postings import Call, Posting, Settled
from recommender.schema import ItemId, SlateId
from tests.contracts.arrivals import CHANNELS, arrival, call
from tests.contracts.conftest import Connect


async def posted(store: Store, *calls: Call, number: int = 1, channel: str = "telegram") -> list[Posting]:
    """The calls that an arrival, in a chat of its own, led to."""
    await store.inbox.accept(arrival(number, f"from {number}", channel=channel))
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    postings = await store.inbox.commit(claimed, Outcome(calls))
    assert postings is not None
    await store.inbox.finish(claimed)
    return postings


async def test_of_one_chat_a_call_waits_until_the_one_before_is_settled(store: Store) -> None:
    first, second = await posted(store, call("one"), call("two"))
    assert await store.outbox.sending(second) is False
    assert await store.outbox.sending(first) is True
    assert await store.outbox.sending(second) is False
    await store.outbox.settle(first, Settled("17"))
    assert await store.outbox.sending(second) is True


async def test_a_call_may_be_tried_again_until_it_is_settled(store: Store) -> None:
    [only] = await posted(store, call())
    assert await store.outbox.sending(only)
    assert await store.outbox.sending(only)
    await store.outbox.settle(only, Settled(failure="the chat is gone"))
    assert await store.outbox.sending(only) is None
    await store.outbox.settle(only, Settled())


async def test_chats_and_platforms_do_not_wait_for_one_another(store: Store) -> None:
    a, b = await posted(store, call(chat="a"), call(chat="b"))
    [c] = await posted(store, call(chat="a"), number=2, channel="slack")
    assert [await store.outbox.sending(posting) for posting in (c, b, a)] == [True, True, True]


async def test_one_that_was_given_up_lets_the_next_pass(store: Store) -> None:
    first, second = await posted(store, call("one"), call("two"))
    await store.outbox.settle(first, Settled(failure="refused"))
    assert await store.outbox.sending(second)


async def test_what_a_process_left_unsent_is_sent_by_the_next_and_what_is_in_doubt_is_marked(
    connect: Connect,
) -> None:
    async with connect() as store:
        first, second, other = await posted(store, call("one"), call("two"), call("other", "d"))
        await store.outbox.sending(first)
        await store.outbox.settle(first, Settled("1"))
        await store.outbox.sending(second)
        assert await store.outbox.due(CHANNELS, 10) == []
    async with connect() as later:
        assert await later.outbox.due(["slack"], 10) == []
        [again] = await later.outbox.due(CHANNELS, 1)
        assert (again.id, again.call, again.in_doubt) == (second.id, second.call, True)
        [rest] = await later.outbox.due(CHANNELS, 10)
        assert (rest.id, rest.call, rest.at, rest.in_doubt) == (other.id, other.call, other.at, False)
        assert await later.outbox.due(CHANNELS, 10) == []
        assert await later.outbox.sending(again)


async def test_what_was_certainly_not_sent_comes_back_without_doubt(connect: Connect) -> None:
    async with connect() as store:
        [only] = await posted(store, call())
        assert await store.outbox.sending(only)
        await store.outbox.put_back(only)
    async with connect() as later:
        [again] = await later.outbox.due(CHANNELS, 10)
        assert again == only
        assert await later.outbox.sending(again)
        await later.outbox.settle(again, Settled())
        await later.outbox.put_back(again)
        assert await later.outbox.sending(again) is None


async def test_calls_come_back_as_they_were(connect: Connect) -> None:
    simple = Call("sendMessage", {"text": "plain"}, "c")
    full = Call(
        "sendPhoto",
        {"caption": "\0 \ud83d 盗火线", "buttons": [["like", 1, 2.5, None, True]]},
        "c",
        paces=("chat:c", "all"),
        weight=3,
        lasts_s=30.5,
        repeatable=True,
        about="s1·movies:1",
        fallback=Call("sendPhoto", {"caption": "x"}, "c", fallback=simple),
    )
    async with connect() as store:
        await posted(store, full, simple)
    async with connect() as later:
        assert [posting.call for posting in await later.outbox.due(CHANNELS, 10)] == [full, simple]


async def test_a_card_that_was_sent_is_found_by_its_message(store: Store) -> None:
    card, other, text = await posted(
        store, call(about="s1·movies:a·b"), call(about="s1·movies:2", chat="d"), call("no card")
    )
    for posting, receipt in ((card, "100"), (other, "100"), (text, "101")):
        assert await store.ledger.shown_at("telegram", posting.call.chat, receipt) is None
        await store.outbox.sending(posting)
        await store.outbox.settle(posting, Settled(receipt))
    shown = await store.ledger.shown_at("telegram", "c", "100")
    assert shown == Action("open", SlateId("s1"), ItemId("movies:a·b"))
    assert await store.ledger.shown_at("telegram", "d", "100") == Action("open", SlateId("s1"), ItemId("movies:2"))
    for where in (("slack", "c", "100"), ("telegram", "e", "100"), ("telegram", "c", "101"), ("telegram", "c", "")):
        assert await store.ledger.shown_at(*where) is None


async def test_a_card_that_was_given_up_is_not_found(store: Store) -> None:
    [card] = await posted(store, call(about="s1·movies:1"))
    await store.outbox.settle(card, Settled("100", failure="too late"))
    assert await store.ledger.shown_at("telegram", "c", "100") is None


async def test_a_button_is_spent_once_its_arrival_is_committed(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1))
        [claimed] = await store.inbox.claim(CHANNELS, 1)
        assert not await store.ledger.spent("token")
        await store.inbox.commit(claimed, Outcome(spent="token"))
    async with connect() as later:
        assert await later.ledger.spent("token")
        assert not await later.ledger.spent("token2")
