"""Runs the networks that find objects: NanoDet and CenterNet, by onnxruntime. What they say, tool.detection.objects
reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from tool.detection.object_models import CENTERNET, FOLDER, NANODET

Picture = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float32]

NANODET_SIDE = 416
CENTERNET_SIDE = 512
_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
_DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)
_ERRORS_ONLY = 3


class _Network:
    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]

    def run(self, values: Numbers) -> Mapping[str, Numbers]:
        """Return the outputs by name, each without its first side (one picture)."""
        made = self._session.run(self._names, {"input": values[None]})
        return {name: output[0] for name, output in zip(self._names, made, strict=True)}


class NanoDet:
    """80 kinds of objects of COCO, at three scales. The picture is stretched to a square: made narrower with borders
    instead, small things are lost."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._network = _Network(folder / NANODET)

    def run(self, bgr: Picture) -> Mapping[str, Numbers]:
        """Return, by stride (8, 16, 32), "scores_…" (cells x 80, 0..1) and "sides_…" (cells x 44: for left, top, right,
        bottom the logits of 0..10 strides), of a picture (height x width x 3, uint8, BGR)."""
        square = cv2.resize(bgr, (NANODET_SIDE, NANODET_SIDE), interpolation=cv2.INTER_LINEAR)
        values = (square.astype(np.float32) - _MEAN) / _DEVIATION
        return self._network.run(np.ascontiguousarray(values.transpose(2, 0, 1)))


class CenterNet:
    """The same kinds of objects as peaks in a map of the picture, which is stretched to a square here, too."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._network = _Network(folder / CENTERNET)

    def run(self, bgr: Picture) -> Mapping[str, Numbers]:
        """Return "heat" (128 x 128 x 80, 0..1) and "sides" (128 x 128 x 4: how far left, top, right and bottom lie from
        the centre, in pixels of the square of 512), of a picture (height x width x 3, uint8, BGR)."""
        square = cv2.resize(bgr, (CENTERNET_SIDE, CENTERNET_SIDE), interpolation=cv2.INTER_LINEAR)
        return self._network.run(cv2.cvtColor(square, cv2.COLOR_BGR2RGB).astype(np.float32))
