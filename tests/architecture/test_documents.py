"""Our pages lead somewhere: their links, the files and commands that they name, `make help`, versions, forms."""

import datetime
import os
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = {"node_modules", "static", "var", "dist"}


def pages() -> list[Path]:
    """Return all pages of this repository; what is installed, built or hidden is not ours, but .github is."""
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [name for name in inside if name == ".github" or (name not in INSTALLED and name[0] != ".")]
        found += [Path(folder, name) for name in names if name.endswith(".md")]
    return sorted(found)


PAGES = pages()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
GROUPS = ["Run", "Test", "Check", "Measure", "Moodle", "Maintain"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
FRONT_PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
OURS = ("lti/", "integrations/", "tool/", "migrations/", "tests/", "docs/", ".github/")


def of(names: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in names]


def prose(text: str) -> str:
    """Return a page's text without code."""
    return CODE.sub("", FENCED.sub("", text))


def anchors(text: str) -> set[str]:
    """Return what the headings of a page are called in links, spelt as GitHub spells them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """Return the links of a page into this repository that lead nowhere."""
    broken = []
    for link in LINK.findall(prose(page.read_text())):
        if re.match(r"[a-z]+:|\{\{", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            broken.append(link)
    return broken


def commands(text: str) -> set[str]:
    """Return the targets of the `make` commands that a page tells people to type."""
    spans = [span.strip("`") for span in CODE.findall(FENCED.sub("", text))]
    lines = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return {found[1] for part in (*spans, *lines) if (found := re.match(r"make (?:[A-Z]+=\S+ )*([a-z][a-z-]*)", part))}


@pytest.mark.parametrize("name", of(PAGES))
def test_links_lead_somewhere(name: str) -> None:
    assert broken_links(ROOT / name) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# What is here\n")
    page = tmp_path / "page.md"
    page.write_text("[a](other.md#what-is-here) [b](other.md#gone) [c](gone.md) `[d](code.md)` [e](https://x.example)\n")
    assert broken_links(page) == ["other.md#gone", "gone.md"]


@pytest.mark.parametrize("name", of(PAGES))
def test_make_commands_exist(name: str) -> None:
    assert sorted(commands((ROOT / name).read_text()) - TARGETS) == []


def test_the_readme_names_what_everybody_needs() -> None:
    assert {"demo", "test", "demo-check", "help", "serve"} <= commands((ROOT / "README.md").read_text())


def test_an_unknown_command_is_noticed() -> None:
    text = "Type `make PYTHON=x demo`, or make tea.\n```\nmake nothing    # no\n```\n"
    assert commands(text) == {"demo", "nothing"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(name: str) -> None:
    spans = {span.strip("`") for span in CODE.findall(FENCED.sub("", (ROOT / name).read_text()))}
    named = {span for span in spans if span.startswith(OURS) and not set("<*…") & set(span)}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", FRONT_PAGES)
def test_lines_can_be_read(name: str) -> None:
    lines = FENCED.sub("", (ROOT / name).read_text()).splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith("|")] == []


def test_help_is_grouped_and_fits_a_terminal() -> None:
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = shown.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == GROUPS
    assert [line for line in lines if len(line) > 80] == []
    listed = set(re.findall(r"^  make ([a-z-]+)", shown, re.MULTILINE))
    phony = re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    meant = {name for name in phony[1].replace("\\", " ").split() if not name.startswith("tools-")}
    assert listed == meant


def test_versions_are_dated_and_in_order() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    versions = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", heading) for heading in headings[1:]]
    assert all(versions), headings
    order = [(tuple(map(int, v.groups()[:3])), datetime.date.fromisoformat(v[4])) for v in versions if v is not None]
    assert order == sorted(order, reverse=True)
    current = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert current in {".".join(map(str, numbers)) for numbers, _ in order}


@pytest.mark.parametrize("name", ["bug", "idea", "lms-report"])
def test_issue_forms_are_complete(name: str) -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text())
    assert form["name"]
    assert form["description"]
    asked = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in asked} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert len({field["id"] for field in asked}) == len(asked)
    assert all(field["attributes"]["label"] for field in asked)
    assert all(field["attributes"]["options"] for field in asked if field["type"] in ("dropdown", "checkboxes"))
    assert any(field.get("validations", {}).get("required") for field in asked)


def test_owners_are_named_for_what_exists() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    top = [path.name for path in ROOT.iterdir()]
    for pattern, *owners in rows:
        place = pattern.strip("/")
        assert (ROOT / place).exists() or any(fnmatch(name, place) for name in top), pattern
        assert owners
        assert all(owner.startswith("@") for owner in owners)


def test_hooks_run_what_the_checks_run() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    recipes = MAKEFILE.replace("$(BIN)", ".venv/bin")
    for hook in config["repos"][0]["hooks"]:
        if hook["language"] == "pygrep":
            continue
        program, *words = hook["entry"].split()
        if program == "make":
            assert words[-1] in TARGETS
        else:
            assert program in recipes, hook["id"]


def test_the_workflow_runs_what_people_run() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text())
    steps = workflow["jobs"]["all"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert all(step["uses"].startswith("actions/") for step in steps if "uses" in step)
