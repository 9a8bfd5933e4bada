"""The numbered cards on the screen, and what somebody may type about them: `like 2`, `-1`, `why 3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BadAction, NoSuchCard
from bot.messages import Action, Card
from bot.phrasebook import all_phrases
from recommender.schema import SlateId

# Three digits are more likely a title (`like 300`) than a place on a list.
TYPED = re.compile(r"(?P<verb>[^\d\s][^\d]*?)\s*#?(?P<number>\d{1,2})[.!]?")
SIGNS = {"+": "like", "-": "dislike", "−": "dislike"}


@dataclass(frozen=True, slots=True)
class Listing:
    cards: tuple[Card, ...] = ()

    @property
    def verbs(self) -> tuple[str, ...]:
        """What can be done with the cards, in the order of their buttons."""
        return tuple(dict.fromkeys(verb for card in self.cards for verb, _ in card.buttons))

    def number(self, card: Card) -> int:
        """The card's place, from 1; 0 when it is not on the list."""
        places = (place for place, shown in enumerate(self.cards, 1) if shown.item.id == card.item.id)
        return next(places, 0)

    def after(self, cards: Sequence[Card]) -> Listing:
        """The list after an answer: cards of the same slate (a closer look at one) leave the numbers as they are."""
        if not cards:
            return self
        known = all(self.number(card) for card in cards) and _slate(cards[0]) == _slate(self.cards[0])
        return self if known else Listing(tuple(cards))

    def action(self, typed: str) -> str | None:
        """The encoded action of a short command; None when the text is no command for this list.

        Raises `NoSuchCard` when the list has no such number.
        """
        found = TYPED.fullmatch(typed.strip().casefold())
        verb = self._verb(found["verb"]) if found else None
        if not found or not verb:
            return None
        number = int(found["number"])
        if not 1 <= number <= len(self.cards):
            raise NoSuchCard(number, len(self.cards))
        return next((button.action for name, button in self.cards[number - 1].buttons if name == verb), None)

    def _verb(self, word: str) -> str | None:
        names = {spoken.say(f"typed.{verb}"): verb for verb in self.verbs for spoken in all_phrases().values()}
        labels = {button.label.casefold(): verb for card in self.cards for verb, button in card.buttons}
        return (labels | names).get(SIGNS.get(word, word))


def _slate(card: Card) -> SlateId | None:
    try:
        return Action.decode(card.buttons[0][1].action).slate if card.buttons else None
    except BadAction:
        return None
