"""Take secrets out of text that somebody may read: the ones we know, and whatever looks like one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

HIDDEN = "(hidden)"
SHORTEST = 8
"""Shorter ones are common words; hiding those would make logs unreadable, and guard little."""

LOOKS_SECRET = re.compile(
    r"""
      (?<=/bot) \d+ (?: : | %3A ) [^/\s"'?\\]+            # the path of every call to Telegram
    | \d{6,} (?: : | %3A ) [A-Za-z0-9_-]{30,}            # a Telegram token, alone
    | (?: xox[a-z] | xapp ) [.-] [A-Za-z0-9.%_-]{6,}     # any token of Slack
    | (?<=hooks\.slack\.com) /[^\s"'\\]+                 # an address that posts to a channel
    | (?<=ticket=|ss_key=) [^\s&"'\\)]+                  # in the address of Slack's websocket
    | (?<=://) [^\s/@:"'\\]* : [^\s/@"'\\]+ (?=@)        # name and password in an address
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Redaction:
    """`redaction(text)` is the text without secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for part in _parts(secret) for form in _forms(part)}
        # The longest first: a token before its halves.
        known = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._known.sub(HIDDEN, text)
        return LOOKS_SECRET.sub(HIDDEN, text)


def _parts(secret: str) -> Iterable[str]:
    """Also the half of a token that is secret by itself, and the password in a database's address."""
    yield secret
    yield secret.partition(":")[2] if "://" not in secret else ""
    yield urlsplit(secret).password or "" if "://" in secret else ""


def _forms(secret: str) -> Iterable[str]:
    """As it stands, in an address, in JSON, in Python's repr."""
    for text in (secret, unquote(secret)):
        yield from (text, quote(text, safe=""), json.dumps(text)[1:-1], repr(text)[1:-1])
        yield json.dumps(text, ensure_ascii=False)[1:-1]
