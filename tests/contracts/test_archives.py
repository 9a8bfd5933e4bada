"""What the port `Archive` promises, whatever the database."""

from __future__ import annotations

from dataclasses import replace

from adapters.journals.sql import Store
from adapters.journals.sql.archive import PAGE
from bot.messages import Address, InboundMessage
from recommender.evaluation.logged import LoggedPlace, LoggedSlate
from recommender.schema import Item, ItemId, RankedItem, Slate, SlateId, UserId

ANA = UserId("console:ana")
BEN = UserId("telegram:123")
ONE, TWO = ItemId("movies:1"), ItemId("movies:2")


def said(user: UserId) -> InboundMessage:
    return InboundMessage(f"{user}-1", Address("console", "c", user), text="a film", sent_at=2.5)


def shown(number: int, domain: str = "movies", at: float = 10.0) -> Slate:
    places = tuple(
        RankedItem(Item(item, domain, "title"), 0.5, propensity=propensity)
        for item, propensity in ((TWO, 0.25), (ONE, 0.75))
    )
    stages = {"shortlist": (ONE, TWO), "diversified": (ONE,), "reserved": (TWO,)}
    return Slate(SlateId(f"s{number:04}"), domain, places, 2, stages, (0.5, 1.25, 1.25), "untrained-1", at)


async def read(store: Store, domain: str = "movies", since: float = 0.0) -> list[LoggedSlate]:
    return [slate async for slate in store.archive.slates(domain, since)]


async def test_a_list_is_read_as_it_was_shown(store: Store) -> None:
    await store.record(said(ANA), shown(1))
    assert await read(store) == [
        LoggedSlate(
            id=SlateId("s0001"),
            person=ANA,
            domain="movies",
            at=10.0,
            model_version="untrained-1",
            places=(LoggedPlace(TWO, 0.25), LoggedPlace(ONE, 0.75)),
            shortlist=(ONE, TWO),
            diversified=(ONE,),
            reserved=(TWO,),
            told=(0.5, 1.25, 1.25),
        )
    ]


async def test_a_list_without_candidates_can_be_read(store: Store) -> None:
    await store.record(said(ANA), replace(shown(1), trace={}, told=(), items=()))
    [slate] = await read(store)
    assert (slate.places, slate.pool, slate.told) == ((), (), ())


async def test_only_the_domain_and_the_time_asked_for_are_read(store: Store) -> None:
    await store.record(said(ANA), shown(1, at=10.0))
    await store.record(said(ANA), shown(2, at=20.0))
    await store.record(said(ANA), shown(3, domain="books", at=20.0))
    assert [slate.id for slate in await read(store, since=15.0)] == ["s0002"]
    assert await store.archive.domains() == {"movies": 2, "books": 1}
    assert await store.archive.domains(since=15.0) == {"movies": 1, "books": 1}
    assert await read(store, "plays") == []


async def test_many_lists_are_read_page_by_page_each_once(store: Store) -> None:
    for number in range(PAGE):
        for user in (ANA, BEN):
            await store.record(said(user), shown(number))
    await store.record(said(ANA), shown(PAGE))
    found = [(slate.person, slate.id) for slate in await read(store)]
    assert len(found) == len(set(found)) == 2 * PAGE + 1


async def test_the_lists_of_linked_accounts_are_one_persons(store: Store) -> None:
    await store.record(said(ANA), shown(1))
    await store.record(said(BEN), shown(2))
    await store.links.join(BEN, await store.links.offer(ANA, 1.0), 2.0)
    assert [slate.person for slate in await read(store)] == [ANA, ANA]


async def test_of_whoever_is_forgotten_no_list_is_read(store: Store) -> None:
    await store.record(said(ANA), shown(1))
    await store.record(said(BEN), shown(2))
    await store.forget(ANA)
    assert [slate.person for slate in await read(store)] == [BEN]
