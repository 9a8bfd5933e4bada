"""People are answered in their own language, everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import TypeAdapter

from adapters.channels.slack.rendering import render
from adapters.channels.telegram.keyboards import legend
from adapters.channels.telegram.menu import COMMANDS, describe
from bot import open_bot
from bot.linking import joined
from bot.settings import load_settings
from bot.turn import Person
from recommender.schema import Profile, UserId
from tests.bot.speaking import Speaker

IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Speaker]:
    async with open_bot(load_settings(data_dir=tmp_path_factory.mktemp("languages"), seed=1)) as engine:
        yield Speaker(engine)


@pytest.fixture
def wei(engine: Speaker, request: pytest.FixtureRequest) -> Speaker:
    return replace(engine, user=UserId(f"telegram:{request.node.name}"))


@IN_ONE_LOOP
async def test_a_message_is_answered_in_its_language_which_is_kept(wei: Speaker) -> None:
    answer = await wei.say("喜剧")
    card = answer.cards[0]
    assert answer.language == "zh"
    assert all(HAN.search(text) for text in (answer.text, card.title, card.subtitle, card.body, card.reason))
    assert all(HAN.search(button.label) for _, button in card.buttons)
    assert (await wei.person()).profile.language == "zh"
    assert (await wei.say("Interstellar")).language == "zh"
    assert (await wei.say("/profile")).language == "zh"
    assert (await wei.tap(card, "like")).language == "zh"
    assert (await wei.say("something scary please")).language == "en"
    assert (await wei.tap(card, "dislike")).language == "en"


@IN_ONE_LOOP
async def test_somebody_new_is_greeted_in_their_platforms_language(wei: Speaker) -> None:
    assert (await wei.say("/start", locale="zh-hans")).language == "zh"
    assert (await replace(wei, user=UserId("telegram:fr")).say("/start", locale="fr")).language == "en"


@IN_ONE_LOOP
async def test_a_chosen_language_stays_whatever_is_written(wei: Speaker) -> None:
    choice = await wei.say("/language")
    assert [button.label for button in choice.buttons] == ["English", "中文"]
    assert (await wei.act(choice.buttons[1].action)).language == "zh"
    assert (await wei.say("something scary please")).language == "zh"
    done = await wei.say("/language English")
    assert (done.language, "/language auto" in done.text) == ("en", True)
    assert (await wei.say("恐怖片")).language == "en"
    assert "Klingon" in (await wei.say("/language Klingon")).text
    await wei.say("/language auto")
    assert (await wei.say("恐怖片")).language == "zh"


@IN_ONE_LOOP
async def test_what_was_fixed_is_forgotten_with_the_person(wei: Speaker) -> None:
    await wei.say("/language zh")
    await wei.say("/forget")
    gone = await wei.say("是")
    assert (gone.language, gone.forgotten) == ("zh", True)
    assert (await wei.person()).profile.language == ""


def test_a_language_that_was_chosen_outlives_linking() -> None:
    mine = Person(Profile(UserId("telegram:1"), language="en"))
    other = Person(Profile(UserId("slack:U1"), language="zh", language_fixed=True, consent=5.0))
    profile = joined(mine, other).profile
    assert (profile.language, profile.language_fixed, profile.consent) == ("zh", True, 5.0)


def test_a_profile_of_before_languages_is_read() -> None:
    old = TypeAdapter(Person).validate_python({"profile": {"user": "telegram:1", "events": [], "consent": 3.0}})
    assert (old.profile.language, old.profile.language_fixed, old.profile.consent) == ("", False, 3.0)


@IN_ONE_LOOP
async def test_titles_in_a_sentence_are_set_apart_as_chinese_does(wei: Speaker) -> None:
    card = (await wei.say("喜剧")).cards[0]
    own = card.title.partition(" (")[0]
    assert f"《{own}》" in (await wei.tap(card, "like")).text
    assert f"《{own}》" in (await wei.say("/profile")).text


@IN_ONE_LOOP
async def test_a_chinese_profile_on_slack_has_a_chinese_form(wei: Speaker) -> None:
    await wei.say("你好")
    profile = await wei.say("/profile", origin={"view": "modal", "trigger_id": "1", "user": "U1"})
    (call,) = render(profile, "ephemeral")
    view: Any = call.params["view"]
    labels = [view["title"], view["submit"], view["close"], *(block["label"] for block in view["blocks"][1:])]
    assert [label["text"] for label in labels if not HAN.search(label["text"])] == []
    genres = view["blocks"][1]["element"]["options"]
    assert {"text": "喜剧", "value": "comedy"} in [{"text": o["text"]["text"], "value": o["value"]} for o in genres]
    assert not re.search("[a-z]{3}", json.dumps([option["text"]["text"] for option in genres], ensure_ascii=False))


@IN_ONE_LOOP
async def test_buttons_under_a_list_on_telegram_are_told_in_chinese(wei: Speaker) -> None:
    answer = await wei.say("喜剧")
    assert not re.search("[a-z]", legend(answer.cards))


@IN_ONE_LOOP
async def test_telegrams_menu_is_set_for_each_language() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    class Api:
        async def call(self, method: str, params: dict[str, Any]) -> None:
            asked.append((method, params))

    await describe(Api())  # type: ignore[arg-type]  # of the Bot API it needs `call` alone
    menus = {params.get("language_code", ""): params["commands"] for method, params in asked if "commands" in params}
    assert set(menus) == {"", "zh"}
    assert [command["command"] for command in menus["zh"]] == list(COMMANDS)
    assert all(HAN.search(command["description"]) for command in menus["zh"])
    assert not any(HAN.search(command["description"]) for command in menus[""])


@IN_ONE_LOOP
async def test_the_operators_language_is_for_whoever_has_none(tmp_path: Path) -> None:
    async with open_bot(load_settings(data_dir=tmp_path, seed=1, language="zh")) as engine:
        assert (await Speaker(engine).say("👍")).language == "zh"
