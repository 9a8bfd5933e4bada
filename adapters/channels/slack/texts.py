"""Text to and from Slack: its markup read as plain text, ours cut and kept from turning into markup."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from bot.public_hosts import is_public

JOINER = "\u2060"
"""Takes no room and cannot be seen."""
URL_MOST = 3000

_MARKUP = re.compile(r"<([^<>]*)>")
_OPENING = re.compile("<(?=[!@#])")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# Slack shows PNG, JPEG and GIF; a WebP refuses the whole message (slackapi/node-slack-sdk#1482).
_NO_IMAGES = (".webp", ".svg", ".avif", ".bmp", ".tif", ".tiff", ".heic")


def decoded(text: str, me: str = "") -> str:
    """What the person wrote: without mentions of us, links as they show, entities as characters."""
    text = _MARKUP.sub(lambda found: _shown(found[1], me), text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text.strip()


def _shown(inside: str, me: str) -> str:
    target, _, label = inside.partition("|")
    if me and target == f"@{me}":
        return ""
    if target.startswith(("!date", "!subteam")):
        return label
    if target.startswith("!"):
        return f"@{target[1:]}"
    if target.startswith(("@", "#")):
        return f"{target[0]}{label.lstrip('@#') or target[1:]}"
    return label or target.removeprefix("mailto:")


def escaped(text: str) -> str:
    """For a message's `text`, where `<!channel>` would call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shown(text: str, most: int) -> str:
    """Fit for a `plain_text` or `rich_text`: at most so many UTF-16 units, no control characters, no `<!…>`.

    Empty when there is nothing to see.

    These objects take no markup; the invisible joiner is there for clients that show them as markup all the same.
    """
    kinds = {letter: unicodedata.category(letter) for letter in set(text)}
    if all(kind[0] in "CZ" for kind in kinds.values()):
        return ""
    letters = "".join(letter for letter in text if letter == "\n" or kinds[letter] not in ("Cc", "Cs"))
    return cut(_OPENING.sub(f"<{JOINER}", letters.strip()), most)


def cut(text: str, most: int) -> str:
    if units(text) <= most:
        return text
    return f"{_head(text, most - 1).rstrip()}…"


def units(text: str) -> int:
    """Slack counts an emoji as two, like JavaScript."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, most: int) -> str:
    """As much of the text as fits."""
    kept = text[:most]
    over = units(kept) - most
    while over > 0:
        over -= units(kept[-1])
        kept = kept[:-1]
    return kept


def pieces(text: str, most: int) -> list[str]:
    """The text in parts of at most so many units, broken at a line, at a space or where it must be."""
    parts = []
    while units(text) > most:
        room = _head(text, most)
        gap = max(room.rfind("\n"), room.rfind(" "))
        end = gap if gap > most // 2 else len(room)
        parts.append(text[:end])
        text = text[end:].lstrip("\n ")
    return [part for part in (*parts, text) if part.strip()]


def link(url: str) -> str:
    """The address if a link may have it; otherwise nothing."""
    return url if _host(url) else ""


def image(url: str) -> str:
    """The address if Slack may be able to fetch a picture there; otherwise nothing."""
    host = _host(url)
    if not is_public(host) or urlsplit(url).path.lower().endswith(_NO_IMAGES):
        return ""
    return url


def _host(url: str) -> str:
    """Of an http(s) address that Slack takes; empty otherwise."""
    if len(url) > URL_MOST or not url.isascii() or not url.isprintable() or re.search(r"[\s<>\"|\\^`{}]", url):
        return ""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        return ""
    return parts.hostname or ""
