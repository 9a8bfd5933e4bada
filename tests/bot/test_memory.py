"""What a turn teaches, what gives way to what, and that all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from bot.memory import constraints, learn, merged, not_again, record, resume, unlearn
from bot.messages import Action
from bot.turn import Critique, Dialogue, Intent, Mention, Person, Turn
from recommender.schema import Preference, Profile, SlateId, UserId
from tests.catalogues import film, films

ANA = Person(Profile(UserId("talk:ana")))
MOVIES = {"movies": films()}
HORROR = Preference("genres", "=", "horror", source="horror")
COMEDY = Preference("genres", "=", "comedy", source="comedy")
NO_HORROR = replace(HORROR, polarity="avoid", source="no horror")
SHORT = Preference("runtime", "<", 100.0)
LONG = Preference("runtime", ">", 120.0)


def wish(*wishes: Preference, **changes: object) -> Turn:
    return replace(Turn(Intent.RECOMMEND, "movies", wishes=wishes), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ([HORROR], [COMEDY], [COMEDY]),
        ([HORROR], [NO_HORROR], [NO_HORROR]),
        ([NO_HORROR], [HORROR], [HORROR]),
        ([NO_HORROR], [COMEDY], [NO_HORROR, COMEDY]),
        ([SHORT], [replace(SHORT, value=90.0)], [replace(SHORT, value=90.0)]),
        ([SHORT], [LONG], [LONG]),
        ([LONG], [replace(SHORT, value=120.0)], [replace(SHORT, value=120.0)]),
        ([LONG], [replace(SHORT, value=150.0)], [LONG, replace(SHORT, value=150.0)]),
        ([SHORT], [HORROR], [SHORT, HORROR]),
        ([HORROR], [HORROR], [HORROR]),
    ],
)
def test_a_new_wish_takes_the_place_of_what_it_contradicts(
    old: list[Preference], new: list[Preference], left: list[Preference]
) -> None:
    assert list(merged(old, new, adds=False)) == left


def test_with_also_a_category_joins_the_earlier_one() -> None:
    assert merged([HORROR], [COMEDY], adds=True) == (HORROR, COMEDY)


def test_wishes_for_now_stay_in_the_dialogue_and_tastes_in_the_profile() -> None:
    always = replace(NO_HORROR, scope="always")
    person, dialogue = learn(ANA, Dialogue("movies"), wish(COMEDY, always), MOVIES, 1.0)
    assert dialogue.wishes == (COMEDY,)
    assert person.profile.preferences == (always,)
    assert constraints(person.profile, dialogue, films()) == (always, COMEDY)


def test_a_wish_for_now_beats_a_taste_on_the_same_value() -> None:
    profile = replace(ANA.profile, preferences=(replace(NO_HORROR, scope="always"),))
    assert constraints(profile, Dialogue("movies", wishes=(HORROR,)), films()) == (HORROR,)


def test_wishes_on_fields_of_another_domain_mean_nothing_here() -> None:
    profile = replace(ANA.profile, preferences=(Preference("price", "<", 5.0, scope="always"),))
    assert constraints(profile, Dialogue("movies"), films()) == ()


def test_dropped_fields_lose_their_wishes() -> None:
    dialogue = Dialogue("movies", wishes=(HORROR, SHORT))
    assert learn(ANA, dialogue, wish(drops=("genres",)), MOVIES, 1.0)[1].wishes == (SHORT,)
    assert learn(ANA, dialogue, wish(drops=("*",)), MOVIES, 1.0)[1].wishes == ()


def test_opinions_become_events_and_never_come_again() -> None:
    mentions = (Mention(film("Heat"), "liked"), Mention(film("Jaws"), "seen"), Mention(film("Up"), "about"))
    person, dialogue = learn(ANA, Dialogue("movies", shown=(film("Duel"),)), wish(mentions=mentions), MOVIES, 1.0)
    assert [(event.item, event.verb) for event in person.profile.events] == [
        (film("Heat"), "like"),
        (film("Jaws"), "seen"),
    ]
    assert not_again(person.profile, dialogue) == {film("Heat"), film("Jaws"), film("Duel")}
    assert dialogue.focus == film("Up")


def test_a_critique_becomes_a_bound() -> None:
    dialogue = Dialogue("movies", slate_items=(film("Heat"),))
    after = learn(ANA, dialogue, wish(critiques=(Critique("runtime", "less"),)), MOVIES, 1.0)[1]
    assert [(each.op, each.value) for each in after.wishes] == [("<", 170.0)]


def test_items_to_resemble_are_replaced_or_joined() -> None:
    dialogue = Dialogue("movies", like=(film("Heat"),))
    like_up = wish(mentions=(Mention(film("Up"), "like"),))
    assert learn(ANA, dialogue, like_up, MOVIES, 1.0)[1].like == (film("Up"),)
    assert learn(ANA, dialogue, replace(like_up, adds=True), MOVIES, 1.0)[1].like == (film("Heat"), film("Up"))


def test_a_question_for_the_help_desk_is_no_description_of_a_film() -> None:
    turn = replace(wish(query="when will my order arrive"), intent=Intent.SUPPORT)
    assert learn(ANA, Dialogue("movies", query="lighthouse"), turn, MOVIES, 1.0)[1].query == "lighthouse"


def test_undo_takes_back_wish_taste_and_opinion_one_by_one() -> None:
    always = replace(NO_HORROR, scope="always")
    person, dialogue = learn(ANA, Dialogue("movies"), wish(SHORT), MOVIES, 1.0)
    person, dialogue = learn(person, dialogue, wish(always), MOVIES, 2.0)
    person, dialogue = learn(person, dialogue, wish(mentions=(Mention(film("Heat"), "liked", "heat"),)), MOVIES, 3.0)
    person, dialogue, words = unlearn(person, dialogue)
    assert (words, person.profile.events) == ("heat", ())
    person, dialogue, words = unlearn(person, dialogue)
    assert (words, person.profile.preferences) == ("no horror", ())
    assert dialogue.wishes == (SHORT,)
    person, dialogue, words = unlearn(person, dialogue)
    assert words
    assert dialogue.wishes == ()
    assert unlearn(person, dialogue)[2] == ""


def test_undo_restores_what_the_talk_was_about() -> None:
    before = Dialogue("movies", wishes=(SHORT,), like=(film("Heat"),), query="rainy")
    person, after = learn(ANA, before, replace(wish(), domain="books"), {**MOVIES, "books": films()}, 1.0)
    assert (after.domain, after.wishes) == ("books", ())
    back = unlearn(person, after)[1]
    assert (back.domain, back.wishes, back.like, back.query) == ("movies", (SHORT,), (film("Heat"),), "rainy")


def test_a_tap_is_an_event_that_can_be_taken_back() -> None:
    dialogue = Dialogue("movies", wishes=(SHORT,))
    person = record(ANA, dialogue, Action("dislike", SlateId("s1"), film("Heat")), 1.0, "dislike Heat")
    assert [(event.verb, event.slate) for event in person.profile.events] == [("dislike", "s1")]
    undone, back, words = unlearn(person, dialogue)
    assert (undone.profile.events, back.wishes, words) == ((), (SHORT,), "dislike Heat")


def test_a_turn_that_teaches_nothing_leaves_no_lesson() -> None:
    assert learn(ANA, Dialogue("movies"), replace(wish(), intent=Intent.THANK), MOVIES, 1.0)[0].lessons == ()


def test_at_most_twenty_lessons_are_kept() -> None:
    person, dialogue = ANA, Dialogue("movies")
    for number in range(30):
        person, dialogue = learn(person, dialogue, wish(replace(SHORT, value=float(number))), MOVIES, float(number))
    assert len(person.lessons) == 20


def test_after_a_long_silence_only_the_domain_is_kept() -> None:
    dialogue = Dialogue("books", wishes=(SHORT,), shown=(film("Heat"),), turns=4, at=1000.0)
    person = replace(ANA, dialogues={"talk:ana": dialogue})
    assert resume(person, "talk:ana", 1000.0 + 3600) == dialogue
    later = resume(person, "talk:ana", 1000.0 + 7 * 3600)
    assert (later.domain, later.wishes, later.shown) == ("books", (), ())


def test_an_unknown_chat_begins_anew() -> None:
    assert resume(ANA, "talk:elsewhere", 1.0) == Dialogue()


def test_a_profile_stored_by_an_earlier_version_still_loads() -> None:
    stored = {
        "profile": {"user": "talk:ana", "events": [], "preferences": [], "language": "", "consent": 1.0},
        "dialogues": {
            "talk:ana": {
                "domain": "movies",
                "shown": ["movies:heat"],
                "slate": "s",
                "slate_items": ["movies:heat"],
                "reasons": {"movies:heat": "it is close"},
                "pending": {"kind": "forget", "field": "", "options": [], "value": None},
            }
        },
        "lessons": [{"at": 1.0, "words": "heat", "preferences": [], "wishes": []}],
    }
    person = TypeAdapter(Person).validate_python(stored)
    assert person.dialogues["talk:ana"].slate_of(film("Heat")) == "s"
    assert unlearn(person, person.dialogues["talk:ana"], "talk:ana")[2] == "heat"


def test_a_remark_about_an_item_that_was_not_listed_names_no_slate() -> None:
    listed = Dialogue("movies", slate=SlateId("s"), slate_items=(film("Heat"),))
    said = replace(wish(), mentions=(Mention(film("Heat"), "liked"), Mention(film("Up"), "liked")))
    person, _ = learn(ANA, listed, said, MOVIES, 1.0)
    assert [event.slate for event in person.profile.events] == ["s", ""]
