"""Copied courses: exams set up alike and bound to nothing; and no way back from a copy into the old course."""

from dataclasses import replace

import pytest

from tests.factories.world import World
from tool.domain.attempt import Actor
from tool.domain.preset import Preset
from tool.monitoring.exam import copies, exams
from tool.monitoring.exam.copies import CopiedCourse
from tool.monitoring.exam.exams import ExamChoice, ExamFacts
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import Exam, Staff

COPY = CopiedCourse("platform-1", "d1", "course-2", "Physics, spring", ("course-1",))
BOUND = BoundQuiz(
    id="", platform_id="platform-1", context_id="course-1", kind="classic", course_id="17", quiz_id="5",
    assignment_id="", title="Physics", url="https://lms.test/q/5", time_limit_min=60, attempts=1, code_secret="c",
    code_at=1.0, before_secret="b", gate=GateState.SET, created_at=1.0, next_at=1.0,
)


@pytest.fixture
def pattern(world: World) -> Exam:
    """An exam of course-1 with rules of its own, which proctors a quiz there."""
    exam = world.exam()
    with world.work() as work:
        exam = exams.choose(work, exam.id, ExamChoice("Midterm", Preset.HIGH), Staff("t", "T", Actor.PROCTOR), 5.0)
        work.bound_quizzes.add(replace(BOUND, id=exam.id))
    return exam


def test_a_proctored_quiz_gets_an_exam_in_the_copy(world: World, pattern: Exam) -> None:
    with world.work() as work:
        [made] = copies.take(work, COPY, 9.0)
        assert work.exams.get(made.id) == made
        assert work.bound_quizzes.find(made.id) is None, "the copied quiz is another one, and nobody has chosen it"
        assert work.bound_quizzes.find(pattern.id) is not None
    assert (made.title, made.policy) == ("Midterm", pattern.policy)
    assert (made.context_id, made.course_title) == ("course-2", "Physics, spring")
    assert (made.copied, made.standing, made.resource_link_id, made.lineitem) == (True, "saved", None, None)


def test_the_same_copy_again_makes_nothing(world: World, pattern: Exam) -> None:
    for made in (1, 0, 0):
        with world.work() as work:
            assert len(copies.take(work, COPY, 9.0)) == made
    with world.work() as work:
        assert len(work.exams.in_context("platform-1", "course-2")) == 1


def test_an_exam_without_a_quiz_of_the_api_is_left_to_its_link(world: World) -> None:
    world.exam()
    with world.work() as work:
        assert copies.take(work, COPY, 9.0) == []


@pytest.mark.parametrize(
    "copy",
    [
        replace(COPY, origins=()), replace(COPY, context_id=""), replace(COPY, context_id="course-1"),
        replace(COPY, platform_id="platform-2"), replace(COPY, origins=("course-9",)),
    ],
)
def test_what_is_no_copy_of_ours(world: World, pattern: Exam, copy: CopiedCourse) -> None:
    with world.work() as work:
        assert copies.take(work, copy, 9.0) == []


def test_a_link_that_was_copied_along_leads_to_the_copy(world: World, pattern: Exam) -> None:
    facts = ExamFacts("platform-1", "d1", "link-2", "Midterm", "Spring", "course-2", exam_id=pattern.id)
    with world.work() as work:
        [made] = copies.take(work, COPY, 9.0)
        found = exams.resolve(work, facts, 10.0)
    assert found.id == made.id
    assert found.copied, "nobody has saved it yet"
    assert found.resource_link_id == "link-2"


def test_without_a_notice_it_leads_to_an_exam_of_its_own_and_never_into_the_old_course(
    world: World, pattern: Exam
) -> None:
    facts = ExamFacts("platform-1", "d1", "link-2", "Midterm", "Spring", "course-2", exam_id=pattern.id)
    with world.work() as work:
        found = exams.resolve(work, facts, 10.0)
        assert work.bound_quizzes.find(found.id) is None
    assert found.id != pattern.id
    assert found.context_id == "course-2"
    assert found.copied
