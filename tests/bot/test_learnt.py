"""What a message taught: new opinions, and an undo of those that were taken back, not of those that grew too old."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.learnt import Unheard, learnt
from recommender.schema import Feedback, ItemId, SlateId, UserId, Verb

ANA = UserId("console:ana")


def said(number: int, verb: Verb = "like", at: float | None = None) -> Feedback:
    return Feedback(ANA, SlateId(""), ItemId(f"movies:{number}"), verb, float(number) if at is None else at)


@pytest.mark.parametrize(
    ("before", "after", "taught"),
    [
        ((), (), ()),
        ((said(1),), (said(1),), ()),
        ((said(1),), (said(1), said(2)), (said(2),)),
        ((said(1), said(2)), (said(1),), (said(2, "undo", 9.0),)),
        ((said(1),), (), (said(1, "undo", 9.0),)),
        # said otherwise now: the old word goes before the new one comes
        ((said(1), said(2)), (said(1), said(2, "dislike", 8.0)), (said(2, "undo", 9.0), said(2, "dislike", 8.0))),
        # the oldest one dropped out: nobody took it back
        ((said(1), said(2)), (said(2), said(3)), (said(3),)),
        # who does not know an item has said nothing about it
        ((), (said(1, "unknown"),), ()),
        ((said(1, "unknown"),), (), ()),
    ],
)
def test_what_a_message_taught(
    before: Sequence[Feedback], after: Sequence[Feedback], taught: Sequence[Feedback]
) -> None:
    assert learnt(before, after, 9.0) == tuple(taught)


async def test_a_bot_without_a_global_model_takes_note_of_nothing() -> None:
    await Unheard().learn([said(1)])
    await Unheard().forget(ANA)
