from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.channels.slack.arriving import arrival, read_body, unreadable
from adapters.channels.slack.reading import read
from adapters.channels.slack.rendering import render
from bot.errors import BadUpdate
from bot.messages import Form, FormField, InboundMessage, OutboundMessage
from recommender.schema import Preference
from tests.adapters.channels.slack.scene import PAYLOADS, payload

OURS_NOT = {
    "app_home_messages_tab", "app_mention_by_bot", "bot_message", "button_link", "channel_message",
    "direct_message_edited", "member_joined", "own_message", "rate_limited", "reaction_other",
    "reaction_to_somebody_else", "view_closed",
}  # fmt: skip
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))


def said(name: str, **changes: Any) -> InboundMessage:
    message = read(arrival(payload(name) | changes, 1.0).payload)
    assert message is not None
    return message


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_is_read_or_left_alone(name: str) -> None:
    arrived = arrival(payload(name), 1.0)
    message = read(arrived.payload)
    assert (message is None) == (name in OURS_NOT)
    if message is not None:
        assert message.id == arrived.id
        assert message.address.user == arrived.user == "slack:U2147483697"


@pytest.mark.parametrize("name", NAMES)
def test_a_retry_has_the_same_id_and_keeps_no_verification_token(name: str) -> None:
    arrived = arrival(payload(name), 1.0)
    assert arrived.id == arrival(payload(name), 2.0).id
    assert "XXYYZZ" not in arrived.payload


def test_no_two_samples_share_an_id() -> None:
    assert len({arrival(payload(name), 1.0).id for name in NAMES}) == len(NAMES)


def test_another_tap_has_another_id() -> None:
    assert arrival(payload("button"), 1.0).id != arrival(payload("button") | {"trigger_id": "9.9.9"}, 1.0).id


def test_a_form_sent_again_is_the_same_until_something_else_is_chosen() -> None:
    first, again = payload("view_submission"), payload("view_submission") | {"trigger_id": "9.9.9"}
    assert arrival(first, 1.0).id == arrival(again, 1.0).id
    again["view"]["state"]["values"]["want:director"]["pick"]["selected_options"] = [{"value": "Mann"}]
    assert arrival(first, 1.0).id != arrival(again, 1.0).id


def test_markup_of_slack_is_read_as_the_words_it_shows() -> None:
    assert said("app_mention").text == "a comedy for @ana, not like Jaws"
    assert said("direct_message_in_thread").text == "shorter & funnier, <90 min"
    assert said("direct_message_with_file").text == "like the one on this poster"


def test_a_mention_is_talked_about_in_its_thread_and_a_direct_message_is_not() -> None:
    assert said("app_mention").address.thread == said("app_mention_in_thread").address.thread == "1764000010.000300"
    assert said("direct_message").address.thread == ""
    in_thread = said("direct_message_in_thread")
    assert (in_thread.address.thread, in_thread.origin["thread"]) == ("", "1764000000.000100"), "answered there"


def test_the_one_command_knows_our_other_commands() -> None:
    assert said("slash").text == "sci-fi, but nothing scary & under 2 hours"
    assert said("slash_empty").text == "/recommend"
    assert said("slash_profile").text == "/profile"
    assert said("slash_link").text == "/link 12345678"
    assert said("slash", text="Help").text == "/help"
    assert said("slash", text="help me choose").text == "help me choose"
    assert said("slash", command="/link", text="123").text == "/link 123"


def test_a_tap_carries_the_sealed_action_whatever_was_tapped() -> None:
    assert said("button").token.startswith("AAEC")
    assert [said(name).token for name in ("overflow", "menu")] == ["c2VlbiB0b2tlbg", "bW9yZSB0b2tlbg"]
    assert said("button_in_thread").address.thread == "1764000010.000300"
    assert said("button_ephemeral").origin["ephemeral"] == "1"


def test_a_reaction_says_which_message_and_how_it_was_liked() -> None:
    assert (said("reaction_like").reaction, said("reaction_dislike").reaction) == ("like", "dislike")
    assert said("reaction_like").regarding == "1764000040.000500"


def test_the_form_is_read_as_lasting_wishes() -> None:
    assert said("view_submission").taste == (
        Preference("genre", "in", ("comedy", "western"), "want", strength="soft", scope="always"),
        Preference("genre", "in", ("horror",), "avoid", strength="hard", scope="always"),
    )
    assert said("view_submission").origin["view"] == "home"


def test_a_shortcut_looks_for_something_like_the_message() -> None:
    asked = said("message_shortcut")
    assert (asked.text, asked.quoted) == ("Alien was great", True)


def test_the_home_tab_and_its_button_ask_for_the_profile() -> None:
    assert (said("app_home_opened").text, said("app_home_opened").origin["view"]) == ("/profile", "home")
    assert (said("edit_taste").text, said("edit_taste").origin["view"]) == ("/profile", "modal")
    assert said("app_home_opened").address.chat == "home"


def test_the_form_is_about_the_chat_in_which_it_was_asked_for() -> None:
    in_chat = payload("edit_taste") | {"channel": {"id": "D1"}, "container": {"type": "message", "message_ts": "1.1"}}
    asked = read(json.dumps(in_chat))
    assert asked is not None
    assert asked.address.chat == "D1"
    form = Form("movies", (FormField("genre", "Genre", ("comedy",)),))
    opened = OutboundMessage(asked.address, "", form=form, origin=asked.origin)
    (call,) = render(opened, "ephemeral")
    sent = payload("view_submission")
    sent["view"]["private_metadata"] = call.params["view"]["private_metadata"]
    submitted = read(json.dumps(sent))
    assert submitted is not None
    assert (submitted.address.chat, submitted.taste_of) == ("D1", "movies")


def test_we_are_known_by_name_even_when_a_request_does_not_say() -> None:
    body = payload("app_mention")
    del body["authorizations"]
    message = read(json.dumps(body), "U061F7AUR")
    assert message is not None
    assert message.text == "a comedy for @ana, not like Jaws"


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "null", "{}", '{"type": "event_callback"}', '{"type": "news"}', "[" * 9999]
)
def test_what_cannot_be_read_is_a_bad_update(text: str) -> None:
    with pytest.raises(BadUpdate):
        read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_request_is_accepted_and_then_at_worst_a_bad_update(name: str, data: st.DataObject) -> None:
    body: Any = payload(name)
    place: Any = body
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(JSON)
    arrived = arrival(body, 1.0)
    assert arrived.id.startswith("slack:")
    assert arrived.id.isprintable()
    try:
        read(arrived.payload)
    except BadUpdate:
        return


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200) | st.binary(max_size=50).map(lambda raw: b"payload=" + raw),
    st.sampled_from(["application/json", ""]),
)
def test_any_bytes_are_read_or_kept_as_they_are(raw: bytes, content_type: str) -> None:
    body = read_body(raw, content_type)
    if body is not None:
        assert arrival(body, 1.0).payload.encode()
    assert "\0" not in unreadable(raw, 1.0).payload


def test_the_word_payload_in_a_command_does_not_empty_it() -> None:
    body = read_body(b"command=%2Frecommend&text=films+about+a+payload", "application/x-www-form-urlencoded")
    assert body == {"command": "/recommend", "text": "films about a payload"}
