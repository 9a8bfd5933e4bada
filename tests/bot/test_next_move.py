"""One decision chooses what comes next; what it chooses is seen in the talk."""

from __future__ import annotations

import pytest

from bot.messages import Action, OutboundMessage
from bot.skills.next_move import Move, Standing, next_move
from recommender.catalogue import texts
from tests.bot.speaking import Speaker


@pytest.mark.parametrize(
    ("standing", "move"),
    [
        (Standing(), Move.RECOMMEND),
        (Standing(saves=2.0), Move.ASK),
        (Standing(saves=0.1), Move.RECOMMEND),
        (Standing(saves=2.0, ignored=2), Move.RECOMMEND),
        (Standing(left=0, saves=2.0), Move.RELAX),
        (Standing(guessed=True, left=0), Move.CONFIRM),
        (Standing(asks_about_items=True, saves=2.0), Move.EXPLAIN),
        (Standing(misunderstood=1, saves=2.0), Move.ASK),
        (Standing(misunderstood=2), Move.HAND_OVER),
    ],
)
def test_what_helps_most_is_done(standing: Standing, move: Move) -> None:
    assert next_move(standing) is move


def label_of(answer: OutboundMessage, verb: str) -> str:
    return next(button.label for button in answer.buttons if Action.decode(button.action).verb == verb)


async def tap(ana: Speaker, answer: OutboundMessage, verb: str) -> OutboundMessage:
    """Tap the answer's button with this verb."""
    return await ana.act(next(each.action for each in answer.buttons if Action.decode(each.action).verb == verb))


async def test_the_likeliest_answers_stand_under_a_question(ana: Speaker) -> None:
    answer = await ana.say("recommend me a film")
    verbs = [Action.decode(button.action).verb for button in answer.buttons]
    assert verbs == ["choice1", "choice2", "choice3", "choice4", "choice5", "any"]
    assert len({button.label for button in answer.buttons}) == len(verbs)


async def test_a_tap_on_an_answer_is_saying_it(ana: Speaker) -> None:
    asked = await ana.say("recommend me a film")
    said = label_of(asked, "choice2")
    tapped = await tap(ana, asked, "choice2")
    assert all(said in texts(card.item.fields["genres"]) for card in tapped.cards)
    assert said.casefold() in tapped.text.casefold()
    (wish,) = (await ana.dialogue()).wishes
    assert (wish.field, wish.value, wish.source) == ("genres", said, said)
    await ana.say("/undo")
    assert (await ana.dialogue()).wishes == ()


async def test_a_decade_can_be_tapped(ana: Speaker) -> None:
    answer = await ana.say("a drama")
    while "1990-1999" not in {button.label for button in answer.buttons}:
        assert answer.buttons, "the year is never asked about"
        answer = await tap(ana, answer, "any")
    place = next(each for each in answer.buttons if each.label == "1990-1999")
    shown = await ana.act(place.action)
    assert shown.cards
    assert all("1990" <= str(card.item.fields["year"])[:4] <= "1999" for card in shown.cards)


async def test_no_preference_can_be_tapped(ana: Speaker) -> None:
    asked = await ana.say("recommend me a film")
    answer = await tap(ana, asked, "any")
    assert answer.cards
    assert (await ana.dialogue()).wishes == ()
    assert (await ana.dialogue()).ignored == 0
    assert asked.question not in answer.text


async def test_an_answer_under_an_earlier_question_is_none_to_a_later_one(ana: Speaker) -> None:
    first = await ana.say("recommend me a film")
    await ana.say("a comedy")
    late = await tap(ana, first, "choice1")
    assert late.text.startswith("That question")
    assert [wish.value for wish in (await ana.dialogue()).wishes] == ["comedy"]


async def test_in_chinese_answers_are_offered_in_chinese(ana: Speaker) -> None:
    asked = await ana.say("推荐一部电影")
    said = label_of(asked, "choice1")
    assert not said.isascii()
    tapped = await tap(ana, asked, "choice1")
    assert tapped.cards
    assert said in tapped.text


async def test_after_two_questions_passed_over_none_is_asked(ana: Speaker) -> None:
    asked = [bool((await ana.say(text)).question) for text in ("recommend me a film", *["what else?"] * 3)]
    assert asked == [True, True, False, False]


async def test_what_is_known_is_not_asked(ana: Speaker) -> None:
    answer = await ana.say("a funny drama from the 2010s, up to 150 minutes")
    fields = {field.question: field.name for field in ana.engine.catalogues["movies"].fields if field.question}
    assert fields.get(answer.question.splitlines()[-1] if answer.question else "", "") not in {
        "genres", "year", "runtime", "moods",
    }  # fmt: skip


async def test_a_title_that_is_nearly_right_is_confirmed_first(ana: Speaker) -> None:
    asked = await ana.say("something like Haet")
    assert "Did you mean Heat (1995)?" in asked.text
    assert asked.cards == ()
    answer = await tap(ana, asked, "yes")
    assert (await ana.dialogue()).like == ("movies:heat-1995",)
    assert answer.cards


async def test_a_wrong_guess_is_dropped(ana: Speaker) -> None:
    await ana.say("something like Haet")
    await ana.say("no")
    assert (await ana.dialogue()).like == ()
    assert (await ana.dialogue()).pending is None


async def test_whoever_is_not_followed_twice_is_told_what_was_understood(ana: Speaker) -> None:
    await ana.say("a thriller from the 90s")
    once = await ana.say("qwrtz psdfg")
    assert "1990" not in once.text
    twice = await ana.say("hjkl mnbvc")
    assert "thriller" in twice.text
    assert "1990-1999" in twice.text
    assert "/human" in twice.text
    assert len((await ana.dialogue()).wishes) == 3


async def test_being_followed_again_begins_anew(ana: Speaker) -> None:
    await ana.say("qwrtz psdfg")
    await ana.say("a comedy")
    assert "/human" not in (await ana.say("hjkl mnbvc")).text
