"""What Telegram refuses, in Telegram's own words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
MAX_DATA = 64

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "span"}
TAGS |= {"tg-spoiler", "tg-emoji"}

_TAG = re.compile(r"<(/?)([^\s<>/]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
_NAMED = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_PHOTO_URL = re.compile(r"https?://[^\s/]+\.[^\s]+|https?://(?:localhost|\d+(?:\.\d+){3})[^\s]*")


@dataclass(eq=False)
class Rejected(Exception):
    """An answer other than `ok`."""

    code: int
    description: str
    retry_after: int | None = None


def bad(description: str) -> Rejected:
    return Rejected(400, f"Bad Request: {description}")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def plain(text: Any, parse_mode: str, limit: int, *, empty: str, long: str) -> str:
    """What a person reads of a marked-up text. Raises `Rejected`."""
    if not isinstance(text, str):
        raise bad(empty)
    match parse_mode:
        case "":
            read = text
        case "HTML":
            read = _read_html(text)
        case _:
            raise bad("unsupported parse_mode")  # this fake reads HTML only
    read = read.strip()
    if not read and limit == MAX_TEXT:
        raise bad(empty)
    if utf16(read) > limit:
        raise bad(long)
    return read


def message_text(params: dict[str, Any]) -> str:
    mode = params.get("parse_mode", "")
    return plain(params.get("text", ""), mode, MAX_TEXT, empty="message text is empty", long="message is too long")


def caption(params: dict[str, Any]) -> str:
    mode = params.get("parse_mode", "")
    return plain(params.get("caption", ""), mode, MAX_CAPTION, empty="", long="message caption is too long")


def _read_html(text: str) -> str:
    """The text without its tags. Raises as Telegram does: unsupported, unclosed or crossing tags."""
    out: list[str] = []
    open_tags: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        out.append(_unescaped(text[at:start]))
        tag = _TAG.match(text, start)
        offset = len(text[:start].encode())
        if tag is None:
            raise _entities(f'Unsupported start tag "{text[start + 1 : start + 20]}" at byte offset {offset}')
        _enter(tag, open_tags, offset)
        at = tag.end()
    if open_tags:
        raise _entities(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join([*out, _unescaped(text[at:])])


def _enter(tag: re.Match[str], open_tags: list[str], offset: int) -> None:
    name = tag[2].lower()
    if not tag[1]:
        if name not in TAGS or (name == "span" and "tg-spoiler" not in tag[3]):
            raise _entities(f'Unsupported start tag "{name}" at byte offset {offset}')
        open_tags.append(name)
    elif not open_tags:
        raise _entities(f"Unexpected end tag at byte offset {offset}")
    elif open_tags[-1] != name:
        raise _entities(
            f'Unmatched end tag at byte offset {offset}, expected "</{open_tags[-1]}>", found "</{name}>"'
        )
    else:
        open_tags.pop()


def _entities(what: str) -> Rejected:
    return bad(f"can't parse entities: {what}")


def _unescaped(text: str) -> str:
    return _NAMED.sub(lambda found: html.unescape(found[0]), text)


def keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard; another keyboard is shown to nobody here. Raises `Rejected`."""
    if markup in (None, "", {}):
        return []
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return []
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        _button(button)
    return [list(row) for row in rows if row]


def _button(button: dict[str, Any]) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    kinds = set(button) - {"text", "style", "icon_custom_emoji_id"}
    if len(kinds) != 1:
        raise bad("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(?:https?|tg)://\S+$", button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def photo(value: Any, *, uploaded: bool) -> str:
    """A picture's address or file id; `dead` ones cannot be fetched, `nopicture` ones are something else."""
    if uploaded:
        return "upload"
    if not isinstance(value, str) or not value:
        raise bad("there is no photo in the request")
    if "://" not in value:
        if not value.startswith("file-"):
            raise bad("wrong file identifier/HTTP URL specified")
        return value
    if not _PHOTO_URL.fullmatch(value):
        raise bad("wrong file identifier/HTTP URL specified")
    if "dead" in value:
        raise bad("failed to get HTTP URL content")
    if "nopicture" in value:
        raise bad("wrong type of the web page content")
    return value


def commands(listed: Sequence[dict[str, Any]]) -> None:
    if len(listed) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in listed:
        if not _COMMAND.fullmatch(str(one.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def inline_results(results: Sequence[dict[str, Any]]) -> None:
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(one.encode()) <= MAX_DATA for one in ids):
        raise bad("RESULT_ID_INVALID")
    for result in results:
        keyboard(result.get("reply_markup"))
        content = result.get("input_message_content")
        if content is not None:
            message_text({**content, "text": content.get("message_text", "")})
        elif result.get("type") == "article":
            raise bad("message content must be specified")  # an article has nothing else to send
        else:
            caption(result)
