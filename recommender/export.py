"""Make the ONNX file of the encoder, once, at set-up: the published weights in a graph written for speed.

The graph is written by hand instead of traced: one node for the embeddings and one for each attention block
leave 78 nodes of the 267 that torch.onnx.export makes, and setting up needs no torch.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.encoder import packaged_model

Weights = Mapping[str, NDArray[np.float32]]
MICROSOFT = "com.microsoft"
"""onnxruntime's own operators."""


@dataclass(slots=True)
class Graph:
    """Nodes and constants of one network, under construction; values go by their names."""

    weights: Weights
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def add(
        self, operator: str, *inputs: str, domain: str = "", output: str = "", unused: int = 0, **attributes: Any
    ) -> str:
        """The name of the new node's first output; an empty input is one left out, `unused` counts more outputs."""
        from onnx import helper

        name = output or f"{operator}_{len(self.nodes)}"
        outputs = [name, *(f"{name}_{place}" for place in range(1, unused + 1))]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name, domain=domain, **attributes))
        return name

    def constant(self, name: str, values: NDArray[Any] | None = None) -> str:
        """A constant, by default the weights of that name."""
        from onnx import numpy_helper

        array = self.weights[name] if values is None else values
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def export(folder: Path) -> None:
    """Write `model.onnx` and `tokenizer.json` into the folder; tokenised text → unit sentence vectors."""
    import onnx
    from safetensors.numpy import load_file

    source = packaged_model()
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    unfinished = folder / "model.onnx.part"
    onnx.save(_model(load_file(source / "model.safetensors"), config), unfinished)
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    unfinished.replace(folder / "model.onnx")


def _model(weights: Weights, config: Mapping[str, Any]) -> Any:
    """`input_ids`, `attention_mask`: int32 (batch, tokens) → `sentence_embedding`: float32 (batch, d)."""
    from onnx import TensorProto, helper

    graph = Graph(weights)
    states = _embed(graph, config)
    for layer in range(config["num_hidden_layers"]):
        states = _layer(graph, states, f"encoder.layer.{layer}", config)
    _pool(graph, states)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    size = ["batch", config["hidden_size"]]
    output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, size)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)]
    drawn = helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.constants)
    return helper.make_model(drawn, opset_imports=opsets, ir_version=10)


def _embed(graph: Graph, config: Mapping[str, Any]) -> str:
    name = "embeddings"
    words = graph.constant(f"{name}.word_embeddings.weight")
    # There is only one segment, so its vector can be a part of every position's.
    positions = graph.constant(
        f"{name}.position_embeddings.weight",
        graph.weights[f"{name}.position_embeddings.weight"]
        + graph.weights[f"{name}.token_type_embeddings.weight"][0],
    )
    scale = graph.constant(f"{name}.LayerNorm.weight")
    shift = graph.constant(f"{name}.LayerNorm.bias")
    inputs = ("input_ids", "", words, positions, "", scale, shift)
    return graph.add("EmbedLayerNormalization", *inputs, domain=MICROSOFT, epsilon=config["layer_norm_eps"], unused=1)


def _layer(graph: Graph, states: str, name: str, config: Mapping[str, Any]) -> str:
    epsilon = config["layer_norm_eps"]
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([graph.weights[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.weights[f"{part}.bias"] for part in parts])
    inputs = (states, graph.constant(f"{name}.qkv", matrix), graph.constant(f"{name}.qkv.bias", bias))
    heads = config["num_attention_heads"]
    seen = graph.add("Attention", *inputs, "attention_mask", domain=MICROSOFT, num_heads=heads)
    projected = _linear(graph, seen, f"{name}.attention.output.dense")
    states = _add_and_norm(graph, states, projected, f"{name}.attention.output.LayerNorm", epsilon)
    inner = graph.add("Gelu", _linear(graph, states, f"{name}.intermediate.dense"))
    outer = _linear(graph, inner, f"{name}.output.dense")
    return _add_and_norm(graph, states, outer, f"{name}.output.LayerNorm", epsilon)


def _linear(graph: Graph, states: str, name: str) -> str:
    matrix = graph.constant(f"{name}.weight", graph.weights[f"{name}.weight"].T)
    return graph.add("Add", graph.add("MatMul", states, matrix), graph.constant(f"{name}.bias"))


def _add_and_norm(graph: Graph, states: str, change: str, name: str, epsilon: float) -> str:
    inputs = (graph.add("Add", states, change), graph.constant(f"{name}.weight"), graph.constant(f"{name}.bias"))
    return graph.add("LayerNormalization", *inputs, axis=-1, epsilon=epsilon)


def _pool(graph: Graph, states: str) -> None:
    """The sum over the real tokens at unit length, which is their mean's direction."""
    from onnx import TensorProto

    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    axis = graph.constant("axis", np.array([1], dtype=np.int64))
    total = graph.add("MatMul", graph.add("Unsqueeze", mask, axis), states)
    graph.add("LpNormalization", graph.add("Squeeze", total, axis), axis=-1, p=2, output="sentence_embedding")
