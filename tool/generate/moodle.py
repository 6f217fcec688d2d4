"""What the Moodle plugin ships of the policy's schema: its table of fields and rules, and their words.

So a new type of incident needs no hand-written file of the plugin, a new field only its words in other languages."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tool.domain.incident_types.kind import IncidentKind, Numbers, Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.policy import LONGEST_DEBOUNCE_S
from tool.domain.policy_fields import FIELDS, Choice, Field, Lines, Number, Text, Who
from tool.domain.preset import NAMED, Preset
from tool.web.http.language import ENGLISH, Language, language_of

PLUGIN = Path(__file__).resolve().parents[2] / "integrations" / "moodle" / "quizaccess_invigil"
TABLE = Path("classes/local/policy_table.php")

COLUMNS: Mapping[str, str] = {
    "camera": "camera", "microphone": "microphone", "screen": "screen", "require_fullscreen": "fullscreen",
    "admission": "admission", "allowed_resources": "allowed", "message": "message",
}
"""The columns of Moodle's table for the fields that were there first, and the keys of their words. Every later field
lies in the JSON of the column `more` under its own name: do not add to this."""


_STRING = re.compile(r"^\$string\['((?:[^'\\]|\\.)+)'\] = '(?:[^'\\]|\\.)*';$", re.MULTILINE)

_HEAD = """\
<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

namespace quizaccess_invigil\\local;

/**
 * The policy's fields that are chosen in Moodle, and the types of incidents, as Invigil's own registry has them.
 *
 * Made by "make generate" in Invigil's repository (tool/generate/moodle.py) from tool/domain. Do not edit.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class policy_table {
"""

_DOCS = {
    "PRESETS": "string[] Named strictness.",
    "DEFAULT_PRESET": "string What holds unless another one is chosen.",
    "CUSTOM": "string The preset whose rules are changed one by one.",
    "CUSTOM_BASE": "string The preset that it starts from.",
    "SEVERITIES": "string[] How soon somebody should look, from low to high.",
    "LONGEST_WAIT": "int The longest time in seconds that a rule may be made to wait.",
    "FIELDS": "array[] By name: kind, column (null: in the column more), default, the presets' own, limits.",
    "RULES": "array[] By type of incident: the fields that must be on; by preset whether, when and how severe.",
}


def render(
    plugin: Path = PLUGIN, *, kinds: Mapping[str, IncidentKind] = KINDS, fields: Mapping[str, Field] = FIELDS
) -> dict[Path, str]:
    """Return the text of every file that is made for the plugin in that folder, by path; language files keep what is
    written in them by hand."""
    chosen = {name: field for name, field in fields.items() if Who.LMS in field.by}
    made = {plugin / TABLE: table(kinds, chosen)}
    for folder in sorted((plugin / "lang").iterdir()):
        file = folder / f"{PLUGIN.name}.php"
        language = language_of(folder.name)
        made[file] = with_words(file.read_text(encoding="utf-8"), kinds.values(), chosen.values(), language)
    return made


# ---- the table


def table(kinds: Mapping[str, IncidentKind], fields: Mapping[str, Field]) -> str:
    """Return the PHP class that holds the schema."""
    constants: dict[str, object] = {
        "PRESETS": [preset.value for preset in Preset],
        "DEFAULT_PRESET": Preset.STANDARD.value,
        "CUSTOM": Preset.CUSTOM.value,
        "CUSTOM_BASE": Preset.CUSTOM.base.value,
        "SEVERITIES": [severity.value for severity in Severity],
        "LONGEST_WAIT": int(LONGEST_DEBOUNCE_S),
        "FIELDS": {name: _field(field) for name, field in fields.items()},
        "RULES": {name: _rule(kind) for name, kind in kinds.items()},
    }
    lines = [f"    /** @var {_DOCS[name]} */\n    const {name} = {_php(it, 1)};\n" for name, it in constants.items()]
    return _HEAD + "\n".join(lines) + "}\n"


def _field(field: Field) -> dict[str, object]:
    limits: dict[str, object] = {}
    match field:
        case Choice():
            limits = {"options": list(field.options)}
        case Number():
            limits = {"least": field.least, "most": field.most}
        case Text():
            limits = {"longest": field.longest}
        case Lines():
            limits = {"most": field.most, "longest": field.longest}
    presets = {preset.value: _value(value) for preset, value in field.presets.items()}
    column = COLUMNS.get(field.name)
    return {"kind": field.KIND, "column": column, "default": _value(field.default), "presets": presets, **limits}


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _rule(kind: IncidentKind) -> dict[str, object]:
    numbers = {preset.value: _numbers(kind.numbers[preset]) for preset in NAMED}
    return {"requires": list(kind.requires), **numbers}


def _numbers(numbers: Numbers) -> dict[str, object]:
    return {"enabled": numbers.enabled, "wait": round(numbers.debounce_s, 3), "severity": numbers.severity.value}


def _php(value: object, depth: int) -> str:
    """Return the value in PHP: short arrays; what holds arrays itself has a line for each."""
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else "null"
    if isinstance(value, str):
        return _quoted(value)
    if not isinstance(value, dict | list):
        return str(value)
    keys = [f"{_quoted(key)} => " for key in value] if isinstance(value, dict) else [""] * len(value)
    items = list(value.values()) if isinstance(value, dict) else value
    if not any(isinstance(item, dict) for item in items):
        return "[" + ", ".join(key + _php(item, depth) for key, item in zip(keys, items, strict=True)) + "]"
    indent = "    " * (depth + 1)
    lines = [f"{indent}{key}{_php(item, depth + 1)},\n" for key, item in zip(keys, items, strict=True)]
    return "[\n" + "".join(lines) + "    " * depth + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# ---- the words


def with_words(text: str, kinds: Iterable[IncidentKind], fields: Iterable[Field], language: Language) -> str:
    """Return a language file with the words of rules, and in English those of fields, as they are now. All other lines
    stay; all are sorted by key, as Moodle wants it. In other languages the words of fields are written by hand."""
    found = list(_STRING.finditer(text))
    owned = "rule_" if language.translates else ("rule_", "field_")
    lines = {match[1]: match[0] for match in found if not match[1].startswith(owned)}
    words = _of_rules(kinds, language) | ({} if language.translates else _of_fields(fields))
    lines |= {key: f"$string['{key}'] = {_quoted(said)};" for key, said in words.items()}
    return text[: found[0].start()] + "\n".join(lines[key] for key in sorted(lines)) + "\n"


def _of_rules(kinds: Iterable[IncidentKind], language: Language) -> dict[str, str]:
    words = {}
    for kind in kinds:
        words[f"rule_{kind.type}"] = language.say(kind.title)
        if kind.avoid:
            words[f"rule_{kind.type}_avoid"] = language.say(kind.avoid)
    return words


def _of_fields(fields: Iterable[Field]) -> dict[str, str]:
    """The words of the fields that have none of their own in the plugin: those without a column."""
    words: dict[str, str] = {}
    for field in fields:
        if field.name in COLUMNS:
            continue
        key = f"field_{field.name}"
        words |= {key: ENGLISH.say(field.label), f"{key}_help": ENGLISH.say(field.hint or field.label)}
        if isinstance(field, Choice):
            words |= {f"{key}_{option}": said for option, said in field.options.items()}
    return words
