"""Every step of the plugins' scenarios for Behat is one of Moodle's own; Behat itself is not run here."""

import os
import re
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "integrations" / "moodle"
FEATURES = sorted(PLUGINS.glob("*/tests/behat/*.feature"))
STEP = re.compile(r"^\s+(?:Given|When|Then|And|But) (.+)$", re.MULTILINE)
DEFINED = re.compile(r"^\s*\*\s+@(?:Given|When|Then)\s+(.+?)\s*$", re.MULTILINE)


def matcher(definition: str) -> re.Pattern[str]:
    """Return a definition, an expression between slashes or words with `:names`, as Python matches it."""
    if definition.startswith("/"):
        return re.compile(re.sub(r"\(\?P?<\w+>", "(", definition[1 : definition.rindex("/")]))
    return re.compile("^" + re.sub(r":\w+", r'("[^"]*"|\\S+)', re.escape(definition)) + "$")


@pytest.fixture(scope="module")
def steps() -> list[re.Pattern[str]]:
    if "MOODLE_DIR" not in os.environ:
        pytest.skip("MOODLE_DIR does not say where Moodle's code is; docs/acceptance-moodle.md")
    files = [file for file in Path(os.environ["MOODLE_DIR"]).rglob("behat_*.php") if file.parent.name == "behat"]
    return [matcher(one) for file in files for one in DEFINED.findall(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_every_step_is_known(steps: list[re.Pattern[str]], feature: Path) -> None:
    asked = STEP.findall(feature.read_text(encoding="utf-8"))
    assert len(asked) > 10
    assert [step for step in asked if not any(known.search(step) for known in steps)] == []


def test_a_step_that_is_not_moodles_is_found_out(steps: list[re.Pattern[str]]) -> None:
    assert not any(known.search("I believe that it is proctored") for known in steps)
