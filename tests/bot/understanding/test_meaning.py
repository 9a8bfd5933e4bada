"""What the tables cannot show: leftovers, sources, pinned domains, fields of any name, large catalogues."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.turn import Intent, Turn
from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from recommender.filters import satisfying
from recommender.schema import Field, Item, ItemId
from tests.bot.understanding.notation import LISTED, PLAIN, told
from tests.bot.understanding.store import catalogues

WIKI = Path(__file__).parents[4] / "shared" / "data" / "catalog" / "wiki_catalog_5k" / "items.jsonl"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("set in a lighthouse", "lighthouse"),
        ("a slow-burn heist movie with a twist", "slow burn heist twist"),
        ("a comedy about chess on netflix", "chess"),
        ("something like Heat", ""),
        ("no horror or zombies please", ""),
        ("a thriller under two hours", ""),
        ("is there any chance you have a western?", ""),
        ("we have hulu at home, something funny", ""),
        ("I'm bored, a thriller please", ""),
        ("changed my mind: a drama", ""),
        ("can it include Morgan Freeman", ""),
        ("plesae a comedy", ""),
        ("a film that's too violent for my wife", ""),
    ],
)
def test_words_that_no_field_holds_are_left_for_search(understanding: Understanding, text: str, query: str) -> None:
    assert query == understanding(text, PLAIN, 0.0).query


def test_a_wish_keeps_the_words_that_said_it_and_when(understanding: Understanding) -> None:
    (wish,) = understanding("no horror", PLAIN, 12.0).wishes
    assert (wish.source, wish.at) == ("no horror", 12.0)


def test_a_pinned_domain_is_never_left() -> None:
    pinned = Understanding(catalogues(), only="movies", this_year=2026)
    assert pinned("any books like that?", LISTED, 0.0).domain == "movies"


def test_a_rejected_decade_excludes_its_years_and_no_others(understanding: Understanding) -> None:
    store = catalogues()["movies"]
    wishes = understanding("nothing from the 90s", PLAIN, 0.0).wishes
    kept = [item for item, holds in zip(store.items, satisfying(store, wishes), strict=True) if holds]
    assert {1990 <= int(str(item.fields["year"])) <= 1999 for item in kept} == {False}
    assert len(kept) == sum(not 1990 <= int(str(item.fields["year"])) <= 1999 for item in store.items)


def test_what_is_out_of_scope_is_told_with_little_confidence(understanding: Understanding) -> None:
    turn = understanding("what's the capital of Peru", PLAIN, 0.0)
    assert (turn.intent, turn.wishes) == (Intent.UNKNOWN, ())
    assert turn.confidence < 0.5


@pytest.mark.parametrize("text", ["", "   ", "!!!", "🎬", "?", "'", "the", "no", "(", "0", "1990s' \"", "a" * 5000])
def test_nothing_that_can_be_typed_breaks_it(understanding: Understanding, text: str) -> None:
    assert isinstance(understanding(text, LISTED, 0.0), Turn)


def _foreign() -> Catalogue:
    """A catalogue as a stranger would name its columns, with no words declared."""
    fields = (
        Field("release_year", "number"),
        Field("Duration", "number", unit="min"),
        Field("vote_average", "number"),
        Field("mpaa", "category", order=("G", "PG", "PG-13", "R")),
        Field("listed_in", "category", many=True),
        Field("Directed By", "person"),
        Field("actors", "person", many=True),
        Field("Streaming Platforms", "category", many=True),
    )
    values = (
        ("Long Night", 1994, 150, 8.1, "R", ("Horror", "Mystery"), "Ana Vero", ("Luc Ma", "Ida Bloom"), ("Netflix",)),
        ("Short Day", 2012, 84, 6.2, "PG", ("Comedies", "Dramas"), "Tom Harrow", ("Ida Bloom",), ("Hulu", "Netflix")),
        ("Grey Tide", 2003, 110, 7.4, "PG-13", ("Sci-Fi & Fantasy", "Dramas"), "Ana Vero", ("Kai Stroud",), ("Max",)),
    )  # fmt: skip
    names = [field.name for field in fields]
    items = tuple(
        Item(ItemId(f"movies:{row[0]}"), "movies", str(row[0]), fields=dict(zip(names, row[1:], strict=True)))
        for row in values
    )
    return Catalogue("movies", items, fields, nouns=("film", "movie"), imported=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a comedy under 90 minutes", "recommend · listed_in=Comedies · Duration<90"),
        ("something from before 2005 with Ida Bloom", "recommend · release_year<2005 · actors=Ida Bloom"),
        ("films directed by Ana Vero", "recommend · Directed By=Ana Vero"),
        ("a Harrow film", "recommend · Directed By=Tom Harrow"),
        ("sci-fi on Max", "recommend · listed_in=Sci-Fi & Fantasy · Streaming Platforms=Max"),
        ("PG-13 or lower, rated at least 7", "recommend · mpaa≤PG-13 · vote_average≥7"),
        ("no horror, nothing longer than two hours", "recommend · -listed_in=Horror · Duration≤120"),
        ("from the 90s", "recommend · release_year≥1990 · release_year≤1999"),
        ("on Netflix or Hulu", "recommend · Streaming Platforms=Netflix|Hulu"),
    ],
)
def test_fields_are_understood_by_whatever_name_they_have(text: str, expected: str) -> None:
    assert expected == told(Understanding({"movies": _foreign()}, this_year=2026)(text, PLAIN, 0.0))


def test_a_synonym_may_stand_for_a_comparison() -> None:
    fields = (Field("runtime", "number", unit="min", synonyms={"≤ 45": ("bite-sized",)}),)
    items = (Item(ItemId("movies:a"), "movies", "A", fields={"runtime": 40.0}),)
    short = Understanding({"movies": Catalogue("movies", items, fields, nouns=("film",))}, this_year=2026)
    assert told(short("something bite-sized", PLAIN, 0.0)) == "recommend · runtime≤45"


@pytest.fixture(scope="module")
def wiki() -> Catalogue:
    if not WIKI.exists():
        pytest.skip("the catalogue of five thousand films is not on this machine")
    fields = (
        Field("year", "date"),
        Field("genres", "category", many=True),
        Field("cast", "person", many=True),
    )
    rows = [json.loads(line) for line in WIKI.read_text("utf-8").splitlines()]
    items = tuple(
        Item(
            ItemId(f"movies:{row['id']}"),
            "movies",
            row["title"],
            fields={"year": str(row["year"]), "genres": tuple(row["genres"]), "cast": tuple(row["cast"])},
            popularity=(row.get("pop_hint") or 0) / 400,
        )
        for row in rows
    )
    return Catalogue("movies", items, fields, nouns=("film", "movie"))


@pytest.fixture(scope="module")
def wide(wiki: Catalogue) -> Understanding:
    return Understanding({"movies": wiki}, this_year=2026)


@pytest.mark.parametrize("sentence", ["something like {}", "I loved {}", "movies similar to {} please"])
def test_titles_of_a_large_catalogue_are_found_behind_a_cue(
    wiki: Catalogue, wide: Understanding, sentence: str
) -> None:
    sample = random.Random(7).sample(wiki.items, 300)
    linked = [
        [wiki[m.item].title.casefold() for m in wide(sentence.format(item.title), PLAIN, 0.0).mentions]
        for item in sample
    ]
    right = sum(found == [item.title.casefold()] for found, item in zip(linked, sample, strict=True))
    assert right >= 297


@pytest.mark.parametrize(
    "text",
    [
        "I want to see something new with a happy ending tonight",
        "it should be about a house in the country and a lost child",
        "what would you watch on a rainy day with your best friend?",
        "give me a good one, not too long, for a family night at home",
        "Always up for a crime story about the mob or the law",
        "We saw nothing good last week and want to be surprised",
        "Tom Hanks films always touch my heart",
        "I avoid movies about bank heists and alien invasions",
        "my girlfriend wants romance, I want action, the kids want magic",
        "the funny thing is that I never know what I want",
        "can you find us a thriller that is not about money or power?",
        "anything but a musical, she hates when people start to sing",
        "Please show me the best of the nineties",
        "I never really got into science fiction movies",
        "Romantic comedy films always lighten my mood",
    ],
)
def test_ordinary_sentences_name_no_title(wide: Understanding, text: str) -> None:
    assert not wide(text, PLAIN, 0.0).mentions


def test_naming_someone_instead_lets_go_of_whoever_was_wished_for_before(understanding: Understanding) -> None:
    before = replace(PLAIN, wishes=understanding("a Nolan film", PLAIN, 0.0).wishes)
    turn = understanding("something starring Tom Hanks instead", before, 0.0)
    assert told(turn) == "recommend · cast=Tom Hanks · drops director · replaces"


def test_what_is_no_longer_minded_is_dropped(understanding: Understanding) -> None:
    before = replace(PLAIN, wishes=understanding("no R-rated movies", PLAIN, 0.0).wishes)
    assert understanding("actually I don't mind R rated", before, 0.0).drops == ("content_rating",)


def _dirty() -> Catalogue:
    """Scraped: a cast of link words and categories, values that differ only in number, a theme like a title."""
    fields = (
        Field("genres", "category", label="genre", many=True),
        Field("cast", "person", label="cast", many=True),
        Field("themes", "category", label="theme", many=True, synonyms={"aliens": ("alien",)}),
        Field("meal", "category", label="meal", many=True),
    )
    rows = [
        {"genres": ("Action",), "cast": ("The", "Tom Hanks"), "themes": ("aliens",), "meal": ("Snack",)},
        {"genres": ("Drama",), "cast": ("and", "case", "Action"), "meal": ("Snacks",)},
    ]
    titles = ("Alien", "Quiet Harbour")
    texts = ("A crew meets a creature in a corridor.", "A lighthouse keeper waits for letters.")
    items = tuple(
        Item(ItemId(f"films:{title}"), "films", title, fields=row, text=text)
        for title, row, text in zip(titles, rows, texts, strict=True)
    )
    return Catalogue("films", items, fields, nouns=("film", "movie"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a film with Tom Hanks in the cast", "recommend/films · cast=Tom Hanks"),
        ("let's go with action films", "recommend/films · genres=Action"),
        ("a film with the best of cast", "recommend/films"),
        ("in case you have a drama", "recommend/films · genres=Drama"),
        ("something for a snack", "recommend/films · meal=Snack|Snacks"),
        ("I loved Alien", "feedback/films · [liked Alien]"),
        ("i loved alien", "feedback/films · [liked Alien]"),
        ("a film about aliens", "recommend/films · themes=aliens"),
    ],
)
def test_scraped_values_mean_what_people_say(text: str, meaning: str) -> None:
    understanding = Understanding({"films": _dirty()}, this_year=2026)
    assert meaning == told(understanding(text, replace(PLAIN, domain="films"), 0.0))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a drama about letters", "letters"),
        ("a drama, whatchamacallit", ""),
        ("something whatchamacallit", "whatchamacallit"),
    ],
)
def test_words_that_no_description_uses_are_dropped_beside_a_wish(text: str, query: str) -> None:
    understanding = Understanding({"films": _dirty()}, this_year=2026)
    assert query == understanding(text, replace(PLAIN, domain="films"), 0.0).query
