"""MovieLens-100K as the RecBole wheel carries it: in a peer's environment, not in this project."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from recommender.interactions import Interactions
from tests.bench.peers.running import HOMES, PeerFailed

WITHIN = "lib/python*/site-packages/recbole/dataset_example/ml-100k/ml-100k.inter"


def movielens() -> Interactions:
    """100,000 ratings of 943 people, brought to [-1, 1]; equal times keep the file's order."""
    found = sorted((HOMES / "recbole").glob(WITHIN))
    if not found:
        raise PeerFailed(f"MovieLens-100K is not in {HOMES / 'recbole'}; run `make bench-peers`, which fetches it.")
    return read(found[0])


def read(file: Path) -> Interactions:
    users, items, ratings, times = np.loadtxt(file, delimiter="\t", skiprows=1, unpack=True)
    user_ids, user_rows = np.unique(users.astype(np.int64), return_inverse=True)
    item_ids, item_rows = np.unique(items.astype(np.int64), return_inverse=True)
    return Interactions(
        user_rows.astype(np.int32),
        item_rows.astype(np.int32),
        ((ratings - 3) / 2).astype(np.float32),
        times,
        tuple(map(str, user_ids)),
        tuple(map(str, item_ids)),
    ).in_order()
