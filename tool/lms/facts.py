"""What of our own records an LMS's adapter is told, and its answers in the domain's words."""

from collections.abc import Sequence

from integrations import registry
from integrations.base import AttemptInLms, Command, ExamInLms, Integration, Outcome, Verb
from integrations.quizzes import ApiConnection, QuizInLms
from lti import claims
from lti.message import AcsClaim
from lti.proctoring import Parties
from tool.domain.attempt import AttemptState
from tool.domain.lms import Capability, LmsCommand, LmsVerb
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.tenancy.records import ApiState, Platform

_READING = frozenset({claims.SCOPE_LINEITEM, claims.SCOPE_LINEITEM_READONLY})


def quiz_in_lms(bound: BoundQuiz) -> QuizInLms:
    """Return a bound quiz as an adapter is told it."""
    return QuizInLms(
        kind=bound.kind, course=bound.course_id, id=bound.quiz_id, assignment=bound.assignment_id, title=bound.title,
        url=bound.url, time_limit_min=bound.time_limit_min, attempts=bound.attempts,
    )


def exam_in_lms(exam: Exam, bound: BoundQuiz | None = None, api: ApiState | None = None) -> ExamInLms:
    """Return what an adapter is told of an exam. Where no launch has named a scope, scores are taken to be allowed."""
    return ExamInLms(
        id=exam.id, resource_link_id=exam.resource_link_id, context_id=exam.context_id, column=exam.lineitem,
        columns=exam.lineitems, granted=exam.ags_scopes, services=exam.lms_services,
        reads_columns=exam.lineitems is not None and not _READING.isdisjoint(exam.ags_scopes),
        writes_scores=not exam.ags_scopes or claims.SCOPE_SCORE in exam.ags_scopes,
        quiz=None if bound is None else quiz_in_lms(bound),
        api=None if api is None else ApiConnection(api.origin, frozenset(api.scopes), api.connected_at, api.revoked_at),
    )


def attempt_in_lms(attempt: Attempt, subject: str, user: str = "") -> AttemptInLms:
    """Return what an adapter is told of an attempt; `subject` is the platform's id of the examinee, `user` that of the
    LMS's own API."""
    return AttemptInLms(
        subject=subject, session=attempt.session_data, number=attempt.attempt_number,
        resource_link_id=attempt.resource_link_id, control_url=attempt.acs_url,
        actions=AcsClaim(attempt.acs_url or "", attempt.acs_actions).taken,
        handed_in=attempt.started_at is not None and attempt.state is not AttemptState.ABANDONED, user=user,
        submission=attempt.lms_submission, taking=attempt.lms_taking, extra_minutes=attempt.extra_minutes,
        own_leave=attempt.own_leave_at is not None,
    )


def command_for_lms(command: LmsCommand, outcome: Outcome | None) -> Command:
    """Return a row of the outbox as an adapter is told it."""
    payload = command.payload
    return Command(
        verb=Verb(command.verb), at=float(payload["at"]), severity=float(payload.get("severity", 0.0)),
        reason_code=str(payload.get("reason_code", "")), reason_msg=str(payload.get("reason_msg", "")),
        minutes=int(payload["minutes"]) if "minutes" in payload else None, outcome=outcome, id=command.id,
        memo=command.memo,
    )


def adapter_for(platform: Platform, exam: Exam, attempt: Attempt | None) -> Integration:
    """Return the adapter that serves this exam in its LMS."""
    told = None if attempt is None else attempt_in_lms(attempt, "")
    return registry.serving(platform.family, platform.issuer, exam_in_lms(exam), told)


def adapter_of(platform: Platform) -> Integration:
    """Return the adapter that serves a platform, before anything is known of one exam."""
    return registry.serving(platform.family, platform.issuer, ExamInLms(""), None)


def keeps_log(platform: Platform, kind: str) -> bool:
    """Whether this LMS keeps a log of quizzes of this kind, its own word for it, that Invigil can read."""
    return kind in adapter_of(platform).logged_kinds


def assessment_parties(platform: Platform) -> Parties:
    """Return whom this LMS wants to see named as the parties of a StartAssessment."""
    return registry.of_platform(platform.family, platform.issuer).assessment_parties(platform.settings)


def capabilities_of(
    platform: Platform, exam: Exam, attempt: Attempt | None, bound: BoundQuiz | None = None, api: ApiState | None = None
) -> tuple[Capability, ...]:
    """Return every verb with whether and how this exam's LMS does it; before the first attempt what is known then."""
    told = None if attempt is None else attempt_in_lms(attempt, "")
    found = adapter_for(platform, exam, attempt).capabilities(exam_in_lms(exam, bound, api), told, platform.messages)
    return tuple(Capability(LmsVerb(c.verb), c.possible, c.means) for c in found)


def possible(capabilities: Sequence[Capability], verb: LmsVerb) -> Capability:
    """Return what these capabilities say of one verb."""
    return next(c for c in capabilities if c.verb is verb)
