"""What the port `Backroom` promises, whatever the database."""

from __future__ import annotations

from adapters.journals.sql import Store
from bot.arrivals import Outcome
from bot.ports import Backlog, Faulty
from bot.postings import Settled
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.contracts.arrivals import CHANNELS, answer, arrival, call

ANA = UserId("telegram:ana")


async def quarantined(store: Store, number: int, fault: str = "broken", chat: str = "c") -> None:
    await store.inbox.accept(arrival(number, chat))
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    await store.inbox.finish(claimed, fault)


async def test_an_empty_store_is_behind_with_nothing(store: Store) -> None:
    assert await store.backroom.backlog(100.0) == Backlog(0, 0.0, 0, 0.0, 0, ())


async def test_what_waits_is_counted_until_it_is_served(store: Store) -> None:
    await store.inbox.accept(arrival(1, at=10.0))
    await store.inbox.accept(arrival(2, at=20.0))
    [first] = await store.inbox.claim(CHANNELS, 1)
    backlog = await store.backroom.backlog(100.0)
    assert (backlog.waiting, backlog.oldest_s) == (2, 90.0)
    await store.inbox.commit(first, answer())
    backlog = await store.backroom.backlog(100.0)
    assert (backlog.waiting, backlog.oldest_s) == (1, 80.0)


async def test_what_is_unsent_is_counted_until_it_is_settled(store: Store) -> None:
    await store.inbox.accept(arrival(1))
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    one, two = await store.inbox.commit(claimed, answer(call(), call(chat="d"))) or []
    backlog = await store.backroom.backlog(one.at + 5)
    assert (backlog.unsent, backlog.given_up) == (2, 0)
    assert backlog.oldest_unsent_s == 5
    await store.outbox.settle(one, Settled("1"))
    await store.outbox.settle(two, Settled(failure="blocked"))
    assert await store.backroom.backlog(one.at + 5) == Backlog(0, 0.0, 0, 0.0, 1, ())
    assert (await store.backroom.backlog(one.at + 8 * 86400)).given_up == 0


async def test_the_newest_fifty_faults_are_shown(store: Store) -> None:
    for number in range(60):
        await quarantined(store, number, f"fault {number}")
    shown = (await store.backroom.backlog(100.0)).quarantined
    assert shown[0] == Faulty("telegram:59", "telegram", "fault 59", 1.5)
    assert [faulty.id for faulty in shown] == [f"telegram:{number}" for number in range(59, 9, -1)]


async def test_one_that_is_retried_is_served_again_after_what_waits(store: Store) -> None:
    await quarantined(store, 1)
    await store.inbox.accept(arrival(2))
    [second] = await store.inbox.claim(CHANNELS, 10)
    assert await store.backroom.retry("telegram:1")
    assert not await store.backroom.retry("telegram:1")
    assert await store.inbox.claim(CHANNELS, 10) == []
    await store.inbox.finish(second)
    [again] = await store.inbox.claim(CHANNELS, 10)
    assert again.arrival == arrival(1)
    assert not await store.inbox.accept(arrival(1))


async def test_one_that_failed_after_its_answer_was_stored_is_not_answered_again(store: Store) -> None:
    await store.inbox.accept(arrival(1, user=ANA))
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    outcome = Outcome((call(),), person=Person(Profile(ANA)))
    await store.inbox.commit(claimed, outcome)
    await store.inbox.finish(claimed, "disk full")
    assert await store.backroom.retry("telegram:1")
    [again] = await store.inbox.claim(CHANNELS, 1)
    assert again.unsaved == Outcome(person=outcome.person)
    assert await store.inbox.commit(again, outcome) is None


async def test_one_that_was_only_apologised_for_is_served_again(store: Store) -> None:
    await store.inbox.accept(arrival(1))
    [claimed] = await store.inbox.claim(CHANNELS, 1)
    await store.inbox.commit(claimed, answer(call("Sorry, something went wrong.")))
    await store.inbox.finish(claimed, "a bug")
    assert await store.backroom.retry("telegram:1")
    [again] = await store.inbox.claim(CHANNELS, 1)
    assert (again.arrival, again.unsaved) == (arrival(1), None)
    assert await store.inbox.commit(again, answer()) is not None


async def test_one_that_is_dropped_is_gone_but_still_known(store: Store) -> None:
    await quarantined(store, 1)
    assert await store.backroom.drop("telegram:1")
    assert not await store.backroom.drop("telegram:1")
    assert not await store.backroom.retry("telegram:1")
    assert not await store.inbox.accept(arrival(1))
    assert (await store.backroom.backlog(100.0)).quarantined == ()


async def test_only_what_is_in_quarantine_can_be_retried_or_dropped(store: Store) -> None:
    await store.inbox.accept(arrival(1))
    for arrival_id in ("telegram:1", "telegram:2"):
        assert not await store.backroom.retry(arrival_id)
        assert not await store.backroom.drop(arrival_id)
    assert len(await store.inbox.claim(CHANNELS, 10)) == 1
