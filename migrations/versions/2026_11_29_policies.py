"""A policy is a preset and what was changed about it, no longer a copy of the preset's numbers.

The numbers of the presets as they were at revision 1 stand here once more: what a migration does must not change when
the code does."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "2026_11_29_policies"
down_revision = "2026_11_29_one_exam_one_form"
branch_labels = None
depends_on = None

_EXAMS = sa.table("exams", sa.column("id", sa.String), sa.column("policy", JSON))
_WAITING = {"low": 3.0, "standard": 1.0, "high": 0.6}
_STANDARD = (
    ("face_missing", 1, 5.0, 1.5, "medium"),
    ("multiple_people", 2, 2.0, 2.0, "high"),
    ("camera_covered", 8, 2.0, 1.5, "high"),
    ("too_dark", 25, 5.0, 3.0, "low"),
    ("tab_hidden", 1, 1.0, 0.5, "high"),
    ("window_blurred", 1, 3.0, 0.5, "medium"),
    ("fullscreen_left", 1, 2.0, 0.5, "medium"),
    ("camera_lost", 1, 2.0, 1.0, "high"),
    ("screen_share_stopped", 1, 2.0, 1.0, "high"),
)
_FIELDS: dict[str, Any] = {
    "camera": True, "microphone": True, "screen": False, "admission": "proctor", "require_fullscreen": True,
    "allowed_resources": [], "message": "", "retention_days": 90,
}
_LOW: dict[str, Any] = {"admission": "automatic", "require_fullscreen": False}


def upgrade() -> None:
    """Keep of every policy its preset and what differs from it; numbers that no preset had make it custom."""
    _each(_shortened)


def downgrade() -> None:
    """Write every policy out again; rules of types that came later are left out."""
    _each(_written_out)


def _each(change: Any) -> None:
    connection = op.get_bind()
    for exam_id, policy in connection.execute(sa.select(_EXAMS.c.id, _EXAMS.c.policy)).all():
        connection.execute(_EXAMS.update().where(_EXAMS.c.id == exam_id).values(policy=change(policy)))


def _shortened(policy: dict[str, Any]) -> dict[str, Any]:
    preset, copied = policy.get("preset", "standard"), policy.get("rules", [])
    rules = _differences(copied, preset if preset in _WAITING else "standard")
    if rules and preset != "custom":
        preset, rules = "custom", _differences(copied, "standard")
    of_preset = _defaults(preset)
    fields = {name: policy[name] for name in _FIELDS if name in policy and policy[name] != of_preset[name]}
    return {"preset": preset, "revision": 1, "overrides": {"fields": fields, "rules": rules}}


def _differences(rules: list[dict[str, Any]], preset: str) -> dict[str, Any]:
    """What is on or off, how long it waits and how severe it is, where that differs from the preset."""
    found = {}
    known = {rule["type"]: rule for rule in _rules(preset)}
    for rule in rules:
        usual = known.get(rule["type"])
        if usual is None:
            continue
        differs = {name: rule[name] for name in ("enabled", "debounce_s", "severity") if rule[name] != usual[name]}
        if differs:
            found[rule["type"]] = differs
    return found


def _written_out(policy: dict[str, Any]) -> dict[str, Any]:
    overrides = policy["overrides"]
    preset = policy["preset"] if policy["preset"] in (*_WAITING, "custom") else "standard"
    rules = [
        rule | {k: v for k, v in overrides["rules"].get(rule["type"], {}).items() if k in rule}
        for rule in _rules(preset)
    ]
    fields = _defaults(preset) | {name: value for name, value in overrides["fields"].items() if name in _FIELDS}
    return {"preset": preset, "rules": rules, **fields}


def _rules(preset: str) -> list[dict[str, Any]]:
    factor = _WAITING.get(preset, 1.0)
    return [
        {
            "type": kind, "threshold": threshold, "debounce_s": wait * factor, "release_s": release,
            "severity": severity, "tell_examinee": True, "enabled": True,
        }
        for kind, threshold, wait, release, severity in _STANDARD
    ]


def _defaults(preset: str) -> dict[str, Any]:
    return _FIELDS | (_LOW if preset == "low" else {})
