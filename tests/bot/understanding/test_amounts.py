"""Numbers, units, years and comparisons become bounds in the field's own unit."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, rows, told

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


@pytest.mark.parametrize(("text", "expected"), rows(NUMBERS_AND_DATES))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))
