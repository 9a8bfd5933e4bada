"""What Slack would say to a call of ours: slackblocks' rules, slack_sdk's models, and what neither of them knows.

Our JSON is built again, part by part, as slackblocks objects, which raise where a limit is passed; a key that they
do not know fails too. On top of that: the total length, distinct action ids, addresses of pictures, no mention and
no markup that catalogue text could have smuggled in.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import slackblocks as sb
from slack_sdk.models.blocks import Block as SdkBlock
from slackblocks.rich_text.elements import RichText, RichTextLink
from slackblocks.rich_text.objects import RichTextSection

from bot.postings import Call

Json = Mapping[str, Any]

TOTAL_MOST = 13_000
"""`msg_blocks_too_long` comes at some 13,200 characters (slackapi/bolt-js#2509)."""
MENTION = re.compile(r"<[!@#]")

# What Slack takes for each method, of what we use: https://docs.slack.dev/reference/methods
PARAMS = {
    "chat.postMessage": (
        {"channel", "text"},
        {"blocks", "mrkdwn", "unfurl_links", "unfurl_media", "thread_ts", "metadata"},
    ),
    "chat.postEphemeral": ({"channel", "user", "text"}, {"blocks", "thread_ts"}),
    "chat.update": ({"channel", "ts", "text"}, {"blocks", "unfurl_links"}),
    "response_url": (
        {"url", "text", "replace_original"},
        {"blocks", "mrkdwn", "unfurl_links", "unfurl_media", "response_type", "thread_ts"},
    ),
    "views.open": ({"trigger_id", "view"}, set()),
    "views.publish": ({"user_id", "view"}, set()),
    "upload": ({"user", "name", "content"}, set()),
    "send_text": ({"user", "name", "content"}, set()),
}


class Rejected(AssertionError):
    """Slack would refuse the call."""


def check(call: Call) -> None:
    """Raises `Rejected` for a call, or any of its fallbacks, that Slack would refuse."""
    turn: Call | None = call
    while turn is not None:
        check_one(turn.method, turn.params)
        turn = turn.fallback


def check_one(method: str, params: Json) -> None:
    _assert(method in PARAMS, f"unknown method {method}")
    needed, allowed = PARAMS[method]
    _assert(needed <= set(params) <= needed | allowed, f"{method} takes no {set(params) ^ needed}")
    json.dumps(params, allow_nan=False).encode()
    try:
        if "view" in params:
            check_view(params["view"])
        elif "text" in params:
            check_message(params["text"], params.get("blocks"))
    except (ValueError, TypeError, LookupError, sb.InvalidUsageError) as error:
        raise Rejected(f"{method}: {error}") from error


def check_message(text: str, blocks: Sequence[Json] | None) -> None:
    _assert(0 < len(text) <= 40_000, "a message needs a text")
    _assert(not MENTION.search(text) and not re.search(r"[<>]", text), f"markup in {text[:80]!r}")
    _assert(not re.search(r"&(?!amp;|lt;|gt;)", text), "a bare ampersand")
    if blocks is None:
        return
    _assert(bool(blocks), "an empty list of blocks")
    sb.Message(channel="C1", text=text, blocks=[_block(block) for block in blocks])
    total = sum(map(_units, _texts(blocks)))
    _assert(total < TOTAL_MOST, f"{total} characters in all")
    _check_texts(blocks)
    _check_models(blocks)


def check_view(view: Json) -> None:
    _assert(len(json.dumps(view)) < 250_000, "view_too_large")
    blocks = [_block(block) for block in view["blocks"]]
    if view["type"] == "home":
        _assert(set(view) == {"type", "blocks"}, "an unknown key of a Home tab")
        sb.HomeTabView(blocks)
    else:
        texts = {name: _text(view[name]) for name in ("title", "submit", "close")}
        sb.ModalView(
            texts["title"],
            blocks,
            close=texts["close"],
            submit=texts["submit"],
            private_metadata=view["private_metadata"],
            callback_id=view["callback_id"],
        )
        ids = [block["block_id"] for block in view["blocks"] if "block_id" in block]
        _assert(len(ids) == len(set(ids)), "two blocks of one id")
    _check_texts(view["blocks"])
    _check_models(view["blocks"])


def _check_texts(blocks: Sequence[Json]) -> None:
    for text in _texts(blocks):
        _assert(bool(text.strip()), "an empty text")
        _assert(not MENTION.search(text), f"a mention in {text[:80]!r}")
    for block in _parts(blocks, "actions", "card"):
        elements = block.get("elements") or block.get("actions") or []
        ids = [element["action_id"] for element in elements]
        _assert(len(ids) == len(set(ids)), "two elements of one action id")
    for picture in _parts(blocks, "image"):
        parts = urlsplit(picture["image_url"])
        _assert(
            parts.scheme in ("http", "https") and bool(parts.hostname), f"no picture: {picture['image_url'][:80]}"
        )


def _check_models(blocks: Sequence[Json]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks:
            model = SdkBlock.parse(dict(block))
            _assert(model is not None, f"slack_sdk knows no {block['type']}")
            if model is not None:
                model.validate_json()


def _block(data: Json) -> Any:
    build, keys = _BLOCKS[data["type"]]
    _assert(set(data) - {"type", "block_id"} <= keys, f"{data['type']} takes no {set(data) - keys}")
    return build(data)


def _element(data: Json) -> Any:
    build, keys = _ELEMENTS[data["type"]]
    _assert(set(data) - {"type"} <= keys, f"{data['type']} takes no {set(data) - keys}")
    return build(data)


def _text(data: Json | None) -> Any:
    if data is None:
        return None
    _assert(data["type"] == "plain_text", "only plain_text is safe")
    return sb.Text(data["text"], type_=sb.TextType.PLAINTEXT, emoji=data["emoji"])


def _option(data: Json) -> Any:
    _assert(set(data) == {"text", "value"}, "an unknown key of an option")
    return sb.Option(_text(data["text"]), data["value"])


def _options(data: Json, name: str = "options") -> Any:
    return [_option(option) for option in data[name]] if name in data else None


def _groups(data: Json) -> Any:
    return [sb.OptionGroup(_text(group["label"]), _options(group)) for group in data["option_groups"]]


def _elements(data: Json, name: str = "elements") -> Any:
    return [_element(element) for element in data[name]] if name in data else None


def _card(data: Json) -> Any:
    return sb.CardBlock(
        hero_image=_element(data["hero_image"]) if "hero_image" in data else None,
        title=_text(data["title"]),
        subtitle=_text(data.get("subtitle")),
        body=_text(data.get("body")),
        actions=_elements(data, "actions"),
    )


def _rich(data: Json) -> Any:
    return sb.RichTextBlock(
        [RichTextSection([_word(word) for word in part["elements"]]) for part in data["elements"]]
    )


def _word(data: Json) -> Any:
    style = data.get("style", {})
    if data["type"] == "link":
        return RichTextLink(data["url"], data["text"], **style)
    _assert(set(data) <= {"type", "text", "style"}, "an unknown key of a text")
    return RichText(data["text"], **style)


Builder = tuple[Callable[[Json], Any], set[str]]

_BLOCKS: dict[str, Builder] = {
    "section": (
        lambda data: sb.SectionBlock(
            _text(data["text"]), accessory=_element(data["accessory"]) if "accessory" in data else None
        ),
        {"text", "accessory"},
    ),
    "header": (lambda data: sb.HeaderBlock(_text(data["text"])), {"text"}),
    "context": (lambda data: sb.ContextBlock([_text(text) for text in data["elements"]]), {"elements"}),
    "actions": (lambda data: sb.ActionsBlock(_elements(data)), {"elements"}),
    "carousel": (lambda data: sb.CarouselBlock([_block(card) for card in data["elements"]]), {"elements"}),
    "card": (_card, {"hero_image", "title", "subtitle", "body", "actions"}),
    "rich_text": (_rich, {"elements"}),
    "input": (
        lambda data: sb.InputBlock(
            _text(data["label"]), _element(data["element"]), block_id=data["block_id"], optional=data["optional"]
        ),
        {"label", "element", "optional"},
    ),
}

_ELEMENTS: dict[str, Builder] = {
    "button": (
        lambda data: sb.Button(_text(data["text"]), data["action_id"], value=data["value"]),
        {"text", "action_id", "value"},
    ),
    "image": (
        lambda data: sb.Image(alt_text=data["alt_text"], image_url=data["image_url"]),
        {"alt_text", "image_url"},
    ),
    "overflow": (lambda data: sb.OverflowMenu(data["action_id"], _options(data)), {"action_id", "options"}),
    "static_select": (
        lambda data: sb.StaticSelectMenu(
            data["action_id"], option_groups=_groups(data), placeholder=_text(data["placeholder"])
        ),
        {"action_id", "option_groups", "placeholder"},
    ),
    "multi_static_select": (
        lambda data: sb.StaticMultiSelectMenu(
            data["action_id"],
            _options(data),
            initial_options=_options(data, "initial_options"),
            placeholder=_text(data["placeholder"]),
        ),
        {"action_id", "options", "initial_options", "placeholder"},
    ),
}


def _texts(part: Any) -> Iterator[str]:
    """Everything that is read or read out; not values and addresses."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in ("text", "alt_text") and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def _parts(part: Any, *types: str) -> Iterator[Json]:
    if isinstance(part, Mapping):
        if part.get("type") in types:
            yield part
        part = list(part.values())
    if isinstance(part, list | tuple):
        for value in part:
            yield from _parts(value, *types)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _assert(true: object, told: str) -> None:
    if not true:
        raise Rejected(told)
