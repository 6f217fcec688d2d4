"""Which exam a launch means, and what a teacher may choose."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.world import PLATFORM, PROCTOR, World
from tool.domain.people import Person
from tool.domain.policy import PRESETS, Policy, RuleChange
from tool.domain.preset import Preset
from tool.monitoring.exam import exams
from tool.monitoring.exam.events import RulesChanged
from tool.monitoring.exam.exams import ChoiceRefused, ExamChoice, ExamFacts
from tool.monitoring.exam.records import Exam
from tool.monitoring.tenancy import participants

FACTS = ExamFacts("platform-1", "d1", "link-1", "Physics", "Science", "course-1")
VALUES = {
    "microphone": True, "admission": "automatic", "require_fullscreen": False, "allowed_resources": ["Calculator"],
    "message": "Good luck",
}
CHOICE = ExamChoice("Physics 1", Preset.HIGH, VALUES)


def test_first_launch_makes_the_exam_and_the_second_finds_it(world: World) -> None:
    with world.work() as work:
        first = exams.resolve(work, FACTS, world.now)
        again = exams.resolve(work, replace(FACTS, lineitem="http://lms.test/li"), world.now)
    assert first.id == again.id
    assert first.policy == PRESETS[Preset.STANDARD]
    assert again.lineitem == "http://lms.test/li"


def test_a_draft_is_found_by_its_parameter_bound_and_counts_from_then_on(world: World) -> None:
    with world.work() as work:
        drafted = exams.made(work, replace(FACTS, resource_link_id=None), world.now, standing="draft")
        found = exams.resolve(work, replace(FACTS, exam_id=drafted.id), world.now)
        assert exams.resolve(work, FACTS, world.now).id == drafted.id
    assert (drafted.standing, found.standing) == ("draft", "placed")
    assert (found.id, found.resource_link_id) == (drafted.id, "link-1")


def test_an_exam_keeps_its_first_link_and_is_found_by_later_ones(world: World) -> None:
    with world.work() as work:
        exam = exams.resolve(work, FACTS, world.now)
        later = replace(FACTS, resource_link_id="link-2", exam_id=exam.id)
        assert exams.resolve(work, later, world.now).id == exam.id
        assert exams.resolve(work, FACTS, world.now) == exam
        assert exams.resolve(work, replace(later, exam_id=None), world.now).id != exam.id


def test_a_copy_takes_name_and_policy_along_and_says_so_until_it_is_saved(world: World) -> None:
    elsewhere = replace(FACTS, context_id="course-2", resource_link_id="link-9", title="")
    with world.work() as work:
        exam = exams.resolve(work, FACTS, world.now)
        exams.choose(work, exam.id, CHOICE, PROCTOR, world.now)
        copy = exams.resolve(work, replace(elsewhere, exam_id=exam.id), world.now)
        again = exams.resolve(work, replace(elsewhere, exam_id=exam.id), world.now)
        assert [e.detail for e in work.audit.of_exam(copy.id)] == [f"from={exam.id}"]
        chosen = exams.choose(work, copy.id, CHOICE, PROCTOR, world.now)
    assert copy.id == again.id != exam.id
    assert (copy.title, copy.policy.preset, copy.copied) == ("Physics 1", Preset.HIGH, True)
    assert chosen.copied is False


def test_an_unchanged_draft_is_saved_too(world: World) -> None:
    with world.work() as work:
        drafted = exams.made(work, FACTS, world.now, standing="draft")
        first = exams.choose(work, drafted.id, CHOICE, PROCTOR, world.now)
        work.exams.save(replace(first, standing="draft"))
        again = exams.choose(work, drafted.id, CHOICE, PROCTOR, world.now)
        assert work.exams.get(drafted.id) == again == replace(first, standing="saved")


def test_exam_of_another_platform_is_not_taken(world: World) -> None:
    with world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", client_id="other"))
        theirs = exams.resolve(work, replace(FACTS, platform_id="platform-2"), world.now)
        mine = exams.resolve(work, replace(FACTS, exam_id=theirs.id), world.now)
    assert mine.id != theirs.id
    assert mine.platform_id == "platform-1"


def test_a_link_is_not_taken_from_the_exam_that_holds_it(world: World) -> None:
    with world.work() as work:
        holder = exams.resolve(work, FACTS, world.now)
        drafted = exams.made(work, replace(FACTS, resource_link_id=None), world.now, standing="draft")
        named = exams.resolve(work, replace(FACTS, exam_id=drafted.id), world.now)
        assert exams.resolve(work, FACTS, world.now).id == holder.id
    assert (named.id, named.resource_link_id) == (drafted.id, None)


def test_choice_reaches_attempts_that_are_watched(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        exam = exams.choose(work, attempt.exam_id, CHOICE, PROCTOR, world.now)
        exams.choose(work, attempt.exam_id, CHOICE, PROCTOR, world.now)
        audited = [e for e in work.audit.of_exam(exam.id) if e.action == "exam.choose"]
    assert (exam.title, exam.policy.preset, exam.policy.value("message")) == ("Physics 1", Preset.HIGH, "Good luck")
    assert world.told(RulesChanged)[-1].rules == tuple(r for r in exam.policy.applied if r.type != "quiz_left")
    assert len(audited) == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": "\x00 "}, "bad_title", "title"),
        ({"title": "x" * 201}, "bad_title", "title"),
        ({"values": {"message": "x" * 2001}}, "bad_field", "message"),
        ({"values": {"allowed_resources": ["x"] * 31}}, "bad_field", "allowed_resources"),
        ({"values": {"allowed_resources": ["x" * 121]}}, "bad_field", "allowed_resources"),
        ({"values": {"admission": "nobody"}}, "bad_field", "admission"),
        ({"values": {"screen": "yes"}}, "bad_field", "screen"),
        ({"preset": Preset.CUSTOM, "rules": {"tab_hidden": RuleChange(debounce_s=601)}}, "bad_field", "tab_hidden"),
        ({"preset": Preset.CUSTOM, "rules": {"mind_reading": RuleChange(False)}}, "unknown_rule", "mind_reading"),
    ],
)
def test_bad_choices_name_the_field(world: World, change: dict[str, Any], code: str, field: str) -> None:
    exam = world.exam()
    with pytest.raises(ChoiceRefused) as refusal, world.work() as work:
        exams.choose(work, exam.id, replace(CHOICE, **change), PROCTOR, world.now)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def exam_of_revision_1(world: World, preset: Preset = Preset.STANDARD, **changes: RuleChange) -> Exam:
    exam = world.exam()
    world.with_policy(exam, Policy.of(preset, {}, changes, revision=1))
    return replace(exam, policy=Policy.of(preset, {}, changes, revision=1))


def policy_of(world: World, exam_id: str) -> Policy:
    with world.work() as work:
        return work.exams.get(exam_id).policy


def test_an_exam_follows_todays_preset_until_somebody_is_at_work_in_it(world: World) -> None:
    exam = exam_of_revision_1(world)
    world.attempt(exam=exam)
    assert policy_of(world, exam.id) == PRESETS[Preset.STANDARD]
    world.with_policy(exam, exam.policy)
    world.attempt(exam=exam, subject="sub-2")
    assert policy_of(world, exam.id).revision == 1, "what is running keeps its numbers"


def test_rules_that_a_teacher_changed_stay_with_the_numbers_that_were_seen(world: World) -> None:
    exam = exam_of_revision_1(world, Preset.CUSTOM, tab_hidden=RuleChange(enabled=False))
    world.attempt(exam=exam)
    choice = ExamChoice("Physics", Preset.CUSTOM, {}, {"tab_hidden": RuleChange(debounce_s=9.0)})
    with world.work() as work:
        exams.choose(work, exam.id, choice, PROCTOR, world.now)
    assert policy_of(world, exam.id).rule("clipboard_used") is None
    with world.work() as work:
        exams.choose(work, exam.id, replace(choice, preset=Preset.STANDARD), PROCTOR, world.now)
    assert policy_of(world, exam.id) == PRESETS[Preset.STANDARD], "back to standard is today's"


def test_a_choice_in_a_running_exam_keeps_the_numbers_that_were_not_chosen(world: World) -> None:
    exam = exam_of_revision_1(world)
    world.attempt(exam=exam)
    world.with_policy(exam, exam.policy)
    with world.work() as work:
        exams.choose(work, exam.id, ExamChoice("Physics", Preset.STANDARD, {"screen": True}), PROCTOR, world.now)
    policy = policy_of(world, exam.id)
    assert (policy.revision, policy.screen) == (1, True)


def test_what_the_set_up_page_may_not_change_stays(world: World) -> None:
    exam = world.exam()
    world.with_policy(exam, Policy.of(Preset.STANDARD, {"camera": False, "retention_days": 7, "message": "Old"}))
    values = {"camera": True, "retention_days": 3000, "microphone": False}
    with world.work() as work:
        exams.choose(work, exam.id, ExamChoice("Physics", Preset.HIGH, values), PROCTOR, world.now)
    policy = policy_of(world, exam.id)
    assert (policy.camera, policy.retention_days, policy.microphone) == (False, 7, False)
    assert policy.value("message") == "Old", "what is left out stays as it is"


@pytest.mark.parametrize("name", ["Robert'); DROP TABLE people;--", "<script>alert(1)</script>", "Zoë 🦊 李"])
def test_names_come_out_as_they_went_in(world: World, name: str) -> None:
    with world.work() as work:
        participants.recognise(work, Person("platform-1", "s", name), world.now)
    with world.work() as work:
        kept = work.people.known("platform-1", "s")
    assert kept is not None
    assert kept.name == name


def test_nameless_launch_keeps_the_known_name(world: World) -> None:
    with world.work() as work:
        first = participants.recognise(work, Person("platform-1", "s", "Ada"), world.now)
        again = participants.recognise(work, Person("platform-1", "s", ""), world.now + 5)
        other = participants.recognise(work, Person("platform-1", "t", " "), world.now)
    assert (again.id, again.name) == (first.id, "Ada")
    assert other.name == participants.NAMELESS


def test_when_somebody_was_last_seen_is_written_once_a_minute_or_with_what_is_new(world: World) -> None:
    def seen(name: str, after_s: float) -> tuple[str, float]:
        with world.work() as work:
            person = participants.recognise(work, Person("platform-1", "s", name), world.now + after_s)
        with world.work() as work:
            assert work.people.known("platform-1", "s") == person
        return person.name, person.last_seen_at - world.now

    assert [seen("Ada", s) for s in (0, 59, 60, 61)] == [("Ada", 0), ("Ada", 0), ("Ada", 60), ("Ada", 60)]
    assert seen("Ada L.", 62) == ("Ada L.", 62)
    assert seen("Ada L.", -5) == ("Ada L.", -5), "a clock that was set back is believed"
