"""Names of people, places and commands, the same in all that we read and say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.messages import Address
from recommender.schema import UserId

CHANNEL = "slack"
HOME = "home"
"""The chat of the app's Home tab."""
COMMAND = "/recommend"
SUBCOMMANDS = (
    "help",
    "profile",
    "undo",
    "reset",
    "language",
    "link",
    "unlink",
    "human",
    "privacy",
    "export",
    "forget",
)
"""Slack has one command for all of ours: `/recommend profile` is `/profile`."""
# Not `/link CODE`: that is to be typed on the other platform.
_COMMANDS = re.compile(rf"(?<![\w/:.-])/({'|'.join(SUBCOMMANDS)})\b(?![/.-]\w| [2-9A-Z]{{4}})")


def owner(user: str) -> UserId:
    """By the user's id alone.

    The app is installed in one workspace, where it is unique; the team that Slack names beside it is the person's
    own in one kind of request and the workspace's in another, as soon as channels are shared between companies.
    """
    return UserId(f"{CHANNEL}:{identity(user)}")


def said_in(channel: str, user: str, thread: str = "") -> Address:
    """The conversation that something belongs to.

    Each thread of a channel is one. The direct messages with a person are one, threads and all: `shorter` under a
    list speaks of that list, wherever it is typed.
    """
    return Address(CHANNEL, identity(channel), owner(user), "" if channel.startswith("D") else thread)


def filled(origin: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in origin.items() if value}


def identity(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{value!r:.40} is no id")
    return value


def as_typed(text: str) -> str:
    """With our commands as one types them here: `/recommend profile` for `/profile`."""
    return _COMMANDS.sub(rf"{COMMAND} \1", text)
