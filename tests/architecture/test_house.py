"""The house stays readable: short files, short functions, and every room says what lives in it."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
LONGER_FUNCTIONS = 0.003
"""The share of functions that may be longer."""
WRITTEN_BY_HAND = {
    ".py", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".css", ".html", ".php", ".mustache", ".xml", ".md", ".toml",
}
LONGER_FILES = {
    **dict.fromkeys(
        (f"integrations/moodle/quizaccess_invigil/lang/{language}/quizaccess_invigil.php" for language in ("en", "es")),
        "Moodle takes one file of words from a plugin",
    ),
    "integrations/moodle/quizaccess_invigil/styles.css": "Moodle takes one stylesheet from a plugin",
    "tool/browser/src/shared/wire.gen.ts": "made by tool.generate",
    "docs/incident-types.md": "made by tool.generate",
    "integrations/moodle/quizaccess_invigil/classes/local/policy_table.php": "made by tool.generate",
    "CHANGELOG.md": "a list that grows until it is released",
    "pyproject.toml": "a project has one; half of it is contracts of imports",
}
ROOMS = [
    *(f"tool/web/{room}" for room in ("launch", "admin", "exam", "live", "link", "wire", "http", "evented")),
    *(f"tool/media/{room}" for room in ("transport", "streams", "looks", "hearing", "http")),
    *(f"tool/monitoring/{room}" for room in ("exam", "tenancy")),
    *(f"tool/{room}" for room in ("chat", "db", "detection", "domain", "link", "lms", "media", "monitoring", "web")),
    "migrations",
]


def tracked(root: Path) -> list[Path]:
    """What git knows or would add: neither installed packages nor build output."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True,
        text=True, check=True,
    ).stdout
    return sorted({Path(name) for name in listed.split("\0") if name and (root / name).is_file()})


def long_files(root: Path, files: list[Path]) -> dict[str, int]:
    lines = {str(file): (root / file).read_text().count("\n") for file in files if file.suffix in WRITTEN_BY_HAND}
    return {file: count for file, count in lines.items() if count > MOST_LINES and file not in LONGER_FILES}


def functions(root: Path, files: list[Path]) -> Iterator[tuple[str, int]]:
    for file in files:
        if file.suffix != ".py":
            continue
        for node in ast.walk(ast.parse((root / file).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def without_docstring(root: Path, files: list[Path]) -> list[str]:
    packages = [file for file in files if file.name == "__init__.py"]
    return [str(file) for file in packages if not ast.get_docstring(ast.parse((root / file).read_text()))]


def test_no_file_has_two_jobs() -> None:
    assert long_files(ROOT, tracked(ROOT)) == {}


def test_files_that_may_be_longer_are_so() -> None:
    """Otherwise the exception is not needed any more."""
    assert [name for name in LONGER_FILES if (ROOT / name).read_text().count("\n") <= MOST_LINES] == []


def test_functions_are_short() -> None:
    lengths = dict(functions(ROOT, tracked(ROOT)))
    longer = sorted(name for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION)
    assert len(longer) <= LONGER_FUNCTIONS * len(lengths), longer


def test_every_package_says_what_it_is() -> None:
    assert without_docstring(ROOT, tracked(ROOT)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_lives_there_and_what_does_not(room: str) -> None:
    docstring = " ".join((ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text())) or "").split())
    assert "Lives here: " in docstring
    assert "Does not live here: " in docstring


def test_the_rooms_are_all_there_are() -> None:
    files = tracked(ROOT)
    for plane in ("web", "media", "monitoring"):
        inside = {str(file.parent) for file in files if file.match(f"tool/{plane}/*/__init__.py")}
        assert inside == {room for room in ROOMS if room.startswith(f"tool/{plane}/")}


def test_the_page_on_architecture_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = {room: f"| `{room.split('/')[-1]}/` |" if room.count("/") == 2 else f"`{room}" for room in ROOMS}
    named |= {room: f"| `{room}` |" for room in ROOMS if room.startswith("tool/monitoring/")}
    assert [room for room, words in named.items() if words not in page] == []


def test_what_these_tests_look_for_is_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("def long():\n" + "    x = 1\n" * MOST_LINES)
    (tmp_path / "long.lock").write_text("x\n" * (MOST_LINES + 1))
    (tmp_path / "__init__.py").write_text("")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    files = tracked(tmp_path)
    assert long_files(tmp_path, files) == {"long.py": MOST_LINES + 1}
    assert dict(functions(tmp_path, files)) == {"long.py:1 long": MOST_LINES + 1}
    assert without_docstring(tmp_path, files) == ["__init__.py"]
