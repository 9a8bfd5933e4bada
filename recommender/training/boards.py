"""Where a training can be watched beside the terminal: TensorBoard, Weights & Biases."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from recommender.errors import ModelError


class Board(Protocol):
    def epoch(self, number: int, losses: Mapping[str, float]) -> None:
        """Losses after an epoch, which are numbered from 1."""

    def done(self, settings: Mapping[str, Any], figures: Mapping[str, float]) -> None:
        """The end: what the training was set to, and what came of it."""


def flat_figures(metrics: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """`all/ndcg@10` and so on."""
    return {f"{part}/{name}": value for part, figures in metrics.items() for name, value in figures.items()}


class TensorBoard:
    """Event files, shown by `tensorboard --logdir DIR`; every training is a run of its own."""

    def __init__(self, folder: Path, run: str) -> None:
        """Raises `ModelError` when TensorBoard is not installed or the folder cannot be written."""
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ModelError(
                "--tensorboard needs TensorBoard, which is not installed: pip install 'chat-rec[train]'"
            ) from error
        try:
            self._writer = SummaryWriter(str(folder / run))
        except OSError as error:
            raise ModelError(f"cannot write to {folder}: {error.strerror}; choose another --tensorboard") from error

    def epoch(self, number: int, losses: Mapping[str, float]) -> None:
        for name, value in losses.items():
            self._writer.add_scalar(name, value, number)

    def done(self, settings: Mapping[str, Any], figures: Mapping[str, float]) -> None:
        plain = {name: value for name, value in settings.items() if isinstance(value, (bool, str, int, float))}
        self._writer.add_hparams(plain, dict(figures), run_name=".")
        self._writer.close()


class WeightsAndBiases:
    """A run of a project. Nothing is sent unless WANDB_MODE is `online`: `wandb sync` sends it later."""

    def __init__(self, project: str, run: str) -> None:
        """Raises `ModelError` when wandb is not installed."""
        try:
            import wandb
        except ImportError as error:
            raise ModelError(
                "--wandb needs Weights & Biases, which is not installed: pip install 'chat-rec[wandb]'"
            ) from error
        mode = os.environ.get("WANDB_MODE", "offline")
        self._run = wandb.init(project=project, name=run, mode=mode)

    def epoch(self, number: int, losses: Mapping[str, float]) -> None:
        self._run.log(dict(losses), step=number)

    def done(self, settings: Mapping[str, Any], figures: Mapping[str, float]) -> None:
        self._run.config.update(dict(settings))
        self._run.summary.update(dict(figures))
        self._run.finish()
