"""What updates say, read from payloads as Telegram sends them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.telegram.arriving import arrival_of
from adapters.channels.telegram.parsing import parsed
from adapters.channels.telegram.wording import Me
from bot.errors import BadUpdate
from bot.messages import InboundMessage

PAYLOADS = Path(__file__).parents[3] / "data" / "payloads" / "telegram"
ME = Me(7_000_000_001, "rec_bot")
CLUB = "-1001987654321"

NOT_FOR_US = (
    "command_for_another_bot", "edited_message", "group_chatter", "group_mention_of_another",
    "group_reply_to_another", "group_picture_reply", "forum_topic_of_ours", "group_anonymous_admin",
    "group_migrated", "group_joined", "other_bot", "our_own_inline_result", "channel_post", "tap_on_game",
    "reaction_removed", "reaction_neutral", "reaction_anonymous", "blocked", "new_kind",
)  # fmt: skip
SAYS = {
    "text": "something like Heat, but newer",
    "command": "/profile",
    "command_for_us": "/recommend a quiet film",
    "start": "/start",
    "start_deep_link": "something like Heat",
    "start_link": "/link K7QM-22PA",
    "photo_with_caption": "films that look like this",
    "voice": "",
    "sticker": "",
    "location": "",
    "reply_to_card": "shorter than this one",
    "group_mention": "🎬🎬 something like Heat",
    "group_text_mention": ", anything funny?",
    "group_reply_to_us": "what else?",
    "forum_topic": "/recommend a western",
}
FORMS = {
    "tap_on_picture": {"message": "310", "form": "card", "photo": "1"},
    "tap_on_text_card": {"message": "311", "form": "card"},
    "tap_on_list": {"message": "312", "form": "list"},
    "tap_on_answer": {"message": "313", "form": "answer"},
    "tap_on_old_message": {"message": "5"},
    "tap_on_inline_message": {},
}
OTHERS = ("inline_query", "reaction_like", "reaction_dislike", "poison")


def payload(name: str) -> str:
    return (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")


def read(name: str) -> InboundMessage:
    message = parsed(payload(name), ME)
    assert message is not None
    return message


def test_every_sample_is_tested() -> None:
    assert {*NOT_FOR_US, *SAYS, *FORMS, *OTHERS} == {file.stem for file in PAYLOADS.glob("*.json")}


@pytest.mark.parametrize("name", NOT_FOR_US)
def test_what_is_not_said_to_us_is_left_alone(name: str) -> None:
    assert parsed(payload(name), ME) is None


@pytest.mark.parametrize(("name", "text"), SAYS.items())
def test_words_are_read_without_the_bots_name(name: str, text: str) -> None:
    assert read(name).text == text


def test_a_message_tells_who_when_and_where() -> None:
    message = read("text")
    assert message.id == "tg:870412001"
    assert (message.address.channel, message.address.chat, message.address.user) == (
        "telegram", "4211", "telegram:4211",
    )  # fmt: skip
    assert (message.sent_at, message.locale, message.regarding) == (1795000000.0, "en", "")


def test_a_reply_to_us_names_the_message() -> None:
    assert read("reply_to_card").regarding == "77"
    assert read("group_reply_to_us").regarding == "900"


def test_what_is_said_in_a_group_is_public() -> None:
    assert [read(name).public for name in ("text", "group_mention", "forum_topic")] == [False, True, True]


def test_a_topic_of_a_forum_is_a_thread_and_no_reply() -> None:
    message = read("forum_topic")
    assert (message.address.chat, message.address.thread, message.regarding) == ("-1001987654399", "12", "")


@pytest.mark.parametrize(("name", "origin"), FORMS.items())
def test_a_tap_brings_its_token_and_the_kind_of_message_it_was_on(name: str, origin: dict[str, str]) -> None:
    message = read(name)
    assert message.token
    assert message.origin == {"callback": "18068347843289", **origin}


def test_a_tap_in_a_group_is_of_whoever_tapped() -> None:
    address = read("tap_on_list").address
    assert (address.chat, address.user) == (CLUB, "telegram:4211")


def test_what_is_being_typed_is_a_preview() -> None:
    message = read("inline_query")
    assert message.preview
    assert message.text == "something like Heat"
    assert message.origin == {"inline": "180683478432890001"}


def test_before_a_letter_is_typed_something_is_offered() -> None:
    update = json.loads(payload("inline_query"))
    update["inline_query"]["query"] = " "
    message = parsed(json.dumps(update), ME)
    assert message
    assert message.text == "/recommend"


def test_our_name_and_nothing_else_asks_for_help() -> None:
    update = json.loads(payload("group_mention"))
    name = f"@{ME.username}"
    entity = {"type": "mention", "offset": 0, "length": len(name)}
    update["message"] = {**update["message"], "text": name, "entities": [entity]}
    message = parsed(json.dumps(update), ME)
    assert message
    assert message.text == "/help"


def test_only_a_new_reaction_counts() -> None:
    assert (read("reaction_like").reaction, read("reaction_like").regarding) == ("like", "310")
    assert read("reaction_dislike").reaction == "dislike"


def test_a_poison_update_is_told_apart_in_one_sentence() -> None:
    with pytest.raises(BadUpdate, match="text of the update is a list"):
        parsed(payload("poison"), ME)


@pytest.mark.parametrize("body", ["", "null", "[1]", '"text"', "{", "[" * 100_000, "\x00", '{"message": 5}'])
def test_what_is_no_update_is_refused_as_such(body: str) -> None:
    with pytest.raises(BadUpdate):
        parsed(body, ME)


def test_a_group_message_waits_in_quarantine_while_our_name_is_unknown() -> None:
    with pytest.raises(BadUpdate, match="own name"):
        parsed(payload("group_mention"), Me(ME.id))
    assert parsed(payload("text"), Me(ME.id)) is not None


def test_a_long_text_is_cut_and_half_a_letter_is_replaced() -> None:
    update = json.loads(payload("text"))
    update["message"]["text"] = "\ud83d" + "x" * 20_000 + "\x00"
    message = parsed(json.dumps(update), ME)
    assert message
    assert message.text == "\ufffd" + "x" * 9_999


@pytest.mark.parametrize("name", [*SAYS, *FORMS, *NOT_FOR_US, *OTHERS])
def test_an_arrival_is_filed_under_the_chat_and_person_that_it_is_read_as(name: str) -> None:
    arrival = arrival_of(json.loads(payload(name)), 1.0)
    assert arrival.id == f"tg:{json.loads(payload(name))['update_id']}"
    if name not in ("poison", *NOT_FOR_US):
        message = parsed(arrival.payload, ME)
        assert message
        assert (arrival.chat, arrival.user) == (message.address.chat, message.address.user)


def parts(update: Any) -> list[tuple[Any, Any]]:
    """Every place in the update: the object or list, and the key or index."""
    places = list(update.items()) if isinstance(update, dict) else list(enumerate(update))
    below = [place for _, part in places if isinstance(part, dict | list) for place in parts(part)]
    return [(update, key) for key, _ in places] + below


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted({*SAYS, *FORMS, *NOT_FOR_US, *OTHERS})), st.data(), junk)
def test_damage_anywhere_in_an_update_leads_to_bad_update_or_a_message(
    name: str, data: st.DataObject, by: Any
) -> None:
    update = json.loads(payload(name))
    holder, key = data.draw(st.sampled_from(parts(update)))
    holder[key] = by
    assert arrival_of(update, 1.0).payload.isascii()
    with suppress(BadUpdate):
        message = parsed(json.dumps(update), ME)
        assert message is None or "\0" not in message.text.encode().decode()


@given(junk)
def test_anything_at_all_can_be_accepted_and_refused(update: Any) -> None:
    arrival = arrival_of(update, 1.0)
    assert arrival.id.startswith("tg:")
    with suppress(BadUpdate):
        parsed(arrival.payload, ME)
