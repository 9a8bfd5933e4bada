"""Numbers, units, years and comparisons become bounds in the field's own unit."""

from __future__ import annotations

import pytest

from bot.turn import Dialogue
from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, ItemId
from tests.bot.understanding.notation import LISTED, PLAIN, asked, rows, told

NUMBERS_AND_DATES = """
under two hours                         → recommend · runtime<120
less than 100 minutes                   → recommend · runtime<100
shorter than 100 min                    → recommend · runtime<100
1h45                                    → recommend · runtime≥94.5 · runtime≤115.5
at most 1.5 hours                       → recommend · runtime≤90
no longer than an hour and a half       → recommend · runtime≤90
no longer than 2h                       → recommend · runtime≤120
90 min                                  → recommend · runtime≥81 · runtime≤99
a 90-minute movie                       → recommend · runtime≥81 · runtime≤99
half an hour                            → recommend · runtime≥27 · runtime≤33
1 hour 45 minutes or less               → recommend · runtime≤105
two and a half hours max                → recommend · runtime≤150
I have 90 minutes                       → recommend · runtime≤90
around 100 minutes                      → recommend · runtime≥90 · runtime≤110
over 150 minutes                        → recommend · runtime>150
between 90 and 120 minutes              → recommend · runtime≥90 · runtime≤120
90 to 120 minutes                       → recommend · runtime≥90 · runtime≤120
at least 7.5 stars                      → recommend · rating≥7.5
rated above 7                           → recommend · rating>7
rating over 8                           → recommend · rating>8
7+ rating                               → recommend · rating≥7
8 or higher on imdb                     → recommend · rating≥8
imdb rating of at least 7               → recommend · rating≥7
rating of 8                             → recommend · rating≥8
8 out of 10 or better                   → recommend · rating≥8
fewer than 10 million votes             → recommend · votes<1e+07
more than 500,000 votes                 → recommend · votes>500000
from the 90s                            → recommend · year≥1990 · year≤1999
from the '90s                           → recommend · year≥1990 · year≤1999
80s or 90s                              → recommend · year≥1980 · year≤1999
the nineties                            → recommend · year≥1990 · year≤1999
1990s                                   → recommend · year≥1990 · year≤1999
early 2000s                             → recommend · year≥2000 · year≤2003
in 1995                                 → recommend · year=1995
from 1995                               → recommend · year=1995
after 2010                              → recommend · year>2010
since 2010                              → recommend · year≥2010
before 1980                             → recommend · year<1980
between 1990 and 2000                   → recommend · year≥1990 · year≤2000
from 1990 to 2000                       → recommend · year≥1990 · year≤2000
1990-1999                               → recommend · year≥1990 · year≤1999
last ten years                          → recommend · year≥2016
this century                            → recommend · year≥2000
20th century                            → recommend · year≥1900 · year≤1999
pre-1980                                → recommend · year<1980
post-2000                               → recommend · year>2000
newer than 2010                         → recommend · year>2010
no older than 1990                      → recommend · year≥1990
nothing older than 2000                 → recommend · year≥2000
2010 or newer                           → recommend · year≥2010
1990s or earlier                        → recommend · year≤1999
made in the last 5 years                → recommend · year≥2021
last year                               → recommend · year=2025
a comedy under 100 minutes from the 80s → recommend · genres=Comedy · runtime<100 · year≥1980 · year≤1989
not from the 2010s                      → recommend · -year=2010|2011|2012|2013|2014|2015|2016|2017|2018|2019
"""

NEGATED_COMPARISONS = """
it shouldn't be longer than 95 minutes                → recommend · runtime≤95
it can't be more than an hour and a half              → recommend · runtime≤90
a film that can't go over two hours                   → recommend · runtime≤120
a film that won't take more than 100 minutes          → recommend · runtime≤100
mustn't exceed 90 minutes                             → recommend · runtime≤90
it should not be older than 1990                      → recommend · year≥1990
nothing that goes beyond 2 hours                      → recommend · runtime≤120
it mustn't be under 80 minutes                        → recommend · runtime≥80
I don't want it to last more than 2 hours             → recommend · runtime≤120
I don't have more than 100 minutes                    → recommend · runtime≤100
not much over 90 minutes                              → recommend · runtime≤90
it doesn't have to be longer than 100 minutes         → unknown
"""

OPEN_YEARS = """
from 1990 on, a comedy                                → recommend · year≥1990 · genres=Comedy
a drama from 1980 on with Clint Eastwood              → recommend · genres=Drama · year≥1980 · cast=Clint Eastwood
a thriller from 2010 on Netflix                       → recommend · genres=Thriller · year=2010 · services=Netflix
dramas of 1994, at most 3 hours                       → recommend · genres=Drama · year=1994 · runtime≤180
a comedy of 1999 at most 130 minutes                  → recommend · genres=Comedy · year=1999 · runtime≤130
the 90s and later                                     → recommend · year≥1990
from 1985 forward                                     → recommend · year≥1985
2000 or more recent                                   → recommend · year≥2000
"""

BARE_NUMBERS = """
8.5+                                                  → recommend · rating≥8.5
7.5 or better                                         → recommend · rating≥7.5
rated at least 8                                      → recommend · rating≥8
the rating is too low, at least 8 please              → recommend · rating≥8
90 minutes max, 7 stars and up                        → recommend · runtime≤90 · rating≥7
under 100                                             → recommend · runtime<100
under $60                                             → recommend
105 min max                                           → recommend · runtime≤105
a comedy, 100 minutes max, on Max                     → recommend · genres=Comedy · runtime≤100 · services=Max
for a 5 year old                                      → unknown
"""

PRICES_AND_STARS = """
at least 4.3                                          → recommend/products · rating≥4.3
the rating is too low, 4.5 or more please             → recommend/products · rating≥4.5
$60 max, 4 stars and up                               → recommend/products · price≤60 · rating≥4
under 50, and rated 4 or better                       → recommend/products · price<50 · rating≥4
it can't cost more than 50                            → recommend/products · price≤50
under 40                                              → recommend/products · price<40
that's over my budget of $80                          → recommend/products · price≤80
my budget is 80                                       → recommend/products · price≤80
"""

NUMBERS_BESIDE_CRITIQUES = """
too long, I have only got 105 minutes                 → recommend · runtime≤105
shorter, 100 minutes at most                          → recommend · runtime≤100
better rated, at least 8.7                            → recommend · rating≥8.7
too old, from 2000 on                                 → recommend · year≥2000
the rating is too low                                 → recommend · <rating more>
"""

TWO_TIMES = """
at most 10 minutes of cooking time                    → recommend/recipes · cook_time≤10
the cooking time should be under 20 minutes           → recommend/recipes · cook_time<20
no more than 10 minutes of cooking                    → recommend/recipes · cook_time≤10
less than 20 minutes to cook                          → recommend/recipes · cook_time<20
15 minutes of prep at most                            → recommend/recipes · prep_time≤15
it shouldn't take more than 15 minutes to prepare     → recommend/recipes · prep_time≤15
cooking time below 15 minutes and below 300 kcal      → recommend/recipes · cook_time<15 · calories<300
under 400 kcal, 20 minutes of cooking max             → recommend/recipes · calories<400 · cook_time≤20
10 minutes prep and above 500 calories                → recommend/recipes · prep_time≥9 · prep_time≤11 · calories>500
20 minutes of cooking or more 500 calories max        → recommend/recipes · cook_time≥20 · calories≤500
"""


@pytest.mark.parametrize(
    ("text", "expected"), rows(NUMBERS_AND_DATES + NEGATED_COMPARISONS + OPEN_YEARS + BARE_NUMBERS)
)
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))


@pytest.mark.parametrize(("text", "expected"), rows(PRICES_AND_STARS))
def test_a_bare_number_is_a_rating_where_it_can_be_one(
    understanding: Understanding, text: str, expected: str
) -> None:
    assert expected == told(understanding(text, Dialogue(domain="products"), 0.0))


@pytest.mark.parametrize(("text", "expected"), rows(NUMBERS_BESIDE_CRITIQUES))
def test_a_number_beats_the_critique_beside_it(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, LISTED, 0.0))


@pytest.fixture(scope="module")
def cookery() -> Understanding:
    fields = (
        Field("prep_time", "number", label="preparation time", unit="min"),
        Field("cook_time", "number", label="cooking time", unit="min"),
        Field("calories", "number", label="calories", unit="kcal", names=("calories", "kcal")),
    )
    amounts = {"Omelette": (5, 10, 300), "Risotto": (15, 35, 520), "Stew": (30, 180, 700), "Salad": (10, 0, 150)}
    names = ("prep_time", "cook_time", "calories")
    items = tuple(
        Item(ItemId(f"recipes:{title}"), "recipes", title, fields=dict(zip(names, map(float, held), strict=True)))
        for title, held in amounts.items()
    )
    return Understanding({"recipes": Catalogue("recipes", items, fields, nouns=("recipe", "dish"))}, this_year=2026)


@pytest.mark.parametrize(("text", "expected"), rows(TWO_TIMES))
def test_of_two_fields_of_one_unit_the_named_one_is_meant(cookery: Understanding, text: str, expected: str) -> None:
    assert expected == told(cookery(text, Dialogue(domain="recipes"), 0.0))


@pytest.mark.parametrize("field", ["year", "runtime"])
def test_one_is_no_answer_where_it_stands_for_an_item(understanding: Understanding, field: str) -> None:
    turn = understanding("I'd like one from the 1990s", asked(field), 0.0)
    assert told(turn) == "recommend · year≥1990 · year≤1999"


def test_of_two_fields_of_one_unit_the_asked_one_is_meant(cookery: Understanding) -> None:
    assert told(cookery("20 minutes", asked("cook_time"), 0.0)) == "recommend/recipes · cook_time≤20"
