"""A small store made by hand: films, books and products, with the words a catalogue file would declare."""

# ruff: noqa: E501  (one item a line reads as a table)

from __future__ import annotations

from recommender.catalogue import Catalogue
from recommender.schema import Field, Item, ItemId, Value

RATINGS = ("G", "PG", "PG-13", "R", "NC-17")

FILM_FIELDS = (
    Field("year", "date", label="year", question="Which years?", more=("newer", "recent", "new"), less=("older", "old")),
    Field("runtime", "number", label="running time", unit="min", question="How long?", more=("longer", "long"), less=("shorter", "short", "quick")),
    Field("rating", "number", label="rating", unit="stars", names=("rating", "rated", "imdb"), more=("better rated", "highly rated"), less=("worse rated",)),
    Field("votes", "number", label="votes", unit="votes"),
    Field("content_rating", "category", label="age rating", order=RATINGS, question="Which age rating?"),
    Field(
        "genres",
        "category",
        label="genre",
        many=True,
        question="Which genre?",
        synonyms={
            "Sci-Fi": ("science fiction", "scifi"),
            "Comedy": ("funny", "rom-com", "romcom"),
            "Romance": ("romantic", "rom-com", "romcom"),
            "Horror": ("scary",),
        },
    ),
    Field("director", "person", label="director", names=("director", "directed by")),
    Field("cast", "person", label="cast", many=True, names=("starring", "actor")),
    Field("services", "category", label="streaming service", many=True, question="On which service?"),
    Field("language", "category", label="language"),
    Field("country", "category", label="country", many=True),
)  # fmt: skip

# title|year|runtime|rating|votes|age rating|genres|director|cast|services|language|countries|popularity in %
_FILMS = """
Heat|1995|170|8.3|700000|R|Crime;Drama;Thriller|Michael Mann|Al Pacino;Robert De Niro|Netflix;Hulu|English|United States|90
Heat|1986|101|5.1|9000|R|Action;Drama|Dick Richards|Burt Reynolds|Max|English|United States|20
Ronin|1998|122|7.2|200000|R|Action;Crime;Thriller|John Frankenheimer|Robert De Niro;Jean Reno|Prime Video|English|United States|60
Collateral|2004|120|7.5|400000|R|Crime;Thriller|Michael Mann|Tom Cruise;Jamie Foxx|Netflix|English|United States|70
The Shawshank Redemption|1994|142|9.3|2600000|R|Drama|Frank Darabont|Tim Robbins;Morgan Freeman|Netflix;Max|English|United States|99
Inception|2010|148|8.8|2300000|PG-13|Action;Sci-Fi;Thriller|Christopher Nolan|Leonardo DiCaprio;Elliot Page|Netflix|English|United States;United Kingdom|98
Interstellar|2014|169|8.7|1900000|PG-13|Sci-Fi;Drama|Christopher Nolan|Matthew McConaughey;Anne Hathaway|Prime Video|English|United States|97
Alien|1979|117|8.5|900000|R|Horror;Sci-Fi|Ridley Scott|Sigourney Weaver|Hulu|English|United Kingdom|92
Airplane!|1980|88|7.7|250000|PG|Comedy|Jim Abrahams|Leslie Nielsen|Max|English|United States|75
Notting Hill|1999|124|7.2|330000|PG-13|Comedy;Romance|Roger Michell|Julia Roberts;Hugh Grant|Hulu|English|United Kingdom|70
Unforgiven|1992|130|8.2|430000|R|Western;Drama|Clint Eastwood|Clint Eastwood;Gene Hackman;Morgan Freeman|Max|English|United States|80
Gran Torino|2008|116|8.1|800000|R|Drama|Clint Eastwood|Clint Eastwood|Netflix|English|United States|79
Amélie|2001|122|8.3|780000|R|Comedy;Romance|Jean-Pierre Jeunet|Audrey Tautou|Prime Video|French|France|85
Parasite|2019|132|8.5|900000|R|Thriller;Drama|Bong Joon Ho|Song Kang-ho|Hulu|Korean|South Korea|90
Seven Samurai|1954|207|8.6|360000|PG-13|Action;Drama|Akira Kurosawa|Toshiro Mifune|Max|Japanese|Japan|84
It|2017|135|7.3|580000|R|Horror|Andy Muschietti|Bill Skarsgård|Max|English|United States|78
Her|2013|126|8.0|650000|R|Romance;Sci-Fi;Drama|Spike Jonze|Joaquin Phoenix;Scarlett Johansson|Netflix|English|United States|76
Up|2009|96|8.3|1100000|PG|Animation;Comedy;Family|Pete Docter|Ed Asner|Disney+|English|United States|88
Us|2019|116|6.8|330000|R|Horror;Thriller|Jordan Peele|Lupita Nyong'o|Netflix|English|United States|66
Drive|2011|100|7.8|700000|R|Crime;Drama|Nicolas Winding Refn|Ryan Gosling|Hulu|English|United States|77
Big|1988|104|7.3|230000|PG|Comedy;Fantasy|Penny Marshall|Tom Hanks|Disney+|English|United States|71
Action Jackson|1988|96|5.3|11000|R|Action;Comedy|Craig R. Baxley|Carl Weathers|Max|English|United States|15
Crime|1999|95|5.0|900|R|Crime|Nobody Much|Some One|Max|English|United States|3
The Thing|1982|109|8.2|450000|R|Horror;Sci-Fi|John Carpenter|Kurt Russell|Prime Video|English|United States|83
Home|2015|94|6.6|110000|PG|Animation;Family|Tim Johnson|Jim Parsons|Netflix|English|United States|50
Seven|1995|127|8.6|1700000|R|Crime;Thriller|David Fincher|Brad Pitt;Morgan Freeman|Netflix|English|United States|93
Romance of the Three Kingdoms|1994|120|7.9|5000|PG-13|War;Drama|Wang Fulin|Tang Guoqiang|Prime Video|Chinese|China|30
The Lord of the Rings: The Fellowship of the Ring|2001|178|8.9|1900000|PG-13|Adventure;Fantasy|Peter Jackson|Elijah Wood;Ian McKellen|Max|English|New Zealand|96
Toy Story|1995|81|8.3|1000000|G|Animation;Comedy;Family|John Lasseter|Tom Hanks;Tim Allen|Disney+|English|United States|91
Dunkirk|2017|106|7.8|700000|PG-13|War;Action|Christopher Nolan|Tom Hardy|Hulu|English|United Kingdom|82
Grave of the Fireflies|1988|89|8.5|290000|PG|Animation;War;Drama|Isao Takahata|Tsutomu Tatsumi|Hulu|Japanese|Japan|74
Pulp Fiction|1994|154|8.9|2100000|R|Crime;Drama|Quentin Tarantino|John Travolta;Uma Thurman;Bruce Willis|Prime Video|English|United States|95
Chef|2014|114|7.3|220000|R|Comedy|Jon Favreau|Jon Favreau;Sofía Vergara|Netflix|English|United States|58
The Odd Couple|1968|105|7.6|40000|G|Comedy|Gene Saks|Jack Lemmon;Walter Matthau|Prime Video|English|United States|40
Fight Club|1999|139|8.8|2200000|R|Drama|David Fincher|Brad Pitt;Edward Norton|Hulu|English|United States|94
Hitch|2005|118|6.6|330000|PG-13|Comedy;Romance|Andy Tennant|Will Smith|Netflix|English|United States|57
"""

BOOK_FIELDS = (
    Field("year", "date", label="year", question="Which years?"),
    Field("pages", "number", label="pages", unit="pages", more=("longer", "long"), less=("shorter", "short")),
    Field("genres", "category", label="genre", many=True, synonyms={"science fiction": ("sci-fi",)}),
    Field("authors", "person", label="author", many=True, names=("author", "written by", "by")),
)
_BOOKS = """
Dune|1965|610|science fiction;adventure|Frank Herbert|90
The Hobbit|1937|310|fantasy;adventure|J. R. R. Tolkien|95
The Queen's Gambit|1983|250|literary fiction|Walter Tevis|60
Murder on the Orient Express|1934|280|crime;mystery|Agatha Christie|88
The Left Hand of Darkness|1969|300|science fiction|Ursula K. Le Guin|70
The Goldfinch|2013|770|literary fiction|Donna Tartt|75
"""

PRODUCT_FIELDS = (
    Field("price", "number", label="price", unit="usd", question="How much?", more=("pricier", "expensive"), less=("cheaper", "cheap")),
    Field("rating", "number", label="rating", unit="stars", names=("rating", "rated")),
    Field("brand", "category", label="brand", names=("brand", "made by")),
    Field("category", "category", label="category", question="What kind?"),
    Field("free_delivery", "flag", label="free delivery", names=("free delivery", "free shipping", "delivered free")),
    Field("colours", "category", label="colour", many=True, names=("colour", "color")),
)  # fmt: skip
_PRODUCTS = """
Night Train Headphones|249|4.6|Auralind|headphones|1|midnight blue;graphite|80
Pace Setter Earbuds|59.9|4.2|Strivenna|headphones|0|lime;black|60
Harbour Lamp|39|4.4|Lumenfold|lamps|1|brass;black|50
Shogi Set|75|4.8|Tablewright|board games|0|walnut|40
Orbit Telescope|320|4.5|Farsight|telescopes|1|black|55
Reading Lamp|25|3.9|Lumenfold|lamps|0|white|30
"""


def movies() -> Catalogue:
    rows = [line.split("|") for line in _FILMS.strip().splitlines()]
    items = tuple(_film(cells) for cells in rows)
    return Catalogue("movies", items, FILM_FIELDS, nouns=("film", "movie"))


def books() -> Catalogue:
    rows = [line.split("|") for line in _BOOKS.strip().splitlines()]
    items = tuple(_book(cells) for cells in rows)
    return Catalogue("books", items, BOOK_FIELDS, nouns=("book", "novel"))


def products() -> Catalogue:
    rows = [line.split("|") for line in _PRODUCTS.strip().splitlines()]
    items = tuple(_product(cells) for cells in rows)
    return Catalogue("products", items, PRODUCT_FIELDS, nouns=("product", "item", "gift"))


def helps() -> Catalogue:
    items = (Item(ItemId("help:returns"), "help", "How do I return something?"),)
    return Catalogue("help", items, (), nouns=("article",))


def catalogues() -> dict[str, Catalogue]:
    return {"movies": movies(), "books": books(), "products": products(), "help": helps()}


def _film(cells: list[str]) -> Item:
    title, year, runtime, rating, votes, certificate, genres, director, cast, services, language, country, fame = (
        cells
    )
    fields: dict[str, Value] = {
        "year": year,
        "runtime": float(runtime),
        "rating": float(rating),
        "votes": float(votes),
        "content_rating": certificate,
        "genres": tuple(genres.split(";")),
        "director": director,
        "cast": tuple(cast.split(";")),
        "services": tuple(services.split(";")),
        "language": language,
        "country": tuple(country.split(";")),
    }
    aliases = ("千与千寻",) if title == "Grave of the Fireflies" else ("Se7en",) if title == "Seven" else ()
    identity = f"movies:{title} {year}" if title == "Heat" else f"movies:{title}"
    return Item(ItemId(identity), "movies", title, fields=fields, popularity=float(fame) / 100, aliases=aliases)


def _book(cells: list[str]) -> Item:
    title, year, pages, genres, authors, fame = cells
    fields: dict[str, Value] = {
        "year": year,
        "pages": float(pages),
        "genres": tuple(genres.split(";")),
        "authors": tuple(authors.split(";")),
    }
    return Item(ItemId(f"books:{title}"), "books", title, fields=fields, popularity=float(fame) / 100)


def _product(cells: list[str]) -> Item:
    title, price, rating, brand, category, delivery, colours, fame = cells
    fields: dict[str, Value] = {
        "price": float(price),
        "rating": float(rating),
        "brand": brand,
        "category": category,
        "free_delivery": delivery == "1",
        "colours": tuple(colours.split(";")),
    }
    return Item(ItemId(f"products:{title}"), "products", title, fields=fields, popularity=float(fame) / 100)
