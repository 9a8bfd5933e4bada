"""Training: what is planted in a log is found, whatever the loss; the same log and seed give the same model."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from recommender.errors import InteractionsError, ModelError
from recommender.evaluation.contenders import by_head, ranking
from recommender.evaluation.metrics import ndcg
from recommender.evaluation.splits import TEST
from recommender.head import Head
from recommender.history import History
from recommender.interactions import Interactions
from recommender.model import Model
from recommender.trained import HEAD, read_model, write_model
from recommender.training.boards import TensorBoard, flat_figures
from recommender.training.candidate import Serving, check_log, judged
from recommender.training.fitting import Loss, Recipe, fit_head
from recommender.training.making import make_examples
from recommender.training.requests import Asked, last_left_out
from recommender.training.search import search
from recommender.training.train import Made, Plan, Prepared, Reports, finished, prepared, train
from tests.planted import planted

ITEMS = tuple(f"thing {number}" for number in range(120))
QUICK = Recipe(kind="linear", epochs=4, least_steps=0, learning_rate=0.03)
MOST_BYTES = 1_000_000
TWO_ITEMS = planted(ITEMS[:2], people=80, events=1)
ONE_ITEM = TWO_ITEMS.where(TWO_ITEMS.items == 0)


@pytest.fixture(scope="module")
def log() -> Interactions:
    return planted(ITEMS, people=160, events=10)


@pytest.fixture(scope="module")
def ready(log: Interactions) -> Prepared:
    return prepared(log, None, Plan(QUICK), Reports())


@pytest.fixture(scope="module")
def made(ready: Prepared) -> Made:
    return finished(ready, Plan(QUICK))


def found(made: Made) -> float:
    """NDCG@10 of everybody's last event."""
    asked = last_left_out(made.split, TEST)
    lists = ranking(by_head(made.trained.head, made.held_out.terms), asked, len(ITEMS))
    return float(ndcg(lists, [each.targets for each in asked]).mean())


def test_what_was_planted_is_found_and_the_gate_sees_it(made: Made) -> None:
    verdict = judged(made, None)
    assert verdict.verdict.accepted, verdict.verdict.reasons
    assert verdict.metrics["all"]["ndcg@10"] == pytest.approx(found(made))
    everybody = verdict.verdict.slices[0]
    assert everybody.candidate > 1.5 * everybody.current


def test_the_gate_refuses_a_model_that_is_no_better_than_the_one_that_serves(made: Made) -> None:
    again = judged(made, None, Serving(Model("serving", made.trained.head), until=np.inf)).verdict
    assert not again.accepted
    assert "not better" in again.reasons[0]


@pytest.mark.parametrize("loss", ["bpr", "mse"])
def test_other_losses_learn_too(log: Interactions, loss: Loss) -> None:
    losses: list[float] = []
    plan = Plan(replace(QUICK, loss=loss, kind="linear"), moments=6)
    reports = Reports(epoch=lambda _, told: losses.append(told["loss/validation"]))
    made = train(log, None, plan, reports=reports)
    assert min(losses) < losses[0] or len(losses) == 1
    assert np.isfinite(made.trained.head.weights).all()


def test_order_is_learnt_from_pairs(log: Interactions) -> None:
    assert found(train(log, None, Plan(replace(QUICK, loss="bpr"), moments=6))) > 0.3


@pytest.mark.parametrize("kind", ["linear", "mlp"])
def test_the_same_seed_gives_the_same_bytes(ready: Prepared, kind: Literal["linear", "mlp"], tmp_path: Path) -> None:
    plan = Plan(replace(QUICK, kind=kind, epochs=2))
    files = []
    for name in ("one", "two"):
        (folder := tmp_path / name).mkdir()
        write_model(folder, finished(ready, plan).trained)
        files.append((folder / HEAD).read_bytes())
    assert files[0] == files[1]
    assert len(files[0]) <= MOST_BYTES
    assert read_model(tmp_path / "one").head.names == ready.examples.names


def test_another_seed_gives_another_head(ready: Prepared) -> None:
    plans = [replace(QUICK, epochs=1, seed=seed) for seed in (0, 1)]
    heads = [fit_head(ready.examples, ready.validation, recipe) for recipe in plans]
    assert not np.array_equal(heads[0].weights, heads[1].weights)


def test_preparing_again_gives_the_same_requests(log: Interactions, ready: Prepared) -> None:
    again = prepared(log, None, Plan(QUICK), Reports())
    assert np.array_equal(again.examples.terms, ready.examples.terms)
    assert np.array_equal(again.examples.wanted, ready.examples.wanted)


def test_a_teacher_draws_the_head_towards_itself(ready: Prepared) -> None:
    teacher = Head(("popular",), np.array([[3.0, 0, 0, 0]], dtype=np.float32))
    example = ready.validation.terms[0]
    judgement = teacher.score(teacher.picked(ready.examples.names, example), 5)

    def alike(share: float) -> float:
        recipe = replace(QUICK, distillation=share)
        pupil = fit_head(ready.examples, ready.validation, recipe, None, teacher)
        return float(np.corrcoef(pupil.score(example, 5), judgement)[0, 1])

    assert alike(1.0) > 0.5 > alike(0.0)


def test_for_ratings_what_is_not_rated_is_unknown() -> None:
    log = _log([(0, 0, 1.0), (0, 1, -0.5), (0, 2, 0.0), (1, 3, 1.0)], items=5)
    asked = [Asked(0, log.history(0).last(0), _rows([1]), _rows([0]))]
    zeros = {"popular": np.zeros(5, dtype=np.float32)}
    examples = make_examples(asked, lambda _: zeros, ("popular",), np.ones(5, dtype=np.float32), 0, rated=log)
    assert np.array_equal(examples.wanted[0], [np.nan, -0.5, 0.0, np.nan, np.nan], equal_nan=True)
    plain = make_examples(asked, lambda _: zeros, ("popular",), np.ones(5, dtype=np.float32), 0)
    assert plain.wanted[0].tolist() == [0, 1, 0, 0, 0]


def test_large_catalogues_are_sampled_with_all_targets_and_no_known_item() -> None:
    size = 4000
    asked = [Asked(0, History.of((), {}, 0.0), _rows([3999]), _rows(range(100)))]
    popularity = np.linspace(100, 0, size).astype(np.float32)
    terms = {"popular": popularity}
    examples = make_examples(asked, lambda _: terms, ("popular",), popularity, 0)
    assert examples.wanted.shape[1] < 600
    assert examples.wanted.sum() == 1
    assert examples.allowed.all()
    assert (examples.sampled <= 0).all()


def test_a_search_is_never_worse_than_its_start_and_repeats_itself(ready: Prepared) -> None:
    start = replace(QUICK, kind="linear", learning_rate=0.001, epochs=2)
    told: list[float] = []
    results = [search(ready, start, 5, report=lambda _, least: told.append(least)) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].loss < results[0].first
    assert told[:5] == sorted(told[:5], reverse=True)
    assert results[0].recipe.seed == start.seed


def test_a_search_without_optuna_names_the_remedy(ready: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ModelError, match=r"pip install 'chat-rec\[train\]'"):
        search(ready, QUICK, 1)


def test_tensorboard_shows_losses_figures_and_settings(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    board = TensorBoard(tmp_path, "run")
    for epoch in (1, 2):
        board.epoch(epoch, {"loss/train": 1 / epoch, "loss/validation": 2 / epoch})
    board.done({"kind": "linear", "terms": ["ease"]}, flat_figures({"all": {"ndcg@10": 0.25}}))
    events = EventAccumulator(str(tmp_path / "run"))
    events.Reload()
    assert [each.value for each in events.Scalars("loss/validation")] == [2.0, 1.0]
    assert events.Scalars("all/ndcg@10")[0].value == 0.25
    assert any("hparams" in tag for tag in events.summary_metadata)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (planted(ITEMS, people=29, events=6), "29 people with at least 4 events"),
        (planted(ITEMS, people=90, events=3), "0 people with at least 4 events each, of 90 in all: 30 are needed"),
        (ONE_ITEM, "the log knows one item only"),
    ],
)
def test_a_log_that_is_too_small_is_told(log: Interactions, told: str) -> None:
    with pytest.raises(InteractionsError, match=told):
        check_log(log)


def _rows(numbers: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(numbers, dtype=np.int32)


def _log(events: Sequence[tuple[int, int, float]], items: int) -> Interactions:
    users, rows, worth = zip(*events, strict=True)
    times = np.arange(len(events), dtype=np.float64)
    people = tuple(str(user) for user in range(max(users) + 1))
    names = tuple(str(item) for item in range(items))
    return Interactions(_rows(users), _rows(rows), np.array(worth, dtype=np.float32), times, people, names)
