"""A simulated user: what they say next, given the cards and the question before them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.simulation.noise import Noise
from bot.simulation.phrasing import Kind, Phrasing
from bot.simulation.wishes import Task
from bot.turn import Pending
from recommender.filters import Mask

TAP_ONLY = 0.15
"""Share of rejections that are only a tap on a button."""
SAYS_ANY = 0.5
"""Share of questions without a wish for an answer that are answered at all, where there is something else to say."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The bot's answer as the user sees it."""

    rows: tuple[int, ...]
    """Of the cards' items in the catalogue."""
    pending: Pending | None
    """What its question is about."""


@dataclass(frozen=True, slots=True)
class Say:
    """The user's next message."""

    text: str = ""
    """Empty: a tap on the button that turns the first card down."""
    told: tuple[tuple[int, bool], ...] = ()
    """Numbers of the wishes that it states, and whether without a spelling mistake."""


@dataclass(slots=True)
class User:
    """Remembers what they said; the only thing here that changes."""

    task: Task
    masks: Sequence[Mask]
    """Rows that satisfy each wish."""
    phrasing: Phrasing
    noise: Noise
    draw: random.Random
    left: list[int] = field(default_factory=list)
    """Wishes still to be volunteered."""
    told: dict[int, bool] = field(default_factory=dict)
    """Wishes stated, and whether ever without a spelling mistake."""
    lower: bool = False

    def __post_init__(self) -> None:
        self.left = [number for number, wish in enumerate(self.task.wishes) if wish.way == "told"]
        self.lower = self.draw.random() < self.noise.lower

    def pleased_by(self, row: int) -> bool:
        return all(mask[row] for mask in self.masks)

    def settled(self, heard: Heard) -> bool:
        """Have they nothing left to volunteer, nor to answer?"""
        return not self.left and self._asked_for(heard.pending) is None

    def final(self, heard: Heard) -> bool:
        """Is it the bot's final answer: they have nothing left to volunteer, and it asks for no wish any more?"""
        return not self.left and (heard.pending is None or heard.pending.kind != "field")

    def first(self) -> Say:
        count = min(len(self.left), self.draw.choice((1, 2, 2, 3)))
        placed: list[tuple[str, Kind]] = []
        sentences, told = [], []
        for number in self.left[:count]:
            kinds: tuple[Kind, ...] = ("head", "tail", "sentence") if not placed else ("tail", "sentence")
            kind, words, stated = self._placed(number, kinds)
            told.append(stated)
            if kind == "sentence":
                sentences.append(words)
            else:
                placed.append((words, kind))
        self.left = self.left[count:]
        parts = [self.phrasing.request(placed, self.draw), *sentences]
        return self._say(self.phrasing.some("opening", "gap", self.draw).join(parts), told)

    def next(self, heard: Heard) -> Say:
        """What they say to an answer that does not please them."""
        match heard.pending.kind if heard.pending else "":
            case "relax":
                return self._to_offer(heard)
            case "item" if not self.left or self.draw.random() < SAYS_ANY:
                return self._say(self.phrasing.some("answer", "item", self.draw), [])
            case "field":
                return self._to_question(heard)
            case _:
                return self._go_on(heard)

    def _asked_for(self, pending: Pending | None) -> int | None:
        """The wish that the question would bring out."""
        if pending is None or pending.kind != "field":
            return None
        wishes = enumerate(self.task.wishes)
        untold = (n for n, w in wishes if w.field.name == pending.field and w.way != "hidden" and n not in self.told)
        return next(untold, None)

    def _to_question(self, heard: Heard) -> Say:
        asked = self._asked_for(heard.pending)
        if asked is not None:
            return self._answer(asked)
        subject = heard.pending.field if heard.pending else ""
        about = [number for number, wish in enumerate(self.task.wishes) if wish.field.name == subject]
        if about and about[0] in self.told:
            words, told = self._words(about[0], "answer")
            return self._say(words, [told])
        if self._rather_goes_on(heard) and self.draw.random() >= SAYS_ANY:
            return self._go_on(heard)
        return self._say(self.phrasing.some("answer", "unsure" if about else "any", self.draw), [])

    def _rather_goes_on(self, heard: Heard) -> bool:
        """Is there something to volunteer, or a card that only a hidden wish of theirs speaks against?"""
        hidden = (number for number, wish in enumerate(self.task.wishes) if wish.way == "hidden")
        return bool(self.left) or any(not self.masks[n][row] for n in hidden for row in heard.rows[:1])

    def _answer(self, asked: int) -> Say:
        chance = self.draw.random()
        others = [
            n for n, w in enumerate(self.task.wishes) if n not in self.told and n != asked and w.way != "hidden"
        ]
        if chance < self.noise.unsure:
            return self._say(self.phrasing.some("answer", "unsure", self.draw), [])
        if chance < self.noise.unsure + self.noise.astray and others:
            return self._volunteer(others[0])
        words, told = self._words(asked, "answer")
        self._tell(asked)
        if chance < self.noise.unsure + self.noise.astray + self.noise.more and others:
            more, also = self._words(others[0], "sentence")
            self._tell(others[0])
            both = self.phrasing.some("answer", "both", self.draw, first=words, second=more)
            return self._say(both, [told, also])
        return self._say(words, [told])

    def _to_offer(self, heard: Heard) -> Say:
        """The bot offers to drop a wish: never one of theirs."""
        offered = [option.casefold() for option in (heard.pending.options if heard.pending else ())]
        mine = [number for number in self.told if any(self._is_mine(number, option) for option in offered)]
        if not mine:
            return self._say(self.phrasing.some("going_on", "agreeing", self.draw), [])
        words, told = self._words(mine[0], "sentence")
        return self._say(self.phrasing.some("going_on", "refusing", self.draw, said=words), [told])

    def _is_mine(self, number: int, option: str) -> bool:
        """Is the offer about the field or the value of a wish of theirs?"""
        wish = self.task.wishes[number]
        return option.startswith(f"{wish.field.name.casefold()} ") or (
            wish.form in ("value", "avoid") and str(wish.values[0]).casefold() in option
        )

    def _go_on(self, heard: Heard) -> Say:
        if self.left:
            return self._volunteer(self.left[0])
        if heard.rows:
            return self._reject(heard.rows[0])
        if self.told:
            return self._again(self.draw.choice(list(self.told)))
        return self._say(self.phrasing.some("going_on", "nothing", self.draw), [])

    def _volunteer(self, number: int) -> Say:
        kinds: tuple[Kind, ...] = ("tail", "sentence") if self.draw.random() < 0.35 else ("sentence",)
        kind, words, told = self._placed(number, kinds)
        self._tell(number)
        return self._say(self.phrasing.some("going_on", kind, self.draw, said=words), [told])

    def _reject(self, row: int) -> Say:
        """The reason is the first wish that the card violates, of those not stated yet if there are any."""
        violated = [number for number, mask in enumerate(self.masks) if not mask[row]]
        new = [number for number in violated if number not in self.told]
        if not new:
            return self._again(violated[0])
        if self.draw.random() < TAP_ONLY:
            return Say()
        phrase = self.phrasing.of(self.task.wishes[new[0]], "remark", self.draw)
        if phrase is None or (not phrase.exact and self.draw.random() < 0.5):
            words, told = self._words(new[0], "sentence")
            return self._say(f"{phrase.text}, {words}" if phrase else words, [told])
        spoilt = self.noise.spoilt(phrase.text, self.draw)
        return self._say(spoilt, [(new[0], spoilt == phrase.text)] if phrase.exact else [])

    def _again(self, number: int) -> Say:
        words, told = self._words(number, "sentence")
        return self._say(self.phrasing.some("going_on", "again", self.draw, said=words), [told])

    def _placed(self, number: int, kinds: Sequence[Kind]) -> tuple[Kind, str, tuple[int, bool]]:
        """The wish in the first of the places in which it can be said."""
        can = (kind for kind in kinds if self.phrasing.of(self.task.wishes[number], kind, self.draw))
        kind: Kind = next(can, "sentence")
        words, told = self._words(number, kind)
        return kind, words, told

    def _words(self, number: int, kind: Kind) -> tuple[str, tuple[int, bool]]:
        wish = self.task.wishes[number]
        phrase = self.phrasing.of(wish, kind, self.draw) or self.phrasing.of(wish, "sentence", self.draw)
        text = phrase.text if phrase else str(wish.values[0])
        spoilt = self.noise.spoilt(text, self.draw)
        return spoilt, (number, spoilt == text)

    def _tell(self, number: int) -> None:
        if number in self.left:
            self.left.remove(number)

    def _say(self, text: str, told: Sequence[tuple[int, bool]]) -> Say:
        for number, clean in told:
            self.told[number] = self.told.get(number, False) or clean
        if self.draw.random() < self.noise.fillers:
            if self.draw.random() < 0.5:
                text = f"{self.phrasing.some('fillers', 'before', self.draw)} {text}"
            else:
                text = f"{text} {self.phrasing.some('fillers', 'behind', self.draw)}"
        return Say(text.lower() if self.lower else text, tuple(told))
