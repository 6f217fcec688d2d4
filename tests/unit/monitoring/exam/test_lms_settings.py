"""Settings that come from the LMS's own quiz form: read with care, kept by revision, not overridden here."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import AttemptState
from tool.domain.policy import PRESETS
from tool.domain.policy_fields import Admission
from tool.domain.preset import Preset
from tool.monitoring.exam import exams
from tool.monitoring.exam.events import RulesChanged
from tool.monitoring.exam.exams import ChoiceRefused, ExamChoice, ExamFacts
from tool.monitoring.exam.lms_settings import LmsSettings, parse

FORM: dict[str, Any] = {
    "invigil": 1, "revision": 10, "preset": "high", "camera": True, "microphone": False,
    "admission": "automatic", "require_fullscreen": False, "allowed_resources": ["Calculator"], "message": "Good luck",
}
FACTS = ExamFacts("platform-1", "d1", "link-1", "Weekly quiz", "Science", "course-1")


@pytest.fixture
def world() -> World:
    return World()


def settings(**changes: Any) -> LmsSettings:
    found = parse(json.dumps(FORM | changes))
    assert found is not None
    return found


def test_the_form_is_read() -> None:
    values = {name: FORM[name] for name in ("camera", "microphone", "admission", "require_fullscreen", "message")}
    expected = LmsSettings(10, Preset.HIGH, values | {"allowed_resources": ("Calculator",)})
    assert settings() == expected


@pytest.mark.parametrize(
    "data",
    [
        None, "", "mine", "[]", "{}", json.dumps(FORM | {"invigil": 2}), json.dumps(FORM | {"preset": 1}),
        json.dumps(FORM | {"camera": 1}), json.dumps(FORM | {"revision": "10"}), json.dumps(FORM | {"revision": -1}),
        json.dumps(FORM | {"allowed_resources": [1]}), json.dumps(FORM | {"message": None}), "[" * 100_000,
        json.dumps(FORM | {"rules": ["tab_hidden"]}), json.dumps({k: v for k, v in FORM.items() if k != "preset"}),
    ],
)
def test_what_is_somebody_elses_or_cannot_be_read_is_left_alone(data: str | None) -> None:
    assert parse(data) is None


def resolve(world: World, **changes: Any) -> Any:
    with world.work() as work:
        return exams.resolve(work, replace(FACTS, **changes), world.now)


def test_a_new_exam_starts_with_the_forms_choice(world: World) -> None:
    exam = resolve(world, settings=settings())
    assert (exam.policy.preset, exam.policy.admission) == (Preset.HIGH, Admission.AUTOMATIC)
    assert (exam.policy.microphone, exam.policy.value("allowed_resources")) == (False, ("Calculator",))
    assert exam.set_in_lms_at == 10
    with world.work() as work:
        assert work.exams.get(exam.id) == exam


def test_a_newer_revision_counts_and_an_older_one_does_not(world: World) -> None:
    exam = resolve(world, settings=settings(admission="proctor"))
    attempt = world.attempt(AttemptState.RUNNING, exam=exam)
    world.events.clear()
    resolve(world, settings=settings(revision=11, preset="low"), title="Renamed")
    assert [event.attempt_id for event in world.told(RulesChanged)] == [attempt.id]
    stale = resolve(world, settings=settings(revision=10))
    assert (stale.policy.preset, stale.title, stale.set_in_lms_at) == (Preset.LOW, "Renamed", 11)
    assert resolve(world).policy.preset is Preset.LOW


def test_retention_is_not_the_forms_to_choose(world: World) -> None:
    exam = resolve(world)
    world.with_policy(exam, exam.policy.with_values(retention_days=7))
    assert resolve(world, settings=settings()).policy.retention_days == 7


def test_texts_that_are_too_long_are_cut(world: World) -> None:
    long = settings(message="m" * 5000, allowed_resources=["r" * 500] * 50)
    policy = resolve(world, settings=long).policy
    message, resources = policy.value("message"), policy.value("allowed_resources")
    assert (len(message), len(resources), len(resources[0])) == (2000, 30, 120)


def test_what_is_left_out_is_the_presets(world: World) -> None:
    short = {name: FORM[name] for name in ("invigil", "revision")}
    exam = resolve(world, settings=parse(json.dumps(short | {"preset": "low"})))
    assert exam.policy == replace(PRESETS[Preset.LOW])


def test_custom_rules_of_the_form_hold(world: World) -> None:
    rules = {"tab_hidden": {"enabled": False}, "face_missing": {"debounce_s": 20, "severity": "high"}}
    exam = resolve(world, settings=settings(preset="custom", rules=rules))
    assert exam.policy.rule("tab_hidden") is None
    face = exam.policy.rule("face_missing")
    assert (face.debounce_s, face.severity, face.threshold) == (20.0, "high", 1)


def test_a_time_that_no_rule_can_have_is_cut(world: World) -> None:
    chosen = settings(preset="custom", rules={"tab_hidden": {"debounce_s": 1e9}, "too_dark": {"debounce_s": -5}})
    policy = resolve(world, settings=chosen).policy
    assert (policy.rule("tab_hidden").debounce_s, policy.rule("too_dark").debounce_s) == (600.0, 0.0)


def test_what_a_newer_plugin_sends_is_kept_said_and_not_applied(world: World) -> None:
    rules = {"mind_reading": {"enabled": True}, "too_dark": {"enabled": False}}
    newer = settings(preset="lenient", seb=True, rules=rules)
    exam = resolve(world, settings=newer)
    assert exam.policy.not_applied == ("lenient", "seb", "mind_reading")
    assert exam.policy.preset is Preset.STANDARD
    with world.work() as work:
        assert work.exams.get(exam.id) == exam


def test_what_is_set_in_the_lms_is_not_changed_here(world: World) -> None:
    exam = resolve(world, settings=settings())
    choice = ExamChoice("x", Preset.LOW)
    with pytest.raises(ChoiceRefused, match="in the LMS") as refused, world.work() as work:
        exams.choose(work, exam.id, choice, PROCTOR, world.now)
    assert refused.value.code == "set_in_lms"
