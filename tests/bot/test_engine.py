"""The engine as a program sees it: order, isolation, what is kept and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import open_bot
from bot.errors import StoreError
from bot.messages import Action, InboundMessage
from bot.settings import load_settings
from recommender.schema import ItemId, Slate, SlateId, UserId
from tests.conftest import StageOf


def test_two_messages_of_one_person_at_once_are_answered_one_after_the_other(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    first, second = stage.both("both", ["a western", "what else?"])
    assert first.cards
    assert second.cards
    assert {card.item.id for card in first.cards}.isdisjoint(card.item.id for card in second.cards)
    assert all("western" in card.item.fields["genres"] for card in second.cards)  # type: ignore[operator]


def test_people_do_not_see_each_others_talk(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    stage.say("quiet-ada", "i never want to see horror")
    assert "horror" not in stage.say("quiet-ben", "/profile").text


def test_what_is_kept_is_told_once(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    assert "/forget" in stage.say("newcomer", "hello").text
    assert "/forget" not in stage.say("newcomer", "a comedy").text


@pytest.mark.parametrize(
    "text", ["", " ", "?", "🙂", "\x00\x01", "a" * 5000, "'; DROP TABLE profiles; --", "<b>hi</b>"]
)
def test_any_text_gets_an_answer(stage_of: StageOf, text: str) -> None:
    assert stage_of("", "").say("odd", text).text


def test_a_button_of_an_item_that_is_gone_says_so(stage_of: StageOf) -> None:
    action = Action("like", SlateId("old"), ItemId("movies:no-such-film")).encode()
    answer = stage_of("", "").tap("late", action)
    assert "no longer" in answer.text


def test_the_same_seed_gives_the_same_list(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    lists = [
        [card.item.id for card in stage.say(user, "a japanese film from the 60s").cards] for user in ("a1", "a2")
    ]
    assert lists[0] == lists[1]


def test_forgetting_leaves_no_trace_on_the_disk(stage_of: StageOf) -> None:
    stage = stage_of("", "")
    stage.say("leaving", "i love xylophone westerns")
    stage.say("leaving", "/forget")
    stage.say("leaving", "yes")
    assert not any(b"xylophone" in file.read_bytes() for file in _files(stage.settings.data_dir))


async def test_forgetting_takes_along_an_account_that_was_linked_with_another_and_has_not_written_since(
    tmp_path: Path,
) -> None:
    async with open_bot(load_settings(data_dir=tmp_path, seed=1)) as engine:

        async def say(user: str, text: str) -> str:
            (answer,) = await engine.respond(InboundMessage.text_from("console", user=user, text=text))
            return answer.text

        async def code_of(user: str) -> str:
            return (await say(user, "/link")).partition("/link ")[2].split()[0]

        await say("first", "i love xylophone westerns")
        await say("second", f"/link {await code_of('first')}")
        await say("second", f"/link {await code_of('third')}")
        await say("third", "/forget")
        await say("third", "yes")
    assert not any(b"xylophone" in file.read_bytes() for file in _files(tmp_path))


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


class FullDisk:
    """A journal that takes nothing."""

    async def record(self, inbound: InboundMessage, slate: Slate | None) -> None:
        raise StoreError(f"no room for {inbound.id} and {slate and slate.id}")

    async def forget(self, user: UserId) -> int:
        raise StoreError(f"no room to forget {user}")


async def test_what_a_person_taught_is_kept_when_the_journal_refuses(tmp_path: Path) -> None:
    async with open_bot(load_settings(data_dir=tmp_path, seed=1)) as engine:
        with pytest.raises(StoreError):
            await replace(engine, journal=FullDisk()).respond(
                InboundMessage.text_from("console", user="ana", text="i hate horror")
            )
        answer = await engine.respond(InboundMessage.text_from("console", user="ana", text="/profile"))
    assert "horror" in answer[0].text
