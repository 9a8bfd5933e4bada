"""Talk to the bot as Telegram and Slack would, and draw the calls that it answers with.

Run it after anything that changes how answers look: .venv/bin/python docs/images/draw.py
It needs Chromium and a colour emoji font (on Debian, packages chromium and fonts-noto-color-emoji).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import slack_chat
import telegram_chat
from stage import Payload, Stage, payload, staged

from bot.messages import Card, OutboundMessage
from bot.postings import Call

FOLDER = Path(__file__).parent
WISH = "something like Heat, but under two hours and not too violent"
MEASURE = "<script>document.body.dataset.high = document.querySelector('main').offsetHeight</script>"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with staged("telegram", Path(folder)) as stage:
            await _telegram(stage)
    with tempfile.TemporaryDirectory() as folder:
        async with staged("slack", Path(folder)) as stage:
            await _slack(stage)


async def _telegram(stage: Stage) -> None:
    await stage.calls(_typed("/start"))
    listed = await stage.calls(_typed(WISH))
    _draw("telegram-list", telegram_chat.STYLE, 466, telegram_chat.said(WISH) + telegram_chat.shown(listed))

    _draw("telegram-tap", telegram_chat.STYLE, 466, telegram_chat.shown(await stage.calls(_tap(listed[-1], 1, 1))))

    await stage.calls(_typed("/reset"))
    wish = "a quiet film about the sea"
    pictured = await stage.calls(_typed(wish), _with_pictures)
    _draw("telegram-photo", telegram_chat.STYLE, 466, telegram_chat.said(wish) + telegram_chat.shown(pictured))


async def _slack(stage: Stage) -> None:
    await stage.calls(_written("hello"))
    listed = await stage.calls(_written(WISH))
    asked = slack_chat.said("Ana", "#9a5b7a", WISH)
    _draw("slack-list", slack_chat.STYLE, 860, asked + slack_chat.shown(listed))

    for words in ("/reset", "I love Heat", "I love crime films", "never show me horror"):
        await stage.calls(_written(words))
    [home] = await stage.calls(payload("slack", "app_home_opened"))
    _draw("slack-home", slack_chat.STYLE, 620, slack_chat.blocks(home.params["view"]["blocks"]))
    [form] = await stage.calls(payload("slack", "edit_taste"))
    beginning = {**form.params["view"], "blocks": form.params["view"]["blocks"][:9]}
    _draw("slack-form", slack_chat.STYLE, 560, slack_chat.modal(beginning))


def _typed(text: str) -> Payload:
    update = payload("telegram", "text")
    update["message"]["text"] = text
    return update


def _tap(call: Call, row: int, column: int) -> Payload:
    """A tap on one of the message's buttons, as Telegram tells it."""
    update = payload("telegram", "tap_on_picture")
    tap, keyboard = update["callback_query"], call.params["reply_markup"]
    tap["data"] = keyboard["inline_keyboard"][row][column]["callback_data"]
    tap["message"]["reply_markup"] = keyboard
    del tap["message"]["photo"]
    return update


def _written(text: str) -> Payload:
    update = payload("slack", "direct_message")
    update["event"]["text"] = text
    return update


def _with_pictures(message: OutboundMessage) -> OutboundMessage:
    """The demo store has none."""

    def pictured(card: Card) -> Card:
        return replace(card, image_url="https://pictures.example.org/film.jpg")

    return replace(message, cards=tuple(map(pictured, message.cards[:2])))


def _draw(name: str, style: str, width: int, content: str) -> None:
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style><main>{content}</main>{MEASURE}'
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        told = _chromium(f"--window-size={width},800", "--dump-dom", file.as_uri())
        [high] = re.findall(r'data-high="(\d+)"', told)
        picture = FOLDER / f"{name}.png"
        _chromium(f"--window-size={width},{high}", f"--screenshot={picture}", file.as_uri())
    sys.stdout.write(f"{picture.name}  {picture.stat().st_size // 1000} kB\n")


def _chromium(*arguments: str) -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("no Chromium is installed: on Debian, apt-get install chromium fonts-noto-color-emoji")
    options: Sequence[str] = ("--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=2")
    done = subprocess.run(  # noqa: S603 - the arguments are our own
        [found, *options, *arguments], check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return done.stdout


if __name__ == "__main__":
    asyncio.run(main())
