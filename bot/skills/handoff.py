"""The wish to talk to a person instead."""

from __future__ import annotations

from bot.skills.situation import Reply, Situation, plain


async def ask_for_a_person(situation: Situation) -> Reply:
    return plain(situation, situation.say("handoff.nobody"))
