"""What the gradebook says, and a human's verdict."""

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import Actor, AttemptState
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind, ReasonCode, Verdict
from tool.monitoring.exam import attempts, overview, review
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.records import Staff
from tool.monitoring.exam.review import VerdictRefused
from tool.monitoring.work import NotFound

K = InterventionKind
S = AttemptState


def comments(world: World, attempt_id: str) -> list[str]:
    with world.work() as work:
        return [str(r.payload["comment"]) for r in work.outbox.of_attempt(attempt_id) if "comment" in r.payload]


def submit(world: World, attempt_id: str) -> None:
    with world.work() as work:
        attempts.submitted(work, attempt_id, world.now)


def test_comment_counts_incidents_and_names_flags(world: World) -> None:
    attempt = world.attempt()
    for name, severity in (("a", Severity.MEDIUM), ("b", Severity.HIGH), ("c", Severity.MEDIUM)):
        world.incident(attempt.id, name, severity=severity)
    world.decide(attempt.id, K.FLAG, reason=ReasonCode.FORBIDDEN_MATERIAL)
    submit(world, attempt.id)
    (comment,) = comments(world, attempt.id)
    assert comment == (
        "Proctored with Invigil. Submitted. 3 incidents (1 high, 2 medium). "
        "Flagged by a proctor: Material that is not allowed. Verdict pending: no one has reviewed it yet. "
        "The report opens from this quiz's proctoring link in the LMS."
    )


def test_verdict_replaces_pending(world: World) -> None:
    attempt = world.attempt()
    submit(world, attempt.id)
    with world.work() as work:
        judged = review.judge(work, attempt.id, PROCTOR, Verdict.CLEAR, "All fine", world.now)
    assert (judged.state, judged.verdict, judged.verdict_by) == (S.REVIEWED, Verdict.CLEAR, PROCTOR.name)
    first, second = comments(world, attempt.id)
    assert "No incidents. Verdict pending" in first
    assert "No incidents. Verdict: clear. All fine." in second


def test_verdict_may_change_and_repeats_do_nothing(world: World) -> None:
    attempt = world.attempt()
    submit(world, attempt.id)
    for verdict in (Verdict.FLAGGED, Verdict.FLAGGED, Verdict.INVALID):
        with world.work() as work:
            review.judge(work, attempt.id, PROCTOR, verdict, "", world.now)
    assert world.read(attempt.id).verdict is Verdict.INVALID
    assert len(comments(world, attempt.id)) == 3
    with world.work() as work:
        audited = [e.detail for e in work.audit.of_exam(attempt.exam_id) if e.action == "verdict"]
    assert audited == ["flagged", "invalid"]


def test_open_attempts_are_not_judged(world: World) -> None:
    attempt = world.attempt()
    with pytest.raises(VerdictRefused) as refusal, world.work() as work:
        review.judge(work, attempt.id, PROCTOR, Verdict.CLEAR, "", world.now)
    assert refusal.value.code == "still_open"


def test_only_humans_judge(world: World) -> None:
    attempt = world.attempt()
    submit(world, attempt.id)
    with pytest.raises(VerdictRefused, match="person"), world.work() as work:
        review.judge(work, attempt.id, Staff(None, "Policy", Actor.POLICY), Verdict.INVALID, "", world.now)
    assert world.read(attempt.id).verdict is None


def test_policy_cannot_change_a_verdict_that_was_given(world: World) -> None:
    attempt = world.attempt()
    submit(world, attempt.id)
    with world.work() as work:
        review.judge(work, attempt.id, PROCTOR, Verdict.CLEAR, "", world.now)
    with pytest.raises(VerdictRefused), world.work() as work:
        review.judge(work, attempt.id, Staff(None, "Policy", Actor.POLICY), Verdict.INVALID, "", world.now)
    assert world.read(attempt.id).verdict is Verdict.CLEAR


def test_dossier_holds_everything_and_stays_in_its_exam(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id)
    world.decide(attempt.id, K.TERMINATE, text="over")
    with world.work() as work:
        found = review.dossier(work, attempt.exam_id, attempt.id)
        with pytest.raises(NotFound):
            review.dossier(work, "another-exam", attempt.id)
    assert (len(found.incidents), len(found.interventions), len(found.deliveries)) == (1, 2, 3)
    assert found.person.name == "Ada Examinee"


def test_glances_of_an_exam(world: World) -> None:
    exam = world.exam()
    first, second = world.attempt(exam=exam), world.attempt(exam=exam, subject="sub-2")
    world.incident(first.id, severity=Severity.HIGH)
    with world.work() as work:
        seen = overview.glances(work, View(exam.id))
        one = overview.glance(work, exam.id, second.id)
        with pytest.raises(NotFound):
            overview.glance(work, "another-exam", first.id)
    assert [(g.attempt.id, g.incidents.total) for g in seen] == [(first.id, 1), (second.id, 0)]
    assert one == seen[1]
