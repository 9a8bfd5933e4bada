"""Fit the fusion head: AdamW on one cycle of learning rates (Smith & Topin, 2019), early stopping on validation.

Deterministic by seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from recommender.head import WIDTH, Head, Hidden, context
from recommender.training.examples import Examples

Loss = Literal["softmax", "bpr", "mse"]
Watch = Callable[[int, Mapping[str, float]], None]
"""Told of every epoch: its number, from 1, and its losses."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit. The defaults are the ones that `chat-rec train` starts from."""

    kind: Literal["linear", "mlp"] = "mlp"
    loss: Loss = "softmax"
    epochs: int = 4
    """Passes over the requests, which end with a learning rate of 0; more of them when that were too few steps."""
    least_steps: int = 500
    batch_size: int = 64
    learning_rate: float = 0.01
    """The highest, after three tenths of the steps."""
    weight_decay: float = 0.01
    dropout: float = 0.1
    hidden: int = 16
    patience: int = 6
    """Epochs without a better validation loss after which it stops; the best epoch's weights are kept."""
    distillation: float = 0.3
    """How much the previous head's judgement counts beside the targets, in [0, 1], where there is one."""
    seed: int = 0


def fit_head(
    train: Examples, validation: Examples, recipe: Recipe, watch: Watch | None = None, teacher: Head | None = None
) -> Head:
    """The head with the least loss on the validation requests. Global random states are left as they were.

    With a teacher, the targets are mixed with its softmax over the candidates (Hinton et al., 2015), so that what it
    knows is not forgotten; terms that it does not have say nothing to it.
    """
    if teacher is not None:
        train = distilled(train, teacher, recipe.distillation)
    with torch.random.fork_rng(devices=[]), _one_thread():
        torch.manual_seed(recipe.seed)
        network = _Network(len(train.names), recipe)
        _fit(network, train, validation, recipe, watch)
    return network.head(train.names)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that machines with more cores get the same weights; batches this small gain nothing."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def most_epochs(recipe: Recipe, requests: int) -> int:
    """How many epochs there are when none is in vain."""
    return max(recipe.epochs, -(-recipe.least_steps // -(-requests // recipe.batch_size)))


def distilled(examples: Examples, teacher: Head, share: float) -> Examples:
    """The examples with a share of each request's targets given by the teacher."""
    wanted = examples.wanted.copy()
    for place, length in enumerate(examples.lengths.tolist()):
        scores = (
            teacher.score(teacher.picked(examples.names, examples.terms[place]), length) - examples.sampled[place]
        )
        odds = np.where(examples.allowed[place], np.exp(scores - scores.max(initial=0)), 0)
        total = max(float(wanted[place].sum()), 1e-9)
        wanted[place] = (1 - share) * wanted[place] / total + share * odds / max(float(odds.sum()), 1e-9)
    return replace(examples, wanted=wanted)


class _Network(nn.Module):
    def __init__(self, terms: int, recipe: Recipe) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(terms, WIDTH))
        self.dropout = nn.Dropout(recipe.dropout)
        self.hidden = None
        if recipe.kind == "mlp":
            self.hidden = nn.ParameterDict(
                {
                    "terms": nn.Parameter(torch.randn(terms, recipe.hidden) / terms**0.5),
                    "context": nn.Parameter(torch.zeros(WIDTH, recipe.hidden)),
                    "out": nn.Parameter(torch.zeros(recipe.hidden)),
                }
            )

    def forward(self, terms: Tensor, known: Tensor) -> Tensor:
        """Terms (m, c, f) and context (m, 4) → scores (m, c)."""
        scores: Tensor = torch.einsum("mcf,fw,mw->mc", self.dropout(terms), self.weights, known)
        if self.hidden is None:
            return scores
        units = torch.relu(terms @ self.hidden["terms"] + (known @ self.hidden["context"])[:, None])
        deeper: Tensor = self.dropout(units) @ self.hidden["out"]
        return scores + deeper

    def head(self, names: tuple[str, ...]) -> Head:
        arrays = {name.removeprefix("hidden."): value.numpy(force=True) for name, value in self.state_dict().items()}
        hidden = Hidden(arrays["terms"], arrays["context"], arrays["out"]) if self.hidden is not None else None
        return Head(names, arrays["weights"], hidden)


def _fit(network: _Network, train: Examples, validation: Examples, recipe: Recipe, watch: Watch | None) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    rng = np.random.default_rng(recipe.seed)
    batches = -(-len(train) // recipe.batch_size)
    epochs = most_epochs(recipe, len(train))
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.learning_rate, total_steps=epochs * batches)
    best, kept, waited = np.inf, _copy(network), 0
    for epoch in range(1, epochs + 1):
        network.train()
        losses = []
        for rows in np.array_split(rng.permutation(len(train)), batches):
            optimizer.zero_grad()
            loss = _loss(network, train.pick(rows), recipe.loss)
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own annotation is missing
            optimizer.step()
            rates.step()
            losses.append(float(loss.detach()))
        held_out = _held_out(network, validation, recipe)
        if watch:
            watch(epoch, {"loss/train": float(np.mean(losses)), "loss/validation": held_out})
        if held_out < best - 1e-6:
            best, kept, waited = held_out, _copy(network), 0
        elif (waited := waited + 1) >= recipe.patience:
            break
    network.load_state_dict(kept)


def _held_out(network: _Network, examples: Examples, recipe: Recipe) -> float:
    network.eval()
    parts = np.array_split(np.arange(len(examples)), -(-len(examples) // 256))
    with torch.no_grad():
        losses = [float(_loss(network, examples.pick(rows), recipe.loss)) * len(rows) for rows in parts]
    return sum(losses) / len(examples)


def _loss(network: _Network, batch: Examples, loss: Loss) -> Tensor:
    scores = network(torch.from_numpy(batch.terms), torch.from_numpy(context(batch.lengths)))
    wanted, allowed = torch.from_numpy(batch.wanted), torch.from_numpy(batch.allowed)
    if loss == "mse":
        known = allowed & torch.isfinite(wanted)
        return functional.mse_loss(scores[known], wanted[known])
    if loss == "bpr":
        return _bpr(scores, wanted, allowed)
    return _softmax(scores - torch.from_numpy(batch.sampled), wanted, allowed)


def _softmax(scores: Tensor, wanted: Tensor, allowed: Tensor) -> Tensor:
    """Cross-entropy; less log q, a sample of candidates stands for all (Bengio & Senécal, IEEE TNN 2008)."""
    logs = functional.log_softmax(scores.masked_fill(~allowed, -torch.inf), dim=1).masked_fill(~allowed, 0)
    shares = wanted / wanted.sum(dim=1, keepdim=True).clamp_min(1e-9)
    return -(shares * logs).sum(dim=1).mean()


def _bpr(scores: Tensor, wanted: Tensor, allowed: Tensor) -> Tensor:
    """Every target against every other candidate (Rendle et al., UAI 2009)."""
    target, other = wanted > 0, allowed & (wanted <= 0)
    requests, places = torch.nonzero(target, as_tuple=True)
    margins = functional.logsigmoid(scores[requests, places][:, None] - scores[requests])
    pairs = other[requests]
    return -(margins * pairs).sum() / pairs.sum().clamp_min(1)


def _copy(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}
