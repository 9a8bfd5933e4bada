"""Everything that can go wrong and is somebody's to mend.

    ChatRecError
    ├── SettingsError      a variable or option is wrong; the operator mends it
    ├── BadAction          a button's text that we did not make
    ├── BadLine            a program sent a line that is no message
    ├── NoSuchCard         a number that is not on the list
    ├── Unanswered         a bug of ours stopped one message; the log has its traceback
    ├── StoreError         a stored file or database cannot be read or written
    ├── CatalogueError     → recommender.errors: a file, row or field is wrong
    └── EncoderError       → recommender.errors: the model is missing or damaged

The command line prints a `ChatRecError` as one sentence and exits with 2; anything else is a bug.
"""

from __future__ import annotations

from recommender.errors import CatalogueError, ChatRecError, EncoderError

__all__ = [
    "BadAction",
    "BadLine",
    "CatalogueError",
    "ChatRecError",
    "EncoderError",
    "NoSuchCard",
    "SettingsError",
    "StoreError",
    "Unanswered",
]


class SettingsError(ChatRecError):
    pass


class StoreError(ChatRecError):
    pass


class BadAction(ChatRecError):
    def __init__(self, text: str) -> None:
        super().__init__(f"action {text[:80]!r} is not one of ours: send back a card's action as it was given")


class BadLine(ChatRecError):
    pass


class NoSuchCard(ChatRecError):
    def __init__(self, number: int, count: int) -> None:
        super().__init__(f"there is no number {number} on the list: choose from 1 to {count}")


class Unanswered(ChatRecError):
    pass
