"""Run a peer in its own environment on one of our splits; what it gave is kept, so that a second run is quick."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.splits import Split

ROOT = Path(__file__).parents[3]
HOMES = Path(sys.prefix) / "peers"
"""One environment a peer, made by `make bench-peers`."""
CACHE = HOMES / "cache"
MODELS: Mapping[str, tuple[str, ...]] = {
    "implicit": ("als", "bpr", "itemknn"),
    "cornac": ("ease", "bpr", "svd"),
    "lightfm": ("warp",),
    "surprise": ("svd", "svdpp"),
    "recbole": ("sasrec", "gru4rec", "slim", "ease"),
}
RATING = frozenset({"svd", "svdpp"})
"""Models that predict ratings and rank nothing."""
SEQUENTIAL = frozenset({"sasrec", "gru4rec"})
THREADS = {f"{pool}_NUM_THREADS": "1" for pool in ("OMP", "OPENBLAS", "MKL")}
"""Neighbours on the machine cost two threads more than the second one brings."""


class PeerFailed(Exception):
    """Its environment is missing, or its process stopped."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a peer gave for one split and seed."""

    values: NDArray[np.float32]
    """Scores (users, items), or for a rating model the predictions for the test events, from 1 to 5."""
    told: Mapping[str, Any]
    """What it chose on the validation part, and its seconds."""


def scores_of(peer: str, model: str, split: Split, seed: int, *, recall: bool = False) -> NDArray[np.float32]:
    """The scores of every item for every user, shape (users, items); higher is better."""
    return outcome_of(peer, model, split, seed, recall=recall).values


def outcome_of(peer: str, model: str, split: Split, seed: int, *, recall: bool = False) -> Outcome:
    """Fitted on the train part, tuned on the validation part.

    With `recall`, models that take a person's history when they rank (EASE, SLIM, item-kNN, iALS, SASRec, GRU4Rec)
    are given the validation part of it, too; none learns from it.
    """
    arrays = _arrays(split)
    script = Path(__file__).with_name(f"{peer}_models.py")
    kept = CACHE / f"{peer}-{model}-{_digest(arrays, script, model, str(seed), str(recall))}.npz"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            np.savez(Path(folder) / "split.npz", **arrays)
            options = ["--model", model, "--split", folder, "--seed", str(seed), *(["--recall"] if recall else [])]
            run(peer, script.stem, options, kept)
    with np.load(kept) as held:
        values = held["predictions" if model in RATING else "scores"]
    return Outcome(values, json.loads(kept.with_suffix(".json").read_text(encoding="utf-8")))


def run(peer: str, script: str, options: list[str], out: Path) -> None:
    """Run one of the scripts here; its file appears only when it is whole, beside the last line that it printed."""
    python = HOMES / peer / "bin" / "python"
    if not python.exists():
        raise PeerFailed(f"{peer} has no environment in {HOMES}; run `make bench-peers`, which makes it.")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".unfinished.npz")
    command = [str(python), "-m", f"tests.bench.peers.{script}", *options, "--out", str(unfinished)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **THREADS}, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise PeerFailed(f"{peer} stopped with {done.returncode} at {' '.join(options)}: {done.stderr[-2000:]}")
    last = done.stdout.strip().splitlines()[-1:]
    out.with_suffix(".json").write_text("".join(last), encoding="utf-8")
    unfinished.replace(out)


def _arrays(split: Split) -> dict[str, Any]:
    """A worth in [-1, 1] becomes a rating from 1 to 5."""
    log = split.log
    return {
        "users": log.users,
        "items": log.items,
        "ratings": (3 + 2 * log.worth).astype(np.float32),
        "times": log.times,
        "part": split.part,
        "n_users": np.int64(len(log.user_ids)),
        "n_items": np.int64(len(log.item_ids)),
    }


def _digest(arrays: Mapping[str, Any], script: Path, *words: str) -> str:
    """Changes with the split, the scripts, the peer's versions and what is asked of it."""
    peer = script.stem.removesuffix("_models")
    content = hashlib.sha256(" ".join(words).encode())
    for name, array in arrays.items():
        content.update(name.encode() + np.ascontiguousarray(array).tobytes())
    for file in (script, script.with_name("exchange.py"), script.with_name(f"{peer}.txt")):
        content.update(file.read_bytes())
    return content.hexdigest()[:20]
