"""In a thousand drawn conversations nothing is shown against a stated wish, and nothing that fits is withheld."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from bot.settings import load_settings
from recommender.catalogue import Catalogue
from recommender.importing.importer import import_file
from tests.catalogues import cooking_shows
from tests.conftest import StageOf
from tests.conversations.stage import Stage
from tests.properties.conversing import Conversations

EACH = 250
TOLD = 60
"""Violations listed when the test fails."""


@pytest.fixture(scope="module")
def shows_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A bot over cooking shows: streaming service, cuisine, host, episodes, stars, certificate…"""
    data_dir = tmp_path_factory.mktemp("shows")
    file = data_dir / "shows.json"
    file.write_text(json.dumps(raw_records(cooking_shows())), encoding="utf-8")
    import_file(file, "shows", data_dir)
    with Stage(load_settings(data_dir=data_dir, domain="shows", seed=1)) as stage:
        yield stage


def raw_records(catalogue: Catalogue) -> list[dict[str, object]]:
    """As an operator's file would have them."""
    return [
        {"title": item.title, "description": item.text, **{name: _raw(value) for name, value in item.fields.items()}}
        for item in catalogue.items
    ]


def _raw(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("domain", ["movies", "books", "products"])
def test_the_demo_store_keeps_every_wish(domain: str, stage_of: StageOf) -> None:
    converse(stage_of("", domain), domain)


def test_a_strange_catalogue_keeps_every_wish(shows_stage: Stage) -> None:
    converse(shows_stage, "shows")


def converse(stage: Stage, domain: str) -> None:
    conversations = Conversations.about(stage, domain)
    faults = []
    for seed in range(EACH):
        draw = random.Random(f"{domain}{seed}")
        turns, opener = conversations.drawn(draw), draw.choice(conversations.openers())
        if turns and conversations.violation(turns, opener):
            smallest, fault = conversations.reduced(turns, opener)
            said = " / ".join(", ".join(one.words for one in turn) for turn in smallest)
            faults.append(f"[{seed}] {opener}{said}\n      {fault}")
    if faults:
        listed = "\n".join(faults[:TOLD])
        pytest.fail(f"{len(faults)} of {EACH} conversations go wrong, for example\n{listed}", pytrace=False)
