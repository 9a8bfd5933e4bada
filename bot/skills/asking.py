"""One question after a list: about a field of what is looked for, or about an item, of the person's taste."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Action, Button
from bot.skills.situation import Situation, question_id
from bot.turn import Dialogue, Pending
from recommender.elicit import best_question
from recommender.filters import satisfying
from recommender.schema import ItemId, Preference, Slate, Verb

MOST_IGNORED = 2
"""Questions left unanswered in a row, after which the bot asks no more in this conversation."""
ABOUT_ITEM = "item"
"""Begins the id of every question about an item; slates have other ids."""
OPINIONS: tuple[Verb, ...] = ("like", "dislike", "unknown")
"""Verbs of the buttons under a question about an item."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    pending: Pending
    subject: str
    """The field or the item; neither is asked about twice."""
    buttons: tuple[Button, ...] = ()

    def asked_in(self, dialogue: Dialogue) -> Dialogue:
        """The dialogue that waits for the answer."""
        return replace(dialogue, asked=(*dialogue.asked, self.subject), pending=self.pending)


def question(
    situation: Situation, wishes: tuple[Preference, ...], slate: Slate, dialogue: Dialogue
) -> Question | None:
    """The question worth most, items and fields taking turns where both are worth one; None when none is due."""
    if slate.matched <= 2 * situation.slate_size or dialogue.ignored >= MOST_IGNORED:
        return None
    about_item = _about_item(situation, slate, dialogue)
    if about_item and not _asked_about_item(situation, dialogue):
        return about_item
    return _about_field(situation, wishes, dialogue) or about_item


def _asked_about_item(situation: Situation, dialogue: Dialogue) -> bool:
    """Was the last question one about an item?"""
    return bool(dialogue.asked) and situation.item(ItemId(dialogue.asked[-1])) is not None


def _about_item(situation: Situation, slate: Slate, dialogue: Dialogue) -> Question | None:
    item = situation.item(slate.ask) if slate.ask and slate.ask not in dialogue.asked else None
    if item is None:
        return None
    number = question_id(situation, ABOUT_ITEM)
    buttons = (Button(situation.say(f"ask.{verb}"), Action(verb, number, item.id).encode()) for verb in OPINIONS)
    pending = Pending("item", options=(item.id,), id=number)
    return Question(situation.say("ask.item", title=item.title), pending, item.id, tuple(buttons))


def _about_field(situation: Situation, wishes: tuple[Preference, ...], dialogue: Dialogue) -> Question | None:
    catalogue = situation.catalogue
    possible = satisfying(catalogue, (wish for wish in wishes if wish.strength == "hard"))
    known = {*dialogue.asked, *(wish.field for wish in dialogue.wishes)}
    field = best_question(catalogue, possible, known)
    return Question(field.question, Pending("field", field.name), field.name) if field else None
