"""A sentence with a gap is asked for with what goes into the gap: nobody reads "because: {$a}"."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from moodle_plugins import PLUGINS, files, strings

FILLS = {"get_string": 2, "lang_string": 2, "moodle_exception": 3, "refused": 3}
"""By what asks for a string: which of its arguments fills the gap, from 0."""

CALL = re.compile(rf"(?<![\w$>])(?:{'|'.join(FILLS)})\(")
PART = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[(){}\[\],]""", re.DOTALL)
KEY = re.compile(r"""(?:^|[?:]\s*)'([\w:]+)'(\s*\.\s*\$.*)?""", re.DOTALL)
IN_TEMPLATE = re.compile(r"\{\{#str\}\}\s*([\w:]+)\s*,\s*(quiz(?:access)?_invigil)\s*(,[^/]*)?\{\{/str\}\}")
IN_SCRIPT = re.compile(r"\btext\('(\w+)'(,)?")

MADE_UP = {
    "about_": ("camera", "microphone", "screen"),
    "rules_": ("enabled", "after", "before", "seconds", "severity", "wait"),
}
"""Keys with a variable at the end that fill no gap, where others that begin so do: all that the variable can be."""


def arguments(text: str, start: int) -> list[str]:
    """Return the arguments of the PHP call whose bracket opens just before `start`."""
    found, depth, begin = [], 0, start
    for part in PART.finditer(text, start):
        sign = part.group(0)
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth:
            depth -= 1
        elif sign == ")" or (sign == "," and not depth):
            found.append(text[begin : part.start()].strip())
            begin = part.end()
            if sign == ")":
                return [argument for argument in found if argument]
    raise AssertionError("a call without an end")


def asked_without(text: str, suffix: str, component: str) -> Iterator[tuple[str, str]]:
    """Yield (key, component) of what a file asks for without filling a gap; the key ends in * if a variable follows."""
    if suffix == ".mustache":
        yield from ((key, of) for key, of, filled in IN_TEMPLATE.findall(text) if not filled)
    elif suffix == ".js":
        yield from ((f"shell_{key}", component) for key, filled in IN_SCRIPT.findall(text) if not filled)
    else:
        for call in CALL.finditer(text):
            name = call.group(0)[:-1]
            given = arguments(text, call.end())
            keys = KEY.findall(given[0]) if given else []
            of = component if name == "refused" else given[1].strip("'\"") if len(given) > 1 else ""
            if len(given) <= FILLS[name]:
                yield from ((key + ("*" if more else ""), of) for key, more in keys)


def gaps(known: dict[str, str], key: str) -> list[str]:
    """Return the strings with a gap that a key names."""
    beginning = key.removesuffix("*")
    if beginning == key:
        keys = [key]
    elif beginning in MADE_UP:
        keys = [beginning + end for end in MADE_UP[beginning]]
    else:
        keys = [name for name in known if name.startswith(beginning)]
    return [name for name in keys if "{$a" in known.get(name, "")]


def sources(plugin: Path) -> list[Path]:
    """Return the files of a plugin that ask for strings, tests aside."""
    every = [*files(plugin, ".php"), *files(plugin, ".mustache"), *files(plugin / "amd" / "src", ".js")]
    return [file for file in every if not {"tests", "lang"} & set(file.relative_to(plugin).parts)]


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_every_gap_is_filled(plugin: Path) -> None:
    known = {each.name: strings(each, "en") for each in PLUGINS}
    asked = [
        (file.name, key, component) for file in sources(plugin)
        for key, component in asked_without(file.read_text(encoding="utf-8"), file.suffix, plugin.name)
    ]
    assert len(asked) > 20
    assert [one for one in asked if gaps(known.get(one[2], {}), one[1])] == []


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".php", "get_string('attemptof', 'quiz_invigil')"),
        (".php", "throw new \\moodle_exception('attemptof', 'quiz_invigil', $url);"),
        (".php", "new lang_string(\n    'attemptof',\n    'quiz_invigil'\n)"),
        (".php", "throw new refused('attemptof', 400, f(1, 'a)'));"),
        (".php", "get_string('attempt' . $x, 'quiz_invigil')"),
        (".php", "get_string($x ? 'attemptof' : 'plain', 'quiz_invigil')"),
        (".mustache", "{{#str}} attemptof, quiz_invigil {{/str}}"),
        (".js", "announce(text('of'));"),
    ],
)
def test_an_empty_gap_is_found(suffix: str, text: str) -> None:
    known = {"attemptof": "{$a->name}, attempt {$a->number}", "shell_of": "Of {$a}"}
    assert [key for key, _of in asked_without(text, suffix, "quiz_invigil") if gaps(known, key)]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".php", "get_string('attemptof', 'quiz_invigil', ['name' => f($x, 1)])"),
        (".php", "new refused('attemptof', 401, 'invalid_client', self::MAX / 60)"),
        (".php", "get_string('plain', 'quiz_invigil')"),
        (".mustache", "{{#str}}attemptof, quiz_invigil, {{number}}{{/str}}"),
        (".js", "text('of', error.message)"),
    ],
)
def test_a_filled_one_passes(suffix: str, text: str) -> None:
    known = {"attemptof": "{$a}", "shell_of": "Of {$a}", "plain": "Plain"}
    assert [key for key, _of in asked_without(text, suffix, "quiz_invigil") if gaps(known, key)] == []
