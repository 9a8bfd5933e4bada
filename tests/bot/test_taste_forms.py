"""Taste as a form: `/profile` offers one, a submitted one counts as if it had been said."""

from __future__ import annotations

import pytest

from bot.messages import Form, FormField
from bot.phrasebook import phrases_in
from bot.skills.taste import MOST_FIELDS, MOST_OPTIONS, taste_form
from recommender.schema import Preference, Profile, UserId
from tests.bot.speaking import Speaker
from tests.catalogues import cooking_shows

LOVES = Preference("genres", "in", ("western", "comedy"))
AVOIDS = Preference("genres", "=", "horror", "avoid")


async def form_of(ana: Speaker) -> Form:
    form = (await ana.say("/profile")).form
    assert form is not None
    return form


def named(form: Form, name: str) -> FormField:
    return next(field for field in form.fields if field.name == name)


async def test_a_form_offers_the_most_frequent_values_first_and_few_enough_for_a_menu(ana: Speaker) -> None:
    form = await form_of(ana)
    assert form.domain == "movies"
    assert named(form, "genres").label == "Genre"
    assert named(form, "genres").options[0] == "drama"
    assert len(form.fields) <= MOST_FIELDS
    for field in form.fields:
        assert 0 < len(field.options) <= MOST_OPTIONS
        assert len({option.casefold() for option in field.options}) == len(field.options)


async def test_a_form_is_filled_in_with_what_was_said(ana: Speaker) -> None:
    await ana.say("i love westerns and Kurosawa, never show me horror")
    form = await form_of(ana)
    assert named(form, "genres").wanted == ("western",)
    assert named(form, "genres").avoided == ("horror",)
    assert named(form, "directors").wanted == ("Akira Kurosawa",)


async def test_a_submitted_form_takes_the_place_of_what_it_showed(ana: Speaker) -> None:
    await ana.say("i love musicals")
    answer = await ana.say(taste=(LOVES, AVOIDS))
    assert answer.form is not None
    assert set(named(answer.form, "genres").wanted) == {"western", "comedy"}
    assert named(answer.form, "genres").avoided == ("horror",)
    assert "musical" not in answer.text
    shown = await ana.say("a film from the 80s")
    assert not [card for card in shown.cards if "horror" in card.item.fields["genres"]]  # type: ignore[operator]


async def test_an_empty_form_clears_what_it_showed_and_nothing_else(ana: Speaker) -> None:
    await ana.say("i love westerns, and i never watch anything longer than 3 hours")
    before = (await ana.person()).profile.preferences
    await ana.say(taste=())
    after = (await ana.person()).profile.preferences
    assert after == tuple(wish for wish in before if wish.field == "runtime")


async def test_a_form_is_one_lesson_that_can_be_taken_back(ana: Speaker) -> None:
    await ana.say("i love musicals")
    before = (await ana.person()).profile.preferences
    await ana.say(taste=(LOVES, AVOIDS))
    assert "form" in (await ana.say("/undo")).text
    assert (await ana.person()).profile.preferences == before


async def test_a_form_sent_as_it_was_shown_teaches_nothing(ana: Speaker) -> None:
    await ana.say("i love westerns, never show me horror")
    before = await ana.person()
    form = await form_of(ana)
    chosen = [Preference(f.name, "=", value) for f in form.fields for value in f.wanted]
    chosen += [Preference(f.name, "=", value, "avoid") for f in form.fields for value in f.avoided]
    await ana.say(taste=tuple(chosen))
    after = await ana.person()
    assert set(after.profile.preferences) == set(before.profile.preferences)
    assert after.lessons == before.lessons


async def test_fields_that_are_not_on_the_form_are_not_taken_from_it(ana: Speaker) -> None:
    await ana.say(taste=(Preference("runtime", "<", 90.0), Preference("nonsense", "=", "x")))
    assert (await ana.person()).profile.preferences == ()


@pytest.mark.parametrize("value", ["Sichuan", "sichuan", "something rare"])
def test_what_is_wanted_is_always_among_the_options(value: str) -> None:
    profile = Profile(UserId("console:ana"), preferences=(Preference("cuisine", "=", value, scope="always"),))
    field = named(taste_form(cooking_shows(), profile, phrases_in("en")), "cuisine")
    assert set(field.wanted) <= set(field.options)
    assert field.wanted[0].casefold() == value.casefold()


async def test_a_form_speaks_of_its_own_domain_whatever_is_spoken_of_meanwhile(ana: Speaker) -> None:
    await ana.say("a book about the sea")
    await ana.say(taste=(Preference("directors", "=", "Akira Kurosawa"),), taste_of="movies")
    assert [wish.value for wish in (await ana.person()).profile.preferences] == ["Akira Kurosawa"]
    assert (await ana.dialogue()).domain == "books"
    await ana.say(taste=(Preference("authors", "=", "Jules Verne"),), taste_of="no longer there")
    assert "Jules Verne" in [wish.value for wish in (await ana.person()).profile.preferences]


async def test_what_somebody_else_wrote_is_looked_for_and_not_learnt(ana: Speaker) -> None:
    await ana.say("a comedy from the 90s")
    answer = await ana.say("I watched Alien yesterday, I love horror, never show me westerns", quoted=True)
    assert "Alien" in answer.text
    assert "1990" not in answer.text
    profile = (await ana.person()).profile
    assert (profile.events, profile.preferences) == ((), ())
    assert "deleted" not in (await ana.say("/forget", quoted=True)).text
