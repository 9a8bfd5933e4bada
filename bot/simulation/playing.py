"""One dialogue of a simulated user with the engine, from the first message to a satisfying card or the last turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine import Engine, chat_key
from bot.messages import Card, InboundMessage, OutboundMessage
from bot.simulation.user import Heard, Say, User
from bot.simulation.wishes import Task
from recommender.catalogue import Catalogue

CHANNEL = "simulated"
TURNS = 10


@dataclass(frozen=True, slots=True)
class Violation:
    """A card that was shown against a wish which the user had stated."""

    turn: int
    wish: int
    title: str
    clean: bool
    """The wish was stated without a spelling mistake."""


@dataclass(slots=True)
class Played:
    """What happened in a dialogue."""

    task: Task
    accepted: int = 0
    """The turn in which a satisfying card was shown, counted from 1; 0: in none."""
    settled: int = 0
    """The turn from which on the user has nothing to volunteer, and nothing to answer."""
    final: int = 0
    """The turn of the first final answer: nothing is left to volunteer, and the bot asks for no wish any more.
    That of the accepted card where it came earlier; 0: the turns were up before."""
    final_top: bool = False
    """The first card of the final answer, or the accepted one, satisfies every wish stated by then."""
    violations: list[Violation] = field(default_factory=list)
    questions: int = 0
    repeated_questions: int = 0
    """About the same field or item as an earlier one."""
    repeated_items: int = 0
    lost: int = 0
    """Answers without a list or a question: the bot did not follow."""
    elsewhere: int = 0
    """Lists of another catalogue."""
    transcript: list[str] = field(default_factory=list)

    @property
    def at_once(self) -> bool:
        """Succeeded with the first final answer, or before it."""
        return 0 < self.accepted <= self.final

    @property
    def early(self) -> bool:
        """Succeeded as soon as the user was settled, though the bot may have had a question still."""
        return 0 < self.accepted <= self.settled


@dataclass(slots=True)
class _Memory:
    """What was shown and asked so far in one dialogue."""

    shown: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


async def play(engine: Engine, user: User, name: str, turns: int = TURNS) -> Played:
    """Talk until a card satisfies every wish, at most `turns` messages; `name` is nobody else's."""
    played, memory = Played(user.task), _Memory()
    say = user.first()
    cards: tuple[Card, ...] = ()
    for turn in range(1, turns + 1):
        message = _message(name, say, cards)
        (answer,) = await engine.respond(message)
        heard = await _heard(engine, message, answer, user.phrasing.catalogue)
        played.transcript += _told(say, answer)
        _count(played, memory, heard, answer)
        _judge(played, user, heard, turn)
        if played.accepted or turn == turns:
            break
        cards = answer.cards or cards
        say = user.next(heard)
    return played


def _message(user: str, say: Say, cards: tuple[Card, ...]) -> InboundMessage:
    if say.text:
        return InboundMessage.text_from(CHANNEL, user, say.text)
    return InboundMessage.action_from(CHANNEL, user, dict(cards[0].buttons)["dislike"].action)


async def _heard(engine: Engine, message: InboundMessage, answer: OutboundMessage, catalogue: Catalogue) -> Heard:
    person = await engine.profiles.load(message.address.user)
    rows = tuple(catalogue.rows[card.item.id] for card in answer.cards if card.item.id in catalogue)
    return Heard(rows, person.dialogues[chat_key(message)].pending)


def _count(played: Played, memory: _Memory, heard: Heard, answer: OutboundMessage) -> None:
    shown = [card.item.id for card in answer.cards]
    played.repeated_items += sum(item in memory.shown for item in shown)
    memory.shown.update(shown)
    played.lost += not shown and heard.pending is None
    played.elsewhere += bool(shown) and not heard.rows
    if heard.pending is not None:
        subject = heard.pending.field or " ".join(heard.pending.options)
        played.questions += 1
        played.repeated_questions += heard.pending.kind in ("field", "item") and subject in memory.asked
        memory.asked.add(subject)


def _judge(played: Played, user: User, heard: Heard, turn: int) -> None:
    catalogue = user.phrasing.catalogue
    for row in heard.rows:
        broken = [number for number in user.told if not user.masks[number][row]]
        title = catalogue.items[row].title
        played.violations += [Violation(turn, number, title, user.told[number]) for number in broken]
    if any(user.pleased_by(row) for row in heard.rows):
        played.accepted = turn
    if not played.settled and (played.accepted or user.settled(heard)):
        played.settled = turn
    if not played.final and (played.accepted or user.final(heard)):
        stated = [user.masks[number] for number in user.told]
        played.final_top = bool(heard.rows) and all(mask[heard.rows[0]] for mask in stated)
        played.final = turn


def _told(say: Say, answer: OutboundMessage) -> list[str]:
    cards = [f"     · {card.title} ({card.subtitle})" for card in answer.cards]
    text = " / ".join(answer.text.splitlines())
    return [f"user {say.text or '[taps: not for me]'}", f"bot  {text}", *cards]
