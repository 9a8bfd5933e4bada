"""Files as the world has them: invented items, real-looking shapes. Every maker returns the file's text."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence

FIRST = [
    "Anna", "Bruno", "Clara", "Dario", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Karla", "Leon", "Mira",
    "Nils", "Olga", "Pavel",
]  # fmt: skip
LAST = [
    "Abend", "Brook", "Castell", "Dorne", "Ehrlich", "Fontane", "Gruber", "Hallow", "Iversen", "Jansen", "Kovac",
    "Lindt", "Moreau", "Novak",
]  # fmt: skip
GENRES = ("Drama", "Comedy", "Action", "Horror", "Romance", "Science Fiction", "Thriller", "Crime", "Family")
COUNTRIES = ("United States", "France", "India", "Japan", "United Kingdom", "Germany")
NOUNS = [
    "River", "Winter", "Engine", "Lantern", "Harbour", "Garden", "Letter", "Shadow", "Orchard", "Bridge", "Mirror",
    "Circus", "Tower", "Valley",
]  # fmt: skip
HEADS = [
    "Silent", "Last", "Broken", "Golden", "Hidden", "Distant", "Burning", "Crooked", "Little", "Long", "Second",
    "Paper", "Blue", "Iron",
]  # fmt: skip


def people(dice: random.Random, most: int) -> list[str]:
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    return dice.sample(pairs[:90], dice.randint(1, most))


def titles(count: int) -> list[str]:
    return [f"The {head} {noun}" for head in HEADS for noun in NOUNS][:count]


def delimited(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def tmdb_like() -> str:
    """JSON in the cells, a budget of 0, names of two languages."""
    dice = random.Random(1)
    header = [
        "budget", "genres", "homepage", "id", "keywords", "original_language", "original_title", "overview",
        "popularity",
    ]  # fmt: skip
    header += [
        "production_companies", "release_date", "revenue", "runtime", "status", "tagline", "title", "vote_average",
        "vote_count",
    ]  # fmt: skip
    rows = []
    for number, title in enumerate(titles(120)):
        genres = [{"id": GENRES.index(genre), "name": genre} for genre in dice.sample(GENRES, 2)]
        words = [{"id": 1, "name": word} for word in dice.sample(["sea", "robot", "heist", "war", "magic"], 2)]
        rows.append([
            dice.choice([0, 25000000, 90000000]), json.dumps(genres), f"http://example.org/{number}",
            1000 + number * 7, json.dumps(words), dice.choice(["en", "fr", "ja"]), title,
            f"In {title.lower()}, somebody with a long story to tell finds out what is hidden in the old house.",
            round(dice.uniform(0.1, 300), 6), "[]",
            f"{dice.randint(1960, 2016)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            dice.randint(0, 10**9), float(dice.randint(70, 190)), "Released", f"A tagline no. {number}", title,
            round(dice.uniform(3, 9), 1), dice.randint(1, 12000),
        ])  # fmt: skip
    return delimited(header, rows)


def imdb_top_like() -> str:
    """`142 min`, `28,341,469`, four star columns, a certificate column of mixed systems."""
    dice = random.Random(2)
    header = (
        "Poster_Link,Series_Title,Released_Year,Certificate,Runtime,Genre,IMDB_Rating,Overview,Meta_score,Director"
    )
    header += ",Star1,Star2,Star3,Star4,No_of_Votes,Gross"
    rows = []
    for number, title in enumerate(titles(150)):
        stars = people(dice, 4)
        rows.append([
            f"https://m.example.com/images/{number}.jpg", title,
            "PG" if number == 37 else dice.randint(1920, 2020), dice.choice(["A", "UA", "U", "R", "PG-13", ""]),
            f"{dice.randint(70, 210)} min", ", ".join(dice.sample(GENRES, dice.randint(1, 3))),
            round(dice.uniform(7.6, 9.3), 1), f"{title} tells of people in a town far from everything else.",
            dice.choice(["", 80, 91]), people(dice, 1)[0], *(stars + [""] * 4)[:4], dice.randint(25000, 2343110),
            f"{dice.randint(1, 900) * 1001:,}" if dice.random() > 0.2 else "",
        ])  # fmt: skip
    return delimited(header.split(","), rows)


def netflix_like() -> str:
    """Minutes and seasons in one column, a content rating called `rating`, lists with commas."""
    dice = random.Random(3)
    header = "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description"
    rows = []
    for number, title in enumerate(titles(150), start=1):
        film = dice.random() > 0.3
        kinds = ("Dramas", "Comedies", "International Movies", "Horror Movies", "Documentaries")
        shows = ("TV Dramas", "Crime TV Shows", "Kids' TV")
        rows.append([
            f"s{number}", "Movie" if film else "TV Show", title, ", ".join(people(dice, 2)) if film else "",
            ", ".join(people(dice, 6)), ", ".join(dice.sample(COUNTRIES, dice.randint(1, 2))),
            f"September {dice.randint(1, 28)}, 2021", dice.randint(1990, 2021),
            dice.choice(["TV-MA", "TV-14", "PG-13", "R", "TV-Y7", "PG", "NR"]),
            f"{dice.randint(60, 180)} min" if film else dice.choice(["1 Season", "2 Seasons", "5 Seasons"]),
            ", ".join(dice.sample(kinds if film else shows, 2)),
            f"A tale of {title.lower()} and of what came of it, told slowly.",
        ])  # fmt: skip
    return delimited(header.split(","), rows)


def services_like() -> str:
    """One yes/no column for each streaming service, an unnamed index, ratings as `8.1/10` and `93%`."""
    dice = random.Random(4)
    header = [
        "", "ID", "Title", "Year", "Age", "IMDb", "Rotten Tomatoes", "Netflix", "Hulu", "Prime Video", "Disney+",
    ]  # fmt: skip
    header += ["Type", "Directors", "Genres", "Country", "Language", "Runtime"]
    rows = []
    for number, title in enumerate(titles(140)):
        rows.append([
            number, number + 1, title, dice.randint(1950, 2020), dice.choice(["13+", "16+", "18+", "7+", "all", ""]),
            f"{dice.uniform(4, 9):.1f}/10", f"{dice.randint(20, 99)}%", *(dice.randint(0, 1) for _ in range(4)), 0,
            ",".join(people(dice, 2)), ",".join(dice.sample(GENRES, 2)), ",".join(dice.sample(COUNTRIES, 2)),
            dice.choice(["English", "English,French", "Hindi"]), float(dice.randint(60, 200)),
        ])  # fmt: skip
    return delimited(header, rows)


def spreadsheet_like() -> str:
    """German Excel: semicolons, decimal commas, dotted dates, names turned round."""
    dice = random.Random(5)
    header = ["Titel", "Title", "Regisseur", "Laufzeit (h)", "Preis (€)", "Released", "FSK", "Genre", "Auf Lager"]
    rows = []
    for title in titles(80):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        rows.append([
            f"Der {title}", title, f"{last}, {first}", f"{dice.uniform(1.2, 2.9):.2f}".replace(".", ","),
            f"{dice.uniform(4, 30):.2f}".replace(".", ","),
            f"{dice.randint(13, 28)}.{dice.randint(1, 12):02d}.{dice.randint(1960, 2020)}",
            dice.choice([0, 6, 12, 16, 18]), dice.choice(GENRES), dice.choice(["ja", "nein"]),
        ])  # fmt: skip
    return delimited(header, rows, ";")


def nested_like() -> str:
    """An object that holds the list, nested ratings and people, services as lists of objects."""
    dice = random.Random(6)
    films = [
        {
            "_id": {"$oid": f"{number:024x}"},
            "info": {"title": title, "released": {"year": dice.randint(1950, 2022), "country": "FR"}},
            "length": {"value": dice.randint(60, 180), "unit": "minutes"},
            "ratings": [
                {"Source": "Internet Movie Database", "Value": f"{dice.uniform(4, 9):.1f}/10"},
                {"Source": "Rotten Tomatoes", "Value": f"{dice.randint(10, 99)}%"},
            ],
            "crew": [
                {"job": "Director", "name": people(dice, 1)[0]},
                {"job": "Editor", "name": people(dice, 1)[0]},
            ],
            "cast": [{"name": name, "character": "Somebody"} for name in people(dice, 4)],
            "genres": [{"id": 1, "name": name} for name in dice.sample(GENRES, 2)],
            "providers": [{"provider_id": 8, "provider_name": name} for name in dice.sample(["Netflix", "Hulu"], 1)],
            "mpaa": dice.choice(["Rated R", "PG-13 (for violence)", "pg"]),
        }
        for number, title in enumerate(titles(60))
    ]
    return json.dumps({"meta": {"count": 60}, "data": {"films": films}})


def movielens_like() -> str:
    """Years inside titles, genres split by bars, articles at the end."""
    dice = random.Random(7)
    rows = [
        [number, f"{title.removeprefix('The ')}, The ({dice.randint(1950, 2000)})", "|".join(dice.sample(GENRES, 2))]
        for number, title in enumerate(titles(60), start=1)
    ]
    return delimited(["movieId", "title", "genres"], rows)
