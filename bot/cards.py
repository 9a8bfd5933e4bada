"""RankedItem → Card: the key facts on one line, the description, the reason, the buttons.

A card that was tapped is made anew: with what was noted about it, and with the buttons that still make sense.
"""

from __future__ import annotations

from dataclasses import replace

from bot.facts import key_facts, wish_in_words, wishes_in_words
from bot.messages import Action, Button, Card
from bot.skills.situation import Situation
from bot.wording import description, title, word
from recommender.schema import Item, ItemId, RankedItem, Reason, Slate, SlateId

BUTTONS = ("like", "dislike", "seen", "more", "why")
BUTTONS_AFTER = {
    "like": ("more", "why", "dislike", "undo"),
    "dislike": ("undo",),
    "seen": ("like", "undo"),
    "more": ("like", "why", "undo"),
    "skip": ("undo",),
}
"""By what was noted about the item last."""
MOST_MET = 3


def cards(slate: Slate, situation: Situation) -> tuple[Card, ...]:
    return tuple(_card(ranked, slate, situation) for ranked in slate.items)


def _card(ranked: RankedItem, slate: Slate, situation: Situation) -> Card:
    return card(ranked.item, slate.id, headline(ranked, situation), situation)


def card(item: Item, slate: SlateId, reason: str, situation: Situation, noted: str = "") -> Card:
    """`noted` is the verb that was tapped last, empty for none."""
    return Card(
        item=item,
        title=title(item, situation.language),
        subtitle=" · ".join(key_facts(item, situation.catalogues[item.domain], situation.phrases)),
        body=description(item, situation.language),
        reason=reason,
        buttons=tuple(
            (verb, Button(situation.say(f"button.{verb}"), Action(verb, slate, item.id).encode()))
            for verb in BUTTONS_AFTER.get(noted, BUTTONS)
        ),
        image_url=item.image_url,
        url=item.url,
        slate=slate,
        status=situation.say(f"status.{noted}") if noted in BUTTONS_AFTER else "",
    )


def card_now(item: Item, slate: SlateId, situation: Situation) -> Card:
    """The card of an item that was shown before, as it looks now."""
    reason = situation.dialogue.headlines.get(item.id, "")
    return card(item, slate, reason, situation, noted(item.id, slate, situation))


def cards_listed(situation: Situation) -> tuple[Card, ...]:
    """The last list as it stands now."""
    dialogue = situation.dialogue
    found = [item for wanted in dialogue.slate_items if (item := situation.item(wanted))]
    return tuple(card_now(item, dialogue.slate_of(item.id), situation) for item in found)


def noted(item: ItemId, slate: SlateId, situation: Situation) -> str:
    """The last opinion on an item since this slate showed it; empty for none."""
    events = reversed(situation.person.profile.events)
    verbs = (event.verb for event in events if (event.item, event.slate) == (item, slate))
    return next((verb for verb in verbs if verb in BUTTONS_AFTER), "")


def headlines(slate: Slate, situation: Situation) -> dict[ItemId, str]:
    return {ranked.item.id: headline(ranked, situation) for ranked in slate.items}


def headline(ranked: RankedItem, situation: Situation) -> str:
    """The strongest reason and what the person asked for, on one line."""
    moved = [reason for reason in ranked.reasons if reason.weight > 0]
    told = [_short(moved[0], situation)] if moved else []
    met = met_wishes(ranked, situation)
    if met and (not moved or moved[0].term in ("popular", "query")):
        told = [situation.say("reason.met", values=situation.say("list.all_between").join(met[:MOST_MET]))]
    return situation.phrases.clauses(told) or situation.say("reason.plain")


def met_wishes(ranked: RankedItem, situation: Situation) -> list[str]:
    """The positive hard wishes in force, all of which the item meets, in words."""
    wanted = (wish for wish in situation.dialogue.wishes if wish.strength == "hard" and wish.polarity == "want")
    return wishes_in_words(wanted, situation.catalogues[ranked.item.domain], situation.phrases)


def _short(reason: Reason, situation: Situation) -> str:
    return _reason("reason", reason, situation)


def sentences(ranked: RankedItem, situation: Situation) -> list[str]:
    """Every reason in a clause of its own, the strongest first."""
    moved = [reason for reason in ranked.reasons if reason.weight > 0]
    wanted = situation.phrases.listed(met_wishes(ranked, situation), "all")
    met = [situation.say("explain.met", value=wanted)] if wanted else []
    return list(dict.fromkeys([_reason("explain", reason, situation) for reason in moved] + met))


def _reason(group: str, reason: Reason, situation: Situation) -> str:
    titles = situation.titles(reason.items)
    key = f"{reason.term}_value" if reason.term in ("like", "taste") and reason.value else reason.term
    value = _wished(reason, situation) if reason.term == "wish" else _value(reason, situation)
    return situation.say(f"{group}.{key}", title=titles, value=value)


def _value(reason: Reason, situation: Situation) -> str:
    field = situation.catalogue.field_by_name.get(reason.field)
    return word(field, reason.value, situation.language) if field else reason.value


def _wished(reason: Reason, situation: Situation) -> str:
    """The soft wish that the reason speaks of, in words."""
    wishes = (*situation.dialogue.wishes, *situation.person.profile.preferences)
    wish = next((wish for wish in wishes if wish.field == reason.field and wish.strength == "soft"), None)
    if wish is None:
        return reason.value
    return wish_in_words(replace(wish, strength="hard"), situation.catalogue, situation.phrases)
