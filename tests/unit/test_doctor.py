"""The doctor names the missing system library and the package that brings it."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from tool import doctor


def test_this_machine_is_complete() -> None:
    assert doctor.complaints() == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("libGL.so.1: cannot open shared object file: No such file or directory", "apt-get install libgl1"),
        ("libfancy.so.3: cannot open shared object file", "apt-file search libfancy.so.3"),
        ("No module named 'cv2'", "Remove .venv"),
    ],
)
def test_a_missing_part_is_explained(monkeypatch: pytest.MonkeyPatch, error: str, says: str) -> None:
    real = importlib.import_module

    def broken(name: str, package: str | None = None) -> ModuleType:
        if name == "cv2":
            raise ImportError(error)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", broken)
    (complaint,) = doctor.complaints()
    assert "cv2" in complaint
    assert says in complaint


def test_events_that_were_set_aside_are_named_by_node(tmp_path: Path) -> None:
    assert doctor.set_aside(tmp_path) == []
    folder = tmp_path / "spool" / "media-1" / "refused"
    folder.mkdir(parents=True)
    assert doctor.set_aside(tmp_path) == []
    for name in ("1", "2"):
        (folder / f"{name}.json").touch()
    [remark] = doctor.set_aside(tmp_path)
    assert remark.startswith(f"{folder}: web could not apply 2 events of this media node.")
