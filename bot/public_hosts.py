"""Hosts to which a platform may be sent for a picture: those that the whole world can reach. We fetch nothing."""

from __future__ import annotations

import re
from ipaddress import ip_address

NUMBERS = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+))*\.?")
"""Addresses, also in disguise: `2130706433`, `0x7f.1`."""
LOCAL = ("localhost", "local", "internal", "intranet", "lan", "home", "arpa", "test", "invalid", "onion")
NAME = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?\.?")
LONGEST_NAME = 253


def is_public(host: str) -> bool:
    """False for an address of somebody's own network, however written, and for what is no host. In lower case."""
    if NUMBERS.fullmatch(host) or ":" in host:
        return _is_public_number(host)
    return len(host) <= LONGEST_NAME and NAME.fullmatch(host) is not None and _top(host) not in LOCAL


def _top(host: str) -> str:
    return host.rstrip(".").rpartition(".")[2]


def _is_public_number(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast
