"""Whatever a catalogue holds, others' readings of the platforms' rules find nothing wrong with what we send."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.channels.slack.rendering import render
from adapters.channels.telegram.rendering import rendered
from bot.delivery.sealing import sealed
from bot.messages import Action, Address, Button, OutboundMessage
from bot.seal import Seal
from recommender.schema import Item, ItemId, SlateId, UserId
from tests.platforms import slack_oracle
from tests.platforms.telegram_oracle import objections
from tests.reliability.parrot import card

EXAMPLES = 2000
ODD = (
    "",
    " ",
    "a" * 5000,
    "<b>",
    "&amp;",
    "😀" * 3000,
    "\u202eevil",
    "<!channel>",
    "@everyone",
    "x\0y",
    "\ud83d",
    "`*_~",
)
URLS = (
    "",
    "https://img.example.org/1.jpg",
    "http://127.0.0.1/x",
    "javascript:alert(1)",
    "https://x.example/" + "a" * 4000,
)

texts = st.sampled_from(ODD) | st.text(max_size=200)
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300).map(
    lambda own: ItemId(f"movies:{own}")
)
items = st.builds(
    lambda number, title, text, image, url: Item(number, "movies", title, text, image_url=image, url=url),
    ids, texts, texts, st.sampled_from(URLS) | texts, st.sampled_from(URLS) | texts,
)  # fmt: skip
lists = st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.id)


def message(channel: str, chat: str, shown: Sequence[Item], text: str) -> OutboundMessage:
    """As the engine makes it, with its buttons sealed."""
    yes = Button("Yes", Action("yes", SlateId("slate-12"), ItemId("")).encode())
    address = Address(channel, chat, UserId(f"{channel}:1"))
    plain = OutboundMessage(address, text, tuple(map(card, shown)), "1", question=text, buttons=(yes,))
    return sealed(plain, Seal(b"s" * 32, [item.id for item in shown], 3600), at=1_800_000_000)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists, texts, st.sampled_from(("4211", "-1001987654321")), st.sampled_from(("photos", "list")))
def test_telegram_takes_any_item(shown: list[Item], text: str, chat: str, form: str) -> None:
    made = message("telegram", chat, shown, text)
    for call in rendered(made, "photos" if form == "photos" else "list"):
        assert not objections(call)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists, texts, st.sampled_from(("D0000001", "C0000001")))
def test_slack_takes_any_item(shown: list[Item], text: str, chat: str) -> None:
    for call in render(message("slack", chat, shown, text), "ephemeral"):
        slack_oracle.check(call)
