"""Addresses of a catalogue that may be handed to Telegram, which fetches pictures itself. We fetch nothing."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 2048
NUMBERS = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+))*\.?")
"""Hosts that are addresses in disguise: `2130706433`, `0x7f.1`."""
LOCAL = ("localhost", "local", "internal", "intranet", "lan", "home", "arpa", "test", "invalid", "onion")
HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?\.?")


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
    return web and _is_public(host)


def _is_public(host: str) -> bool:
    if NUMBERS.fullmatch(host) or ":" in host:
        return _is_public_number(host)
    return len(host) <= 253 and HOST.fullmatch(host) is not None and host.rstrip(".").split(".")[-1] not in LOCAL


def _is_public_number(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast
