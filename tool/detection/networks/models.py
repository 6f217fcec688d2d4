"""Finds the networks' files inside the installed wheel of mediapipe, whose Python is never imported."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

WHEEL = "mediapipe"


class ModelMissing(Exception):
    """A network's file is not there, or is another; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Model:
    """A network: its short name, its path inside the wheel, and the SHA-256 of the file (hexadecimal).

    A file with another hash is refused: thresholds were measured with this one, and no other is known here."""

    name: str
    path: str
    sha256: str


FACE_SHORT = Model(
    "face short range", "mediapipe/modules/face_detection/face_detection_short_range.tflite",
    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
)
FACE_FULL = Model(
    "face full range", "mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite",
    "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
)
FACE_MESH = Model(
    "face mesh", "mediapipe/modules/face_landmark/face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
)
IRIS = Model(
    "iris", "mediapipe/modules/iris_landmark/iris_landmark.tflite",
    "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
)
MODELS = (FACE_SHORT, FACE_FULL, FACE_MESH, IRIS)


def version() -> str:
    """Return the version of the wheel that holds the files; raise ModelMissing if it is not installed."""
    try:
        return distribution(WHEEL).version
    except PackageNotFoundError as exc:
        raise ModelMissing(f"The package {WHEEL}, which holds the networks, is not installed.") from exc


def read(model: Model) -> bytes:
    """Return the file of this network; raise ModelMissing if it is not there or its hash is another."""
    version()
    file = Path(str(distribution(WHEEL).locate_file(model.path)))
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise ModelMissing(f"The network {model.name} cannot be read: {exc.strerror} ({file}).") from exc
    found = hashlib.sha256(data).hexdigest()
    if found != model.sha256:
        raise ModelMissing(f"The network {model.name} is another one ({file}: SHA-256 {found}).")
    return data
