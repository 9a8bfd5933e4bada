"""What every adapter in `adapters/channels` promises: found by being there, checked without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adapters.channels
from bot.errors import BadUpdate
from bot.messages import Action, Address, Attachment, Button, Card, InboundMessage, OutboundMessage, Tapped
from bot.ports import Translator
from bot.postings import Call
from bot.settings import load_settings
from recommender.schema import Item, ItemId, SlateId, UserId, Verb
from tests.contracts.found import adapters_in, short_name

PAYLOADS = Path(__file__).parents[1] / "data" / "payloads"
# The console serves somebody who waits at the other end of a pipe: it needs no inbox and is no `Platform`.
CHANNELS = [module for module in adapters_in(adapters.channels) if short_name(module) != "console"]
SLATE = SlateId("0123456789")
VERBS = ("like", "dislike", "seen", "more", "why")
TITLES = (
    "Heat",
    "",
    "<b>bold</b> & <!channel> @everyone",
    "\u202eevil",
    "👩‍👩‍👧 " * 40,
    "x" * 10_000,
    "盗火线",
    "_*~`[",
)

each_channel = pytest.mark.parametrize("module", CHANNELS, ids=short_name)


def translator(module: ModuleType) -> Translator:
    made: Translator = module.unconnected(load_settings())
    return made


def samples(module: ModuleType) -> dict[str, str]:
    """Updates as the platform sends them, by the name of their file."""
    return {file.stem: file.read_text("utf-8") for file in sorted((PAYLOADS / short_name(module)).glob("*.json"))}


def read(module: ModuleType) -> Iterator[InboundMessage]:
    """What the samples say, as far as it is said to us."""
    for payload in samples(module).values():
        try:
            message = translator(module).parse(payload)
        except BadUpdate:
            continue
        if message is not None:
            yield message


def spoken(module: ModuleType) -> InboundMessage:
    """Somebody's words, as opposed to a command or a look at a page."""
    return next(each for each in read(module) if each.text and each.text[0] != "/" and not each.preview)


def with_fallbacks(call: Call) -> Iterator[Call]:
    """The call, and what may be sent in its place."""
    yield call
    if call.fallback is not None:
        yield from with_fallbacks(call.fallback)


def reply_to(message: InboundMessage, *cards: Card) -> OutboundMessage:
    return OutboundMessage(message.address, "Here you go:", cards, message.id, "Newer?", origin=message.origin)


texts = st.sampled_from(TITLES) | st.text(max_size=80)
cards = st.builds(
    Card,
    item=st.builds(Item, st.just(ItemId("movies:1")), st.just("movies"), texts),
    title=texts,
    subtitle=texts,
    body=texts,
    reason=texts,
    buttons=st.just(tuple((verb, Button(verb, f"token-{verb}")) for verb in VERBS)),
    image_url=st.sampled_from(("", "https://img.example.org/1.jpg", "http://127.0.0.1/1.jpg", "javascript:alert(1)")),
    url=texts,
    status=st.sampled_from(("", "Liked")),
    slate=st.just(SLATE),
)


@each_channel
def test_it_can_be_connected_and_looked_at_without_connecting(module: ModuleType) -> None:
    assert callable(module.connect)
    assert translator(module).name == short_name(module)


@each_channel
def test_it_has_samples_of_a_text_a_tap_and_something_of_no_concern(module: ModuleType) -> None:
    read_ones = list(read(module))
    assert any(message.text for message in read_ones)
    assert any(message.token for message in read_ones)
    assert len(read_ones) < len(samples(module))


@each_channel
def test_addresses_name_the_channel_and_ids_tell_updates_apart(module: ModuleType) -> None:
    name = short_name(module)
    messages = list(read(module))
    assert all(message.address.channel == name for message in messages)
    assert all(message.address.user.startswith(f"{name}:") for message in messages)
    assert all(message.address.chat and message.id for message in messages)


@each_channel
def test_the_same_update_is_read_the_same_twice(module: ModuleType) -> None:
    assert list(map(asdict, read(module))) == list(map(asdict, read(module)))


@each_channel
@given(
    payload=st.text(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    ).map(json.dumps)
)
def test_what_cannot_be_read_is_refused_and_nothing_else_goes_wrong(module: ModuleType, payload: str) -> None:
    with suppress(BadUpdate):
        translator(module).parse(payload)


@each_channel
@settings(deadline=None, max_examples=30)  # the machine may be busy
@given(shown=st.lists(cards, max_size=5))
def test_a_reply_becomes_calls_that_can_be_stored(module: ModuleType, shown: list[Card]) -> None:
    speaker = translator(module)
    for message in read(module):
        calls = speaker.render(reply_to(message, *shown))
        assert calls
        for call in (each for first in calls for each in with_fallbacks(first)):
            assert json.loads(json.dumps(call.params)) == call.params
            assert call.chat
            assert {pace.partition(":")[0] for pace in call.paces} <= set(speaker.rates)


@each_channel
def test_a_reply_carries_its_text_and_every_cards_title_and_buttons(module: ModuleType) -> None:
    shown = [
        Card(
            Item(ItemId(f"movies:{number}"), "movies", title),
            title, "1995", "A story.", "Close to Ronin",
            tuple((verb, Button(verb, f"token-{verb}-{number}")) for verb in VERBS),
            slate=SLATE,
        )
        for number, title in enumerate(("Heat", "Ronin"))
    ]  # fmt: skip
    message = spoken(module)
    sent = json.dumps([call.params for call in translator(module).render(reply_to(message, *shown))])
    assert "Here you go" in sent
    assert all(card.title in sent for card in shown)
    assert all(button.action in sent for card in shown for _, button in card.buttons)


@each_channel
def test_a_tap_changes_the_list_or_answers_in_any_case(module: ModuleType) -> None:
    item = Item(ItemId("movies:1"), "movies", "Heat")
    card = Card(item, "Heat", "1995", "A story.", "Close to Ronin", status="Liked", slate=SLATE)
    for message in (message for message in read(module) if message.token):
        for verb in (*get_args(Verb), "why"):
            tapped = Tapped(verb, card, listed=(card, replace(card, title="Ronin")), intro="Close to Ronin:")
            for what in (tapped, replace(tapped, listed=()), replace(tapped, successor=card)):
                assert translator(module).render(replace(reply_to(message), question="", tapped=what))


@each_channel
def test_showing_that_the_bot_thinks_never_fails(module: ModuleType) -> None:
    for message in read(module):
        translator(module).render(OutboundMessage(message.address, "", thinking=True, origin=message.origin))


@each_channel
def test_a_file_and_an_answer_to_a_question_can_be_sent(module: ModuleType) -> None:
    message = spoken(module)
    yes = Button("Yes", Action("yes", SlateId(""), ItemId("")).encode())
    reply = replace(reply_to(message), buttons=(yes,), attachments=(Attachment("me.json", '{"user": "ana"}'),))
    sent = json.dumps([call.params for call in translator(module).render(reply)])
    assert "me.json" in sent
    assert "Yes" in sent


@each_channel
def test_an_address_made_by_hand_is_enough_to_speak_first(module: ModuleType) -> None:
    name = short_name(module)
    somebody = Address(name, "4211", UserId(f"{name}:4211"))
    assert translator(module).render(OutboundMessage(somebody, "Hello"))
