"""Models are kept whole, serve one at a time, and none is lost, whoever else is at work."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import ModelError
from recommender.interactions import Interactions
from recommender.manifest import fingerprint, new_version, program_revision
from recommender.promotions import NAME
from recommender.registry import Registry, registries
from tests.recommender.models import WEIGHTS, add, manifest, registry_in

ROOT = Path(__file__).parents[2]

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from recommender.registry import Registry
from tests.recommender.models import manifest

def write(folder):
    for number in range(1000):
        (folder / f"part-{number}.bin").write_bytes(bytes(100_000))
        print("part", flush=True)

Registry(Path(sys.argv[1])).add(manifest(int(sys.argv[2])), write)
"""
ADD_AND_PROMOTE = """
import sys
from pathlib import Path
from recommender.registry import Registry
from tests.recommender.models import add

registry = Registry(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 10):
    registry.promote(add(registry, number))
"""


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registry_in(tmp_path)


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_manifest_comes_back_as_it_was_written(registry: Registry) -> None:
    made = manifest(1, note="first")
    registry.add(made, lambda _: None)
    found = registry.manifest(made.version)
    assert replace(found, settings={}) == replace(made, settings={})
    assert dict(found.settings) == dict(made.settings)


def test_a_figure_that_is_no_number_is_kept_as_one(registry: Registry) -> None:
    made = replace(manifest(1), metrics={"all": {"ndcg@10": math.nan}})
    folder = registry.add(made, lambda _: None)
    assert "NaN" not in (folder / "manifest.json").read_text()
    assert math.isnan(registry.manifest(made.version).metrics["all"]["ndcg@10"])


def test_the_newest_version_comes_first(registry: Registry) -> None:
    added = [add(registry, number) for number in (2, 1, 3)]
    assert [each.version for each in registry.manifests()] == sorted(added, reverse=True)


def test_nothing_is_there_when_writing_fails(registry: Registry) -> None:
    def fail(folder: Path) -> None:
        (folder / WEIGHTS).write_bytes(b"half")
        raise ValueError("the training broke off")

    with pytest.raises(ValueError, match="broke off"):
        registry.add(manifest(1), fail)
    assert registry.versions() == ()
    assert [path.name for path in registry.folder.iterdir()] == [".lock"]


def test_a_killed_writer_leaves_no_half_version(registry: Registry) -> None:
    kept = add(registry, 1)
    for number in range(2, 6):
        with started(WRITE_FOR_EVER, str(registry.folder), str(number)) as process:
            assert process.stdout
            for _ in range(number):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        assert [each.version for each in registry.manifests()] == [kept]
    assert len(list(registry.folder.glob(".adding-*"))) == 4
    registry.prune()
    assert list(registry.folder.glob(".adding-*")) == []


def test_pruning_leaves_a_version_that_is_being_written(registry: Registry) -> None:
    def write(folder: Path) -> None:
        registry.prune()
        (folder / WEIGHTS).write_bytes(b"weights")

    registry.add(manifest(1), write)
    assert registry.promote(manifest(1).version)


def test_nothing_is_promoted_at_first(registry: Registry) -> None:
    add(registry, 1)
    assert registry.promoted() is None
    assert registry.mark() == (0, 0)


def test_a_rollback_goes_back_one_promotion_after_another(registry: Registry) -> None:
    first, second, third = (add(registry, number) for number in (1, 2, 3))
    for version in (first, second, third):
        registry.promote(version)
    back = [registry.rollback(), registry.rollback(), registry.rollback()]
    assert [each.version if each else None for each in back] == [second, first, None]
    assert [each.version for each in registry.promotions().undone] == [third, second, first]
    with pytest.raises(ModelError, match=r"no model of 'movies' is promoted: there is nothing to go back from"):
        registry.rollback()


def test_promoting_what_serves_changes_nothing(registry: Registry) -> None:
    version = add(registry, 1)
    registry.promote(version)
    before = registry.mark()
    registry.promote(version)
    assert registry.mark() == before


def test_every_change_has_another_mark(registry: Registry) -> None:
    versions = [add(registry, number) for number in (1, 2)]
    marks = [registry.mark()]
    for _ in range(50):
        for version in versions:
            registry.promote(version)
            marks.append(registry.mark())
    assert len(set(marks)) == len(marks)
    assert marks == sorted(marks)


def test_a_version_that_the_gate_refused_needs_force(registry: Registry) -> None:
    version = add(registry, 1, accepted=False)
    with pytest.raises(ModelError, match=rf"the gate refused version {version} \(newcomers: .*--force"):
        registry.promote(version)
    assert registry.promoted() is None
    assert registry.promote(version, force=True).version == version


@pytest.mark.parametrize("version", ["20990101-000000-ffff", "../books", "", "."])
def test_an_unknown_version_is_named(registry: Registry, version: str) -> None:
    add(registry, 1)
    with pytest.raises(ModelError, match=r"there is no version .* of the models of 'movies': `chat-rec models list"):
        registry.promote(version)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"nonsense", b'{"version": 3}', b"\xff\xfe"])
def test_a_damaged_manifest_hides_no_other(registry: Registry, content: bytes) -> None:
    whole, broken = add(registry, 1), add(registry, 2)
    (registry.folder_of(broken) / "manifest.json").write_bytes(content)
    assert [each.version for each in registry.manifests()] == [whole]
    (sentence,) = registry.damaged()
    assert str(registry.folder / broken / "manifest.json") in sentence
    with pytest.raises(ModelError, match="is damaged"):
        registry.promote(broken)
    registry.promote(whole)


def test_the_manifest_of_a_later_program_asks_for_an_upgrade(registry: Registry) -> None:
    file = registry.folder_of(add(registry, 1)) / "manifest.json"
    file.write_text(file.read_text().replace('"chat-rec model": 1', '"chat-rec model": 2'))
    assert "upgrade chat-rec" in registry.damaged()[0]


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_version_with_damaged_weights_is_not_promoted(registry: Registry, damage: str) -> None:
    version = add(registry, 1)
    file = registry.folder_of(version) / WEIGHTS
    file.unlink() if damage == "missing" else file.write_bytes(b"weighty")
    with pytest.raises(ModelError, match=rf"{WEIGHTS} is damaged or missing"):
        registry.promote(version)


def test_a_rollback_leaves_out_what_is_damaged(registry: Registry) -> None:
    first, second, third = (add(registry, number) for number in (1, 2, 3))
    for version in (first, second, third):
        registry.promote(version)
    (registry.folder_of(second) / WEIGHTS).unlink()
    (registry.folder_of(third) / "manifest.json").unlink()
    with pytest.raises(ModelError, match="is damaged"):
        registry.promoted()
    assert (back := registry.rollback()) is not None
    assert back.version == first


def test_a_damaged_history_is_told_and_a_promotion_mends_it(registry: Registry) -> None:
    version = add(registry, 1)
    registry.promote(version)
    (registry.folder / NAME).write_text("{")
    with pytest.raises(ModelError, match=r"promoted.json cannot be read .*`chat-rec models promote VERSION`"):
        registry.promoted()
    registry.promote(version)
    assert (served := registry.promoted()) is not None
    assert served.version == version
    assert len(list(registry.folder.glob(f"{NAME}.damaged-*"))) == 1


def test_pruning_keeps_the_newest_and_those_promoted_last(registry: Registry) -> None:
    versions = [add(registry, number) for number in range(1, 9)]
    for version in versions[:5]:
        registry.promote(version)
    assert registry.prune(newest=2) == (versions[5], versions[1], versions[0])
    assert [each.version for each in registry.manifests()] == [versions[n] for n in (7, 6, 4, 3, 2)]


def test_two_processes_lose_no_promotion(registry: Registry) -> None:
    both = [started(ADD_AND_PROMOTE, str(registry.folder), start) for start in ("10", "30")]
    while any(process.poll() is None for process in both):
        registry.prune(newest=20)
        time.sleep(0.01)
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        assert process.stdout
        process.stdout.close()
    promoted = [each.version for each in registry.promotions().stack]
    assert len(promoted) == len(set(promoted)) == 20


def test_another_domains_model_is_not_taken(registry: Registry) -> None:
    with pytest.raises(ModelError, match=r"'books' does not belong to the models of 'movies'"):
        registry.add(manifest(1, "books"), lambda _: None)


def test_a_version_is_added_once(registry: Registry) -> None:
    add(registry, 1, content=b"first")
    with pytest.raises(ModelError, match="exists already"):
        add(registry, 1, content=b"second")


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    assert (registry.manifests(), registry.promoted(), registries(tmp_path)) == ((), None, {})
    assert list(tmp_path.iterdir()) == []


def test_only_domains_with_models_are_listed(tmp_path: Path) -> None:
    add(registry_in(tmp_path), 1)
    registry_in(tmp_path, "books").folder.mkdir()
    assert list(registries(tmp_path)) == ["movies"]


def test_names_sort_by_time() -> None:
    names = [new_version(at) for at in (0.0, 1767225600.0, 1767225601.0)]
    assert names == sorted(names)
    assert names[1].startswith("20260101-000000-")
    assert program_revision()


def test_the_fingerprint_is_of_the_events_alone() -> None:
    def log(users: tuple[str, ...], rows: list[int], worth: float) -> Interactions:
        return Interactions(
            np.array(rows, np.int32),
            np.zeros(2, np.int32),
            np.full(2, worth, np.float32),
            np.array([1.0, 2.0]),
            users,
            ("heat",),
        )

    first = fingerprint(log(("ana", "ben"), [0, 1], 1.0))
    assert first == fingerprint(log(("zoe", "ben", "ana"), [2, 1], 1.0))
    assert first != fingerprint(log(("ana", "ben"), [1, 0], 1.0))
    assert first != fingerprint(log(("ana", "ben"), [0, 1], 0.5))
