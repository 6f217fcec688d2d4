"""The LMS gateway made of LTI services: decisions by Assessment Control, the annotation by the gradebook (AGS)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from integrations.base import IntegrationFailed, Outcome
from integrations.registry import integration_of
from lti import assessment_control, claims, grades
from lti.assessment_control import ControlRequest
from lti.errors import ServiceFailed
from lti.message import AcsClaim, ControlAction, MessageType
from lti.ports import Registration
from lti.services import ServiceCalls
from tool.domain.attempt import AttemptState
from tool.domain.lms import Capability, LmsCommand, LmsRefused, LmsVerb
from tool.lms import columns
from tool.lms.beyond import poster
from tool.monitoring.exam import outcome
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.work import NotFound

V = LmsVerb
_ACTIONS = {
    V.PAUSE: ControlAction.PAUSE,
    V.RESUME: ControlAction.RESUME,
    V.TERMINATE: ControlAction.TERMINATE,
    V.READMIT: ControlAction.RESUME,
    V.EXTRA_TIME: ControlAction.UPDATE,
    V.FLAG: ControlAction.FLAG,
}
_BY_ACS = {
    V.PAUSE: "the LMS stops the clock and takes no answers",
    V.RESUME: "the LMS lets the attempt go on",
    V.TERMINATE: "the LMS closes the attempt",
    V.READMIT: "the LMS opens the closed attempt again, with its answers, after a new check-in",
    V.EXTRA_TIME: "the LMS adds the minutes",
    V.FLAG: "the LMS shows the flag and its reason",
}
_BY_WIDGET = {
    V.PAUSE: "Done in the widget only",
    V.RESUME: "Done in the widget only",
    V.TERMINATE: "Done in the widget only",
    V.READMIT: "Not possible: let the examinee start a new attempt in the LMS",
    V.EXTRA_TIME: "Noted in the report only; give the time in the LMS",
    V.FLAG: "Noted in the report only",
}
_GATED = "LTI Proctoring Services: the LMS opens the quiz only when Invigil lets the examinee begin"
_UNGATED = "Not possible: this LMS does not speak LTI Proctoring Services, so its quiz opens without Invigil"
_REPORT_ONLY = "Shown in Invigil's report only"
_NEVER = (
    Capability(V.GRADE, False, "Never done: people give grades"),
    Capability(V.ROSTER, False, "Not read: examinees appear when they start"),
)


@dataclass(frozen=True, slots=True)
class _Facts:
    attempt: Attempt
    exam: Exam
    subject: str


class LtiGateway:
    """Serves the domain's LmsGateway on any platform that speaks LTI. Opens units of work of its own, and none is open
    while a platform is called. `registration` finds a platform's registration by its id and raises NotFound. A call is
    made once: the outbox repeats what failed, and waits without holding up what goes to other platforms."""

    def __init__(self, works: Works, registration: Callable[[str], Registration], calls: ServiceCalls) -> None:
        self._works = works
        self._registration = registration
        self._calls = calls.once()

    def capabilities(self, attempt_id: str) -> tuple[Capability, ...]:
        """Return what can be done to this attempt in its LMS; raise NotFound."""
        with self._works() as work:
            attempt = work.attempts.get(attempt_id)
            exam = work.exams.get(attempt.exam_id)
            messages = work.platforms.get(exam.platform_id).messages
        return capabilities_of(exam, attempt, messages)

    def perform(self, command: LmsCommand) -> str:
        """Do it; return what the LMS answered, in a few words. Raise LmsRefused if it did not."""
        try:
            facts = self._facts(command.attempt_id)
            registration = self._registration(facts.exam.platform_id)
        except NotFound as exc:
            raise LmsRefused(f"Nothing to do: {exc}", retry=False) from exc
        if not registration.active:
            raise LmsRefused("The platform is switched off in Invigil.", retry=False)
        capability = next(c for c in capabilities_of(facts.exam, facts.attempt) if c.verb is command.verb)
        if not capability.possible:
            raise LmsRefused(capability.means, retry=False)
        try:
            if command.verb is V.ANNOTATE:
                if integration_of(facts.exam.lms_services).shows_outcome:
                    return self._show(command, facts, registration)
                return self._annotate(command, facts, registration)
            return self._control(command, facts, registration)
        except IntegrationFailed as exc:
            raise LmsRefused(str(exc), retry=True) from exc
        except ServiceFailed as exc:
            raise LmsRefused(str(exc), retry=exc.retry, after_s=exc.after_s) from exc

    def _facts(self, attempt_id: str) -> _Facts:
        with self._works() as work:
            attempt = work.attempts.get(attempt_id)
            return _Facts(attempt, work.exams.get(attempt.exam_id), work.people.get(attempt.person_id).subject)

    def _control(self, command: LmsCommand, facts: _Facts, registration: Registration) -> str:
        payload, attempt = command.payload, facts.attempt
        action, url = _ACTIONS.get(command.verb), attempt.acs_url
        if action is None or url is None:
            raise LmsRefused(f"The gateway has no call for {command.verb}.", retry=False)
        request = ControlRequest(
            action=action, user_id=facts.subject, resource_link_id=attempt.resource_link_id,
            attempt_number=attempt.attempt_number, at=float(payload["at"]),
            severity=float(payload.get("severity", 0.0)), reason_code=_reason_code(payload, attempt),
            reason_msg=str(payload.get("reason_msg", "")),
            extra_time_min=int(payload["minutes"]) if "minutes" in payload else None,
        )
        answer = assessment_control.send(url, request, registration=registration, calls=self._calls)
        return f"The LMS says: {answer.status}." if answer.status else "The LMS took it."

    def _show(self, command: LmsCommand, facts: _Facts, registration: Registration) -> str:
        """Have the LMS show how things stand now; what was true when the command was made may be out of date."""
        attempt = facts.attempt
        with self._works() as work:
            found = outcome.by_severity(work.incidents.of_attempt(attempt.id))
        integration_of(facts.exam.lms_services).show_outcome(
            poster(self._calls, registration, "The outcome"),
            Outcome(
                session=attempt.session_data, at=float(command.payload["at"]), incidents=sum(found.values()),
                severities=found, flagged=attempt.flagged, verdict=attempt.verdict and attempt.verdict.value,
                verdict_note=attempt.verdict_note, verdict_by=attempt.verdict_by,
            ),
        )
        return "The LMS shows the outcome beside the attempt."

    def _annotate(self, command: LmsCommand, facts: _Facts, registration: Registration) -> str:
        column = facts.exam.lineitem or self._column(facts, registration)
        handed_in = facts.attempt.started_at is not None and facts.attempt.state is not AttemptState.ABANDONED
        grades.post_comment(
            column, registration=registration, calls=self._calls, user_id=facts.subject,
            comment=str(command.payload["comment"]), at=float(command.payload["at"]),
            activity_progress="Submitted" if handed_in else "Completed", grading_progress="PendingManual",
            granted=facts.exam.ags_scopes,
        )
        return "The comment is in the gradebook."

    def _column(self, facts: _Facts, registration: Registration) -> str:
        """Look for the column that no launch has named, and keep it on the exam."""
        found = columns.find(facts.exam, facts.attempt, registration=registration, calls=self._calls)
        if found is None:
            raise LmsRefused(
                f"{_REPORT_ONLY}: the LMS has no gradebook column for this exam", retry=False, impossible=True
            )
        with self._works() as work:
            exam = work.exams.get(facts.exam.id)
            if exam.lineitem is None:
                work.exams.save(replace(exam, lineitem=found))
        return found


def _reason_code(payload: Mapping[str, object], attempt: Attempt) -> str:
    """Return the reason as the platform reads it. One that takes nothing but `terminate` is Open edX: it knows the
    single code "1" (a proctor ended the attempt, to be reviewed) and books every other one as a fault of the exam."""
    if {action.lower().removesuffix("request") for action in attempt.acs_actions} == {V.TERMINATE.value}:
        return "1"
    return str(payload.get("reason_code", ""))


def capabilities_of(
    exam: Exam, attempt: Attempt | None, messages: tuple[str, ...] = ()
) -> tuple[Capability, ...]:
    """Return every verb with whether and how this exam's LMS does it; before the first attempt what is known then.

    `messages` are the LTI messages that the LMS said at its registration that it sends; empty if it said none."""
    gated = attempt is not None or not messages or MessageType.START_PROCTORING in messages
    gates = (Capability(verb, gated, _GATED if gated else _UNGATED) for verb in (V.GATE_START, V.RELEASE))
    readmits = integration_of(exam.lms_services).readmits
    controls = (
        _control_capability(verb, attempt, gated=gated) if verb is not V.READMIT or readmits
        else Capability(verb, False, _BY_WIDGET[verb])
        for verb in _ACTIONS
    )
    return (*gates, *_NEVER, *controls, _annotation(exam))


def _control_capability(verb: LmsVerb, attempt: Attempt | None, *, gated: bool) -> Capability:
    if not gated:
        return Capability(verb, False, f"{_BY_WIDGET[verb]}: this LMS does not speak LTI Proctoring Services")
    if attempt is None:
        return Capability(verb, False, "Known when the first examinee starts: the LMS says it then")
    if attempt.acs_url is None:
        return Capability(verb, False, f"{_BY_WIDGET[verb]}: this platform offers no Assessment Control Service")
    if not AcsClaim(attempt.acs_url, attempt.acs_actions).allows(_ACTIONS[verb]):
        return Capability(
            verb, False, f"{_BY_WIDGET[verb]}: the platform's Assessment Control Service does not take this action"
        )
    return Capability(verb, True, f"Assessment Control Service: {_BY_ACS[verb]}")


def _annotation(exam: Exam) -> Capability:
    if integration_of(exam.lms_services).shows_outcome:
        return Capability(V.ANNOTATE, True, "Shown beside the attempt in the LMS: flag, verdict, number of incidents")
    if exam.lineitem is None and exam.resource_link_id is None and exam.lineitems is not None:
        return Capability(V.ANNOTATE, False, "Known once the exam is opened from the course: the LMS says it then")
    if exam.lineitem is None and not columns.may_look(exam):
        return Capability(V.ANNOTATE, False, f"{_REPORT_ONLY}: the platform gave no gradebook column")
    if exam.ags_scopes and claims.SCOPE_SCORE not in exam.ags_scopes:
        return Capability(V.ANNOTATE, False, f"{_REPORT_ONLY}: the platform lets no scores be written")
    if exam.lineitem is None:
        return Capability(
            V.ANNOTATE, True,
            "Gradebook (AGS): a comment without a grade, if the exam has a column there; Invigil makes none by itself",
        )
    return Capability(V.ANNOTATE, True, "Gradebook (AGS): a comment without a grade, to be reviewed by a person")
