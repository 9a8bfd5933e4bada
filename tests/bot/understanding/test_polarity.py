"""What is rejected, what is only preferred, and what holds for always."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, rows, told

POLARITY = """
no horror                                      → recommend · -genres=Horror
without romance                                → recommend · -genres=Romance
no horror, war or romance                      → recommend · -genres=Horror · -genres=War · -genres=Romance
no horror or war, please                       → recommend · -genres=Horror · -genres=War
neither horror nor war                         → recommend · -genres=Horror · -genres=War
no horror, something funny instead             → recommend · -genres=Horror · genres=Comedy · replaces
no horror, comedy please                       → recommend · -genres=Horror · genres=Comedy
not too scary, but I loved Alien               → recommend · -genres=Horror · [liked Alien]
not too long                                   → recommend · runtime≤126.33~
anything but horror                            → recommend · -genres=Horror
everything except war movies                   → recommend · -genres=War
nothing with Tom Cruise                        → recommend · -cast=Tom Cruise
avoid westerns                                 → recommend · -genres=Western
I'm sick of crime films                        → recommend · -genres=Crime
not in the mood for romance                    → recommend · -genres=Romance
I'd rather not watch a western                 → recommend · -genres=Western
I don't want anything scary                    → recommend · -genres=Horror
a comedy but not romantic                      → recommend · genres=Comedy · -genres=Romance
I hate horror and love comedy                  → prefer · -genres=Horror@ · genres=Comedy~@
nothing scary on Netflix                       → recommend · -genres=Horror · services=Netflix
not interested in anything longer than 2 hours → recommend · runtime≤120
I don't dislike horror                         → recommend · genres=Horror~
isn't too long                                 → recommend · runtime≤126.33~
no, I want a comedy                            → recommend · genres=Comedy · replaces
instead of horror, a comedy                    → recommend · -genres=Horror · genres=Comedy
not scary enough                               → recommend · genres=Horror~
there isn't enough action                      → recommend · genres=Action~
it isn't romantic enough, show me romances     → recommend · genres=Romance
a comedy anywhere but Netflix                  → recommend · genres=Comedy · -services=Netflix
a western by anybody but Clint Eastwood        → recommend · genres=Western · -director=Clint Eastwood
a thriller on any service besides Hulu         → recommend · genres=Thriller · -services=Hulu
anything not by Tarantino and on Hulu          → recommend · -director=Quentin Tarantino · services=Hulu
a drama without Tom Hanks that is rated PG-13  → recommend · genres=Drama · -cast=Tom Hanks · content_rating=PG-13
a film not starring Brad Pitt and directed by David Fincher → recommend · -cast=Brad Pitt · director=David Fincher
nothing with Al Pacino and on Hulu              → recommend · -cast=Al Pacino · services=Hulu
no comedies and westerns                       → recommend · -genres=Comedy · -genres=Western
no war films, which are on Max                 → recommend · -genres=War · services=Max
nothing like Ronin on Netflix                  → recommend · services=Netflix · [unlike Ronin]
not too violent, a drama                       → recommend · genres=Drama · -text∋violent~
"""

STRENGTH_AND_SCOPE = """
preferably a comedy                                → recommend · genres=Comedy~
a comedy, ideally under 2 hours                    → recommend · genres=Comedy · runtime<120~
a comedy if possible                               → recommend · genres=Comedy~
maybe a western                                    → recommend · genres=Western~
must be on netflix                                 → recommend · services=Netflix
it has to be a comedy                              → recommend · genres=Comedy
only comedies                                      → recommend · genres=Comedy
strictly PG-13                                     → recommend · content_rating=PG-13
something recent                                   → recommend · year≥2006~
an old western                                     → recommend · genres=Western · year≤1994~
a short comedy                                     → recommend · genres=Comedy · runtime≤108~
highly rated dramas                                → recommend · genres=Drama · rating≥8.3~
I love westerns                                    → prefer · genres=Western~@
I'm a fan of Clint Eastwood                        → prefer · director=Clint Eastwood~@
I usually like thrillers but tonight I want a comedy → recommend · genres=Thriller~@ · genres=Comedy
I hate horror                                      → prefer · -genres=Horror@
I can't stand romance                              → prefer · -genres=Romance@
I don't like horror                                → prefer · -genres=Horror@
not a fan of westerns                              → prefer · -genres=Western@
I never watch horror                               → prefer · -genres=Horror@
my favourite genre is crime                        → prefer · genres=Crime~@
Romantic films don't appeal to me                  → prefer · -genres=Romance@
horror is not my thing                             → prefer · -genres=Horror@
I love movies from the 1970s                       → prefer · year≥1970~@ · year≤1979~@
I don't enjoy films from before 1990               → prefer · year≥1990@
I rarely watch films from the 60s                  → prefer · -year=1960|1961|1962|1963|1964|1965|1966|1967|1968|1969@
tonight I feel like a thriller                     → recommend · genres=Thriller
on netflix, it would be great if it starred Brad Pitt → recommend · services=Netflix · cast=Brad Pitt~
a western, that would be nice                      → recommend · genres=Western~
rather something with Tom Hanks                    → recommend · cast=Tom Hanks · replaces
oh, rather a western                               → recommend · genres=Western · replaces
Tom Cruise is okay                                 → recommend · cast=Tom Cruise~
horror is fine with me                             → recommend · genres=Horror~
PG-13 would be fine                                → recommend · content_rating=PG-13~
"""


@pytest.mark.parametrize(("text", "expected"), rows(POLARITY + STRENGTH_AND_SCOPE))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))
