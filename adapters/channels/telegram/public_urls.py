"""Addresses of a catalogue that may be handed to Telegram, which fetches pictures itself. We fetch nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.public_hosts import is_public

LONGEST = 2048


def public_url(url: str) -> bool:
    """http or https, without name and password, at a host that the whole world can reach."""
    if not url or len(url) > LONGEST or not url.isprintable() or re.search(r"[\s<>\"'\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    web = parts.scheme in ("http", "https") and "@" not in parts.netloc and port != 0
    return web and is_public(host)
