"""What can be asked of a catalogue, said with its own values; and what each of its fields holds."""

from __future__ import annotations

from collections import Counter

from recommender.catalogue import Catalogue, as_number, texts
from recommender.schema import Field

_SPOKEN_UNITS = {
    "min": "minutes", "usd": "dollars", "eur": "euros", "gbp": "pounds", "%": "percent", "kcal": "calories",
}  # fmt: skip
_OF_ITSELF = ("min", "pages", "usd", "eur", "gbp", "cny", "jpy", "inr", "kcal")
"""Units that say what is measured, unless the field is a part of it (preparation time)."""
_BY = ("director", "author", "artist", "creator")
_PHRASES = {
    "streaming service": "something on {value}",
    "genre": "no {value}, please",
    "mood": "something {value}",
    "country": "{noun} from {value}",
    "language": "{noun} in {value}",
    "category": "show me {value}",
    "cuisine": "{value} food",
    "meal": "something for {value}",
    "diet": "something {value}",
    "brand": "something by {value}",
    "area": "{noun} in {value}",
    "location": "{noun} in {value}",
}
_COMMON_WORDS = ("mood", "meal", "diet")
_HIGH_IS_GOOD = ("rating", "score")


def examples(catalogue: Catalogue, most: int = 8) -> list[str]:
    """Up to `most` requests that the catalogue can answer, no two of a kind."""
    noun = catalogue.nouns[0] if catalogue.nouns else "one"
    first, number = _together(catalogue, noun)
    asked = [
        _example(catalogue, field, noun) for field in catalogue.fields if _is_asked_by(field) and field != number
    ]
    known = max(catalogue.items, key=lambda item: item.popularity, default=None)
    alike = [f"something like {known.title}"] if known else []
    told = [text for text in dict.fromkeys([first, *asked]) if text]
    return [*told[: most - len(alike)], *alike]


def _is_asked_by(field: Field) -> bool:
    """Whether people choose by the field: the bot asks for it, or its values say what they are by themselves."""
    return bool(field.question) or (field.shown and field.kind in ("flag", "person"))


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


def _together(catalogue: Catalogue, noun: str) -> tuple[str, Field | None]:
    """A category and a number in one sentence, `a drama film under 100 minutes`; and the number's field."""
    category = next((f for f in catalogue.fields if f.kind == "category" and f.question and not f.order), None)
    number = next((f for f in catalogue.fields if f.kind == "number" and f.less and f.unit in _OF_ITSELF), None)
    value = _frequent(catalogue, category, 0) if category else ""
    if not category or not number or not value:
        return "", None
    return f"{_called(category, value, noun)} {_below(catalogue, number)}", number


def _called(field: Field, value: str, noun: str) -> str:
    """`a drama film`; categories of products are what people call them: `kitchen accessories`."""
    if "category" in field.label:
        return value.casefold().replace("-", " ")
    return f"{_article(value if field.label == 'cuisine' else value.casefold())} {noun}"


def _example(catalogue: Catalogue, field: Field, noun: str) -> str:
    if field.order:
        return _up_to(field)
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
            return f"only what {'is' if field.label.startswith('in ') else 'has'} {field.label}"
        case _:
            return ""


def _up_to(field: Field) -> str:
    middle = field.order[min(len(field.order) - 1, len(field.order) // 2)]
    rated = "rating" in field.label or "certificate" in field.label
    return f"rated {middle} or lower" if rated else f"{field.label}: {middle} at most"


def _category(catalogue: Catalogue, field: Field, noun: str) -> str:
    value = _frequent(catalogue, field, 1) or _frequent(catalogue, field, 0)
    if not value:
        return ""
    words = " ".join((field.label, *field.names))
    for sign, phrase in _PHRASES.items():
        if sign in words:
            plain = value.casefold() if sign in _COMMON_WORDS else value
            return phrase.format(value=plain, noun=_article(noun))
    return f"{field.label}: {value}"


def _number(catalogue: Catalogue, field: Field, noun: str) -> str:
    if any(word in field.label for word in _HIGH_IS_GOOD):
        return f"{_article(noun)} with {_article(field.label)} above {_plain(_percentile(catalogue, field, 0.7))}"
    return f"{_article(noun)} {_below(catalogue, field)}" if field.unit else ""


def _below(catalogue: Catalogue, field: Field) -> str:
    value = _percentile(catalogue, field, 0.45)
    rounded = round(value / 10) * 10 if value > 40 else round(value)
    unit = _SPOKEN_UNITS.get(field.unit, field.unit)
    if field.unit not in _OF_ITSELF:
        return f"with {field.label} under {rounded:g} {unit}".strip()
    part_of_it = field.label.startswith(("prep", "cook"))
    return f"with under {rounded:g} {unit} of {field.label}" if part_of_it else f"under {rounded:g} {unit}"


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
