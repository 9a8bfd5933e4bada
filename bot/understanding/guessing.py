"""Titles that are clearly meant but not written as the catalogue has them: misspelt, cut short, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import Cue, Span, TitleSpan, ValueSpan, covered
from bot.understanding.text import Text
from bot.understanding.titles import ARTICLES

_STRONG = frozenset({"like", "unlike", "about"})
_MILD = frozenset({"love", "hate", "seen"})
_LONGEST = 9
_CUTOFF = {True: 82.0, False: 87.0}


@dataclass(frozen=True, slots=True)
class Guess:
    titles: tuple[TitleSpan, ...] = ()
    unresolved: str = ""
    span: Span | None = None
    """Where the unresolved words stand."""

    @property
    def spans(self) -> list[Span]:
        """Everywhere that something was guessed."""
        return [*self.titles, *([self.span] if self.span else [])]


def guess_titles(text: Text, known: Knowledge, taken: Iterable[Span]) -> Guess:
    """Looks behind the cues that announce a title, where nothing was understood."""
    # A capital in the middle of a text makes a word that is also a value likely to be part of a title.
    firm = [span for span in taken if not (isinstance(span, ValueSpan) and _may_be_part(text, span))]
    blocked = covered(firm)
    titles: list[TitleSpan] = []
    unresolved, where = "", None
    for cue in _announcing(text):
        window = _window(text, cue.end, blocked)
        if window is None:
            continue
        title = _best(text, known, *window, strong=cue.tag in _STRONG)
        if title:
            titles.append(title)
            blocked |= covered([title])
        elif not unresolved and _is_unknown_title(text, known, cue, *window):
            first, end = window[0], _soft_end(text, *window)
            unresolved, where = text.quote(first, end), Span(first, end)
    return Guess(tuple(titles), unresolved, where)


def _may_be_part(text: Text, span: Span) -> bool:
    token = text.tokens[span.first]
    neighbour = text.tokens[span.first - 1] if span.first else token
    return (
        span.end - span.first == 1
        and text.mixed_case
        and token.capital
        and neighbour.capital
        and not token.after_comma
    )


def mended(text: Text, known: Knowledge, titles: list[TitleSpan]) -> list[TitleSpan]:
    """Where a title found is only a piece of a misspelt longer one (`The Hunger Gaems`), the longer one."""
    for cue in _announcing(text):
        window = _window(text, cue.end, set())
        inside = [span for span in titles if window and window[0] <= span.first and span.end <= window[1]]
        if window is None or not inside or (inside[0].first, inside[-1].end) == window:
            continue
        rest = set(range(*window)) - covered(inside)
        if not any(_has_unknown(text, known, at, at + 1) for at in rest):
            continue
        longer = _similar(text, known, *window, 90.0)
        if longer:
            titles = sorted([*(span for span in titles if span not in inside), longer], key=lambda span: span.first)
    return titles


def guess_whole(text: Text, known: Knowledge) -> TitleSpan | None:
    """A short message that is nothing but a misspelt title."""
    if not 1 <= len(text.words) <= _LONGEST or not _has_unknown(text, known, 0, len(text.words)):
        return None
    return _similar(text, known, 0, len(text.words), 86.0)


def _announcing(text: Text) -> Iterator[Cue]:
    for cue in text.frames:
        if cue.tag == "about" and cue.end - cue.first < 2:
            continue
        unseen = cue.tag == "neutral" and text.words[cue.end - 1] in ("seen", "watched", "read")
        if (
            unseen
            or cue.tag in _STRONG | _MILD
            or (cue.tag == "want" and text.words[cue.end - 1] in ("have", "got", "watch", "see", "read"))
        ):
            yield cue
    for at, word in enumerate(text.words):
        if word in text.cues.words["title_names"]:
            yield Cue(at, at + 1, "like")
        if text.tokens[at].after_quote:
            yield Cue(at, at, "quote")


def _window(text: Text, start: int, blocked: set[int]) -> tuple[int, int] | None:
    """The words up to the next sure boundary."""
    if (
        start < len(text.words)
        and start not in blocked
        and text.words[start] in ("the", "a")
        and text.words[start + 1 : start + 2]
        and text.words[start + 1] in ("movie", "film", "book")
    ):
        start += 2
    end = start
    while end < len(text.words) and end not in blocked and end - start < _LONGEST:
        token = text.tokens[end]
        if end > start and (
            (token.after_stop and ":" not in token.gap)
            or token.after_comma
            or token.norm in text.cues.words["title_ends"]
        ):
            break
        if end > start and any(quote in token.gap for quote in '"”»」》') and token.gap.strip(" ") != "'":
            break
        end += 1
    if end <= start or (text.words[start] in text.cues.words["no_title_begin"] and end - start < 2):
        return None
    return start, end


def _best(text: Text, known: Knowledge, first: int, end: int, *, strong: bool) -> TitleSpan | None:
    shaped = text.mixed_case and text.tokens[first].capital
    cuts = _soft_ends(text, first, end) if strong or shaped else []
    for stop in dict.fromkeys((end, *cuts)):
        words = text.words[first:stop]
        bare = words[1:] if len(words) > 1 and words[0] in ARTICLES else words
        rows = known.titles.beginning(bare) if known.titles.is_distinct(bare) else ()
        if rows and (strong or shaped) and (len(bare) > 1 or len(bare[0]) >= 5):
            return TitleSpan(first, stop, known.item(known.titles.best(rows)), text.quote(first, stop))
        whole = strong or shaped or _ends_clause(text, stop)
        if whole and _has_unknown(text, known, first, stop):
            similar = _similar(text, known, first, stop, _CUTOFF[strong])
            if similar:
                return similar
    return None


def _ends_clause(text: Text, end: int) -> bool:
    """Do the words end where the clause does, not at a category or a name?"""
    if end >= len(text.words):
        return True
    return bool(text.tokens[end].gap.strip()) or text.words[end] in text.cues.words["title_ends"]


def _soft_ends(text: Text, first: int, end: int) -> list[int]:
    """Shorter windows, the longest first, at most two."""
    cuts = [at for at in range(first + 1, end) if text.words[at] in text.cues.words["title_may_end"]]
    return cuts[::-1][:1] + cuts[:1]


def _soft_end(text: Text, first: int, end: int) -> int:
    return next((at for at in range(first + 1, end) if text.words[at] in text.cues.words["title_may_end"]), end)


def _similar(text: Text, known: Knowledge, first: int, end: int, cutoff: float) -> TitleSpan | None:
    words = text.words[first:end]
    phrase = " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)
    if len(phrase) < 5:
        return None
    match = known.titles.similar(phrase, cutoff + (4 if len(phrase) < 8 else 0))
    if match is None:
        return None
    row = known.titles.best(known.titles.lexicon.entries[match[0]])
    return TitleSpan(first, end, known.item(row), text.quote(first, end))


def _has_unknown(text: Text, known: Knowledge, first: int, end: int) -> bool:
    """Some word is neither ordinary nor one that the catalogue uses as a value."""
    return any(
        word not in known.cues.common
        and word not in known.values.lexicon.entries
        and not word.isdigit()
        and len(word) > 3
        for word in text.words[first:end]
    )


def _is_unknown_title(text: Text, known: Knowledge, cue: Cue, first: int, end: int) -> bool:
    end = _soft_end(text, first, end)
    if known.nouns.longest_at(text.words, end) and not text.tokens[first].capital:
        return False  # `I like older movies`, `"quirky" films`: what stands before a noun describes it
    barred = (text.cues.words["no_title_begin"] | text.cues.words["no_name_begin"]) - {"the"}
    if text.words[first] in barred or known.nouns.longest_at(text.words, first):
        return False
    telling = [token for token in text.tokens[first:end] if token.norm not in known.cues.stop]
    shaped = bool(telling) and text.mixed_case and all(token.capital or token.norm.isdigit() for token in telling)
    if cue.tag in ("like", "unlike", "quote") or " ".join(text.words[cue.first : cue.end]).startswith(
        ("do you know", "have you heard")
    ):
        return shaped or _has_unknown(text, known, first, end)
    return shaped and _has_unknown(text, known, first, end)
