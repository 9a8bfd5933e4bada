"""Whatever is typed, a turn comes out of it, and a reply."""

from __future__ import annotations

import pytest

from bot.turn import Turn
from bot.understanding import Understanding
from tests.bot.understanding.noise import long_messages, messages
from tests.bot.understanding.notation import LISTED, PLAIN, asked
from tests.bot.understanding.store import movies
from tests.conftest import StageOf

DIALOGUES = (PLAIN, LISTED, asked("runtime"), asked("genres"))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Of one catalogue: every further one costs as much again, and the tests must be quick."""
    return Understanding({"movies": movies()}, only="movies", this_year=2026)


def test_no_short_message_breaks_it(understanding: Understanding) -> None:
    for number, text in enumerate(messages(20_000, seed=4, longest=24)):
        assert isinstance(understanding(text, DIALOGUES[number % len(DIALOGUES)], 0.0), Turn), ascii(text)


def test_no_message_of_ten_thousand_characters_breaks_it(understanding: Understanding) -> None:
    for text in long_messages(16, seed=5):
        assert isinstance(understanding(text, LISTED, 0.0), Turn), ascii(text[:200])


def test_the_bot_answers_whatever_is_typed(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    for number, text in enumerate((*messages(80, seed=6), *long_messages(2, seed=7))):
        assert stage.say(f"noise{number % 8}", text).text, ascii(text[:200])
