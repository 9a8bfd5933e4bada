"""The console for pipes and files: each line is answered in plain text, in order, with nothing in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, TextIO

from rich.console import Console
from rich.text import Text

from adapters.channels.console.answer import answer
from adapters.channels.console.lines import read_lines
from adapters.channels.console.talk import Examples, Talk, no_examples, quoted
from bot.errors import ChatRecError
from bot.ports import Handle


@dataclass(frozen=True, slots=True)
class Plain:
    user: str
    source: BinaryIO
    target: TextIO
    examples: Examples = no_examples
    language: str = "en"
    """Until the person has said something."""

    async def run(self, handle: Handle) -> None:
        console = Console(file=self.target, force_terminal=False, color_system=None)
        talk = Talk(self.user, console, language=self.language)
        spoken = False
        async for line in read_lines(self.source):
            said = line.decode("utf-8", "replace").lstrip("\ufeff").strip()
            if said:
                await self._turn(said, talk, handle, first=not spoken)
                spoken = True
        if not spoken:
            examples = await self.examples()
            say = talk.phrases.say
            more = say("console.examples", examples=quoted(examples, talk.phrases)) if examples else ""
            talk.say(talk.phrases.joined(say("console.welcome"), more))
        self.target.flush()

    async def _turn(self, said: str, talk: Talk, handle: Handle, *, first: bool) -> None:
        if not first:
            talk.print([Text()])
        try:
            replies = await answer(handle, talk.parse(said))
        except ChatRecError as error:
            talk.complain(error)
        else:
            talk.show(replies)
            for attachment in (attachment for reply in replies for attachment in reply.attachments):
                self.target.write(attachment.content.rstrip("\n") + "\n")
        self.target.flush()
