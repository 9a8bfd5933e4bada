"""What the port `Links` promises, whatever the database."""

from __future__ import annotations

import re

from adapters.journals.sql import Store
from recommender.schema import UserId
from tests.contracts.conftest import Connect
from tests.contracts.people import AWKWARD_IDS

TELEGRAM, SLACK, OTHER, CONSOLE = (UserId(name) for name in ("telegram:1", "slack:1", "slack:2", "console:ana"))


async def link(store: Store, account: UserId, person: UserId, at: float = 10.0) -> UserId | None:
    return await store.links.join(account, await store.links.offer(person, at), at + 1)


async def people(store: Store) -> list[UserId]:
    return [await store.links.person_of(account) for account in (TELEGRAM, SLACK, OTHER, CONSOLE)]


async def test_an_account_that_is_not_linked_is_a_person_of_its_own(store: Store) -> None:
    for user in (TELEGRAM, *map(UserId, AWKWARD_IDS), UserId("telegram:\ud83d")):
        assert await store.links.person_of(user) == user
        assert not await store.links.leave(user)


async def test_all_accounts_of_a_person_are_told(store: Store) -> None:
    assert await store.links.accounts_of(TELEGRAM) == [TELEGRAM]
    await link(store, SLACK, TELEGRAM)
    assert sorted(await store.links.accounts_of(TELEGRAM)) == [SLACK, TELEGRAM]


async def test_a_code_links_another_account_for_good(connect: Connect) -> None:
    async with connect() as store:
        assert await link(store, SLACK, TELEGRAM) == TELEGRAM
    async with connect() as later:
        assert await people(later) == [TELEGRAM, TELEGRAM, OTHER, CONSOLE]


async def test_a_code_can_be_read_out_and_typed_by_hand(store: Store) -> None:
    code = await store.links.offer(TELEGRAM, 10.0)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert not set(code) & set("01ILO")
    assert await store.links.join(SLACK, f"  {code.lower().replace('-', ' ')} ", 20.0) == TELEGRAM


async def test_a_code_is_good_once_and_for_ten_minutes(store: Store) -> None:
    code = await store.links.offer(TELEGRAM, 10.0)
    assert await store.links.join(SLACK, code, 10.0 + 601) is None
    assert await store.links.join(SLACK, code, 10.0 + 599) == TELEGRAM
    assert await store.links.join(OTHER, code, 10.0 + 599) is None


async def test_a_newer_code_takes_the_place_of_the_older(store: Store) -> None:
    old, new = await store.links.offer(TELEGRAM, 10.0), await store.links.offer(TELEGRAM, 11.0)
    assert await store.links.join(SLACK, old, 12.0) is None
    assert await store.links.join(SLACK, new, 12.0) == TELEGRAM


async def test_codes_of_different_people_do_not_disturb_each_other(store: Store) -> None:
    mine, theirs = await store.links.offer(TELEGRAM, 10.0), await store.links.offer(CONSOLE, 10.0)
    assert await store.links.join(SLACK, mine, 11.0) == TELEGRAM
    assert await store.links.join(OTHER, theirs, 11.0) == CONSOLE


async def test_with_their_own_code_a_person_stays_who_they_are(store: Store) -> None:
    code = await store.links.offer(TELEGRAM, 10.0)
    assert await store.links.join(TELEGRAM, code, 11.0) == TELEGRAM
    assert await store.links.join(SLACK, code, 12.0) == TELEGRAM


async def test_after_five_wrong_codes_even_the_right_one_is_refused_for_a_while(store: Store) -> None:
    code = await store.links.offer(TELEGRAM, 10.0)
    for number in range(5):
        assert await store.links.join(SLACK, f"wrong{number}", 20.0 + number) is None
    assert await store.links.join(SLACK, code, 30.0) is None
    assert await store.links.join(OTHER, code, 31.0) == TELEGRAM
    assert await link(store, SLACK, TELEGRAM, at=700.0) == TELEGRAM


async def test_all_accounts_of_a_chain_are_one_person(store: Store) -> None:
    await link(store, SLACK, TELEGRAM)
    await link(store, OTHER, SLACK)
    assert await people(store) == [TELEGRAM, TELEGRAM, TELEGRAM, CONSOLE]
    assert await link(store, SLACK, CONSOLE) == CONSOLE
    assert await people(store) == [CONSOLE] * 4


async def test_two_who_join_each_other_are_one_person(store: Store) -> None:
    ours, theirs = await store.links.offer(TELEGRAM, 1.0), await store.links.offer(SLACK, 1.0)
    assert await store.links.join(TELEGRAM, theirs, 2.0) == SLACK
    await store.links.join(SLACK, ours, 2.0)
    assert len({await store.links.person_of(account) for account in (TELEGRAM, SLACK)}) == 1


async def test_an_account_that_leaves_is_its_own_person_again(store: Store) -> None:
    await link(store, SLACK, TELEGRAM)
    await link(store, OTHER, TELEGRAM)
    assert await store.links.leave(SLACK)
    assert await people(store) == [TELEGRAM, SLACK, TELEGRAM, CONSOLE]
    assert not await store.links.leave(SLACK)


async def test_the_account_that_named_a_person_can_leave_the_others_too(store: Store) -> None:
    await link(store, SLACK, TELEGRAM)
    await link(store, OTHER, TELEGRAM)
    assert await store.links.leave(TELEGRAM)
    alone, *together, _ = await people(store)
    assert together == [TELEGRAM, TELEGRAM]
    assert alone not in (TELEGRAM, SLACK, OTHER, CONSOLE)
    assert not await store.links.leave(TELEGRAM)
    assert await link(store, TELEGRAM, CONSOLE) == CONSOLE
    assert await people(store) == [CONSOLE, TELEGRAM, TELEGRAM, CONSOLE]


async def test_whoever_is_forgotten_is_linked_to_nobody(store: Store) -> None:
    await link(store, SLACK, TELEGRAM)
    await link(store, OTHER, CONSOLE)
    code = await store.links.offer(TELEGRAM, 10.0)
    await store.forget(TELEGRAM)
    assert await people(store) == [TELEGRAM, SLACK, CONSOLE, CONSOLE]
    assert await store.links.join(SLACK, code, 11.0) is None
