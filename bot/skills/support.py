"""Questions for customer service, answered from the catalogue of domain `help`, in its own words."""

from __future__ import annotations

from bot.skills.situation import Reply, Situation, plain
from bot.wording import description
from recommender.schema import RankRequest

HELP = "help"
SURE = 2.5
"""Least lead of the best article over the mean of all, in standard deviations, to be given as the answer."""


async def support(situation: Situation) -> Reply:
    query = situation.turn.query
    if HELP not in situation.catalogues or not query:
        return plain(situation, situation.say("talk.unknown", nouns="", examples=""))
    reading = (await situation.recommender.read([query]))[0]
    slate = await situation.recommender.rank(
        RankRequest(situation.person.profile, HELP, query_vector=reading.vector, query_text=query, k=3)
    )
    best = slate.items[0]
    if best.score < SURE:
        topics = situation.phrases.clauses(situation.called(ranked.item) for ranked in slate.items)
        return plain(situation, situation.say("talk.support_unknown", topics=topics))
    return plain(
        situation,
        situation.say(
            "talk.support", answer=description(best.item, situation.language), title=situation.called(best.item)
        ),
    )
