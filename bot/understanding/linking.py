"""Finding titles in a text: which words mean an item, and which only look like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Span, TitleSpan, covered
from bot.understanding.text import Text
from bot.understanding.title_signs import (
    is_full_title,
    is_introduced,
    is_kind_of_item,
    is_numbered_on,
    is_whole_phrase,
)
from bot.understanding.titles import ARTICLES
from bot.understanding.values import INFLECTED, SURNAME

_TITLE_FRAMES = frozenset({"love", "hate", "like", "unlike", "seen", "about", "neutral"})
_EXCLUDING = frozenset({"not", "except", "but", "besides", "than", "from", "skip", "exclude"})
_YEAR_LINKS = frozenset({"from", "of", "in"})


@dataclass(frozen=True, slots=True)
class Candidate:
    first: int
    end: int
    rows: tuple[int, ...]
    year: int | None
    year_end: int
    """Token after the year, or `end` where none is said."""


def find_titles(
    text: Text, known: Knowledge, taken: Iterable[Span] = (), *, foreign: bool = False, named: bool = False
) -> list[TitleSpan]:
    """Titles left to right, the longest first. `foreign`: of another domain, so more evidence is asked; `named`:
    the words are known to hold a title, so less."""
    blocked = covered(taken)
    found: list[TitleSpan] = []
    position = 0
    while position < len(text.words):
        span = _title_at(text, known, position, found, (foreign, named)) if position not in blocked else None
        if span and not blocked.intersection(range(span.first, span.end)):
            found.append(span)
            position = span.end
        else:
            position += 1
    return found


def _title_at(
    text: Text, known: Knowledge, position: int, found: list[TitleSpan], how: tuple[bool, bool]
) -> TitleSpan | None:
    """`how`: foreign, named."""
    foreign, named = how
    for candidate in _candidates(text, known, position):
        inside = _is_inside_value(text, known, candidate.first, candidate.end)
        telling = named and not all(word in known.cues.stop for word in text.words[position : candidate.end])
        if telling or (not inside and _is_meant(text, known, candidate, found, foreign)):
            row = known.titles.best(candidate.rows, candidate.year)
            end = candidate.year_end
            return TitleSpan(position, end, known.item(row), text.quote(position, candidate.end))
    return None


def _candidates(text: Text, known: Knowledge, position: int) -> Iterator[Candidate]:
    exact = list(known.titles.lexicon.at(text.words, position))
    short = list(known.titles.short.at(text.words, position))
    for end, rows in sorted([*exact, *short], key=lambda match: -match[0]):
        year, year_end = _year_after(
            text, end, {int(known.titles.years[row]) for row in rows if known.titles.years[row] > 0}
        )
        yield Candidate(position, end, rows, year, year_end)


def _year_after(text: Text, end: int, years: set[int]) -> tuple[int | None, int]:
    """The year said behind a title, and the token after it; `from 1986` belongs to it only if it tells
    several items of the title apart."""
    linked = end < len(text.words) and text.words[end] in _YEAR_LINKS
    at = end + 1 if linked else end
    if at >= len(text.words) or not (text.words[at].isdigit() and len(text.words[at]) == 4):
        return None, end
    plural = at + 1 < len(text.words) and text.words[at + 1] == "s" and not text.tokens[at + 1].gap
    if plural or not 1880 <= int(text.words[at]) <= 2100 or text.tokens[at].after_stop:
        return None, end
    return int(text.words[at]), (end if linked and not (len(years) > 1 and int(text.words[at]) in years) else at + 1)


def _is_meant(text: Text, known: Knowledge, candidate: Candidate, found: list[TitleSpan], foreign: bool) -> bool:  # noqa: FBT001
    first, end = candidate.first, candidate.end
    words = text.words[first:end]
    if _quoted(text, first, end) or _has_own_year(known, candidate):
        return True
    if is_numbered_on(text, end) or is_kind_of_item(known, words) or is_whole_phrase(text, first, end):
        return False
    if is_introduced(text, first, end) or is_full_title(text, known, first, end):
        return True
    led = _led(text, known, first, end) or _listed(text, first, found)
    shaped = _shaped(text, first, end)
    if all(word in known.cues.stop for word in words):
        strong = shaped and (led or end - first > 1 or _wanted(text, first, end)) and not text.begins_sentence(first)
        named = end - first > 1 and _stands_alone(text, known, first, end)
        named = named and text.tokens[first].capital and text.tokens[end - 1].capital
        return strong or named or (end - first > 2 and led)
    if led and end - first == 1 and _closed(text, end) and _is_only_inflected(known, words[0]):
        return True
    if _is_value(text, known, first, end):
        return (led or known.titles.is_distinct(words)) and shaped and end - first > 1
    if known.titles.is_distinct(words) and not (foreign and end - first == 1):
        sure = end - first > 1 or ((shaped or led) and _closed(text, end)) or _stands_alone(text, known, first, end)
        return sure and (led or not _is_name(text, known, first, end)) and not _in_name(text, known, first, end)
    if _stands_alone(text, known, first, end):
        return True
    closed = _closed(text, end)
    if end - first == 1:
        return closed and (led or _judged(text, end)) and (not foreign or shaped)
    return (led and closed) or shaped or (_judged(text, end) and closed) or _wanted(text, first, end)


def _quoted(text: Text, first: int, end: int) -> bool:
    closing = end >= len(text.tokens) or text.tokens[end].gap[:1] in "\"”»」》'’,.!?"
    return text.tokens[first].after_quote and closing


def _is_inside_value(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """英雄 in 超级英雄: where nothing parts the words, the longer one is meant."""
    if first == 0 or text.words[first].isascii() or text.tokens[first].gap:
        return False
    before = range(max(0, first - 4), first)
    ends = (known.values.lexicon.longest_at(text.words, start) for start in before)
    return any(match is not None and match[0] >= end for match in ends)


def _has_own_year(known: Knowledge, candidate: Candidate) -> bool:
    """`heat 1995`: a year that is right is as good as quotes."""
    if candidate.year is None or candidate.year_end == candidate.end:
        return False
    return any(
        int(known.titles.years[row]) == candidate.year for row in candidate.rows if known.titles.years[row] > 0
    )


def _led(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """Is it what a cue such as `I loved`, `something like`, `a film called` speaks of?"""
    if _resembled(text, first, end) or _is_the_item(text, known, first, end):
        return True
    if text.words[max(first - 2, 0) : first] == ("what", "is") and text.words[end : end + 1] == ("about",):
        return True
    start = text.before(first, text.cues.words["title_leads"])
    for at in {first, start}:
        cue = text.frame_ending_at(at)
        if cue and cue.tag in _TITLE_FRAMES and not text.tokens[first].after_stop:
            return True
        excluded = cue is not None and cue.tag == "avoid" and text.words[at - 1] in _EXCLUDING
        if excluded and known.titles.is_distinct(text.words[first:end]):
            return True
    compared = start > 1 and text.words[start - 1] == "than" and text.words[start - 2] not in ("rather", "other")
    return compared or (first > 0 and text.words[first - 1] in text.cues.words["title_names"])


def _is_the_item(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """`the movie heat`: named by what it is, and nothing follows."""
    named = first > 1 and text.words[first - 2] == "the" and text.words[first - 1] in known.nouns.entries
    return named and _closed(text, end) and not _is_value(text, known, first, end)


def _resembled(text: Text, first: int, end: int) -> bool:
    """`Inception-like`, `Heat but shorter`."""
    if end < len(text.words) and text.words[end] == "but":
        return text.begins_sentence(first)
    return (
        end < len(text.words)
        and text.words[end] in text.cues.words["resembling"]
        and not text.tokens[end].gap.strip(" -")
    )


def _listed(text: Text, first: int, found: list[TitleSpan]) -> bool:
    return bool(found) and text.joined(found[-1].end, first)


def _shaped(text: Text, first: int, end: int) -> bool:
    """Written as a title is, in a text where capitals say something."""
    if not text.mixed_case:
        return False
    telling = [token for token in text.tokens[first:end] if token.norm not in text.cues.stop or end - first == 1]
    ends = (text.tokens[first], text.tokens[end - 1])
    capital = all(token.capital or token.norm.isdigit() for token in (*telling, *ends))
    return capital and (not text.begins_sentence(first) or end - first > 1)


def _is_value(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """Do the same words name a category, a field, an item noun?"""
    phrase = " ".join(text.words[first:end])
    meanings = known.values.lexicon.entries.get(phrase, ())
    category = any(not known.facts[meaning.field].is_person for meaning in meanings)
    return category or phrase in known.nouns.entries or phrase in known.words.entries


def _is_only_inflected(known: Knowledge, word: str) -> bool:
    """`alien`, where the value is `aliens` or said in other words: `I loved Alien` speaks of the film."""
    meanings = known.values.lexicon.entries.get(word, ())
    plain = word not in known.nouns.entries and word not in known.words.entries
    roles = (known.facts[meaning.field].role for meaning in meanings)
    kind = any(role is not None and role.name == "genre" for role in roles)
    loose = bool(meanings) and all(meaning.how >= INFLECTED for meaning in meanings)
    return loose and plain and not kind and not word.endswith("s")


def _is_name(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """Are the words a person's name, meant as such: `a Hitchcock film`?"""
    meanings = known.values.lexicon.entries.get(" ".join(text.words[first:end]), ())
    if not meanings:
        return False
    noun_follows = end < len(text.words) and known.nouns.longest_at(text.words, end) is not None
    led = any(text.preceded_by(text.before(first), known.leads[meaning.field]) for meaning in meanings)
    return noun_follows or led or any(meaning.how == SURNAME for meaning in meanings)


def _in_name(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """`Emma` in `Emma Stone`: a person's name goes on behind or before the word."""
    if end - first > 1 or text.words[first] not in known.values.names:
        return False
    behind = end < len(text.tokens) and text.tokens[end].capital and text.tokens[end].gap == " "
    before = (
        first > 0
        and text.tokens[first - 1].capital
        and text.tokens[first].gap == " "
        and not text.begins_sentence(first - 1)
    )
    return behind or before


def _stands_alone(text: Text, known: Knowledge, first: int, end: int) -> bool:
    rest = (*text.words[:first], *text.words[end:])
    return all(word in ARTICLES or word in known.cues.courtesy for word in rest)


def _closed(text: Text, end: int) -> bool:
    """Nothing follows that would make the words part of something longer."""
    if end >= len(text.words):
        return True
    token = text.tokens[end]
    return bool(token.gap.strip(" \"'")) or token.norm in text.cues.words["title_followers"] or token.norm.isdigit()


def _judged(text: Text, end: int) -> bool:
    """Does a verdict follow: `… is my favourite`, `… was great`?"""
    if end not in text.plain.first:
        return False
    return text.cues.after.longest_at(text.plain.words, text.plain.first.index(end)) is not None


def _wanted(text: Text, first: int, end: int) -> bool:
    """`want to watch fight club`, `do you have fight club`."""
    cue = text.frame_ending_at(first)
    asked = (
        cue is not None
        and cue.tag == "want"
        and text.words[first - 1] in ("watch", "see", "read", "have", "got", "try")
    )
    return asked and end == len(text.words)
