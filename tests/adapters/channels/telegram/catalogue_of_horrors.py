"""Replies whose cards hold whatever a catalogue can hold, drawn at random."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from bot.messages import Address, Attachment, Button, Card, OutboundMessage, Tapped
from recommender.schema import Item, ItemId, SlateId, UserId

VERBS = ("like", "dislike", "seen", "more", "why", "undo")
HORRORS = (
    "", " ", "\u2800", "\u200b", "<b>bold", "</i>", "a & b &amp; c", "<script>alert(1)</script>", "*_~`[x](y)",
    "@everyone @ana_s", "/forget everything", "see evil.com or https://evil.com/x?a=1&b=2", "مرحبا بالعالم",
    "\u202eabc", "👩‍👩‍👧‍👦" * 400, "é" * 3000, "word " * 2000, "x" * 10_000, "\ud83d", "a\0b", "&" * 4000, "<" * 4000,
    "1. 2. 3.", "\n\n\n", "🏳️‍🌈", "“quotes” \"and\" 'others'", "𝕳𝖊𝖆𝖙", "e\u0301" * 3000,
)  # fmt: skip
URLS = (
    "", "https://img.example.org/1.jpg", "http://127.0.0.1/x.png", "https://ana:" + "pw@img.example.org/1.jpg",
    "ftp://img.example.org/1.jpg", "https://[::1]/1.png", "http://2130706433/", "javascript:alert(1)",
    "https://img.example.org/" + "x" * 3000, 'https://img.example.org/"><b>', "https://例え.jp/絵.png", "//x.org/1",
    "https://img.example.org/a b.png", "http://169.254.169.254/latest", "https://img.example.org/?a=1&b=2&c=<3",
)  # fmt: skip

texts = st.sampled_from(HORRORS) | st.text(max_size=60) | st.text(max_size=40).map(lambda text: 15 * text)
urls = st.sampled_from(URLS) | st.text(max_size=30)
tokens = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True) | st.sampled_from(("", "ж" * 33, "x" * 65))
buttons = st.builds(Button, texts, tokens)
items = st.builds(lambda number, title: Item(ItemId(f"movies:{number}"), "movies", title), st.integers(0, 99), texts)
cards = st.builds(
    Card,
    item=items,
    title=texts,
    subtitle=texts,
    body=texts,
    reason=texts,
    buttons=st.lists(st.tuples(st.sampled_from(VERBS), buttons), max_size=6).map(tuple),
    image_url=urls,
    url=urls,
    status=texts,
    slate=st.none() | st.just(SlateId("s1")),
)
lists = st.lists(cards, max_size=10).map(tuple)
tapped = st.builds(
    Tapped,
    verb=st.sampled_from(VERBS),
    card=cards,
    successor=st.none() | cards,
    listed=lists,
    intro=texts,
)
origins: st.SearchStrategy[Mapping[str, str]] = st.fixed_dictionaries(
    {},
    optional={
        "message": st.just("17"),
        "callback": st.just("1806"),
        "photo": st.just("1"),
        "form": st.sampled_from(("list", "card", "answer", "mixed")),
    },
) | st.just({"inline": "18"})
addresses = st.builds(
    Address,
    st.just("telegram"),
    st.sampled_from(("4211", "-1001987654321", "inline:4211")),
    st.just(UserId("telegram:4211")),
    st.sampled_from(("", "12")),
)
replies = st.builds(
    OutboundMessage,
    address=addresses,
    text=texts,
    cards=lists,
    question=texts,
    attachments=st.lists(st.builds(Attachment, texts, texts), max_size=2).map(tuple),
    buttons=st.lists(buttons, max_size=3).map(tuple),
    tapped=st.none() | tapped,
    origin=origins,
    thinking=st.booleans(),
    undone=st.booleans(),
)
