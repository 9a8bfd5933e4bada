"""Words find the items that have them, rare words before common ones."""

from __future__ import annotations

from recommender.lexical import index, words
from tests.catalogues import films


def best(query: str) -> str:
    catalogue = films()
    scores = index(catalogue).scores(query)
    return catalogue.items[int(scores.argmax())].title


def test_a_title_word_finds_its_item() -> None:
    assert best("third man") == "The Third Man"


def test_people_and_categories_are_searched_too() -> None:
    assert best("animation by docter") == "Up"


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    scores = index(films()).scores("thriller noir")
    titles = [item.title for item in films().items]
    assert scores[titles.index("The Third Man")] > scores[titles.index("Heat")] > 0


def test_unknown_words_score_nothing() -> None:
    assert not index(films()).scores("zxqv").any()


def test_a_word_said_twice_counts_once() -> None:
    lexical = index(films())
    assert (lexical.scores("crime crime") == lexical.scores("crime")).all()


def test_plurals_and_case_do_not_matter_and_chinese_is_split_in_pairs() -> None:
    assert words("Thrillers AND Glass") == ["thriller", "and", "glass"]
    assert words("科幻片") == ["科幻", "幻片"]
