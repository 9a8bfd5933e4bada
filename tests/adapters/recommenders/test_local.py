"""The recommender in this process answers before everything is encoded, and finishes the encoding behind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.recommenders.local import Folders, connect
from bot.errors import EncoderError
from bot.settings import load_settings
from recommender.catalogue import Catalogue
from recommender.schema import Profile, RankRequest, UserId

ASKED = RankRequest(Profile(UserId("console:ana")), "help", query_text="delivery cost", k=3)


def in_folder(path: Path) -> Folders:
    return Folders(path, load_settings().encoder_dir, [path])


async def test_items_without_vectors_are_found_by_their_words(demo: Mapping[str, Catalogue], tmp_path: Path) -> None:
    async with connect({"help": demo["help"]}, in_folder(tmp_path)) as recommender:
        vector = (await recommender.read([ASKED.query_text]))[0].vector
        slate = await recommender.rank(
            RankRequest(ASKED.profile, "help", query_vector=vector, query_text=ASKED.query_text, k=3)
        )
    assert "help:delivery-cost" in [ranked.item.id for ranked in slate.items]


async def test_missing_vectors_are_made_behind_the_answers_and_kept(
    demo: Mapping[str, Catalogue], tmp_path: Path
) -> None:
    async with connect({"help": demo["help"]}, in_folder(tmp_path)) as recommender:
        await recommender.rank(ASKED)
        while not list(tmp_path.glob("*/help.npz")):  # noqa: ASYNC110 - a file sets no event
            await asyncio.sleep(0.05)


async def test_closing_does_not_wait_for_the_encoding(demo: Mapping[str, Catalogue], tmp_path: Path) -> None:
    async with connect({"movies": demo["movies"]}, in_folder(tmp_path)) as recommender:
        await recommender.health()
    assert not list(tmp_path.glob("*/movies.npz"))


async def test_a_missing_encoder_is_named_with_its_remedy(demo: Mapping[str, Catalogue], tmp_path: Path) -> None:
    async with connect({"help": demo["help"]}, Folders(tmp_path, tmp_path / "nowhere", [tmp_path])) as recommender:
        with pytest.raises(EncoderError, match="chat-rec setup"):
            await recommender.rank(ASKED)
