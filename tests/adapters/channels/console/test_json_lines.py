"""JSON Lines: one object a line in, exactly one line out for each, whatever the line."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from adapters.channels.console.json_lines import MAX_TEXT, JsonLines, parse
from bot.errors import BadAction, BadLine
from bot.messages import Action
from recommender.schema import ItemId, SlateId
from tests.adapters.channels.console.fake_bot import BODY, respond


async def spoken(*lines: str | bytes) -> list[dict[str, Any]]:
    source = b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines)
    target = io.StringIO()
    await JsonLines(io.BytesIO(source), target).run(respond)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def said(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


async def test_a_text_is_answered_with_cards_that_carry_everything() -> None:
    [answer] = await spoken(said(user="ana", text="a heist"))
    assert answer["user"] == "ana"
    [reply] = answer["replies"]
    assert reply["text"] == "For “a heist”:"
    assert reply["cards"][0] == {
        "item": "movies:1",
        "title": "Heat",
        "subtitle": "1995 · crime, thriller · Michael Mann · 2 h 50 min",
        "body": BODY,
        "reason": "because you liked Collateral",
        "fields": {"year": 1995.0, "genres": ["crime", "thriller"], "streaming": True},
        "actions": {
            "like": "like·s1·movies:1",
            "dislike": "dislike·s1·movies:1",
            "seen": "seen·s1·movies:1",
            "why": "why·s1·movies:1",
        },
    }


async def test_a_cards_action_sent_back_is_a_tap() -> None:
    [answer] = await spoken(said(user="ana", text="a heist"))
    action = answer["replies"][0]["cards"][1]["actions"]["like"]
    [noted] = await spoken(said(user="ana", action=action))
    assert noted["replies"] == [{"text": "Noted: like movies:2.", "cards": []}]


async def test_several_users_share_a_process_and_answers_keep_the_order_of_lines() -> None:
    answers = await spoken(*(said(user=name, text="hello") for name in ("ana", "bo", "陈", "ana")))
    assert [answer["user"] for answer in answers] == ["ana", "bo", "陈", "ana"]
    assert answers[2]["replies"][0]["text"] == "Hello console:陈."


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("", "not JSON"),
        ("hello", "not JSON"),
        ('{"user": "ana", "text": "cut', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["ana", "hello"]', "not a JSON object"),
        (b'{"user": "ana", "text": "caf\xe9"}', "not UTF-8"),
        (said(text="hello"), '"user" is missing'),
        (said(user="", text="hello"), '"user" is empty'),
        (said(user=7, text="hello"), '"user" is 7, not a string'),
        (said(user="ana"), 'neither of "text" and "action"'),
        (said(user="ana", text="hello", action="like·s1·movies:1"), 'both of "text" and "action"'),
        (said(user="ana", text=["hello"]), '"text" is ["hello"], not a string'),
        (said(user="ana", text="  "), '"text" is empty'),
        (said(user="ana", text="x" * (MAX_TEXT + 1)), f"at most {MAX_TEXT}"),
        ('{"user": "ana", "text": "\\ud83d"}', "lone surrogate"),
        (said(user="ana", action="love·s1·movies:1"), "action 'love·s1·movies:1' is not one of ours"),
        (said(user="ana", action=1), '"action" is 1, not a string'),
    ],
)
async def test_a_bad_line_is_named_with_its_remedy_and_the_next_is_served(line: str | bytes, named: str) -> None:
    error, answer = await spoken(line, said(user="ana", text="hello"))
    assert list(error) == ["error"]
    assert named in error["error"]
    assert answer["replies"][0]["text"] == "Hello console:ana."


async def test_a_failure_of_the_bot_concerns_its_line_only(caplog: pytest.LogCaptureFixture) -> None:
    mend, bug, answer = await spoken(*(said(user="ana", text=text) for text in ("mend", "bug", "hello")))
    assert mend == {"error": "the shop is closed: come back tomorrow"}
    assert "ZeroDivisionError" in bug["error"]
    assert answer["replies"]
    assert "Traceback" in caplog.text


async def test_a_line_separator_in_a_text_does_not_break_the_line() -> None:
    [answer] = await spoken(said(user="ana", text="one\u2028two\x85three"))
    assert answer["replies"][0]["text"] == "For “one\u2028two\x85three”:"


async def test_the_last_line_needs_no_line_end() -> None:
    target = io.StringIO()
    await JsonLines(io.BytesIO(said(user="ana", text="hello").encode()), target).run(respond)
    assert json.loads(target.getvalue())["user"] == "ana"


def test_null_is_the_same_as_absent_and_a_byte_order_mark_is_ignored() -> None:
    message = parse(b"\xef\xbb\xbf" + said(user="ana", text="hello", action=None).encode())
    assert (message.text, message.action, message.address.user) == ("hello", None, "console:ana")


def test_an_action_becomes_what_was_encoded() -> None:
    action = Action("seen", SlateId("s9"), ItemId("books:a·b"))
    assert parse(said(user="ana", action=action.encode()).encode()).action == action


def test_mistakes_are_our_errors() -> None:
    with pytest.raises(BadLine):
        parse(b"{}")
    with pytest.raises(BadAction):
        parse(said(user="ana", action="like").encode())
