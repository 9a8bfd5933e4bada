"""`chat-rec status`: how far behind are inbox and outbox, and what waits for the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ports import Backlog, Faulty
    from bot.settings import Settings

EPILOG = """Examples:

chat-rec status
  (also while the bot is running)

chat-rec status --json | jq .quarantine
"""

REMEDY = (
    "`chat-rec quarantine retry ID` serves one again, after an upgrade; `chat-rec quarantine drop ID` gives it up"
)


def status(
    *, data_dir: DataDir = None, json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False
) -> None:
    """Show what waits, and what is in quarantine.

    Exit code 1 when somebody has been waiting for more than a minute.
    """
    import asyncio

    from bot.settings import load_settings

    settings = load_settings(data_dir=data_dir)
    told = asyncio.run(_told(settings))
    if json:
        import json as jsons

        typer.echo(jsons.dumps(told, ensure_ascii=False))
    else:
        for line in _lines(told):
            typer.echo(line)
    raise typer.Exit(0 if told["ok"] else 1)


async def backlog_of(settings: Settings) -> Backlog | None:
    """None when nothing was ever served from the data folder; it is not made by asking."""
    import time

    from bot.wiring import open_store, was_served

    if not was_served(settings):
        return None
    async with open_store(settings) as store:
        return await store.backroom.backlog(time.time())


def quarantine(settings: Settings, faulty: tuple[Faulty, ...]) -> list[dict[str, Any]]:
    """What is known of each; a fault is an error's text, so secrets are taken out of it."""
    from datetime import UTC, datetime

    from bot.redaction import Redaction

    redaction = Redaction(settings.secrets)
    return [
        {
            "id": each.id,
            "channel": each.channel,
            "at": datetime.fromtimestamp(each.at, UTC).isoformat(timespec="seconds"),
            "fault": redaction(each.fault),
        }
        for each in faulty
    ]


def quarantine_lines(found: list[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        yield f"  {each['id']}  {each['channel']}  {each['at']}  {' '.join(each['fault'].split())}"
    yield f"  {REMEDY}"


async def _told(settings: Settings) -> dict[str, Any]:
    from bot.delivery.meter import health
    from bot.health import figures
    from bot.ports import Backlog
    from bot.serving_lock import served_by

    backlog = await backlog_of(settings) or Backlog(0, 0.0, 0, 0.0, 0, ())
    well, sentence = health(backlog, 0.0)
    return {
        "ok": well,
        "told": sentence,
        "process": served_by(settings.data_dir),
        **figures(backlog),
        "quarantine": quarantine(settings, backlog.quarantined),
    }


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"{'ok' if told['ok'] else 'problem':<11} {told['told']}"
    if told["process"]:
        yield f"{'serving':<11} process {told['process']}"
    yield f"{'waiting':<11} {_many(told['waiting'], 'update')}, the oldest for {told['oldest_s']:.0f} s"
    yield f"{'unsent':<11} {_many(told['unsent'], 'call')}, the oldest for {told['oldest_unsent_s']:.0f} s"
    yield f"{'given up':<11} {_many(told['given_up'], 'call')} in the last seven days"
    yield f"{'quarantine':<11} {_many(told['quarantined'], 'update')}"
    if told["quarantine"]:
        yield from quarantine_lines(told["quarantine"])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
