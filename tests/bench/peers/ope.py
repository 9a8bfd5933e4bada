"""Our off-policy estimators against Open Bandit Pipeline's, on the Open Bandit sample that it carries."""

from __future__ import annotations

import numpy as np

from recommender.off_policy import doubly_robust, ips, snips
from tests.bench.peers.running import CACHE, run
from tests.bench.table import Row

ALLOWED = 1e-9


def rows() -> list[Row]:
    """Equal to 1e-9 on the same rewards, propensities, target policy and reward model."""
    written = CACHE / "ope.npz"
    run("obp", "ope_reference", [], written)
    with np.load(written) as file:
        given = dict(file)
    rounds = np.arange(len(given["rewards"]))
    log = given["rewards"], given["propensities"], given["target"][rounds, given["actions"]]
    shown = given["estimated"][rounds, given["actions"]]
    expected = (given["target"] * given["estimated"]).sum(axis=1)
    ours = {"ips": ips(*log), "snips": snips(*log), "dr": doubly_robust(*log, shown, expected)}
    return [_row(name, estimate.value, float(given[name]), len(rounds)) for name, estimate in ours.items()]


def _row(name: str, ours: float, theirs: float, rounds: int) -> Row:
    return Row(
        f"off-policy value by {name.upper()}",
        f"{ours:.12f}",
        f"{theirs:.12f} Open Bandit Pipeline",
        bar=f"difference ≤ {ALLOWED:g}",
        met=abs(ours - theirs) <= ALLOWED,
        note=f"difference {abs(ours - theirs):.1e}; {rounds} rounds logged at random, target Thompson sampling",
    )
