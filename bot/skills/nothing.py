"""When no item is left: say honestly why, and offer the smallest step that helps."""

from __future__ import annotations

from dataclasses import replace

from bot.facts import bound, wish_in_words
from bot.memory import merged, not_again
from bot.skills.situation import Reply, Situation, question_id, yes_or_no
from bot.turn import Pending
from recommender.filters import satisfying
from recommender.relax import Relaxation, smallest_relaxation, smallest_widening
from recommender.schema import ItemId, Preference


def nothing_fits(situation: Situation, wishes: tuple[Preference, ...], matched: int) -> Reply:
    """`matched` items satisfy the wishes but may not be shown again; 0: none satisfies them."""
    if matched:
        return _all_shown(situation, wishes, matched)
    relaxation = smallest_relaxation(situation.catalogue, wishes)
    if relaxation is None:
        return Reply(situation.say("nothing.at_all"), situation.dialogue, situation.person)
    pending = Pending("relax", options=tuple(map(_key, relaxation.drop)), value=relaxation.nearest)
    return _asked(situation, _offer(situation, relaxation), pending)


def _all_shown(situation: Situation, wishes: tuple[Preference, ...], matched: int) -> Reply:
    """Everything that fits was shown: offer the wish without which the fewest more would come in."""
    known = not_again(situation.person.profile, situation.dialogue)
    relaxation = smallest_widening(situation.catalogue, wishes, known)
    if relaxation is None:
        return Reply(situation.say("nothing.left_plain"), situation.dialogue, situation.person)
    wish = relaxation.drop[0]
    blocker = wish_in_words(wish, situation.catalogue, situation.phrases)
    fitting = _shown_and_fitting(situation, wishes) if situation.dialogue.wishes != situation.before.wishes else ()
    text = situation.say(
        "nothing.narrowed" if fitting else "nothing.left",
        titles=situation.titles(fitting),
        matched=matched,
        blocker=blocker,
        count=relaxation.count,
    )
    return _asked(situation, text, Pending("relax", options=(_key(wish),)))


def _asked(situation: Situation, text: str, pending: Pending) -> Reply:
    pending = replace(pending, id=question_id(situation, pending.kind))
    dialogue = replace(situation.dialogue, pending=pending)
    return Reply(text, dialogue, situation.person, buttons=yes_or_no(situation, pending.kind))


def _shown_and_fitting(situation: Situation, wishes: tuple[Preference, ...]) -> tuple[ItemId, ...]:
    """What was shown before, and still fits after a wish more."""
    catalogue = situation.catalogue
    fits = satisfying(catalogue, (wish for wish in wishes if wish.strength == "hard"))
    return tuple(item for item in situation.dialogue.shown if item in catalogue and fits[catalogue.rows[item]])


def _offer(situation: Situation, relaxation: Relaxation) -> str:
    words = [wish_in_words(wish, situation.catalogue, situation.phrases) for wish in relaxation.drop]
    blocker = situation.phrases.listed(words, "all")
    if relaxation.nearest is not None:
        return situation.say("nothing.nearest", blocker=blocker, value=_value(situation, relaxation))
    key = {1: "blocked", 2: "pair"}.get(len(words), "several")
    return situation.say(f"nothing.{key}", blocker=blocker, count=relaxation.count)


def _value(situation: Situation, relaxation: Relaxation) -> str:
    field = situation.catalogue.field_by_name[relaxation.drop[0].field]
    nearest = relaxation.nearest or 0.0
    return bound(float(int(nearest)) if field.kind == "date" else nearest, field, situation.phrases)


def _key(wish: Preference) -> str:
    """Tells one wish from another on the same field: `since 1990`, `until 1999`."""
    return f"{wish.field} {wish.op} {wish.value}"


def accept_relaxation(situation: Situation, pending: Pending) -> Situation:
    """The situation after `yes` to the offer: the wishes dropped, or the bound moved to the nearest value."""
    dialogue = situation.dialogue
    kept = tuple(wish for wish in dialogue.wishes if _key(wish) not in pending.options)
    moved = [wish for wish in dialogue.wishes if _key(wish) in pending.options]
    if pending.value is not None and len(moved) == 1:
        wider = replace(moved[0], op="≤" if moved[0].op in "<≤" else "≥", value=pending.value)
        kept = merged(kept, (wider,), adds=True)
    profile = situation.person.profile
    preferences = tuple(wish for wish in profile.preferences if _key(wish) not in pending.options or moved)
    person = replace(situation.person, profile=replace(profile, preferences=preferences))
    return replace(situation, dialogue=replace(dialogue, wishes=kept, pending=None), person=person)
