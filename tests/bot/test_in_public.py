"""Where others read along, what is for one person alone is not answered; and no answer is of one platform only."""

from __future__ import annotations

import pytest

from tests.bot.speaking import Speaker


@pytest.mark.parametrize("asked", ["/link", "/export"])
async def test_what_is_for_one_person_alone_is_not_answered_where_others_read(ana: Speaker, asked: str) -> None:
    await ana.say("i love westerns")
    answer = await ana.say(asked, public=True)
    assert "in private" in answer.text
    assert "/link" not in answer.text
    assert not answer.attachments


async def test_a_wrong_code_names_no_command_of_one_platform(ana: Speaker) -> None:
    await ana.say("hello")
    assert "/" not in (await ana.say("/link nonsense")).text
