"""What a tap changes, and where."""

from __future__ import annotations

from dataclasses import replace

from adapters.channels.telegram.rendering import rendered
from bot.messages import OutboundMessage, Tapped
from tests.adapters.channels.telegram.replies import ANA, DUEL, HEAT, RONIN, TAP, labels, read


def tap(verb: str, tapped: Tapped, text: str = "Noted.", **origin: str) -> OutboundMessage:
    new = (tapped.successor,) if tapped.successor else ()
    return OutboundMessage(ANA, text, new, tapped=replace(tapped, verb=verb), origin={**TAP, **origin})


LIKED = replace(HEAT, status="Liked", buttons=HEAT.buttons[1:2])


def test_a_tap_on_a_list_changes_the_list_in_place() -> None:
    tapped = Tapped("", LIKED, DUEL, (DUEL, RONIN), "These could be good.")
    note, edit = rendered(tap("dislike", tapped, form="list"), "auto")
    assert (note.method, note.params["text"], note.weight) == ("answerCallbackQuery", "Noted.", 0)
    assert (edit.method, edit.params["message_id"]) == ("editMessageText", 17)
    assert read(edit).startswith("These could be good.\n\n1. Duel\n")
    assert note.repeatable
    assert edit.repeatable
    assert edit.fallback
    assert read(edit.fallback).startswith("Noted.\n\nDuel\n")
    assert not edit.fallback.repeatable


def test_a_tap_on_an_old_list_is_only_answered() -> None:
    assert [call.method for call in rendered(tap("like", Tapped("", LIKED), form="list"), "auto")] == [
        "answerCallbackQuery"
    ]


def test_a_successor_from_an_old_list_is_shown_in_a_new_message() -> None:
    note, said = rendered(tap("dislike", Tapped("", LIKED, DUEL), "Noted. Instead:", form="list"), "auto")
    assert "text" not in note.params
    assert read(said).startswith("Noted. Instead:\n\nDuel\n")


def test_the_note_leaves_out_what_only_announces_the_change() -> None:
    tapped = Tapped("", LIKED, DUEL, (DUEL, RONIN), "These could be good.")
    note, _ = rendered(tap("dislike", tapped, "Noted: not Heat. Instead:", form="list"), "auto")
    assert note.params["text"] == "Noted: not Heat."


def test_a_tap_on_a_card_marks_it() -> None:
    _, edit = rendered(tap("like", Tapped("", LIKED), form="card"), "auto")
    assert edit.method == "editMessageText"
    assert "Liked" in read(edit)
    assert labels(edit) == [["👎 Not for me"]]


def test_a_successor_takes_the_picture_over() -> None:
    new = replace(DUEL, image_url="https://img.example.org/duel.jpg")
    _, edit = rendered(tap("seen", Tapped("", LIKED, new), form="card", photo="1"), "auto")
    assert edit.method == "editMessageMedia"
    assert edit.params["media"]["media"] == new.image_url
    assert edit.about == "s1·movies:Duel"
    assert edit.fallback
    assert read(edit.fallback).startswith("Duel\n")


def test_a_successor_without_a_picture_does_not_stand_under_the_old_one() -> None:
    _, edit, new = rendered(tap("seen", Tapped("", LIKED, DUEL), form="card", photo="1"), "auto")
    assert edit.method == "editMessageCaption"
    assert read(edit).startswith("Heat\n")
    assert (new.method, new.about) == ("sendMessage", "s1·movies:Duel")


def test_why_is_told_in_an_alert() -> None:
    [note] = rendered(tap("why", Tapped("", HEAT), "It is close to Ronin.", form="card"), "auto")
    assert (note.params["show_alert"], note.params["text"]) == (True, "It is close to Ronin.")
    assert note.lasts_s == 140


def test_a_reason_too_long_for_an_alert_is_said_in_full() -> None:
    note, said = rendered(tap("why", Tapped("", HEAT), "It is close to Ronin. " * 30, form="card"), "auto")
    assert "text" not in note.params
    assert read(said).count("Ronin") == 30


def test_more_marks_the_card_and_says_a_new_list() -> None:
    asked = replace(tap("more", Tapped("", LIKED), form="card"), cards=(DUEL, RONIN))
    assert [call.method for call in rendered(asked, "list")] == [
        "answerCallbackQuery", "editMessageText", "sendMessage",
    ]  # fmt: skip


def test_a_tap_on_a_message_that_telegram_shows_no_more_is_answered_anew() -> None:
    _, anew = rendered(tap("dislike", Tapped("", LIKED, DUEL)), "auto")
    assert (anew.method, anew.about) == ("sendMessage", "s1·movies:Duel")


def test_a_tap_that_may_not_be_used_makes_no_message() -> None:
    for form in ("card", "list", "answer"):
        refused = OutboundMessage(ANA, "That button is too old.", origin={**TAP, "form": form}, undone=True)
        [note] = rendered(refused, "auto")
        assert note.params == {"callback_query_id": "1806", "text": "That button is too old.", "show_alert": True}


def test_a_question_that_is_answered_loses_its_buttons() -> None:
    answered = OutboundMessage(ANA, "Then it stays.", origin={**TAP, "form": "answer"})
    note, edit, said = rendered(answered, "auto")
    assert (note.method, edit.method, read(said)) == (
        "answerCallbackQuery", "editMessageReplyMarkup", "Then it stays.",
    )  # fmt: skip
    assert "text" not in note.params
