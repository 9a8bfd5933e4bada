"""Everything that can go wrong and is somebody's to mend.

    ChatRecError
    ├── SettingsError      a variable or option is wrong; the operator mends it
    ├── BadAction          a button's text that we did not make
    ├── CatalogueError     → recommender.errors: a file, row or field is wrong
    └── EncoderError       → recommender.errors: the model is missing or damaged

The command line prints a `ChatRecError` as one sentence and exits with 2; anything else is a bug.
"""

from __future__ import annotations

from recommender.errors import CatalogueError, ChatRecError, EncoderError

__all__ = ["BadAction", "CatalogueError", "ChatRecError", "EncoderError", "SettingsError"]


class SettingsError(ChatRecError):
    pass


class BadAction(ChatRecError):
    def __init__(self, text: str) -> None:
        super().__init__(
            f"action {text[:80]!r} is not one of ours: send back a card's action as it was given"
        )
