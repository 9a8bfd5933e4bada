"""`chat-rec chat`: talk to the bot here, through a pipe, or from another program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.commands.options import DataDir, Domain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.channels.console.talk import Examples
    from bot.messages import InboundMessage, OutboundMessage
    from bot.ports import Channel
    from bot.settings import Settings

EPILOG = """Examples:

chat-rec chat
  (a prompt; try: something like Heat, but funnier)

echo 'a quiet film under 100 minutes' | chat-rec chat --user ana

echo '{"user": "ana", "text": "books about the sea"}' | chat-rec chat --json
"""


def chat(
    *,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="NAME", help="Who is talking. Default: your login name.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
    domain: Domain = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line in, one JSON line out for each.")
    ] = False,
) -> None:
    """Talk to the bot.

    At a terminal you get a prompt with history and cards; through a pipe each line is answered in plain text.
    With --json a line is {"user": NAME, "text": …} or {"user": NAME, "action": …}, where an action comes from
    a card of an earlier answer; many users may share one process.
    """
    if json and user is not None:
        raise typer.BadParameter("each JSON line names its own user: leave --user out", param_hint="--user")
    if user is not None and not user.strip():
        raise typer.BadParameter("the name is empty: give one, or leave --user out", param_hint="--user")

    import asyncio

    from bot.settings import load_settings

    settings = load_settings(data_dir=data_dir, domain=domain)
    asyncio.run(_talk(settings, user or _login_name(), json=json))


async def _talk(settings: Settings, user: str, *, json: bool) -> None:
    """The prompt is there at once; the engine opens beside it, and the first answer waits for it."""
    import asyncio

    from bot import open_bot
    from bot.engine import Engine
    from bot.skills.smalltalk import examples as sentences

    opened: asyncio.Future[Engine] = asyncio.get_running_loop().create_future()

    async def handle(message: InboundMessage) -> Sequence[OutboundMessage]:
        return await (await asyncio.shield(opened)).respond(message)

    async def examples() -> Sequence[str]:
        engine = await asyncio.shield(opened)
        return sentences(next(iter(engine.catalogues.values())), engine.phrases[settings.language])

    async def keep_open() -> None:
        async with open_bot(settings) as engine:
            opened.set_result(engine)
            await asyncio.Event().wait()

    try:
        async with asyncio.TaskGroup() as tasks:
            channel = _channel(settings, user, examples, json=json)
            engine_task = tasks.create_task(keep_open())
            await channel.run(handle)
            engine_task.cancel()
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


def _channel(settings: Settings, user: str, examples: Examples, *, json: bool) -> Channel:
    source = _standard_input()
    if json:
        from adapters.channels.console.json_lines import JsonLines

        target, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed must not mix with the answers
        return JsonLines(source, target)
    if sys.stdin and sys.stdin.isatty() and sys.stdout.isatty():
        from adapters.channels.console.terminal import Terminal

        return Terminal(user, _console_folder(settings) / _file_name(user), examples, settings.language)
    from adapters.channels.console.plain import Plain

    return Plain(user, source, sys.stdout, examples, settings.language)


def _standard_input() -> BinaryIO:
    """A reader of its own: Python closes `sys.stdin` at its end, which a waiting thread would make a crash."""
    import io

    # The descriptor outlives the reader, which lives as long as the process.
    return open(sys.stdin.fileno(), "rb", closefd=False) if sys.stdin else io.BytesIO()


def _console_folder(settings: Settings) -> Path:
    """Where typed lines are kept; the log goes there too, a screen with cards is no place for it."""
    import logging

    from bot.errors import SettingsError

    folder = settings.data_dir / "console"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=folder / "chat.log", level=logging.WARNING, force=True)
    except OSError as error:
        raise SettingsError(
            f"cannot write to {folder} ({error.strerror}): give a --data-dir that we may use"
        ) from None
    logging.captureWarnings(capture=True)
    return folder


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"  # a container without an entry for this user id


def _file_name(user: str) -> str:
    from urllib.parse import quote

    return f"{quote(user, safe='')[:200]}.history"
