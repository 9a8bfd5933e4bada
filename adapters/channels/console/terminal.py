"""The console for a person: a prompt with history and completion, cards, and a spinner while the bot thinks."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.history import FileHistory
from rich.console import Console
from rich.style import Style
from rich.text import Text

from adapters.channels.console.answer import answer
from adapters.channels.console.cards import HINT, hint
from adapters.channels.console.completion import TypedCompleter
from adapters.channels.console.talk import Examples, Talk, no_examples, quoted
from bot.errors import ChatRecError
from bot.messages import Attachment, OutboundMessage
from bot.ports import Handle

FAREWELLS = {"/quit", "/exit", "quit", "exit", "bye", "goodbye", "bye bye", "good bye", "再见", "拜拜", "退出"}
PATIENCE = 0.3
"""Seconds without an answer until a spinner says that we are at it."""


@dataclass(frozen=True, slots=True)
class Terminal:
    user: str
    history: Path
    """File of the lines typed before, in an existing folder; made when missing, readable by its owner only."""
    examples: Examples = no_examples
    language: str = "en"
    """Until the person has said something."""

    async def run(self, handle: Handle) -> None:
        talk = Talk(self.user, Console(highlight=False), language=self.language)
        session = self._session(talk)
        talk.say(talk.phrases.joined(talk.phrases.say("console.welcome"), talk.phrases.say("console.ends")))
        welcome = asyncio.create_task(self._welcome(talk))
        try:
            while (said := await _line(session)) is not None:
                welcome.cancel()
                if said and await _turn(said, talk, handle):
                    self.history.unlink(missing_ok=True)
                    session = self._session(talk)
        finally:
            welcome.cancel()
        talk.say(talk.phrases.say("console.bye"))

    def _session(self, talk: Talk) -> PromptSession[str]:
        self.history.touch(mode=0o600)
        return PromptSession(
            [("bold", "> ")],
            history=FileHistory(str(self.history)),
            completer=TypedCompleter(talk),
            complete_while_typing=True,
            reserve_space_for_menu=4,
        )

    async def _welcome(self, talk: Talk) -> None:
        """Examples appear above the prompt as soon as the catalogue is open."""
        examples = await self.examples()
        if examples:
            line = talk.phrases.say("console.examples", examples=quoted(examples, talk.phrases))
            await run_in_terminal(lambda: talk.say(line, HINT))


async def _line(session: PromptSession[str]) -> str | None:
    """What was typed, None when the person leaves."""
    try:
        said = (await session.prompt_async()).strip()
    except EOFError:
        return None
    return None if said.casefold().strip(" .!") in FAREWELLS else said


async def _turn(said: str, talk: Talk, handle: Handle) -> bool:
    """Show what the bot says to one line; True when the person was forgotten with it."""
    try:
        replies = await _with_spinner(talk, handle, said)
    except ChatRecError as error:
        talk.complain(error, Style(color="red"))
        talk.print([Text()])
        return False
    talk.show(replies)
    for attachment in (attachment for reply in replies for attachment in reply.attachments):
        talk.say(talk.phrases.say("console.saved", path=saved(attachment)), HINT)
    taught = hint(talk.listing, talk.console, talk.phrases) if any(reply.cards for reply in replies) else []
    talk.print([Text(), *taught])
    return any(reply.forgotten for reply in replies)


async def _with_spinner(talk: Talk, handle: Handle, said: str) -> Sequence[OutboundMessage]:
    work = asyncio.create_task(_replies(talk, handle, said))
    try:
        await asyncio.wait({work}, timeout=PATIENCE)
        if not work.done():
            with talk.console.status(talk.phrases.say("console.moment"), spinner="dots"):
                await asyncio.wait({work})
        return await work
    finally:
        if not work.done():
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work


async def _replies(talk: Talk, handle: Handle, said: str) -> Sequence[OutboundMessage]:
    return await answer(handle, talk.parse(said))


def saved(attachment: Attachment, folder: Path = Path()) -> Path:
    """Write the file into the folder, over no other file, readable by its owner only."""
    name = Path(Path(attachment.name).name)
    path = folder / name
    for count in itertools.count(2):
        try:
            path.touch(mode=0o600, exist_ok=False)
            break
        except FileExistsError:
            path = folder / f"{name.stem}-{count}{name.suffix}"
    path.write_text(attachment.content, encoding="utf-8")
    return path
