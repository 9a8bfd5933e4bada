"""Buttons that only we can make, only their owner can tap, and only for a while.

    token = base64url( verb 1 | expiry in ms 6 | slate | item 8 | mac 16 )        at most 64 characters

`item` is a keyed hash, looked up among the items of all catalogues; answers to our own question have none.
The MAC also covers the format's version and the owner, who are not in the token: somebody else's button
cannot be told from a forged one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from bot.errors import RefusedAction, SettingsError, StoreError
from bot.messages import ITEMLESS, Action
from recommender.schema import ItemId, SlateId, UserId

VERSION = b"\x01"
MOST_TOKEN = 64
"""Bytes that Telegram takes as the data of a button."""
SECRET_FILE = "action.secret"  # noqa: S105  # a file's name, not a secret
LEAST_SECRET = 32

_LETTERS = {
    "like": b"l", "dislike": b"d", "seen": b"s", "more": b"m", "skip": b"k", "open": b"o", "undo": b"u",
    "unknown": b"x", "why": b"w", "yes": b"y", "no": b"n", "en": b"E", "zh": b"Z",
    "any": b"a", "choice1": b"1", "choice2": b"2", "choice3": b"3", "choice4": b"4", "choice5": b"5", "choice6": b"6",
}  # fmt: skip
_VERBS = {letter: verb for verb, letter in _LETTERS.items()}
_EXPIRY, _ITEM, _MAC = 6, 8, 16
_LONGEST_SLATE = MOST_TOKEN * 6 // 8 - (1 + _EXPIRY + _ITEM + _MAC)


class Seal:
    """Closes actions into tokens and opens them again; the same secret on every replica."""

    def __init__(self, secret: bytes, items: Iterable[ItemId], lasts_s: float) -> None:
        """`items` are all that a button can name. Raises `SettingsError` when two of them share a hash."""
        self._mac_key = _derived(secret, b"mac")
        self._item_key = _derived(secret, b"item")
        self._lasts_s = lasts_s
        self._items: dict[bytes, ItemId] = {}
        for item in items:
            if self._items.setdefault(self._hash(item), item) != item:  # 7 in 10^11 for 50,000 items
                raise SettingsError(
                    "two items share the hash that buttons name them by: choose another action secret"
                )

    def close(self, action: Action, owner: UserId, at: float) -> str:
        """The token of an action that `owner` may tap. Raises `ValueError` for a slate id that is too long."""
        slate = _bytes(action.slate)
        if len(slate) > _LONGEST_SLATE:
            raise ValueError(f"slate {action.slate[:40]!r} is {len(slate)} bytes long: {_LONGEST_SLATE} fit a button")
        # Milliseconds, so that a button that is drawn anew never has the token of the one just used up.
        expiry = round((at + self._lasts_s) * 1000).to_bytes(_EXPIRY)
        item = b"" if action.verb in ITEMLESS else self._hash(action.item)
        body = _LETTERS[action.verb] + expiry + slate + item
        return base64.urlsafe_b64encode(body + self._mac(body, owner)).decode().rstrip("=")

    def open(self, token: str, owner: UserId, at: float) -> Action:
        """The action in a token. Raises `RefusedAction`: `forged`, `expired` or `gone`."""
        sealed = _decoded(token)
        body, mac = sealed[:-_MAC], sealed[-_MAC:]
        if not hmac.compare_digest(mac, self._mac(body, owner)):
            raise RefusedAction("forged")
        # From here on it is one of ours, so its parts are where `close` put them.
        verb, rest = _VERBS[body[:1]], body[1 + _EXPIRY :]
        if at * 1000 > int.from_bytes(body[1 : 1 + _EXPIRY]):
            raise RefusedAction("expired")
        if verb in ITEMLESS:
            return Action(verb, SlateId(_text(rest)), ItemId(""))
        item = self._items.get(rest[-_ITEM:])
        if item is None:
            raise RefusedAction("gone")
        return Action(verb, SlateId(_text(rest[:-_ITEM])), item)

    def _mac(self, body: bytes, owner: UserId) -> bytes:
        # The length keeps apart where the body ends and the owner begins.
        message = VERSION + len(body).to_bytes(2) + body + _bytes(owner)
        return hmac.digest(self._mac_key, message, "sha256")[:_MAC]

    def _hash(self, item: ItemId) -> bytes:
        return hashlib.blake2b(_bytes(item), digest_size=_ITEM, key=self._item_key).digest()


def secret_from(given: str, folder: Path) -> bytes:
    """The operator's secret, else the one in the data folder, made there the first time.

    Raises `SettingsError` for a secret that is too short, `StoreError` for a file that cannot be used.
    """
    if given:
        if len(given) < LEAST_SECRET:
            raise SettingsError(f"CHATREC_ACTION_SECRET has {len(given)} characters: give at least {LEAST_SECRET}")
        return given.encode()
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            _make_secret(path)
        found = path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path} cannot be used ({error}): mend its rights, or delete it to get a new one"
        ) from error
    if len(found) < LEAST_SECRET:
        raise StoreError(f"{path} is damaged: delete it to get a new one; buttons sent before will be refused")
    return found.encode()


def _make_secret(path: Path) -> None:
    """Whole or not at all, readable by us alone; of two processes that start together, the first one's counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(made)
        except FileExistsError:
            return
    finally:
        made.unlink(missing_ok=True)


def _decoded(token: str) -> bytes:
    """The bytes of a token, if it is spelt as `close` spells it and no other way."""
    try:
        # `b64decode` skips nothing with `validate`, but takes any last bits: hence the comparison.
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        spelt = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    except (ValueError, binascii.Error):
        raise RefusedAction("forged") from None
    if spelt != token or len(sealed) < 1 + _EXPIRY + _MAC:
        raise RefusedAction("forged")
    return sealed


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.digest(secret, b"chat-rec button " + purpose, "sha256")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
