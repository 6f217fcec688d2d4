"""Without its networks Invigil detects all but objects, and says why."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from tool import doctor
from tool.detection import object_models
from tool.detection.object_models import NANODET, SHA256, digest, unusable


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in SHA256:
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr(object_models, "SHA256", {name: digest(name.encode()) for name in SHA256})
    return tmp_path


def test_all_is_there(folder: Path) -> None:
    assert unusable(folder) == ""


def test_a_missing_file_is_named_with_what_makes_it(folder: Path) -> None:
    (folder / NANODET).unlink()
    why = unusable(folder)
    assert why == f"The file {folder / NANODET} is missing. Remove the folder {folder}; `make build` makes it again."


def test_other_bytes_are_not_run(folder: Path) -> None:
    (folder / NANODET).write_bytes(b"another")
    assert "is not the one that belongs there" in unusable(folder)


def test_a_missing_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_models, "find_spec", lambda _name: None)
    assert "onnxruntime is not installed" in unusable(folder)


def test_the_doctor_says_so_and_finds_no_fault_in_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "unusable", lambda: "")
    assert doctor.unmeasured() == []
    monkeypatch.setattr(doctor, "unusable", lambda: "The file x is missing.")
    [remark] = doctor.unmeasured()
    assert remark == (
        "Other screens, phones and people without a face are not looked for here; all else is. The file x is missing."
    )
    assert doctor.complaints() == []


def test_the_doctor_notices_a_package_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def broken(name: str, package: str | None = None) -> ModuleType:
        if name == "onnxruntime":
            raise ImportError("libstdc++.so.6: cannot open shared object file")
        return real(name, package)

    monkeypatch.setattr(doctor, "unusable", lambda: "")
    monkeypatch.setattr(importlib, "import_module", broken)
    [remark] = doctor.unmeasured()
    assert "apt-get install libstdc++6" in remark
