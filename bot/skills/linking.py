"""One person behind several accounts: `/link` here gives a code, `/link CODE` there uses it, `/unlink` parts them."""

from __future__ import annotations

from bot.linking import parted
from bot.skills.situation import Reply, Situation, plain


async def link(situation: Situation) -> Reply:
    code = situation.turn.query.strip(" `'\"<>.,")
    if situation.just_linked:
        return plain(situation, situation.say("linking.done"))
    return await _join(situation, code) if code else await _offer(situation)


async def _offer(situation: Situation) -> Reply:
    """Whoever sees the code can become the person who asked for it."""
    if situation.public:
        return plain(situation, situation.say("talk.alone"))
    code = await situation.links.offer(situation.person.profile.user, situation.at)
    text = situation.say("linking.offer", code=code) if code else situation.say("linking.unavailable")
    return plain(situation, text)


async def _join(situation: Situation, code: str) -> Reply:
    own = situation.person.profile.user
    person = await situation.links.join(situation.account, code, situation.at)
    if person is None:
        key = "refused" if situation.account == own else "already"
        return plain(situation, situation.say(f"linking.{key}"))
    if person == own:
        return plain(situation, situation.say("linking.own"))
    return Reply("", situation.dialogue, situation.person, moved=True)


async def unlink(situation: Situation) -> Reply:
    """The account leaves when its own document is saved, see `Engine.keep`."""
    if situation.account == situation.person.profile.user:
        return plain(situation, situation.say("linking.alone"))
    own = parted(situation.person, situation.account)
    return Reply(situation.say("linking.unlinked"), situation.dialogue, own)
