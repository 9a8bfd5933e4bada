from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.channels.slack.rendering import RATES, Replies, render
from bot.messages import Attachment, Button, Card, Form, FormField, OutboundMessage, Tapped
from bot.postings import Call
from recommender.schema import Item, ItemId, SlateId
from tests.adapters.channels.slack.scene import COMMAND, DIRECT, TAP, VERBS, card, chain, reply
from tests.platforms import slack_oracle

ASKED = Button("Yes", "sealed-yes"), Button("No", "sealed-no")


def one(message: OutboundMessage, replies: Replies = "ephemeral") -> Call:
    (call,) = render(message, replies)
    slack_oracle.check(call)
    return call


def words(call: Call) -> str:
    return json.dumps(call.params, ensure_ascii=False)


def types(call: Call) -> list[str]:
    return [block["type"] for block in call.params.get("blocks", [])]


def test_a_list_with_pictures_is_a_carousel_first_and_bare_text_last() -> None:
    ways = chain(one(reply(cards=(card(1), card(2)))))
    assert [types(way) for way in ways] == [
        ["section", "carousel", "actions", "rich_text"],
        ["section", *["rich_text", "section", "actions"] * 2],
        ["section", *["rich_text", "actions"] * 2],
        [],
    ]
    assert ["image_url" in words(way) for way in ways] == [True, True, False, False]


def test_without_pictures_a_list_is_rows_that_can_be_compared_at_a_glance() -> None:
    ways = chain(one(reply(cards=(card(1, image_url=""), card(2, image_url="")))))
    assert [types(way) for way in ways] == [["section", *["rich_text", "actions"] * 2], []]


def test_every_form_says_what_matters_and_keeps_every_button() -> None:
    for way in chain(one(reply(cards=(card(1), card(2)), text="How about these:\nLonger?", question="Longer?"))):
        assert all(word in words(way) for word in ("How about these:", "Film 1", "Film 2", "Michael Mann", "Longer?"))
        if types(way):
            assert all(f"sealed-{verb}-2" in words(way) for verb in VERBS)


def test_a_button_brings_back_what_was_sealed_into_it() -> None:
    carousel = one(reply(cards=(card(1), card(2)))).params["blocks"][1]
    buttons = [button["value"] for shown in carousel["elements"] for button in shown["actions"]]
    assert buttons == [f"sealed-{verb}-{number}" for number in (1, 2) for verb in ("like", "dislike", "why")]


@pytest.mark.parametrize(
    "text", ["<!channel> & <@U1>", "*bold* _so_ ~no~ `code`", "<https://evil.example|click>", "a\x00b\ud800"]
)
def test_text_of_a_catalogue_is_never_markup(text: str) -> None:
    shown = card(title=text, subtitle=text, body=text, reason=text, status=text)
    for way in chain(one(reply(text, cards=(shown, shown), question=text))):
        assert "mrkdwn" not in json.dumps(way.params.get("blocks", []))
        assert way.params["mrkdwn"] is False


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.png", "http://2130706433/a.png", "http://0x7f.1/a.png", "http://[::1]/a.png",
        "http://169.254.169.254/a.png", "http://10.0.0.1/a.png", "http://nas.local/a.png", "http://localhost/a.png",
        "ftp://example.org/a.png", "javascript:alert(1)", "/a.png", "http://", "https://example.org/a b.png",
        "https://" + "user:pw@example.org/a.png", "https://example.org:99999/a.png", "https://example.org/a.webp",
        "http://[::ffff:127.0.0.1]/a.png", "https://example.org/" + "a" * 3000,
    ],
)  # fmt: skip
def test_a_picture_that_slack_cannot_or_must_not_fetch_is_left_out(url: str) -> None:
    assert "image_url" not in words(one(reply(cards=(card(image_url=url),))))


def test_a_long_text_goes_out_in_parts_and_all_of_it() -> None:
    calls = render(reply("word " * 5000), "ephemeral")
    assert len(calls) == 3
    assert sum(words(call.fallback or call).count("word") for call in calls) == 5000
    for call in calls:
        slack_oracle.check(call)


def test_a_long_text_above_a_list_leaves_room_for_the_list() -> None:
    first, last = render(reply("word " * 500, cards=tuple(map(card, range(10)))), "ephemeral")
    assert "carousel" not in types(first)
    assert "carousel" in types(last)


def test_in_a_channel_the_answer_is_in_the_thread() -> None:
    call = one(reply(chat="C1", thread="1.1", origin={"kind": "mention", "channel": "C1", "user": "U1"}))
    assert (call.method, call.params["channel"], call.params["thread_ts"]) == ("chat.postMessage", "C1", "1.1")
    assert call.params["unfurl_links"] is call.params["unfurl_media"] is False


@pytest.mark.parametrize("replies", ["ephemeral", "in_channel"])
def test_a_command_is_answered_at_its_own_address_and_later_to_the_person_alone(replies: Replies) -> None:
    ways = chain(one(reply(chat="C1", origin=COMMAND, cards=(card(),)), replies))
    assert ways[0].params["response_type"] == replies
    assert ways[0].params["url"] == COMMAND["response_url"]
    assert [way.method for way in ways] == ["response_url"] * 4 + ["chat.postEphemeral"] * 2
    assert ways[-1].params["user"] == "U1"


def tapped(verb: str, listed: tuple[Card, ...]) -> OutboundMessage:
    news = Tapped(verb, card(status="Liked"), listed=listed, intro="These could be good:")
    return reply("Noted, you like Film 1.", "C1", tapped=news, origin=TAP)


def test_a_tap_changes_the_list_in_place() -> None:
    ways = chain(one(tapped("like", (card(1, status="Liked"), card(2)))))
    assert (ways[0].method, ways[0].params["ts"], ways[0].repeatable) == ("chat.update", "5.5", True)
    assert all("Liked" in words(way) and "Film 2" in words(way) for way in ways[:3])
    assert [way.method for way in ways] == ["chat.update"] * 3 + ["response_url", "chat.postEphemeral"]


def test_a_tap_on_a_message_for_one_person_replaces_it() -> None:
    message = tapped("like", (card(1, status="Liked"),))
    call = one(reply(message.text, "C1", tapped=message.tapped, origin={**TAP, "ephemeral": "1"}))
    assert (call.method, call.params["replace_original"]) == ("response_url", True)


def test_a_tap_on_an_older_list_is_told_to_the_person_alone() -> None:
    call = one(tapped("like", ()))
    assert (call.method, call.params["user"]) == ("chat.postEphemeral", "U1")


def test_why_is_told_without_touching_the_list() -> None:
    call = one(tapped("why", (card(1), card(2))))
    assert call.method == "chat.postEphemeral"
    assert "Film 2" not in words(call)


def test_more_is_a_new_message() -> None:
    news = Tapped("more", card(), listed=(card(7),))
    call = one(reply("More:", "D1", tapped=news, cards=(card(7),), origin={**TAP, "channel": "D1"}))
    assert (call.method, types(call)[1]) == ("chat.postMessage", "card")


def test_a_question_has_its_buttons() -> None:
    call = one(reply("Shall I drop it?", buttons=ASKED))
    assert [button["value"] for button in call.params["blocks"][-1]["elements"]] == ["sealed-yes", "sealed-no"]


def test_our_commands_are_told_as_one_types_them_in_slack() -> None:
    call = one(reply("/undo takes it back, /forget deletes it. See https://a.example/help, and/or /recommend."))
    told = (
        "/recommend undo takes it back, /recommend forget deletes it. See https://a.example/help, and/or /recommend."
    )
    assert call.params["blocks"][0]["text"]["text"] == told


def test_a_code_to_be_typed_elsewhere_stays_as_it_is_typed_there() -> None:
    told = "Write to me there:\n/link K7MN-2QRS\n(on Slack: /recommend link K7MN-2QRS)"
    assert one(reply(told)).params["blocks"][0]["text"]["text"] == told


def test_thinking_says_nothing() -> None:
    assert render(reply("", thinking=True), "ephemeral") == ()


def test_a_message_of_one_card_says_which() -> None:
    assert one(reply(cards=(card(3),))).about == "s1·movies:3"
    assert one(reply(cards=(card(3), card(4)))).about == ""


TASTE = Form("movies", (FormField("genre", "Genre", ("comedy", "horror", "western"), ("comedy",), ("horror",)),))


def test_the_form_opens_filled_in_and_only_while_the_tap_lasts() -> None:
    message = reply(
        "You like: comedy.",
        "home",
        form=TASTE,
        origin={"kind": "tap", "user": "U1", "view": "modal", "trigger_id": "1.2"},
    )
    call = one(message)
    assert (call.method, call.params["trigger_id"], call.lasts_s) == ("views.open", "1.2", 3.0)
    wanted, avoided = call.params["view"]["blocks"][1:]
    assert [option["value"] for option in wanted["element"]["initial_options"]] == ["comedy"]
    assert [option["value"] for option in avoided["element"]["initial_options"]] == ["horror"]


def test_the_home_tab_shows_the_profile_and_the_way_to_change_it() -> None:
    call = one(reply("You like: comedy.", "home", form=TASTE, origin={"kind": "home", "user": "U1", "view": "home"}))
    assert (call.method, call.params["user_id"], call.chat) == ("views.publish", "U1", "home:U1")
    assert "You like: comedy." in words(call)
    assert "edit_taste" in words(call)


def test_a_form_with_hundreds_of_values_still_opens() -> None:
    options = tuple(f"value {number} {'x' * (number % 200)}" for number in range(300))
    fields = tuple(FormField(f"field {number}", "Label " * 60, options, options[250:260]) for number in range(60))
    origin = {"kind": "tap", "user": "U1", "view": "modal", "trigger_id": "1.2"}
    call = one(reply("", "home", form=Form("movies", fields), origin=origin))
    assert 10 < len(call.params["view"]["blocks"]) <= 81


def test_an_export_is_a_file_for_the_person_alone_wherever_they_asked() -> None:
    said, file = render(reply("Here.", "C1", origin=COMMAND, attachments=(Attachment("a.json", "{}"),)), "in_channel")
    assert said.method == "response_url"
    assert (file.method, file.params) == ("upload", {"user": "U1", "name": "a.json", "content": "{}"})
    assert file.fallback is not None
    slack_oracle.check(file)


def test_whoever_is_forgotten_is_forgotten_on_the_home_tab_too() -> None:
    _, cleared = render(reply("Done. I know nothing about you any more.", forgotten=True), "ephemeral")
    assert cleared.method == "views.publish"


def test_an_answer_goes_to_the_account_that_asked_when_accounts_are_linked() -> None:
    call = one(reply(chat="C1", origin={**TAP, "user": "U9"}))
    assert call.params["user"] == "U9"


def test_where_the_bot_is_not_a_member_the_address_that_came_with_the_tap_is_left() -> None:
    for cards in ((), (card(7),)):
        news = Tapped("more" if cards else "why", card(), listed=cards)
        ways = chain(one(reply("More:", "C1", tapped=news, cards=cards, origin=TAP)))
        assert ways[-1].method == "response_url"
        assert "replace_original" not in ways[-1].params or ways[-1].params["replace_original"] is False


def test_the_number_of_calls_is_counted_where_slack_counts_them() -> None:
    for message in (reply(), tapped("like", (card(),)), tapped("why", ()), reply(chat="C1", origin=COMMAND)):
        for way in chain(one(message)):
            assert way.paces
            assert all(pace.partition(":")[0] in RATES for pace in way.paces)


# Everything a catalogue may hold

TEXT = st.one_of(
    st.text(max_size=400),
    st.sampled_from(["", " ", "\u200b", "<!here>", "&" * 300, "😀" * 300, "מבחן", "a\nb\tc", "x" * 12_000]),
)
URL = st.one_of(st.just("https://example.org/a.jpg"), st.just("https://dead.example/a.png"), TEXT)
LABEL = st.one_of(st.text(max_size=100), st.sampled_from(list(VERBS.values())))
BUTTONS = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, "undo", "skip", "open"]),
        st.builds(Button, LABEL, st.text("abcXYZ-_", min_size=1, max_size=64)),
    ),
    max_size=7,
    unique_by=lambda pair: pair[0],
).map(tuple)
ITEM = st.builds(
    Item, st.text(min_size=1, max_size=80).map(lambda text: ItemId(f"movies:{text}")), st.just("movies"), TEXT
)
CARD = st.builds(Card, ITEM, TEXT, TEXT, TEXT, TEXT, BUTTONS, URL, URL, TEXT, st.just(SlateId("s1")))
ORIGIN = st.sampled_from(
    [DIRECT, COMMAND, TAP, {**TAP, "ephemeral": "1"}, {"kind": "home", "user": "U1", "view": "home"}]
)
FIELD = st.builds(FormField, st.text(min_size=1, max_size=300), TEXT, st.lists(TEXT, max_size=120).map(tuple))
FORM = st.none() | st.builds(
    Form, st.just("movies"), st.lists(FIELD, max_size=3, unique_by=lambda field: field.name).map(tuple)
)


LONG_NEWS = Tapped("like", card(), listed=(card(),), intro="x" * 12_000)


@st.composite
def messages(draw: st.DrawFn) -> OutboundMessage:
    origin, text, question = draw(ORIGIN), draw(TEXT), draw(TEXT)
    cards, after_tap = tuple(draw(st.lists(CARD, max_size=10))), draw(st.booleans())
    news = Tapped("like", cards[0], listed=cards, intro=text) if cards and after_tap else None
    chat = "home" if "view" in origin else origin["channel"]
    return reply(
        text + question,
        chat,
        cards=cards,
        origin=origin,
        form=draw(FORM),
        question=question,
        tapped=news,
        buttons=ASKED,
    )


@example(reply("x" * 24_000, cards=(card(),), question="x" * 12_000, origin=TAP, tapped=LONG_NEWS))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(messages())
def test_slack_takes_whatever_a_catalogue_holds(message: OutboundMessage) -> None:
    for call in render(message, "in_channel"):
        slack_oracle.check(call)
