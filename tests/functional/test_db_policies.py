"""Policies that an earlier version has kept as copies of the preset's numbers become presets, and copies again."""

import json
from pathlib import Path
from typing import Any

import pytest

from migrations import schema
from tool.db.engine import Database
from tool.db.work import Works
from tool.domain.policy import Policy, RuleChange
from tool.domain.preset import Preset

BEFORE = "2026_11_29_one_exam_one_form"
WAITS = {"low": 3.0, "standard": 1.0, "high": 0.6}
RULES = (
    ("face_missing", 1, 5.0, 1.5, "medium"), ("multiple_people", 2, 2.0, 2.0, "high"),
    ("camera_covered", 8, 2.0, 1.5, "high"), ("too_dark", 25, 5.0, 3.0, "low"), ("tab_hidden", 1, 1.0, 0.5, "high"),
    ("window_blurred", 1, 3.0, 0.5, "medium"), ("fullscreen_left", 1, 2.0, 0.5, "medium"),
    ("camera_lost", 1, 2.0, 1.0, "high"), ("screen_share_stopped", 1, 2.0, 1.0, "high"),
)


def copied(preset: str, **fields: Any) -> dict[str, Any]:
    """A policy as it was kept before: every number of the preset."""
    rules = [
        {
            "type": kind, "threshold": threshold, "debounce_s": wait * WAITS[preset], "release_s": release,
            "severity": severity, "tell_examinee": True, "enabled": True,
        }
        for kind, threshold, wait, release, severity in RULES
    ]
    low = {"admission": "automatic", "require_fullscreen": False} if preset == "low" else {}
    usual = {
        "camera": True, "microphone": True, "screen": False, "admission": "proctor", "require_fullscreen": True,
        "allowed_resources": [], "message": "", "retention_days": 90,
    }
    return {"preset": preset, "rules": rules, **usual, **low, **fields}


def tuned() -> dict[str, Any]:
    policy = copied("high")
    policy["rules"][4]["enabled"] = False
    return policy


CASES = [
    (copied("standard"), Policy.of(Preset.STANDARD, revision=1)),
    (copied("low", admission="proctor"), Policy.of(Preset.LOW, {"admission": "proctor"}, revision=1)),
    (
        copied("high", screen=True, allowed_resources=["Bücher"], retention_days=7),
        Policy.of(Preset.HIGH, {"screen": True, "allowed_resources": ("Bücher",), "retention_days": 7}, revision=1),
    ),
]


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")
    schema.upgrade(made, BEFORE)
    with made.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        run(
            "INSERT INTO platforms (id, client_id, active, institution_id, name, issuer, created_at, "
            "auth_login_url, auth_token_url, jwks_url) VALUES ('p', 'c', 1, 'i', '', 'https://lms.test', 0, '', '', '')"
        )
    return made


def keep(database: Database, policy: dict[str, Any]) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO exams (id, platform_id, deployment_id, context_id, title, course_title, policy, ags_scopes, "
            "created_at, lms_services) VALUES ('e', 'p', 'd', '', 'Exam', '', ?, '[]', 0, '{}')",
            (json.dumps(policy),),
        )


def read(database: Database) -> Policy:
    with Works(database)() as work:
        return work.exams.get("e").policy


def stored(database: Database) -> Any:
    with database.engine.connect() as connection:
        return json.loads(connection.exec_driver_sql("SELECT policy FROM exams").scalar_one())


@pytest.mark.parametrize(("before", "after"), CASES, ids=["standard", "low", "high"])
def test_a_copy_becomes_a_preset_and_a_copy_again(database: Database, before: dict[str, Any], after: Policy) -> None:
    keep(database, before)
    schema.upgrade(database)
    assert read(database) == after
    assert after.renewed().rule("clipboard_used") is not None or after.preset is Preset.LOW
    schema.downgrade(database, BEFORE)
    assert stored(database) == before


def test_numbers_of_no_preset_become_custom_rules(database: Database) -> None:
    keep(database, tuned())
    schema.upgrade(database)
    policy = read(database)
    assert policy.preset is Preset.CUSTOM
    assert policy.changes["tab_hidden"] == RuleChange(False, 0.6)
    assert policy.changes["face_missing"] == RuleChange(None, 3.0)
    assert (policy.admission, policy.require_fullscreen) == ("proctor", True)
    schema.downgrade(database, BEFORE)
    assert stored(database)["rules"] == tuned()["rules"]
