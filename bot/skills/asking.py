"""One question after a list: about a field of what is looked for, or about an item, of the person's taste."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.facts import bound, wishes_in_words
from bot.memory import not_again
from bot.messages import CHOICES, Action, Button
from bot.skills.next_move import MOST_IGNORED, WORTH_ASKING
from bot.skills.situation import Situation, question_id, yes_or_no
from bot.skills.taste import as_written
from bot.turn import Dialogue, Pending
from bot.wording import label, word
from bot.wording import question as worded
from recommender import elicit
from recommender.answers import Said
from recommender.filters import satisfying
from recommender.schema import Field, Item, ItemId, Preference, Slate, Verb

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
    saves: float = WORTH_ASKING
    """Turns; a question about an item is only proposed where it is worth one."""

    def asked_in(self, dialogue: Dialogue) -> Dialogue:
        """The dialogue that waits for the answer."""
        return replace(dialogue, asked=(*dialogue.asked, self.subject), pending=self.pending)


def question(
    situation: Situation, wishes: tuple[Preference, ...], slate: Slate, dialogue: Dialogue
) -> Question | None:
    """The question worth most, items and fields taking turns where both are worth one; None when there is none."""
    if dialogue.ignored >= MOST_IGNORED:  # spares weighing the fields
        return None
    about_item = _about_item(situation, slate, dialogue)
    if about_item and not _asked_about_item(situation, dialogue):
        return about_item
    about_field = _about_field(situation, wishes, slate, dialogue)
    return about_field if about_field and about_field.saves >= WORTH_ASKING else about_item


def confirmation(situation: Situation, guess: Item) -> Question:
    """`Did you mean Heat (1995)?`"""
    dates = (guess.fields.get(field.name) for field in situation.catalogue.fields if field.kind == "date")
    year = next((str(date)[:4] for date in dates if date), "")
    text = situation.say("ask.title_of" if year else "ask.title", title=situation.called(guess), year=year)
    pending = Pending("title", options=(guess.id,), id=question_id(situation, "title"))
    return Question(text, pending, f"title {guess.id}", yes_or_no(situation, "title"))


def _asked_about_item(situation: Situation, dialogue: Dialogue) -> bool:
    """Was the last question one about an item?"""
    return bool(dialogue.asked) and situation.item(ItemId(dialogue.asked[-1])) is not None


def _about_item(situation: Situation, slate: Slate, dialogue: Dialogue) -> Question | None:
    item = situation.item(slate.ask) if slate.ask and slate.ask not in dialogue.asked else None
    if item is None or slate.matched <= 2 * situation.slate_size:
        return None
    number = question_id(situation, ABOUT_ITEM)
    buttons = (Button(situation.say(f"ask.{verb}"), Action(verb, number, item.id).encode()) for verb in OPINIONS)
    pending = Pending("item", options=(item.id,), id=number)
    return Question(situation.say("ask.item", title=situation.called(item)), pending, item.id, tuple(buttons))


def _about_field(
    situation: Situation, wishes: tuple[Preference, ...], slate: Slate, dialogue: Dialogue
) -> Question | None:
    """What is looked for is weighed by the ranker's order, where more is known of it than the wishes."""
    catalogue = situation.catalogue
    possible = satisfying(catalogue, (wish for wish in wishes if wish.strength == "hard"))
    gone = not_again(situation.person.profile, dialogue)
    possible[[catalogue.rows[item] for item in gone if item in catalogue]] = False
    telling = dialogue.query or dialogue.like or situation.person.profile.events
    likely = elicit.chances(catalogue, possible, slate.trace.get("shortlist", ()) if telling else ())
    known = {*dialogue.asked, *(wish.field for wish in wishes if wish.polarity == "want")}
    best = elicit.best_question(catalogue, likely, known, situation.slate_size)
    return _worded(situation, best) if best else None


def _worded(situation: Situation, best: elicit.Question) -> Question:
    field, number = best.field, question_id(situation, "field")
    choices = tuple(_written(situation, field, choice) for choice in best.choices)
    labels = [*(_label(situation, field, choice) for choice in choices), situation.say("button.any")]
    verbs = [*CHOICES[1 : len(choices) + 1], "any"]
    text = worded(field, situation.language)
    offered = zip(labels, verbs, strict=True)
    return Question(
        text or situation.say("ask.field", label=label(field, situation.language)),
        Pending("field", field.name, id=number, choices=choices),
        field.name,
        tuple(Button(said, Action(verb, number, ItemId("")).encode()) for said, verb in offered),
        best.saves,
    )


def _written(situation: Situation, field: Field, choice: Said) -> Said:
    """With values as the catalogue writes them, and in words of their own."""
    spelt = tuple(
        replace(wish, value=as_written(situation.catalogue, field, wish.value))
        if isinstance(wish.value, str) and not field.order
        else wish
        for wish in choice
    )
    return tuple(replace(wish, source=_label(situation, field, spelt)) for wish in spelt)


def _label(situation: Situation, field: Field, choice: Said) -> str:
    """`drama`, `1990-1999`, `up to 90 min`."""
    first = choice[0]
    if len(choice) > 1 or field.kind == "flag":
        return " ".join(wishes_in_words(choice, situation.catalogue, situation.phrases))
    if first.op in ("≤", "≥"):
        key = "up_to" if first.op == "≤" else "from"
        return situation.say(f"button.{key}", value=bound(first.value, field, situation.phrases))
    return word(field, str(first.value), situation.language)
