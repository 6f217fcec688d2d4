"""Reads a graph model of TensorFlow.js: model.json (topology and list of weights) and the files of weights beside it.

The format: https://www.tensorflow.org/js/guide/save_load, `GraphDef` as JSON."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_STORED = {"float32": np.float32, "int32": np.int32, "float16": np.float16}
_USED = {"float32": np.float32, "int32": np.int64}
"""ONNX wants its shapes and axes as int64."""


class NotConvertible(Exception):
    """The model holds something that is not known here; the message names it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: its TensorFlow name, the tensors that it reads, its attributes as plain values."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """A model: its operations by name, and the weights by the name of the operation ("Const") that holds them."""

    nodes: Mapping[str, Node]
    weights: Mapping[str, Array]


def read_graph(path: Path) -> Graph:
    """Return the model whose model.json lies at `path`; raise NotConvertible for weights stored in another way."""
    model = json.loads(path.read_text())
    nodes = [_node(entry) for entry in model["modelTopology"]["node"]]
    weights: dict[str, Array] = {}
    for group in model["weightsManifest"]:
        data = b"".join((path.parent / name).read_bytes() for name in group["paths"])
        weights |= _weights(group["weights"], data)
    return Graph({node.name: node for node in nodes}, weights)


def _node(entry: Mapping[str, Any]) -> Node:
    inputs = tuple(name for name in entry.get("input", ()) if not name.startswith("^"))
    attributes = {name: _value(kept) for name, kept in entry.get("attr", {}).items()}
    return Node(entry["name"], entry["op"], inputs, attributes)


def _value(kept: Mapping[str, Any]) -> Any:
    """Return an attribute as a plain value: JSON has 64-bit integers as text, and text in base64."""
    kind: str
    value: Any
    kind, value = next(iter(kept.items()), ("", None))
    if kind == "s":
        return base64.b64decode(value).decode()
    if kind == "i":
        return int(value)
    if kind == "list":
        return [_value({kind: each}) for kind, values in value.items() for each in values]
    if kind == "shape":
        return [int(side["size"]) for side in value.get("dim", ())]
    return value


def _weights(entries: list[Mapping[str, Any]], data: bytes) -> dict[str, Array]:
    found, at = {}, 0
    for entry in entries:
        stored = entry.get("quantization", entry)["dtype"]
        if stored not in _STORED or entry["dtype"] not in _USED:
            raise NotConvertible(f"Weights of {entry['name']} are stored as {stored} for {entry['dtype']}.")
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values = np.frombuffer(data, np.dtype(_STORED[stored]).newbyteorder("<"), count, at)
        found[entry["name"]] = values.reshape(entry["shape"]).astype(_USED[entry["dtype"]])
        at += values.nbytes
    if at != len(data):
        raise NotConvertible(f"The files of weights hold {len(data)} bytes; the list accounts for {at}.")
    return found
