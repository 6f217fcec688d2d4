"""What the plugins say: in two languages, and nothing that is asked for is missing."""

import re
from pathlib import Path

import pytest
from moodle_plugins import PLUGINS, RULE, files, strings

LANGUAGES = ("en", "es")
PLACEHOLDER = re.compile(r"\{\$a(?:->\w+)?\}")

ASKED = (
    re.compile(r"""(?:get_string|new \\?lang_string)\(\s*['"]([\w:]+)['"],\s*['"](quiz(?:access)?_invigil)['"]"""),
    re.compile(r"""\{\{#str\}\}\s*([\w:]+)\s*,\s*(quiz(?:access)?_invigil)\b"""),
    re.compile(r"""key:\s*['"]([\w:]+)['"],\s*component:\s*['"](quiz(?:access)?_invigil)['"]"""),
)
FIELD = re.compile(r'field "([^"]+)"|"([^"]+)" "(?:select|checkbox|button)"')
MADE_UP = re.compile(r"""get_string\(\s*['"]([\w:]+)['"]\s*\.\s*\$[^,]*,\s*['"](quiz(?:access)?_invigil)['"]""")
"""A key whose end is a variable: at least one string must begin so."""


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_both_languages_say_the_same(plugin: Path) -> None:
    english, spanish = (strings(plugin, language) for language in LANGUAGES)
    assert english
    assert sorted(english) == sorted(spanish)
    for key, text in english.items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(spanish[key])), key


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sorted_each_once_and_nothing_else(plugin: Path, language: str) -> None:
    text = (plugin / "lang" / language / f"{plugin.name}.php").read_text(encoding="utf-8")
    keys = [line.split("'")[1] for line in text.splitlines() if line.startswith("$string[")]
    assert keys == sorted(set(keys))
    assert set(keys) == set(strings(plugin, language))
    assert all(strings(plugin, language).values())


def test_what_is_asked_for_is_there() -> None:
    known = {plugin.name: strings(plugin, "en") for plugin in PLUGINS}
    asked = set()
    for plugin in PLUGINS:
        for file in [*files(plugin, ".php"), *files(plugin, ".mustache"), *files(plugin / "amd" / "src", ".js")]:
            text = file.read_text(encoding="utf-8")
            for pattern in ASKED:
                asked |= {(key, component) for key, component in pattern.findall(text)}
            for beginning, component in MADE_UP.findall(text):
                assert any(key.startswith(beginning) for key in known[component]), (file, beginning)
    assert len(asked) > 50
    assert [(key, component) for key, component in sorted(asked) if key not in known[component]] == []


def test_scenarios_name_fields_as_the_form_does() -> None:
    """Behat finds a field by its label; Moodle's own are few."""
    known = set(strings(RULE, "en").values()) | {"Browser security"}
    features = [file.read_text(encoding="utf-8") for plugin in PLUGINS for file in files(plugin, ".feature")]
    asked = {name for text in features for found in FIELD.findall(text) for name in found if name}
    assert len(asked) > 2
    assert asked - known == set()


def test_every_help_has_a_heading() -> None:
    for plugin in PLUGINS:
        known = strings(plugin, "en")
        assert [key for key in known if key.endswith("_help") and key.removesuffix("_help") not in known] == []


def test_capabilities_have_names() -> None:
    access = (RULE / "db" / "access.php").read_text(encoding="utf-8")
    names = re.findall(r"'quizaccess/(invigil:\w+)' =>", access)
    assert len(names) == 2
    assert set(names) <= set(strings(RULE, "en"))
