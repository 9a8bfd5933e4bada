"""The fake Telegram does as Telegram does: somebody else's client finds nothing odd about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from tests.platforms.bot_api import BotApi
from tests.platforms.faults import Fault
from tests.platforms.telegram_flood import Flood
from tests.platforms.telegram_updates import SECRET_HEADER

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Like", callback_data="like:1")]])
SECRET = "a-secret-of-the-hook"  # noqa: S105  # of the fake
PICTURE = "https://img.example.org/1.jpg"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # or it warns that numbers will be time spans one day
    async with Bot(api.token, base_url=f"{api.url}/bot") as bot:
        yield bot


async def test_words_come_with_a_command_and_are_confirmed_by_the_next_offset(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    first, second = ana.say("/start movies"), ana.say("hello")
    updates = await bot.get_updates()
    assert [update.update_id for update in updates] == [first, second]
    assert updates[0].message
    assert updates[0].message.parse_entities() == {updates[0].message.entities[0]: "/start"}
    assert [update.update_id for update in await bot.get_updates()] == [first, second], "nothing is confirmed yet"
    assert [update.update_id for update in await bot.get_updates(offset=second)] == [second]
    assert api.updates.confirmed == {first}
    assert await bot.get_updates(offset=second + 1, timeout=0) == ()


async def test_a_long_poll_ends_with_the_first_update(api: BotApi, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    number = api.person().say("hello")
    assert [update.update_id for update in await waiting] == [number]


async def test_the_second_poller_ends_the_first(api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    async with Bot(api.token, base_url=f"{api.url}/bot") as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        api.person().say("hello")
        assert len(await second) == 1


async def test_a_card_is_shown_tapped_answered_and_edited(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    await bot.send_message(ana.number, "<b>Heat</b> &amp; more", parse_mode="HTML", reply_markup=KEYS)
    card = await ana.sees("Heat & more")
    assert card.labels == ["Like"]
    tap = ana.tap("Like")
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert update.callback_query.data == "like:1"
    assert await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text("liked")
    assert api.answered == {tap: "Noted"}
    assert [(one.text, one.edits, one.rows) for one in ana.chat.visible] == [("liked", 1, [])]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("liked", ana.number, card.id)


async def test_pictures_albums_and_files_are_shown(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    await bot.send_photo(ana.number, PICTURE, caption="one")
    await bot.send_photo(ana.number, b"bytes", caption="two")
    await bot.send_document(ana.number, b'{"a": 1}', filename="you.json")
    album = await bot.send_media_group(ana.number, [InputMediaPhoto(PICTURE, caption="a"), InputMediaPhoto(PICTURE)])
    assert [one.media_group_id for one in album] == [album[0].media_group_id] * 2
    assert [(one.text, one.photo) for one in ana.chat.visible[:2]] == [("one", PICTURE), ("two", "upload")]
    assert (ana.chat.visible[2].document, ana.chat.visible[2].content) == ("you.json", b'{"a": 1}')


Wrong = Callable[[Bot, int], Awaitable[Any]]

WRONG: dict[str, Wrong] = {
    "message text is empty": lambda bot, ana: bot.send_message(ana, "<b> </b>", parse_mode="HTML"),
    "message is too long": lambda bot, ana: bot.send_message(ana, "😀" * 2049),
    "caption is too long": lambda bot, ana: bot.send_photo(ana, PICTURE, caption="x" * 1025),
    "can't parse entities: Can't find end tag": lambda bot, ana: bot.send_message(ana, "<b>x", parse_mode="HTML"),
    "Unmatched end tag": lambda bot, ana: bot.send_message(ana, "<b><i>x</b></i>", parse_mode="HTML"),
    "Unsupported start tag": lambda bot, ana: bot.send_message(ana, "1 < 2", parse_mode="HTML"),
    "button_data_invalid": lambda bot, ana: bot.send_message(
        ana, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="ж" * 33)]])
    ),
    "failed to get HTTP URL content": lambda bot, ana: bot.send_photo(ana, "https://dead.example.org/1.jpg"),
    "message to edit not found": lambda bot, ana: bot.edit_message_text("x", ana, 99),
    "chat not found": lambda bot, ana: bot.send_message(ana + 5, "x"),
    "query is too old": lambda bot, ana: bot.answer_callback_query(f"{ana}"),
    "in the album": lambda bot, ana: bot.send_media_group(ana, [InputMediaPhoto(PICTURE)]),
}


@pytest.mark.parametrize("words", WRONG)
async def test_what_telegram_refuses_is_refused(api: BotApi, bot: Bot, words: str) -> None:
    ana = api.person("Ana")
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await WRONG[words](bot, ana.number)
    assert not ana.chat.visible
    assert len(api.refused()) == 1


async def test_the_longest_text_that_telegram_takes_is_taken(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    await bot.send_message(ana.number, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    assert not api.refused()


async def test_who_blocked_the_bot_gets_nothing(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    ana.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ana.number, "x")
    (update,) = await bot.get_updates()
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == "kicked"
    ana.unblock()
    await bot.send_message(ana.number, "x")


async def test_a_wrong_token_is_refused(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{api.url}/bot"):
            pass


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(api: BotApi, bot: Bot) -> None:
    ana, club = api.person("Ana"), api.group()
    await bot.send_message(club.number, "hello all")
    assert not ana.say("what shall we see?", club)
    heard = [ana.say("/recommend", club), ana.say("@rec_bot Heat", club), ana.say("yes", club, club.chat.last)]
    assert [update.update_id for update in await bot.get_updates()] == heard


async def test_reactions_come_only_when_asked_for(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    message = await bot.send_message(ana.number, "x")
    assert not ana.react(ana.chat.last, "👍")
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    ana.react(ana.chat.last, "👍")
    (update,) = await bot.get_updates()
    assert update.message_reaction
    assert update.message_reaction.message_id == message.message_id


async def test_inline_results_are_chosen_and_edited(api: BotApi, bot: Bot) -> None:
    from telegram import InlineQueryResultArticle, InputTextMessageContent

    ana = api.person("Ana")
    query = ana.ask_inline("heat")
    article = InlineQueryResultArticle("1", "Heat", InputTextMessageContent("Heat, 1995"), reply_markup=KEYS)
    await bot.answer_inline_query(query, [article])
    ana.choose(query, "1")
    _, chosen = await bot.get_updates()
    assert chosen.chosen_inline_result
    await bot.edit_message_text("Heat!", inline_message_id=chosen.chosen_inline_result.inline_message_id)
    assert ana.chat.visible[-1].text == "Heat!"


async def test_scripted_faults_come_once_each_and_after_means_it_was_done(api: BotApi, bot: Bot) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    api.faults.add(
        Fault("throttled", "sendMessage", ana.chat_id, retry_after=7),
        Fault("broken", "sendMessage", ana.chat_id, status=502),
        Fault("refused", "sendMessage", ana.chat_id),
        Fault("forbidden", "sendMessage", ana.chat_id),
        Fault("reset", "sendMessage", ana.chat_id),
        Fault("reset_after", "sendMessage", ana.chat_id),
    )
    await bot.send_message(ben.number, "unharmed")
    kinds: list[type[TelegramError]] = [RetryAfter, NetworkError, BadRequest, Forbidden, NetworkError, NetworkError]
    for number, kind in enumerate(kinds):
        with pytest.raises(kind) as raised:
            await bot.send_message(ana.number, f"number {number}")
        assert kind is not NetworkError or not isinstance(raised.value, BadRequest)
    await bot.send_message(ana.number, "number 6")
    assert [one.text for one in ana.chat.visible] == ["number 5", "number 6"]
    assert len(api.called("sendMessage")) == 3


async def test_a_silent_server_holds_the_line_and_may_have_done_it(api: BotApi, bot: Bot) -> None:
    ana = api.person("Ana")
    api.faults.add(Fault("silent", chat=ana.chat_id), Fault("silent_after", chat=ana.chat_id))
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(ana.number, "x", read_timeout=0.3)
    assert len(ana.chat.visible) == 1


async def test_random_faults_are_the_same_for_the_same_seed(api: BotApi) -> None:
    shown = []
    for _ in range(2):
        api.faults.at_random(0.05, seed=3)
        shown.append([fault and fault.kind for fault in (api.faults.next("sendMessage", "1") for _ in range(2000))])
    assert shown[0] == shown[1]
    assert 60 < sum(kind is not None for kind in shown[0]) < 140


async def test_flood_control_counts_per_chat_group_and_over_all(api: BotApi, bot: Bot) -> None:
    api.limits = Flood(clock=lambda: 100.0)
    people, club = [api.person() for _ in range(31)], api.group()
    await bot.send_message(people[0].number, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[0].number, "x")
    for _ in range(20):
        await bot.send_message(club.number, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(club.number, "x")
    for person in people[1:10]:
        await bot.send_message(person.number, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[10].number, "x")
    assert api.limits.passed == 3


class Hooked:
    """A webhook that answers as told, and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[str, int]] = []

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append((request.headers.get(SECRET_HEADER, ""), update["update_id"]))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


async def test_a_webhook_gets_updates_with_the_secret_again_until_it_takes_them(api: BotApi, bot: Bot) -> None:
    hooked = Hooked()
    app = web.Application()
    app.router.add_post("/hook", hooked.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ana = api.person("Ana")
    early = ana.say("said before there was a hook")
    hooked.answers = [500, 503]
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token=SECRET)
    later = ana.say("again")
    await api.until(lambda: not api.updates.waiting)
    assert hooked.got == [(SECRET, early)] * 3 + [(SECRET, later)]
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert await api.updates.post(b'{"update_id": 1}', "wrong") == 200
    assert hooked.got[-1] == ("wrong", 1)
    await runner.cleanup()


async def test_an_update_of_any_shape_and_one_that_comes_again(api: BotApi) -> None:
    number = api.updates.raw({"message": {"message_id": "odd"}})
    async with aiohttp.ClientSession() as session:

        async def polled(offset: int) -> list[int]:
            async with session.get(f"{api.url}/bot{api.token}/getUpdates", params={"offset": offset}) as answer:
                return [update["update_id"] for update in (await answer.json())["result"]]

        assert await polled(0) == [number]
        api.updates.again({"update_id": number})
        assert await polled(number + 1) == [number]
        assert await polled(number + 1) == []
