"""What the files on disk look like, and what happens to those that cannot be read."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from adapters.profiles._storage import in_use
from adapters.profiles.tinydb import connect, file_of, users
from bot.errors import Damaged, StoreError
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.contracts.people import AWKWARD_IDS, taught

ANA = UserId("console:ana")
BEN = UserId("console:ben")


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    """Where Ana's document lies."""
    path = file_of(tmp_path / "profiles", ANA)
    path.parent.mkdir(parents=True)
    return path


async def test_a_document_is_a_small_json_file_that_people_can_read(tmp_path: Path, ana: Path) -> None:
    async with connect(tmp_path) as profiles:
        await profiles.save(taught(ANA, "我喜欢老西部片"))
    text = ana.read_text("utf-8")
    assert ana.name.startswith("console_ana-")
    assert "我喜欢老西部片" in text
    assert json.loads(text)["people"]["1"]["profile"]["user"] == "console:ana"
    assert len(text.splitlines()) > 10
    assert len(text) < 2500


async def test_only_the_owner_may_read_a_profile(tmp_path: Path, ana: Path) -> None:
    async with connect(tmp_path) as profiles:
        await profiles.save(taught(ANA, "I love westerns"))
    assert stat.S_IMODE(ana.stat().st_mode) == 0o600


def test_file_names_differ_even_where_case_is_folded_and_are_short_and_plain() -> None:
    paths = [file_of(Path("profiles"), UserId(user)) for user in AWKWARD_IDS]
    assert len({path.as_posix().casefold() for path in paths}) == len(AWKWARD_IDS)
    assert all(path.name.isascii() and path.name.islower() and len(path.name) < 80 for path in paths)
    assert all(len(path.parts) == 3 and ".." not in path.parts for path in paths)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"chat-rec profile": 1, "people": {"1": {"prof', id="cut off"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b'{"_default": {"1": {"name": "x"}}}', id="another program's"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b'{"chat-rec profile": 1, "people": [1]}', id="no tables"),
        pytest.param(b'{"chat-rec profile": 1, "people": {"1": {"profile": 5}}}', id="no profile"),
    ],
)
async def test_a_damaged_file_is_named_and_kept_aside_then_the_user_goes_on(
    tmp_path: Path, ana: Path, content: bytes
) -> None:
    ana.write_bytes(content)
    async with connect(tmp_path) as profiles:
        with pytest.raises(Damaged, match=f"{ana.name} .*kept as {ana.name}.damaged"):
            await profiles.load(ANA)
        assert await profiles.load(ANA) == Person(Profile(ANA))
        await profiles.save(taught(ANA, "I love westerns"))
        assert await profiles.load(ANA) == taught(ANA, "I love westerns")
    assert ana.with_name(f"{ana.name}.damaged").read_bytes() == content


async def test_a_save_does_not_overwrite_a_damaged_file(tmp_path: Path, ana: Path) -> None:
    ana.write_bytes(b"{broken")
    async with connect(tmp_path) as profiles:
        with pytest.raises(Damaged, match="kept as"):
            await profiles.save(taught(ANA, "I love westerns"))
        ana.write_bytes(b"{broken again")
        with pytest.raises(Damaged, match="kept as"):
            await profiles.save(taught(ANA, "I love westerns"))
    assert {path.read_bytes() for path in ana.parent.iterdir()} == {b"{broken", b"{broken again"}


async def test_a_file_of_another_version_is_named_and_left_alone(tmp_path: Path, ana: Path) -> None:
    content = b'{"chat-rec profile": 99, "folk": {}}'
    ana.write_bytes(content)
    async with connect(tmp_path) as profiles:
        with pytest.raises(Damaged, match=f"{ana.name} .*version 99"):
            await profiles.load(ANA)
        with pytest.raises(Damaged, match=f"{ana.name} .*version 99"):
            await profiles.save(taught(ANA, "I love westerns"))
    assert ana.read_bytes() == content


async def test_a_file_copied_to_another_users_place_is_not_taken_for_theirs(tmp_path: Path, ana: Path) -> None:
    async with connect(tmp_path) as profiles:
        await profiles.save(taught(BEN, "my secret"))
        ana.write_bytes(file_of(tmp_path / "profiles", BEN).read_bytes())
        with pytest.raises(Damaged, match="belongs to 'console:ben'"):
            await profiles.load(ANA)


async def test_what_a_killed_process_left_is_never_read_and_goes_at_the_next_start(tmp_path: Path, ana: Path) -> None:
    left = ana.with_name(f"{ana.name}.0badc0de.tmp")
    left.write_bytes(b'{"chat-rec pro')
    async with connect(tmp_path) as profiles:
        assert await profiles.load(ANA) == Person(Profile(ANA))
        assert list(users(tmp_path)) == []
    assert not left.exists()


async def test_what_another_process_is_writing_is_left_to_it(tmp_path: Path, ana: Path) -> None:
    with in_use(tmp_path / "profiles"):
        being_written = ana.with_name(f"{ana.name}.0badc0de.tmp")
        being_written.write_bytes(b'{"chat-rec pro')
        async with connect(tmp_path):
            assert being_written.exists()


async def test_forgetting_takes_damaged_copies_along(tmp_path: Path, ana: Path) -> None:
    ana.write_bytes(b"{broken")
    async with connect(tmp_path) as profiles:
        with pytest.raises(StoreError):
            await profiles.load(ANA)
        assert await profiles.forget(ANA) is True
    assert list(ana.parent.iterdir()) == []


async def test_users_lists_everybody_and_names_a_file_that_cannot_be_read(tmp_path: Path, ana: Path) -> None:
    assert list(users(tmp_path)) == []
    async with connect(tmp_path) as profiles:
        for user in AWKWARD_IDS:
            await profiles.save(Person(Profile(UserId(user))))
    assert sorted(users(tmp_path)) == sorted(AWKWARD_IDS)
    ana.write_bytes(b"{broken")
    with pytest.raises(StoreError, match=ana.name):
        list(users(tmp_path))
    assert ana.read_bytes() == b"{broken"


async def test_a_folder_that_cannot_be_used_is_everybodys_trouble(tmp_path: Path, ana: Path) -> None:
    async with connect(tmp_path) as profiles:
        ana.parent.rmdir()
        ana.parent.write_text("a file where the folder should be")
        with pytest.raises(StoreError, match="cannot be used") as met:
            await profiles.load(ANA)
        assert not isinstance(met.value, Damaged)


async def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="profiles cannot be used"):
        async with connect(tmp_path):
            pass


async def test_a_save_that_fails_names_the_file_and_leaves_nothing_behind(tmp_path: Path, ana: Path) -> None:
    async with connect(tmp_path) as profiles:
        ana.mkdir()
        with pytest.raises(Damaged, match=f"{ana.name} cannot be used"):
            await profiles.save(taught(ANA, "I love westerns"))
    assert [path.name for path in ana.parent.iterdir()] == [ana.name]
