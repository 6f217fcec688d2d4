"""Writes a graph model of TensorFlow.js as ONNX, operation by operation, without TensorFlow.

Only the operations that the two models need are known. TensorFlow keeps the channels last (NHWC), ONNX first; each
operation that cares is put between two Transposes, which onnxruntime takes out again where they meet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper, shape_inference

from tool.detection.models_build.graph import Array, Graph, Node, NotConvertible

OPSET = 18
IR_VERSION = 9
INPUT = "input"
_TO_NCHW, _TO_NHWC = (0, 3, 1, 2), (0, 2, 3, 1)
_PADDING = {"VALID": "VALID", "SAME": "SAME_UPPER"}


def convert(graph: Graph, outputs: Mapping[str, str]) -> ModelProto:
    """Return the part of the model that makes these tensors; `outputs` gives each its name in the ONNX file.

    The model's one Placeholder becomes "input". Raise NotConvertible for an operation that is not known."""
    return _Conversion(graph).model(outputs)


class _Conversion:
    """The ONNX operations so far. A tensor is called after the TensorFlow operation that makes it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._constants: dict[str, Array] = {}
        self._made: list[NodeProto] = []
        self._initial: dict[str, TensorProto] = {}
        self._shape: list[int] = []

    def model(self, outputs: Mapping[str, str]) -> ModelProto:
        for name in self._order([_base(tensor) for tensor in outputs]):
            self._convert(self._graph.nodes[name])
        for tensor, name in outputs.items():
            self._made.append(helper.make_node("Identity", [tensor], [name]))
        made = helper.make_graph(
            self._made, "graph", [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, self._shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs.values()],
            list(self._initial.values()),
        )
        model = helper.make_model(
            made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="invigil"
        )
        inferred = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph.output
        for output, known in zip(model.graph.output, inferred, strict=True):
            output.CopyFrom(known)
        checker.check_model(model, full_check=True)
        return model

    def _order(self, wanted: Sequence[str]) -> Iterable[str]:
        """Return the operations that are needed for the wanted ones, each after those that it reads."""
        needed: dict[str, list[str]] = {}
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed[name] = [_base(tensor) for tensor in self._graph.nodes[name].inputs]
                waiting += needed[name]
        return TopologicalSorter(needed).static_order()

    def _convert(self, node: Node) -> None:
        if node.op == "Const":
            self._constants[node.name] = self._graph.weights[node.name]
        elif node.op in _FOLDED and all(name in self._constants for name in node.inputs):
            self._constants[node.name] = np.asarray(_FOLDED[node.op](*map(self.value, node.inputs)))
        elif node.op == "Placeholder":
            self._shape = [1, *node.attributes["shape"][1:]]
            self.add("Identity", [INPUT], node.name)
        elif node.op in _OPERATIONS:
            _OPERATIONS[node.op](self, node)
        else:
            raise NotConvertible(f"The operation {node.op} ({node.name}) is not known.")

    def value(self, tensor: str) -> Array:
        """Return a constant tensor; raise NotConvertible for one that depends on the picture."""
        if tensor not in self._constants:
            raise NotConvertible(f"{tensor} would have to be constant.")
        return self._constants[tensor]

    def read(self, tensor: str) -> str:
        """Return the ONNX name of a tensor that an operation reads, a constant or not."""
        return self.constant(tensor, self._constants[tensor]) if tensor in self._constants else tensor

    def constant(self, name: str, value: Array) -> str:
        """Return the name of a constant, which is put into the file once."""
        self._initial[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, op: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:
        """Add an ONNX operation and return the name of its first output."""
        self._made.append(helper.make_node(op, list(inputs), list(outputs), **attributes))
        return outputs[0]

    def channels_first(self, node: Node) -> str:
        """Return the first input of an operation as NCHW."""
        if node.attributes.get("data_format", "NHWC") != "NHWC":
            raise NotConvertible(f"{node.name} keeps its channels as {node.attributes['data_format']}.")
        return self.add("Transpose", [self.read(node.inputs[0])], f"{node.name}/nchw", perm=_TO_NCHW)

    def channels_last(self, node: Node, tensor: str) -> None:
        """Name the NHWC form of `tensor` after the operation that it is the result of."""
        self.add("Transpose", [tensor], node.name, perm=_TO_NHWC)


def _base(tensor: str) -> str:
    return tensor.partition(":")[0]


def _dense(indices: Array, shape: Array, values: Array, default: Array) -> Array:
    dense = np.full(np.atleast_1d(shape), default)
    for index, value in zip(np.atleast_2d(indices), np.broadcast_to(values, len(np.atleast_2d(indices))), strict=True):
        if index.size:
            dense[tuple(index)] = value
    return dense


_FOLDED: Mapping[str, Callable[..., Any]] = {
    "Add": np.add,
    "AddV2": np.add,
    "Cast": lambda value: value,
    "ConcatV2": lambda *values: np.concatenate(values[:-1], int(values[-1])),
    "Identity": lambda value: value,
    "Mul": np.multiply,
    "Reshape": np.reshape,
    "SparseToDense": _dense,
    "Sub": np.subtract,
}
"""Operations on constants are done once, here: the sizes and paddings that a model computes from nothing but itself."""


def _same(op: str, made: _Conversion, node: Node, **attributes: Any) -> None:
    made.add(op, [made.read(tensor) for tensor in node.inputs], node.name, **attributes)


def _leaky_relu(made: _Conversion, node: Node) -> None:
    _same("LeakyRelu", made, node, alpha=float(node.attributes.get("alpha", 0.2)))


def _clipped(made: _Conversion, name: str, tensor: str, result: str) -> str:
    bounds = [made.constant(f"{name}/{bound}", np.array(bound, np.float32)) for bound in (0, 6)]
    return made.add("Clip", [tensor, *bounds], result)


def _relu6(made: _Conversion, node: Node) -> None:
    _clipped(made, node.name, made.read(node.inputs[0]), node.name)


def _transpose(made: _Conversion, node: Node) -> None:
    made.add("Transpose", [made.read(node.inputs[0])], node.name, perm=made.value(node.inputs[1]).tolist())


def _reshape(made: _Conversion, node: Node) -> None:
    made.add("Reshape", [made.read(node.inputs[0]), made.read(node.inputs[1])], node.name)


def _concat(made: _Conversion, node: Node) -> None:
    *parts, axis = node.inputs
    made.add("Concat", [made.read(part) for part in parts], node.name, axis=int(made.value(axis)))


def _split(made: _Conversion, node: Node) -> None:
    tensor, sizes, axis = node.inputs
    results = [node.name, *(f"{node.name}:{at}" for at in range(1, len(made.value(sizes))))]
    made.add("Split", [made.read(tensor), made.read(sizes)], *results, axis=int(made.value(axis)))


def _pad(made: _Conversion, node: Node) -> None:
    """TensorFlow has (before, after) by axis; ONNX all befores, then all afters."""
    fill = made.value(node.inputs[2]) if len(node.inputs) > 2 else np.array(0, np.float32)
    widths = made.constant(f"{node.name}/widths", made.value(node.inputs[1]).T.reshape(-1))
    made.add("Pad", [made.read(node.inputs[0]), widths, made.constant(f"{node.name}/fill", fill)], node.name)


def _mean(made: _Conversion, node: Node) -> None:
    axes = made.constant(f"{node.name}/axes", np.atleast_1d(made.value(node.inputs[1])))
    keeps = int(node.attributes.get("keep_dims", False))
    made.add("ReduceMean", [made.read(node.inputs[0]), axes], node.name, keepdims=keeps)


def _max_pool(made: _Conversion, node: Node) -> None:
    pooled = made.add(
        "MaxPool", [made.channels_first(node)], f"{node.name}/pooled", kernel_shape=node.attributes["ksize"][1:3],
        strides=node.attributes["strides"][1:3], auto_pad=_PADDING[node.attributes["padding"]],
    )
    made.channels_last(node, pooled)


def _resize(made: _Conversion, node: Node) -> None:
    names, tensor = f"{node.name}/", made.channels_first(node)
    mode = "align_corners" if node.attributes.get("align_corners") else "asymmetric"
    if node.attributes.get("half_pixel_centers"):
        mode = "half_pixel"
    bounds = [made.constant(f"{names}{at}", np.array([at])) for at in (0, 2)]
    batch = made.add("Slice", [made.add("Shape", [tensor], f"{names}shape"), *bounds], f"{names}batch")
    size = made.constant(f"{names}size", made.value(node.inputs[1]))
    sizes = made.add("Concat", [batch, size], f"{names}sizes", axis=0)
    resized = made.add(
        "Resize", [tensor, "", "", sizes], f"{names}resized", mode="linear", coordinate_transformation_mode=mode
    )
    made.channels_last(node, resized)


def _convolution(made: _Conversion, node: Node, *, by_channel: bool) -> None:
    kernel = made.value(node.inputs[1])
    height, width, channels, multiplier = kernel.shape
    kernel = kernel.transpose(2, 3, 0, 1) if by_channel else kernel.transpose(3, 2, 0, 1)
    if by_channel:
        kernel = kernel.reshape(channels * multiplier, 1, height, width)
    inputs = [made.channels_first(node), made.constant(f"{node.name}/kernel", kernel)]
    fused = [op for op in node.attributes.get("fused_ops", ()) if op != "BiasAdd"]
    if "BiasAdd" in node.attributes.get("fused_ops", ()):
        inputs.append(made.constant(f"{node.name}/bias", made.value(node.inputs[2])))
    tensor = made.add(
        "Conv", inputs, f"{node.name}/convolved", strides=node.attributes["strides"][1:3],
        dilations=node.attributes.get("dilations", [1, 1, 1, 1])[1:3], group=channels if by_channel else 1,
        auto_pad=_PADDING[node.attributes["padding"]],
    )
    for op in fused:
        if op == "Relu":
            tensor = made.add("Relu", [tensor], f"{node.name}/relu")
        elif op == "Relu6":
            tensor = _clipped(made, node.name, tensor, f"{node.name}/relu6")
        else:
            raise NotConvertible(f"{op}, fused into {node.name}, is not known.")
    made.channels_last(node, tensor)


_OPERATIONS: Mapping[str, Callable[[_Conversion, Node], None]] = {
    **{op: partial(_same, op) for op in ("Add", "Identity", "Mul", "Relu", "Sigmoid", "Sub")},
    **dict.fromkeys(("AddV2", "BiasAdd"), partial(_same, "Add")),
    **dict.fromkeys(("Conv2D", "_FusedConv2D"), partial(_convolution, by_channel=False)),
    **dict.fromkeys(("DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"), partial(_convolution, by_channel=True)),
    **dict.fromkeys(("Pad", "PadV2"), _pad),
    "ConcatV2": _concat,
    "LeakyRelu": _leaky_relu,
    "MaxPool": _max_pool,
    "Mean": _mean,
    "Relu6": _relu6,
    "Reshape": _reshape,
    "ResizeBilinear": _resize,
    "SplitV": _split,
    "Transpose": _transpose,
}
