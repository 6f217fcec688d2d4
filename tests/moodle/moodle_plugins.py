"""Where the Moodle plugins are, and what their files say, for the tests in this folder."""

import re
import shutil
from pathlib import Path

import pytest

MOODLE = Path(__file__).resolve().parents[2] / "integrations" / "moodle"
RULE = MOODLE / "quizaccess_invigil"
REPORT = MOODLE / "quiz_invigil"
PLUGINS = (RULE, REPORT)

STRING = re.compile(r"^\$string\['((?:[^'\\]|\\.)+)'\] = '((?:[^'\\]|\\.)*)';$", re.MULTILINE)


def program(name: str, package: str) -> str:
    """Return the path of a program, or skip the test that asks."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing; to get it: apt-get install {package}")
    return path


def files(plugin: Path, suffix: str) -> list[Path]:
    """Return a plugin's files with a suffix, sorted."""
    return sorted(file for file in plugin.rglob(f"*{suffix}") if "node_modules" not in file.parts)


def strings(plugin: Path, language: str) -> dict[str, str]:
    """Return a plugin's strings by key, as they stand in the file."""
    return dict(STRING.findall((plugin / "lang" / language / f"{plugin.name}.php").read_text(encoding="utf-8")))
