"""Texts are cut where people would cut them; addresses are passed on only if the whole world can reach them."""

from __future__ import annotations

import pytest

from adapters.channels.telegram.lettering import cut, pages
from adapters.channels.telegram.public_urls import public_url
from tests.adapters.channels.telegram.catalogue_of_horrors import URLS


@pytest.mark.parametrize("url", URLS)
def test_only_public_addresses_are_given_to_telegram(url: str) -> None:
    assert public_url(url) == (url in {URLS[1], URLS[10]})


@pytest.mark.parametrize(
    ("text", "room", "kept"),
    [
        ("a quiet film", 12, "a quiet film"),
        ("a quiet film", 9, "a quiet…"),
        ("👍🏽👍🏽", 6, "👍🏽…"),
        ("👩‍👧x", 4, "…"),
        ("&&&", 8, "&…"),
        ("word", 0, ""),
    ],
)
def test_a_text_is_cut_between_words_and_never_within_a_letter(text: str, room: int, kept: str) -> None:
    assert cut(text, room) == kept


def test_pages_end_at_lines() -> None:
    assert pages("one\ntwo\nthree", 9, 5) == ["one\ntwo", "three"]
