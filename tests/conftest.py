"""What several tests share: the demo store, an encoder, running bots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.settings import load_settings
from recommender.catalogue import Catalogue
from recommender.encoder import MODEL_NAME, OnnxEncoder
from recommender.importing.importer import import_file
from recommender.load import load_catalogues
from tests.postgres import Server, running

if TYPE_CHECKING:
    from tests.conversations.stage import Stage

SHARED_CATALOGUES = Path(__file__).parents[1] / ".." / "shared" / "data" / "catalog"
FOREIGN = {"wiki_catalog_5k": "items.jsonl", "vega_movies": "movies.json"}
"""Film catalogues not made by us, by folder, and their file."""

StageOf = Callable[[str, str], "Stage"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Catalogue]:
    """The demo store, by domain."""
    return load_catalogues(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(load_settings().encoder_dir / MODEL_NAME)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; the test is skipped where none is installed."""
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """An empty database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def stage_of(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[StageOf]:
    """A running bot for a foreign catalogue (empty: the demo store) and one domain (empty: all), opened once."""
    from tests.conversations.stage import Stage

    stages: dict[tuple[str, str], Stage] = {}
    with ExitStack() as stack:

        def stage(catalogue: str, domain: str) -> Stage:
            if (catalogue, domain) not in stages:
                data_dir = tmp_path_factory.mktemp("bot")
                if catalogue:
                    import_foreign(catalogue, domain, data_dir)
                    keep_vectors(request.config, catalogue, data_dir)
                settings = load_settings(data_dir=data_dir, domain=domain, seed=1)
                stages[catalogue, domain] = stack.enter_context(Stage(settings))
            return stages[catalogue, domain]

        yield stage


def import_foreign(catalogue: str, domain: str, data_dir: Path) -> None:
    """Import it, or skip the test where it is not to be had."""
    file = SHARED_CATALOGUES / catalogue / FOREIGN[catalogue]
    if not file.is_file():
        pytest.skip(f"the catalogue to import is not at {file}")
    import_file(file, domain, data_dir, skip_bad=True)


def keep_vectors(config: pytest.Config, catalogue: str, data_dir: Path) -> None:
    """Let the vectors of an imported catalogue outlive the run, so that only the first one pays for them."""
    if config.cache:
        (data_dir / "vectors").symlink_to(config.cache.mkdir(f"vectors-{catalogue}"))
