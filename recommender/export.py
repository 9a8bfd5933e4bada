"""Make the ONNX file of the encoder, once, at set-up (needs torch; about half a minute)."""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.encoder import packaged_model

if TYPE_CHECKING:
    import torch


def export(folder: Path) -> None:
    """Write `model.onnx` and `tokenizer.json` into the folder; tokenised text → unit sentence vectors."""
    source = packaged_model()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "model.onnx.part"
    _export_model(source, unfinished)
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    unfinished.replace(folder / "model.onnx")


def _export_model(source: Path, target: Path) -> None:
    import torch

    network = _sentence_network(source)
    ids = torch.ones((2, 9), dtype=torch.int64)
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    os.environ.setdefault("TQDM_DISABLE", "1")
    logging.getLogger("onnxscript").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # torch.export warns about its own internals; the result is compared with the reference in the tests.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network,
            (ids, torch.ones_like(ids)),
            dynamo=True,
            dynamic_shapes=(shape, shape),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export(dynamo=True) returned nothing")
    program.save(str(target))


def _sentence_network(source: Path) -> torch.nn.Module:
    import torch
    from transformers import AutoModel

    class SentenceNetwork(torch.nn.Module):
        """Transformer, mean over the real tokens, unit length: what sentence-transformers computes."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = AutoModel.from_pretrained(str(source), attn_implementation="eager").float()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return SentenceNetwork().eval()
