"""What every skill is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.messages import ANSWERS, Action, Attachment, Button, Card, Form, Tapped
from bot.phrasebook import Phrasebook
from bot.ports import Links, Recommender
from bot.turn import Dialogue, Person, Turn
from bot.wording import is_work, translated
from recommender.catalogue import Catalogue
from recommender.schema import Item, ItemId, Slate, SlateId, UserId


@dataclass(frozen=True, slots=True)
class Situation:
    """One turn as a skill sees it: understood, learnt from, not yet answered."""

    turn: Turn
    before: Dialogue
    """The dialogue as it stood when the message came."""
    dialogue: Dialogue
    person: Person
    catalogues: Mapping[str, Catalogue]
    recommender: Recommender
    phrases: Phrasebook
    """In the person's language."""
    spoken: Mapping[str, Phrasebook]
    """All that the bot speaks, by language."""
    slate_size: int
    at: float
    seed: int
    chat: str
    """Where the dialogue takes place, as dialogues are kept by."""
    account: UserId
    """Who speaks; with linked accounts, not always the person's own id."""
    links: Links
    just_linked: bool = False
    """This very message has linked the account to the person."""
    public: bool = False
    """Others read the answer too."""

    @property
    def catalogue(self) -> Catalogue:
        return self.catalogues[self.dialogue.domain]

    def say(self, key: str, **values: object) -> str:
        return self.phrases.say(key, f"{self.person.profile.user}{self.dialogue.turns}", **values)

    def item(self, item: ItemId) -> Item | None:
        """An item of any catalogue; None when it is gone."""
        catalogue = self.catalogues.get(item.partition(":")[0])
        return catalogue[item] if catalogue and item in catalogue else None

    @property
    def language(self) -> str:
        return self.phrases.language

    def called(self, item: Item) -> str:
        """The item's title in a sentence: `The Kid`, `《寻子遇仙记》`."""
        return title_in_words(item, self.catalogues[item.domain], self.phrases)

    def titles(self, items: tuple[ItemId, ...], most: int = 3) -> str:
        found = [self.called(item) for wanted in items if (item := self.item(wanted))]
        if len(found) > most + 1:
            between = self.say("list.and_between")
            return self.say("profile.others", titles=between.join(found[:most]), count=len(found) - most)
        return self.phrases.listed(found)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the person and dialogue as they are after it."""

    text: str
    dialogue: Dialogue
    person: Person
    cards: tuple[Card, ...] = ()
    question: str = ""
    """Asked after everything else is said."""
    slate: Slate | None = None
    """What was shown, to be journalled."""
    attachments: tuple[Attachment, ...] = ()
    forget: bool = False
    """Nothing about the person may be stored after this turn."""
    buttons: tuple[Button, ...] = ()
    """Answers to the question that is asked."""
    tapped: Tapped | None = None
    """What a tap did to its card."""
    form: Form | None = None
    moved: bool = False
    """The account belongs to another person from now on: the message is to be answered as theirs."""


Skill = Callable[[Situation], Awaitable[Reply]]


def title_in_words(item: Item, catalogue: Catalogue, phrases: Phrasebook) -> str:
    title = translated(item, phrases.language) or item.title
    return phrases.say("list.work", title=title) if is_work(catalogue) else title


def question_id(situation: Situation, kind: str) -> SlateId:
    """`forget12`: the question asked in the 12th turn of the dialogue."""
    return SlateId(f"{kind}{situation.dialogue.turns}")


def yes_or_no(situation: Situation, kind: str) -> tuple[Button, ...]:
    """The buttons under our question; their actions name it."""
    question = question_id(situation, kind)
    return tuple(
        Button(situation.say(f"button.{verb}"), Action(verb, question, ItemId("")).encode()) for verb in ANSWERS
    )


def plain(situation: Situation, text: str) -> Reply:
    """A reply that changes nothing more."""
    return Reply(text, situation.dialogue, situation.person)
