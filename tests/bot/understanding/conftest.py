from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.store import catalogues


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(catalogues(), this_year=2026)
