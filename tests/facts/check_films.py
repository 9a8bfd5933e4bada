"""Are the facts of the demo store's films right? `python -m tests.facts.check_films` tells, film by film.

A film is checkable where another collection has the same title within a year; a year that is one off is the
other country's release and counts as right.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.facts.witnesses import SHARED, Witness, fold, known_films

FILMS = Path(__file__).parents[2] / "recommender" / "data" / "movies.jsonl"
BAR = 0.98
NEAR_YEARS = 12
"""Same title and cast this near in time is the same film with a wrong year; farther off it is a remake."""


@dataclass(frozen=True, slots=True)
class Verdict:
    title: str
    agrees: Mapping[str, bool]
    """Attribute → right; attributes that nobody speaks of are left out."""
    details: tuple[str, ...] = ()
    """Ours beside theirs, for what disagrees."""

    @property
    def right(self) -> bool:
        return all(self.agrees.values())


def judge(films: Iterable[Mapping[str, Any]], witnesses: Iterable[Witness]) -> list[Verdict]:
    """One verdict for each checkable film."""
    by_title: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        by_title[fold(witness.title)].append(witness)
    return [verdict for film in films if (verdict := _verdict(film, by_title.get(fold(film["title"]), [])))]


def _verdict(film: Mapping[str, Any], namesakes: list[Witness]) -> Verdict | None:
    year = int(film["fields"]["year"])
    same = [witness for witness in namesakes if abs(witness.year - year) <= 1]
    if not same:
        return _misdated(film, namesakes)
    agrees, details = {"title and year": True}, []
    for name, check in (("directors", _directors), ("cast", _cast)):
        answers = [(witness, check(film, witness)) for witness in same]
        known = [answer for _, answer in answers if answer is not None]
        if known:
            agrees[name] = any(known)
            if not any(known):
                details += [_difference(film, witness, name) for witness, answer in answers if answer is False]
    return Verdict(f"{film['title']} ({year})", agrees, tuple(details))


def _misdated(film: Mapping[str, Any], namesakes: list[Witness]) -> Verdict | None:
    """The same title with the same people some years away: our year is wrong."""
    year = int(film["fields"]["year"])
    for witness in namesakes:
        people = len({fold(name) for name in film["fields"].get("cast", ())} & witness.cast)
        if abs(witness.year - year) <= NEAR_YEARS and (people >= 2 or _directors(film, witness)):
            detail = f"year: {year}, {witness.source} has {witness.year}"
            return Verdict(f"{film['title']} ({year})", {"title and year": False}, (detail,))
    return None


def _directors(film: Mapping[str, Any], witness: Witness) -> bool | None:
    if not witness.directed_by:
        return None
    # Names differ by initials and order (`Hou Hsiao-hsien`), so the words of a name are looked for.
    said = set(witness.directed_by.split())
    return any(_same_person(fold(name).split(), said) for name in film["fields"]["directors"])


def _same_person(name: list[str], said: set[str]) -> bool:
    long = [word for word in name if len(word) > 1]
    return sum(word in said for word in long) >= min(len(long), 2) or (len(long) > 0 and "".join(long) in said)


def _cast(film: Mapping[str, Any], witness: Witness) -> bool | None:
    ours = {fold(name) for name in film["fields"].get("cast", ())}
    if not witness.cast or not ours:
        return None
    return bool(ours & witness.cast)


def _difference(film: Mapping[str, Any], witness: Witness, name: str) -> str:
    ours = ", ".join(film["fields"].get(name, ()))
    theirs = witness.directed_by[:60] if name == "directors" else ", ".join(sorted(witness.cast)[:8])
    return f"{name}: {ours}; {witness.source} has {theirs}"


def load_films() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILMS.read_text(encoding="utf-8").splitlines()]


def report(verdicts: list[Verdict]) -> str:
    """The differences, the agreement of each attribute, and the share that is right in all of them."""
    lines = [f"{verdict.title}\n    " + "\n    ".join(verdict.details) for verdict in verdicts if not verdict.right]
    known = Counter(name for verdict in verdicts for name in verdict.agrees)
    right = Counter(name for verdict in verdicts for name, agrees in verdict.agrees.items() if agrees)
    lines += [f"{name:<16}{right[name]} of {known[name]} ({right[name] / known[name]:.1%})" for name in known]
    lines.append(f"right in all     {sum(v.right for v in verdicts)} of {len(verdicts)} ({share(verdicts):.1%})")
    return "\n".join(lines)


def share(verdicts: list[Verdict]) -> float:
    return sum(verdict.right for verdict in verdicts) / len(verdicts) if verdicts else 1.0


def main() -> int:
    """0 when the share reaches the bar, 1 when not, 2 when there is nothing to compare with."""
    if not SHARED.is_dir():
        sys.stdout.write(f"nothing to compare with: {SHARED} is not there\n")
        return 2
    verdicts = judge(load_films(), known_films())
    sys.stdout.write(f"{report(verdicts)}\n")
    return int(share(verdicts) < BAR)


if __name__ == "__main__":
    sys.exit(main())
