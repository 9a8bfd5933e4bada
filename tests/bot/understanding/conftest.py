from __future__ import annotations

import pytest

from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from recommender.load import DEMO_DOMAINS, load_demo
from tests.bot.understanding.store import catalogues


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(catalogues(), this_year=2026)


@pytest.fixture(scope="session")
def demo_store() -> dict[str, Catalogue]:
    return {domain: load_demo(domain) for domain in DEMO_DOMAINS}


@pytest.fixture(scope="session")
def chinese(demo_store: dict[str, Catalogue]) -> Understanding:
    """Understands the demo store, which has Chinese words."""
    return Understanding(demo_store, this_year=2026)
