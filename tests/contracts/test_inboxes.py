"""What the port `Inbox` promises, whatever the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters.journals.sql import Store
from bot.arrivals import Arrival, Claimed, Outcome
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.contracts.arrivals import CHANNELS, answer, arrival, call, said
from tests.contracts.conftest import Connect
from tests.contracts.people import AWKWARD_IDS, taught

ANA = UserId("telegram:ana")


async def claim(store: Store, limit: int = 10) -> list[Claimed]:
    return await store.inbox.claim(CHANNELS, limit)


async def numbers(store: Store, limit: int = 10) -> list[str]:
    return [claimed.arrival.id for claimed in await claim(store, limit)]


async def test_what_was_accepted_is_given_out_once_as_it_came(store: Store) -> None:
    first, second = arrival(1, "a", "telegram:ana"), arrival(2, "b", "telegram:ben", at=2.5)
    assert await store.inbox.accept(first)
    assert await store.inbox.accept(second)
    claimed = await claim(store)
    assert [each.arrival for each in claimed] == [first, second]
    assert [each.unsaved for each in claimed] == [None, None]
    assert claimed[0].number < claimed[1].number
    assert await claim(store) == []


async def test_an_update_delivered_again_is_known_at_every_stage(store: Store) -> None:
    again = arrival(1)
    assert await store.inbox.accept(again)
    assert not await store.inbox.accept(again)
    [claimed] = await claim(store)
    assert not await store.inbox.accept(again)
    await store.inbox.commit(claimed, answer())
    assert not await store.inbox.accept(again)
    await store.inbox.finish(claimed)
    assert not await store.inbox.accept(again)
    assert await claim(store) == []


async def test_of_one_chat_the_next_is_given_out_when_the_one_before_is_finished(store: Store) -> None:
    for number in (1, 2):
        await store.inbox.accept(arrival(number, "c", f"telegram:{number}"))
    [first] = await claim(store)
    assert await claim(store) == []
    await store.inbox.commit(first, answer())
    assert await claim(store) == []
    await store.inbox.finish(first)
    assert await numbers(store) == ["telegram:2"]


async def test_of_one_person_likewise_in_whatever_chat(store: Store) -> None:
    await store.inbox.accept(arrival(1, "private", "telegram:ana"))
    await store.inbox.accept(arrival(2, "group", "telegram:ana"))
    await store.inbox.accept(arrival(3, "group", "telegram:ben"))
    [first] = await claim(store)
    assert first.arrival.id == "telegram:1"
    await store.inbox.finish(first)
    assert await numbers(store) == ["telegram:2"]


async def test_linked_accounts_are_one_person(store: Store) -> None:
    code = await store.links.offer(ANA, 1.0)
    await store.links.join(UserId("slack:ana"), code, 2.0)
    await store.inbox.accept(arrival(1, "a", "telegram:ana"))
    await store.inbox.accept(arrival(2, "b", "slack:ana", "slack"))
    [first] = await claim(store)
    assert await claim(store) == []
    await store.inbox.finish(first)
    [second] = await claim(store)
    assert second.arrival.user == "slack:ana"


async def test_what_waits_of_two_who_turn_out_to_be_one_person_is_served_one_by_one(store: Store) -> None:
    await store.inbox.accept(arrival(1, "a", ANA))
    await store.inbox.accept(arrival(2, "b", "slack:ana", "slack"))
    await store.inbox.accept(arrival(3, "c", "slack:ben", "slack"))
    await store.links.join(UserId("slack:ana"), await store.links.offer(ANA, 1.0), 2.0)
    first, other = await claim(store)
    assert (first.arrival.id, other.arrival.id) == ("telegram:1", "slack:3")
    await store.inbox.finish(first)
    assert await numbers(store) == ["slack:2"]


async def test_arrivals_that_nobody_sent_do_not_wait_for_one_another(store: Store) -> None:
    await store.inbox.accept(arrival(1, "a"))
    await store.inbox.accept(arrival(2, "b"))
    assert len(await claim(store)) == 2


async def test_the_same_chat_name_on_two_platforms_is_two_chats(store: Store) -> None:
    await store.inbox.accept(arrival(1, "c", channel="telegram"))
    await store.inbox.accept(arrival(2, "c", channel="slack"))
    assert len(await claim(store)) == 2


async def test_only_the_asked_channels_and_no_more_than_asked_are_given_out_oldest_first(store: Store) -> None:
    for number in range(6):
        await store.inbox.accept(arrival(number, f"c{number}", channel=CHANNELS[number % 2]))
    assert await store.inbox.claim([], 10) == []
    assert [each.arrival.id for each in await store.inbox.claim(["slack"], 1)] == ["slack:1"]
    assert await numbers(store, 3) == ["telegram:0", "telegram:2", "slack:3"]


async def test_a_fault_puts_one_arrival_aside_and_the_next_is_served(store: Store) -> None:
    await store.inbox.accept(arrival(1))
    await store.inbox.accept(arrival(2))
    [first] = await claim(store)
    await store.inbox.finish(first, "no such field")
    assert await numbers(store) == ["telegram:2"]
    assert not await store.inbox.accept(arrival(1))


async def test_an_outcome_is_stored_as_a_whole(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1, "c", "telegram:ana"))
        [claimed] = await claim(store)
        outcome = Outcome((call("one"), call("two")), message=said("telegram:ana", "hi"), spent="tok·en")
        postings = await store.inbox.commit(claimed, outcome)
        assert postings is not None
        assert [posting.call.params["text"] for posting in postings] == ["one", "two"]
        assert {(posting.arrival, posting.channel, posting.in_doubt) for posting in postings} == {
            ("telegram:1", "telegram", False)
        }
        assert await store.ledger.spent("tok·en")
        assert await store.forget(ANA) == 1


async def test_an_arrival_is_committed_once(store: Store) -> None:
    await store.inbox.accept(arrival(1))
    [claimed] = await claim(store)
    assert await store.inbox.commit(claimed, answer()) is not None
    assert await store.inbox.commit(claimed, answer()) is None
    await store.inbox.finish(claimed)
    assert await store.inbox.commit(claimed, answer()) is None
    assert (await store.backroom.backlog(2.0)).unsent == 1


@pytest.mark.parametrize("user", ["telegram:ana", "telegram:\ud83d\0"])
async def test_what_a_process_left_unsaved_is_saved_by_the_next(connect: Connect, user: str) -> None:
    person = taught(UserId(user), "no westerns \0 \ud83d")
    async with connect() as store:
        await store.inbox.accept(arrival(1, "c", "telegram:ana"))
        [claimed] = await claim(store)
        await store.inbox.commit(claimed, Outcome((call(),), person=person, message=said(user, "hi")))
    async with connect() as later:
        [again] = await claim(later)
        assert again.unsaved == Outcome(person=person)
        assert again.number == claimed.number
        assert await later.inbox.commit(again, answer()) is None
        await later.inbox.finish(again)
        assert await claim(later) == []


async def test_an_apology_and_its_fault_are_stored_as_one(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1))
        [claimed] = await claim(store)
        await store.inbox.commit(claimed, Outcome((call("sorry"),), fault="KeyError: 'movies'"))
    async with connect() as later:
        [again] = await claim(later)
        assert again.unsaved == Outcome(fault="KeyError: 'movies'")
        await later.inbox.finish(again, again.unsaved.fault)
        assert [faulty.fault for faulty in (await later.backroom.backlog(2.0)).quarantined] == ["KeyError: 'movies'"]
        assert await later.backroom.retry("telegram:1")
        [served_again] = await claim(later)
        assert (served_again.arrival, served_again.unsaved) == (arrival(1), None)


async def test_an_account_whose_document_was_taken_in_is_remembered_until_it_is_deleted(connect: Connect) -> None:
    outcome = Outcome(person=taught(ANA, "no westerns"), absorbed=UserId("slack:ana"))
    async with connect() as store:
        await store.inbox.accept(arrival(1))
        [claimed] = await claim(store)
        await store.inbox.commit(claimed, outcome)
    async with connect() as later:
        assert [again.unsaved for again in await claim(later)] == [outcome]


async def test_whom_a_process_left_to_be_forgotten_is_told_as_well(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1, "c", ANA))
        [claimed] = await claim(store)
        await store.inbox.commit(claimed, Outcome(person=Person(Profile(ANA)), forget=ANA))
    async with connect() as later:
        [again] = await claim(later)
        assert again.unsaved == Outcome(person=Person(Profile(ANA)), forget=ANA)


async def test_what_a_process_left_unserved_is_served_by_the_next_and_keeps_its_place(connect: Connect) -> None:
    async with connect() as store:
        for number in (1, 2):
            await store.inbox.accept(arrival(number))
        assert await numbers(store) == ["telegram:1"]
    async with connect() as later:
        [again] = await claim(later)
        assert again == replace(again, arrival=arrival(1), unsaved=None)
        await later.inbox.finish(again)
        assert await numbers(later) == ["telegram:2"]


async def test_looking_in_gives_nothing_out_again(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1))
        [claimed] = await claim(store)
        async with connect() as visitor:
            await visitor.backroom.backlog(2.0)
            await visitor.record(said("console:ben", "hi"), None)
        assert await store.inbox.commit(claimed, answer()) is not None


async def test_a_cancelled_claim_leaves_its_arrivals_to_the_next(store: Store) -> None:
    for number in range(20):
        await store.inbox.accept(arrival(number, f"c{number}"))
    for delay in range(20):
        claiming = asyncio.create_task(claim(store, 20))
        await asyncio.sleep(delay * 0.0002)
        claiming.cancel()
        await asyncio.gather(claiming, return_exceptions=True)
        if not claiming.cancelled():
            break  # it was too late to cancel, and all are ours
        await store.backroom.backlog(2.0)
    else:
        found: set[str] = set()
        for _ in range(100):
            found |= set(await numbers(store, 20))
            if len(found) == 20:
                break
        assert len(found) == 20


async def test_a_cancelled_commit_leaves_its_answer_to_be_sent_and_its_person_to_be_saved(connect: Connect) -> None:
    async with connect() as store:
        await store.inbox.accept(arrival(1, user=ANA))
        [claimed] = await claim(store)
        committing = asyncio.create_task(store.inbox.commit(claimed, Outcome((call(),), person=Person(Profile(ANA)))))
        await asyncio.sleep(0)
        committing.cancel()
        await asyncio.gather(committing, return_exceptions=True)
        for _ in range(100):
            again = await claim(store)
            if again:
                break
        assert [each.unsaved for each in again] == [Outcome(person=Person(Profile(ANA)))]
        assert len(await store.outbox.due(CHANNELS, 10)) == 1


async def test_hundreds_of_arrivals_at_once_are_all_kept_in_the_order_of_the_calls(store: Store) -> None:
    accepted = await asyncio.gather(*(store.inbox.accept(arrival(number, f"c{number}")) for number in range(300)))
    assert all(accepted)
    assert await numbers(store, 1000) == [f"telegram:{number}" for number in range(300)]


async def test_ids_chats_and_users_may_be_anything(store: Store) -> None:
    for number, awkward in enumerate(AWKWARD_IDS):
        odd = Arrival(f"{number}{awkward}", "telegram", awkward, UserId(awkward), "我 🦊 '; --", 1.5)
        assert await store.inbox.accept(odd)
        assert not await store.inbox.accept(odd)
    assert len(await claim(store, 100)) == len(AWKWARD_IDS)
