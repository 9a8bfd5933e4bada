"""From one more tap to the changed list, engine only: 10,000 items, a trained model with all it can have, lists of 5.

A person with 0, 9, 49 or 199 events gets one more; what is timed is `recommender.pipeline.rank` on the profile with
it, which derives everything about the person from their events: terms, scores, list, reasons, and for a newcomer the
question. Matrices have the size of trained ones but hold random numbers, since training them on 10,000 items takes
minutes; the rest is fitted on a log of random taps. Taps come in sessions of ten, half a minute apart. Reading and
saving the profile is not in it.

Compared with what implicit (ALS, 64 factors, 10,000 items) takes for the new factors of one person from the same
events, `recalculate_user` alone, without a list: in an environment of its own, which `make bench-peers` makes. Both
on one thread and in turns, a block of each. Times are the processor's: what the clock shows on a free core.

Both bars are missed. A list takes some twenty-five steps of 0.05 to 0.15 ms, none of which stands out: five matrices
whose rows are added up, fifteen terms, the head, what resembles something disliked, diversity and calibration,
reasons for what is shown, the newcomer's question. implicit's update is one system of 64 unknowns; four of these are
less than one product of 10,000 items with 64 factors and a list takes. What brought it down: reasons and entries for
all shown items at once, one pass to standardise, faint events left out, a hundred instead of three hundred items
weighed for the question.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from time import thread_time

import numpy as np

from recommender.asking import Asker
from recommender.catalogue import Catalogue
from recommender.collaborative.crowd import TERMS, Collaborative
from recommender.collaborative.factors import Factors
from recommender.collaborative.matrices import KEPT, ItemMatrix
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.rating_fit import fit_ratings
from recommender.head import WIDTH, Head, Hidden
from recommender.interactions import Interactions
from recommender.model import Model
from recommender.pipeline import rank
from recommender.schema import Feedback, Field, Item, ItemId, Profile, RankRequest, SlateId, UserId, Value, Vector
from recommender.shelf import Shelf
from recommender.training.train import CONTENT_TERMS
from tests.bench.peers.updating import Folding, folding
from tests.bench.table import Row, Sample, markdown

ITEMS, K = 10_000, 5
LENGTHS = (1, 10, 50, 200)
REPEATS, WARM_UP, BLOCK = 200, 20, 25
PEOPLE = 25
"""Profiles of each length, taken in turns."""
SEED = 5
HIDDEN = 16
BAR_S, BAR_RATIO = 1e-3, 4.0
GENRES = ("crime", "drama", "comedy", "horror", "action", "romance", "western", "science fiction")
FIELDS = (
    Field("year", "date"),
    Field("genres", "category", many=True),
    Field("directors", "person", many=True),
    Field("cast", "person", many=True),
)
CROWD_TERMS = ("popular", "stage", "age", "rating", "factors")
"""Beside those of the matrices."""
MEMBERS, EACH = 800, 50
"""People whom the crowd consists of, and their events."""


def measure() -> list[Row]:
    shelves = {"movies": shelf()}
    with folding(ITEMS, SEED) as peer:
        return [row for length in LENGTHS for row in _rows(length, shelves, peer)]


def _rows(length: int, shelves: dict[str, Shelf], peer: Folding | None) -> Iterator[Row]:
    catalogue = shelves["movies"].catalogue
    people = [profile(length, catalogue, number) for number in range(PEOPLE)]
    known = [[catalogue.rows[event.item] for event in person.events] for person in people]
    ours, theirs = list[float](), list[float]()
    for start in range(-WARM_UP, REPEATS, BLOCK):
        numbers = range(start, min(start + BLOCK, REPEATS))
        block = [_seconds(people[number % PEOPLE], shelves, number + WARM_UP) for number in numbers]
        other = peer.seconds([known[number % PEOPLE] for number in numbers]) if peer else []
        if start >= 0:
            ours, theirs = ours + block, theirs + other
    sample = Sample(ours)
    note = f"p95 {sample.quantile(95) * 1e3:.2f} ms; engine only, {REPEATS} repeats, {PEOPLE} people, seed {SEED}"
    what = f"A tap to a new list, {length} event{'s' if length > 1 else ''}"
    yield Row(what, str(sample), bar="≤ 1 ms", met=sample.median <= BAR_S, note=note)
    if theirs:
        other_sample = Sample(theirs)
        row = Row(f"{what}, against implicit's update", str(sample), f"implicit: {other_sample}", note="medians")
        yield replace(row, ratio=sample.median / other_sample.median).at_most(BAR_RATIO)


def _seconds(person: Profile, shelves: dict[str, Shelf], seed: int) -> float:
    begun = thread_time()
    rank(RankRequest(person, "movies", k=K, seed=seed), shelves)
    return thread_time() - begun


def profile(length: int, catalogue: Catalogue, seed: int) -> Profile:
    """A person's events, the new one last, well known items more often."""
    rng = random.Random(seed)
    rows = [int(ITEMS * rng.random() ** 2) for _ in range(length * 3)]
    chosen = list(dict.fromkeys(rows))[:length]
    events = (
        Feedback(
            UserId("a"), SlateId(""), catalogue.items[row].id, rng.choice(("like", "like", "dislike")), _when(place)
        )
        for place, row in enumerate(chosen)
    )
    return Profile(UserId("a"), tuple(events))


def _when(place: int) -> float:
    return 1.7e9 + 86_400.0 * (place // 10) + 30.0 * (place % 10)


def shelf() -> Shelf:
    """Films with a trained model: what is said of them is drawn at random, and so is what the crowd did."""
    rng = np.random.default_rng(SEED)
    vectors = _drawn(rng, ITEMS, 384)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    catalogue = Catalogue("movies", tuple(_films()), FIELDS, ("film",))
    log = _log(rng)
    model = Model("bench", _head(rng), _crowd(log, rng), asker=Asker.fit(log))
    return replace(Shelf.of(catalogue, vectors), model=model)


def _drawn(rng: np.random.Generator, *shape: int) -> Vector:
    return rng.normal(size=shape).astype(np.float32)


def _films() -> Iterator[Item]:
    rng = random.Random(SEED)
    for number in range(ITEMS):
        fields: dict[str, Value] = {
            "year": str(1950 + rng.randrange(70)),
            "genres": tuple(rng.sample(GENRES, 2)),
            "directors": (f"D{rng.randrange(900)}",),
            "cast": tuple(f"A{rng.randrange(4000)}" for _ in range(4)),
        }
        yield Item(ItemId(f"movies:{number}"), "movies", f"Film {number}", "", fields, popularity=1 / (number + 1))


def _head(rng: np.random.Generator) -> Head:
    names = (*(term.name for term in TERMS), *CROWD_TERMS, *CONTENT_TERMS)
    terms, known = _drawn(rng, len(names), HIDDEN), _drawn(rng, WIDTH, HIDDEN)
    return Head(names, 0.2 * _drawn(rng, len(names), WIDTH), Hidden(terms, known, 0.05 * _drawn(rng, HIDDEN)))


def _log(rng: np.random.Generator) -> Interactions:
    size = MEMBERS * EACH
    items = (ITEMS * rng.random(size) ** 2).astype(np.int32)
    users, names = np.repeat(np.arange(MEMBERS, dtype=np.int32), EACH), map(str, range(MEMBERS))
    times, worth = 1.6e9 + np.sort(1e8 * rng.random(size)), rng.choice([1.0, -1.0], size).astype(np.float32)
    return Interactions(rng.permutation(users), items, worth, times, tuple(names), tuple(map(str, range(ITEMS))))


def _crowd(log: Interactions, rng: np.random.Generator) -> Collaborative:
    popularity = Popularity.fit(log)
    matrices = {name: _matrix(popularity.counts + 1, rng) for name in dict.fromkeys(term.matrix for term in TERMS)}
    return Collaborative(matrices, popularity, ratings=fit_ratings(log), factors=Factors.fit(log))


def _matrix(counts: Vector, rng: np.random.Generator) -> ItemMatrix:
    """Rows speak for `KEPT` items each, well known ones more often."""
    columns = np.empty((ITEMS, KEPT), dtype=np.int32)
    for begin in range(0, ITEMS, 1000):
        draws = rng.random((1000, ITEMS), dtype=np.float32) / np.sqrt(counts)
        columns[begin : begin + 1000] = np.sort(np.argpartition(draws, KEPT, axis=1)[:, :KEPT], axis=1)
    starts = np.arange(ITEMS + 1, dtype=np.int64) * KEPT
    return ItemMatrix(starts, columns.ravel(), rng.random(ITEMS * KEPT, dtype=np.float32))


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()) + "\n")
