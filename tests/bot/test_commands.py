"""What the slash commands of the platforms do."""

from __future__ import annotations

import pytest

from tests.bot.speaking import Speaker


async def test_start_says_what_the_bot_can_do_and_shows_examples(ana: Speaker) -> None:
    answer = await ana.say("/start")
    assert "films" in answer.text
    assert answer.text.count('"') >= 4
    assert "/help" in answer.text


async def test_start_knows_who_comes_back(ana: Speaker) -> None:
    await ana.tap((await ana.say("a comedy")).cards[0], "like")
    assert "back" in (await ana.say("/start")).text


async def test_asking_for_a_person_gets_an_honest_answer(ana: Speaker) -> None:
    assert "Nobody is on duty" in (await ana.say("/human")).text


@pytest.mark.parametrize("text", ["/nonsense", "/nonsense@my_bot", "/nonsense with words"])
async def test_an_unknown_command_gets_a_hint(ana: Speaker, text: str) -> None:
    answer = await ana.say(text)
    assert "/nonsense" in answer.text
    assert "/help" in answer.text


@pytest.mark.parametrize(
    "text", ["/profile@my_bot", "/undo", "/link", "/unlink", "/human", "/start", "/help", "/reset"]
)
async def test_a_command_that_help_lists_is_known(ana: Speaker, text: str) -> None:
    assert "don't know the command" not in (await ana.say(text)).text


async def test_help_lists_every_command(ana: Speaker) -> None:
    told = (await ana.say("/help")).text
    commands = "/profile /undo /reset /export /forget /privacy /link /unlink /human /help"
    assert [command for command in commands.split() if command not in told] == []


@pytest.mark.parametrize("key", ["refused.forged", "refused.expired", "refused.used", "refused.gone", "talk.trouble"])
async def test_delivery_has_words_for_what_can_go_wrong(ana: Speaker, key: str) -> None:
    assert ana.engine.phrases["en"].say(key)
