"""Small catalogues made for tests: one whose right answers can be seen at a glance, one drawn at random."""

from __future__ import annotations

import random

from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, ItemId, Value

YEAR = Field("year", "date", "year", more=("newer",), less=("older",), question="From which year?")
RUNTIME = Field("runtime", "number", "running time", "min", more=("longer",), less=("shorter",), question="How long?")
GENRES = Field("genres", "category", "genre", many=True, question="Which genre?")
DIRECTORS = Field("directors", "person", "director", many=True)
RATED = Field("rated", "category", "age rating", order=("G", "PG", "PG-13", "R"), question="Up to which rating?")
COLOUR = Field("colour", "flag", "in colour")
FILM_FIELDS = (YEAR, RUNTIME, GENRES, DIRECTORS, RATED, COLOUR)

_Row = tuple[str, str, float | None, tuple[str, ...], str, str, bool]
_FILMS: tuple[_Row, ...] = (
    ("Heat", "1995-12-15", 170, ("crime", "thriller"), "Michael Mann", "R", True),
    ("Collateral", "2004", 120, ("crime", "thriller"), "Michael Mann", "R", True),
    ("Jaws", "1975", 124, ("horror", "adventure"), "Steven Spielberg", "PG", True),
    ("Duel", "1971", 90, ("thriller",), "Steven Spielberg", "PG", True),
    ("Up", "2009", 96, ("animation", "comedy"), "Pete Docter", "PG", True),
    ("The Third Man", "1949", 104, ("film noir", "thriller"), "Carol Reed", "", False),
    ("Amelie", "2001", None, ("comedy", "romance"), "Jean-Pierre Jeunet", "R", True),
    ("The Kid", "1921", 68, ("comedy", "drama"), "Charlie Chaplin", "", False),
)


def films() -> Catalogue:
    """Eight films; one running time and two ratings are unknown. The first is the best known."""
    items = tuple(_film(place, row) for place, row in enumerate(_FILMS))
    return Catalogue("movies", items, FILM_FIELDS, ("film", "movie"))


def film(title: str) -> ItemId:
    return ItemId(f"movies:{title.lower().replace(' ', '-')}")


def _film(place: int, row: _Row) -> Item:
    title, year, runtime, genres, director, rated, colour = row
    known: dict[str, Value] = {"year": year, "genres": genres, "directors": (director,), "colour": colour}
    if runtime is not None:
        known["runtime"] = runtime
    if rated:
        known["rated"] = rated
    text = f"A {genres[0]} story about {title.lower()}."
    return Item(film(title), "movies", title, text, known, popularity=1 - place / 10)


SERVICES = ("Netflix", "Mubi", "Prime Video", "BBC iPlayer")
CUISINES = ("Georgian", "Sichuan", "Oaxacan", "Basque", "Levantine", "Hokkaido")
HOSTS = ("Nadia Velt", "Oskar Brandvold", "Ines Quintela", "Tomo Hirata", "Ruth Adeyemi")
CERTIFICATES = ("U", "PG", "12A", "15", "18")
SHOW_FIELDS = (
    Field("service", "category", "streaming service", names=("service", "streaming on", "on"), many=True),
    Field("cuisine", "category", "cuisine", names=("cuisine", "food"), question="Which cuisine?"),
    Field("host", "person", "host", names=("host", "hosted by", "presented by")),
    Field(
        "episodes", "number", "episodes", "episodes", names=("episodes", "number of episodes"), question="How many?"
    ),
    Field(
        "minutes", "number", "length", "min", names=("length", "running time"), more=("longer",), less=("shorter",)
    ),
    Field("stars", "number", "rating", "stars", names=("rating", "stars"), question="How well rated, at least?"),
    Field("certificate", "category", "certificate", order=CERTIFICATES, names=("certificate", "rated")),
    Field("first_aired", "date", "first aired", names=("first aired", "year"), more=("newer",), less=("older",)),
    Field("subtitled", "flag", "subtitles", names=("subtitles", "subtitled")),
)


def cooking_shows(size: int = 240, seed: int = 7) -> Catalogue:
    """Cooking shows of an imagined broadcaster, every field unknown in about one item of twelve."""
    draw = random.Random(seed)
    items = tuple(_show(number, draw) for number in range(size))
    return Catalogue("shows", items, SHOW_FIELDS, ("show", "series"), imported=True)


def _show(number: int, draw: random.Random) -> Item:
    cuisine = draw.choice(CUISINES)
    known: dict[str, Value] = {
        "service": tuple(draw.sample(SERVICES, draw.randint(1, 2))),
        "cuisine": cuisine,
        "host": draw.choice(HOSTS),
        "episodes": float(draw.randint(1, 60)),
        "minutes": float(draw.choice((11, 22, 25, 44, 50, 58, 90))),
        "stars": draw.randint(20, 50) / 10,
        "certificate": draw.choice(CERTIFICATES),
        "first_aired": f"{draw.randint(1962, 2024)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        "subtitled": draw.random() < 0.5,
    }
    kept = {name: value for name, value in known.items() if draw.random() > 1 / 12}
    words = draw.choice(("Kitchen", "Table", "Pantry", "Market", "Hearth", "Ladle"))
    title = f"{cuisine} {words} {number}"
    text = f"Cooks meet over {draw.choice(('broth', 'bread', 'smoke', 'pickles', 'dumplings'))} and talk."
    return Item(ItemId(f"shows:{number}"), "shows", title, text, kept, popularity=draw.random())
