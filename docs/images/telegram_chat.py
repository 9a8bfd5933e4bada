"""Calls of the Bot API, drawn as a private chat."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from bot.postings import Call

STYLE = """
body { margin: 0; background: #cfdcc8; font: 15px/1.38 "Liberation Sans", Arial, "Noto Color Emoji", sans-serif; }
main { width: 430px; padding: 14px 18px 18px; position: relative; }
.said { margin: 4px 0 12px 70px; text-align: right; }
.said span { display: inline-block; text-align: left; background: #e4fbd2; padding: 7px 12px;
             border-radius: 14px 14px 4px 14px; }
.shown { margin: 0 40px 10px 0; }
.bubble { background: #fff; border-radius: 14px 14px 14px 4px; overflow: hidden; }
.words { padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.words a { color: #2277b5; text-decoration: none; }
.photo { height: 150px; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row div { flex: 1; background: #7f9a74; color: #fff; border-radius: 8px; padding: 6px 2px; text-align: center; }
.note { background: #3b4652ee; color: #fff; border-radius: 10px; padding: 9px 14px; margin: 0 0 12px; }
"""
COLOURS = ("#3f5f7f", "#8a5a44", "#5f7f4f")


def said(text: str) -> str:
    return f'<div class="said"><span>{escape(text)}</span></div>'


def shown(calls: Iterable[Call]) -> str:
    """Messages as bubbles, the line about a tap above them."""
    return "".join(_drawn(call, place) for place, call in enumerate(calls))


def _drawn(call: Call, place: int) -> str:
    params = call.params
    match call.method:
        case "answerCallbackQuery":
            return f'<div class="note">{escape(params["text"])}</div>' if params.get("text") else ""
        case "sendPhoto":
            colour = COLOURS[place % len(COLOURS)]
            return _bubble(f'<div class="photo" style="background:{colour}"></div>', params["caption"], params)
        case "sendMessage" | "editMessageText":
            return _bubble("", params["text"], params)
        case method:
            raise ValueError(f"nobody has drawn {method} yet")


def _bubble(above: str, text: str, params: Any) -> str:
    words = text if params.get("parse_mode") == "HTML" else escape(text)
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    keyboard = "".join(f'<div class="row">{"".join(map(_button, row))}</div>' for row in rows)
    return f'<div class="shown"><div class="bubble">{above}<div class="words">{words}</div></div>{keyboard}</div>'


def _button(button: Any) -> str:
    return f"<div>{escape(button['text'])}</div>"
