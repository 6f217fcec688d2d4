"""What our code imports is declared and locked; what is declared is imported; no lock file names a registry's host."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tool.detection.networks import models

ROOT = Path(__file__).resolve().parents[2]
OURS = ("lti", "integrations", "tool", "migrations")
ELSEWHERE = (ROOT / "tests" / "interop" / "openedx", ROOT / "tests" / "bench" / "naive")
"""The played Open edX and mediapipe's own Python run in environments of their own, with a requirements.in each."""
NODE_PROJECTS = ("tool/browser", "integrations/moodle/amd_build", "tests/bench/ltijs", "tool/detection/models_build")
BARE_IMPORT = re.compile(
    r"""(?:^(?:import |export |\})(?:[^"'\n]*\bfrom )?|\bimport\()["']((?:@[\w.-]+/)?[\w-][\w.-]*)""", re.MULTILINE,
)
LOCKED = re.compile(r"^(\S+)==\S+(?: ; [^\\\n]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", re.MULTILINE)
DATA_ONLY = {"silero-vad": "tool/detection/voice.py"}
"""Packages that are not imported: the file named reads data of theirs."""
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]


def name_of(requirement: str) -> str:
    """Return the distribution that a requirement line names, spelt as registries do: small letters, hyphens."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


RUNTIME = {name_of(line) for line in PROJECT["dependencies"]}
BUILD = {
    name_of(line) for line in (ROOT / "tool/detection/models_build/requirements.in").read_text().splitlines()
    if not line.startswith("#")
}
"""What only tool.detection.models_build imports."""
NETWORKS = PYPROJECT["dependency-groups"]["networks"]
"""Packages that are not installed; files are taken out of their wheels when Invigil is built."""
DEV = {name_of(line) for line in PROJECT["optional-dependencies"]["dev"]}


def imported(source: str) -> Iterator[str]:
    """Yield the first part of every module that a file's text imports by an absolute name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def sources(*folders: str) -> list[Path]:
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [
        path for path in files
        if "node_modules" not in path.parts and not any(path.is_relative_to(folder) for folder in ELSEWHERE)
    ]


def foreign(files: list[Path], own: set[str]) -> dict[str, set[str]]:
    """Return the modules of others that files import, each with the distributions that bring it."""
    brought = packages_distributions()
    modules = {module for path in files for module in imported(path.read_text())}
    return {
        module: {name_of(name) for name in brought.get(module, [])}
        for module in modules - own - sys.stdlib_module_names
    }


def undeclared(modules: dict[str, set[str]], declared: set[str]) -> list[str]:
    return sorted(module for module, names in modules.items() if not names & declared)


def test_every_import_of_the_code_is_declared() -> None:
    build = ROOT / "tool" / "detection" / "models_build"
    at_run_time = [path for path in sources(*OURS) if not path.is_relative_to(build)]
    assert undeclared(foreign(at_run_time, set(OURS)), RUNTIME) == []
    assert undeclared(foreign(sources("tool/detection/models_build"), set(OURS)), RUNTIME | BUILD) == []


def test_every_import_of_the_tests_is_declared() -> None:
    files = sources("tests")
    own = {path.stem for path in files} | {"tests", *OURS}
    assert undeclared(foreign(files, own), RUNTIME | DEV | BUILD) == []


def test_every_declared_package_is_imported() -> None:
    used = set[str]().union(*foreign(sources(*OURS), set(OURS)).values())
    assert sorted(RUNTIME - used - set(DATA_ONLY)) == []
    assert sorted(set(DATA_ONLY) & used) == []


@pytest.mark.parametrize(("package", "file"), DATA_ONLY.items())
def test_a_package_of_which_only_a_file_is_read_is_named_where_that_is_done(package: str, file: str) -> None:
    assert f'distribution("{package}")' in (ROOT / file).read_text()


def test_the_package_whose_files_are_taken_is_declared_locked_and_not_installed() -> None:
    """The name on explanations and in the doctor is that of the wheel which `make build` opens."""
    wanted = models.SOURCE.replace(" ", "==")
    assert [wanted] == NETWORKS
    assert (ROOT / "requirements-networks.lock").read_text().startswith(f"{wanted} ")
    installed = "".join((ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))
    assert "mediapipe" not in installed


def test_an_undeclared_import_is_noticed(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import os\nfrom werkzeug.exceptions import NotFound\nimport nowhere_to_be_found\n")
    assert undeclared(foreign([planted], set()), {"flask"}) == ["nowhere_to_be_found", "werkzeug"]
    assert undeclared(foreign([planted], set()), {"werkzeug"}) == ["nowhere_to_be_found"]


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", RUNTIME),
        ("requirements-dev.lock", RUNTIME | DEV),
        ("requirements-interop.lock", {"lti-consumer-xblock"}),
        ("requirements-naive.lock", {"mediapipe"}),
        ("requirements-models.lock", BUILD),
        ("requirements-networks.lock", {name_of(name) for name in NETWORKS}),
    ],
)
def test_python_locks_are_complete_and_name_no_host(lock: str, wanted: set[str]) -> None:
    text = (ROOT / lock).read_text()
    assert sorted(wanted - {name_of(name) for name in LOCKED.findall(text)}) == []
    assert LOCKED.sub("", text) == "", "only names, versions and hashes belong into a lock file"


def test_a_lock_with_another_line_is_noticed() -> None:
    digest = f"    --hash=sha256:{'0' * 64}"
    good = f"one==1.0 \\\n{digest}\ntwo==2.0 ; python_full_version >= '3.13' \\\n{digest} \\\n{digest}\n"
    assert LOCKED.findall(good) == ["one", "two"]
    assert LOCKED.sub("", good) == ""
    assert LOCKED.sub("", f"--index-url https://packages.example\n{good}") != ""
    assert LOCKED.sub("", "unhashed==1.0\n") != ""


def test_the_pythons_that_are_promised_are_those_that_are_tried() -> None:
    promised = {name.rpartition(" ")[2] for name in PROJECT["classifiers"] if "Python :: 3." in name}
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert promised == {"3.11", "3.12", "3.13"}
    [tried] = re.findall(r"^PROMISED := \$\(foreach python,([\d. ]+),", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(tried.split()) == promised


@pytest.mark.parametrize("folder", NODE_PROJECTS)
def test_node_locks_name_no_host(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


@pytest.mark.parametrize("folder", NODE_PROJECTS[:2])
def test_node_imports_are_declared(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text())
    declared = set(package.get("dependencies", {})) | set(package["devDependencies"])
    files = (path for ending in ("ts", "tsx", "js", "mjs") for path in (ROOT / folder).rglob(f"*.{ending}"))
    used = {
        module for path in files if "node_modules" not in path.parts
        for module in BARE_IMPORT.findall(path.read_text()) if not module.startswith("node")
    }
    assert used, "no import was read: the test looks in the wrong place"
    assert sorted(used - declared) == []
