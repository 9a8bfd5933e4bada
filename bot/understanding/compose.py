"""Text + dialogue + what is known of the catalogues → `Turn`. The order of the steps is the method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.turn import Critique, Dialogue, Intent, Mention, Turn
from bot.understanding.comparatives import critiques_of, find_field_words
from bot.understanding.deciding import Evidence, decide
from bot.understanding.domains import domain_named, domain_of_values
from bot.understanding.flow import fields_dropped, flow_tags
from bot.understanding.framing import frames_of
from bot.understanding.guessing import guess_titles, guess_whole, mended, unknown_person
from bot.understanding.intents import command, phrases_matched
from bot.understanding.knowledge import Knowledge
from bot.understanding.leftovers import leftover
from bot.understanding.linking import find_titles
from bot.understanding.matching import find_misspelt, find_values
from bot.understanding.measures import find_amounts
from bot.understanding.mentions import mentions_of
from bot.understanding.ranked import with_ranks
from bot.understanding.references import find_references, pointed_by_value
from bot.understanding.spans import (
    AmountSpan,
    FieldSpan,
    ReferenceSpan,
    Span,
    TitleSpan,
    ValueSpan,
    covered,
    overlaps,
)
from bot.understanding.strength import strength_cues
from bot.understanding.text import Text, read_text
from bot.understanding.wishes import Reading, wishes_of


@dataclass(frozen=True, slots=True)
class Found:
    """Everything of one domain that stands in the text."""

    titles: tuple[TitleSpan, ...]
    values: tuple[ValueSpan, ...]
    amounts: tuple[AmountSpan, ...]
    words: tuple[FieldSpan, ...]
    references: tuple[ReferenceSpan, ...]
    unresolved: str = ""

    @property
    def items(self) -> list[TitleSpan | ReferenceSpan]:
        both: list[TitleSpan | ReferenceSpan] = [*self.titles, *self.references]
        return sorted(both, key=lambda span: span.first)

    @property
    def spans(self) -> list[Span]:
        return [*self.titles, *self.values, *self.amounts, *self.references]


def understood(  # noqa: PLR0913
    message: str, dialogue: Dialogue, domains: Mapping[str, Knowledge], only: str, this_year: int, at: float
) -> Turn:
    """What the message means. `only` pins the domain."""
    current = only or dialogue.domain or next(iter(domains))
    known = domains[current] if current in domains else next(iter(domains.values()))
    slash = command(message, known.cues)
    if slash:
        return _commanded(slash, dialogue, domains, only, this_year, at)
    text = read_text(message, known.cues)
    if not text.tokens:
        return Turn(Intent.UNKNOWN, current, confidence=0.0)
    domain = current if only else _domain(text, domains, current, dialogue)
    found = find(text, domains[domain], domains, dialogue, this_year)
    return _turn(text, found, domains[domain], domains, dialogue, at)


def find(text: Text, known: Knowledge, domains: Mapping[str, Knowledge], dialogue: Dialogue, this_year: int) -> Found:
    """Titles first, since they may hold anything; then values, amounts, field words, references, guesses."""
    titles = _titles(text, known, domains)
    values = with_ranks(text, known, find_values(text, known, titles, dialogue))
    words = find_field_words(text, known, covered([*titles, *values]))
    amounts = find_amounts(text, known, [*titles, *values], words, dialogue, this_year)
    references = find_references(text, known, [*titles, *values, *amounts], dialogue)
    pointed = pointed_by_value(text, known, values, dialogue)
    if pointed:
        references, values = [*references, pointed[0]], [span for span in values if span is not pointed[1]]
    taken: list[Span] = [*titles, *values, *amounts, *references, *(word for word in words)]
    guess = guess_titles(text, known, [*titles, *values, *amounts, *references])
    if guess.span:
        values = [span for span in values if not overlaps(span, [guess.span])]
    titles, taken = [*titles, *guess.titles], [*taken, *guess.titles, *([guess.span] if guess.span else [])]
    misspelt = find_misspelt(text, known, [*taken, *text.frames])
    values = sorted([*values, *with_ranks(text, known, misspelt)], key=lambda span: span.first)
    unresolved = guess.unresolved or _nobody(text, known, [*taken, *misspelt])
    inside = covered([*titles, *values, *amounts, *references])
    words = [word for word in words if not inside.intersection(range(word.first, word.end))]
    words = [word for word in words if not _measures_again(word, amounts)]
    return Found(tuple(titles), tuple(values), tuple(amounts), tuple(words), tuple(references), unresolved)


def _measures_again(word: FieldSpan, amounts: Sequence[AmountSpan]) -> bool:
    """`two hours long`: the amount has said it."""
    return word.sense != "name" and any(word.first == amount.end for amount in amounts)


def _titles(text: Text, known: Knowledge, domains: Mapping[str, Knowledge]) -> list[TitleSpan]:
    titles = mended(text, known, find_titles(text, known))
    for other in domains.values():
        if other is not known and other.catalogue.domain != "help":
            titles += find_titles(text, other, titles, foreign=True)
    return sorted(titles, key=lambda span: span.first)


def _nobody(text: Text, known: Knowledge, taken: Sequence[Span]) -> str:
    span = unknown_person(text, known, taken)
    return text.quote(span.first, span.end) if span else ""


def _domain(text: Text, domains: Mapping[str, Knowledge], current: str, dialogue: Dialogue) -> str:
    titles: list[Span] = list(find_titles(text, domains[current])) if current in domains else []
    named = domain_named(text, {name: known for name, known in domains.items() if name != "help"}, current, titles)
    if named or dialogue.pending is not None or titles:
        return named or current
    return domain_of_values(text, {name: known for name, known in domains.items() if name != "help"}, current)


def _turn(  # noqa: PLR0913
    text: Text, found: Found, known: Knowledge, domains: Mapping[str, Knowledge], dialogue: Dialogue, at: float
) -> Turn:
    spans = [*found.spans, *(word for word in found.words if word.sense != "name")]
    reading = Reading(text, known, frames_of(text, spans), spans, strength_cues(text), at)
    wishes = wishes_of(reading, found.values, found.amounts)
    critiques, soft = critiques_of(reading, found.words, found.items, dialogue)
    mentions = mentions_of(reading, found.items)
    flow = flow_tags(text, spans)
    wished = frozenset(wish.field for wish in wishes) | {critique.field for critique in critiques}
    dropped, dropping = fields_dropped(text, found.words, wished)
    drops = ("*",) if "drop_all" in flow else dropped
    evidence = Evidence(
        text=text,
        known=known,
        dialogue=dialogue,
        phrases=tuple(phrases_matched(text)),
        wishes=(*wishes, *(wish for wish in soft if wish.field not in drops)),
        critiques=tuple(critique for critique in critiques if critique.field not in drops),
        mentions=tuple(mentions),
        words=found.words,
        values=found.values,
        references=found.references,
        has_titles=bool(found.titles),
        drops=drops,
        unresolved=found.unresolved,
        helps="help" in domains,
        leftover=leftover(reading, [*spans, *found.words, *dropping], unresolved=found.unresolved),
    )
    turn = decide(evidence)
    if turn.confidence <= 0.5 and not found.spans:
        guessed = guess_whole(text, known)
        if guessed:
            mention = Mention(guessed.item, "like", guessed.quote)
            turn = Turn(Intent.RECOMMEND, turn.domain, mentions=(mention,), confidence=0.7)
    again = "again" in flow
    if again and turn.intent is Intent.ASK_ITEM:
        turn = replace(turn, intent=Intent.RECOMMEND)
    return replace(turn, replaces="replace" in flow, adds="add" in flow, again=again)


def _commanded(  # noqa: PLR0913
    slash: tuple[str, str], dialogue: Dialogue, domains: Mapping[str, Knowledge], only: str, this_year: int, at: float
) -> Turn:
    tag, arguments = slash
    domain = only or dialogue.domain or next(iter(domains))
    if not arguments or tag not in ("recommend", "explain", "more"):
        return Turn(Intent(tag), domain)
    turn = understood(arguments, dialogue, domains, only, this_year, at)
    return replace(turn, intent=Intent(tag))


__all__ = ["Critique", "Found", "find", "understood"]
