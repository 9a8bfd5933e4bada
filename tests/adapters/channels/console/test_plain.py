"""The console in a pipe: each line answered in plain text, in order."""

from __future__ import annotations

import io

import pytest

from adapters.channels.console.plain import Plain
from bot.messages import Attachment, InboundMessage, OutboundMessage
from tests.adapters.channels.console.fake_bot import examples, respond


async def spoken(text: str) -> str:
    target = io.StringIO()
    await Plain("ana", io.BytesIO(text.encode()), target, examples).run(respond)
    return target.getvalue()


async def test_lines_are_answered_in_order_without_prompt_or_colour() -> None:
    assert await spoken("hello\n\nhello again") == "Hello console:ana.\n\nHello console:ana.\n"


async def test_short_commands_work_in_a_pipe_too() -> None:
    output = await spoken("a heist\nlike 2\n")
    assert output.startswith("For “a heist”:\n\n 1  Heat")
    assert output.endswith("\n\nNoted: like movies:2.\n")


async def test_nothing_said_is_answered_with_a_greeting() -> None:
    greeting = "Tell me what you are in the mood for. For example: “something like Heat”, “a short comedy”"
    assert " ".join((await spoken("")).split()) == greeting
    assert await spoken("\n \n") == await spoken("")


async def test_mistakes_are_told_as_sentences_and_the_next_line_is_served() -> None:
    output = await spoken("a heist\nlike 9\nmend\nhello\n")
    assert "\n\nThere is no number 9 on the list: choose from 1 to 3.\n" in output
    assert "\n\nThe shop is closed: come back tomorrow.\n\nHello console:ana.\n" in output


async def test_a_bug_stops_one_line_only(caplog: pytest.LogCaptureFixture) -> None:
    output = await spoken("bug\nhello\n")
    assert "This message failed on our side (ZeroDivisionError)" in output
    assert output.endswith("Hello console:ana.\n")
    assert "Traceback" in caplog.text


async def test_text_that_is_not_utf_8_does_not_stop_the_talk() -> None:
    target = io.StringIO()
    await Plain("ana", io.BytesIO(b"caf\xe9\n"), target).run(respond)
    assert target.getvalue().startswith("For “caf�”:")


async def test_an_attached_file_is_printed() -> None:
    async def export(message: InboundMessage) -> list[OutboundMessage]:
        return [OutboundMessage(message.address, "Here:", attachments=(Attachment("ana.json", '{"likes": []}'),))]

    target = io.StringIO()
    await Plain("ana", io.BytesIO(b"/export\n"), target).run(export)
    assert target.getvalue() == 'Here:\n{"likes": []}\n'
