"""The log is kept, not drawn: tracebacks in colour would take longer than all that is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    with capture_logs(processors=[merge_contextvars]) as events:
        yield events
