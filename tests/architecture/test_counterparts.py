"""A counterpart stands for a foreign system: it is built from that system's own pages, and knows nothing of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNTERPARTS = ROOT / "tests" / "counterparts"
OURS = {"tool", "lti", "integrations", "migrations"}


def modules(source: str) -> Iterator[str]:
    """Yield every module that a file's text imports, by its whole name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides where it leads"
            yield node.module or ""


def foreign_to_it(source: str, package: str) -> list[str]:
    """Return the imports that a counterpart must not have: our code, and what other tests are made of."""
    return [
        name for name in modules(source)
        if name.split(".")[0] in OURS or (name.startswith("tests") and not f"{name}.".startswith(f"{package}."))
    ]


def packages() -> list[Path]:
    return sorted(path.parent for path in COUNTERPARTS.glob("*/__init__.py"))


def test_there_are_counterparts() -> None:
    assert "canvas" in [path.name for path in packages()]


@pytest.mark.parametrize("folder", packages(), ids=lambda path: path.name)
def test_a_counterpart_imports_nothing_of_ours(folder: Path) -> None:
    files = list(folder.rglob("*.py"))
    assert files
    found = {str(path.relative_to(ROOT)): foreign_to_it(path.read_text(), f"tests.counterparts.{folder.name}")
             for path in files}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    ["import lti.keys", "from tool.domain import policy", "from integrations.canvas import claims",
     "from tests.fakes.clock import FakeClock", "from tests.counterparts.canvas_two import world"],
)
def test_a_planted_import_is_found(line: str) -> None:
    assert foreign_to_it(line, "tests.counterparts.canvas") != []


def test_its_own_rooms_are_its_own() -> None:
    assert foreign_to_it("from tests.counterparts.canvas.world import CanvasWorld", "tests.counterparts.canvas") == []
