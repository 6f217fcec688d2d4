"""An attempt of a quiz that an access code opens: numbers, what is refused, how an exam stands for its examinee."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode, Verdict
from tool.monitoring.exam import attempts, by_code, review
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import Attempt, Exam

S = AttemptState


def bound_to(world: World, exam: Exam, **changes: Any) -> BoundQuiz:
    bound = BoundQuiz(
        id=exam.id, platform_id=exam.platform_id, context_id=exam.context_id, kind="classic", course_id="12",
        quiz_id="7", assignment_id="", title="Physics", url="http://lms.test/quiz", time_limit_min=None, attempts=1,
        code_secret="sealed", code_at=world.now, before_secret="", gate=GateState.SET, created_at=world.now,
        next_at=world.now,
    )
    bound = replace(bound, **changes)
    with world.work() as work:
        work.bound_quizzes.remove(exam.id)
        work.bound_quizzes.add(bound)
    return bound


def opened(world: World, exam: Exam, allowed: int | None = 1) -> Attempt:
    facts = world.start_facts(
        exam, world.person(), None, start_assessment_url="", session_data="", acs_url=None, acs_actions=()
    )
    with world.work() as work:
        return attempts.open_by_code(work, facts, allowed, world.now)


def running(world: World, exam: Exam, allowed: int | None = 1) -> Attempt:
    attempt = opened(world, exam, allowed)
    with world.work() as work:
        attempts.consent(work, attempt.id, world.now)
        attempts.check_in(work, attempt.id, world.now, camera=True, microphone=True)
    world.decide(attempt.id, InterventionKind.ADMIT)
    with world.work() as work:
        by_code.begin(work, attempt.id, world.now)
    return world.read(attempt.id)


def hand_in(world: World, attempt: Attempt) -> None:
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.clock.forward(60))


def test_an_open_attempt_goes_on_and_numbers_count_up(world: World) -> None:
    exam = world.exam()
    bound_to(world, exam)
    first = running(world, exam, 2)
    assert first.by_code
    assert (first.state, first.number, first.attempt_number, first.session_data) == (S.RUNNING, 1, 1, "")
    assert opened(world, exam, 2).id == first.id
    hand_in(world, first)
    second = opened(world, exam, 2)
    assert (second.number, second.attempt_number) == (2, 2)


@pytest.mark.parametrize("allowed", [1, 2])
def test_a_quiz_may_be_taken_as_often_as_it_allows(world: World, allowed: int) -> None:
    exam = world.exam()
    bound_to(world, exam, attempts=allowed)
    for _ in range(allowed):
        hand_in(world, running(world, exam, allowed))
    with pytest.raises(AttemptRefused) as refused:
        opened(world, exam, allowed)
    assert refused.value.code == "attempts_used"
    assert opened(world, exam, None).number == allowed + 1


def test_an_attempt_that_never_began_is_not_counted(world: World) -> None:
    exam = world.exam()
    hand_in(world, opened(world, exam))
    assert opened(world, exam).number == 2


def test_who_was_ended_by_a_proctor_stays_out_whatever_the_verdict(world: World) -> None:
    exam = world.exam()
    bound = bound_to(world, exam, attempts=None)
    attempt = running(world, exam, None)
    world.decide(attempt.id, InterventionKind.TERMINATE, reason=ReasonCode.TECHNICAL)
    with pytest.raises(AttemptRefused) as refused:
        opened(world, exam, None)
    assert refused.value.code == "attempt_terminated"
    with world.work() as work:
        review.judge(work, attempt.id, PROCTOR, Verdict.CLEAR, "", world.now)
    with world.work() as work:
        assert by_code.own_exam(work, bound, attempt.person_id).state is by_code.OwnState.ENDED


def test_a_refusal_at_a_quiz_that_is_not_shut_takes_the_beginning_back(world: World) -> None:
    exam = world.exam()
    bound_to(world, exam)
    attempt = opened(world, exam)
    with world.work() as work:
        attempts.consent(work, attempt.id, world.now)
        attempts.check_in(work, attempt.id, world.now, camera=True, microphone=True)
    world.decide(attempt.id, InterventionKind.ADMIT)
    bound_to(world, exam, gate=GateState.SETTING)
    with pytest.raises(AttemptRefused), world.work() as work:
        by_code.begin(work, attempt.id, world.now)
    assert world.read(attempt.id).state is S.ADMITTED
    assert world.read(attempt.id).begun_at is None


def test_a_course_has_its_quizzes_by_either_id_once(world: World) -> None:
    exam = world.exam()
    bound = bound_to(world, exam)
    with world.work() as work:
        for context, course in (("course-1", "12"), ("course-1", ""), ("", "12")):
            assert by_code.of_course(work, "platform-1", context, course, "p") == [bound]
        for context, course in (("", ""), ("course-2", "13")):
            assert by_code.of_course(work, "platform-1", context, course, "p") == []
