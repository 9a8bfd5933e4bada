"""People, categories and age ratings become wishes on the field that is meant."""

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, ItemId
from tests.bot.understanding.notation import PLAIN, rows, told

PEOPLE = """
a Nolan film                                → recommend · director=Christopher Nolan
movies by Christopher Nolan                 → recommend · director=Christopher Nolan
Nolan movies                                → recommend · director=Christopher Nolan
nolan films please                          → recommend · director=Christopher Nolan
anything by Tarantino?                      → recommend · director=Quentin Tarantino
with DiCaprio                               → recommend · cast=Leonardo DiCaprio
starring tom hanks                          → recommend · cast=Tom Hanks
with Clint Eastwood                         → recommend · cast=Clint Eastwood
directed by Clint Eastwood                  → recommend · director=Clint Eastwood
Clint Eastwood movies                       → recommend · director=Clint Eastwood
films with leonardo dicapro                 → recommend · cast=Leonardo DiCaprio
starring Robert De Niro and Al Pacino       → recommend · cast=Robert De Niro · cast=Al Pacino
de niro or pacino                           → recommend · cast=Robert De Niro|Al Pacino
not directed by Michael Mann                → recommend · -director=Michael Mann
no Tom Cruise movies                        → recommend · -cast=Tom Cruise
something with Will Smith in it             → recommend · cast=Will Smith
a Spielberg movie directed by David Fincher → recommend · director=David Fincher
starring Angelina Jolie                     → recommend · ?Angelina Jolie
anything by tarantno                        → recommend · director=Quentin Tarantino
films directed by quentn tarantno           → recommend · director=Quentin Tarantino
one of Nolan's movies                       → recommend · director=Christopher Nolan
starring Morgan Freemen                     → recommend · cast=Morgan Freeman
with Leonrado DiCaprio                      → recommend · cast=Leonardo DiCaprio
I'd like to see Jamie Fox                   → recommend · cast=Jamie Foxx
directed by Davd Fincher                    → recommend · director=David Fincher
directed by Davd Finch                      → recommend · ?Davd Finch
know any westerns with Gene Hackman?        → recommend · genres=Western · cast=Gene Hackman
do you know of a film with Al Pacino        → recommend · cast=Al Pacino
the cast should include Brad Pitt           → recommend · cast=Brad Pitt
"""

CATEGORIES = """
a comedy                         → recommend · genres=Comedy
comedies                         → recommend · genres=Comedy
westerns                         → recommend · genres=Western
thrillers please                 → recommend · genres=Thriller
romantic comedy                  → recommend · genres=Romance · genres=Comedy
a rom-com                        → recommend · genres=Comedy · genres=Romance
sci-fi thriller                  → recommend · genres=Sci-Fi · genres=Thriller
science-fiction                  → recommend · genres=Sci-Fi
scifi movies                     → recommend · genres=Sci-Fi
comedy or romance                → recommend · genres=Comedy|Romance
either a comedy or a western     → recommend · genres=Comedy|Western
comedies and romances            → recommend · genres=Comedy · genres=Romance
war and comedy                   → recommend · genres=War|Comedy
action, thriller                 → recommend · genres=Action · genres=Thriller
a sci fi movie on netflix        → recommend · genres=Sci-Fi · services=Netflix
available on Hulu or Prime Video → recommend · services=Hulu|Prime Video
on Disney Plus                   → recommend · services=Disney+
I have Netflix and Max           → recommend · services=Netflix|Max
French films                     → recommend · country=France
in Korean                        → recommend · language=Korean
from Japan                       → recommend · country=Japan
a Japanese film                  → recommend · country=Japan
made in the United Kingdom       → recommend · country=United Kingdom
US movies                        → recommend · country=United States
kids movies                      → recommend · genres=Family
horor                            → recommend · genres=Horror
comdy                            → recommend · genres=Comedy
thriler movies on netflx         → recommend · genres=Thriller · services=Netflix
I want a scary one               → recommend · genres=Horror
a westrn                         → recommend · genres=Western
an animtaed film                 → recommend · genres=Animation
a drmaa on nteflix               → recommend · genres=Drama · services=Netflix
plaese show me a thirller        → recommend · genres=Thriller
Recommend a Fnatasy film         → recommend · genres=Fantasy
something for the kids           → recommend · genres=Family
a movie for my children          → recommend · genres=Family
no kids films                    → recommend · -genres=Family
family movie for the kids        → recommend · genres=Family
crime, 1995, I have Netflix      → recommend · genres=Crime · year=1995 · services=Netflix
on my netflix account            → recommend · services=Netflix
"""

AGE_RATINGS = """
rated R                → recommend · content_rating=R
R-rated                → recommend · content_rating=R
an R rating            → recommend · content_rating=R
I want an R movie      → recommend · content_rating=R
no R-rated movies      → recommend · -content_rating=R
no R                   → recommend · -content_rating=R
not rated R            → recommend · -content_rating=R
PG-13 or lower         → recommend · content_rating≤PG-13
PG-13 and below please → recommend · content_rating≤PG-13
nothing above PG-13    → recommend · content_rating≤PG-13
at most PG-13          → recommend · content_rating≤PG-13
up to PG               → recommend · content_rating≤PG
no more than PG-13     → recommend · content_rating≤PG-13
R or higher            → recommend · content_rating≥R
PG or G                → recommend · content_rating=PG|G
pg-13                  → recommend · content_rating=PG-13
nothing rated above PG → recommend · content_rating≤PG
PG-13 or milder        → recommend · content_rating≤PG-13
it has to be r         → recommend · content_rating=R
a comedy that is g     → recommend · genres=Comedy · content_rating=G
a drama rated r please → recommend · genres=Drama · content_rating=R
it can't be rated R    → recommend · -content_rating=R
it mustn't be PG-13    → recommend · -content_rating=PG-13
an R rating, under 2 hours                 → recommend · content_rating=R · runtime<120
with a PG rating and under 100 minutes     → recommend · content_rating=PG · runtime<100
a comedy with at most a PG rating          → recommend · genres=Comedy · content_rating≤PG
know any thrillers with Tom Cruise?        → recommend · genres=Thriller · cast=Tom Cruise
you know a good comedy from the 90s?       → recommend · genres=Comedy · year≥1990 · year≤1999
know a western?                            → recommend · genres=Western
too violent for the kids, PG at most         → recommend · content_rating≤PG
we watch with the children, nothing above PG → recommend · content_rating≤PG
"""


@pytest.mark.parametrize(("text", "expected"), rows(PEOPLE + CATEGORIES + AGE_RATINGS))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, PLAIN, 0.0))


@pytest.fixture(scope="module")
def unrated() -> Understanding:
    fields = (
        Field("certificate", "category", label="content rating", order=("G", "PG", "R")),
        Field("genres", "category", label="genre", many=True, synonyms={"Horror": ("scary",), "Slasher": ("scary",)}),
    )
    held = {"Hush": ("R", "Horror"), "Halloween": ("R", "Slasher"), "Noon": ("Not Rated", "Drama")}
    items = tuple(
        Item(ItemId(f"movies:{title}"), "movies", title, fields={"certificate": certificate, "genres": (genre,)})
        for title, (certificate, genre) in held.items()
    )
    return Understanding({"movies": Catalogue("movies", items, fields, nouns=("film", "movie"))}, this_year=2026)


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
not rated R please           → recommend · -certificate=R
a film that is not rated R   → recommend · -certificate=R
nothing rated R              → recommend · -certificate=R
a scary movie                → recommend · genres=Horror|Slasher
"""),
)
def test_not_rated_rejects_the_rating_behind_it(unrated: Understanding, text: str, expected: str) -> None:
    assert expected == told(unrated(text, PLAIN, 0.0))
