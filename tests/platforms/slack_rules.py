"""What Slack refuses: blocks, views and messages that are too long, too many or of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_ALL_TEXT = 13_200
"""Undocumented: beyond it Slack says `msg_blocks_too_long`."""

LENGTHS = {
    "header.text": 150,
    "section.text": 3000,
    "context.text": 2000,
    "button.text": 75,
    "button.value": 2000,
    "button.url": 3000,
    "image.image_url": 3000,
    "image.alt_text": 2000,
    "image.title": 2000,
    "card.title": 150,
    "card.subtitle": 150,
    "card.body": 200,
    "markdown.text": 12_000,
    "input.label": 2000,
    "option.text": 75,
    "option.value": 150,
    "alert.text": 200,
}
COUNTS = {
    "actions.elements": (1, 25),
    "context.elements": (1, 10),
    "carousel.elements": (1, 10),
    "section.fields": (1, 10),
    "card.actions": (0, 3),
    "overflow.options": (1, 5),
    "checkboxes.options": (1, 10),
    "radio_buttons.options": (1, 10),
    "static_select.options": (1, 100),
    "multi_static_select.options": (1, 100),
    "context_actions.elements": (1, 5),
}
NEEDED = {
    "section": ("text", "fields"),
    "header": ("text",),
    "image": ("image_url", "slack_file"),
    "card": ("title", "body", "hero_image", "actions"),
    "button": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "carousel": ("elements",),
    "markdown": ("text",),
    "input": ("label",),
}
"""One of these each."""
BLOCKS = {"section", "header", "divider", "image", "actions", "context", "input", "card", "carousel", "markdown"}
BLOCKS |= {"rich_text", "alert", "container", "table", "data_table", "plan", "task_card", "context_actions", "video"}
NOT_IN_MODALS = {"carousel", "card", "markdown", "table"}


@dataclass(eq=False)
class Refusal(Exception):
    """`{"ok": false, "error": …}`."""

    error: str
    messages: list[str] = field(default_factory=list)
    retry_after: int | None = None


def message(params: dict[str, Any]) -> None:
    """Raises `Refusal`."""
    blocks = params.get("blocks") or []
    if not blocks and not params.get("attachments") and not str(params.get("text") or "").strip():
        raise Refusal("no_text")
    if len(blocks) > MAX_MESSAGE_BLOCKS:
        raise invalid(f"no more than {MAX_MESSAGE_BLOCKS} items allowed [json-pointer:/blocks]")
    check(blocks, "/blocks")
    if sum(len(text) for text in texts(blocks)) > MAX_ALL_TEXT:
        raise Refusal("msg_blocks_too_long")


def view(shown: dict[str, Any]) -> None:
    """A modal or a Home tab. Raises `Refusal`."""
    blocks = shown.get("blocks") or []
    problems = []
    if shown.get("type") not in ("modal", "home"):
        problems.append("unsupported type [json-pointer:/view/type]")
    if len(blocks) > MAX_VIEW_BLOCKS:
        problems.append(f"no more than {MAX_VIEW_BLOCKS} items allowed [json-pointer:/view/blocks]")
    if len(str(shown.get("private_metadata", ""))) > 3000 or len(str(shown.get("callback_id", ""))) > 255:
        problems.append("must be less than 3001 characters [json-pointer:/view/private_metadata]")
    if shown.get("type") == "modal":
        problems += _wrong_with_modal(shown, {str(block.get("type")) for block in blocks})
    if problems:
        raise Refusal("invalid_arguments", problems)
    check(blocks, "/view/blocks")


def _wrong_with_modal(shown: dict[str, Any], kinds: set[str]) -> list[str]:
    problems = [
        f"must be less than 25 characters [json-pointer:/view/{name}]"
        for name in ("title", "submit", "close")
        if name in shown and not 1 <= len(_text(shown[name])) <= 24
    ]
    if "title" not in shown:
        problems.append("missing required field: title [json-pointer:/view]")
    if "input" in kinds and "submit" not in shown:
        problems.append("missing required field: submit [json-pointer:/view]")
    if kinds & NOT_IN_MODALS:
        problems.append("unsupported type [json-pointer:/view/blocks]")
    return problems


def check(blocks: list[dict[str, Any]], where: str) -> None:
    """Raises `Refusal` naming the first place that is wrong."""
    if not isinstance(blocks, list) or any(not isinstance(block, dict) for block in blocks):
        raise Refusal("invalid_blocks_format")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        raise invalid(f"block_id should be unique [json-pointer:{where}]")
    for number, block in enumerate(blocks):
        if block.get("type") not in BLOCKS:
            raise invalid(f"unsupported type: {block.get('type')} [json-pointer:{where}/{number}/type]")
        for pointer, node in _nodes(block, f"{where}/{number}"):
            _check_node(node, pointer)


def _nodes(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The object and all objects in it."""
    if isinstance(value, dict):
        yield pointer, value
        for name, inner in value.items():
            yield from _nodes(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _nodes(inner, f"{pointer}/{number}")


def _check_node(node: dict[str, Any], pointer: str) -> None:
    kind = str(node.get("type", "option" if "value" in node else ""))
    if kind in NEEDED and not any(node.get(name) for name in NEEDED[kind]):
        raise invalid(f"missing required field: {NEEDED[kind][0]} [json-pointer:{pointer}]")
    if kind in ("plain_text", "mrkdwn") and not 1 <= len(str(node.get("text", ""))) <= 3000:
        raise invalid(f"must be more than 0 characters [json-pointer:{pointer}/text]")
    for name in ("action_id", "block_id"):
        if len(str(node.get(name, ""))) > 255:
            raise invalid(f"must be less than 256 characters [json-pointer:{pointer}/{name}]")
    for name, value in node.items():
        if len(_text(value)) > LENGTHS.get(f"{kind}.{name}", 10**9):
            raise invalid(
                f"must be less than {LENGTHS[f'{kind}.{name}'] + 1} characters [json-pointer:{pointer}/{name}]"
            )
        least, most = COUNTS.get(f"{kind}.{name}", (0, 10**9))
        if isinstance(value, list) and not least <= len(value) <= most:
            raise invalid(f"no more than {most} items allowed [json-pointer:{pointer}/{name}]")
    _check_image(node, pointer)
    _check_actions(node, pointer)


def _check_image(node: dict[str, Any], pointer: str) -> None:
    """One picture that Slack cannot fetch spoils the whole message: here those with `dead` or WebP in the address."""
    url = node.get("image_url")
    if url is None:
        return
    if not str(url).startswith(("http://", "https://")):
        raise invalid(f"invalid url [json-pointer:{pointer}/image_url]")
    if "dead" in url or str(url).endswith(".webp"):
        raise invalid(f"downloading image failed [json-pointer:{pointer}/image_url]")
    if node.get("type") == "image" and not node.get("alt_text"):
        raise invalid(f"missing required field: alt_text [json-pointer:{pointer}]")


def _check_actions(node: dict[str, Any], pointer: str) -> None:
    elements = [one for name in ("elements", "actions") for one in node.get(name) or [] if isinstance(one, dict)]
    ids = [one["action_id"] for one in elements if "action_id" in one]
    if len(set(ids)) != len(ids):
        raise invalid(f"`action_id` should be unique [json-pointer:{pointer}]")


def invalid(problem: str) -> Refusal:
    return Refusal("invalid_blocks", [f"[ERROR] {problem}"])


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return value if isinstance(value, str) else ""


def texts(value: Any) -> Iterator[str]:
    """All that a person reads in blocks."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def buttons(value: Any, block: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every button in blocks, with the id of its block."""
    if isinstance(value, dict):
        block = str(value.get("block_id", block))
        if value.get("type") == "button":
            yield block, value
        for inner in value.values():
            yield from buttons(inner, block)
    elif isinstance(value, list):
        for inner in value:
            yield from buttons(inner, block)


def menus(value: Any, block: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every menu in blocks, overflow menus included, with the id of its block."""
    if isinstance(value, dict):
        block = str(value.get("block_id", block))
        if value.get("type") in ("overflow", "static_select"):
            yield block, value
        for inner in value.values():
            yield from menus(inner, block)
    elif isinstance(value, list):
        for inner in value:
            yield from menus(inner, block)


def options(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """All that can be chosen from a menu, whatever group it is in."""
    grouped = [option for group in menu.get("option_groups") or [] for option in group["options"]]
    return [*(menu.get("options") or []), *grouped]
