"""What is known of one trained model: `manifest.json` in its folder."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from recommender.errors import ModelError
from recommender.gate import Verdict
from recommender.interactions import Interactions

NAME = "manifest.json"
MARK = "chat-rec model"
"""The key, first in the file, whose value is the version of its form."""
FORM = 1
VERSION = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")

Figure = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]
"""JSON has no NaN; `null` stands for it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str
    """Sorts by the time it was made: `20261124-153000-3f2a`."""
    domain: str
    made_at: float
    """Seconds since the epoch."""
    data_sha256: str
    """Of the events it was trained on, see `fingerprint`."""
    events: int
    users: int
    items: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The options of the training; values that JSON has."""
    metrics: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    """Slice → metric → figure."""
    revision: str = ""
    """Of the program that trained it, see `program_revision`."""
    parent: str = ""
    """The version that it was distilled from or trained after; empty: none."""
    note: str = ""
    verdict: Verdict | None = None
    """The gate's; None: it was not asked, as when there was nothing to compare with."""


def new_version(made_at: float) -> str:
    """A version's name: the time in UTC and four random digits."""
    return f"{datetime.fromtimestamp(made_at, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def fingerprint(log: Interactions) -> str:
    """SHA-256 of the events, whatever numbers users and items have in this log."""
    digest = hashlib.sha256()
    for names, numbers in ((log.user_ids, log.users), (log.item_ids, log.items)):
        digest.update("\n".join(names[number] for number in numbers.tolist()).encode("utf-8", "replace") + b"\0")
    digest.update(np.ascontiguousarray(log.worth, dtype="<f4").tobytes())
    digest.update(np.ascontiguousarray(log.times, dtype="<f8").tobytes())
    return digest.hexdigest()


def program_revision() -> str:
    """Git's name for the working tree, `-dirty` where it was changed; without git the package's version."""
    root = Path(__file__).parents[1]
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
        try:
            # git from the PATH is the operator's own
            told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
            return told.stdout.strip()
        except (OSError, subprocess.SubprocessError):
            pass
    return installed_version("chat-rec")


def packed(manifest: Manifest) -> bytes:
    """The file's content."""
    return to_json({MARK: FORM, **plain(manifest)}, indent=1, inf_nan_mode="null")


def plain(manifest: Manifest) -> dict[str, Any]:
    """As JSON has it."""
    found: dict[str, Any] = from_json(to_json(manifest, inf_nan_mode="null"))
    return found


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the version in this folder. Raises `ModelError` naming the file and the remedy."""
    file = folder / NAME
    try:
        content = from_json(file.read_bytes())
        form = content.pop(MARK, None) if isinstance(content, dict) else None
        if form is not None and form != FORM:
            raise ModelError(f"{file} has form {form!r}, and this chat-rec reads form {FORM}: upgrade chat-rec")
        found = TypeAdapter(Manifest).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise _damaged(file, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (OSError, ValueError) as error:
        raise _damaged(file, str(error)) from error
    if found.version != folder.name:
        raise _damaged(file, f"it is of version {found.version!r}")
    return found


def _damaged(file: Path, cause: str) -> ModelError:
    return ModelError(
        f"{file} is damaged ({' '.join(cause.split())[:160]}): remove the folder {file.parent.name} or restore it, "
        "the other versions are not affected"
    )
