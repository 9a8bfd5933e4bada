"""The demo store's own schema files, and the lexicon that imports are described with."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.catalogue import Catalogue, texts
from recommender.importing.examples import examples
from recommender.importing.lexicon import header_of, load_lexicon
from recommender.load import DEMO_DOMAINS, load_catalogues


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalogue]:
    return load_catalogues(tmp_path_factory.mktemp("empty"))


def test_the_demo_has_its_four_domains(catalogues: dict[str, Catalogue]) -> None:
    assert tuple(catalogues) == DEMO_DOMAINS
    assert not any(catalogue.imported for catalogue in catalogues.values())


@pytest.mark.parametrize("domain", DEMO_DOMAINS)
def test_every_field_is_filled_and_every_synonym_speaks_of_a_value(
    catalogues: dict[str, Catalogue], domain: str
) -> None:
    catalogue = catalogues[domain]
    for field in catalogue.fields:
        values = {text for item in catalogue.items for text in texts(item.fields.get(field.name))}
        assert values, field.name
        if field.kind == "category":
            assert set(field.synonyms) <= values, field.name
        assert set(field.order) <= values, field.name


@pytest.mark.parametrize("domain", DEMO_DOMAINS)
def test_no_stored_value_is_of_an_undeclared_field(catalogues: dict[str, Catalogue], domain: str) -> None:
    declared = {field.name for field in catalogues[domain].fields}
    assert {name for item in catalogues[domain].items for name in item.fields} <= declared


def test_films_answer_to_chinese_words(catalogues: dict[str, Catalogue]) -> None:
    assert "科幻" in catalogues["movies"].field_by_name["genres"].synonyms["science fiction"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in catalogues["movies"].items[0].text_zh)


@pytest.mark.parametrize("domain", ["movies", "books", "products"])
def test_examples_of_what_can_be_asked_differ_from_one_another(catalogues: dict[str, Catalogue], domain: str) -> None:
    found = examples(catalogues[domain])
    assert 6 <= len(found) == len(set(found)) <= 8


def test_an_import_takes_the_demo_domains_place_and_leads(tmp_path: Path) -> None:
    from recommender.importing.importer import import_file

    file = tmp_path / "books.csv"
    file.write_text("title,author\nOne,Ann Ash\nTwo,Bob Bee\n")
    import_file(file, "books", tmp_path)
    found = load_catalogues(tmp_path)
    assert next(iter(found)) == "books"
    assert len(found["books"].items) == 2
    assert set(found) == set(DEMO_DOMAINS)


def test_every_header_of_the_lexicon_means_its_own_field() -> None:
    lexicon = load_lexicon()
    for concept in lexicon.concepts.values():
        for header in concept.headers:
            meanings = lexicon.meanings(header_of(header))
            assert concept in meanings, (concept.name, header)
        assert not concept.values or concept.values in lexicon.vocabularies or concept.values == "", concept.name


def test_every_question_contains_a_word_that_names_its_field() -> None:
    for concept in load_lexicon().concepts.values():
        if concept.question:
            words = concept.question.casefold()
            assert any(word in words for word in (concept.label, *concept.names) if word), concept.name
