"""Bridges: what people said of one domain ranks another, in which they said nothing.

The films of MovieLens 2016 that have a Wikipedia article are cut into two domains in three ways: family films and
others, action and others, before and from 1990 on; each cut is tried in both directions. The newest 50 opinions here
of people who liked at least five films here and one there rank the films there, by the untrained model through the
bot's own ranker. To be found is what they liked there. The catalogue's popularity there is the number of ratings by
every other user; every fourth is tested, and with the rest `ranker.ELSEWHERE` was chosen. Compared with popularity
alone, and with the same model on text vectors from which what all texts of a domain have in common was not taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import Catalogue
from recommender.content import Content
from recommender.evaluation.metrics import PerUser, ndcg, paired_ratio, top
from recommender.interactions import Interactions, Mask
from recommender.ranker import score
from recommender.schema import Feedback, Item, ItemId, Profile, RankRequest, SlateId, UserId, Vector, Verb
from recommender.shelf import Shelf
from tests.bench.public_data import SMALL, WIKI, World, missing, small_films
from tests.bench.table import Row

FAMILY = {"Animated", "Animation", "Family", "Children", "Fantasy", "Live Action", "Superhero"}
ACTION = {
    "Action",
    "Thriller",
    "Science Fiction",
    "Crime",
    "Adventure",
    "Horror",
    "Spy",
    "Mystery",
    "Disaster",
    "War",
}
SPLIT_YEAR = 1990
LIKED, DISLIKED = 0.49, -0.1
"""Worth of four stars and more, of two and fewer."""
OPINIONS = 50
LEAST = 5
Rows = NDArray[np.intp]


def measure() -> list[Row]:
    """NDCG@10 over six bridges."""
    rows = missing(SMALL, WIKI)
    if rows:
        return rows
    bridges = [_crossed(small_films(), here) for cut in _cuts(small_films()) for here in (cut, ~cut)]
    ours = np.concatenate([bridge.ours for bridge in bridges])
    return [
        _row("popularity alone", ours, np.concatenate([bridge.popular for bridge in bridges])),
        _row("the same with vectors as they are", ours, np.concatenate([bridge.raw for bridge in bridges])),
    ]


def _row(than: str, ours: PerUser, theirs: PerUser) -> Row:
    ratio = paired_ratio(ours, theirs)
    return Row(
        "NDCG@10 in a domain where nothing was said yet",
        f"{ours.mean():.4f}",
        f"{than}: {theirs.mean():.4f}",
        ratio=ratio.value,
        note=f"six bridges, {len(ours)} crossings; 95 % interval of the ratio {ratio.low:.3f}-{ratio.high:.3f}",
    ).at_least(1.0)


def _cuts(world: World) -> Iterator[Mask]:
    genres = [set(item.fields.get("genres", ())) for item in world.catalogue.items]  # type: ignore[arg-type]  # names
    yield np.array([bool(own & FAMILY) for own in genres])
    yield np.array([bool(own & ACTION) for own in genres])
    yield np.nan_to_num(world.catalogue.numbers["year"], nan=2000.0) < SPLIT_YEAR


@dataclass(frozen=True)
class Bridge:
    """NDCG@10 of each person, by three ways to rank."""

    ours: PerUser
    raw: PerUser
    popular: PerUser


def _crossed(world: World, here: Mask) -> Bridge:
    known = _popularity(world.log, ~here)
    parts = {"here": np.flatnonzero(here), "there": np.flatnonzero(~here)}
    shelves = {domain: _shelf(world, domain, rows, known) for domain, rows in parts.items()}
    raw = {
        domain: replace(shelf, content=Content(shelf.catalogue, shelf.vectors)) for domain, shelf in shelves.items()
    }
    popularity = shelves["there"].catalogue.popularity
    nothing = np.zeros(len(popularity), dtype=np.bool_)
    ours, uncentred, targets = [], [], []
    for profile, wanted in _people(world.log, here):
        ours.append(top(_scores(profile, shelves), nothing))
        uncentred.append(top(_scores(profile, raw), nothing))
        targets.append(wanted)
    popular = np.tile(top(popularity, nothing), (len(targets), 1))
    return Bridge(*(ndcg(np.asarray(ranking), targets) for ranking in (ours, uncentred, popular)))


def _scores(profile: Profile, shelves: Mapping[str, Shelf]) -> Vector:
    everything = np.ones(len(shelves["there"].catalogue.items), dtype=np.bool_)
    return score(RankRequest(profile, "there"), shelves, everything).total


def _popularity(log: Interactions, there: Mask) -> NDArray[np.float64]:
    """Of the films there with the half of the people who are not tested, in [0, 1], shape (n,)."""
    counts = np.log1p(np.bincount(log.items[log.users % 2 == 0], minlength=len(there))) * there
    return np.asarray(counts / counts.max(), dtype=np.float64)


def _shelf(world: World, domain: str, rows: Rows, popularity: NDArray[np.float64]) -> Shelf:
    items = tuple(_moved(world.catalogue.items[row], domain, row, popularity[row]) for row in rows.tolist())
    return Shelf.of(Catalogue(domain, items, world.catalogue.fields), world.vectors[rows])


def _moved(item: Item, domain: str, row: int, popularity: float) -> Item:
    return replace(item, id=ItemId(f"{domain}:{row}"), domain=domain, popularity=float(popularity))


def _people(log: Interactions, here: Mask) -> Iterator[tuple[Profile, NDArray[np.int32]]]:
    """Each with what they said of the one domain, and the rows in the other of what they liked there."""
    place = np.cumsum(~here) - 1
    for user in range(3, len(log.user_ids), 4):
        events = log.of_user(user)
        said, liked = events[here[log.items[events]]], events[log.worth[events] > LIKED]
        there = liked[~here[log.items[liked]]]
        if len(there) and (log.worth[said] > LIKED).sum() >= LEAST:
            person = UserId(f"talk:{user}")
            opinions = tuple(_opinion(person, log, event) for event in said[-OPINIONS:].tolist())
            yield Profile(person, events=opinions), place[log.items[there]].astype(np.int32)


def _opinion(person: UserId, log: Interactions, event: int) -> Feedback:
    worth = float(log.worth[event])
    verb: Verb = "like" if worth > LIKED else "dislike" if worth < DISLIKED else "seen"
    return Feedback(person, SlateId(""), ItemId(f"here:{log.items[event]}"), verb, float(log.times[event]))
