"""A policy as JSON values, for the database: {preset, revision, overrides: {fields, rules}}.

Reading never fails on what a newer version has written: what is not known here is kept as it is and not applied."""

from collections.abc import Mapping
from typing import Any

from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.policy import Policy, RuleChange
from tool.domain.policy_fields import FIELDS, FieldRefused, FieldValue
from tool.domain.preset import Preset


def kept(policy: Policy) -> dict[str, Any]:
    """Return the policy as JSON values."""
    foreign = policy.foreign
    fields = {name: list(value) if isinstance(value, tuple) else value for name, value in policy.fields.items()}
    rules = {name: _change_kept(change) for name, change in policy.changes.items()}
    return {
        **foreign.get("more", {}),
        "preset": foreign.get("preset", policy.preset.value),
        "revision": policy.revision,
        "overrides": {"fields": fields | foreign.get("fields", {}), "rules": _merged(rules, foreign.get("rules", {}))},
    }


def read(data: Any) -> Policy:
    """Return the policy that `kept` has made of one, in this version or another; raise ValueError if it is none."""
    if not isinstance(data, dict) or not isinstance(data.get("preset"), str):
        raise ValueError("That is not a policy.")
    overrides = _mapping(data.get("overrides"))
    fields, foreign_fields = _fields(_mapping(overrides.get("fields")))
    changes, foreign_rules = _changes(_mapping(overrides.get("rules")))
    preset = Preset(data["preset"]) if data["preset"] in set(Preset) else None
    revision = data.get("revision")
    return Policy(
        preset or Preset.STANDARD,
        revision if isinstance(revision, int) and revision > 0 else 1,
        fields, changes if preset in (Preset.CUSTOM, None) else {},
        _present(
            preset=None if preset else data["preset"], fields=foreign_fields, rules=foreign_rules,
            more={name: value for name, value in data.items() if name not in ("preset", "revision", "overrides")},
        ),
    )


def _fields(found: Mapping[str, Any]) -> tuple[dict[str, FieldValue], dict[str, Any]]:
    """Return the fields' values that can be read here, and the rest as it is."""
    fields: dict[str, FieldValue] = {}
    foreign: dict[str, Any] = {}
    for name, value in found.items():
        try:
            fields[name] = FIELDS[name].checked(value)
        except (KeyError, FieldRefused):
            foreign[name] = value
    return fields, foreign


def _changes(found: Mapping[str, Any]) -> tuple[dict[str, RuleChange], dict[str, Any]]:
    """Return the changed rules that can be read here, and the rest as it is."""
    changes: dict[str, RuleChange] = {}
    foreign: dict[str, Any] = {}
    for name, value in found.items():
        change = change_of(value) if name in KINDS else None
        if change is None:
            foreign[name] = value
        else:
            changes[name] = change
    return changes, foreign


def change_of(value: Any) -> RuleChange | None:
    """Return what {enabled, debounce_s, severity} changes about a rule; None if that cannot be read here. Each may be
    left out."""
    if not isinstance(value, dict) or not set(value) <= {"enabled", "debounce_s", "severity"}:
        return None
    enabled, wait, severity = value.get("enabled"), value.get("debounce_s"), value.get("severity")
    fits = (
        isinstance(enabled, bool | None)
        and (wait is None or (isinstance(wait, int | float) and not isinstance(wait, bool)))
        and (severity is None or (isinstance(severity, str) and severity in set(Severity)))
    )
    if not fits:
        return None
    return RuleChange(enabled, None if wait is None else float(wait), None if severity is None else Severity(severity))


def _change_kept(change: RuleChange) -> dict[str, Any]:
    severity = None if change.severity is None else change.severity.value
    return _present(enabled=change.enabled, debounce_s=change.debounce_s, severity=severity)


def _merged(rules: dict[str, Any], foreign: Mapping[str, Any]) -> dict[str, Any]:
    return rules | {name: value for name, value in foreign.items() if name not in rules}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _present(**values: Any) -> dict[str, Any]:
    """Return what is there: neither None nor empty; a switch that is off and a time of 0 are there."""
    return {name: value for name, value in values.items() if value is not None and value != {}}
