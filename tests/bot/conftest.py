from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import open_bot
from bot.settings import load_settings
from tests.bot.speaking import Speaker


@pytest.fixture
async def ana(tmp_path: Path) -> AsyncIterator[Speaker]:
    """Somebody who talks to a bot of her own, about the demo store."""
    async with open_bot(load_settings(data_dir=tmp_path, seed=1)) as engine:
        yield Speaker(engine)
