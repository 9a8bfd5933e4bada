"""What is kept as JSON text: calls that wait to be made, and people that wait to be saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from bot.arrivals import Outcome
from bot.postings import Call
from bot.turn import Person
from recommender.schema import UserId

NOTHING_LEFT = json.dumps({"person": None, "forget": None})
"""Of an outcome after which nobody is to be saved."""


class Documents:
    """JSON in ASCII: it takes half a surrogate pair and NUL as well, which no database does."""

    def __init__(self) -> None:
        self._person = TypeAdapter(Person)

    def of_outcome(self, outcome: Outcome) -> str:
        person = None if outcome.person is None else self._person.dump_python(outcome.person)
        return json.dumps({"person": person, "forget": outcome.forget})

    def outcome(self, text: str) -> Outcome:
        """What is left to be done of it: the person."""
        found = json.loads(text)
        person = None if found["person"] is None else self._person.validate_python(found["person"])
        return Outcome(person=person, forget=None if found["forget"] is None else UserId(found["forget"]))


def text_of_call(call: Call) -> str:
    return json.dumps(asdict(call))


def call_of(text: str) -> Call:
    return _call(json.loads(text))


def _call(found: dict[str, Any]) -> Call:
    fallback = found["fallback"]
    return Call(**found | {"paces": tuple(found["paces"]), "fallback": None if fallback is None else _call(fallback)})
