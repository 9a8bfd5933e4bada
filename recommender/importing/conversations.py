"""Conversations in JSON Lines → moments: what was said until then, and the items that were told next.

A line is `{"id", "turns": [{"role": "user"|"assistant", "text"}], "mentioned": [item], "liked": [item],
"disliked": [item], "targets": [item]}`; `turns` and `targets` are needed. Items are named by the ids of the
catalogue's own file, with or without the domain before them. Lines of one conversation have the same `id`, or follow
one another, each beginning with all that was said in the one before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.catalogue import Catalogue
from recommender.conversing.moments import Moment, numbered
from recommender.errors import CatalogueError, InteractionsError
from recommender.importing.files import decoded
from recommender.schema import Conversation, ItemId, Utterance

ROLES = ("user", "assistant")
ITEMS = ("mentioned", "liked", "disliked", "targets")


@dataclass(frozen=True, slots=True)
class Read:
    moments: tuple[Moment, ...]
    unknown: int
    """Targets that the catalogue does not have."""
    strangers: int
    """Other items that it does not have; they are left out."""

    @property
    def talks(self) -> int:
        return len({moment.talk for moment in self.moments})


def read_conversations(path: Path, catalogue: Catalogue) -> Read:
    """Raises `InteractionsError` naming the line, what is wrong there, and the remedy."""
    try:
        text, _ = decoded(path)
    except CatalogueError as error:
        raise InteractionsError(str(error)) from error
    found: list[tuple[str, Conversation, tuple[ItemId, ...]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found.append(_line(line, catalogue.domain))
            except InteractionsError as error:
                raise InteractionsError(f"{path}, line {number}: {error}") from None
    if not found:
        raise InteractionsError(f"{path} is empty: give one conversation a line")
    talks = numbered([(name, conversation) for name, conversation, _ in found])
    moments = tuple(Moment(talk, said, told) for talk, (_, said, told) in zip(talks, found, strict=True))
    return Read(moments, *_unknown(moments, catalogue))


def _unknown(moments: Sequence[Moment], catalogue: Catalogue) -> tuple[int, int]:
    targets = sum(item not in catalogue for moment in moments for item in moment.targets)
    named = {(moment.talk, item) for moment in moments for item in moment.conversation.mentioned}
    return targets, sum(item not in catalogue for _, item in named)


def _line(line: str, domain: str) -> tuple[str, Conversation, tuple[ItemId, ...]]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InteractionsError(f"it is no JSON ({error}): give one object a line") from None
    if not isinstance(record, dict):
        raise InteractionsError('it is no object: give {"turns": […], "targets": […]}')
    items = {name: _items(record.get(name, []), name, domain) for name in ITEMS}
    if "targets" not in record:
        raise InteractionsError("'targets' is missing: give a list of item ids, [] where none was told")
    turns = record.get("turns")
    if not isinstance(turns, list):
        raise InteractionsError(f'\'turns\' is {_short(turns)}: give a list of {{"role", "text"}}')
    spoken = tuple(_utterance(turn, place) for place, turn in enumerate(turns, start=1))
    named = (*items["mentioned"], *items["liked"], *items["disliked"])
    conversation = Conversation(spoken, tuple(dict.fromkeys(named)), items["liked"], items["disliked"])
    return str(record.get("id") or ""), conversation, items["targets"]


def _utterance(turn: Any, place: int) -> Utterance:
    if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
        raise InteractionsError(f'turn {place} is {_short(turn)}: give {{"role", "text"}}')
    role = turn.get("role")
    if role not in ROLES:
        raise InteractionsError(f'turn {place} has role {_short(role)}: give "user" or "assistant"')
    return Utterance(role, turn["text"])


def _items(value: Any, name: str, domain: str) -> tuple[ItemId, ...]:
    if not isinstance(value, list) or not all(isinstance(each, (str, int)) for each in value):
        raise InteractionsError(f"'{name}' is {_short(value)}: give a list of item ids")
    prefix = f"{domain}:"
    return tuple(ItemId(prefix + str(each).removeprefix(prefix)) for each in value)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
