"""What counts of a conversation: its words, the later the more, and the items it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.lexical import words
from recommender.schema import Conversation, Utterance

FADING = 0.9
"""What a word of the person weighs, to the power of the utterances since then."""
RECENT, RECENT_FADING = 4, 0.8
"""Of the last utterances both sides' words count, and fade faster."""
ITEMS_FADING = 0.8
"""What an item weighs, to the power of the items named since then."""
LIKED, DISLIKED = 1.5, -0.5
"""Worth of an item that was said to be liked or disliked; of one that was only named: 1."""
READ = 300
"""Characters of the person's own words, the last ones, that the encoder reads."""

COMMON = frozenset(
    """a about all also and any anything are as at be been but can could did do for from go good got great had has
    have hello help hey hi how i if i'd i'll i'm i've in is it it's just know let like looking love me more much my
    no not of oh ok okay on one or out really recommend saw see seen so some something sorry sure thank thanks that
    that's the them there they think this to too try very want was watch watched we well were what when which will
    with would yes you your film movie""".split()  # noqa: SIM905  # a paragraph of words is easier to read
)
"""Words of which talk is made and that tell no item."""
_YEAR = re.compile(r"\(\d{4}\)")

Rows = NDArray[np.intp]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    own: Mapping[str, float]
    """The person's words → weight in (0, 1]."""
    recent: Mapping[str, float]
    """Both sides' last words → weight in (0, 1]."""
    lines: tuple[str, ...]
    """The person's utterances, oldest first, as they were said but for titles."""
    text: str
    """The person's own last words, for the encoder."""
    rows: Rows
    """Items that were named, the last one last, each once."""
    worth: Floats
    """Of each of them, in [-0.5, 1.5], faded."""


def said(conversation: Conversation, catalogue: Catalogue) -> Said:
    """The titles of the items that were named are taken out of the words: the items speak for themselves."""
    found = dict.fromkeys(row for item in conversation.mentioned if (row := catalogue.rows.get(item)) is not None)
    rows = np.fromiter(found, dtype=np.intp, count=len(found))
    spoken = untitled(conversation.utterances, rows, catalogue)
    own = [utterance for utterance in spoken if utterance.role == "user"]
    liked, disliked = (
        {catalogue.rows[item] for item in items if item in catalogue.rows}
        for items in (conversation.liked, conversation.disliked)
    )
    worth = [LIKED if row in liked else DISLIKED if row in disliked else 1.0 for row in found]
    return Said(
        own=_weighed(spoken, FADING, role="user"),
        recent=_weighed(spoken[-RECENT:], RECENT_FADING),
        lines=tuple(utterance.text for utterance in own),
        text=" ".join(utterance.text for utterance in own)[-READ:].strip(),
        rows=rows,
        worth=np.array(worth, dtype=np.float32) * np.float32(ITEMS_FADING) ** np.arange(len(rows) - 1, -1, -1),
    )


def untitled(utterances: Iterable[Utterance], rows: Rows, catalogue: Catalogue) -> list[Utterance]:
    """What was said without the titles of these items and the years behind them."""
    items = [catalogue.items[row] for row in rows.tolist()]
    titles = sorted(
        {title for item in items for title in (item.title, *item.aliases) if title}, key=len, reverse=True
    )
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(title)}(?!\w)" for title in titles) or r"(?!)", re.IGNORECASE)
    return [Utterance(utterance.role, _YEAR.sub(" ", pattern.sub(" ", utterance.text))) for utterance in utterances]


def _weighed(utterances: Iterable[Utterance], fading: float, role: str = "") -> dict[str, float]:
    """Of a word that was said twice the later time counts."""
    weights: dict[str, float] = {}
    for age, utterance in enumerate(reversed(list(utterances))):
        if role in ("", utterance.role):
            for word in words(utterance.text):
                if word not in COMMON:
                    weights.setdefault(word, fading**age)
    return weights
