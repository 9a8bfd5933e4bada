"""Opinions are written behind the answer and are there at the end; what is forgotten is gone; a disk may refuse."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from adapters.learners.replay import connect
from recommender.errors import ModelError
from recommender.replay import Replay, replay_file
from recommender.schema import Feedback, ItemId, SlateId, UserId, Verb

ANA, BEN = UserId("console:ana"), UserId("console:ben")


def opinion(number: int, verb: Verb = "like", user: UserId = ANA, domain: str = "movies") -> Feedback:
    return Feedback(user, SlateId(""), ItemId(f"{domain}:{number}"), verb, float(number))


def kept(data_dir: Path, domain: str = "movies") -> list[tuple[str, str, float]]:
    """Person, item and worth of what another process reads, in order of time."""
    log = Replay(replay_file(data_dir, domain)).sample()
    return [
        (log.user_ids[user], log.item_ids[item], float(worth))
        for user, item, worth in zip(log.users, log.items, log.worth, strict=True)
    ]


async def test_all_that_was_taught_is_on_disk_when_it_is_left(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        for number in range(200):
            await learner.learn([opinion(number, "dislike" if number % 2 else "like")])
    assert kept(tmp_path) == [(ANA, f"movies:{number}", -1.0 if number % 2 else 1.0) for number in range(200)]


async def test_every_domain_has_a_file_of_its_own(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1), opinion(2, domain="books"), opinion(3)])
    assert [item for _, item, _ in kept(tmp_path)] == ["movies:1", "movies:3"]
    assert [item for _, item, _ in kept(tmp_path, "books")] == ["books:2"]


async def test_what_is_taught_twice_counts_once(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1)])
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1), opinion(1)])
    assert len(kept(tmp_path)) == 1


async def test_an_undo_takes_back_what_was_said_before_and_of_that_item_alone(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1), opinion(2)])
        await learner.learn([Feedback(ANA, SlateId(""), ItemId("movies:1"), "undo", 9.0)])
    assert [item for _, item, _ in kept(tmp_path)] == ["movies:2"]


async def test_forgetting_comes_after_what_waits_and_spares_others(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1), opinion(2, user=BEN), opinion(3, domain="books")])
        await learner.forget(ANA)
        assert not any(ANA.encode() in file.read_bytes() for file in tmp_path.rglob("*.jsonl"))
        assert [user for user, _, _ in kept(tmp_path)] == [BEN]


async def test_an_earlier_process_wrote_it_and_it_is_forgotten_all_the_same(tmp_path: Path) -> None:
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1), opinion(2, domain="books")])
    async with connect(tmp_path) as learner:
        await learner.forget(ANA)
    assert kept(tmp_path) == kept(tmp_path, "books") == []


async def test_a_disk_that_refuses_is_told_and_heals(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    in_the_way = replay_file(tmp_path, "movies").parent
    in_the_way.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        async with connect(tmp_path) as learner:
            await learner.learn([opinion(1), opinion(2)])
            with pytest.raises(ModelError, match="cannot be used"):
                await learner.forget(ANA)
            in_the_way.unlink()
            await learner.learn([opinion(3)])
    assert [record.getMessage() for record in caplog.records if "2 opinions are not learnt from" in record.message]
    assert [item for _, item, _ in kept(tmp_path)] == ["movies:3"]


async def test_a_disk_that_refuses_at_the_end_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = replay_file(tmp_path, "movies")
    async with connect(tmp_path) as learner:
        await learner.learn([opinion(1)])
        await learner.learn([opinion(2)])
        await learner.forget(BEN)  # waits until they are written
        file.unlink()
        file.mkdir()
    assert "movies may not outlive a power cut" in caplog.text
