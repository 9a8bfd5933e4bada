"""RecBole (Zhao et al., 2021): SASRec (Kang & McAuley, 2018), GRU4Rec (Hidasi et al., 2016), SLIM, EASE.

Its models and data sets. Its splits and metrics are left out, as they are not ours, and so are Ray and TensorBoard,
which it imports: empty modules stand for them. The sequential models learn from every place of a window at once, as
SASRec's authors do; RecBole's own way, one pass for every prefix of every history, takes minutes an epoch on a CPU.
Its `Pop` counts an item once a batch, however often it is in it, so popularity is not among them.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tests.bench.peers.exchange import (
    TRAIN,
    VALIDATION,
    Matrix,
    Numbers,
    Result,
    Scorer,
    Setting,
    Task,
    best_ranking,
    main,
    ndcg,
    widened,
)

WINDOW, WINDOWS = 50, 32
"""Length of a history that a sequential model sees, and how many of them make a step: 1,600 targets."""
EPOCHS, PATIENCE = 60, 4
PENALTIES = ((0.2, 0.005), (0.2, 0.02), (0.1, 0.01), (0.05, 0.02), (0.02, 0.05))
"""Elastic net: alpha, and the part of L1."""


class Nothing:
    """Stands for TensorBoard's writer: takes everything, does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def without_what_is_not_needed() -> None:
    for name, wanted in (("ray", "tune"), ("torch.utils.tensorboard", "SummaryWriter")):
        module = ModuleType(name)
        setattr(module, wanted, Nothing)
        sys.modules[name] = module


@dataclass(frozen=True, eq=False)
class Prepared:
    """A model before its training by windows, or one that has fitted itself."""

    dataset: Any
    model: Any

    def numbers(self, kind: str) -> Numbers:
        """Our numbers of RecBole's users or items, from its number 1 on; 0 is its padding."""
        return np.asarray(self.dataset.field2id_token[kind][1:], dtype=np.int32)


def prepared(task: Task, name: str, setting: Setting) -> Prepared:
    from recbole.config import Config
    from recbole.data import create_dataset
    from recbole.utils import get_model, init_seed

    with tempfile.TemporaryDirectory() as folder:
        config = Config(model=name, dataset="train", config_dict={**settings(task, folder), **setting})
        write(task, Path(folder, "train"))
        init_seed(task.seed, reproducibility=True)
        dataset = create_dataset(config)
    dataset._change_feat_format()
    return Prepared(dataset, get_model(name)(config, dataset))


def settings(task: Task, folder: str) -> Setting:
    return {
        "data_path": folder,
        "checkpoint_dir": folder,
        "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
        "seed": task.seed,
        "use_gpu": False,
        "state": "CRITICAL",
        "show_progress": False,
    }


def write(task: Task, folder: Path) -> None:
    """The train part in RecBole's format; times are places in the log, so that equal times keep their order."""
    folder.mkdir()
    lines = [f"{task.users[event]}\t{task.items[event]}\t{event}" for event in task.events(TRAIN)]
    header = "user_id:token\titem_id:token\ttimestamp:float"
    (folder / "train.inter").write_text("\n".join([header, *lines, ""]), encoding="utf-8")


def sequential(task: Task, name: str, setting: Setting) -> Result:
    """The model of the epoch that is best on the validation part, ranking by the whole history that is known."""
    shared = {"loss_type": "CE", "train_neg_sample_args": None, "MAX_ITEM_LIST_LENGTH": WINDOW}
    peer = prepared(task, name, {**shared, **setting})
    steps = torch.optim.Adam(peer.model.parameters(), lr=1e-3)
    rng = np.random.default_rng(task.seed)
    history, best, chosen = histories(task, peer, TRAIN), -1.0, (0, peer.model.state_dict())
    for epoch in range(1, EPOCHS + 1):
        for window in windows(history, rng):
            learn(peer.model, steps, torch.from_numpy(window))
        reached = ndcg(task, sequence_scores(task, peer, history), VALIDATION)
        if reached > best:
            best, chosen = reached, (epoch, deepcopy(peer.model.state_dict()))
        elif epoch - chosen[0] >= PATIENCE:
            break
    peer.model.load_state_dict(chosen[1])
    known = histories(task, peer, TRAIN, VALIDATION) if task.recall else history
    told = {**setting, "epochs": chosen[0], "validation_ndcg": round(best, 4)}
    return Result(sequence_scores(task, peer, known), told)


def histories(task: Task, peer: Prepared, *parts: int) -> list[NDArray[np.int64]]:
    """Every user's items in RecBole's numbers, oldest first; an item that the train part lacks is left out."""
    number = np.zeros(task.shape[1], dtype=np.int64)
    items = peer.numbers("item_id")
    number[items] = np.arange(1, len(items) + 1)
    events = task.events(*parts)
    order = events[np.argsort(task.users[events], kind="stable")]
    each = np.split(number[task.items[order]], np.searchsorted(task.users[order], np.arange(1, task.shape[0])))
    return [history[history > 0] for history in each]


def windows(history: list[NDArray[np.int64]], rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Batches of windows, each with the item after it, from places that change with every pass; 0 fills the end."""
    cut = []
    for each in history:
        start = -int(rng.integers(0, WINDOW))
        while start < len(each) - 1:
            piece = each[max(start, 0) : start + WINDOW + 1]
            if len(piece) > 1:
                cut.append(np.pad(piece, (0, WINDOW + 1 - len(piece))))
            start += WINDOW
    shuffled = rng.permutation(np.array(cut))
    yield from np.split(shuffled, range(WINDOWS, len(shuffled), WINDOWS))


def learn(model: Any, steps: torch.optim.Optimizer, window: torch.Tensor) -> None:
    """One step on the cross-entropy of every next item in the windows, over all items."""
    model.train()
    steps.zero_grad()
    model.gather_indexes = lambda output, _: output
    states = model.forward(window[:, :-1], (window[:, :-1] > 0).sum(dim=1))
    del model.gather_indexes
    real = window[:, 1:] > 0
    logits = states[real] @ model.item_embedding.weight.T
    loss = torch.nn.functional.cross_entropy(logits, window[:, 1:][real])
    loss.backward()  # type: ignore[no-untyped-call]  # torch's own
    steps.step()


def sequence_scores(task: Task, peer: Prepared, history: list[NDArray[np.int64]]) -> Matrix:
    users = np.array([user for user, each in enumerate(history) if len(each)], dtype=np.int32)
    rows = np.array([np.pad(history[user][-WINDOW:], (0, max(0, WINDOW - len(history[user])))) for user in users])
    peer.model.eval()
    with torch.no_grad():
        seen = torch.from_numpy(rows)
        scores = peer.model.forward(seen, (seen > 0).sum(dim=1)) @ peer.model.item_embedding.weight.T
    return widened(task, scores[:, 1:].numpy(), users, peer.numbers("item_id"))


def slim(task: Task) -> Result:
    def fit(setting: Setting) -> Scorer:
        return by_similarity(task, prepared(task, "SLIMElastic", setting))

    return best_ranking(task, [{"alpha": alpha, "l1_ratio": ratio} for alpha, ratio in PENALTIES], fit)


def ease(task: Task) -> Result:
    def fit(setting: Setting) -> Scorer:
        return by_similarity(task, prepared(task, "EASE", setting))

    return best_ranking(task, [{"reg_weight": float(weight)} for weight in (50, 100, 200, 400, 800)], fit)


def by_similarity(task: Task, peer: Prepared) -> Scorer:
    items = peer.numbers("item_id")
    weights = peer.model.item_similarity[1:, 1:]
    weights = np.asarray(weights.todense() if hasattr(weights, "todense") else weights, dtype=np.float32)
    everybody = np.arange(task.shape[0], dtype=np.int32)
    return lambda rows: widened(task, rows[:, items] @ weights, everybody, items)


def sasrec(task: Task) -> Result:
    return sequential(task, "SASRec", {"hidden_size": 64, "n_layers": 2, "n_heads": 2, "inner_size": 256})


def gru4rec(task: Task) -> Result:
    return sequential(task, "GRU4Rec", {"embedding_size": 64, "hidden_size": 64})


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=FutureWarning)  # pandas 3 will refuse what RecBole does
    without_what_is_not_needed()
    main({"sasrec": sasrec, "gru4rec": gru4rec, "slim": slim, "ease": ease})
