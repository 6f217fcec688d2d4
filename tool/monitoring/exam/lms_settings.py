"""What a teacher has chosen for an exam in the LMS's own quiz form, as the platform hands it to the tool.

It comes in a signed launch as `proctoring_settings.data` (Proctoring Services 1.0): a JSON object that carries
`"invigil": 1`. Anything else in that claim is somebody else's and is left alone. Beside `revision`, `preset` and
`rules` it holds fields of the policy by their names (tool/domain/policy_fields.py); one that is left out is the
preset's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tool.domain.incident_types.registry import KINDS
from tool.domain.policy import LONGEST_DEBOUNCE_S, RuleChange
from tool.domain.policy_fields import FIELDS, FieldValue, Who, fitted
from tool.domain.policy_json import change_of
from tool.domain.preset import Preset

_OWN = frozenset({"invigil", "revision", "preset", "rules"})


@dataclass(frozen=True, slots=True)
class LmsSettings:
    """The choice. `revision` grows with every change in the LMS (there it is Unix seconds). `foreign`: what a newer LMS
    plugin has sent and this version does not know; it is not applied here, and it is said."""

    revision: int
    preset: Preset
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    rules: Mapping[str, RuleChange] = field(default_factory=dict)
    foreign: Mapping[str, Any] = field(default_factory=dict)


def parse(data: str | None) -> LmsSettings | None:
    """Return the settings in the claim's text; None if there are none, or none that can be read.

    What is longer than a field can hold is cut: the quiz form checks its own limits, and a launch is no place to
    refuse."""
    try:
        found = json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("invigil") != 1:
        return None
    try:
        return _settings(found)
    except (KeyError, TypeError, ValueError):
        return None


def _settings(found: dict[str, Any]) -> LmsSettings:
    preset, rules = found["preset"], found.get("rules", {})
    if not isinstance(preset, str) or not isinstance(rules, dict):
        raise TypeError(preset)
    known = preset in set(Preset)
    changes, foreign_rules = _changes(rules)
    foreign_fields = {name: value for name, value in found.items() if name not in _OWN and name not in FIELDS}
    foreign = {"fields": foreign_fields, "rules": foreign_rules} | ({} if known else {"preset": preset})
    return LmsSettings(
        revision=_whole(found["revision"]), preset=Preset(preset) if known else Preset.STANDARD,
        values=fitted(found, Who.LMS), rules=changes, foreign={name: part for name, part in foreign.items() if part},
    )


def _changes(rules: dict[str, Any]) -> tuple[dict[str, RuleChange], dict[str, Any]]:
    """Return the changed rules that can be read here, with times that a rule can have, and the rest as it is."""
    changes: dict[str, RuleChange] = {}
    foreign: dict[str, Any] = {}
    for name, value in rules.items():
        change = change_of(value) if name in KINDS else None
        if change is None:
            foreign[name] = value
            continue
        wait = None if change.debounce_s is None else min(max(change.debounce_s, 0.0), LONGEST_DEBOUNCE_S)
        changes[name] = RuleChange(change.enabled, wait, change.severity)
    return changes, foreign


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(value)
    return value
