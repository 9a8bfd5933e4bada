"""Open Bandit Pipeline (Saito et al., 2021) on the sample of the Open Bandit Dataset that it carries.

The log is of a policy that shows at random; the target is Thompson sampling with the priors that the shop used. All
that the estimators need is written beside their values, so that others can be compared on the same numbers.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from obp.dataset import OpenBanditDataset
from obp.ope import (
    DoublyRobust,
    InverseProbabilityWeighting,
    RegressionModel,
    SelfNormalizedInverseProbabilityWeighting,
)
from obp.policy import BernoulliTS
from sklearn.linear_model import LogisticRegression

SIMULATIONS = 10_000
Probabilities = NDArray[np.float64]
"""Shape (rounds, items, places)."""


class Sample(OpenBanditDataset):  # type: ignore[misc]  # obp is installed in its own environment only
    """Its `pre_process` is meant to be overridden; the inherited one uses a call that pandas 2 dropped."""

    def pre_process(self) -> None:
        columns = self.data.columns.str.contains("user_feature")
        self.context = pd.get_dummies(self.data.loc[:, columns], drop_first=True).to_numpy(dtype=float)
        number = self.item_context.pop("item_feature_0")
        coded = self.item_context.apply(lambda column: pd.factorize(column, sort=True)[0])
        self.action_context = pd.concat([coded, number], axis=1).to_numpy(dtype=float)


def main(out: Path) -> None:
    log = Sample(behavior_policy="random", campaign="all").obtain_batch_bandit_feedback()
    places = int(log["position"].max()) + 1
    policy = BernoulliTS(
        n_actions=log["n_actions"], len_list=places, is_zozotown_prior=True, campaign="all", random_state=0
    )
    target = policy.compute_batch_action_dist(n_sim=SIMULATIONS, n_rounds=log["n_rounds"])
    model = RegressionModel(
        n_actions=log["n_actions"],
        len_list=places,
        action_context=log["action_context"],
        base_model=LogisticRegression(max_iter=1000),
    )
    estimated = model.fit_predict(
        context=log["context"],
        action=log["action"],
        reward=log["reward"],
        pscore=log["pscore"],
        position=log["position"],
        n_folds=3,
        random_state=0,
    )
    rounds = np.arange(log["n_rounds"])
    np.savez_compressed(
        out,
        rewards=log["reward"],
        actions=log["action"],
        positions=log["position"],
        propensities=log["pscore"],
        target=target[rounds, :, log["position"]],
        estimated=estimated[rounds, :, log["position"]],
        **values(log, target, estimated),
    )


def values(log: dict[str, Any], target: Probabilities, estimated: Probabilities) -> dict[str, Any]:
    given = {"reward": log["reward"], "action": log["action"], "position": log["position"], "action_dist": target}
    weighed = {**given, "pscore": log["pscore"]}
    modelled = {**weighed, "estimated_rewards_by_reg_model": estimated}
    return {
        "ips": InverseProbabilityWeighting().estimate_policy_value(**weighed),
        "snips": SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**weighed),
        "dr": DoublyRobust().estimate_policy_value(**modelled),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args().out)
