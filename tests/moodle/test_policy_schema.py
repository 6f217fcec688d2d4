"""The plugin's copy of the policy's schema: as it would be made now, and enough for a new field or type.

What the form makes of a teacher's choice is what Invigil reads."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moodle_plugins import MOODLE, RULE, program, strings

from tool.domain.incident_types.kind import IncidentKind, Numbers, Severity, presets
from tool.domain.incident_types.registry import KINDS
from tool.domain.policy import Policy, RuleChange
from tool.domain.policy_fields import FIELDS, Choice, Field, Lines, Number, Switch, Text, Who
from tool.domain.preset import Preset
from tool.generate import moodle
from tool.monitoring.exam import lms_settings

SCRIPT = Path(__file__).with_name("settings_data.php")
BOOTSTRAP = MOODLE / "tests_plain" / "bootstrap.php"
FORM = {
    "invigil_enabled": "1", "invigil_preset": "high", "invigil_camera": "0", "invigil_microphone": "1",
    "invigil_screen": "1", "invigil_fullscreen": "0", "invigil_admission": "automatic",
    "invigil_allowed": " Calculator \r\n\r\nÁbaco", "invigil_message": "Good luck",
    "invigil_notice_from": "medium", "invigil_warn_from": "high", "invigil_pause_from": "critical",
    "invigil_most_warnings": "5", "invigil_absence_minutes": "0", "invigil_calibration": "1",
}
"""What a teacher sends who has looked at every field that there is today."""
ODD = replace(
    KINDS["tab_hidden"], type="odd_thing", title="It's odd", avoid="Be \\even.", requires=("second_camera",),
    numbers=presets(Numbers(1, 2.5, 1.0, Severity.MEDIUM), low=Numbers(1, 0, 0, Severity.LOW, enabled=False)),
)
LATER: tuple[Field, ...] = (
    Switch(name="second_camera", default=False, label="Second camera", hint="A phone beside the desk."),
    Choice(name="mood", default="calm", label="Mood", options={"calm": "Calm", "wild": "Wild"}),
    Number(name="break_minutes", default=5, least=0, most=30, unit="minutes", label="Breaks"),
    Text(name="motto", default="", longest=10, label="Motto"),
    Lines(name="books", default=(), most=2, longest=10, label="Books"),
    Switch(name="not_here", default=False, label="Not here", by=frozenset({Who.SET_UP})),
)


def sent_to(forms: list[dict[str, Any]], plugin: Path = RULE) -> list[dict[str, Any]]:
    """Return what the plugin makes of forms that are sent one after another for the same quiz."""
    result = subprocess.run(
        [program("php", "php-cli"), SCRIPT], input=json.dumps(forms), capture_output=True, text=True, check=False,
        env={**os.environ, "PLUGIN_FOLDER": str(plugin)},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    answers: list[dict[str, Any]] = json.loads(result.stdout)
    return answers


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A copy of the plugin, made again from a domain with one more type and more fields, one of each kind."""
    plugin = tmp_path / RULE.name
    shutil.copytree(RULE, plugin)
    fields = FIELDS | {field.name: field for field in LATER}
    for path, text in moodle.render(plugin, kinds={**KINDS, ODD.type: ODD}, fields=fields).items():
        path.write_text(text, encoding="utf-8")
    return plugin


def test_nothing_is_stale() -> None:
    stale = [path.name for path, text in moodle.render().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "Run `make generate` and commit what it writes."


def test_names_do_not_meet() -> None:
    own = {"enabled", "preset", "proctors", "rules", "more", "ontoolfailure", "holdgrade", "header", "captured"}
    chosen = {moodle.COLUMNS.get(name, name) for name, field in FIELDS.items() if Who.LMS in field.by}
    assert not chosen & own
    assert not [name for name in chosen | own if name.startswith("rule_")]


def test_what_the_form_sends_is_what_the_tool_reads() -> None:
    told = sent_to([FORM])[0]["told"]
    settings = lms_settings.parse(told)
    assert settings is not None
    assert (settings.preset, settings.revision, settings.foreign) == (Preset.HIGH, 7, {})
    assert settings.values == {
        "camera": False, "microphone": True, "screen": True, "require_fullscreen": False, "admission": "automatic",
        "allowed_resources": ("Calculator", "Ábaco"), "message": "Good luck",
        "notice_from": "medium", "warn_from": "high", "pause_from": "critical", "most_warnings": 5,
        "absence_minutes": 0, "calibration": True,
    }
    assert set(settings.values) == {name for name, field in FIELDS.items() if Who.LMS in field.by}


def test_rules_that_are_changed_are_what_the_tool_applies() -> None:
    rules = {
        "invigil_rule_face_missing_enabled": "1", "invigil_rule_face_missing_wait": "7,5",
        "invigil_rule_face_missing_severity": "medium", "invigil_rule_tab_hidden_enabled": "0",
        "invigil_rule_clipboard_used_severity": "critical", "invigil_rule_too_dark_wait": "5",
    }
    told = sent_to([FORM | {"invigil_preset": "custom"} | rules])[0]["told"]
    settings = lms_settings.parse(told)
    assert settings is not None
    assert settings.foreign == {}
    assert settings.rules == {
        "face_missing": RuleChange(debounce_s=7.5), "tab_hidden": RuleChange(enabled=False),
        "clipboard_used": RuleChange(severity=Severity.CRITICAL),
    }
    policy = Policy.of(settings.preset, settings.values, settings.rules)
    assert policy.rule("tab_hidden") is None
    assert {rule.type: rule.debounce_s for rule in policy.rules}["face_missing"] == 7.5


def test_what_the_form_shows_is_what_the_presets_say() -> None:
    code = "require $argv[1]; echo json_encode(quizaccess_invigil\\local\\policy_table::RULES);"
    result = subprocess.run(
        [program("php", "php-cli"), "-r", code, BOOTSTRAP], capture_output=True, text=True, check=True,
    )
    for preset in (Preset.LOW, Preset.STANDARD, Preset.HIGH):
        shown = {name: rule[preset.value] for name, rule in json.loads(result.stdout).items()}
        rules = {rule.type: (rule.enabled, rule.debounce_s, rule.severity) for rule in Policy.of(preset).rules}
        assert rules == {
            name: (each["enabled"], pytest.approx(each["wait"]), each["severity"]) for name, each in shown.items()
        }


def test_a_later_field_and_type_need_no_other_change(later: Path) -> None:
    chosen = {
        "invigil_preset": "custom", "invigil_second_camera": "1", "invigil_mood": "wild",
        "invigil_break_minutes": " 10",
        "invigil_motto": " Carpe ", "invigil_books": "One\n\nTwo\n", "invigil_not_here": "1",
        "invigil_rule_odd_thing_wait": "4", "invigil_rule_odd_thing_enabled": "1",
    }
    first, second, third = sent_to([FORM, FORM | chosen, {"invigil_mood": "calm"}], later)
    assert [answer["errors"] for answer in (first, second, third)] == [[], [], []]
    assert not set(json.loads(first["told"])) & {field.name for field in LATER}, "what nobody chose is left to the tool"
    told = json.loads(second["told"])
    assert told["rules"] == {"odd_thing": {"debounce_s": 4.0}}
    assert {field.name: told.get(field.name) for field in LATER} == {
        "second_camera": True, "mood": "wild", "break_minutes": 10, "motto": "Carpe", "books": ["One", "Two"],
        "not_here": None,
    }
    assert json.loads(third["told"]) == told | {"mood": "calm"}
    assert set(second["columns"]) == set(sent_to([FORM])[0]["columns"]), "the table is as it was"


def test_a_later_fields_limits_hold(later: Path) -> None:
    wrong = {
        "invigil_mood": "sad", "invigil_break_minutes": "31", "invigil_motto": "x" * 11, "invigil_books": "1\n2\n3",
        "invigil_preset": "custom", "invigil_rule_odd_thing_wait": "601",
    }
    assert sent_to([FORM | wrong], later)[0]["errors"] == ["mood", "break_minutes", "motto", "books", "rule_odd_thing"]


def test_the_tool_says_what_it_does_not_know_of_a_later_plugin(later: Path) -> None:
    chosen = {"invigil_preset": "custom", "invigil_mood": "wild", "invigil_rule_odd_thing_wait": "4"}
    settings = lms_settings.parse(sent_to([FORM | chosen], later)[0]["told"])
    assert settings is not None
    assert settings.foreign == {"fields": {"mood": "wild"}, "rules": {"odd_thing": {"debounce_s": 4.0}}}
    assert settings.values["message"] == "Good luck"


def test_the_words_of_a_later_field_and_type(later: Path) -> None:
    english, spanish = (strings(later, language) for language in ("en", "es"))
    assert english["rule_odd_thing"] == "It\\'s odd"
    assert english["rule_odd_thing_avoid"] == "Be \\\\even."
    assert english["field_mood"] == "Mood"
    assert english["field_mood_wild"] == "Wild"
    assert english["field_second_camera_help"] == "A phone beside the desk."
    assert "field_not_here" not in english
    assert "rule_odd_thing" in spanish
    missing = set(english) - set(spanish)
    assert missing
    assert all(key.startswith("field_") for key in missing), "only these are written by hand, in every other language"
    for file in (later / moodle.TABLE, later / "lang" / "en" / f"{RULE.name}.php"):
        assert subprocess.run([program("php", "php-cli"), "-l", file], capture_output=True, check=False).returncode == 0


def test_a_type_that_is_gone_takes_its_words_along() -> None:
    kinds: dict[str, IncidentKind] = {name: kind for name, kind in KINDS.items() if name != "tab_hidden"}
    made = moodle.render(kinds=kinds)
    assert not [path for path, text in made.items() if "tab_hidden" in text]
    assert all("'rule_camera_lost'" in text for path, text in made.items() if path.parent.parent.name == "lang")
