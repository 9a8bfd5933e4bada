"""Finding categories, people and flags in a text, and the field that is meant where several could be."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.characters import is_part_of_word
from bot.understanding.comparisons import compares
from bot.understanding.context import Context
from bot.understanding.cues import Cues
from bot.understanding.naming import is_named
from bot.understanding.places import Place
from bot.understanding.spans import Span, ValueSpan, covered
from bot.understanding.values import EXACT, INFLECTED, Meaning

OPEN_VOCABULARY = 40
"""A field with more values than this uses ordinary words for some of them."""
_FEW = 4


def find_values(context: Context, taken: Iterable[Span]) -> list[ValueSpan]:
    """Values left to right, the longest first."""
    text = context.text
    # `I find comfort in …`: inside a long cue a value is only a word of it.
    blocked = covered([*taken, *(cue for cue in text.frames if cue.end - cue.first > 2)])
    found: list[ValueSpan] = []
    position = 0
    while position < len(text.words):
        span = None if position in blocked else _value_at(context, position, blocked, tuple(found))
        if span:
            found.append(span)
        position = span.end if span else position + 1
    return found


def _value_at(context: Context, position: int, blocked: set[int], found: tuple[ValueSpan, ...]) -> ValueSpan | None:
    for end, meanings in reversed(list(context.known.values.lexicon.at(context.words, position))):
        if blocked.intersection(range(position, end)):
            continue
        if _negates_next(context, position, end) or _goes_on(context, position, end):
            continue
        if is_part_of_word(context.text, context.known, position, end):
            continue
        place = Place(context, position, end, found)
        meant = [meaning for meaning in meanings if _admissible(place, meaning)]
        if meant:
            return ValueSpan(position, end, _chosen(place, meant))
    return _graded(context, position)


def _goes_on(context: Context, first: int, end: int) -> bool:
    """`on prime` in `on Prime Video`: without its small word the value is longer."""
    longer = context.known.values.lexicon.longest_at(context.words, first + 1)
    return end - first > 1 and context.words[first] in context.cues.stop and longer is not None and longer[0] > end


def _negates_next(context: Context, first: int, end: int) -> bool:
    """`not rated R`: the words are no value (`Not Rated`) but reject the value of the field that follows."""
    if context.words[first] not in context.cues.words["negations"] or end >= len(context.words):
        return False
    entries = context.known.values.lexicon
    fields = {meaning.field for meaning in entries.entries.get(" ".join(context.words[first:end]), ())}
    ordered = {field for field in fields if context.known.facts[field].field.order}
    behind = {meaning.field for _, meanings in entries.at(context.words, end) for meaning in meanings}
    return bool(ordered & behind) and not context.text.tokens[end].after_comma


def _graded(context: Context, position: int) -> ValueSpan | None:
    """`funnier`, `darkest` by their base forms."""
    word, known = context.words[position], context.known
    if word in known.cues.common or word in known.words.entries:
        return None
    for base in base_forms(word):
        if base in known.cues.measuring:  # `shorter` is no `Short`, also where nothing has a length
            return None
        meanings = [m for m in known.values.lexicon.entries.get(base, ()) if not known.facts[m.field].is_person]
        if meanings and base not in known.cues.stop:
            best = min(meanings, key=lambda m: (m.how, known.values.sizes.get(m.field, 0)))
            return ValueSpan(
                position, position + 1, tuple(m for m in meanings if (m.field, m.how) == (best.field, best.how))
            )
    return None


def base_forms(word: str) -> list[str]:
    """What a comparative or superlative may come from; empty for other words."""
    ending = "er" if word.endswith("er") else "est" if word.endswith("est") else ""
    stem = word[: -len(ending)] if ending else ""
    if len(stem) < 3:
        return []
    doubled = [stem[:-1]] if stem[-1] == stem[-2] else []
    return [stem, stem + "e", *doubled, *([stem[:-1] + "y"] if stem.endswith("i") else [])]


def _admissible(place: Place, meaning: Meaning) -> bool:
    """Do the words mean the value here, or are they only the same words?"""
    context, words = place.context, place.words
    fact, cues = context.known.facts[meaning.field], context.cues
    if isinstance(meaning.value, bool):
        return True
    led = place.led(meaning.field) or context.asks_about(meaning.field)
    listed = place.continues(meaning.field)
    if _is_label(place) or _counts(place):
        return False
    if " ".join(words) in context.known.nouns.entries:
        # 以孤独为主题的电影: right behind a value, or 的, it is the noun.
        topical = (listed and place.found[-1].end < place.first) or _led_to_topic(place)
        described = context.text.tokens[place.first].gap == "的"
        led_to = context.text.preceded_by(place.first, context.known.leads[meaning.field])
        return topical or (led_to and not described)
    owner = context.words[place.first - 1] if place.first else ""
    owned = owner in cues.words["owners"] and words[0] not in cues.words["young"]
    if owned and not fact.is_person and len(words) == 1:
        held = place.end < len(context.words) and context.words[place.end] in cues.words["held"]
        return (owner == "at" and led) or held
    if compares(context.text, place.first, place.end):
        return False
    if _is_slight(words, cues) and fact.field.order and _is_certificate(place, led=led):
        return True
    if _is_slight(words, cues):
        listed = listed or bool(fact.field.order and (context.text.mixed_case or len(context.words) <= _FEW))
        return _in_own_spelling(place, meaning) and (led or listed or place.before_noun() or len(words) > 1)
    if len(words) == 1 and fact.is_person:
        return is_named(place, led=led or listed)
    if len(words) == 1 and words[0] in cues.common:
        return led or listed or _is_telling(place, meaning)
    return True


def _is_label(place: Place) -> bool:
    """`language: English`: what stands before a colon names a field."""
    phrase = " ".join(place.words)
    named = any(phrase in leads for leads in place.context.known.leads.values())
    return named and place.context.text.after_colon(place.end)


def _counts(place: Place) -> bool:
    """`15 minutes`, `18 episodes`: a number before a unit is no category."""
    if not place.words[-1].isdigit() or place.end >= len(place.context.words):
        return False
    unit = place.context.words[place.end]
    fields = (fact.field for fact in place.context.known.facts.values())
    own = any(field.kind == "number" and unit in (field.unit, *field.names) for field in fields)
    return own or unit in place.context.cues.units


def _is_certificate(place: Place, *, led: bool) -> bool:
    """`it has to be r`, `a film that is 15`, `rated r`; but neither `be a G …` nor `under 15 minutes`."""
    text, end = place.context.text, place.end
    following = text.words[end] if end < len(text.words) else ""
    closed = not following or text.tokens[end].after_comma or text.tokens[end].after_stop
    closed = (
        closed or following in text.cues.words["onward_followers"] or following in text.cues.words["rank_between"]
    )
    said = text.preceded_by(place.first, text.cues.words["said_of_items"])
    return closed and (said or (led and not text.words[place.first].isdigit()))


def _is_telling(place: Place, meaning: Meaning) -> bool:
    """May an ordinary word mean a value of the field without a sign that it does?"""
    fact = place.context.known.facts[meaning.field]
    if fact.role is not None and fact.role.name in ("service", "brand"):
        return False
    return place.context.known.values.sizes.get(meaning.field, 0) <= OPEN_VOCABULARY or _is_topic(place)


def _is_slight(words: tuple[str, ...], cues: Cues) -> bool:
    """Too little to mean a value by itself: `R`, `US`, `other`."""
    return words[0].isascii() and all(word in cues.stop or (len(words) == 1 and len(word) <= 2) for word in words)


def _in_own_spelling(place: Place, meaning: Meaning) -> bool:
    quote = place.context.text.quote(place.first, place.end)
    return quote == meaning.value or (meaning.how != EXACT and quote.isupper()) or len(place.context.words) == 1


def _led_to_topic(place: Place) -> bool:
    first = place.first
    return first > 0 and place.context.words[first - 1] in place.context.cues.words["topic_leads"]


def _is_topic(place: Place) -> bool:
    words = place.context.words
    led = _led_to_topic(place)
    followed = words[place.end : place.end + 1]
    themed = bool(followed) and followed[0] in place.context.cues.words["topic_followers"]
    return led or themed or len(words) <= 2 or place.before_noun() or _is_rejected(place)


def _is_rejected(place: Place) -> bool:
    """`except red`, `no class, …`: all that is turned down, where another phrase or nothing follows."""
    text, end = place.context.text, place.end
    frame = text.frame_ending_at(place.first)
    if frame is None or frame.tag != "avoid":
        return False
    closed = end >= len(text.words) or text.tokens[end].after_comma or text.tokens[end].after_stop
    return (
        closed
        or text.words[end] in ("and", "please", "thanks")
        or text.words[end] in text.cues.words["phrase_begins"]
    )


def _chosen(place: Place, meanings: list[Meaning]) -> tuple[Meaning, ...]:
    """The meanings of one field: the one that is asked about, led to or continued; else the surest."""
    known = place.context.known
    # Asked about the mood, `comedy` may be another word for funny; it is a genre's own name, though.
    named = any(meaning.how <= INFLECTED for meaning in meanings)

    def rank(meaning: Meaning) -> tuple[bool, bool, bool, int, bool, bool, int]:
        fact = known.facts[meaning.field]
        return (
            not (place.context.asks_about(meaning.field) and (meaning.how <= INFLECTED or not named)),
            not place.led(meaning.field),
            not place.continues(meaning.field),
            0 if meaning.how <= 1 else meaning.how,
            fact.is_person,
            not fact.field.shown,
            -meaning.count if fact.is_person else known.values.sizes.get(meaning.field, 0),
        )

    meanings = _of_origin(place, meanings)
    best = min(meanings, key=rank)
    return tuple(m for m in meanings if m.field == best.field and (m.how == best.how or {m.how, best.how} <= {0, 1}))


def _of_origin(place: Place, meanings: list[Meaning]) -> list[Meaning]:
    """`japanese horror` are films from Japan, `in japanese` is what is spoken: where a catalogue tells both apart."""
    roles = {m.field: role.name for m in meanings if (role := place.context.known.facts[m.field].role)}
    languages = {field for field, role in roles.items() if role == "language"}
    spoken = any(place.led(field) or place.context.asks_about(field) for field in languages)
    if "country" not in roles.values() or not languages or spoken:
        return meanings
    return [meaning for meaning in meanings if meaning.field not in languages]
