"""The errors of catalogues and models; `bot.errors` draws the whole tree."""

from __future__ import annotations


class ChatRecError(Exception):
    """Its message is one sentence that names the thing, the value and the remedy."""


class CatalogueError(ChatRecError):
    pass


class EncoderError(ChatRecError):
    pass


class InteractionsError(ChatRecError):
    pass


class ModelError(ChatRecError):
    pass
