"""What is kept as JSON text: calls that wait to be made, and people that wait to be saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from bot.arrivals import Outcome
from bot.postings import Call
from bot.turn import Person


class Documents:
    """JSON in ASCII: it takes half a surrogate pair and NUL as well, which no database does."""

    def __init__(self) -> None:
        self._person = TypeAdapter(Person)

    def of_outcome(self, outcome: Outcome) -> str:
        person = None if outcome.person is None else self._person.dump_python(outcome.person)
        left = {"person": person, "forget": outcome.forget, "absorbed": outcome.absorbed, "fault": outcome.fault}
        return json.dumps({name: value for name, value in left.items() if value})

    def outcome(self, text: str) -> Outcome:
        """What is left to be done of it: the person, and its fault. One that cannot be read is at fault itself."""
        try:
            found = _fields(text)
            person = None if found.get("person") is None else self._person.validate_python(found["person"])
        except ValueError as error:
            return Outcome(fault=f"the person to be saved cannot be read: {' '.join(str(error).split())[:200]}")
        return Outcome(
            person=person, forget=found.get("forget"), absorbed=found.get("absorbed"), fault=found.get("fault", "")
        )


def touches_nobody(text: str | None) -> bool:
    """Is the outcome one after which nobody is to be saved or deleted?"""
    try:
        found = {} if text is None else _fields(text)
    except ValueError:
        return False
    return not found.get("person") and not found.get("forget")


def _fields(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("it has no fields")  # noqa: TRY004 - of the text, as what `json` itself raises
    return found


def text_of_call(call: Call) -> str:
    return json.dumps(asdict(call))


def call_of(text: str) -> Call:
    """Raises `ValueError` for one that another version stored and this one cannot read."""
    try:
        return _call(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a stored call cannot be read: {error!r}") from error


def _call(found: dict[str, Any]) -> Call:
    fallback = found["fallback"]
    return Call(**found | {"paces": tuple(found["paces"]), "fallback": None if fallback is None else _call(fallback)})
