"""One serving process for each data folder, as long as the store is a file in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import SettingsError

NAME = "serving.lock"


@contextmanager
def serving_alone(data_dir: Path) -> Iterator[None]:
    """Hold the lock; the system lets go of it when the process ends, however it ends.

    Raises `SettingsError` while another process holds it, naming that process.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingsError(
            f"cannot write to {data_dir} ({error.strerror}): give a --data-dir that we may use"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(_taken(data_dir, os.pread(descriptor, 20, 0).decode(errors="replace"))) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def served_by(data_dir: Path) -> str:
    """The number of the process that serves the folder; empty when none does, or none that holds the lock."""
    try:
        descriptor = os.open(data_dir / NAME, os.O_RDONLY)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 20, 0).decode(errors="replace")
    finally:
        os.close(descriptor)
    return ""


def _taken(data_dir: Path, process: str) -> str:
    return (
        f"another chat-rec serves {data_dir} (process {process or 'unknown'}): stop it, use `chat-rec run` for "
        "several platforms in one process, or set CHATREC_DATABASE_URL to a PostgreSQL database"
    )
