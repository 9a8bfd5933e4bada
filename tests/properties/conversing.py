"""Random conversations against a running bot, checked by brute force; a violation is reduced before it is told."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bot.messages import OutboundMessage
from recommender.catalogue import Catalogue
from recommender.schema import Item, Preference
from tests.conversations.stage import Stage
from tests.properties.phrasing import Said, Speaker, clear_values
from tests.reference import satisfies, satisfying_ids

Turns = Sequence[Sequence[Said]]
_USERS = count()
_OPENERS = ("", "i want {noun}s, ", "show me a {noun}, ", "any {noun}s, ")


@dataclass(frozen=True, slots=True)
class Conversations:
    stage: Stage
    catalogue: Catalogue
    clear: Mapping[str, Sequence[str]]

    @classmethod
    def about(cls, stage: Stage, domain: str) -> Conversations:
        catalogue = stage.engine.catalogues[domain]
        return cls(stage, catalogue, clear_values(catalogue))

    def drawn(self, draw: random.Random) -> list[list[Said]]:
        """One to four wishes over one to three turns."""
        wishes = Speaker(self.catalogue, self.clear, draw).wishes(draw.randint(1, 4))
        turns: list[list[Said]] = [[]]
        for wish in wishes:
            if turns[-1] and len(turns) < 3 and draw.random() < 0.5:
                turns.append([])
            turns[-1].append(wish)
        return [turn for turn in turns if turn]

    def violation(self, turns: Turns, opener: str) -> str:
        """What goes wrong in the conversation, as a new person; empty when nothing does."""
        user = f"drawn{next(_USERS)}"
        wishes: list[Preference] = []
        shown: set[str] = set()
        for place, turn in enumerate(turns):
            said = ", ".join(one.words for one in turn)
            text = f"{opener}{said}" if place == 0 else said
            wishes += [wish for one in turn for wish in one.wishes]
            answer = self.stage.say(user, text)
            fault = self._fault(answer, wishes, shown)
            if fault:
                return f"{text!r}: {fault}"
            shown |= {card.item.id for card in answer.cards}
        return ""

    def _fault(self, answer: OutboundMessage, wishes: Sequence[Preference], shown: set[str]) -> str:
        fields = self.catalogue.field_by_name
        for card in answer.cards:
            broken = [wish for wish in wishes if not satisfies(card.item, fields.get(wish.field), wish)]
            if broken:
                return f"shows {card.title} against {_told(broken[0])} ({_known(card.item, broken[0])})"
        left = set() if answer.cards else satisfying_ids(self.catalogue, wishes) - shown
        if left:
            return f"shows nothing, but {min(left)} fits ({answer.text[:160]!r})"
        return ""

    def reduced(self, turns: Turns, opener: str) -> tuple[list[list[Said]], str]:
        """The fewest words that still go wrong, and how."""
        smallest, fault = [list(turn) for turn in turns], self.violation(turns, opener)
        for turn in range(len(smallest)):
            for one in list(smallest[turn]):
                fewer = [[said for said in each if said is not one] for each in smallest]
                fewer = [each for each in fewer if each]
                if fewer and self.violation(fewer, opener):
                    return self.reduced(fewer, opener)
        return smallest, fault

    def openers(self) -> tuple[str, ...]:
        return tuple(opener.format(noun=self.catalogue.nouns[0]) for opener in _OPENERS)


def _told(wish: Preference) -> str:
    return f"{wish.polarity} {wish.field} {wish.op} {wish.value}"


def _known(item: Item, wish: Preference) -> str:
    return f"it has {item.fields.get(wish.field)}"
