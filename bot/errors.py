"""Everything that can go wrong and is somebody's to mend.

    ChatRecError
    ├── SettingsError      a variable or option is wrong; the operator mends it
    ├── BadAction          a button's text that we did not make
    ├── RefusedAction      a button that is forged, somebody else's, expired or used up
    ├── BadLine            a program sent a line that is no message
    ├── BadUpdate          a platform's update that its channel cannot read; it goes into quarantine
    ├── DeliveryError      a platform did not take a call
    │   ├── TryLater         it will, later: too many requests, its own failure, no connection
    │   ├── InDoubt          it has the call, but did not say what became of it
    │   ├── Refused          it never will: the call itself is wrong
    │   └── Unreachable      it never will: the person blocked us, or the chat is gone
    ├── NoSuchCard         a number that is not on the list
    ├── Unanswered         a bug of ours stopped one message; the log has its traceback
    ├── StoreError         a stored file or database cannot be read or written
    │   └── Damaged          this one document; the others can, and waiting would not mend it
    ├── CatalogueError     → recommender.errors: a file, row or field is wrong
    ├── InteractionsError  → recommender.errors: a log of ratings is wrong
    ├── EncoderError       → recommender.errors: the text encoder is missing or damaged
    └── ModelError         → recommender.errors: a trained model, or the data for it, is missing, damaged or refused

The command line prints a `ChatRecError` as one sentence and exits with 2; anything else is a bug.
"""

from __future__ import annotations

from recommender.errors import CatalogueError, ChatRecError, EncoderError, InteractionsError, ModelError

__all__ = [
    "BadAction",
    "BadLine",
    "BadUpdate",
    "CatalogueError",
    "ChatRecError",
    "Damaged",
    "DeliveryError",
    "EncoderError",
    "InDoubt",
    "InteractionsError",
    "ModelError",
    "NoSuchCard",
    "Refused",
    "RefusedAction",
    "SettingsError",
    "StoreError",
    "TryLater",
    "Unanswered",
    "Unreachable",
]


class SettingsError(ChatRecError):
    pass


class StoreError(ChatRecError):
    pass


class Damaged(StoreError):
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


class RefusedAction(ChatRecError):
    """`why` is `forged` (or somebody else's: the two look alike), `expired`, `used` or `gone`."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this button cannot be used: {why}")
        self.why = why


class BadUpdate(ChatRecError):
    pass


class DeliveryError(ChatRecError):
    pass


class TryLater(DeliveryError):
    """`after` seconds at the soonest, None when the platform did not say."""

    def __init__(self, reason: str, after: float | None = None, *, throttled: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.throttled = throttled
        """The platform counted too many requests, as opposed to a failure."""


class InDoubt(DeliveryError):
    pass


class Refused(DeliveryError):
    pass


class Unreachable(DeliveryError):
    pass
