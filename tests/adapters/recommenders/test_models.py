"""A model that is promoted serves from one request to the next: none is lost, and a damaged one changes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from adapters.recommenders.local import Folders, LocalRecommender, connect
from adapters.recommenders.models import PromotedModels
from bot.settings import load_settings
from recommender.collaborative.crowd import Collaborative
from recommender.head import Head
from recommender.model import untrained
from recommender.registry import Registry
from recommender.schema import Profile, RankRequest, Slate, UserId
from recommender.shelf import Shelf
from recommender.trained import CROWD, HEAD, ITEMS, Trained, write_model
from tests.catalogues import films
from tests.planted import planted
from tests.recommender.models import manifest, registry_in

ASKED = RankRequest(Profile(UserId("console:ana")), "movies", k=5)
BUILT_IN = untrained().version
FOR_EVER_S = 20.0


@pytest.fixture(scope="module")
def trained() -> Trained:
    log = planted([item.id for item in films().items], people=40, events=4)
    head = Head(("popular", "ease"), np.array([[0.1, 0, 0, 0], [0, 1, 0, 0]], dtype=np.float32))
    return Trained(head, Collaborative.fit(log), log.item_ids, np.zeros(0, dtype=np.float32))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registry_in(tmp_path)


@pytest.fixture
async def recommender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalRecommender]:
    monkeypatch.setattr("adapters.recommenders.models.LOOK_S", 0.02)
    folders = Folders(tmp_path, load_settings().encoder_dir, [tmp_path / "vectors"])
    async with connect({"movies": films()}, folders) as connected:
        yield connected


@pytest.fixture
def shelves() -> dict[str, Shelf]:
    vectors = np.eye(len(films().items), dtype=np.float32)
    return {"movies": Shelf.of(films(), vectors)}


@pytest.fixture
def models(tmp_path: Path, shelves: dict[str, Shelf]) -> PromotedModels:
    return PromotedModels(tmp_path, shelves)


def added(registry: Registry, number: int, trained: Trained) -> str:
    """The version, not promoted yet."""
    made = manifest(number)
    registry.add(made, lambda folder: write_model(folder, trained))
    return made.version


async def until(recommender: LocalRecommender, version: str) -> list[Slate]:
    """All lists from now on up to the first that the version made."""
    slates: list[Slate] = []
    async with asyncio.timeout(FOR_EVER_S):
        while not slates or slates[-1].model_version != version:
            slates.append(await recommender.rank(ASKED))
            await asyncio.sleep(0)
    return slates


async def test_what_is_promoted_while_requests_run_serves_them_and_none_fails(
    recommender: LocalRecommender, registry: Registry, trained: Trained
) -> None:
    serving = [BUILT_IN]
    await recommender.rank(ASKED)
    for number in (1, 2):
        many = [asyncio.create_task(until(recommender, manifest(number).version)) for _ in range(8)]
        await asyncio.sleep(0.05)
        serving.append(version := added(registry, number, trained))
        await asyncio.to_thread(registry.promote, version)
        for slates in await asyncio.gather(*many):
            assert all(len(slate.items) == 5 for slate in slates)
            versions = [slate.model_version for slate in slates]
            assert set(versions) <= set(serving[-2:])
            assert versions == sorted(versions, key=serving.index), "never back to the one before"
    registry.rollback()
    await until(recommender, serving[1])
    registry.rollback()
    await until(recommender, BUILT_IN)


async def test_what_is_promoted_before_the_start_serves_the_first_request(
    tmp_path: Path, registry: Registry, trained: Trained
) -> None:
    registry.promote(version := added(registry, 1, trained))
    folders = Folders(tmp_path, load_settings().encoder_dir, [tmp_path / "vectors"])
    async with connect({"movies": films()}, folders) as recommender:
        assert (await recommender.rank(ASKED)).model_version == version
        assert "trained models for movies" in await recommender.health()
        async with asyncio.timeout(FOR_EVER_S):
            while not list((tmp_path / "vectors").glob("*/movies.npz")):  # noqa: ASYNC110 - a file sets no event
                await asyncio.sleep(0.02)
        assert (await recommender.rank(ASKED)).model_version == version, "the completed shelf has the model, too"


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def nonsense(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 nonsense")


def one_byte_of_it(file: Path) -> None:
    there = bytearray(file.read_bytes())
    there[-5] ^= 0xFF
    file.write_bytes(there)


@pytest.mark.parametrize("damage", [cut_short, emptied, nonsense, one_byte_of_it, Path.unlink])
@pytest.mark.parametrize("name", [HEAD, CROWD, ITEMS, "manifest.json"])
def test_a_damaged_version_changes_nothing_and_is_told_once(  # noqa: PLR0913, PLR0917  # fixtures
    models: PromotedModels,
    shelves: dict[str, Shelf],
    registry: Registry,
    trained: Trained,
    name: str,
    damage: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    registry.promote(good := added(registry, 1, trained))
    models.look()
    registry.promote(bad := added(registry, 2, trained))
    damage(registry.folder_of(bad) / name)
    with caplog.at_level(logging.WARNING):
        models.look()
        models.look()
    assert shelves["movies"].model.version == good
    assert len(caplog.records) == 1
    assert f"movies is still ranked by {good}" in caplog.text
    assert bad in caplog.text
    registry.rollback()
    registry.promote(third := added(registry, 3, trained))
    models.look()
    assert shelves["movies"].model.version == third


def test_a_promotion_that_cannot_be_read_changes_nothing(
    models: PromotedModels, shelves: dict[str, Shelf], registry: Registry, trained: Trained
) -> None:
    registry.promote(good := added(registry, 1, trained))
    models.look()
    (registry.folder / "promoted.json").write_text("{")
    models.look()
    assert shelves["movies"].model.version == good


def test_going_back_from_the_only_model_is_going_back_to_the_built_in_ranking(
    models: PromotedModels, shelves: dict[str, Shelf], registry: Registry, trained: Trained
) -> None:
    models.look()
    assert shelves["movies"].model.version == BUILT_IN
    registry.promote(added(registry, 1, trained))
    models.look()
    assert shelves["movies"].model.crowd
    registry.rollback()
    models.look()
    assert shelves["movies"].model.version == BUILT_IN


def test_another_shelf_gets_the_promoted_model(
    models: PromotedModels, shelves: dict[str, Shelf], registry: Registry, trained: Trained
) -> None:
    registry.promote(version := added(registry, 1, trained))
    models.look()
    other = Shelf.of(films(), np.eye(8, dtype=np.float32)[::-1])
    models.refresh("movies", other)
    assert shelves["movies"].model.version == version
    assert shelves["movies"].vectors is other.vectors
