"""Fit a `TextHead`: AdamW, weight decay, dropout, early stopping, a temperature, a limit to what is in scope."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from recommender.errors import ModelError
from recommender.grams import Hashes, pieces, weighed
from recommender.heads import OUT_OF_SCOPE, STRENGTH, TextHead
from recommender.schema import Vector

LEAST = 2
"""Texts that a label needs, and labels that a head needs."""
USUAL = 3.0
"""A text of median strangeness is out of scope with odds of 1 to e^3."""
MOST = 20_000
"""Known pieces at most, the most frequent ones: 6 MB for 150 labels."""
TRUSTED = 200
"""Texts out of scope with which their class weighs half as much as the energy: with few it knows only their kind."""
Watch = Callable[[int, int], None]
"""Told of epochs done, and of how many at most."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit. The defaults were chosen on a fifth of CLINC150's training part."""

    hidden: int = 384
    dropout: float = 0.5
    """Of hidden units; of what they see, a fifth of it."""
    learning_rate: float = 6e-3
    """The highest, after a tenth of the steps."""
    weight_decay: float = 0.05
    epochs: int = 20
    patience: int = 4
    batch_size: int = 128
    least_steps: int = 400
    """More epochs when there would be fewer steps."""
    held: float = 0.1
    """Share of the texts on which epochs, temperature and limit are chosen."""
    outside: float = 0.15
    """Most weight of all texts out of scope together, as a share of those in scope."""
    loss: float = 0.015
    """At most so much of the accuracy in scope is given for refusing what is out of it.

    That is on the held texts; of texts from elsewhere more is lost, on CLINC150's validation part half as much again.
    """
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with their vectors, shape (m, d), and labels; `""` is out of scope."""

    texts: Sequence[str]
    vectors: Vector
    labels: Sequence[str]

    def rows(self, chosen: Sequence[int] | NDArray[np.intp]) -> Labelled:
        picked = [self.texts[row] for row in chosen], [self.labels[row] for row in chosen]
        return Labelled(picked[0], self.vectors[np.asarray(chosen, dtype=np.intp)], picked[1])


def fit_text_head(
    given: Labelled, encoder: str, recipe: Recipe | None = None, watch: Watch | None = None
) -> TextHead:
    """The head for these texts; the same texts and seed give the same head. Raises `ModelError` for too few.

    It is fitted twice: without the held texts, to choose when to stop and what to refuse, then with all of them.
    """
    recipe = recipe or Recipe()
    _check(given.labels)
    fitted, held = _split(given.labels, recipe)
    with torch.random.fork_rng(devices=[]), _one_thread():
        trial = _Fitting(given.rows(fitted), encoder, recipe)
        epochs = trial.fit(given.rows(held), watch)
        judged = _judged(trial.head(), given.rows(held), recipe)
        whole = _Fitting(given, encoder, recipe)
        whole.fit(None, watch, epochs)
        return replace(whole.head(), temperature=judged[0], limit=judged[1], spread=judged[2])


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that machines with more cores get the same weights."""
    from threadpoolctl import threadpool_limits

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    # What decays to almost nothing would take ten times as long to compute with.
    torch.set_flush_denormal(True)
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)
        torch.set_flush_denormal(False)


def _check(labels: Sequence[str]) -> None:
    named = set(labels) - {OUT_OF_SCOPE}
    if len(named) < LEAST:
        raise ModelError(f"there are {len(named)} labels: give texts of at least {LEAST}")
    for label in sorted(named):
        if (count := list(labels).count(label)) < LEAST:
            raise ModelError(f"label {label!r} has {count} text: give at least {LEAST} of each label")


def _split(labels: Sequence[str], recipe: Recipe) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to fit and rows held out, the same share of every label."""
    rng, given = np.random.default_rng(recipe.seed), np.asarray(labels)
    held: list[int] = []
    for label in sorted(set(labels)):
        rows = np.flatnonzero(given == label)
        take = min(max(1, round(len(rows) * recipe.held)), len(rows) - 1)
        held += rng.permutation(rows)[:take].tolist()
    return np.setdiff1d(np.arange(len(labels)), held), np.sort(held)


@dataclass(frozen=True, slots=True)
class _Texts:
    """What a network sees of texts; pieces of all texts in a row."""

    vectors: Tensor
    places: Tensor
    weights: Tensor
    starts: Tensor
    """Where each text's pieces begin, and where the last one's end."""
    targets: Tensor
    """Number of each text's label; out of scope is the last."""

    def __len__(self) -> int:
        return len(self.targets)

    def rows(self, chosen: Tensor) -> _Texts:
        begin, lengths = self.starts[chosen], self.starts[chosen + 1] - self.starts[chosen]
        ends = lengths.cumsum(0)
        starts = torch.cat([ends.new_zeros(1), ends])
        picked = torch.repeat_interleave(begin - starts[:-1], lengths) + torch.arange(
            int(ends[-1]), device=ends.device
        )
        return _Texts(self.vectors[chosen], self.places[picked], self.weights[picked], starts, self.targets[chosen])


class _Network(nn.Module):
    def __init__(self, known: int, width: int, labels: int, recipe: Recipe) -> None:
        super().__init__()
        self.pieces = nn.EmbeddingBag(known, labels + 1, mode="sum", include_last_offset=True)
        nn.init.zeros_(self.pieces.weight)
        self.before = nn.Dropout(recipe.dropout / 5)
        self.hidden = nn.Linear(width, recipe.hidden)
        self.between = nn.Dropout(recipe.dropout)
        self.out = nn.Linear(recipe.hidden, labels + 1)

    def forward(self, texts: _Texts) -> Tensor:
        units = self.between(torch.relu(self.hidden(self.before(texts.vectors))))
        told = self.pieces(texts.places, texts.starts, per_sample_weights=self.before(texts.weights))
        scores: Tensor = self.out(units) + told
        return scores


class _Fitting:
    """One network on some texts, on the accelerator where there is one."""

    def __init__(self, given: Labelled, encoder: str, recipe: Recipe) -> None:
        self.recipe = recipe
        self.device = torch.accelerator.current_accelerator() or torch.device("cpu")
        self.labels = tuple(sorted(set(given.labels) - {OUT_OF_SCOPE}))
        self.encoder, (self.known, self.rarity) = encoder, vocabulary(given.texts)
        self.seen = self._seen(given)
        torch.manual_seed(recipe.seed)
        width = given.vectors.shape[1]
        self.network = _Network(len(self.known), width, len(self.labels), recipe).to(self.device)
        self.heft = torch.ones(len(self.labels) + 1, device=self.device)
        self.outside = int((self.seen.targets == len(self.labels)).sum())
        share = (len(given.texts) - self.outside) / max(self.outside, 1)
        self.heft[-1] = min(1.0, recipe.outside * share)

    def _seen(self, given: Labelled) -> _Texts:
        bags = [weighed(text, self.known, self.rarity) for text in given.texts]
        number = {label: place for place, label in enumerate((*self.labels, OUT_OF_SCOPE))}
        arrays = (
            STRENGTH * given.vectors,
            np.concatenate([places for places, _ in bags]),
            STRENGTH * np.concatenate([weights for _, weights in bags]),
            np.cumsum([0, *(len(places) for places, _ in bags)]),
            np.array([number[label] for label in given.labels]),
        )
        return _Texts(*(torch.from_numpy(array).to(self.device) for array in arrays))

    def fit(self, held: Labelled | None, watch: Watch | None, last: int | None = None) -> int:
        """Ends when the held texts' loss falls no more, or after epoch `last`; returns the best epoch."""
        recipe = self.recipe
        batches = max(1, len(self.seen) // recipe.batch_size)
        epochs = max(recipe.epochs, -(-recipe.least_steps // batches), last or 1)
        optimizer = torch.optim.AdamW(
            self.network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        steps = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, recipe.learning_rate, total_steps=epochs * batches, pct_start=0.1
        )
        kept_out = self._seen(held) if held else None
        best, chosen = math.inf, last or epochs
        for epoch in range(1, (last or epochs) + 1):
            self._epoch(optimizer, steps, batches)
            if watch:
                watch(epoch, last or epochs)
            if kept_out is None:
                continue
            if (loss := self._loss_on(kept_out)) < best - 1e-3:
                best, chosen = loss, epoch
            elif epoch - chosen >= recipe.patience:
                break
        return chosen

    def _epoch(
        self, optimizer: torch.optim.Optimizer, steps: torch.optim.lr_scheduler.LRScheduler, parts: int
    ) -> None:
        self.network.train()
        for rows in torch.randperm(len(self.seen)).to(self.device).tensor_split(parts):
            optimizer.zero_grad()
            batch = self.seen.rows(rows)
            loss = functional.cross_entropy(self.network(batch), batch.targets, self.heft)
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own annotation is missing
            optimizer.step()
            steps.step()

    def _loss_on(self, texts: _Texts) -> float:
        self.network.eval()
        with torch.no_grad():
            return float(functional.cross_entropy(self.network(texts), texts.targets, self.heft))

    def head(self) -> TextHead:
        arrays = {name: value.numpy(force=True) for name, value in self.network.state_dict().items()}
        hidden, out = (np.ascontiguousarray(arrays[f"{layer}.weight"].T) for layer in ("hidden", "out"))
        biases = arrays["hidden.bias"], arrays["out.bias"]
        told = arrays["pieces.weight"]
        trust = self.outside / (self.outside + TRUSTED)
        return TextHead(
            self.labels, self.encoder, self.known, self.rarity, told, hidden, biases[0], out, biases[1], trust
        )


def vocabulary(texts: Sequence[str]) -> tuple[Hashes, Vector]:
    """Hashes of the pieces of at least two of the texts, sorted, and log(n / df) of each."""
    hashes, counts = np.unique(np.concatenate([pieces(text) for text in texts]), return_counts=True)
    often = counts >= max(2, np.sort(counts)[-MOST:][0])
    return hashes[often], np.log(len(texts) / counts[often]).astype(np.float32)


def _judged(head: TextHead, held: Labelled, recipe: Recipe) -> tuple[float, float, float]:
    """Temperature, limit and spread by the held texts."""
    scores = head.scores(held.texts, held.vectors)
    place = {label: number for number, label in enumerate(head.labels)}
    wanted = np.array([place.get(label, -1) for label in held.labels])
    inside, right = wanted >= 0, scores[:, :-1].argmax(axis=1) == wanted
    strange = head.strangeness(scores)
    limit = limit_for(strange[inside & right], recipe.loss * inside.sum())
    spread = max((limit - float(np.median(strange[inside]))) / USUAL, 1e-3)
    return _temperature(scores[inside, :-1], wanted[inside]), limit, spread


def limit_for(strange: Vector, lost: float) -> float:
    """The lowest limit that refuses at most so many of the texts that would be read right."""
    falling = np.sort(strange)[::-1]
    if not len(falling):
        return 0.0
    return float(np.nextafter(falling[min(int(lost), len(falling) - 1)], np.float32(np.inf)))


def _temperature(scores: Vector, wanted: NDArray[np.intp]) -> float:
    """The one of a grid with the least log loss."""
    given, targets = torch.from_numpy(scores), torch.from_numpy(wanted)
    grid: list[float] = np.geomspace(0.25, 4, 49).tolist()
    return min(grid, key=lambda each: float(functional.cross_entropy(given / each, targets)))
