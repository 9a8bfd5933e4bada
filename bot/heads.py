"""The text heads of a bot: where they lie, and how one is trained from labelled texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.settings import Settings
from recommender.encoder import BATCH, Encoder
from recommender.encoders import open_encoder
from recommender.heads import FOLDER, INTENTS, SUFFIX, TextHead, served
from recommender.schema import Vector

ABSTAINING = 0.05
"""The shipped head rather says that it does not know: the rules have had their say before it."""
Progress = Callable[[str, int, int], None]
"""Step in words, how much of it is done, how much there is in all."""


def own_head(settings: Settings, name: str) -> Path:
    """Where the operator's head lies, which goes before the shipped one."""
    return settings.data_dir / FOLDER / f"{name}{SUFFIX}"


def shipped_head(settings: Settings, name: str) -> Path:
    """Where set-up leaves ours, beside the encoder that it was fitted to."""
    return settings.encoder_dir / FOLDER / f"{name}{SUFFIX}"


def head_served(settings: Settings, name: str, encoder: str) -> TextHead | None:
    """The operator's, else the shipped one. Raises `ModelError` for a damaged file."""
    return served(name, (settings.data_dir, settings.encoder_dir), encoder)


def bulk_encoder(settings: Settings) -> Encoder:
    """On all cores."""
    return open_encoder(settings.encoder, settings.encoder_dir, threads=os.cpu_count() or 1)


def encoded(texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> Vector:
    """Vectors of what people say, shape (n, d)."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    parts = []
    for start in range(0, len(order), BATCH):
        parts.append(encoder.encode_queries([texts[row] for row in order[start : start + BATCH]]))
        if progress:
            progress("encoding texts", min(start + BATCH, len(order)), len(order))
    vectors = np.empty((len(texts), parts[0].shape[1]), dtype=np.float32)
    vectors[order] = np.concatenate(parts)
    return vectors


def train_head(
    texts: list[str], labels: list[str], encoder: Encoder, progress: Progress, loss: float = 0.015
) -> TextHead:
    """The head for these texts; `progress` is told of both parts of the work.

    At most the share `loss` of the accuracy in scope is given for refusing what is out of it.
    """
    from recommender.training.heads import Labelled, Recipe, fit_text_head

    given = Labelled(texts, encoded(texts, encoder, progress), labels)
    return fit_text_head(
        given, encoder.name, Recipe(loss=loss), lambda done, total: progress("fitting the head", done, total)
    )


def train_shipped(settings: Settings, encoder: Encoder, progress: Progress) -> TextHead:
    """The intent head on the texts that we wrote, stored beside the encoder."""
    from bot.understanding.utterances import written

    learnt = written("learn")
    texts, labels = [each.text for each in learnt], [each.label for each in learnt]
    head = train_head(texts, labels, encoder, progress, ABSTAINING)
    head.save(shipped_head(settings, INTENTS))
    return head
