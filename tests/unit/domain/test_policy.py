"""A policy is a preset and what was changed about it: what that comes to, and how it is kept through versions."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import KINDS, REVISION
from tool.domain.policy import PRESETS, Policy, RuleChange
from tool.domain.policy_fields import FIELDS, FieldRefused, Who, checked, fitted
from tool.domain.policy_json import kept, read
from tool.domain.preset import NAMED, Preset

VALUES: dict[str, Any] = {
    "camera": True, "microphone": False, "screen": True, "require_fullscreen": False, "admission": "automatic",
    "allowed_resources": ["Calculator"], "message": "Good luck", "retention_days": 7,
}


def test_only_what_differs_from_the_preset_is_kept() -> None:
    policy = Policy.of(Preset.LOW, {"admission": "automatic", "screen": True, "require_fullscreen": False})
    assert kept(policy) == {
        "preset": "low", "revision": REVISION, "overrides": {"fields": {"screen": True}, "rules": {}},
    }


def test_rules_are_changed_under_custom_only() -> None:
    changes = {"tab_hidden": RuleChange(enabled=False), "face_missing": RuleChange(debounce_s=5.0)}
    assert Policy.of(Preset.HIGH, {}, changes) == PRESETS[Preset.HIGH]
    custom = Policy.of(Preset.CUSTOM, {}, changes)
    assert custom.changes == {"tab_hidden": RuleChange(enabled=False)}, "what standard says anyway is left out"
    assert custom.rule("tab_hidden") is None
    assert custom.rule("window_blurred") == PRESETS[Preset.STANDARD].rule("window_blurred")


def test_on_off_time_and_severity_can_be_changed() -> None:
    policy = Policy.of(Preset.CUSTOM, {}, {"too_dark": RuleChange(True, 60.0, Severity.CRITICAL)})
    rule = policy.rule("too_dark")
    assert (rule.debounce_s, rule.severity, rule.threshold) == (60.0, "critical", 25)


@pytest.mark.parametrize("wait", [-0.1, 600.1, float("nan")])
def test_a_time_that_cannot_be_is_refused_at_its_rule(wait: float) -> None:
    with pytest.raises(FieldRefused, match="0 to 600 seconds") as refused:
        Policy.of(Preset.CUSTOM, {}, {"too_dark": RuleChange(debounce_s=wait)})
    assert refused.value.field == "too_dark"


def test_an_exam_follows_today_until_it_runs_or_a_rule_is_changed() -> None:
    old = Policy.of(Preset.STANDARD, {"screen": True}, revision=1)
    assert old.rule("clipboard_used") is None
    assert old.renewed().rule("clipboard_used") is not None
    assert old.renewed().screen
    changed = Policy.of(Preset.CUSTOM, {}, {"tab_hidden": RuleChange(False)}, revision=1)
    assert changed.renewed() == changed
    assert replace(old, revision=REVISION + 5).renewed().revision == REVISION + 5, "never back"


def test_values_are_checked_by_who_may_change_them() -> None:
    assert set(checked(VALUES, Who.SET_UP)) == set(VALUES) - {"camera", "retention_days"}
    assert set(checked(VALUES, Who.LMS)) == set(VALUES) - {"retention_days"}
    assert checked({"allowed_resources": [" a\x00 ", "", "b\nc"]}, Who.LMS) == {"allowed_resources": ("a", "b c")}
    assert checked({"what_comes_next_year": 1}, Who.SET_UP) == {}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("message", "x" * 2001, "at most 2000 characters; this has 2001"),
        ("allowed_resources", ["x"] * 31, "at most 30; these are 31"),
        ("allowed_resources", ["x" * 150], "at most 120 characters"),
        ("allowed_resources", "Calculator", "list of texts"),
        ("admission", "anybody", "proctor, automatic"),
        ("microphone", 1, "on or off"),
    ],
)
def test_a_refusal_says_what_to_change(name: str, value: Any, says: str) -> None:
    with pytest.raises(FieldRefused, match=says) as refused:
        checked({name: value}, Who.SET_UP)
    assert refused.value.field == name


def test_what_is_too_long_can_be_cut() -> None:
    values = fitted({"message": "x" * 3000, "allowed_resources": ["y" * 200] * 40}, Who.LMS)
    assert len(values["message"]) == 2000
    assert values["allowed_resources"] == ("y" * 120,) * 30
    with pytest.raises(FieldRefused):
        fitted({"microphone": "yes"}, Who.LMS)


def test_what_a_newer_version_has_kept_stays_and_is_said() -> None:
    stored = {
        "preset": "exam_hall", "revision": REVISION + 3, "since_next_year": True,
        "overrides": {
            "fields": {"forbid_headphones": True, "message": "Hello", "admission": "by_lottery"},
            "rules": {"second_voice": {"enabled": False}, "tab_hidden": {"debounce_s": 3, "shade": "red"}},
        },
    }
    policy = read(stored)
    assert policy.not_applied == ("exam_hall", "forbid_headphones", "admission", "second_voice", "tab_hidden")
    assert (policy.value("message"), policy.preset, len(policy.rules)) == ("Hello", Preset.STANDARD, len(KINDS))
    assert kept(policy) == stored


@pytest.mark.parametrize("data", [None, [], "standard", {}, {"preset": None}])
def test_what_is_no_policy_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not a policy"):
        read(data)


simple = st.sampled_from([None, True, False, 0, -1, 7, 2.5, "", "high", "proctor", "x" * 3000])
mappings = st.dictionaries(st.sampled_from(["a", "enabled"]), simple, max_size=2)
json_values = simple | st.lists(simple, max_size=2) | mappings
names = st.sampled_from([*KINDS, *FIELDS, "new"])
changed = st.fixed_dictionaries({}, optional=dict.fromkeys(("enabled", "debounce_s", "severity"), json_values))


@given(
    st.sampled_from([*Preset, "exam_hall"]), json_values, st.dictionaries(names, json_values, max_size=4),
    st.dictionaries(names, changed | json_values, max_size=4),
)
def test_whatever_is_stored_can_be_read_shown_and_kept_again(
    preset: str, revision: Any, fields: dict[str, Any], rules: dict[str, Any]
) -> None:
    stored = {"preset": preset, "revision": revision, "overrides": {"fields": fields, "rules": rules}}
    policy = read(stored)
    assert policy.values.keys() == FIELDS.keys()
    assert set(policy.applied) <= set(policy.rules)
    assert read(kept(policy)) == policy


@pytest.mark.parametrize("preset", NAMED)
def test_presets_have_no_changes(preset: Preset) -> None:
    assert kept(PRESETS[preset])["overrides"] == {"fields": {}, "rules": {}}
    assert read(kept(PRESETS[preset])) == PRESETS[preset]
