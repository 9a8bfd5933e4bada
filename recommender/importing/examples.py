"""What can be asked of a catalogue, said with its own values; and what each of its fields holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from recommender.catalogue import Catalogue, as_number, texts
from recommender.schema import Field

_SPOKEN_UNITS = {"min": "minutes", "usd": "dollars", "eur": "euros", "gbp": "pounds", "%": "percent"}
_BY = ("director", "author", "artist", "creator")
_PHRASES = {
    "streaming service": "something on {value}",
    "genre": "no {value}, please",
    "mood": "something {value}",
    "theme": "something about {value}",
    "country": "{noun} from {value}",
    "language": "{noun} in {value}",
    "category": "show me {value}",
}
_HIGH_IS_GOOD = ("rating", "score")


def examples(catalogue: Catalogue, most: int = 8) -> list[str]:
    """Up to `most` requests that the catalogue can answer, no two of a kind."""
    noun = catalogue.nouns[0] if catalogue.nouns else "one"
    told = [field for field in catalogue.fields if field.shown or field.question]
    asked = [text for text in (_example(catalogue, field, noun) for field in told) if text]
    together = _together(catalogue, noun)
    known = max(catalogue.items, key=lambda item: item.popularity, default=None)
    alike = [f"something like {known.title}"] if known else []
    return list(dict.fromkeys([*together, *asked[: most - 2], *alike]))[:most]


def told_values(catalogue: Catalogue, field: Field) -> tuple[int, str]:
    """How many items have the field, and its range or its most frequent values."""
    values = [item.fields[field.name] for item in catalogue.items if field.name in item.fields]
    if field.kind in ("number", "date"):
        numbers = sorted(as_number(field, value) for value in values)
        return len(values), f"{_plain(numbers[0])} to {_plain(numbers[-1])}" if numbers else ""
    if field.kind == "text":
        return len(values), "free text"
    counts = Counter(text for value in values for text in texts(value))
    return len(values), ", ".join(text for text, _ in counts.most_common(5))


def _together(catalogue: Catalogue, noun: str) -> Iterator[str]:
    """A category and a number in one sentence: `a drama under 100 minutes`."""
    category = next((f for f in catalogue.fields if f.kind == "category" and f.question and not f.order), None)
    number = next((f for f in catalogue.fields if f.kind == "number" and f.less and f.unit), None)
    if category and number:
        value = _frequent(catalogue, category, 0)
        if value:
            yield f"{_article(value.casefold())} {noun} {_below(catalogue, number)}"


def _example(catalogue: Catalogue, field: Field, noun: str) -> str:
    if field.order:
        middle = field.order[min(len(field.order) - 1, len(field.order) // 2)]
        lead = "rated " if "rating" in field.label or "certificate" in field.label else f"{field.label} "
        return f"{lead}{middle} or lower"
    match field.kind:
        case "person":
            person = _frequent(catalogue, field, 0)
            by = any(word in " ".join((field.label, *field.names)) for word in _BY)
            return f"something {'by' if by else 'with'} {person}" if person else ""
        case "category":
            return _category(catalogue, field, noun)
        case "date":
            middle_year = _percentile(catalogue, field, 0.5)
            return f"{_article(noun)} from the {int(middle_year) // 10 * 10}s" if middle_year else ""
        case "number":
            return _number(catalogue, field, noun)
        case "flag":
            return (
                f"only what has {field.label}" if not field.label.startswith("in ") else f"only what is {field.label}"
            )
        case _:
            return ""


def _category(catalogue: Catalogue, field: Field, noun: str) -> str:
    value = _frequent(catalogue, field, 1) or _frequent(catalogue, field, 0)
    if not value:
        return ""
    words = " ".join((field.label, *field.names))
    for sign, phrase in _PHRASES.items():
        if sign in words:
            return phrase.format(value=value, noun=_article(noun))
    return f"{_article(noun)} with {field.label} {value}"


def _number(catalogue: Catalogue, field: Field, noun: str) -> str:
    if any(word in field.label for word in _HIGH_IS_GOOD):
        return f"{_article(noun)} with {_article(field.label)} above {_plain(_percentile(catalogue, field, 0.7))}"
    return f"{_article(noun)} {_below(catalogue, field)}" if field.unit else ""


def _below(catalogue: Catalogue, field: Field) -> str:
    value = _percentile(catalogue, field, 0.45)
    rounded = round(value / 10) * 10 if value > 40 else round(value)
    unit = _SPOKEN_UNITS.get(field.unit, field.unit)
    of_what = (
        "" if field.unit in ("min", "usd", "pages") and not field.label.startswith(("prep", "cook")) else field.label
    )
    return f"under {rounded:g} {unit} {of_what}".strip()


def _frequent(catalogue: Catalogue, field: Field, rank: int) -> str:
    counts = Counter(text for item in catalogue.items for text in texts(item.fields.get(field.name)))
    found = counts.most_common(rank + 1)
    return found[rank][0] if len(found) > rank else ""


def _percentile(catalogue: Catalogue, field: Field, share: float) -> float:
    numbers = sorted(
        as_number(field, item.fields[field.name]) for item in catalogue.items if field.name in item.fields
    )
    return numbers[int(share * (len(numbers) - 1))] if numbers else 0.0


def _plain(number: float) -> str:
    return f"{number:.0f}" if number == int(number) or abs(number) > 1000 else f"{number:.4g}"


def _article(text: str) -> str:
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"
