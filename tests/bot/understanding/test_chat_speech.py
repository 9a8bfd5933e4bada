"""How people open a chat: slang, emoji, half sentences, amounts of all kinds; each message means one turn."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import PLAIN, rows, told

FIRST = """
wanna watch smth funny                         → recommend · genres=Comedy
gimme a thriller                               → recommend · genres=Thriller
idk smth scary i guess                         → recommend · genres=Horror~
kinda want a romcom tbh                        → recommend · genres=Comedy~ · genres=Romance~
ur best horror                                 → recommend · genres=Horror
smth w/ tom hanks                              → recommend · cast=Tom Hanks
movies w/ brad pitt                            → recommend · cast=Brad Pitt
anything b4 1990                               → recommend · year<1990
a western b4 1980                              → recommend · genres=Western · year<1980
nvm                                            → no
nvm, a drama                                   → prefer · genres=Drama~@
idc about the year                             → recommend · drops year
no horror pls, my gf hates it                  → recommend · -genres=Horror
im in the mood 4 a comedy                      → recommend · genres=Comedy
😂                                              → recommend · genres=Comedy
👻                                              → recommend · genres=Horror
❤️ movie tonight                               → recommend · genres=Romance
something 😂😂                                   → recommend · genres=Comedy
no 👻 pls                                       → recommend · -genres=Horror
🤠                                              → recommend · genres=Western
🚀 films                                        → recommend · genres=Sci-Fi
comedy or action but not both                  → recommend · genres^Comedy|Action
either a comedy or a drama, not both           → recommend · genres^Comedy|Drama
a comedy and romance                           → recommend · genres=Comedy · genres=Romance
I don't dislike westerns                       → recommend · genres=Western~
I don't hate horror                            → recommend · genres=Horror~
I wouldn't say no to a comedy                  → recommend · genres=Comedy
not a fan of musicals but I don't mind romance → recommend · genres=Romance~
can't say I love westerns                      → prefer · -genres=Western@
it's not that I don't like drama               → recommend · genres=Drama~
nothing that isn't funny                       → recommend · genres=Comedy
anything but horror                            → recommend · -genres=Horror
anything except romance                        → recommend · -genres=Romance
everything apart from westerns                 → recommend · -genres=Western
anything other than drama                      → recommend · -genres=Drama
all genres except horror and romance           → recommend · -genres=Horror · -genres=Romance
anyone but Tom Cruise                          → recommend · -cast=Tom Cruise
a thriller, just not with Tom Cruise           → recommend · genres=Thriller · -cast=Tom Cruise
any streaming service but Netflix              → recommend · -services=Netflix
a comedy that isn't a romcom                   → recommend · genres=Comedy · -genres=Romance
action without romance                         → recommend · genres=Action · -genres=Romance
action minus the romance                       → recommend · genres=Action · -genres=Romance
crime but no drama                             → recommend · genres=Crime · -genres=Drama
under 2h                                       → recommend · runtime<120
two hours tops                                 → recommend · runtime≤120
2h max                                         → recommend · runtime≤120
max 90 min                                     → recommend · runtime≤90
an hour and a half                             → recommend · runtime≥81 · runtime≤99
about an hour and a half                       → recommend · runtime≥81 · runtime≤99
less than an hour and a half                   → recommend · runtime<90
1h30 max                                       → recommend · runtime≤90
no more than 1h45                              → recommend · runtime≤105
at least 2 hours                               → recommend · runtime≥120
2hrs or less                                   → recommend · runtime≤120
not longer than 100 minutes                    → recommend · runtime≤100
between 90 and 120 minutes                     → recommend · runtime≥90 · runtime≤120
90-120 min                                     → recommend · runtime≥90 · runtime≤120
around 2 hours                                 → recommend · runtime≥108 · runtime≤132
80s movies                                     → recommend · year≥1980 · year≤1989
the nineties                                   → recommend · year≥1990 · year≤1999
early 2000s comedy                             → recommend · year≥2000 · year≤2003 · genres=Comedy
mid-60s                                        → recommend · year≥1963 · year≤1966
mid 90s thriller                               → recommend · year≥1993 · year≤1996 · genres=Thriller
late 70s horror                                → recommend · year≥1976 · year≤1979 · genres=Horror
from the last 5 years                          → recommend · year≥2021
last ten years                                 → recommend · year≥2016
past decade                                    → recommend · year≥2016
this decade                                    → recommend · year≥2020
released this year                             → recommend · year=2026
not older than 2010                            → recommend · year≥2010
nothing older than 10 years                    → recommend · year≥2016
nothing before 2000                            → recommend · year≥2000
pre-2000                                       → recommend · year<2000
post 2010                                      → recommend · year>2010
after 2015 but before 2020                     → recommend · year>2015 · year<2020
between 1990 and 1999                          → recommend · year≥1990 · year≤1999
older than Heat                                → recommend · <year less of Heat 1995> · [about Heat 1995]
newer than Inception                           → recommend · <year more of Inception> · [about Inception]
shorter than Heat                              → recommend · <runtime less of Heat 1995> · [about Heat 1995]
something like Heat but shorter                → recommend · <runtime less of Heat 1995> · [like Heat 1995]
like Heat but newer                            → recommend · <year more of Heat 1995> · [like Heat 1995]
longer than Inception                          → recommend · <runtime more of Inception> · [about Inception]
better rated than Inception                    → recommend · <rating more of Inception> · [about Inception]
heat                                           → recommend · [like Heat 1995]
Heat 1995                                      → recommend · [like Heat 1995]
the movie heat                                 → recommend · [like Heat 1995]
i love heat                                    → feedback · [liked Heat 1995]
smth like inception                            → recommend · [like Inception]
like incepton                                  → recommend · [like Inception]
japanese horror                                → recommend · country=Japan · genres=Horror
korean thriller                                → recommend · country=South Korea · genres=Thriller
french comedy                                  → recommend · country=France · genres=Comedy
a british film                                 → recommend · country=United Kingdom
american movies                                → recommend · country=United States
no american movies                             → recommend · -country=United States
film in french                                 → recommend · language=French
in japanese                                    → recommend · language=Japanese
spoken in korean                               → recommend · language=Korean
nothing set in space                           → recommend · -text∋space
set in a lighthouse                            → recommend
a slow-burn heist movie                        → recommend
nothing about war                              → recommend · -genres=War
a movie about cooking                          → recommend
no zombies                                     → recommend · -text∋zombies
without vampires please                        → recommend · -text∋vampires
no animals dying                               → recommend · -text∋animals dying
nothing too gory                               → recommend · -text∋gory~
nothing violent                                → recommend · -text∋violent
not too sad                                    → recommend · -text∋sad~
less sad                                       → recommend · -text∋sad~
hey can u recommend me a good thriller plz     → recommend · genres=Thriller
yo any good comedys                            → recommend · genres=Comedy
somethin funny 4 tonite                        → recommend · genres=Comedy
i want a movie thats like inception but not so long → recommend · runtime<126.33~ · [like Inception]
nothing w/ subtitles                           → recommend · -text∋subtitles
w/o romance                                    → recommend · -genres=Romance
a comedy w/o romance                           → recommend · genres=Comedy · -genres=Romance
horror but nothing after 2000                  → recommend · genres=Horror · year≤2000
drama from like the 70s or smth                → recommend · genres=Drama · year≥1970 · year≤1979
an 80's movie                                  → recommend · year≥1980 · year≤1989
movies from '99                                → recommend · year=1999
a movie from 99                                → recommend · year=1999
from the 1980's                                → recommend · year≥1980 · year≤1989
sixties western                                → recommend · year≥1960 · year≤1969 · genres=Western
2010s sci fi                                   → recommend · year≥2010 · year≤2019 · genres=Sci-Fi
made in the last couple of years               → recommend · year≥2023
from the past 3 yrs                            → recommend · year≥2023
smth recent                                    → recommend · year≥2006~
smth old                                       → recommend · year≤1994~
old school horror                              → recommend · genres=Horror · year≤1994~
not that old                                   → recommend · year>1994~
newish                                         → recommend · year≥2006~
anything thats not american                    → recommend · -country=United States
non american films                             → recommend · -country=United States
no english films                               → recommend · -language=English
films not in english                           → recommend · -language=English
tarantino or nolan                             → recommend · director=Quentin Tarantino|Christopher Nolan
nolan but not interstellar                     → recommend · director=Christopher Nolan · [unlike Interstellar]
not inception, i've seen it                    → feedback · [seen Inception]
i've already seen inception and heat           → feedback · [seen Inception] · [seen Heat 1995]
anything like pulp fiction or fight club       → recommend · [like Pulp Fiction] · [like Fight Club]
something between heat and inception           → recommend · [like Heat 1995] · [like Inception]
with morgan freeman but without brad pitt      → recommend · cast=Morgan Freeman · -cast=Brad Pitt
starring tom hanks and tim allen               → recommend · cast=Tom Hanks · cast=Tim Allen
tom hanks or brad pitt                         → recommend · cast=Tom Hanks|Brad Pitt
tom hanks movies but no animation              → recommend · cast=Tom Hanks · -genres=Animation
crime drama with de niro                       → recommend · genres=Crime · genres=Drama · cast=Robert De Niro
a deniro film                                  → recommend · cast=Robert De Niro
leo dicaprio                                   → recommend · cast=Leonardo DiCaprio
di caprio                                      → recommend · cast=Leonardo DiCaprio
is there anything with scarlett johanson       → recommend · cast=Scarlett Johansson
pulp ficton                                    → recommend · [like Pulp Fiction]
lord of the rings                              → recommend · [like The Lord of the Rings: The Fellowship of the Ring]
the movie It                                   → recommend · [like It]
i want to watch Up                             → ask_item · [about Up]
have you got Her                               → ask_item · [about Her]
drive                                          → recommend · [like Drive]
seven                                          → recommend · [like Seven]
se7en                                          → recommend · [like Seven]
i liked seven and hated us                     → feedback · [liked Seven]
PG-13 max                                      → recommend · content_rating≤PG-13
nothing R rated                                → recommend · -content_rating=R
kid friendly                                   → recommend · genres=Family
r rated comedy                                 → recommend · content_rating=R · genres=Comedy
at least 8 stars                               → recommend · rating≥8
8+ rating                                      → recommend · rating≥8
rated above 8                                  → recommend · rating>8
8/10 or better                                 → recommend · rating≥8
imdb over 7.5                                  → recommend · rating>7.5
highly rated thriller                          → recommend · genres=Thriller · rating≥8.3~
top rated drama                                → recommend · genres=Drama · rating≥8.3~
popular comedy                                 → recommend · genres=Comedy · votes≥786667~
lesser known horror                            → recommend · genres=Horror · votes≤330000~
not too long                                   → recommend · runtime≤126.33~
not too old                                    → recommend · year≥1994~
preferably short                               → recommend · runtime≤108~
ideally under 2 hours                          → recommend · runtime<120~
must be under 2 hours                          → recommend · runtime<120
has to be on netflix                           → recommend · services=Netflix
only on hulu                                   → recommend · services=Hulu
netflix or hulu                                → recommend · services=Netflix|Hulu
i have netflix and hulu                        → recommend · services=Netflix|Hulu
on netflix pls                                 → recommend · services=Netflix
isnt on netflix                                → recommend · -services=Netflix
usually i watch comedies                       → prefer · genres=Comedy~@
i always avoid horror                          → prefer · -genres=Horror@
i hate romcoms                                 → prefer · -genres=Comedy@ · -genres=Romance@
i love sci-fi but tonight i want a comedy      → recommend · genres=Sci-Fi~@ · genres=Comedy
from now on no horror                          → prefer · -genres=Horror@
tonight no drama                               → recommend · -genres=Drama
two comedies and a drama                       → recommend · genres=Comedy|Drama
half an hour                                   → recommend · runtime≥27 · runtime≤33
30 min                                         → recommend · runtime≥27 · runtime≤33
1.5 hours                                      → recommend · runtime≥81 · runtime≤99
90m                                            → recommend · runtime≥81 · runtime≤99
1h 45m                                         → recommend · runtime≥94.5 · runtime≤115.5
2 and a half hours                             → recommend · runtime≥135 · runtime≤165
under two and a half hours                     → recommend · runtime<150
over 3 hrs                                     → recommend · runtime>180
100 to 120 minutes                             → recommend · runtime≥100 · runtime≤120
less than 2h but more than 90 min              → recommend · runtime<120 · runtime>90
a thriller 两小时以内                               → recommend · genres=Thriller · runtime≤120
something between 90 and 120 minutes           → recommend · runtime≥90 · runtime≤120
1-2 hours                                      → recommend · runtime≥60 · runtime≤120
from 90 to 120 minutes                         → recommend · runtime≥90 · runtime≤120
"""


@pytest.mark.parametrize(("text", "expected"), rows(FIRST))
def test_a_first_message_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))
