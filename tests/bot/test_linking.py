"""Two accounts, one person: what is learnt on one is known on the other, until they part."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot import open_bot
from bot.engine import Answer, Engine
from bot.linking import Unlinked, joined, parted
from bot.messages import InboundMessage, OutboundMessage
from bot.settings import load_settings
from bot.turn import Dialogue, Lesson, Person
from recommender.schema import Feedback, ItemId, Preference, Profile, SlateId, UserId
from tests.contracts.people import people

TELEGRAM = UserId("telegram:7")
SLACK = UserId("slack:U7")
CODE = re.compile(r"/link ([\w-]+)")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with open_bot(load_settings(data_dir=tmp_path, seed=1)) as engine:
        yield engine


async def say(engine: Engine, account: UserId, text: str) -> OutboundMessage:
    (answer,) = await engine.respond(message(account, text))
    return answer


def message(account: UserId, text: str) -> InboundMessage:
    channel, _, name = account.partition(":")
    return InboundMessage.text_from(channel, name, text)


async def offered(engine: Engine, account: UserId) -> str:
    found = CODE.search((await say(engine, account, "/link")).text)
    assert found
    return found[1]


async def link(engine: Engine) -> OutboundMessage:
    """Slack joins Telegram."""
    return await say(engine, SLACK, f"/link {await offered(engine, TELEGRAM)}")


async def test_what_both_accounts_had_taught_is_known_on_either(engine: Engine) -> None:
    await say(engine, TELEGRAM, "i never want to see horror")
    await say(engine, SLACK, "i love westerns")
    assert "linked" in (await link(engine)).text
    for account in (TELEGRAM, SLACK):
        known = (await say(engine, account, "/profile")).text
        assert "horror" in known
        assert "western" in known


async def test_what_is_taught_on_one_account_afterwards_changes_the_lists_on_the_other(engine: Engine) -> None:
    await link(engine)
    await say(engine, SLACK, "i never want to see comedies")
    shown = await say(engine, TELEGRAM, "a film from the 90s")
    assert shown.cards
    assert not [card for card in shown.cards if "comedy" in card.item.fields["genres"]]  # type: ignore[operator]


async def test_the_document_of_the_account_that_joined_is_gone(engine: Engine) -> None:
    await say(engine, SLACK, "i love westerns")
    await link(engine)
    assert await engine.profiles.load(SLACK) == Person(Profile(SLACK))


async def test_each_account_keeps_its_own_talk(engine: Engine) -> None:
    await say(engine, TELEGRAM, "a western")
    await say(engine, SLACK, "a comedy")
    await link(engine)
    assert "western" in (await say(engine, TELEGRAM, "what else?")).text
    assert "comedy" in (await say(engine, SLACK, "what else?")).text


async def test_taking_back_a_lesson_of_one_account_leaves_what_the_other_taught_and_looks_for(engine: Engine) -> None:
    await say(engine, TELEGRAM, "i hate musicals")
    await say(engine, SLACK, "a comedy")
    await link(engine)
    await say(engine, TELEGRAM, "i never want to see horror")
    await say(engine, SLACK, "/undo")
    known = (await say(engine, SLACK, "/profile")).text
    assert "horror" not in known
    assert "musical" in known
    assert "Comedy" in (await say(engine, SLACK, "what else?")).text


async def test_a_person_of_two_accounts_who_joins_a_third_brings_both(engine: Engine) -> None:
    third = UserId("console:ana")
    await say(engine, third, "i hate musicals")
    await link(engine)
    await say(engine, SLACK, "i love westerns")
    await say(engine, TELEGRAM, f"/link {await offered(engine, third)}")
    for account in (TELEGRAM, SLACK, third):
        known = (await say(engine, account, "/profile")).text
        assert "musical" in known
        assert "western" in known


@pytest.mark.parametrize("code", ["nonsense", "0000000000", "a b c", "'; DROP TABLE links; --"])
async def test_a_wrong_code_links_nothing(engine: Engine, code: str) -> None:
    await offered(engine, TELEGRAM)
    assert "does not work" in (await say(engine, SLACK, f"/link {code}")).text
    assert await engine.links.person_of(SLACK) == SLACK


async def test_a_code_is_good_once_and_for_ten_minutes(engine: Engine) -> None:
    code = await offered(engine, TELEGRAM)
    at = engine.clock()
    late = replace(engine, clock=lambda: at + 601)
    assert "does not work" in (await say(late, SLACK, f"/link {code}")).text
    assert "linked" in (await say(engine, SLACK, f"/link {code}")).text
    assert "does not work" in (await say(engine, UserId("slack:U8"), f"/link {code}")).text


async def test_ones_own_code_is_for_the_other_account(engine: Engine) -> None:
    code = await offered(engine, TELEGRAM)
    assert "your own" in (await say(engine, TELEGRAM, f"/link {code}")).text


async def test_a_code_may_be_quoted_as_it_was_copied(engine: Engine) -> None:
    code = await offered(engine, TELEGRAM)
    assert "are linked" in (await say(engine, SLACK, f"/link  `{code}`.")).text


async def test_parting_leaves_both_with_what_was_learnt_together(engine: Engine) -> None:
    await link(engine)
    await say(engine, SLACK, "i love westerns")
    assert "alone" in (await say(engine, SLACK, "/unlink")).text
    await say(engine, SLACK, "i never want to see horror")
    assert "western" in (await say(engine, TELEGRAM, "/profile")).text
    assert "horror" not in (await say(engine, TELEGRAM, "/profile")).text
    assert "western" in (await say(engine, SLACK, "/profile")).text
    assert await engine.links.person_of(SLACK) == SLACK


async def test_there_is_nothing_to_part_for_an_account_that_joined_no_other(engine: Engine) -> None:
    assert "nothing to separate" in (await say(engine, SLACK, "/unlink")).text


async def test_forgetting_on_one_account_forgets_on_all(engine: Engine) -> None:
    await link(engine)
    await say(engine, TELEGRAM, "i love westerns")
    await say(engine, SLACK, "/forget")
    assert (await say(engine, SLACK, "yes")).forgotten
    assert await engine.profiles.load(TELEGRAM) == Person(Profile(TELEGRAM))
    assert await engine.profiles.load(SLACK) == Person(Profile(SLACK))


async def test_two_accounts_that_join_each_other_at_once_become_one_person(engine: Engine) -> None:
    await say(engine, TELEGRAM, "i never want to see horror")
    await say(engine, SLACK, "i love westerns")
    codes = [await offered(engine, account) for account in (TELEGRAM, SLACK)]
    async with asyncio.timeout(60):
        await asyncio.gather(say(engine, SLACK, f"/link {codes[0]}"), say(engine, TELEGRAM, f"/link {codes[1]}"))
    assert await engine.links.person_of(TELEGRAM) == await engine.links.person_of(SLACK)
    for account in (TELEGRAM, SLACK):
        known = (await say(engine, account, "/profile")).text
        assert "horror" in known
        assert "western" in known


async def test_accounts_of_one_person_are_answered_one_after_the_other(engine: Engine) -> None:
    await link(engine)
    said = ["i hate musicals", "i never want to see horror", "i love westerns", "i love comedies"]
    accounts = [TELEGRAM, SLACK, TELEGRAM, SLACK]
    await asyncio.gather(*(say(engine, account, text) for account, text in zip(accounts, said, strict=True)))
    known = (await say(engine, SLACK, "/profile")).text
    assert all(word in known for word in ("musical", "horror", "western", "comedy"))


async def test_nothing_is_lost_when_the_process_ends_after_joining_and_before_anything_is_stored(
    engine: Engine,
) -> None:
    await say(engine, TELEGRAM, "i never want to see horror")
    await say(engine, SLACK, "i love westerns")
    joining = message(SLACK, f"/link {await offered(engine, TELEGRAM)}")
    with pytest.raises(InterruptedError):
        await engine.respond(joining, _ended)
    await engine.respond(joining)
    known = (await say(engine, TELEGRAM, "/profile")).text
    assert "horror" in known
    assert "western" in known


async def test_nothing_is_lost_when_the_process_ends_before_parting_is_saved(engine: Engine) -> None:
    await link(engine)
    await say(engine, SLACK, "i love westerns")
    with pytest.raises(InterruptedError):
        await engine.respond(message(SLACK, "/unlink"), _ended)
    assert await engine.links.person_of(SLACK) == TELEGRAM
    await say(engine, SLACK, "/unlink")
    assert "western" in (await say(engine, SLACK, "/profile")).text


async def test_a_kept_answer_can_be_kept_again(engine: Engine) -> None:
    await link(engine)
    kept: list[Answer] = []

    async def noting(answer: Answer) -> bool:
        kept.append(answer)
        return True

    await engine.respond(message(SLACK, "i love westerns"), noting)
    await engine.respond(message(SLACK, "/unlink"), noting)
    await engine.keep(Answer((), kept[-1].person))
    assert "western" in (await say(engine, SLACK, "/profile")).text


async def _ended(_: Answer) -> bool:
    raise InterruptedError


async def test_what_is_still_being_typed_gives_no_code_and_links_nothing(engine: Engine) -> None:
    code = await offered(engine, TELEGRAM)
    (shown,) = await engine.preview(message(SLACK, "/link"))
    assert not CODE.search(shown.text)
    await engine.preview(message(SLACK, f"/link {code}"))
    assert await engine.links.person_of(SLACK) == SLACK


async def test_without_a_store_of_links_it_says_so(engine: Engine) -> None:
    assert "cannot be linked" in (await say(replace(engine, links=Unlinked()), TELEGRAM, "/link")).text


WISH = Preference("genres", "=", "western", "want", "soft", "always", "i love westerns", 5.0)
TAP = Feedback(TELEGRAM, SlateId("s"), ItemId("movies:1"), "like", 6.0)


def test_the_newer_of_two_opinions_holds_whichever_account_it_came_from() -> None:
    newer = replace(WISH, polarity="avoid", strength="hard", at=9.0)
    one, other = (Person(Profile(user, (), (wish,))) for user, wish in ((TELEGRAM, newer), (SLACK, WISH)))
    assert joined(one, other).profile.preferences == (newer,)
    assert joined(other, one).profile.preferences == (newer,)


def test_events_of_both_stand_in_order_and_once() -> None:
    later = replace(TAP, user=SLACK, item=ItemId("movies:2"), at=7.0)
    one, other = Person(Profile(TELEGRAM, (TAP,))), Person(Profile(SLACK, (replace(TAP, user=SLACK), later)))
    assert joined(one, other).profile.events == (TAP, replace(later, user=TELEGRAM))


def test_the_earliest_consent_and_the_newest_talk_of_a_chat_stay() -> None:
    one = Person(Profile(TELEGRAM, consent=9.0), {"c": Dialogue(query="old", at=1.0), "d": Dialogue(at=4.0)})
    other = Person(Profile(SLACK, consent=3.0), {"c": Dialogue(query="new", at=2.0)})
    assert joined(one, other).profile.consent == 3.0
    assert joined(one, other).dialogues == {"c": Dialogue(query="new", at=2.0), "d": Dialogue(at=4.0)}


def test_a_lesson_goes_back_to_what_both_had_taught_by_then() -> None:
    one = Person(Profile(TELEGRAM), lessons=(Lesson(8.0, "horror", (), ()),))
    other = Person(Profile(SLACK, (), (WISH, replace(WISH, field="moods", at=9.0))))
    assert joined(one, other).lessons[-1].preferences == (WISH,)


@settings(deadline=None, max_examples=100)
@given(person=people(TELEGRAM), other=people(SLACK))
def test_joining_twice_is_joining_once(person: Person, other: Person) -> None:
    once = joined(person, other)
    again = joined(once, other)
    assert again.profile.events == once.profile.events
    assert set(map(repr, again.profile.preferences)) == set(map(repr, once.profile.preferences))
    assert again.dialogues == once.dialogues
    assert [(lesson.at, lesson.words) for lesson in again.lessons] == [(each.at, each.words) for each in once.lessons]


def test_a_copy_belongs_to_the_account_it_was_made_for() -> None:
    copy = parted(Person(Profile(TELEGRAM, (TAP,), (WISH,))), SLACK)
    assert copy.profile == Profile(SLACK, (replace(TAP, user=SLACK),), (WISH,))
