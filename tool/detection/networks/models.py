"""The files of the face networks: where they lie, which bytes they are, and where they come from.

`make build` takes them out of mediapipe's wheel (tool.detection.models_build.faces), whose Python is neither installed
nor imported. Without them no face can be counted, and no detection process starts."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

FOLDER = Path(__file__).parents[1] / "models"
SOURCE = "mediapipe 0.10.21"
"""The package, and its version, whose wheel holds the files; a test compares it with pyproject.toml and the lock."""


class ModelMissing(Exception):
    """A network's file is not there, or is another; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Model:
    """A network: its short name, its path inside the wheel, and the SHA-256 of the file (hexadecimal).

    A file with another hash is refused: thresholds were measured with this one, and no other is known here."""

    name: str
    path: str
    sha256: str

    @property
    def file(self) -> str:
        """The name of the file in the folder of networks: the last part of its path inside the wheel."""
        return PurePosixPath(self.path).name


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


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's content as the list above has it."""
    return hashlib.sha256(data).hexdigest()


def read(model: Model, folder: Path = FOLDER) -> bytes:
    """Return the file of this network; raise ModelMissing if it is not there or its hash is another."""
    file = folder / model.file
    remedy = f"Remove the folder {folder}; `make build` makes it again, from the wheel of {SOURCE}."
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise ModelMissing(f"The network {model.name} cannot be read: {exc.strerror} ({file}). {remedy}") from exc
    if (found := digest(data)) != model.sha256:
        raise ModelMissing(f"The network {model.name} is another one ({file}: SHA-256 {found}). {remedy}")
    return data
