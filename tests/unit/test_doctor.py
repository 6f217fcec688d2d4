"""The doctor names the missing system library and the package that brings it."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from integrations.oauth import PlatformToken
from tool import doctor
from tool.detection.networks import models


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


def a_token(**changes: Any) -> PlatformToken:
    return replace(PlatformToken(
        holder_id="p", client_id="c", client_secret="s", client_says="form", token_url="https://lms.test/token",
        access_token="a", refresh_token="r", expires_at=1000.0, scopes=frozenset(), connected_at=1.0,
    ), **changes)


@pytest.mark.parametrize(("token", "says"), [
    (a_token(), ""),
    (a_token(refresh_token="", grant="client"), ""),
    (a_token(refresh_token="", expires_at=500.0 + doctor.ENDS_SOON_S + 1), ""),
    (a_token(refresh_token=""), "ends on 1970-01-01 00:16 UTC, and nothing renews it"),
    (a_token(refresh_token="", expires_at=400.0), "ended on 1970-01-01 00:06 UTC"),
    (a_token(revoked_at=300.0), "lets Invigil in no more, as was found on 1970-01-01 00:05 UTC"),
])
def test_a_connection_that_has_ended_or_soon_will_is_named(token: PlatformToken, says: str) -> None:
    remarks = doctor.apis({"Canvas (reg-1)": token}, 500.0)
    assert len(remarks) == bool(says)
    assert all(remark.startswith("Canvas (reg-1): ") and says in remark for remark in remarks)


def test_the_networks_are_named_with_their_hashes() -> None:
    named = doctor.networks()

    assert len(named) == 4
    assert all("taken from the wheel of mediapipe 0.10.21" in line for line in named)
    assert any("face short range" in line and "bbff11cebd1eb27a" in line for line in named)


def test_a_network_that_is_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(models.IRIS, sha256="0" * 64)
    monkeypatch.setattr(models, "MODELS", (models.FACE_MESH, other))

    (complaint,) = doctor.complaints()
    assert "iris is another one" in complaint
    assert models.IRIS.sha256 in complaint
    assert "`make build` makes it again" in complaint


def test_a_network_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MODELS", (replace(models.IRIS, path="mediapipe/nowhere.tflite"),))

    (complaint,) = doctor.complaints()
    assert "iris cannot be read" in complaint
    assert str(models.FOLDER / "nowhere.tflite") in complaint
    assert "`make build` makes it again, from the wheel of mediapipe 0.10.21" in complaint
