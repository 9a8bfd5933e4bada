"""What an import asks about, in which order, and which examples it gives."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from recommender.catalogue import Catalogue
from recommender.importing.examples import examples
from recommender.importing.importer import import_file
from recommender.importing.lexicon import load_lexicon
from recommender.importing.wording import synonyms
from recommender.load import load_catalogues
from tests.recommender.importing import messy


def imported(folder: Path, text: str, domain: str) -> Catalogue:
    file = folder / ("file.json" if text.startswith(("[", "{")) else "file.csv")
    file.write_text(text, encoding="utf-8")
    assert import_file(file, domain, folder / "data").imported
    return load_catalogues(folder / "data")[domain]


@pytest.fixture
def shop(tmp_path: Path) -> Catalogue:
    dice = random.Random(1)
    rows = [
        {
            "title": title,
            "category": dice.choice(["kitchen-accessories", "groceries", "sports"]),
            "returnPolicy": dice.choice(["No return policy", "7 days return policy", "30 days return policy"]),
            "warrantyInformation": dice.choice(["1 week warranty", "1 year warranty", "No warranty"]),
            "tags": dice.sample(["home", "gift", "summer", "steel"], 2),
            "rating": round(dice.uniform(2, 5), 2),
            "price": dice.randint(3, 300),
        }
        for title in messy.titles(80)
    ]
    return imported(tmp_path, json.dumps(rows), "products")


def test_nobody_is_asked_about_the_return_policy_or_tags(shop: Catalogue) -> None:
    assert {field.name for field in shop.fields if field.question} == {"category", "price", "rating"}


def test_examples_speak_of_what_people_choose_by(shop: Catalogue) -> None:
    told = examples(shop)
    assert not [text for text in told if "policy" in text or "warranty" in text]
    assert any("dollars" in text for text in told)


def test_what_people_choose_by_comes_first(tmp_path: Path) -> None:
    catalogue = imported(tmp_path, messy.imdb_top_like(), "movies")
    asked = ["genre", "released_year", "runtime", "imdb_rating", "certificate", "director", "star"]
    assert [field.name for field in catalogue.fields if field.name in asked] == asked
    assert all(catalogue.field_by_name[name].question for name in asked)


def test_few_languages_are_asked_about_and_many_are_not(tmp_path: Path) -> None:
    def films(languages: list[str]) -> str:
        rows = [{"title": f"Film {n}", "language": languages[n % len(languages)]} for n in range(80)]
        return json.dumps(rows)

    assert imported(tmp_path, films(["English", "French", "Hindi"]), "few").field_by_name["language"].question
    many = [name.title() for name in list(load_lexicon().vocabularies["language"])[:20]]
    assert not imported(tmp_path, films(many), "many").field_by_name["language"].question


def test_categories_that_are_genres_have_the_words_of_genres(tmp_path: Path) -> None:
    text = messy.movielens_like().replace("genres", "categories", 1)
    field = imported(tmp_path, text, "movies").field_by_name["categories"]
    assert "sci-fi" in field.synonyms["Science Fiction"]
    assert "genre" in field.question


def test_who_watches_is_no_genre() -> None:
    words = synonyms(load_lexicon(), "genre", ["Family", "Drama"])["Family"]
    assert {"for kids", "kids movie", "family film", "family friendly"} <= set(words)
    assert not {"kids", "children", "children's"} & set(words)
