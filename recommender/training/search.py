"""Look for a better recipe: heads are fitted again and again on the same requests, and the best one's recipe is kept.

Statistics and requests are what takes long, and they are made once; a head takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from recommender.errors import ModelError
from recommender.head import Head
from recommender.training.fitting import Recipe, fit_head
from recommender.training.train import Prepared

if TYPE_CHECKING:
    import optuna

Report = Callable[[int, float], None]
"""Told of every trial: how many are done, and the least loss so far."""


@dataclass(frozen=True, slots=True)
class Found:
    recipe: Recipe
    loss: float
    """Its loss on the validation requests: for softmax the cross-entropy, in nats."""
    first: float
    """That of the recipe which the search started from."""


def search(
    prepared: Prepared, start: Recipe, trials: int, teacher: Head | None = None, report: Report | None = None
) -> Found:
    """The recipe with the least validation loss among `trials` ≥ 1, of which the first is the start.

    Learning rate, weight decay, dropout, kind and hidden units are searched by a tree-structured Parzen estimator
    (Bergstra et al., NeurIPS 2011), seeded with the recipe's seed. Raises `ModelError` without Optuna.
    """
    tried: list[float] = []

    def objective(trial: optuna.Trial) -> float:
        loss = _validation_loss(prepared, replace(start, **_drawn(trial)), teacher)
        tried.append(loss)
        if report:
            report(len(tried), min(tried))
        return loss

    study = _study(start.seed)
    study.enqueue_trial({name: getattr(start, name) for name in _names(start)})
    study.optimize(objective, n_trials=trials)
    return Found(replace(start, **study.best_params), study.best_value, tried[0])


def check_installed() -> None:
    """Raises `ModelError` without Optuna: a search comes after minutes of preparation."""
    try:
        import optuna  # noqa: F401  only whether it can be
    except ImportError as error:
        raise ModelError("a search needs Optuna, which is not installed: pip install 'chat-rec[train]'") from error


def _study(seed: int) -> optuna.Study:
    check_installed()
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=seed))


def _drawn(trial: optuna.Trial) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "learning_rate": trial.suggest_float("learning_rate", 1e-3, 0.2, log=True),
        "weight_decay": trial.suggest_float("weight_decay", 1e-5, 0.3, log=True),
        "dropout": trial.suggest_float("dropout", 0.0, 0.5),
        "kind": trial.suggest_categorical("kind", ["linear", "mlp"]),
    }
    if drawn["kind"] == "mlp":
        drawn["hidden"] = trial.suggest_int("hidden", 8, 128, log=True)
    return drawn


def _names(start: Recipe) -> tuple[str, ...]:
    common = ("learning_rate", "weight_decay", "dropout", "kind")
    return (*common, "hidden") if start.kind == "mlp" else common


def _validation_loss(prepared: Prepared, recipe: Recipe, teacher: Head | None) -> float:
    losses: list[float] = []

    def watch(_: int, told: Mapping[str, float]) -> None:
        losses.append(told["loss/validation"])

    fit_head(prepared.examples, prepared.validation, recipe, watch, teacher if recipe.loss == "softmax" else None)
    return min(losses)
