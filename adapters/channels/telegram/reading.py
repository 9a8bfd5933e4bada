"""Fields of an update by name and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import BadUpdate

Fields = Mapping[str, Any]


def part(of: Fields, name: str) -> Fields:
    """An object; empty when it is not there. Raises `BadUpdate`, like all of these, for anything else."""
    found: Fields = _typed(of, name, dict, {})
    return found


def listed(of: Fields, name: str) -> list[Fields]:
    found: list[Any] = _typed(of, name, list, [])
    if not all(isinstance(each, dict) for each in found):
        raise BadUpdate(f"{name} of the update holds something else than objects: look at what Telegram sent")
    return found


def text(of: Fields, name: str) -> str:
    """Without what no database stores: half a surrogate pair, NUL. It stays as long as it was."""
    found = str(_typed(of, name, str, ""))
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", " ")


def number(of: Fields, name: str) -> int:
    """0 when it is not there."""
    found = int(_typed(of, name, int, 0))
    if abs(found) >= 2**63:
        raise BadUpdate(f"{name} of the update is too large a number: look at what Telegram sent")
    return found


def flag(of: Fields, name: str) -> bool:
    return of.get(name) is True


def needed(of: Fields, name: str) -> int:
    """A number that must be there."""
    if not (found := number(of, name)):
        raise BadUpdate(f"{name} of the update is missing: look at what Telegram sent")
    return found


def _typed(of: Fields, name: str, wanted: type, otherwise: Any) -> Any:
    found = of.get(name)
    if found is None:
        return otherwise
    if not isinstance(found, wanted) or (wanted is int and isinstance(found, bool)):
        raise BadUpdate(f"{name} of the update is a {type(found).__name__}: look at what Telegram sent")
    return found
