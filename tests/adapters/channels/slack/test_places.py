"""Where an answer goes: to the channel, to one person alone, to a thread."""

from __future__ import annotations

import pytest

from adapters.channels.slack.rendering import render
from bot.messages import Attachment
from tests.adapters.channels.slack.scene import COMMAND, DIRECT, TAP, card, chain, reply
from tests.adapters.channels.slack.test_rendering import one, words


def test_a_command_in_direct_messages_is_answered_there_for_good_if_they_are_ours() -> None:
    posted, *others = chain(one(reply("Found:", "D1", origin={**COMMAND, "channel": "D1"})))
    assert (posted.method, posted.params["channel"]) == ("chat.postMessage", "D1")
    assert [(other.method, other.params.get("response_type")) for other in others[:1]] == [
        ("response_url", "ephemeral")
    ]


@pytest.mark.parametrize("picture", ["", "https://images.example.org/1.jpg"])
def test_a_list_that_a_tap_brings_is_for_the_channel_and_a_word_about_it_for_whoever_tapped(picture: str) -> None:
    listed = one(reply("Like Film 1:", "C1", origin=TAP, cards=(card(2, image_url=picture),)))
    assert listed.method == "chat.postMessage"
    assert one(reply("That one is done already.", "C1", origin=TAP)).method == "chat.postEphemeral"


def test_an_answer_goes_to_the_thread_in_direct_messages_too() -> None:
    assert one(reply("Found:", origin={**DIRECT, "thread": "1.1"})).params["thread_ts"] == "1.1"


def test_a_file_asked_for_in_a_channel_is_said_to_be_elsewhere() -> None:
    file = Attachment("me.json", "{}")
    said, _ = render(reply("Here it is.", "C1", origin=COMMAND, attachments=(file,)), "ephemeral")
    assert "direct messages" in words(said)
    said, _ = render(reply("Here it is.", attachments=(file,)), "ephemeral")
    assert "direct messages" not in words(said)
