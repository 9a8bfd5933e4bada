"""Which item to ask a newcomer about: the one whose answer improves the expected list most.

Of every item a person may say that they like it, that they do not, or that they do not know it. Likes and dislikes of
all items are taken as jointly Gaussian, with the means and covariances of the crowd: as if each item that a person
rated had been asked about with probability ½ and was to be recommended otherwise, in closed form. A question is worth
the mean, over its three answers, of the discounted chances of the best ten items after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.filters import Mask
from recommender.history import WORTH
from recommender.interactions import Interactions
from recommender.schema import Feedback, ItemId, Profile

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
Answers = Mapping[int, int]
"""Item number → 1 liked, -1 disliked, 0 not known."""

MOST_ITEMS = 1000
"""The most rated items, among which is asked and listed: 16 MB."""
ASKABLE = 200
"""The most rated items, which people are likeliest to know; only these are asked about."""
LISTED = 100
"""Likeliest items, among which the best ten are looked for; of 300, the question was the same in 200 of 200 cases."""
NOISE = 0.01
"""Variance of an answer beside what the crowd explains."""
LIGHTEST = 20
"""People weigh by 1 / √events, as if they had at least so many: who rates everything must not speak for all."""
CLEAR = 0.5
"""Size of a worth in [-1, 1] from which an event counts as an answer."""
ANSWERS = {"unknown": 0} | {verb: 1 if worth > 0 else -1 for verb, worth in WORTH.items() if abs(worth) >= CLEAR}
"""Verb → what it answers."""
NEWCOMER = 10
"""Opinions from which on nobody is asked any more: the gain was measured for five and ten questions."""
_DISCOUNTS = (1 / np.log2(np.arange(2, 12))).astype(np.float32)


@dataclass(frozen=True)
class Asker:
    rows: Rows
    """Item numbers, most rated first, shape (m,)."""
    mean: Floats
    """Shares of people who answer `like` for each, then of those who answer `dislike`, shape (2m,)."""
    covariance: Floats
    """Between those, shape (2m, 2m)."""

    @classmethod
    def fit(cls, log: Interactions, most: int = MOST_ITEMS) -> Self:
        """From what everybody liked (worth above 0) and did not."""
        counts = np.bincount(log.items, minlength=len(log.item_ids))
        rows = np.argsort(-counts, kind="stable")[: min(most, int((counts > 0).sum()))]
        said = _said(log, rows)
        weights = np.maximum(said.sum(axis=1), LIGHTEST) ** -0.5
        weights /= weights.sum()
        mean = 0.5 * (weights @ said)
        together = 0.25 * (said.T * weights) @ said
        np.fill_diagonal(together, mean)
        return cls(rows, mean, together - np.outer(mean, mean))

    def expected(self, answers: Answers, size: int) -> Floats:
        """The chance that each item is liked, given the answers, shape (size,); 0 for items that are not known."""
        chances = np.zeros(size, dtype=np.float32)
        chances[self.rows] = self._belief(answers, np.zeros(0, dtype=np.intp), np.arange(len(self.rows))).likes
        return chances

    def next(self, answers: Answers, allowed: Mask) -> int | None:
        """The number of the item to ask about, of those allowed, shape (n,), and not answered; None: none is left."""
        open_ = allowed[self.rows]
        open_[[self._places[row] for row in answers if row in self._places]] = False
        asked = np.flatnonzero(open_[:ASKABLE])
        if not len(asked):
            return None
        likes = self._belief(answers, asked[:0], np.arange(len(self.rows))).likes
        listed = np.flatnonzero(open_)
        listed = listed[np.argsort(-likes[listed], kind="stable")[:LISTED]]
        worth = _worth(self._belief(answers, asked, listed), asked[:, None] == listed)
        return int(self.rows[asked[int(worth.argmax())]])

    @cached_property
    def _places(self) -> dict[int, int]:
        """Item number → its place among the rows."""
        return {row: place for place, row in enumerate(self.rows.tolist())}

    def renumbered(self, places: NDArray[np.int64]) -> Self:
        """The same for other item numbers: item i becomes `places[i]`, or is left out at -1."""
        kept = np.flatnonzero(places[self.rows] >= 0)
        both = np.concatenate([kept, kept + len(self.rows)])
        return type(self)(places[self.rows[kept]], self.mean[both], self.covariance[np.ix_(both, both)])

    def save(self, path: Path) -> None:
        """Half precision will do: the covariances are those of a crowd."""
        with path.open("wb") as file:
            np.savez(file, rows=self.rows, mean=self.mean, covariance=self.covariance.astype(np.float16))

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["rows"], arrays["mean"], arrays["covariance"].astype(np.float32))

    def _belief(self, answers: Answers, asked: Rows, listed: Rows) -> _Belief:
        """What the answers leave to be expected; `asked` and `listed` are places among the rows."""
        features = np.concatenate([asked, asked + len(self.rows)])
        towards = self.covariance[np.ix_(features, listed)]
        variance: Floats = self.covariance[features, features]
        between: Floats = self.covariance[asked, asked + len(self.rows)]
        mean, likes = self.mean[features], self.mean[listed]
        told, surprise = self._told(answers)
        if len(told):
            own = self.covariance[np.ix_(told, told)] + NOISE * np.eye(len(told), dtype=np.float32)
            ours, theirs = self.covariance[np.ix_(told, features)], self.covariance[np.ix_(told, listed)]
            pulled = np.linalg.solve(own, np.concatenate([ours, surprise[:, None]], axis=1)).astype(np.float32)
            explained, pull = pulled[:, :-1], pulled[:, -1]
            mean, likes = mean + pull @ ours, likes + pull @ theirs
            variance = variance - np.einsum("qf,qf->f", explained, ours)
            between = between - np.einsum("qf,qf->f", explained[:, : len(asked)], ours[:, len(asked) :])
            towards = towards - explained.T @ theirs
        return _Belief(likes, mean, variance + NOISE, between, towards)

    def _told(self, answers: Answers) -> tuple[Rows, Floats]:
        """The features that were answered, and how far each answer is from what was expected."""
        known = [(self._places[row], answer) for row, answer in answers.items() if row in self._places]
        places = np.array([at for at, _ in known], dtype=np.intp)
        said = np.array([answer for _, answer in known], dtype=np.int8)
        told = np.concatenate([places, places + len(self.rows)])
        return told, np.concatenate([said == 1, said == -1]) - self.mean[told]


@dataclass(frozen=True, slots=True)
class _Belief:
    """After some answers: of the listed items (l), and of the likes and dislikes of those to ask about (2q)."""

    likes: Floats
    """Shape (l,)."""
    mean: Floats
    """Shape (2q,)."""
    variance: Floats
    """Shape (2q,), the noise of an answer included."""
    between: Floats
    """Covariance of like and dislike of the same item, shape (q,)."""
    towards: Floats
    """Covariance with the likes, shape (2q, l)."""


def question(asker: Asker | None, profile: Profile, rows: Mapping[ItemId, int], allowed: Mask) -> int | None:
    """The item to ask the person about, of those allowed, shape (n,); None for whoever is known well enough."""
    if asker is None:
        return None
    known = answered(profile.events, rows)
    if sum(1 for answer in known.values() if answer) >= NEWCOMER:
        return None
    spoken_of = [rows[event.item] for event in profile.events if event.item in rows]
    unasked = allowed.copy()
    unasked[spoken_of] = False
    return asker.next(known, unasked)


def answered(events: Iterable[Feedback], rows: Mapping[ItemId, int]) -> dict[int, int]:
    """The person's events as answers, the last word on each item."""
    return {rows[event.item]: ANSWERS[event.verb] for event in events if event.verb in ANSWERS and event.item in rows}


def _worth(belief: _Belief, same: NDArray[np.bool_]) -> Floats:
    """Expected worth of the list after each question, shape (q,); `same` (q, l): the item itself leaves the list."""
    count = len(same)
    like, dislike = belief.variance[:count], belief.variance[count:]
    determinant = like * dislike - belief.between**2
    chances = np.clip(belief.mean, 0.005, 0.9)
    chances /= np.tile(np.maximum(chances[:count] + chances[count:], 1), 2)
    total = np.zeros(count, dtype=np.float32)
    known = chances[:count], chances[count:]
    for likes, dislikes, chance in ((1, 0, known[0]), (0, 1, known[1]), (0, 0, 1 - known[0] - known[1])):
        more, less = likes - belief.mean[:count], dislikes - belief.mean[count:]
        by_like = (dislike * more - belief.between * less) / determinant
        by_dislike = (like * less - belief.between * more) / determinant
        after = belief.likes + by_like[:, None] * belief.towards[:count]
        after += by_dislike[:, None] * belief.towards[count:]
        after[same] = -np.inf
        total += chance * _best(after)
    return total


def _best(chances: Floats) -> Floats:
    """Discounted chances of the best ten of each row, shape (q,)."""
    count = min(len(_DISCOUNTS), chances.shape[1])
    best = -np.sort(np.partition(-chances, count - 1, axis=1)[:, :count], axis=1)
    return np.where(np.isfinite(best), best, 0) @ _DISCOUNTS[:count]


def _said(log: Interactions, rows: Rows) -> Floats:
    """1 where a user liked an item, then 1 where they did not, shape (users, 2m); the last word counts."""
    place = np.full(len(log.item_ids), -1)
    place[rows] = np.arange(len(rows))
    known = place[log.items] >= 0
    liked = log.worth > 0
    said = np.zeros((len(log.user_ids), 2 * len(rows)), dtype=np.float32)
    said[log.users[known], place[log.items[known]] + np.where(liked[known], 0, len(rows))] = 1.0
    return said
