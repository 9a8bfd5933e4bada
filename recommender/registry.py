"""Trained models on disk: one folder a version, `<data folder>/models/<domain>/<version>/`, and which of them serves.

A version is there whole or not at all: it is written under a hidden name, put on disk, and renamed. Promotion is
another file, `promoted.json`, replaced in one step; a serving process looks at `mark()` and loads what is new.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from recommender import promotions
from recommender.durable import locked, refusals_told, replace_file, sweep, sync_folder, sync_tree, unfinished_folder
from recommender.errors import ModelError
from recommender.manifest import (
    NAME,
    VERSION,
    Manifest,
    fingerprint,
    new_version,
    packed,
    program_revision,
    read_manifest,
)
from recommender.promotions import Mark, Promotions, read_promotions, write_promotions

__all__ = ["Manifest", "Mark", "Registry", "fingerprint", "new_version", "program_revision", "registries"]

FOLDER = "models"
SUMS = "SHA256SUMS"
"""As `sha256sum --check` reads it."""
ADDING = ".adding-"
GOING = ".going-"
NEWEST_KEPT = 10
LAST_PROMOTED_KEPT = 3


def registries(data_dir: Path) -> dict[str, Registry]:
    """By domain: those that have a version, whole or damaged."""
    found = (Registry(folder) for folder in sorted((data_dir / FOLDER).glob("*")) if folder.is_dir())
    return {registry.domain: registry for registry in found if registry.versions()}


class Registry:
    """The models of one domain. Any number of processes may use it at once; asking writes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.domain = folder.name

    def add(self, manifest: Manifest, write: Callable[[Path], None]) -> Path:
        """The new version's folder; `write` fills it. When that fails, or we are killed, there is no such version."""
        if not VERSION.fullmatch(manifest.version) or manifest.domain != self.domain:
            raise ModelError(
                f"version {manifest.version!r} of {manifest.domain!r} does not belong to the models of "
                f"{self.domain!r}: name it by new_version and give it their domain"
            )
        final = self.folder / manifest.version
        if final.exists():
            raise ModelError(f"version {manifest.version} of {self.domain} exists already: make a new one")
        with refusals_told(final), unfinished_folder(self.folder, ADDING) as unfinished:
            write(unfinished)
            replace_file(unfinished / NAME, packed(manifest))
            replace_file(unfinished / SUMS, _sums(unfinished).encode())
            sync_tree(unfinished)
            unfinished.rename(final)
            sync_folder(self.folder)
        return final

    def versions(self) -> tuple[str, ...]:
        """Newest first, damaged ones among them."""
        if not self.folder.is_dir():
            return ()
        return tuple(
            sorted((each.name for each in self.folder.iterdir() if VERSION.fullmatch(each.name)), reverse=True)
        )

    def manifests(self) -> tuple[Manifest, ...]:
        """Of every healthy version, newest first."""
        found = [each for each in self._read() if isinstance(each, Manifest)]
        return tuple(sorted(found, key=lambda manifest: (manifest.made_at, manifest.version), reverse=True))

    def damaged(self) -> tuple[str, ...]:
        """A sentence for each version whose manifest cannot be read."""
        return tuple(str(each) for each in self._read() if isinstance(each, ModelError))

    def manifest(self, version: str) -> Manifest:
        """Raises `ModelError` for a version that is unknown or damaged."""
        return read_manifest(self.folder_of(version))

    def folder_of(self, version: str) -> Path:
        """Raises `ModelError` for a version that is unknown."""
        folder = self.folder / version
        if not VERSION.fullmatch(version) or not folder.is_dir():
            raise ModelError(
                f"there is no version {version!r} of the models of {self.domain!r}: "
                f"`chat-rec models list --domain {self.domain}` shows those there are"
            )
        return folder

    def verify(self, version: str) -> None:
        """Read every file of a version; raises `ModelError` naming the first that is not as it was written."""
        folder = self.folder_of(version)
        with refusals_told(folder):
            sums = (folder / SUMS).read_text(encoding="utf-8") if (folder / SUMS).is_file() else ""
            now = dict(_digests(folder))
        for line in sums.splitlines() or [f"-  {SUMS}"]:
            digest, _, name = line.partition("  ")
            if now.get(name) != digest:
                raise ModelError(
                    f"{folder / name} is damaged or missing: remove the folder {version} or restore it, "
                    "and promote another version"
                )

    def promotions(self) -> Promotions:
        return read_promotions(self.folder)

    def promoted(self) -> Manifest | None:
        """The model that is to serve; None: none is, the built-in ranking serves."""
        current = self.promotions().current
        return self.manifest(current) if current else None

    def mark(self) -> Mark:
        """Another value after each promotion and rollback; costs one stat."""
        return promotions.mark(self.folder)

    def promote(self, version: str, *, force: bool = False) -> Manifest:
        """Make it serve. Raises `ModelError` when it is unknown, damaged, or, without force, refused by the gate."""
        manifest = self.manifest(version)
        if manifest.verdict and not manifest.verdict.accepted and not force:
            why = manifest.verdict.reasons[0] if manifest.verdict.reasons else "without a reason"
            raise ModelError(
                f"the gate refused version {version} ({why}): promote it with --force if you know better"
            )
        self.verify(version)
        with locked(self.folder):
            self.folder_of(version)  # nobody pruned it meanwhile
            if (known := self._known_promotions()).current != version:
                write_promotions(self.folder, known.push(version, time.time()))
        return manifest

    def rollback(self) -> Manifest | None:
        """Make the version promoted before serve again, the last that is whole; None: there was none.

        Raises `ModelError` when nothing is promoted.
        """
        with locked(self.folder):
            left = self.promotions()
            if not left.stack:
                raise ModelError(f"no model of {self.domain!r} is promoted: there is nothing to go back from")
            left = left.pop(time.time())
            while left.stack and not self._whole(left.current):
                left = Promotions(left.stack[:-1], left.undone)
            write_promotions(self.folder, left)
        return self.manifest(left.current) if left.stack else None

    def prune(self, newest: int = NEWEST_KEPT) -> tuple[str, ...]:
        """Remove all but the newest versions and those promoted last; the names of the removed.

        What cannot be read is left to the operator. Folders that killed processes left unfinished go, too.
        """
        with locked(self.folder):
            sweep(self.folder, ADDING)
            for left in self.folder.glob(f"{GOING}*"):
                shutil.rmtree(left)
            kept = {each.version for each in self.promotions().stack[-LAST_PROMOTED_KEPT:]}
            old = [each.version for each in self.manifests()[newest:] if each.version not in kept]
            for version in old:
                # renamed first: half a version must not be seen
                going = (self.folder / version).rename(self.folder / f"{GOING}{secrets.token_hex(6)}")
                shutil.rmtree(going)
        return tuple(old)

    def _read(self) -> Iterator[Manifest | ModelError]:
        for version in self.versions():
            try:
                yield read_manifest(self.folder / version)
            except ModelError as error:
                # one that another process pruned meanwhile is no damage
                if (self.folder / version).exists():
                    yield error

    def _known_promotions(self) -> Promotions:
        """A file that cannot be read is kept under another name."""
        try:
            return self.promotions()
        except ModelError:
            file = self.folder / promotions.NAME
            file.rename(file.with_name(f"{file.name}.damaged-{secrets.token_hex(2)}"))
            return Promotions()

    def _whole(self, version: str) -> bool:
        try:
            self.manifest(version)
            self.verify(version)
        except ModelError:
            return False
        return True


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMS:
            with path.open("rb") as stream:
                yield str(path.relative_to(folder)), hashlib.file_digest(stream, "sha256").hexdigest()


def _sums(folder: Path) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in _digests(folder))
