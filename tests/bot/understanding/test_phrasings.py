"""Whole requests, as people write them."""

# ruff: noqa: E501  (one sentence a line reads as a table)

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, rows, told

MORE_PHRASINGS = """
looking for a crime drama from the 90s starring Al Pacino, on Netflix or Hulu, rated at least 8 → recommend · genres=Crime · genres=Drama · year≥1990 · year≤1999 · cast=Al Pacino · services=Netflix|Hulu · rating≥8
I want to watch a Christopher Nolan movie that isn't longer than 2 and a half hours → recommend · director=Christopher Nolan · runtime≤150
I need a comedy that is rated PG-13 and is shorter than 2 hours on Netflix → recommend · genres=Comedy · content_rating=PG-13 · runtime<120 · services=Netflix
Something on Hulu, no horror, under 110 minutes, PG-13 at most → recommend · services=Hulu · -genres=Horror · runtime<110 · content_rating≤PG-13
I want an action movie but nothing older than 2000 please → recommend · genres=Action · year≥2000
I want an action movie. It should be less than 2 hours long. I don't like Tom Cruise. → recommend · genres=Action · runtime<120 · -cast=Tom Cruise@
give me comedies only, PG-13 max                   → recommend · genres=Comedy · content_rating≤PG-13
nothing with Tom Cruise and no westerns please     → recommend · -cast=Tom Cruise · -genres=Western
anything from the 50s to the 70s                   → recommend · year≥1950 · year≤1979
80% or higher                                      → recommend · rating≥8
4 out of 5 stars or better                         → recommend · rating≥8
films that are at least 8/10                       → recommend · rating≥8
not before 1990                                    → recommend · year≥1990
I no longer want to see movies with Tom Cruise     → recommend · -cast=Tom Cruise
Please exclude romantic comedies from my list      → recommend · -genres=Romance · -genres=Comedy
not westerns, comedies                             → recommend · -genres=Western · genres=Comedy
I saw Heat and loved it                            → feedback · [liked Heat 1995]
I've seen Inception. Anything else by the same director? → recommend · director=Christopher Nolan · [seen Inception]
higher rated please                                → recommend · rating≥8.3~
books that are like the film Inception             → recommend/books · [like Inception]
headphones for film fans                           → recommend/products · category=headphones
hello, can you recommend a horror movie?           → recommend · genres=Horror
what should I watch tonight?                       → recommend
"""


@pytest.mark.parametrize(("text", "expected"), rows(MORE_PHRASINGS))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))
