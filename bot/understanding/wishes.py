"""Values and amounts under their frames → preferences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.understanding.blends import is_blend
from bot.understanding.fields import FieldFacts
from bot.understanding.framing import PLAIN, Frame, field_of
from bot.understanding.grading import grade, is_lacking
from bot.understanding.reading import Reading, governing
from bot.understanding.spans import AmountSpan, FieldSpan, Span, ValueSpan
from bot.understanding.strength import scope_of, strength_of
from bot.understanding.values import INFLECTED
from recommender.filters import satisfying
from recommender.schema import Op, Polarity, Preference

Said = tuple[str | float | bool | tuple[str, ...], Op]
"""The value and how it is compared."""
_NEAR = 8
_FLIPPED: dict[Op, Op] = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}


def wishes_of(reading: Reading, values: Sequence[ValueSpan], amounts: Sequence[AmountSpan]) -> list[Preference]:
    """Absolute wishes in the order said."""
    found: list[tuple[int, Preference]] = []
    for group in _grouped(reading, values):
        found += [(group[0].first, wish) for wish in _category_wishes(reading, group)]
    for amount in amounts:
        found += [(amount.first, wish) for wish in _amount_wishes(reading, amount)]
    ordered = [wish for _, wish in sorted(found, key=lambda pair: pair[0])]
    hard = {(wish.field, wish.op, wish.value) for wish in ordered if wish.strength == "hard" and _is_wanted(wish)}
    ordered = [wish for wish in ordered if not _takes_back(wish, ordered)]
    doubled = [wish for wish in ordered if wish.strength == "soft" and (wish.field, wish.op, wish.value) in hard]
    kept = [wish for wish in ordered if not (_is_wanted(wish) and wish in doubled)]
    return list({(wish.field, wish.op, wish.value, wish.polarity, wish.scope): wish for wish in kept}.values())


def _takes_back(wish: Preference, wishes: Sequence[Preference]) -> bool:
    """`a comedy that isn't a romcom`: what is wanted beside is not what is rejected of the blend."""
    if wish.polarity != "avoid" or isinstance(wish.value, tuple):
        return False
    blended = any(w.polarity == "avoid" and w.source == wish.source and w.value != wish.value for w in wishes)
    return blended and any(_is_wanted(w) and (w.field, w.value) == (wish.field, wish.value) for w in wishes)


def _is_wanted(wish: Preference) -> bool:
    return wish.polarity == "want" and wish.scope == "now"


def _grouped(reading: Reading, values: Sequence[ValueSpan]) -> list[list[ValueSpan]]:
    """Values of one field that `or` or `and` joins, under one frame."""
    groups: list[list[ValueSpan]] = []
    for span in values:
        last = groups[-1][-1] if groups else None
        same = last is not None and last.field == span.field and _same_frame(reading, last, span)
        if last is not None and same and reading.text.joined(last.end, span.first):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _same_frame(reading: Reading, one: Span, other: Span) -> bool:
    return reading.frames[one.first].mood == reading.frames[other.first].mood


def _category_wishes(reading: Reading, group: list[ValueSpan]) -> list[Preference]:
    frame = _frame_of_group(reading, group)
    unminded = _is_unminded(frame, group[0]) and not _is_litotes(reading, frame)
    if unminded or (frame.mood == "seen" and not _is_service(reading, group[0])):
        return []
    if group[0].meanings[0].op != "=" or isinstance(group[0].meanings[0].value, bool):
        return [_direct(reading, span, frame) for span in group]
    graded = grade(reading, group[0])
    if graded == "more" and is_lacking(reading.text, group[0]):
        frame = PLAIN
    if graded == "too" and frame.mood not in ("avoid", "hate", "unlike"):
        frame = Frame("avoid", group[0].first, group[0].first)
    polarity: Polarity = "avoid" if _negative(reading, group[0], frame) else "want"
    if polarity == "avoid":
        values = [meaning.value for span in group for meaning in span.meanings]
        return [_preference(reading, group[0], frame, (value, "="), polarity) for value in values]
    return _wanted_list(reading, group, frame)


def _is_unminded(frame: Frame, span: Span) -> bool:
    """`I don't mind R`; said behind the value (`R is fine`) it allows the value, softly."""
    return frame.mood == "neutral" and frame.first <= span.first


def _is_litotes(reading: Reading, frame: Frame) -> bool:
    """`I don't dislike westerns`, `not that I don't like them`: more than not minding."""
    said = reading.text.plain.words
    return frame.mood == "neutral" and any(word in reading.text.cues.words["disliking"] for word in said)


def _is_one_word(span: ValueSpan) -> bool:
    """Values that differ only in number (`Snack`, `Snacks`): any of them is meant."""
    return len(span.meanings) > 1 and all(meaning.how <= INFLECTED for meaning in span.meanings)


def _is_blend(reading: Reading, span: ValueSpan) -> bool:
    said = " ".join(reading.text.words[span.first : span.end])
    return is_blend(said, [str(meaning.value).casefold() for meaning in span.meanings])


def _frame_of_group(reading: Reading, group: list[ValueSpan]) -> Frame:
    frame = governing(reading, group[0])
    return frame if frame.mood != "plain" else governing(reading, group[-1])


def _wanted_list(reading: Reading, group: list[ValueSpan], frame: Frame) -> list[Preference]:
    """`A or B` is one wish; `A and B` are two if there are items with both, else one."""
    wanted = [values for span in group for values in _alternatives(reading, span)]
    fact = reading.known.facts[group[0].field]
    joined = {word for one, other in pairwise(group) for word in reading.text.words[one.end : other.first]}
    if (
        "or" in joined
        or _is_not_both(reading, group)
        or "either" in joined
        or not fact.field.many
        or _is_alternative(fact)
        or not _together(reading, fact, wanted)
    ):
        wanted = [tuple(dict.fromkeys(value for values in wanted for value in values))]
    several: Op = "one of" if _is_not_both(reading, group) else "in"
    said: list[Said] = [(values, several) if len(values) > 1 else (values[0], "=") for values in wanted]
    return [_preference(reading, group[0], frame, each) for each in dict.fromkeys(said)]


def _is_not_both(reading: Reading, group: Sequence[ValueSpan]) -> bool:
    """`comedy or action but not both`."""
    line = f" {' '.join(reading.text.words[group[-1].end :])} "
    return len(group) > 1 and any(f" {phrase} " in line for phrase in reading.text.cues.words["not_both"])


def _alternatives(reading: Reading, span: ValueSpan) -> list[tuple[str, ...]]:
    """The values of which any will do; of a blend (`rom-com`) each is wanted."""
    values = tuple(dict.fromkeys(str(meaning.value) for meaning in span.meanings))
    single = _is_one_word(span) or not _is_blend(reading, span)
    return [values] if single else [(value,) for value in values]


def _is_alternative(fact: FieldFacts) -> bool:
    """Of several services or languages any will do."""
    return bool(fact.field.order) or (
        fact.role is not None and fact.role.name in ("service", "language", "certificate")
    )


def _together(reading: Reading, fact: FieldFacts, wanted: Sequence[tuple[str, ...]]) -> bool:
    """Are there items with one of each?"""
    alternatives = (Preference(fact.field.name, "in", values) for values in wanted)
    return bool(satisfying(reading.known.catalogue, alternatives).any())


def _is_service(reading: Reading, span: ValueSpan) -> bool:
    role = reading.known.facts[span.field].role
    return role is not None and role.name == "service"


def _direct(reading: Reading, span: ValueSpan, frame: Frame) -> Preference:
    """A flag, or a synonym that stands for a comparison."""
    meaning = span.meanings[0]
    own = reading.text.words[span.first] in reading.text.cues.words["negations"]
    negative = _negative(reading, span, frame) and not own
    if isinstance(meaning.value, bool):
        return _preference(reading, span, frame, (meaning.value, "="), "avoid" if negative else "want")
    bound = meaning.value if reading.known.facts[span.field].field.order else meaning.bound
    wish = _preference(reading, span, frame, (bound, meaning.op))
    return _negated(wish) if negative else wish


def _negative(reading: Reading, span: Span, frame: Frame) -> bool:
    if frame.mood not in ("avoid", "hate", "unlike"):
        return False
    return frame.first > span.first or not _escapes(reading, span, frame)


def _escapes(reading: Reading, span: Span, frame: Frame) -> bool:
    """`nothing scary on Netflix`: what a preposition adds after the first rejected value is not rejected."""
    between = [
        other
        for other in reading.spans
        if frame.end <= other.first and other.end <= span.first and not isinstance(other, FieldSpan)
    ]
    if not between or not isinstance(span, (ValueSpan, AmountSpan)):
        return False
    text = reading.text
    last = max(between, key=lambda other: other.end)
    words = text.words[last.end : span.first + 1]
    linked = any(word in text.cues.words["role_links"] for word in words) or isinstance(span, AmountSpan)
    linked = linked or text.preceded_by(text.before(span.first), reading.known.leads[span.field])
    linked = linked or text.followed_by(span.end, reading.known.trails[span.field])
    return field_of(last) != span.field and linked and not any(word in ("or", "nor") for word in words)


def _amount_wishes(reading: Reading, span: AmountSpan) -> list[Preference]:
    frame = governing(reading, span)
    if _is_unminded(frame, span) or frame.mood == "seen":
        return []
    wishes = [_preference(reading, span, frame, (value, op)) for op, value in span.tests]
    if not _negative(reading, span, frame):
        return wishes
    if len(wishes) == 1:
        return [_negated(wishes[0])]
    return [_excluded(wishes, reading.known.facts[span.field])]


def _negated(wish: Preference) -> Preference:
    """A rejected bound is the opposite bound; a rejected value is avoided."""
    if wish.op in _FLIPPED:
        return replace(wish, op=_FLIPPED[wish.op], strength="hard")
    return replace(wish, polarity="avoid", strength="hard")


def _excluded(wishes: list[Preference], fact: FieldFacts) -> Preference:
    """A rejected interval; years are listed, for a single wish cannot say `outside of`."""
    low, high = (float(wish.value) for wish in wishes if not isinstance(wish.value, tuple))
    if fact.is_date:
        years = tuple(str(year) for year in range(int(low), int(high) + 1))
        return replace(wishes[0], op="in", value=years, polarity="avoid", strength="hard")
    return replace(wishes[1], op=">", value=high, strength="hard")


def _preference(
    reading: Reading, span: ValueSpan | AmountSpan, frame: Frame, said: Said, polarity: Polarity = "want"
) -> Preference:
    value, op = said
    strength = strength_of(reading.text, span, frame, reading.strengths, reading.spans)
    graded = isinstance(span, ValueSpan) and grade(reading, span) in ("more", "less")
    scope = scope_of(reading.text, span, frame, reading.strengths)
    lasting = scope == "always" and polarity == "want" and frame.mood not in ("only", "hate")
    allowed = frame.mood == "neutral" and span.field not in reading.asked
    if graded or lasting or allowed:
        strength = "soft"
    elif polarity == "avoid" and frame.mood != "avoid":
        strength = "hard"
    return Preference(
        field=span.field,
        op=op,
        value=value,
        polarity=polarity,
        strength=strength,
        scope=scope,
        source=_source(reading, span, frame),
        at=reading.at,
    )


def _source(reading: Reading, span: Span, frame: Frame) -> str:
    """The person's words, from the cue that governs them on where it is near."""
    telling = frame.mood not in ("plain", "want", "about") and frame.end <= span.first
    near = telling and span.first - frame.first < _NEAR
    return reading.text.quote(frame.first if near else span.first, span.end)
