"""What is to be found in a message, and what was found, in one form: slots that can be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.evaluation.rows import Row, Wanted
from bot.turn import Dialogue, Turn
from bot.understanding.blends import is_blend
from bot.understanding.context import Context
from bot.understanding.knowledge import Knowledge
from bot.understanding.measures import find_amounts
from bot.understanding.spans import FieldSpan
from bot.understanding.text import read_text
from bot.understanding.titles import ARTICLES
from bot.understanding.tokens import norms
from bot.understanding.values import INFLECTED, Meaning
from recommender.schema import TEXT, Op, Preference

PERSON, TITLE = "person", "title"
_PEOPLE = frozenset({"people", "person", "persons", "name", "names", "artist", "artists", "performer", "star"})
_YEAR = re.compile(r"\s*[(\[](\d{4})[)\]]\s*$")
_SIDES: dict[str, str] = {"<": "max", "≤": "max", ">": "min", "≥": "min"}


@dataclass(frozen=True, slots=True)
class Slot:
    group: str
    """The catalogue's field; `person` for any of its fields of people, `text` for what no field holds, `title`."""
    keys: frozenset[str]
    """Every way to say the value; two slots of a group are the same if they share one."""
    linked: bool
    """The catalogue knows the value."""
    op: str = ""
    polarity: str = ""

    def is_like(self, other: Slot) -> bool:
        return bool(self.keys & other.keys)


def expected(row: Row, known: Knowledge) -> list[Slot]:
    """The slots that the row notes, those of titles among them."""
    wishes = [slot for wanted in row.preferences or () for slot in _wanted(wanted, known)]
    return list(dict.fromkeys(map(_closed_up, (*wishes, *(_title(item, known) for item in row.items or ())))))


def found(turn: Turn, known: Knowledge) -> list[Slot]:
    """The slots that a turn holds. What is left to search for is one of `text`."""
    wishes = [slot for wish in turn.wishes for slot in _wished(wish, known)]
    titles = [_item(str(mention.item), mention.quote, known) for mention in turn.mentions]
    strange = (
        [Slot(TITLE, frozenset({_bare(turn.unresolved)}), linked=False)]
        if turn.unresolved not in ("", *turn.nobodies)
        else []
    )
    people = [Slot(PERSON, frozenset({_key(name)}), linked=False) for name in turn.nobodies]
    themes = [Slot(TEXT, frozenset({_key(theme)}), linked=False, polarity="want") for theme in turn.themes]
    return list(dict.fromkeys(map(_closed_up, (*wishes, *titles, *strange, *people, *themes))))


def pairs(gold: Sequence[Slot], told: Sequence[Slot]) -> list[tuple[Slot, Slot]]:
    """Which of the found slots is which of the expected, each used once.

    Of the same group first. Then a value that no catalogue knows may have been found as words to search for or as
    an unknown name, and a field that the catalogue lacks (`text`) may have been put into any other.
    """
    left = list(told)
    matched: list[tuple[Slot, Slot]] = []
    for loose in (False, True):
        for slot in gold:
            if any(slot is one for one, _ in matched):
                continue
            same = next((other for other in left if slot.is_like(other) and _comparable(slot, other, loose)), None)
            if same is not None:
                left.remove(same)
                matched.append((slot, same))
    return matched


def _comparable(gold: Slot, told: Slot, loose: bool) -> bool:  # noqa: FBT001  which of the two rounds it is
    if gold.group == told.group:
        return True
    kind = told.group not in (PERSON, TITLE)
    return loose and (gold.group == TEXT or (not gold.linked and (kind or not told.linked)))


def _wanted(wanted: Wanted, known: Knowledge) -> Iterator[Slot]:
    group = group_of(wanted.field, known)
    if group == TITLE:
        yield from (_title(str(value), known) for value in _values(wanted.value))
        return
    fact = known.facts.get(group)
    for value in _values(wanted.value):
        if isinstance(value, bool):
            slots = [Slot(group, frozenset({str(value)}), linked=True)]
        elif fact is not None and fact.is_numeric:
            slots = _measured(group, value, wanted.op, known)
        else:
            slots = _named(group, str(value), known)
        yield from (replace(slot, op=wanted.op or slot.op, polarity=wanted.polarity) for slot in slots)


def _values(value: str | float | bool | tuple[str, ...]) -> tuple[str | float | bool, ...]:  # noqa: FBT001
    return value if isinstance(value, tuple) else (value,)


def group_of(field: str, known: Knowledge) -> str:
    """The group of a field by the catalogue's own name for it, or by a word that means such a field."""
    name = _key(field.replace("_", " "))
    if field in known.facts:
        return PERSON if known.facts[field].is_person else field
    if name in (TITLE, "titles", "item", "items"):
        return TITLE
    meant = [fact for fact in known.facts.values() if name in _names(fact.field.name, fact.field.label, known)]
    role = next((role.name for role in known.cues.roles if name in role.fields), "")
    if name in _PEOPLE or role in ("director", "cast", "author") or (meant and meant[0].is_person):
        return PERSON
    return meant[0].field.name if meant else TEXT


def _names(name: str, label: str, known: Knowledge) -> set[str]:
    fact = known.facts[name]
    own = {_key(word) for word in (name.replace("_", " "), label, *fact.field.names)}
    shared = fact.role.fields if fact.role else fact.dimension.fields if fact.dimension else frozenset()
    return own | set(shared)


def _named(group: str, value: str, known: Knowledge) -> list[Slot]:
    """The catalogue's values that the words mean (`action comedy`: two); the words themselves if they mean none."""
    fields = {
        name
        for name, fact in known.facts.items()
        if name == group or (group == PERSON and fact.is_person) or (group == TEXT and not fact.is_numeric)
    }
    words, place, linked = norms(value), 0, []
    for first, end, meanings in known.values.lexicon.scan(words):
        meant = [meaning for meaning in meanings if meaning.field in fields]
        whole = end - first == len(words)
        if meant and (whole or group != PERSON):
            place += end - first
            linked += [Slot(group, keys, linked=True) for keys in _meant(" ".join(words[first:end]), meant)]
    # Words to search for are a value of another field only as a whole: `bank heists` are not crime.
    complete = bool(linked) and (group != TEXT or place == len(words))
    said = frozenset({_key(value)})
    whole_keys = [replace(slot, keys=slot.keys | said) for slot in linked] if len(linked) == 1 else linked
    if complete:
        return whole_keys
    # The catalogue may have it as a value of another field: `dystopian` as a theme, not as a genre.
    elsewhere = [slot for slot in _named(TEXT, value, known) if slot.linked] if group not in (TEXT, PERSON) else []
    keys = frozenset(key for slot in elsewhere[:1] for key in slot.keys) if len(elsewhere) == 1 else frozenset()
    return [Slot(group, said | keys, linked=False)]


def _meant(phrase: str, meanings: Sequence[Meaning]) -> list[frozenset[str]]:
    """One set for each value wanted; of a word that may mean several (`scary`: horror, slasher), one set of all."""
    exact = [meaning for meaning in meanings if meaning.how <= INFLECTED]
    keys = sorted({_key(str(meaning.value)) for meaning in exact or meanings})
    if len(keys) > 1 and is_blend(phrase, keys):
        return [frozenset({each}) for each in keys]
    return [frozenset(keys)]


def _measured(group: str, value: str | float, op: str, known: Knowledge) -> list[Slot]:
    """A number as it is; words (`1980s`, `two hours`) as an amount of the field."""
    if not isinstance(value, str):
        return [_bound(group, op or "=", float(value))]
    text = read_text(value, known.cues)
    named = [FieldSpan(0, 0, group, "name")]
    spans = find_amounts(Context(text, known, Dialogue(known.catalogue.domain), _THIS_YEAR), (), named)
    tests = [test for span in spans if span.field == group for test in span.tests]
    if not tests:
        return [Slot(group, frozenset({_key(value)}), linked=False)]
    single = len(tests) == 1 and op
    return [slot for each, bound in tests for slot in _bounds(group, op if single else each, bound)]


_THIS_YEAR = 2026


def _bounds(group: str, op: str, bound: float | tuple[str, ...]) -> Iterator[Slot]:
    numbers = (float(each) for each in bound) if isinstance(bound, tuple) else (float(bound),)
    yield from (_bound(group, "=" if op == "in" else op, number) for number in numbers)


def _bound(group: str, op: str, number: float) -> Slot:
    return Slot(group, frozenset({f"{_SIDES.get(op, 'is')} {number:g}"}), linked=True, op=op)


def _wished(wish: Preference, known: Knowledge) -> Iterator[Slot]:
    fact = known.facts.get(wish.field)
    if fact is not None and fact.is_numeric:
        op: Op = wish.op
        slots: Iterable[Slot] = _bounds(wish.field, op, wish.value)  # type: ignore[arg-type]  # no text in numbers
    else:
        group = TEXT if fact is None else PERSON if fact.is_person else wish.field
        named = (_key(str(value)) for value in _values(wish.value))
        slots = (Slot(group, keys, linked=fact is not None, op=wish.op) for keys in _told_once(named, wish, known))
    yield from (replace(slot, polarity=wish.polarity) for slot in slots)


def _told_once(values: Iterable[str], wish: Preference, known: Knowledge) -> Iterator[frozenset[str]]:
    """The values, those that one word of the person means together; a name also as it was written."""
    left = list(values)
    said = norms(wish.source)
    for _, _, meanings in known.values.lexicon.scan(said):
        same = {_key(str(meaning.value)) for meaning in meanings if meaning.field == wish.field} & set(left)
        if len(same) > 1 and not is_blend(" ".join(said), sorted(same)):
            left = [value for value in left if value not in same]
            yield frozenset(same)
    person = wish.field in known.facts and known.facts[wish.field].is_person
    for value in left:
        yield frozenset({value, " ".join(said[-len(value.split()) :])} if person else {value})


def _title(said: str, known: Knowledge) -> Slot:
    """An item by its id, with or without the domain, or by its title."""
    domain, rows = known.catalogue.domain, known.catalogue.rows
    for identity in (said, f"{domain}:{said}"):
        if identity in rows:
            return Slot(TITLE, frozenset({identity}), linked=True)
    year = _YEAR.search(said)
    bare = _bare(_YEAR.sub("", said))
    held = (*known.titles.lexicon.entries.get(bare, ()), *known.titles.short.entries.get(bare, ()))
    dated = [row for row in held if year and int(known.titles.years[row] or 0) == int(year[1])]
    items = {str(known.item(row)) for row in dated or held}
    return Slot(TITLE, frozenset({bare, *items}), linked=bool(items))


def _item(identity: str, quote: str, known: Knowledge) -> Slot:
    return Slot(TITLE, frozenset({identity, _bare(quote)} - {""}), linked=identity in known.catalogue.rows)


def _key(text: str) -> str:
    return " ".join(norms(text))


def _bare(title: str) -> str:
    words = norms(title)
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def _closed_up(slot: Slot) -> Slot:
    """Names and titles are the same however they are spaced: `F.W. Murnau`, `Spider-Man`."""
    if slot.group not in (PERSON, TITLE):
        return slot
    return replace(slot, keys=slot.keys | {key.replace(" ", "") for key in slot.keys})
