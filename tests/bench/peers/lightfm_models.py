"""lightfm-next (Kula, 2015): factors learnt with the WARP loss (Weston et al., 2011)."""

from __future__ import annotations

from itertools import product

import numpy as np
from lightfm import LightFM
from scipy.sparse import coo_matrix

from tests.bench.peers.exchange import TRAIN, Result, Scorer, Setting, Task, best_ranking, main


def warp(task: Task) -> Result:
    train = coo_matrix(task.matrix(TRAIN))

    def fit(setting: Setting) -> Scorer:
        epochs = setting["epochs"]
        others = {name: value for name, value in setting.items() if name != "epochs"}
        model = LightFM(loss="warp", learning_schedule="adagrad", random_state=task.seed, **others)
        model.fit(train, epochs=epochs, num_threads=1)
        _, people = model.get_user_representations()
        biases, items = model.get_item_representations()
        return lambda _rows: np.asarray(people @ items.T + biases, dtype=np.float32)

    grid = [
        {"no_components": size, "learning_rate": 0.05, "epochs": epochs}
        for size, epochs in product((32, 64), (10, 20))
    ]
    return best_ranking(task, grid, fit)


if __name__ == "__main__":
    main({"warp": warp})
