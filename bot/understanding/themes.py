"""What no field holds, in the person's own words: themes (`about bank heists`, `set in Japan`), wished for or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.understanding.context import Context
from bot.understanding.framing import Frame
from bot.understanding.reading import Reading
from bot.understanding.spans import Span, ValueSpan, covered
from bot.understanding.strength import scope_of
from bot.understanding.text import CONNECTORS, Text
from recommender.schema import TEXT, Preference

_REJECTING = ("avoid", "hate")
_DEGREES = frozenset({"too", "that", "as"})
_INNER = frozenset({"of", "the", "in", "s", "and"})
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Theme(Span):
    """Content words that stand together."""

    words: str
    led: bool
    """Behind `about`, `set in` and the like."""


def without_topics(context: Context, values: Sequence[ValueSpan]) -> list[ValueSpan]:
    """The values without kinds that are only a part of a longer theme: `about bank heists` asks for no crime."""
    topics = list(_topics(context.text))
    return [span for span in values if not any(_is_part(context, span, topic, values) for topic in topics)]


def _topics(text: Text) -> Iterator[Span]:
    """The words behind each lead, up to the end of the noun they make."""
    for at in range(1, len(text.words)):
        if not _is_led(text, at):
            continue
        end = at
        while end < len(text.words) and end - at < _LONGEST and _continues(text, at, end):
            end += 1
        if end - at > 1:
            yield Span(at, end)


def _is_led(text: Text, at: int) -> bool:
    return text.preceded_by(text.before(at), text.cues.words["theme_leads"])


def _continues(text: Text, first: int, at: int) -> bool:
    token = text.tokens[at]
    stopped = at > first and (token.after_stop or token.after_comma or bool(token.gap.strip(" -")))
    return not stopped and token.norm not in text.cues.stop and token.norm not in CONNECTORS


def _is_part(context: Context, span: ValueSpan, topic: Span, values: Sequence[ValueSpan]) -> bool:
    role = context.known.facts[span.field].role
    kind = role is not None and role.name == "genre"
    inside = topic.first <= span.first and span.end <= topic.end
    rest = set(range(topic.first, topic.end)) - covered(values)
    nouns = {at for at in rest if context.noun_at(at)}
    return kind and inside and bool(rest - nouns)


def themes_of(text: Text, places: Sequence[int]) -> list[Theme]:
    """The places of content words, in runs; small words between (`coming of age`) join them."""
    runs: list[list[int]] = []
    for at in places:
        if runs and _adjoins(text, runs[-1][-1], at):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [Theme(run[0], run[-1] + 1, text.quote(run[0], run[-1] + 1), _is_led(text, run[0])) for run in runs]


def _adjoins(text: Text, last: int, at: int) -> bool:
    between = range(last + 1, at + 1)
    plain = all(not text.tokens[place].gap.strip(" -'’") for place in between)
    small = all(text.words[place] in _INNER for place in range(last + 1, at))
    return plain and (at == last + 1 or (small and at - last == 2 and (text.words[last + 1] == "of")))


def shunned(reading: Reading, places: Sequence[int]) -> list[Preference]:
    """Themes that are rejected (`nothing set in space`, `no zombies`): wishes against the words.

    A rejection of things, not of doings: behind `no`, `without`, or a lead. `places`: content words under it.
    """
    found = []
    for theme in themes_of(reading.text, places):
        frame = reading.frames[theme.first]
        if frame.mood in _REJECTING and (theme.led or _is_thing(reading, theme, frame)):
            found.append(_against(reading, theme, frame))
    return found[:_LONGEST]


def _is_thing(reading: Reading, theme: Theme, frame: Frame) -> bool:
    text = reading.text
    cue = " ".join(text.words[frame.first : frame.end])
    start = text.before(theme.first, _DEGREES | text.cues.words["small_determiners"])
    direct = start <= frame.end <= theme.first or _is_listed(reading, theme, frame)
    thing = not any(text.words[at] in text.cues.words["no_things"] for at in range(theme.first, theme.end))
    return direct and thing and (cue in text.cues.words["rejects_things"] or _is_graded(reading, theme, frame))


def _is_graded(reading: Reading, theme: Theme, frame: Frame) -> bool:
    """`nothing too gory`, `less violent`: by degrees, so softly."""
    words = reading.text.words
    return words[frame.end - 1] in ("less", "fewer") or (theme.first > 0 and words[theme.first - 1] == "too")


def _is_listed(reading: Reading, theme: Theme, frame: Frame) -> bool:
    """`no horror or zombies`."""
    before = reading.text.words[theme.first - 1] if theme.first else ""
    return before in ("or", "nor", "and") and frame.end < theme.first


def _against(reading: Reading, theme: Theme, frame: Frame) -> Preference:
    return Preference(
        field=TEXT,
        op="contains",
        value=theme.words.casefold(),
        polarity="avoid",
        strength="soft" if _is_graded(reading, theme, frame) or not (frame.mood == "avoid" or theme.led) else "hard",
        scope=scope_of(reading.text, theme, frame, reading.strengths),
        source=reading.text.quote(frame.first if theme.first - frame.first < _LONGEST else theme.first, theme.end),
        at=reading.at,
    )
