"""Files that survive a crash, and folders that several processes change in turn."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recommender.errors import ModelError

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone in the folder, which is made if need be; the system lets go when the process dies.

    Waits for whoever else holds it. Raises `ModelError` when the disk refuses anything that is done meanwhile.
    """
    with refusals_told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def refusals_told(path: Path) -> Iterator[None]:
    """What the operating system refuses becomes a `ModelError` that names the path."""
    try:
        yield
    except OSError as error:
        cause = error.strerror or error
        raise ModelError(
            f"{path} cannot be used ({cause}): free space on the disk or mend the folder's rights"
        ) from error


def replace_file(path: Path, content: bytes, after_ns: int = 0) -> None:
    """Put content in the file's place; a reader sees the old or the new, whole. On return it is on disk.

    Its time of change will be later than `after_ns`, however coarse the system's clock is.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if (made := unfinished.stat()).st_mtime_ns <= after_ns:
            os.utime(unfinished, ns=(made.st_atime_ns, after_ns + 1))
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sweep_files(path: Path) -> None:
    """Remove what killed processes left of new contents for a file. For whoever holds the folder's lock."""
    for unfinished in path.parent.glob(f".{path.name}.*.tmp"):
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, as fsync of a file does for what is in it."""
    _sync(folder)


def sync_tree(folder: Path) -> None:
    """Put a folder and all that is below it on disk, the names last."""
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        _sync(path)


@contextmanager
def unfinished_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder that is ours until it is renamed; what is left of it at the end is removed.

    `sweep` knows by its lock that somebody works in it.
    """
    with locked(parent):
        folder = parent / f"{prefix}{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def sweep(parent: Path, prefix: str) -> None:
    """Remove the unfinished folders of processes that are gone. For whoever holds the parent's lock."""
    for folder in parent.glob(f"{prefix}*"):
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue  # finished and renamed a moment ago
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
