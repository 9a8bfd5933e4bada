"""Old events stay represented, newcomers too; what is forgotten is gone; a crash costs at most a torn line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from recommender.errors import ModelError
from recommender.replay import Event, Replay, interactions, kept, old_and_new
from recommender.schema import Feedback, ItemId, SlateId, UserId

ROOT = Path(__file__).parents[2]

ADD_FOR_EVER = """
import sys
from pathlib import Path
from recommender.replay import Event, Replay

replay = Replay(Path(sys.argv[1]))
for number in range(1_000_000):
    replay.add([Event("ana", f"movies:{number}", "like", 1.0, float(number))])
    print(number, flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replay" / "movies.jsonl"


def event(user: str, number: int, verb: str = "like", at: float | None = None) -> Event:
    return Event(user, f"movies:{number}", verb, 1.0, float(number) if at is None else at)


def users_of(replay: Replay) -> Counter[str]:
    log = replay.sample()
    return Counter(log.user_ids[user] for user in log.users)


def test_events_come_back_in_order_of_time_after_a_restart(file: Path) -> None:
    Replay(file).add([event("ben", 2), event("ana", 1)])
    log = Replay(file).sample()
    assert [log.item_ids[item] for item in log.items] == ["movies:1", "movies:2"]
    assert [log.user_ids[user] for user in log.users] == ["ana", "ben"]
    assert log.times.tolist() == [1.0, 2.0]


def test_a_catalogue_numbers_the_items(file: Path) -> None:
    replay = Replay(file)
    replay.add([event("ana", 1), event("ana", 2), event("ana", 9)])
    log = replay.sample(items=["movies:0", "movies:2", "movies:1"])
    assert log.items.tolist() == [2, 1]
    assert len(log.item_ids) == 3


def test_a_tap_is_worth_what_it_says() -> None:
    tap = Feedback(UserId("ana"), SlateId(""), ItemId("movies:1"), "dislike", 5.0)
    assert Event.of(tap) == Event("ana", "movies:1", "dislike", -1.0, 5.0)


def test_old_data_stay_represented(file: Path) -> None:
    replay = Replay(file, capacity=1000)
    for period in range(10):
        replay.add(event(f"u{user}", period * 100 + n) for user in range(10) for n in range(100))
    log = replay.sample()
    assert len(log) == 1000
    share = np.histogram(log.times, bins=10, range=(0, 1000))[0]
    # 100 expected in each tenth; five standard deviations of a sample without replacement
    assert abs(share - 100).max() < 5 * np.sqrt(100 * 0.9 * 0.9)


def test_heavy_users_do_not_crowd_out_newcomers(file: Path) -> None:
    replay = Replay(file, capacity=100)
    replay.add(event("heavy", number) for number in range(1000))
    replay.add(event("newcomer", number) for number in range(5))
    replay.add(event("other", number) for number in range(1000))
    assert users_of(replay)["newcomer"] == 5
    assert abs(users_of(replay)["heavy"] - users_of(replay)["other"]) <= 1


def test_what_is_kept_depends_on_the_events_alone(file: Path) -> None:
    events = [event(f"u{number % 7}", number) for number in range(500)]
    at_once, one_by_one = Replay(file, 50), Replay(file.with_name("other.jsonl"), 50)
    at_once.add(events)
    for each in reversed(events):
        one_by_one.add([each])
    assert at_once.sample().times.tolist() == one_by_one.sample().times.tolist()
    assert Replay(file, 50).sample().times.tolist() == at_once.sample().times.tolist()


def test_an_event_that_is_told_twice_counts_once(file: Path) -> None:
    replay = Replay(file)
    replay.add([event("ana", 1), event("ana", 1)])
    replay.add([event("ana", 1)])
    assert len(replay.sample()) == len(Replay(file).sample()) == 1


def test_the_file_stays_bounded(file: Path) -> None:
    replay = Replay(file, capacity=20)
    for number in range(500):
        replay.add([event("ana", number % 50, at=number), event("ana", number % 50, "undo", number)])
    assert len(file.read_bytes().splitlines()) <= 27


def test_undo_takes_back_what_was_done_before(file: Path) -> None:
    replay = Replay(file)
    replay.add([event("ana", 1, at=1), event("ben", 1, at=1), event("ana", 2, at=1)])
    replay.add([event("ana", 1, "undo", at=2), event("ana", 1, "dislike", at=3)])
    for each in (replay, Replay(file)):
        assert each.sample().times.tolist() == [1.0, 1.0, 3.0]
        assert users_of(each) == {"ana": 2, "ben": 1}


def test_the_same_seed_draws_the_same(file: Path) -> None:
    replay = Replay(file)
    replay.add(event("ana", number) for number in range(100))
    drawn = [replay.sample(20, seed).times.tolist() for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 20


@pytest.mark.parametrize("torn", [b'{"user": "ana", "it', b"{", b'{"user": "\xe2\x82', b"\x00\x00"])
def test_a_torn_last_line_is_no_loss(file: Path, torn: bytes) -> None:
    Replay(file).add([event("ana", 1)])
    with file.open("ab") as stream:
        stream.write(torn)
    replay = Replay(file)
    assert len(replay.sample()) == 1
    replay.add([event("ana", 2)])
    again = Replay(file)
    assert len(again.sample()) == 2
    assert again.damaged == 0


def test_a_damaged_line_costs_only_itself(file: Path) -> None:
    Replay(file).add(event("ana", number) for number in range(3))
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1] + b'{"user": 1}\n\xff\n{"worth": "high"}\n' + lines[2] + lines[3])
    replay = Replay(file)
    assert (len(replay.sample()), replay.damaged) == (3, 3)


def test_what_was_added_outlives_a_killed_process(file: Path) -> None:
    program = [sys.executable, "-c", ADD_FOR_EVER, str(file)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = [int(process.stdout.readline()) for _ in range(200)]
        process.send_signal(signal.SIGKILL)
    replay = Replay(file)
    assert {f"movies:{number}" for number in told} <= set(replay.sample().item_ids)
    assert replay.damaged == 0


def test_whoever_is_forgotten_is_in_no_file(file: Path) -> None:
    replay = Replay(file)
    replay.add(event(user, number) for user in ("ana", "ben") for number in range(5))
    unfinished = file.with_name(f".{file.name}.0123.tmp")
    unfinished.write_bytes(file.read_bytes())
    assert replay.forget("ana") == 5
    assert not [path for path in file.parent.iterdir() if b'"ana"' in path.read_bytes()]
    assert users_of(Replay(file)) == {"ben": 5}
    assert replay.forget("ana") == 0


def test_an_event_that_was_undone_is_forgotten_as_well(file: Path) -> None:
    replay = Replay(file)
    replay.add([event("ana", 1), event("ana", 1, "undo", at=2)])
    assert replay.forget("ana") == 0
    assert b"ana" not in file.read_bytes()


def test_a_running_process_does_not_bring_back_whom_another_forgot(file: Path) -> None:
    server = Replay(file, capacity=10)
    server.add(event(user, number) for user in ("ana", "ben") for number in range(5))
    for number in range(3):
        Replay(file, capacity=10).forget("ana")
        server.add(event("ben", 100 + 10 * number + more) for more in range(10))
    assert users_of(server) == {"ben": 10}
    assert b"ana" not in file.read_bytes()


def test_two_processes_see_each_others_events(file: Path) -> None:
    one, other = Replay(file), Replay(file)
    for number in range(20):
        one.add([event("ana", number)])
        other.add([event("ben", number)])
    assert users_of(one) == users_of(other) == {"ana": 20, "ben": 20}


def test_threads_may_add_at_once(file: Path) -> None:
    replay = Replay(file, capacity=150)

    def add(user: str) -> None:
        for number in range(50):
            replay.add([event(user, number)])

    threads = [Thread(target=add, args=(f"u{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(users_of(replay).values()) <= {37, 38}
    assert len(replay.sample()) == 150


def test_nobody_yet_is_an_empty_log(file: Path) -> None:
    replay = Replay(file)
    replay.sync()
    assert len(replay.sample(10)) == 0
    assert replay.forget("ana") == 0
    assert not file.exists()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "replay").write_text("no folder")
    with pytest.raises(ModelError, match=r"replay cannot be used .*: free space on the disk or mend"):
        Replay(tmp_path / "replay" / "movies.jsonl").add([event("ana", 1)])


def test_a_line_is_readable_json(file: Path) -> None:
    Replay(file).add([Event("zoë", "movies:1", "like", 1.0, 2.0)])
    told = json.loads(file.read_bytes().splitlines()[1])
    assert told == {"user": "zoë", "item": "movies:1", "verb": "like", "worth": 1.0, "at": 2.0}


def test_old_and_new_share_out_the_log_by_time() -> None:
    log = interactions(event("ana", number) for number in range(10))
    old, new = old_and_new(log)
    assert (old.times.tolist(), new.times.tolist()) == ([*map(float, range(8))], [8.0, 9.0])


def test_nobody_is_kept_at_the_cost_of_all() -> None:
    assert len(kept([event(f"u{number}", number) for number in range(50)], 10)) == 10
