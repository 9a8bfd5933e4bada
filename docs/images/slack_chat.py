"""Block Kit, drawn as a message, a Home tab or a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bot.postings import Call

STYLE = """
body { margin: 0; background: #fff; color: #1d1c1d;
       font: 15px/1.45 "Liberation Sans", Arial, "Noto Color Emoji", sans-serif; }
main { padding: 16px 20px; }
.message { display: flex; gap: 10px; margin-bottom: 14px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; color: #fff; font: bold 17px/36px Arial;
        text-align: center; }
.name { font-weight: bold; }
.name small { background: #e8e8e8; color: #616061; border-radius: 3px; padding: 1px 4px; font-weight: normal; }
.content { flex: 1; min-width: 0; }
.section { margin: 5px 0; white-space: pre-wrap; }
.header { font-size: 19px; font-weight: bold; margin: 6px 0; }
.context { color: #616061; font-size: 13px; margin: 8px 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; }
.button { border: 1px solid #bbb; border-radius: 8px; padding: 4px 11px; font-weight: bold; font-size: 13.5px; }
.button.first { background: #007a5a; border-color: #007a5a; color: #fff; }
.select { border: 1px solid #bbb; border-radius: 8px; padding: 4px 11px; color: #555; font-size: 14px;
          display: flex; gap: 6px; flex-wrap: wrap; }
.select::after { content: "⌄"; margin-left: auto; padding-left: 14px; }
.chip { background: #e3eef7; color: #1264a3; border-radius: 5px; padding: 0 7px; }
.carousel { display: flex; gap: 12px; margin: 8px 0; }
.card { flex: 1 1 0; min-width: 0; border: 1px solid #ddd; border-radius: 12px; padding: 12px 14px;
        display: flex; flex-direction: column; }
.card .row { margin-bottom: 0; }
.card b { font-size: 15.5px; }
.card .facts { color: #616061; font-size: 13px; margin: 3px 0 6px; }
.card .body { white-space: pre-wrap; font-size: 14px; flex: 1; }
.modal { border: 1px solid #ddd; border-radius: 12px; box-shadow: 0 3px 16px #0002; overflow: hidden; }
.modal > .title { font-size: 20px; font-weight: bold; padding: 14px 20px; border-bottom: 1px solid #eee; }
.modal > .inside { padding: 6px 20px 12px; }
.modal > .end { display: flex; justify-content: flex-end; gap: 10px; padding: 12px 20px; border-top: 1px solid #eee; }
.label { font-weight: bold; margin: 12px 0 4px; }
.label span { color: #616061; font-weight: normal; }
"""
Block = Mapping[str, Any]


def said(name: str, colour: str, text: str) -> str:
    return _message(name, colour, f'<div class="section">{escape(text)}</div>')


def shown(calls: Iterable[Call]) -> str:
    """Messages of the bot."""
    return "".join(
        _message("Chat-REC <small>APP</small>", "#46708f", blocks(call.params["blocks"])) for call in calls
    )


def modal(view: Block) -> str:
    ends = (("", view["close"]), (" first", view["submit"]))
    buttons = "".join(f'<div class="button{kind}">{_text(words)}</div>' for kind, words in ends)
    inside = f'<div class="inside">{blocks(view["blocks"])}</div><div class="end">{buttons}</div>'
    return f'<div class="modal"><div class="title">{_text(view["title"])}</div>{inside}</div>'


def blocks(given: Iterable[Block]) -> str:
    return "".join(map(_block, given))


def _message(name: str, colour: str, content: str) -> str:
    face = f'<div class="face" style="background:{colour}">{name[0]}</div>'
    return f'<div class="message">{face}<div class="content"><div class="name">{name}</div>{content}</div></div>'


def _block(block: Block) -> str:
    match block["type"]:
        case "section" | "header" as kind:
            return f'<div class="{kind}">{_text(block["text"])}</div>'
        case "context":
            return f'<div class="context">{" ".join(map(_text, block["elements"]))}</div>'
        case "actions":
            return f'<div class="row">{"".join(map(_element, block["elements"]))}</div>'
        case "rich_text":
            inside = "".join(_rich(element) for part in block["elements"] for element in part["elements"])
            return f'<div class="section">{inside}</div>'
        case "carousel":
            return f'<div class="carousel">{"".join(map(_block, block["elements"]))}</div>'
        case "card":
            return _card(block)
        case "input":
            optional = " <span>(optional)</span>" if block.get("optional") else ""
            return f'<div class="label">{_text(block["label"])}{optional}</div>{_element(block["element"])}'
        case kind:
            raise ValueError(f"nobody has drawn a {kind} yet")


def _card(card: Block) -> str:
    parts = (("b", "title", ""), ("div", "subtitle", "facts"), ("div", "body", "body"))
    words = "".join(f'<{tag} class="{kind}">{_text(card[name])}</{tag}>' for tag, name, kind in parts if name in card)
    return f'<div class="card">{words}<div class="row">{"".join(map(_element, card.get("actions", ())))}</div></div>'


def _rich(element: Block) -> str:
    style = element.get("style", {})
    tags = [tag for tag, kind in (("b", "bold"), ("i", "italic")) if style.get(kind)]
    tags += ["u"] if element["type"] == "link" else []
    return "".join(f"<{tag}>" for tag in tags) + _text(element) + "".join(f"</{tag}>" for tag in reversed(tags))


def _element(element: Block) -> str:
    if element["type"] == "overflow":
        return '<div class="button">⋯</div>'
    if element["type"] == "button":
        return f'<div class="button">{_text(element["text"])}</div>'
    chosen = [f'<span class="chip">{_text(option["text"])}</span>' for option in element.get("initial_options", ())]
    return f'<div class="select">{"".join(chosen) or _text(element["placeholder"])}</div>'


def _text(text: Block) -> str:
    return escape(text["text"])
