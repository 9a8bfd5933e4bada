"""A button that is old, forged, somebody else's or on a message that is gone: a polite answer, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.schema import Item
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.reliability.parrot import ITEM
from tests.reliability.running import bot_at

ITEMS = (Item(ITEM, "movies", "Heat", "Two men on two sides of the law."),)


async def test_a_button_works_after_a_restart_and_once_only(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api):
        ana.say("hello")
        first = await ana.sees("hello")
    token = first.rows[0][0]["callback_data"]
    async with bot_at(tmp_path, api) as bot:
        ana.tap("Yes", first)
        await ana.sees("said 2: yes")
        again = ana.tap_data(token, first)
        await api.until(lambda: again in api.answered)
        backlog = await bot.settled()
    assert len(ana.chat.from_bot) == 2, "the second tap is not a second answer"
    assert api.answered[again], "and whoever tapped is told why"
    assert not backlog.quarantined


@pytest.mark.parametrize("token", ["x", "like·s1·movies:1", "A" * 64, "ж" * 32, "../../etc/passwd"])
async def test_a_forged_button_is_refused_politely(tmp_path: Path, api: BotApi, token: str) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api) as bot:
        ana.say("hello")
        message = await ana.sees("hello")
        tap = ana.tap_data(token, message)
        await api.until(lambda: tap in api.answered)
        assert not (await bot.settled()).quarantined
    assert len(ana.chat.from_bot) == 1


async def test_somebody_elses_button_is_refused(tmp_path: Path, api: BotApi) -> None:
    ana, eve, club = api.person("Ana"), api.person("Eve"), api.group()
    async with bot_at(tmp_path, api, items=ITEMS) as bot:
        ana.say("@rec_bot hello", club)
        message = await ana.sees("hello", club)
        tap = eve.tap("Yes", message)
        await api.until(lambda: tap in api.answered)
        assert api.answered[tap]
        assert message.labels == ["Yes"], "it is still Ana's to tap"
        assert not (await bot.settled()).quarantined
        assert len(club.chat.from_bot) == 1
        ana.tap("Yes", message)
        await ana.sees("yes", club)


async def test_a_tap_that_is_too_old_for_an_answer_still_counts(tmp_path: Path, api: BotApi) -> None:
    """Telegram forgets a tap after some minutes; what it said is still said."""
    ana = api.person("Ana")
    async with bot_at(tmp_path, api) as bot:
        ana.say("hello")
        await ana.sees("hello")
        api.stale.add(f"{ana.number}00000001")
        ana.tap("Yes")
        await ana.sees("said 2: yes")
        assert not (await bot.settled()).quarantined


async def test_a_tap_on_a_message_that_was_deleted_is_no_trouble(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api) as bot:
        ana.say("hello")
        message = await ana.sees("hello")
        ana.tap("Yes", message)
        message.deleted = True
        await ana.sees("said 2: yes")
        assert not (await bot.settled()).quarantined


async def test_slacks_buttons_are_as_strict(tmp_path: Path, slack: SlackApi) -> None:
    ana, eve, club = slack.person("ana"), slack.person("eve"), slack.channel()
    async with bot_at(tmp_path, slack) as bot:
        ana.mention("hello", club)
        message = await ana.sees("hello", club)
        eve.tap("Yes", message)
        ana.tap_value("forged", message)
        ana.tap_value("A" * 64, message)
        await slack.until(lambda: len(slack.push.acks) == 4)
        backlog = await bot.settled()
        assert not backlog.quarantined
        assert not [one for one in club.from_bot if "said 2" in one.reads]
        ana.tap("Yes", message)
        await ana.sees("said 2: yes", club)
