"""The stores that there are, each opened on an empty SQLite file and on an empty PostgreSQL database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from adapters.journals.sql import Store
from adapters.journals.sql import connect as connect_sql

Connect = Callable[[], AbstractAsyncContextManager[Store]]


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """The file or URL of an empty database."""
    if request.param == "sqlite":
        return tmp_path / "data" / "journal.sqlite"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def connect(where: Path | str) -> Connect:
    return partial(connect_sql, where)


@pytest.fixture
async def store(connect: Connect) -> AsyncIterator[Store]:
    async with connect() as opened:
        yield opened
