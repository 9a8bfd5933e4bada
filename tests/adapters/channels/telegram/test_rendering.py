"""Which calls show a reply, and that Telegram accepts them whatever the catalogue holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from adapters.channels.telegram.calls import RATES
from adapters.channels.telegram.lettering import units
from adapters.channels.telegram.rendering import CardsForm, rendered
from bot.messages import Attachment, Button, OutboundMessage
from bot.postings import Call
from tests.adapters.channels.telegram.catalogue_of_horrors import replies
from tests.adapters.channels.telegram.replies import ANA, CLUB, PICTURED, SHOWN, TAP, card, labels, read
from tests.platforms.telegram_oracle import objections

FORMS: tuple[CardsForm, ...] = ("auto", "photos", "list")


def with_fallbacks(calls: list[Call]) -> Iterator[Call]:
    for call in calls:
        following: Call | None = call
        while following:
            yield following
            following = following.fallback


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies)
def test_telegram_accepts_whatever_a_catalogue_holds(reply: OutboundMessage) -> None:
    for form in FORMS:
        calls = rendered(reply, form)
        assert not [words for call in calls for words in objections(call)]
        if "callback" in reply.origin and not reply.thinking:
            assert "answerCallbackQuery" in [call.method for call in calls]
        for call in with_fallbacks(calls):
            assert call.chat == reply.address.chat
            assert {pace.partition(":")[0] for pace in call.paces} <= RATES.keys()


def test_a_list_is_one_message_with_a_row_of_buttons_for_each_card() -> None:
    [call] = rendered(SHOWN, "list")
    assert read(call) == (
        "These could be good.\n\n"
        "1. Heat\n1995 · 170 min\nYou liked Ronin\nCops and robbers.\n\n"
        "2. Ronin\n1995 · 170 min\nYou liked Ronin\nCops and robbers.\n\n"
        "From which year?\n\n"
        "👍 Like · 👎 Not for me · 👀 Seen it · ✨ More like this · ❓ Why?"
    )
    assert labels(call) == [["👍 1", "👎 1", "👀 1", "✨ 1", "❓ 1"], ["👍 2", "👎 2", "👀 2", "✨ 2", "❓ 2"]]
    assert call.paces == ("chat:4211", "all")


def test_a_refused_list_is_said_in_plain_words() -> None:
    [call] = rendered(SHOWN, "list")
    assert call.fallback
    assert read(call).startswith(f"{read(call.fallback)}\n\n👍")
    assert not call.fallback.params.keys() & {"parse_mode", "reply_markup"}


def test_pictures_come_one_by_one_and_the_question_last() -> None:
    first, heat, ronin, last = rendered(PICTURED, "auto")
    assert (read(first), read(last)) == ("These could be good.", "From which year?")
    assert (heat.method, heat.params["photo"]) == ("sendPhoto", "https://img.example.org/heat.jpg")
    assert ronin.method == "sendMessage"
    assert [heat.about, ronin.about] == ["s1·movies:Heat", "s1·movies:Ronin"]
    assert labels(heat) == [["👍 Like", "👎 Not for me"], ["👀 Seen it", "✨ More like this"], ["❓ Why?"]]


def test_a_refused_picture_is_told_in_words_with_the_same_buttons_then_without() -> None:
    heat = rendered(PICTURED, "auto")[1]
    told, plain = heat.fallback, heat.fallback and heat.fallback.fallback
    assert told
    assert plain
    assert [call.about for call in (heat, told, plain)] == ["s1·movies:Heat"] * 3
    assert (told.method, labels(told), labels(plain)) == ("sendMessage", labels(heat), [])
    assert read(told) == read(heat) == read(plain)


def test_a_group_gets_a_list_that_hangs_on_the_question() -> None:
    asked = replace(PICTURED, address=replace(CLUB, thread="12"), origin={"message": "900"})
    [call] = rendered(asked, "photos")
    assert call.params["reply_parameters"] == {"message_id": 900, "allow_sending_without_reply": True}
    assert (call.params["chat_id"], call.params["message_thread_id"]) == (-1001987654321, 12)
    assert call.paces == ("chat:-1001987654321", "group:-1001987654321", "all")


def test_a_title_is_linked_and_nothing_in_it_acts() -> None:
    odd = card("<Duel> @ana_s /forget evil.com", url="https://films.example.org/?a=1&b=2")
    text = rendered(replace(SHOWN, cards=(odd,)), "list")[0].params["text"]
    assert '<b><a href="https://films.example.org/?a=1&amp;b=2">&lt;Duel&gt; @\u2060ana_s ' in text
    assert "/\u2060forget evil.\u2060com" in text


def test_commands_that_the_bot_itself_names_can_be_tapped() -> None:
    [call] = rendered(OutboundMessage(ANA, "/profile shows it."), "auto")
    assert call.params["text"] == "/profile shows it."


def test_answers_to_a_question_are_buttons_under_it() -> None:
    asked = OutboundMessage(ANA, "Shall I drop it?", buttons=(Button("Yes", "y1"), Button("No", "n1")))
    [call] = rendered(asked, "auto")
    assert labels(call) == [["Yes", "No"]]


def test_a_long_text_is_said_on_several_messages_and_nothing_is_lost() -> None:
    said = " ".join(map(str, range(2000)))
    calls = rendered(OutboundMessage(ANA, said), "auto")
    assert " ".join(read(call) for call in calls) == said
    assert all(units(read(call)) <= 4096 for call in calls)


def test_a_list_of_one_is_a_card_whose_buttons_have_names() -> None:
    [call] = rendered(replace(SHOWN, cards=(card("Heat"),)), "list")
    assert read(call).startswith("These could be good.\n\nHeat\n")
    assert labels(call)[0] == ["👍 Like", "👎 Not for me"]
    assert call.about == "s1·movies:Heat"


def test_a_file_goes_with_its_words_and_is_told_in_words_if_it_is_refused() -> None:
    exported = OutboundMessage(ANA, "Here it is.", attachments=(Attachment("me.json", '{"likes": []}'),))
    [file] = rendered(exported, "auto")
    assert read(file) == "Here it is."
    assert file.params["document"] == {"name": "me.json", "content": '{"likes": []}'}
    assert file.fallback
    assert read(file.fallback) == 'Here it is.\n{"likes": []}'


def test_words_that_are_too_long_for_a_caption_stand_before_the_file() -> None:
    exported = OutboundMessage(ANA, "Here it is. " * 100, attachments=(Attachment("me.json", "{}"),))
    said, file = rendered(exported, "auto")
    assert (said.method, file.method, read(file)) == ("sendMessage", "sendDocument", "")


def test_a_preview_is_an_article_for_each_card() -> None:
    [call] = rendered(replace(PICTURED, origin={"inline": "18"}), "auto")
    heat, ronin = call.params["results"]
    assert (heat["title"], heat["description"]) == ("Heat", "1995 · 170 min · You liked Ronin")
    assert (heat["thumbnail_url"], ronin.get("thumbnail_url")) == ("https://img.example.org/heat.jpg", None)
    assert (call.params["is_personal"], call.lasts_s, call.weight) == (True, 30, 0)


def test_what_is_posted_in_a_chat_tells_nobody_what_the_person_liked() -> None:
    [call] = rendered(replace(PICTURED, origin={"inline": "18"}), "auto")
    posted = call.params["results"][0]["input_message_content"]["message_text"]
    assert "Heat" in posted
    assert "You liked" not in posted


def test_nobody_is_told_that_the_bot_is_typing_where_nothing_will_be_said() -> None:
    busy = replace(SHOWN, thinking=True)
    assert [call.method for call in rendered(busy, "auto")] == ["sendChatAction"]
    for origin in (TAP, {"inline": "18"}):
        assert not rendered(replace(busy, origin=origin), "auto")
