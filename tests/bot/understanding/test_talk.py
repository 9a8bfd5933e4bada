"""Messages that are no wish, wishes that change earlier ones, and other domains."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, asked, rows, told

QUESTIONS_AND_ANSWERS_ABOUT_OTHER_THINGS = """
hello                                    → greet
hi there                                 → greet
thanks!                                  → thank
bye                                      → bye
help                                     → help
what can you do?                         → help
how are you                              → smalltalk
who are you                              → smalltalk
tell me a joke                           → smalltalk
what's the weather like                  → unknown
2+2                                      → unknown
write python code                        → unknown
where is my order?                       → support
how do i send something back             → support
what's the weather like in oslo tomorrow → unknown
how do I get a refund?                   → support
forget me                                → forget
delete my data                           → forget
export my data                           → export
what do you know about me?               → profile
what do you store about me?              → privacy
undo                                     → undo
take that back                           → undo
scratch that                             → undo · replaces
start over                               → reset
new search                               → reset
surprise me                              → any
I don't mind                             → any
/profile                                 → profile
/forget                                  → forget
/export                                  → export
/undo                                    → undo
/help                                    → help
/privacy                                 → privacy
/start                                   → start
/reset                                   → reset
/recommend a comedy under 100 minutes    → recommend · genres=Comedy · runtime<100
"""

GOING_ON = """
any year is fine        → recommend · drops year
forget the year         → recommend · drops year
drop the runtime limit  → recommend · drops runtime
the year doesn't matter → recommend · drops year
any genre is fine       → recommend · drops genres
actually, a comedy      → recommend · genres=Comedy · replaces
a comedy instead        → recommend · genres=Comedy · replaces
no, I meant a comedy    → recommend · genres=Comedy · replaces
make it a comedy        → recommend · genres=Comedy · replaces
what about comedies?    → recommend · genres=Comedy · replaces
also on netflix         → recommend · services=Netflix · adds
on netflix too          → recommend · services=Netflix · adds
others?                 → more
show me others          → more
I've changed my mind, a drama → recommend · genres=Drama
"""

OTHER_DOMAINS = """
any books?                                    → recommend/books
a novel about chess                           → recommend/books
headphones under 100                          → recommend/products · category=headphones · price<100
a lamp for under $30                          → recommend/products · category=lamps · price<30
less than 30 bucks headphones                 → recommend/products · price<30 · category=headphones
a lamp between 20 and 50 dollars              → recommend/products · category=lamps · price≥20 · price≤50
a science fiction book shorter than 400 pages → recommend/books · genres=science fiction · pages<400
books by Agatha Christie                      → recommend/books · authors=Agatha Christie
lamps by Lumenfold                            → recommend/products · category=lamps · brand=Lumenfold
headphones with free delivery                 → recommend/products · category=headphones · free_delivery=True
a black lamp                                  → recommend/products · colours=black · category=lamps
board games                                   → recommend/products · category=board games
books like Inception                          → recommend/books · [like Inception]
"""

ANSWERS = """
runtime | under 100             → recommend · runtime<100
runtime | 2 hours               → recommend · runtime≤120
runtime | no more than 2 hours  → recommend · runtime≤120
runtime | doesn't matter        → any
year | 2000                     → recommend · year=2000
year | 90s                      → recommend · year≥1990 · year≤1999
year | after 2000               → recommend · year>2000
year | the 80s                  → recommend · year≥1980 · year≤1989
year | newer ones               → recommend · year≥2006~
services | netflix              → recommend · services=Netflix
services | netflix or hulu      → recommend · services=Netflix|Hulu
services | max                  → recommend · services=Max
genres | yes                    → yes
genres | no                     → no
genres | any                    → any
genres | comedy or horror       → recommend · genres=Comedy|Horror
genres | no preference          → any
content_rating | R              → recommend · content_rating=R
content_rating | up to PG-13    → recommend · content_rating≤PG-13
rating | 8                      → recommend · rating≥8
director | nolan                → recommend · director=Christopher Nolan
director | Tarantino            → recommend · director=Quentin Tarantino
director | no one in particular → any
runtime | a comedy              → recommend · genres=Comedy
runtime | between 90 and 120    → recommend · runtime≥90 · runtime≤120
runtime | two hours tops        → recommend · runtime≤120
content_rating | anything but R → recommend · -content_rating=R
director | anyone but Nolan     → recommend · -director=Christopher Nolan
year | 90s or 2000s             → recommend · year≥1990 · year≤2009
year | not older than 2000      → recommend · year≥2000
cast | not Tom Cruise           → recommend · -cast=Tom Cruise
services | not on hulu          → recommend · -services=Hulu
genres | no perference          → any
services | netflix is fine      → recommend · services=Netflix
"""


@pytest.mark.parametrize(
    ("text", "expected"), rows(QUESTIONS_AND_ANSWERS_ABOUT_OTHER_THINGS + GOING_ON + OTHER_DOMAINS)
)
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))


@pytest.mark.parametrize(("said", "expected"), rows(ANSWERS))
def test_an_answer_belongs_to_the_field_that_was_asked_about(
    understanding: Understanding, said: str, expected: str
) -> None:
    field, text = said.split(" | ")
    assert expected == told(understanding(text, asked(field), 0.0))
