"""Content ratings of the usual systems, on one scale of age, so that `PG-13 or lower` can be told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

# Years from which a work is meant to be fine. Where two systems share an age, the film ratings that people
# name most come last, so that `PG or lower` takes in what television calls TV-PG.
_AGES = {
    "TV-Y": 0, "ALL": 0, "E": 0, "EC": 0, "U": 0, "TV-G": 0.1, "APPROVED": 0.2, "PASSED": 0.2, "G": 0.3,
    "TV-Y7": 7, "TV-Y7-FV": 7.1, "E10+": 10, "UA": 8, "GP": 8, "M/PG": 8, "TV-PG": 8.1, "PG": 8.2,
    "UA 7+": 7.2, "UA 13+": 13, "UA 16+": 16,
    "12A": 12, "T": 13, "PG-13": 13.2, "TV-13": 13.1, "TV-14": 14, "M": 15.1, "MA15+": 15.2,
    "R": 17.2, "TV-MA": 17, "A": 18, "R18": 18.2, "R18+": 18.1, "NC-17": 18.3, "X": 18.4, "AO": 18.2,
}  # fmt: skip
_SURE = frozenset(("PG", "PG-13", "R", "NC-17", "TV-MA", "TV-14", "TV-PG", "TV-G", "TV-Y", "TV-Y7", "UA", "12A"))
_SURE |= {"7+", "13+", "16+", "18+"}
_UNRATED = frozenset(
    ("NOT RATED", "UNRATED", "NR", "UR", "N/R", "NOT-RATED", "(BANNED)", "OPEN", "NONE", "NOT YET RATED")
)
_LONGEST = 60
"""`Rated PG-13 for violence and some language`; longer texts are no ratings."""
_AGE = re.compile(r"(?:FSK|AGES?|VM|K|BBFC|PEGI|USK)?\s*[- ]?(\d{1,2})\s*(\+|A|UP|AND UP)?", re.IGNORECASE)
_REASON = re.compile(r"^(?:RATED\s+)?([A-Z0-9+-]+(?: ?\d+\+?)?)(?:\s*(?:\(|\bFOR\b|:|,|;).*)?$", re.IGNORECASE)


def _bare(rating: str) -> str:
    return re.sub(r"[-\s]", "", rating)


_BY_BARE_FORM = {_bare(known): known for known in reversed(_AGES)}


def canonical_rating(text: str) -> str:
    """`pg13`, `Rated PG-13`, `PG-13 (for violence)` → `PG-13`; a text that is no rating comes back as it is."""
    upper = " ".join(text.upper().split())
    if upper in _UNRATED or upper in _AGES:
        return text if upper in _UNRATED or upper in ("ALL", "APPROVED", "PASSED") else upper
    found = _REASON.match(upper)
    return _BY_BARE_FORM.get(_bare(found[1] if found else upper), text)


def age_of(rating: str) -> float | None:
    """Years; None for what is no rating or says that there is none."""
    upper = canonical_rating(rating).upper()
    if upper in _AGES:
        return _AGES[upper]
    found = _AGE.fullmatch(upper)
    return float(found[1]) if found and int(found[1]) <= 21 else None


def are_age_ratings(values: Collection[str], *, named_so: bool) -> bool:
    """Whether these distinct values are content ratings; `named_so`: the header says it, bare ages then count."""
    if sum(len(value) <= _LONGEST for value in values) < 0.7 * len(values):
        return False
    known = [value for value in values if age_of(value) is not None or value.upper() in _UNRATED]
    sure = [value for value in values if canonical_rating(value).upper() in _SURE]
    return bool(known) and len(known) >= 0.7 * len(values) and (named_so or len(sure) >= 2)


def rating_order(values: Iterable[str]) -> tuple[str, ...]:
    """Lowest age first, without what says that there is no rating."""
    aged = [(age, value) for value in set(values) if (age := age_of(value)) is not None]
    return tuple(value for _, value in sorted(aged))


def spoken_forms(rating: str) -> Iterator[str]:
    """How people write and say it: `pg13`, `rated pg-13`."""
    lowered = rating.casefold()
    yield f"rated {lowered}"
    if "-" in lowered:
        yield from (lowered.replace("-", ""), lowered.replace("-", " "))
    if lowered.isdigit():
        yield from (f"fsk {lowered}", f"{lowered}+")
