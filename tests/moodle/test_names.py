"""Names of quizzes, courses and people reach a page through one class of the plugins, which makes them plain text."""

import re
from pathlib import Path

import pytest
from moodle_plugins import PLUGINS, RULE, files

NAMES = RULE / "classes" / "local" / "names.php"

RAW = re.compile(
    r"(?<![\w$>])(?:fullname|format_string)\("
    r"|get_quiz_name\(|get_course_name\("
    r"|(?:course|get_course\(\)|site\(\)|SITE)\)?->(?:shortname|fullname)\b"
    r"|(?:quiz|get_quiz\(\)|cm|get_cm\(\)|group|grouping|section|category)->name\b"
)
"""What gives a name as Moodle keeps it."""

THROUGH = re.compile(r"names::(?:plain|html|person|person_html)\(\s*[\w$>\-():\\]*$")
"""What must stand before it."""

UNESCAPED = re.compile(r"\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{&\s*([\w.]+)\s*\}\}")

UNQUOTED = re.compile(r"\s[\w-]+=\{\{(?![#^/])|\s[\w-]+='[^']*\{\{")

HTML_BY_CONTRACT = {
    ("quizaccess_invigil", "notice", "."),  # sentences of access rules, which are HTML
    ("quiz_invigil", "attempt", "picture"),  # made by Moodle
    ("quiz_invigil", "attempt", "html"),  # made by words::tag(), which escapes
}
"""What templates write as it is: plugin, template, key. None of it is a name."""


def raw_names(text: str) -> list[str]:
    """Return the names that PHP code uses past the class `names`, with what stands before them in their line."""
    return [
        text[text.rfind("\n", 0, found.start()) + 1 : found.end()].strip()
        for found in RAW.finditer(text)
        if not THROUGH.search(text[max(0, found.start() - 120) : found.start()])
    ]


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_no_raw_name_in_the_code(plugin: Path) -> None:
    every = [file for file in files(plugin, ".php") if file != NAMES]
    sources = [file for file in every if "tests" not in file.relative_to(plugin).parts]
    assert len(sources) > 10
    found = {str(file.relative_to(plugin)): raw_names(file.read_text(encoding="utf-8")) for file in sources}
    assert {file: names for file, names in found.items() if names} == {}


def test_names_are_used() -> None:
    for plugin in PLUGINS:
        assert any("names::plain(" in file.read_text(encoding="utf-8") for file in files(plugin, ".php"))


def test_templates_escape() -> None:
    unescaped = set()
    for plugin in PLUGINS:
        for file in files(plugin / "templates", ".mustache"):
            for found in UNESCAPED.finditer(file.read_text(encoding="utf-8")):
                unescaped.add((plugin.name, file.stem, found.group(1) or found.group(2)))
    assert unescaped == HTML_BY_CONTRACT


def test_what_templates_write_into_attributes_is_quoted() -> None:
    for plugin in PLUGINS:
        for file in files(plugin / "templates", ".mustache"):
            assert UNQUOTED.findall(file.read_text(encoding="utf-8")) == [], file


@pytest.mark.parametrize(
    "code",
    [
        "$PAGE->set_title($quizobj->get_quiz_name());",
        "'quizname' => $this->quizobj->get_quiz_name(),",
        "$caption = get_string('tablecaption', 'quiz_invigil', format_string($quiz->name));",
        "$PAGE->set_heading($course->fullname);",
        "get_site()->shortname",
        "array_map(fn($user) => fullname($user), $users)",
        "names::plain($a, $b) . $this->course->shortname",
        "names::plain($a, $b); $cm->name",
        "s($group->name)",
    ],
)
def test_a_raw_name_is_found(code: str) -> None:
    assert raw_names(code)


@pytest.mark.parametrize(
    "code",
    [
        "names::html($quizobj->get_quiz_name(), $quizobj->get_context())",
        "names::plain($this->quizobj->get_course()->shortname, $context)",
        "names::plain(get_site()->fullname, $context)",
        "names::person($row, $infull)",
        "$field->name",
    ],
)
def test_a_name_that_went_through_passes(code: str) -> None:
    assert raw_names(code) == []
