"""What the rules do not know, and the intent head does: read in both languages, answered by the real engine."""

from __future__ import annotations

import pytest

from bot.heads import encoded, head_served
from bot.settings import load_settings
from bot.turn import Dialogue, Intent, Pending, Turn
from bot.understanding.reconsidering import reconsidered, unsure
from bot.understanding.utterances import written
from recommender.encoder import OnnxEncoder
from recommender.evaluation.labels import Judged, label_figures
from recommender.heads import INTENTS, TextHead
from recommender.schema import ItemId, Preference
from tests.conftest import StageOf

LISTED = Dialogue("movies", slate_items=(ItemId("movies:1"),))
LOST = Turn(Intent.UNKNOWN, "movies", confidence=0.2)


@pytest.fixture(scope="module")
def head(encoder: OnnxEncoder) -> TextHead:
    found = head_served(load_settings(), INTENTS, encoder.name)
    assert found is not None, "run `chat-rec setup`: it trains the intent head"
    return found


@pytest.mark.parametrize(("language", "read_right"), [("en", 0.9), ("zh", 0.85)])
def test_texts_that_the_head_never_saw_are_read_right_and_strange_ones_refused(
    head: TextHead, encoder: OnnxEncoder, language: str, read_right: float
) -> None:
    held = [each for each in written("held") if each.language == language]
    texts = [each.text for each in held]
    figures = label_figures(Judged.by(head, texts, encoded(texts, encoder), [each.label for each in held]))
    accuracy, refused = figures["accuracy"], figures["outside_recall"]
    assert isinstance(accuracy, float)
    assert isinstance(refused, float)
    assert accuracy >= read_right
    assert refused >= 0.8


def test_there_is_enough_to_learn_from_and_nothing_of_what_is_held_out() -> None:
    learnt, held = written("learn"), written("held")
    for language in ("en", "zh"):
        for label in {each.label for each in learnt}:
            assert sum((each.language, each.label) == (language, label) for each in learnt) >= 40
            assert sum((each.language, each.label) == (language, label) for each in held) >= 10
    assert not {each.text.casefold() for each in learnt} & {each.text.casefold() for each in held}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("your picks are garbage mate", "sorry"),
        ("cgi has ruined cinema if you ask me", "no opinion|saw more"),
        ("could a real employee take this over", "on duty"),
        ("oh no i hit like by mistake", "undo"),
        ("推荐的都是些什么烂玩意", "抱歉"),
        ("叫你们的人来跟我讲", "值班"),
    ],
)
def test_the_bot_answers_what_was_meant(stage_of: StageOf, text: str, answer: str) -> None:
    said = stage_of("", "").say(f"head {text}", text).text
    assert any(each in said for each in answer.split("|")), said


def test_what_only_the_head_takes_for_a_wish_to_be_forgotten_deletes_nothing(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    stage.say("kept", "i love westerns")
    stage.say("kept", "pls scrub whatever you hold on me")
    assert "western" in stage.say("kept", "/profile").text


def test_what_the_rules_found_is_never_overruled() -> None:
    wish = Preference("genres", "=", "western")
    assert not unsure(Turn(Intent.RECOMMEND, "movies", wishes=(wish,), confidence=0.5))
    assert not unsure(Turn(Intent.GREET, "movies"))
    assert not unsure(Turn(Intent.UNKNOWN, "movies", confidence=0.0))


def test_without_a_head_or_out_of_scope_nothing_changes() -> None:
    assert reconsidered(LOST, "huh", {}, LISTED) is LOST
    assert reconsidered(LOST, "huh", {"": 0.9, "complain": 0.1}, LISTED) is LOST
    assert reconsidered(LOST, "huh", {"complain": 0.55, "": 0.3}, LISTED) is LOST


def test_words_to_search_for_give_way_only_to_a_sure_head() -> None:
    search = Turn(Intent.RECOMMEND, "movies", query="boss", confidence=0.5)
    assert reconsidered(search, "your boss", {"human": 0.7}, LISTED) is search
    assert reconsidered(search, "your boss", {"human": 0.9}, LISTED).intent is Intent.HUMAN
    assert reconsidered(search, "wire 200", {"": 0.9}, LISTED).intent is Intent.UNKNOWN


def test_a_request_in_so_many_words_is_searched_for_unless_it_is_a_complaint() -> None:
    asks = Turn(Intent.RECOMMEND, "movies", query="person talks ghost", confidence=0.6)
    assert reconsidered(asks, "something with a person who talks to a ghost", {"human": 0.99}, LISTED) is asks
    assert reconsidered(asks, "why do you recommend such crap", {"complain": 0.99}, LISTED).intent is Intent.COMPLAIN


def test_a_yes_that_only_the_head_hears_deletes_nothing() -> None:
    asked = Dialogue("movies", pending=Pending("forget"))
    assert reconsidered(LOST, "fine by me", {"accept": 0.99}, asked) is LOST
    assert reconsidered(LOST, "fine by me", {"accept": 0.99}, LISTED).intent is Intent.YES
    assert reconsidered(LOST, "drop everything", {"privacy": 0.99}, LISTED).intent is Intent.PRIVACY
    assert reconsidered(LOST, "oops", {"undo": 0.99}, LISTED).intent is Intent.MISTAKE
