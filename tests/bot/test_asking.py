"""A newcomer is asked about items, one at a time, once a model was trained; the answers change the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bot import open_bot
from bot.messages import Action, OutboundMessage
from bot.settings import load_settings
from recommender.asking import Asker
from recommender.collaborative.crowd import Collaborative
from recommender.head import Head
from recommender.interactions import Interactions
from recommender.load import load_catalogues
from recommender.schema import ItemId
from recommender.trained import Trained, write_model
from tests.bot.speaking import Speaker
from tests.planted import planted
from tests.recommender.models import manifest, registry_in


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Interactions:
    """What two tribes did with the films of the demo store."""
    films = load_catalogues(tmp_path_factory.mktemp("empty"))["movies"].items
    return planted([item.id for item in films], events=20)


@pytest.fixture(scope="module")
def trained(log: Interactions) -> Trained:
    head = Head(("popular", "ease"), np.array([[0.1, 0, 0, 0], [0, 1, 0, 0]], dtype=np.float32))
    return Trained(head, Collaborative.fit(log), log.item_ids, np.zeros(0, dtype=np.float32), Asker.fit(log))


@pytest.fixture
async def ben(tmp_path: Path, trained: Trained) -> AsyncIterator[Speaker]:
    """Somebody who talks to a bot whose model of films was learnt from the tribes."""
    registry, made = registry_in(tmp_path), manifest(1)
    registry.add(made, lambda folder: write_model(folder, trained))
    registry.promote(made.version)
    async with open_bot(load_settings(data_dir=tmp_path, seed=1)) as engine:
        yield Speaker(engine)


def opinions(answer: OutboundMessage) -> list[Action]:
    """The buttons that say something of an item."""
    return [action for button in answer.buttons if (action := Action.decode(button.action)).item]


def asked_about(answer: OutboundMessage) -> ItemId:
    """The item that the buttons under the question are about."""
    actions = [Action.decode(button.action) for button in answer.buttons]
    assert [action.verb for action in actions] == ["like", "dislike", "unknown"]
    assert len({action.item for action in actions}) == 1
    return actions[0].item


async def test_a_newcomer_is_asked_about_an_item_that_is_not_on_the_list(ben: Speaker) -> None:
    answer = await ben.say("recommend me a film")
    item = asked_about(answer)
    assert item not in {card.item.id for card in answer.cards}
    assert ben.engine.catalogues["movies"][item].title in answer.question
    assert answer.question.count("?") == 1


async def test_without_a_trained_model_nobody_is_asked_about_items(ana: Speaker) -> None:
    answer = await ana.say("recommend me a film")
    assert answer.question
    assert opinions(answer) == []


@pytest.mark.parametrize(("place", "verb"), list(enumerate(["like", "dislike", "unknown"])))
async def test_a_tapped_answer_is_noted_and_brings_another_list(ben: Speaker, place: int, verb: str) -> None:
    asked = await ben.say("recommend me a film")
    answer = await ben.act(asked.buttons[place].action)
    events = (await ben.person()).profile.events
    assert [(event.item, event.verb) for event in events] == [(asked_about(asked), verb)]
    assert ben.engine.catalogues["movies"][asked_about(asked)].title in answer.text
    assert len(answer.cards) == 5


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ("yes", "like"),
        ("no", "dislike"),
        ("I loved it", "like"),
        ("I didn't like it", "dislike"),
        ("I don't know it", "unknown"),
        ("never heard of it", "unknown"),
        ("haven't seen it", "unknown"),
    ],
)
async def test_an_answer_in_words_means_the_item_that_was_asked_about(ben: Speaker, said: str, verb: str) -> None:
    item = asked_about(await ben.say("recommend me a film"))
    await ben.say(said)
    assert [(event.item, event.verb) for event in (await ben.person()).profile.events] == [(item, verb)]
    assert (await ben.dialogue()).ignored == 0


async def test_the_list_follows_the_answer(ben: Speaker, log: Interactions) -> None:
    asked = await ben.say("recommend me a film")
    liked = await ben.act(asked.buttons[0].action)
    tribe = {log.items[event] for event in range(len(log)) if log.users[event] % 2 == 0}
    rows = ben.engine.catalogues["movies"].rows
    side = rows[asked_about(asked)] in tribe
    assert sum((rows[card.item.id] in tribe) == side for card in liked.cards) >= 4


async def test_no_item_is_asked_about_twice_even_in_a_later_conversation(ben: Speaker) -> None:
    subjects = []
    for day in range(4):
        later = ben.at(day * 86_400)
        answer = await later.say("recommend me a film")
        subjects.append(asked_about(answer))
        await later.act(answer.buttons[2].action)
    assert len(set(subjects)) == len(subjects)


async def test_after_two_questions_passed_over_none_is_asked(ben: Speaker) -> None:
    assert (await ben.say("recommend me a film")).question
    assert (await ben.say("what else?")).question
    assert not (await ben.say("what else?")).question


async def test_items_and_fields_are_asked_about_in_turns(ben: Speaker) -> None:
    first = await ben.say("recommend me a film")
    second = await ben.act(first.buttons[0].action)
    assert second.question
    assert opinions(second) == []


async def test_whoever_says_what_they_want_is_not_asked_about_an_item(ben: Speaker) -> None:
    assert opinions(await ben.say("a comedy")) == []


async def test_a_late_tap_is_still_an_opinion_but_answers_no_later_question(ben: Speaker) -> None:
    asked = await ben.say("recommend me a film")
    await ben.say("/forget")
    answer = await ben.act(asked.buttons[0].action)
    assert not answer.cards
    assert not answer.forgotten
    assert [event.verb for event in (await ben.person()).profile.events] == ["like"]
    assert (await ben.say("yes")).forgotten


async def test_the_answer_can_be_undone(ben: Speaker) -> None:
    asked = await ben.say("recommend me a film")
    await ben.act(asked.buttons[1].action)
    await ben.say("/undo")
    assert (await ben.person()).profile.events == ()
