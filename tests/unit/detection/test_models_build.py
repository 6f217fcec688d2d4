"""Graph models of TensorFlow.js become ONNX that computes the same; the two real ones are the files that are pinned."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from tool.detection.models_build.__main__ import OUTPUTS, build
from tool.detection.models_build.convert import convert
from tool.detection.models_build.graph import NotConvertible, read_graph
from tool.detection.object_models import FOLDER, SHA256, digest, unusable

Floats = npt.NDArray[np.float32]


class Model:
    """A graph model under construction, as TensorFlow.js keeps it: text in base64, 64-bit integers as text."""

    def __init__(self, *shape: int) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.weights: list[dict[str, Any]] = []
        self.data = b""
        sides = [{"size": str(side)} for side in shape]
        self.node("picture", "Placeholder", shape={"shape": {"dim": sides}})

    def node(self, name: str, op: str, *inputs: str, **attributes: Any) -> "Model":
        self.nodes.append({"name": name, "op": op, "input": list(inputs), "attr": attributes})
        return self

    def constant(self, name: str, value: Any, stored: str = "float32") -> "Model":
        array = np.asarray(value, stored)
        entry: dict[str, Any] = {"name": name, "shape": list(array.shape), "dtype": stored}
        if stored == "float16":
            entry |= {"dtype": "float32", "quantization": {"dtype": "float16"}}
        self.weights.append(entry)
        self.data += array.tobytes()
        return self.node(name, "Const")

    def result(self, folder: Path, picture: Floats, name: str = "y") -> Floats:
        """Return what the ONNX file makes of the picture."""
        model = convert(read_graph(self.kept(folder)), {name: "result"})
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        made: Floats = session.run(["result"], {"input": picture})[0]
        return made

    def kept(self, folder: Path) -> Path:
        (folder / "weights.bin").write_bytes(self.data)
        manifest = [{"paths": ["weights.bin"], "weights": self.weights}]
        path = folder / "model.json"
        path.write_text(json.dumps({"modelTopology": {"node": self.nodes}, "weightsManifest": manifest}))
        return path


def text(value: str) -> dict[str, str]:
    return {"s": base64.b64encode(value.encode()).decode()}


def numbers(*values: int) -> dict[str, Any]:
    return {"list": {"i": [str(value) for value in values]}}


def texts(*values: str) -> dict[str, Any]:
    return {"list": {"s": [text(value)["s"] for value in values]}}


PICTURE = np.arange(2 * 4 * 4, dtype=np.float32).reshape(1, 4, 4, 2)


def test_a_convolution_keeps_its_channels_last_and_does_what_is_fused_into_it(tmp_path: Path) -> None:
    kernel = np.array([[[[1.0, -1.0, 0.0], [0.5, 0.0, 1.0]]]])
    model = Model(-1, 4, 4, 2).constant("k", kernel, "float16").constant("b", [0.0, 3.0, 1.0]).node(
        "y", "_FusedConv2D", "picture", "k", "b", strides=numbers(1, 2, 2, 1), padding=text("SAME"),
        fused_ops=texts("BiasAdd", "Relu6"), data_format=text("NHWC"),
    )
    expected = np.clip(PICTURE[:, ::2, ::2] @ kernel[0, 0] + [0.0, 3.0, 1.0], 0, 6)
    assert model.result(tmp_path, PICTURE) == pytest.approx(expected)


def test_a_convolution_by_channel_pads_at_the_end_first(tmp_path: Path) -> None:
    """Two cells wide with stride one, "SAME" adds one cell, after the last (TensorFlow) and not before the first."""
    kernel = np.ones((2, 2, 2, 1))
    model = Model(1, 4, 4, 2).constant("k", kernel).node(
        "y", "DepthwiseConv2dNative", "picture", "k", strides=numbers(1, 1, 1, 1), padding=text("SAME")
    )
    wide = np.pad(PICTURE, ((0, 0), (0, 1), (0, 1), (0, 0)))
    expected = wide[:, :-1, :-1] + wide[:, 1:, :-1] + wide[:, :-1, 1:] + wide[:, 1:, 1:]
    assert model.result(tmp_path, PICTURE) == pytest.approx(expected)


def test_sizes_that_a_model_computes_from_constants_are_computed_once(tmp_path: Path) -> None:
    model = (
        Model(1, 4, 4, 2).constant("size", [4, 4], "int32").constant("two", 2, "int32")
        .node("larger", "Mul", "size", "two")
        .node("y", "ResizeBilinear", "picture", "larger", half_pixel_centers={"b": False}, align_corners={"b": False})
    )
    made = model.result(tmp_path, PICTURE)
    assert made.shape == (1, 8, 8, 2)
    assert made[:, ::2, ::2] == pytest.approx(PICTURE), "every other cell is one that was there"
    assert made[0, 0, 1] == pytest.approx((PICTURE[0, 0, 0] + PICTURE[0, 0, 1]) / 2)


def test_paddings_are_turned_from_before_and_after_to_all_befores_first(tmp_path: Path) -> None:
    model = (
        Model(1, 4, 4, 2).constant("p", [[0, 0], [1, 0], [0, 2], [0, 0]], "int32").constant("f", 9.0)
        .node("y", "PadV2", "picture", "p", "f")
    )
    expected = np.pad(PICTURE, ((0, 0), (1, 0), (0, 2), (0, 0)), constant_values=9.0)
    assert model.result(tmp_path, PICTURE) == pytest.approx(expected)


def test_parts_are_split_renamed_and_joined(tmp_path: Path) -> None:
    model = (
        Model(1, 4, 4, 2).constant("sizes", [1, 3], "int32").constant("axis", 1, "int32")
        .node("parts", "SplitV", "picture", "sizes", "axis").node("y", "ConcatV2", "parts:1", "parts", "axis")
    )
    assert model.result(tmp_path, PICTURE) == pytest.approx(np.roll(PICTURE, -1, axis=1))


def test_what_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotConvertible, match=r"MatrixInverse \(y\)"):
        Model(1, 4, 4, 2).node("y", "MatrixInverse", "picture").result(tmp_path, PICTURE)
    fused = Model(1, 4, 4, 2).constant("k", np.ones((1, 1, 2, 1))).node(
        "y", "_FusedConv2D", "picture", "k", strides=numbers(1, 1, 1, 1), padding=text("SAME"), fused_ops=texts("Elu")
    )
    with pytest.raises(NotConvertible, match="Elu"):
        fused.result(tmp_path, PICTURE)
    strange = Model(1, 4, 4, 2).constant("k", [1.0])
    strange.weights[0]["quantization"] = {"dtype": "uint8", "scale": 0.1, "min": 0.0}
    with pytest.raises(NotConvertible, match="uint8"):
        read_graph(strange.kept(tmp_path))


def test_weights_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    model = Model(1, 4, 4, 2).constant("k", [1.0])
    model.data += b"more"
    with pytest.raises(NotConvertible, match="8 bytes"):
        read_graph(model.kept(tmp_path))


def test_what_came_out_differently_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.detection.models_build.__main__.built", lambda _package, _name: b"something else")
    with pytest.raises(NotConvertible, match="SHA-256"):
        build(tmp_path, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.skipif(bool(unusable()), reason="`make build` has not made the networks that find objects")
def test_the_real_models_are_those_that_are_pinned() -> None:
    assert {name: digest((FOLDER / name).read_bytes()) for name in OUTPUTS} == dict(SHA256)
    assert (FOLDER / "LICENSE-human-models").read_text().startswith("MIT License")
