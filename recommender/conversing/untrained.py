"""What is told next where no conversation taught anything: the built-in ranking, asked with what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.conversing.said import said
from recommender.ranker import score
from recommender.schema import Conversation, Profile, RankRequest, UserId, Vector
from recommender.shelf import Shelf


def untrained_scores(
    conversation: Conversation, shelf: Shelf, encode: Callable[[Sequence[str]], Vector]
) -> NDArray[np.float32]:
    """A score for every item of the shelf, shape (n,), by the words and by likeness to what was named."""
    catalogue = shelf.catalogue
    spoken = said(conversation, catalogue)
    request = RankRequest(
        Profile(UserId("")),
        catalogue.domain,
        query_vector=encode([spoken.text])[0] if spoken.text else None,
        query_text=spoken.text,
        like=tuple(item for item in conversation.mentioned if item not in conversation.disliked),
        unlike=conversation.disliked,
        conversation=None,
    )
    return score(request, {catalogue.domain: shelf}, np.ones(len(catalogue.items), dtype=np.bool_)).total
