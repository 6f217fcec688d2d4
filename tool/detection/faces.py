"""Runs the face networks: mediapipe's short-range and full-range detectors, models from inside its wheel."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import cv2
import mediapipe as mp
import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box, clipped

Picture = npt.NDArray[np.uint8]

MODEL = f"mediapipe {mp.__version__} face short+full"
SHORT_RANGE, FULL_RANGE = 0, 1
# mediapipe 0.10.21 ignores min_detection_confidence, so scores are held against these floors here.
FLOORS = {SHORT_RANGE: 0.6, FULL_RANGE: 0.6}


class FaceFinder:
    """Both networks, loaded once. One finder serves many cameras: each picture is looked at by itself.

    Not for use by several threads at once; use one process per core (the networks hold Python's lock)."""

    def __init__(self) -> None:
        with _silent_stderr():
            self._networks = {
                selection: mp.solutions.face_detection.FaceDetection(model_selection=selection)
                for selection in FLOORS
            }
            self.find(np.zeros((240, 320, 3), np.uint8))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the networks' threads. The finder cannot be used afterwards."""
        for network in self._networks.values():
            network.close()

    def find(self, bgr: Picture) -> list[Box]:
        """Return every box that either network draws around a face in the picture (height x width x 3, BGR).

        A face that both see comes twice; `tool.detection.boxes.united` makes them one. Raise ValueError for an
        array that is not such a picture of uint8."""
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or not bgr.size:
            raise ValueError(f"A picture is height x width x 3 of uint8, not {bgr.shape} of {bgr.dtype}.")
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        found: list[Box] = []
        for selection, network in self._networks.items():
            found.extend(_boxes(network.process(rgb).detections, FLOORS[selection]))
        return found


def _boxes(detections: Any, floor: float) -> Iterator[Box]:
    for detection in detections or ():
        score = float(detection.score[0])
        area = detection.location_data.relative_bounding_box
        box = clipped(area.xmin, area.ymin, area.width, area.height, score)
        if box is not None and score >= floor:
            yield box


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Keep the start-up lines that mediapipe's C++ writes straight to descriptor 2 out of the log."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
