"""What every adapter in `adapters/profiles` promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest
from hypothesis import given, settings

import adapters.profiles
from bot.ports import Profiles
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.contracts.found import adapters_in, short_name
from tests.contracts.people import AWKWARD_IDS, people, taught

ADAPTERS = adapters_in(adapters.profiles)
ANA = UserId("console:ana")
BEN = UserId("telegram:123")

Connect = Callable[[], AbstractAsyncContextManager[Profiles]]


@pytest.fixture(params=ADAPTERS, ids=short_name)
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Connect:
    return partial(request.param.connect, tmp_path / "data")


async def test_an_unknown_user_is_a_new_empty_person(connect: Connect) -> None:
    async with connect() as profiles:
        assert await profiles.load(ANA) == Person(Profile(ANA))


@pytest.mark.parametrize("adapter", ADAPTERS, ids=short_name)
@settings(deadline=None, max_examples=50)
@given(person=people(ANA))
def test_what_was_saved_comes_back_exactly(adapter: ModuleType, person: Person) -> None:
    async def there_and_back(data_dir: Path) -> Person:
        async with adapter.connect(data_dir) as profiles:
            await profiles.save(person)
        async with adapter.connect(data_dir) as profiles:
            found: Person = await profiles.load(ANA)
        return found

    with TemporaryDirectory() as folder:
        found = asyncio.run(there_and_back(Path(folder)))
    assert found == person
    # 1.0 == True, but a flag that comes back as a number is not what was saved.
    assert repr(found) == repr(person)


async def test_the_last_save_counts_and_nothing_of_an_earlier_one_stays(connect: Connect) -> None:
    async with connect() as profiles:
        await profiles.save(taught(ANA, "I love westerns", chats=3))
        await profiles.save(Person(Profile(ANA)))
        assert await profiles.load(ANA) == Person(Profile(ANA))


async def test_two_connections_see_each_others_saves(connect: Connect) -> None:
    async with connect() as one, connect() as other:
        await one.save(taught(ANA, "I love westerns"))
        assert await other.load(ANA) == taught(ANA, "I love westerns")
        await other.save(taught(ANA, "no more westerns"))
        assert await one.load(ANA) == taught(ANA, "no more westerns")


async def test_forgetting_deletes_and_says_whether_there_was_anything(connect: Connect) -> None:
    async with connect() as profiles:
        assert await profiles.forget(ANA) is False
        await profiles.save(taught(ANA, "I love westerns"))
        await profiles.save(taught(BEN, "I hate westerns"))
        assert await profiles.forget(ANA) is True
        assert await profiles.forget(ANA) is False
    async with connect() as profiles:
        assert await profiles.load(ANA) == Person(Profile(ANA))
        assert await profiles.load(BEN) == taught(BEN, "I hate westerns")


async def test_forgotten_words_are_nowhere_on_disk(connect: Connect, tmp_path: Path) -> None:
    async with connect() as profiles:
        await profiles.save(taught(ANA, "xylophones-in-space"))
        await profiles.save(taught(ANA, "xylophones-in-space, again"))
        await profiles.forget(ANA)
        assert not [path for path in _files(tmp_path) if b"xylophones" in path.read_bytes()]


async def test_users_with_awkward_ids_are_kept_apart_and_inside_the_data_folder(
    connect: Connect, tmp_path: Path
) -> None:
    async with connect() as profiles:
        for user in map(UserId, AWKWARD_IDS):
            await profiles.save(taught(user, f"I am {user[:99]!r}"))
    async with connect() as profiles:
        for user in map(UserId, AWKWARD_IDS):
            assert await profiles.load(user) == taught(user, f"I am {user[:99]!r}")
        for user in map(UserId, AWKWARD_IDS):
            assert await profiles.forget(user)
    assert {path.relative_to(tmp_path).parts[0] for path in _files(tmp_path)} == {"data"}


async def test_half_a_surrogate_pair_in_a_message_or_an_id_costs_no_lesson(connect: Connect) -> None:
    user = UserId("console:\ud83d")
    async with connect() as profiles:
        await profiles.save(taught(user, "I love \ud83e westerns"))
        found = await profiles.load(user)
        assert found.lessons[0].words.startswith("I love ")
        assert await profiles.forget(user) is True


async def test_of_saves_at_once_for_one_user_the_last_one_asked_for_stays_whole(connect: Connect) -> None:
    versions = [taught(ANA, "w" * number, chats=number % 7) for number in range(40)]
    async with connect() as profiles:
        await asyncio.gather(*map(profiles.save, versions))
        assert await profiles.load(ANA) == versions[-1]


async def test_saves_and_loads_at_once_for_many_users_do_not_mix(connect: Connect) -> None:
    users = [UserId(f"console:{number}") for number in range(12)]

    async def talk(profiles: Profiles, user: UserId) -> None:
        for number in range(8):
            await profiles.save(taught(user, f"{user} said {number}", chats=number))
            assert await profiles.load(user) == taught(user, f"{user} said {number}", chats=number)

    async with connect() as profiles:
        await asyncio.gather(*(talk(profiles, user) for user in users))


async def test_a_cancelled_save_leaves_a_whole_document(connect: Connect) -> None:
    async with connect() as profiles:
        await profiles.save(taught(ANA, "before"))
        for number in range(20):
            saving = asyncio.create_task(profiles.save(taught(ANA, "cancelled", chats=number)))
            await asyncio.sleep(number * 0.0001)
            saving.cancel()
            await profiles.save(taught(ANA, f"after {number}"))
            await asyncio.wait([saving])
            assert await profiles.load(ANA) == taught(ANA, f"after {number}")


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
