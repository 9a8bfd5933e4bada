"""Whatever an item holds, its card is shown: without the picture, in plain words, cut; but never not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recommender.schema import Item, ItemId
from tests.platforms.bot_api import BotApi
from tests.platforms.slack_api import SlackApi
from tests.platforms.slack_workspace import Message
from tests.reliability.running import bot_at

PICTURES = {
    "dead": "https://dead.example.org/1.jpg",
    "no picture": "https://img.example.org/nopicture",
    "WebP": "https://img.example.org/1.webp",
    "fine": "https://img.example.org/1.jpg",
    "none": "",
    "private": "http://127.0.0.1/1.jpg",
}
TITLES = {
    "right to left": "مرحبا بالعالم",
    "emoji": "🦊🏳️‍🌈👩‍👩‍👧‍👦",
    "HTML": "<b>Bold & <script>",
    "mrkdwn": "*bold* <!channel> <@U0000001>",
}
LONG = "A very long story. " * 550


def items() -> list[Item]:
    pictured = [
        Item(ItemId(f"movies:p{place}"), "movies", f"Picture {name}", "A story.", image_url=url)
        for place, (name, url) in enumerate(PICTURES.items())
    ]
    titled = [
        Item(ItemId(f"movies:t{place}"), "movies", title, LONG, image_url=PICTURES["dead"])
        for place, title in enumerate(TITLES.values())
    ]
    return [*pictured, *titled]


def letters(text: str) -> str:
    """Without what is put between letters so that nothing in them acts, and as it was before escaping."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "".join(letter for letter in text if letter.isalnum() or letter in "🦊<>&")


async def test_telegram_shows_each_card_whatever_it_holds(tmp_path: Path, api: BotApi) -> None:
    ana = api.person("Ana")
    async with bot_at(tmp_path, api, items=items(), telegram_cards="photos") as bot:
        ana.say("cards")
        await ana.sees("Picture none", seconds=30)
        assert (await bot.settled()).given_up == 0
        shown = letters("".join(message.text for message in ana.chat.from_bot))
    for item in items():
        assert letters(item.title) in shown
    assert {call.params["photo"] for call in api.refused()} <= set(PICTURES.values())
    assert sum(bool(message.photo) for message in ana.chat.from_bot) >= 1
    assert "private" not in {message.photo for message in ana.chat.from_bot}


async def test_a_list_on_telegram_is_one_message_that_is_never_refused(tmp_path: Path, api: BotApi) -> None:
    ana, club = api.person("Ana"), api.group()
    async with bot_at(tmp_path, api, items=items(), telegram_cards="list") as bot:
        ana.say("cards")
        ana.say("@rec_bot cards", club)
        await ana.sees("Picture", seconds=30)
        await ana.sees("Picture", club, seconds=30)
        assert (await bot.settled()).given_up == 0
    assert not api.refused()
    assert len(ana.chat.from_bot) == len(club.chat.from_bot) == 1


async def test_slack_shows_each_card_whatever_it_holds(tmp_path: Path, slack: SlackApi) -> None:
    ana = slack.person("ana")
    async with bot_at(tmp_path, slack, items=items()) as bot:
        ana.say("cards")
        await ana.sees("Picture none", seconds=30)
        assert (await bot.settled()).given_up == 0
    shown = letters("".join(message.reads for message in ana.chat.from_bot))
    for item in items():
        assert letters(item.title) in shown
    assert all("downloading image" in str(call.error) or call.error == "invalid_blocks" for call in slack.refused())
    assert len(ana.chat.from_bot) == 1, "the whole list in one message"


async def test_nothing_in_a_title_mentions_anybody(tmp_path: Path, api: BotApi, slack: SlackApi) -> None:
    titles = (
        "<!channel>",
        "<!here|x>",
        "<@U0000001>",
        "<#C0000001>",
        "@everyone",
        "@ana_s",
        "<https://evil.example|x>",
    )
    hostile = [Item(ItemId(f"movies:m{n}"), "movies", f"{title} film", title) for n, title in enumerate(titles)]
    ana, eve, club = api.person("Ana"), slack.person("eve"), slack.channel()
    async with bot_at(tmp_path, api, slack, items=hostile):
        ana.say("cards")
        eve.say("cards")
        eve.mention("cards", club)
        said = (await ana.sees("film")).text
        shown = [(await eve.sees("film")), (await eve.sees("film", club))]
    assert not any(f"@{name}" in said for name in ("everyone", "ana_s"))
    posted = slack.called("chat.postMessage")
    assert all(call.params["unfurl_links"] is False for call in posted), "no link calls home by its preview"
    for message in shown:
        for told in acting(message):
            assert not any(mark in told for mark in ("<!", "<@", "<#", "<http")), told


def acting(message: Message) -> Iterator[str]:
    """The texts in which Slack looks for mentions and links; in what it calls plain text it does not."""
    yield message.text
    nodes: list[Any] = [*message.blocks]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("type") in ("mrkdwn", "markdown"):
                yield str(node["text"])
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
