"""Profiles in TinyDB: one small JSON file for each user, `profiles/ab/<readable name>-<hash>.json`.

A save costs the same with a hundred users as with a hundred thousand, because it touches one file.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from errno import EACCES, EISDIR, EPERM
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from pydantic import TypeAdapter
from tinydb import TinyDB
from tinydb.table import Document

from adapters.profiles._storage import DAMAGED, AtomicStorage, in_use, set_aside, sync_folder
from bot.errors import Damaged, StoreError
from bot.ports import Profiles
from bot.turn import Person
from recommender.schema import Profile, UserId

Result = TypeVar("Result")

FOLDER = "profiles"
TABLE = "people"
ONLY = 1
"""The id of a file's one document."""


@asynccontextmanager
async def connect(data_dir: Path) -> AsyncIterator[Profiles]:
    """Profiles under `data_dir/profiles`. Raises `StoreError` when the folder cannot be used."""
    folder = data_dir / FOLDER
    holding = in_use(folder)
    try:
        await asyncio.to_thread(holding.__enter__)
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        yield TinyDBProfiles(folder)
    finally:
        holding.__exit__(None, None, None)


def users(data_dir: Path) -> Iterator[UserId]:
    """Everybody kept, in no order. Raises `StoreError` at the first file that cannot be read."""
    person = TypeAdapter(Person)
    for path in (data_dir / FOLDER).glob("??/*.json"):
        try:
            found = _read(path, person)
        except ValueError as error:
            raise StoreError(f"profile {path} is damaged: {_cause(error)}; mend it or move it away") from error
        if found:
            yield found.profile.user


class TinyDBProfiles:
    """The port `Profiles`; all file work happens in threads, one at a time for each user."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._person = TypeAdapter(Person)
        self._locks: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    async def load(self, user: UserId) -> Person:
        """Raises `Damaged` for a file that holds no person, and keeps it under another name; see also `_unpack`."""
        path = file_of(self._folder, user)
        return await self._alone(path, lambda: _load(path, self._person)) or Person(Profile(user))

    async def save(self, person: Person) -> None:
        """On return the document is on disk; `replace_file` says what a power cut can do.

        Raises `Damaged` rather than overwrite a damaged file; it is kept under another name, the next save works.
        """
        path = file_of(self._folder, person.profile.user)
        await self._alone(path, lambda: _save(path, person, self._person))

    async def forget(self, user: UserId) -> bool:
        path = file_of(self._folder, user)
        return await self._alone(path, lambda: _forget(path))

    async def _alone(self, path: Path, work: Callable[[], Result]) -> Result:
        lock = self._locks.setdefault(path, asyncio.Lock())
        async with lock:
            running = asyncio.get_running_loop().run_in_executor(None, work)
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                # The thread cannot be stopped; letting the next save in beside it could undo that one.
                await asyncio.wait([running])
                raise
            except OSError as error:
                raise _refused(path, error) from error


def file_of(folder: Path, user: UserId) -> Path:
    """The user's file. The hash tells users apart; the rest of the name is for people who look in.

    The name is plain lower-case ASCII whatever the id holds, so no id can climb out of the folder and a
    file system that folds case or normalises Unicode cannot mix up two users.
    """
    digest = sha256(_storable(user).encode()).hexdigest()
    readable = re.sub(r"[^a-z0-9]+", "_", user.lower()).strip("_")[:40]
    return folder / digest[:2] / f"{readable}-{digest[:16]}.json"


def _load(path: Path, adapter: TypeAdapter[Person]) -> Person | None:
    try:
        person = _read(path, adapter)
    except ValueError as error:
        raise _damaged(path, error) from error
    if person and file_of(path.parents[1], person.profile.user) != path:
        raise _damaged(path, ValueError(f"it belongs to {person.profile.user!r}"))
    return person


def _read(path: Path, adapter: TypeAdapter[Person]) -> Person | None:
    with TinyDB(path, storage=AtomicStorage) as database:
        document = database.table(TABLE).get(doc_id=ONLY)
    return None if document is None else adapter.validate_python(document)


def _save(path: Path, person: Person, adapter: TypeAdapter[Person]) -> None:
    document = Document(adapter.dump_python(person), doc_id=ONLY)
    try:
        with TinyDB(path, storage=AtomicStorage) as database:
            database.table(TABLE).upsert(document)
    except ValueError as error:
        raise _damaged(path, error) from error


def _forget(path: Path) -> bool:
    """Whatever bears the user's name goes, damaged copies and unfinished files too."""
    kept = list(path.parent.glob(f"{path.stem}.*"))
    for file in kept:
        file.unlink(missing_ok=True)
    if kept:
        sync_folder(path.parent)
    return bool(kept)


def _storable(user: str) -> str:
    """The id as it reads when it comes back from a file: half a surrogate pair has no UTF-8."""
    return user.encode("utf-8", "replace").decode()


def _damaged(path: Path, error: ValueError) -> Damaged:
    aside = set_aside(path)
    return Damaged(
        f"profile {path} cannot be read ({_cause(error)}); it is kept as {aside.name}: mend it and take "
        f"away {DAMAGED!r}, or go on with an empty profile"
    )


def _cause(error: ValueError) -> str:
    return " ".join(str(error).split())[:200]


def _refused(path: Path, error: OSError) -> StoreError:
    # Of one file, as after a run as another user: the others can be read, and waiting does not mend it.
    alone = error.errno in (EACCES, EPERM, EISDIR) and path.suffix and os.access(path.parents[1], os.W_OK | os.X_OK)
    kind = Damaged if alone else StoreError
    return kind(
        f"{path} cannot be used ({error.strerror or error}): free space on the disk or mend the rights of the folder"
    )
