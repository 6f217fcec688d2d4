"""The acceptance tests, which only run beside a real LMS, keep up with what they call: `make check` reads their types,
and every module of theirs can be imported here."""

import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACCEPTANCE = ROOT / "tests" / "acceptance"
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in ACCEPTANCE.rglob("*.py")
)


def test_their_types_are_checked() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert "tests.acceptance" in mypy["packages"]
    assert mypy["strict"] is True
    assert [name for part in mypy["overrides"] for name in part["module"] if name.startswith("tests.acceptance")] == []


@pytest.mark.parametrize("module", MODULES)
def test_they_can_be_imported(module: str) -> None:
    importlib.import_module(module)


def test_there_are_some() -> None:
    assert "tests.acceptance.moodle.lms_calls" in MODULES
