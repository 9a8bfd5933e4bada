"""A second look at what the rules are unsure of, through the intent head."""

from __future__ import annotations

from bot.errors import EncoderError
from bot.ports import Recommender
from bot.turn import Dialogue, Turn
from bot.understanding.reconsidering import reconsidered, unsure


async def reread(turn: Turn, text: str, before: Dialogue, recommender: Recommender) -> Turn:
    """The turn as the head reads it, if the rules are unsure; without an encoder they decide alone."""
    if not unsure(turn):
        return turn
    try:
        reading = (await recommender.read([text]))[0]
    except EncoderError:
        return turn
    return reconsidered(turn, text, reading.intents, before)
