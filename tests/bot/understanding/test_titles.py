"""Titles are linked as people write them, and ordinary words are left alone."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, rows, told

TITLES = """
something like Heat                          → recommend · [like Heat 1995]
something like heat but shorter              → recommend · <runtime less of Heat 1995> · [like Heat 1995]
similar to The Shawshank Redemption          → recommend · [like The Shawshank Redemption]
heat 1986                                    → recommend · [like Heat 1986]
Heat (1995)                                  → recommend · [like Heat 1995]
heat 1995                                    → recommend · [like Heat 1995]
something like Heat from 1986                → recommend · [like Heat 1986]
amelie                                       → recommend · [like Amélie]
AMÉLIE                                       → recommend · [like Amélie]
more like Amelie please                      → recommend · [like Amélie]
airplane                                     → recommend · [like Airplane!]
shawshank redemption                         → recommend · [like The Shawshank Redemption]
shawshenk redemtion                          → recommend · [like The Shawshank Redemption]
something like Inceptoin                     → recommend · [like Inception]
similar to the shawshenk redemtion           → recommend · [like The Shawshank Redemption]
lord of the rings                            → recommend · [like The Lord of the Rings: The Fellowship of the Ring]
something like Se7en                         → recommend · [like Seven]
像千与千寻                                        → recommend · [like Grave of the Fireflies]
I loved Heat, Ronin and Collateral           → feedback · [liked Heat 1995] · [liked Ronin] · [liked Collateral]
i loved drive                                → feedback · [liked Drive]
I enjoyed Gran Torino and Unforgiven         → feedback · [liked Gran Torino] · [liked Unforgiven]
I've seen Fight Club                         → feedback · [seen Fight Club]
already watched inception                    → feedback · [seen Inception]
I own Toy Story                              → feedback · [seen Toy Story]
I hated It                                   → feedback · [disliked It]
I couldn't finish Dunkirk                    → feedback · [disliked Dunkirk]
didn't like interstellar                     → feedback · [disliked Interstellar]
not like Alien                               → recommend · [unlike Alien]
nothing like alien please                    → recommend · [unlike Alien]
I don't want anything like Alien             → recommend · [unlike Alien]
tell me about Inception                      → ask_item · [about Inception]
who directed Inception?                      → ask_item · [about Inception] · asks director
how long is Heat?                            → ask_item · [about Heat 1995] · asks runtime
a film called Home                           → recommend · [like Home]
I just watched "Big"                         → feedback · [seen Big]
do you have Fight Club                       → ask_item · [about Fight Club]
movies like Notting Hill or Hitch            → recommend · [like Notting Hill] · [like Hitch]
I loved Inception but hated Dunkirk          → feedback · [liked Inception] · [disliked Dunkirk]
Inception-like movies                        → recommend · [like Inception]
Romance of the Three Kingdoms                → recommend · [like Romance of the Three Kingdoms]
something like Romance of the Three Kingdoms → recommend · [like Romance of the Three Kingdoms]
Have you got Zardoz 9?                       → recommend · ?Zardoz 9
something like Zardoz 9                      → recommend · ?Zardoz 9
more films like "Casablanca"                 → recommend · ?Casablanca
I like Action Jackson                        → feedback · [liked Action Jackson]
any movies like Avengers: Infinity War?      → recommend · ?Avengers: Infinity War
I loved Ronin, got anything similar?         → recommend · [liked Ronin] · [like Ronin]
really liked Up, something in the same vein  → recommend · [liked Up] · [like Up]
I've seen Chef. More along those lines please → recommend · [seen Chef] · [like Chef]
I loved Inception, anything like that?       → recommend · [liked Inception] · [like Inception]
i hated Heat but loved Ronin, any similar ones? → recommend · [disliked Heat 1995] · [liked Ronin] · [like Ronin]
what is Inception about?                     → ask_item · [about Inception]
whats ronin about                            → ask_item · [about Ronin]
"""

NO_TITLES_IN_ORDINARY_WORDS = """
I want something funny, it should be short → recommend · genres=Comedy · runtime≤108~
her favourite movies                       → recommend
give us a good one                         → recommend
it's up to you                             → any
I love drama                               → prefer · genres=Drama~@
I like crime                               → prefer · genres=Crime~@
Crime                                      → recommend · genres=Crime
I want to drive home                       → recommend
seven of us want a big laugh               → recommend · genres=Comedy
the thing is, I want a comedy              → recommend · genres=Comedy
yes                                        → yes
something for a night at home              → recommend
"""


@pytest.mark.parametrize(("text", "expected"), rows(TITLES + NO_TITLES_IN_ORDINARY_WORDS))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))
