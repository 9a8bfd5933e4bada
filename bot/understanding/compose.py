"""Text + dialogue + what is known of the catalogues → `Turn`: the whole understanding in one readable function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.turn import Dialogue, Intent, Mention, Turn
from bot.understanding.chinese import in_english
from bot.understanding.comparatives import critiques_of
from bot.understanding.context import Context
from bot.understanding.deciding import decide
from bot.understanding.domains import domain_named, domain_of_values
from bot.understanding.emoji import Emoji, spelled_out
from bot.understanding.evidence import Evidence
from bot.understanding.finding import Found, find
from bot.understanding.flow import fields_dropped, flow_tags
from bot.understanding.framing import frames_of
from bot.understanding.guessing import guess_whole
from bot.understanding.intents import command, phrases_matched, slash_name
from bot.understanding.knowledge import Knowledge
from bot.understanding.leftovers import Leftover, leftover
from bot.understanding.linking import find_titles
from bot.understanding.mending import mended
from bot.understanding.mentions import mentions_of, resembling
from bot.understanding.reading import Reading
from bot.understanding.rereading import Correction, corrected
from bot.understanding.sameness import same_as
from bot.understanding.slang import written_out
from bot.understanding.spans import Span
from bot.understanding.strength import strength_cues
from bot.understanding.text import Text, read_text
from bot.understanding.typed_taps import sign_typed, tap_typed
from bot.understanding.wishes import wishes_of
from recommender.schema import ItemId, Preference

HELP = "help"
_GUESSED = 0.7
_LITTLE = 0.5
_HEAD, _TAIL = 600, 300
"""Characters that are read of a longer message: what is asked for stands before or behind what is pasted, and
finders that look back over the whole text take a second for 10,000 characters."""
_COMMANDS_WITH_WORDS = ("recommend", "explain", "more")
_COMMANDS_WITH_ARGUMENT = ("link", "language")


@dataclass(frozen=True, slots=True)
class Domains:
    """All that is known, and the rules of the house."""

    known: Mapping[str, Knowledge]
    only: str
    """Never leave this domain; empty: nouns and values may switch it."""
    this_year: int
    emoji: Emoji

    @property
    def shelves(self) -> dict[str, Knowledge]:
        """The domains that items are recommended from."""
        return {name: known for name, known in self.known.items() if name != HELP}

    def current(self, dialogue: Dialogue) -> str:
        named = self.only or dialogue.domain
        return named if named in self.known else next(iter(self.known))


def understood(message: str, dialogue: Dialogue, domains: Domains, at: float) -> Turn:
    """What the message means where the dialogue stands."""
    current = domains.current(dialogue)
    slash = command(message, domains.known[current].cues)
    if slash:
        return _commanded(slash, dialogue, domains, at)
    if unknown := slash_name(message):
        return Turn(Intent.NO_COMMAND, current, query=unknown)
    if typed := tap_typed(message, replace(dialogue, domain=current), domains.known[current].cues.taps):
        return typed
    return _understood(message, dialogue, domains, at)


def _understood(message: str, dialogue: Dialogue, domains: Domains, at: float, meant: str = "") -> Turn:
    """The turn of words. `meant`: see `Context`."""
    current, shelves = domains.current(dialogue), domains.shelves.values()
    text = in_english(read_text(_spelled(message, domains, current), domains.known[current].cues), shelves)
    if not text.tokens:
        return Turn(Intent.UNKNOWN, current, confidence=0.0)
    correction = corrected(text, dialogue, domains.shelves, current)
    if correction:
        return _reread(correction, dialogue, domains, at)
    read = mended(text, domains.known[current], shelves)
    domain = current if domains.only else _domain(read, domains.shelves, current, dialogue)
    read = read if domain == current else mended(text, domains.known[domain], shelves)
    context = Context(read, domains.known[domain], dialogue, domains.this_year, meant)
    found = find(context, domains.shelves)
    return _turn(context, found, at, helps=HELP in domains.known)


def _spelled(message: str, domains: Domains, current: str) -> str:
    """Emoji and slang in words. Of a very long message the beginning and the end are read."""
    if len(message) > _HEAD + _TAIL:
        message = f"{message[:_HEAD]}\n{message[-_TAIL:]}"
    return written_out(spelled_out(message, domains.emoji), domains.known[current].cues.slang)


def _reread(correction: Correction, dialogue: Dialogue, domains: Domains, at: float) -> Turn:
    """The last message again, in the sense that was meant; what it was taken for before is undone."""
    before = replace(dialogue, domain=correction.domain, said=(), pending=None)
    turn = _understood(correction.last, before, replace(domains, only=correction.domain), at, correction.meant)
    return replace(turn, corrects=True)


def understood_of(about: ItemId, message: str, dialogue: Dialogue, domains: Domains, at: float) -> Turn:
    """What the message means as a reply to an item's card."""
    current = domains.current(dialogue)
    sign = sign_typed(message, about, replace(dialogue, domain=current), domains.known[current].cues.signs)
    return sign or understood(message, dialogue, domains, at)


def _turn(context: Context, found: Found, at: float, *, helps: bool) -> Turn:
    text = context.text
    spans = [*found.spans, *(word for word in found.words if word.sense != "name")]
    asked = frozenset(name for name in context.known.facts if context.asks_about(name))
    reading = Reading(text, context.known, frames_of(text, spans), spans, strength_cues(text), at, asked)
    flow = flow_tags(text, spans)
    turn = decide(_evidence(context, found, reading, helps=helps, flow=flow))
    if turn.confidence <= _LITTLE and not found.spans:
        turn = _guessed(context) or turn
    again = "again" in flow
    if again and turn.intent is Intent.ASK_ITEM:
        turn = replace(turn, intent=Intent.RECOMMEND)
    turn = replace(turn, replaces="replace" in flow, adds="add" in flow, again=again)
    return replace(turn, corrects=_means_something_else(context, turn))


def _means_something_else(context: Context, turn: Turn) -> bool:
    """`sorry, I meant watches for men`: nothing in it is about what was wished before, so that goes."""
    words, phrases = context.text.words, context.text.cues.words["meant_phrases"]
    opening = ("no", "sorry", "oh", "wait")
    begun = (at for at in range(min(4, len(words))) if all(word in opening for word in words[:at]))
    meant = any(" ".join(words[at : at + size]) in phrases for at in begun for size in (2, 3, 4))
    before = {wish.field for wish in context.dialogue.wishes}
    again = before & {wish.field for wish in turn.wishes}
    return meant and bool(turn.query or turn.wishes or turn.mentions) and not (again or turn.critiques or turn.drops)


def _evidence(context: Context, found: Found, reading: Reading, *, helps: bool, flow: frozenset[str]) -> Evidence:
    mentions = mentions_of(reading, found.items)
    clears, replaces = "drop_all" in flow, "replace" in flow
    wishes = wishes_of(reading, found.values, found.amounts)
    critiques, soft = critiques_of(reading, found.words, found.items, context.dialogue)
    wished = frozenset(wish.field for wish in wishes) | {critique.field for critique in critiques}
    # A number said outright beats `too long` beside it.
    measured = {amount.field for amount in found.amounts}
    critiques = [critique for critique in critiques if critique.field not in measured]
    soft = [wish for wish in soft if wish.field not in measured]
    same = same_as(context, found.words, found.items, reading.at)
    dropped, dropping = fields_dropped(context.text, found.words, wished | {wish.field for _, wish in same})
    freed = (*_allowed(context, found, reading), *(_outdated(context, wishes) if replaces else ()))
    drops = ("*",) if clears else tuple(dict.fromkeys((*dropped, *freed)))
    spans = (*dropping, *(span for span, _ in same))
    left = _left(found, reading, spans, understood=bool(wishes or critiques or drops))
    return Evidence(
        context=context,
        phrases=tuple(phrases_matched(context.text)),
        wishes=(*wishes, *left.shunned, *(each for _, each in same), *(w for w in soft if w.field not in drops)),
        critiques=tuple(critique for critique in critiques if critique.field not in drops),
        mentions=(*mentions, *resembling(context.text, mentions, context.dialogue.focus)),
        words=found.words,
        values=found.values,
        references=found.references,
        has_titles=bool(found.titles),
        drops=drops,
        unresolved=found.unresolved,
        nobodies=found.nobodies,
        unmeasured=tuple(span.words for span in found.unmeasured),
        helps=helps,
        leftover=left.query,
        themes=left.themes,
    )


def _left(found: Found, reading: Reading, spans: Sequence[Span], *, understood: bool) -> Leftover:
    """What is left once everything found is taken out; `spans`: what stands for fields that are let go or kept."""
    taken = [*reading.spans, *found.words, *found.predicates, *found.unmeasured, *spans]
    understood = understood or bool(found.titles or found.references)
    return leftover(reading, taken, understood=understood, unresolved=(found.unresolved, *found.nobodies))


def _allowed(context: Context, found: Found, reading: Reading) -> list[str]:
    """Fields of values that are no longer minded (`I don't mind R rated`) and that a wish stands on."""
    wished = {wish.field for wish in context.dialogue.wishes}
    minded = [span for span in found.values if reading.frames[span.first].mood == "neutral"]
    return [span.field for span in minded if span.field in wished]


def _outdated(context: Context, wishes: Sequence[Preference]) -> list[str]:
    """`something starring … instead`: whoever else was wished for, whatever for, is not any more."""
    facts = context.known.facts
    named = {wish.field for wish in wishes if facts[wish.field].is_person}
    earlier = [wish.field for wish in context.dialogue.wishes if wish.field in facts]
    return [field for field in earlier if named and field not in named and facts[field].is_person]


def _guessed(context: Context) -> Turn | None:
    """A message that makes no sense but as a misspelt title."""
    title = guess_whole(context.text, context.known)
    if title is None:
        return None
    mention = Mention(title.item, "like", title.quote)
    return Turn(Intent.RECOMMEND, context.known.catalogue.domain, mentions=(mention,), confidence=_GUESSED)


def _domain(text: Text, shelves: Mapping[str, Knowledge], current: str, dialogue: Dialogue) -> str:
    if current not in shelves:
        current = next(iter(shelves), current)
    titles = find_titles(text, shelves[current]) if current in shelves else []
    named = domain_named(text, shelves, current, list(titles))
    if named or dialogue.pending is not None or titles:
        return named or current
    return domain_of_values(text, shelves, current)


def _commanded(slash: tuple[str, str], dialogue: Dialogue, domains: Domains, at: float) -> Turn:
    tag, arguments = slash
    if tag in _COMMANDS_WITH_ARGUMENT:
        return Turn(Intent(tag), domains.current(dialogue), query=arguments)
    if not arguments or tag not in _COMMANDS_WITH_WORDS:
        return Turn(Intent(tag), domains.current(dialogue))
    return replace(understood(arguments, dialogue, domains, at), intent=Intent(tag))
