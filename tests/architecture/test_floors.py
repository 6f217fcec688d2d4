"""The import contracts hold, and each of them catches a planted violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLANTED = [
    ("tool/domain/planted.py", "import flask"),
    ("tool/domain/planted.py", "import tool.monitoring"),
    ("tool/monitoring/planted.py", "import tool.db"),
    ("tool/media/planted.py", "import tool.web"),
    ("tool/media/planted.py", "import sqlalchemy"),
    ("tool/detection/planted.py", "import lti"),
    ("lti/planted.py", "import tool.domain"),
    ("integrations/planted.py", "import lti"),
    ("integrations/sandbox/planted.py", "import tool.config"),
    ("integrations/sandbox/planted.py", "import integrations.base"),
    ("integrations/canvas/planted.py", "import integrations.moodle.api"),
    ("integrations/lti_only/planted.py", "import integrations.canvas.claims"),
    ("tool/link/planted.py", "import tool.media"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("floors")
    skip = shutil.ignore_patterns("browser", "__pycache__", "static")
    for name in ("lti", "integrations", "tool", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("place", "line"), PLANTED)
def test_planted_violation_is_caught(copy: Path, place: str, line: str) -> None:
    planted = copy / place
    planted.write_text(f'"""Planted."""\n\n{line}\n')
    try:
        result = lint(copy)
    finally:
        planted.unlink()
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
