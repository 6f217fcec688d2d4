"""The name of an LMS stands in the code of its adapter and nowhere else: an `if` that asks for it is a missing verb."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(
    r"moodle|canvas|instructure|black[_ -]?board|anthology|open[_ -]?edx|\bedx|brightspace|\bd2l\b|desire2learn|sakai"
    r"|schoology|\btao\b|google[_ -]?classroom",
    re.IGNORECASE,
)
ALLOWED = {
    "tool/config.py": ("INVIGIL_MOODLE_URL",),  # a variable of the acceptance tests that is no setting
}
"""By file, what may be named there, and why."""


def named(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each name of an LMS in code: identifiers, imports and strings, but not docstrings."""
    tree = ast.parse(source)
    alone = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    prose = {id(value) for value in alone if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if id(node) in prose:
            continue
        for text in _texts(node):
            if NAMES.search(text):
                yield getattr(node, "lineno", 0), text


def _texts(node: ast.AST) -> list[str]:
    """Every identifier and string that this node itself has."""
    values = [value for name, value in ast.iter_fields(node) if name != "kind"]
    listed = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in listed if isinstance(item, str)]


def files() -> list[Path]:
    return sorted(
        path for folder in ("lti", "tool", "migrations") for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts and path.parent != ROOT / "tool" / "generate"  # it writes what they ship
    )


def test_no_lms_is_named_outside_its_adapter() -> None:
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        allowed = ALLOWED.get(name, ())
        found += [f"{name}:{line}: {text}" for line, text in named(path.read_text("utf-8")) if text not in allowed]
    assert found == []


def test_what_is_allowed_is_still_there() -> None:
    for name, texts in ALLOWED.items():
        assert {text for _, text in named((ROOT / name).read_text("utf-8"))} == set(texts), name


@pytest.mark.parametrize(
    "line",
    [
        'if platform.family == "moodle": pass', "from integrations.canvas import adapter", "canvas = 1",
        'STEPS = {"blackboardlearn": ()}', "def for_open_edx(): pass", 'f"{x} in Canvas"', "x.is_moodle", "f(canvas=1)",
    ],
)
def test_a_planted_name_is_found(line: str) -> None:
    assert list(named(f'"""Planted."""\n\n{line}\n'))


@pytest.mark.parametrize(
    "source",
    ['"""Canvas does so."""', 'X = 1\n"""As Moodle has it."""', "# Blackboard\nx = 1", 'def f():\n    """Sakai."""'],
)
def test_prose_may_name_it(source: str) -> None:
    assert list(named(source)) == []
