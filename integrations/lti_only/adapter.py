"""The whole port by LTI's own services: decisions by Assessment Control (ACS), the outcome by the gradebook (AGS)."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.base import (
    START_PROCTORING,
    AssessmentParties,
    AttemptInLms,
    Calls,
    Capability,
    Column,
    Command,
    ControlOrder,
    Done,
    ExamInLms,
    IntegrationFailed,
    Outcome,
    Verb,
)
from integrations.groups import NoGroups
from integrations.lti_only import words
from integrations.lti_only.no_extension import NoExtension
from integrations.lti_only.no_quizzes import NoQuizApi
from integrations.lti_only.nobody_asked import NobodyAsked
from integrations.places import PLACES, Asked, Tool, Wishes
from integrations.presence import Presence, Standing
from integrations.settings import SettingsField

ACTIONS = {
    Verb.PAUSE: "pause", Verb.RESUME: "resume", Verb.TERMINATE: "terminate", Verb.READMIT: "resume",
    Verb.EXTRA_TIME: "update", Verb.FLAG: "flag",
}
"""The action of the Assessment Control Service by which a verb is done."""
_STATES = frozenset({"pause", "resume", "terminate"})
"""Done twice, these are the same; minutes may add up, and flags pile up."""


class LtiOnly(NoQuizApi, NoExtension, NobodyAsked, NoGroups):
    """Serves `integrations.base.Integration` for any LMS that speaks LTI. Other adapters extend it where theirs can do
    more; `readmits`, `knows_repetitions`, `annotation` and `reason_code` are there for that."""

    name: str = "other"
    title: str = "Another LMS"
    families: frozenset[str] = frozenset()
    hosted_hosts: Mapping[str, tuple[str, ...]] = {}
    learns_deployments: bool = False
    parameters: tuple[str, ...] = ()
    placement_claim: str = ""
    remark_keys: Mapping[str, Any] = {}
    description_path: str = ""
    settings_fields: tuple[SettingsField, ...] = ()
    script_path: str = ""
    echoes_custom: bool = False

    def recognises_platform(self, configuration: Mapping[str, Any]) -> bool:
        """Nothing that a platform says of itself shows this: it is what is left."""
        del configuration
        return False

    def recognises_exam(self, exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
        """Nothing that launches bring shows this: it is what is left."""
        del exam, attempt
        return False

    def assessment_parties(self, settings: Mapping[str, str]) -> AssessmentParties:
        """As the standard has it."""
        del settings
        return "standard"

    def wishes(self, configuration: Mapping[str, Any]) -> Wishes:
        """Ask for the places, and for nothing else."""
        del configuration
        return Wishes(tuple(Asked((place.placement,), place) for place in PLACES))

    def description(self, tool: Tool) -> dict[str, Any]:
        """Say nothing: LTI knows no such description."""
        del tool
        return {}

    def page_script(self, tool: Tool) -> str:
        """Return none: LTI puts nothing into an LMS's own pages."""
        del tool
        return ""

    def after_registration(self, messages: Sequence[str]) -> tuple[str, ...]:
        """Return what is likely to be left in any LMS."""
        del messages
        return ("If the LMS shows the new tool as switched off or waiting, switch it on, and let teachers use it.",)

    def capabilities(
        self, exam: ExamInLms, attempt: AttemptInLms | None, messages: Sequence[str]
    ) -> tuple[Capability, ...]:
        """Return what LTI's services do here; an attempt shows by itself that the LMS speaks Proctoring Services."""
        gated = attempt is not None or not messages or START_PROCTORING in messages
        said = words.GATED if gated else words.UNGATED
        controls = (
            self._control(verb, attempt, gated=gated) if verb is not Verb.READMIT or self.readmits(exam)
            else Capability(verb, False, words.INSTEAD[verb])
            for verb in ACTIONS
        )
        return (
            Capability(Verb.GATE_START, gated, said), Capability(Verb.RELEASE, gated, said),
            Capability(Verb.HOLD_GRADE, False, words.NO_HOLD), Capability(Verb.RELEASE_GRADE, False, words.NO_HOLD),
            Capability(Verb.GRADE, False, words.NO_GRADES), Capability(Verb.ROSTER, True, words.ROSTER),
            *controls, self.annotation(exam),
        )

    def readmits(self, exam: ExamInLms) -> bool:
        """Whether the LMS opens a terminated attempt again when it is told to resume it; the standard has no word."""
        del exam
        return False

    def knows_repetitions(self, exam: ExamInLms) -> bool:
        """Whether the LMS takes an order with the same time of decision for the same; the standard does not say."""
        del exam
        return False

    def annotation(self, exam: ExamInLms) -> Capability:
        """Return whether and how the outcome of an attempt is shown in the LMS."""
        if exam.column is None and exam.resource_link_id is None and exam.columns is not None:
            return _no_annotation("Known once the exam is opened from the course: the LMS says it then")
        if exam.column is None and not exam.reads_columns:
            return _no_annotation(f"{words.REPORT_ONLY}: the platform gave no gradebook column")
        if not exam.writes_scores:
            return _no_annotation(f"{words.REPORT_ONLY}: the platform lets no scores be written")
        return Capability(Verb.ANNOTATE, True, words.COMMENT if exam.column else words.COMMENT_IF_COLUMN)

    def reason_code(self, command: Command) -> str:
        """Return the reason of a decision as the LMS reads it: the standard leaves the codes open."""
        return command.reason_code

    def perform(self, command: Command, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Tell the Assessment Control Service, or show the outcome. Raise IntegrationFailed."""
        if command.outcome is not None:
            return self.show_outcome(command.outcome, exam, attempt, calls)
        if command.verb not in ACTIONS or attempt.control_url is None:
            raise IntegrationFailed(f"The gateway has no call for {command.verb}.", retry=False)
        order = ControlOrder(
            action=ACTIONS[command.verb], at=command.at, severity=command.severity,
            reason_code=self.reason_code(command), reason_msg=command.reason_msg, minutes=command.minutes,
            repeatable=ACTIONS[command.verb] in _STATES or self.knows_repetitions(exam),
        )
        status = calls.control(attempt, order)
        return Done(f"The LMS says: {status}." if status else "The LMS took it.")

    def show_outcome(self, outcome: Outcome, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Put a comment without a grade into the exam's gradebook column. Raise IntegrationFailed.

        A column that no launch has named is looked for: the one that deep linking asked for under the exam's id, else
        one that hangs on the exam's link or on that of the quiz. None is ever made here. A column of our own would
        count: some LMSs make a published assignment of it, which students see as missing work and which costs them
        points where the ungraded is taken for zero. The teacher agrees to the one column of deep linking by saving the
        activity; behind the teacher's back a remark is not worth a wrong total, and it stands in Invigil's report in
        any case."""
        column = exam.column or _fitting(calls.columns(exam), exam, attempt)
        if column is None:
            raise IntegrationFailed(
                f"{words.REPORT_ONLY}: the LMS has no gradebook column for this exam", retry=False, impossible=True
            )
        calls.remark(column, exam, attempt, outcome.comment, outcome.at)
        return Done("The comment is in the gradebook.", column=column)

    def watches_presence(self, services: Mapping[str, str]) -> bool:
        """LTI has no service for it."""
        del services
        return False

    def report_presence(
        self, services: Mapping[str, str], at: float, present: Sequence[Presence], calls: Calls
    ) -> dict[str, Standing]:
        """Tell nobody; nothing is known."""
        del services, at, present, calls
        return {}

    def _control(self, verb: Verb, attempt: AttemptInLms | None, *, gated: bool) -> Capability:
        if not gated:
            return _instead(verb, "this LMS does not speak LTI Proctoring Services")
        if attempt is None:
            return Capability(verb, False, "Known when the first examinee starts: the LMS says it then")
        if attempt.control_url is None:
            return _instead(verb, "this platform offers no Assessment Control Service")
        if ACTIONS[verb] not in attempt.actions:
            return _instead(verb, "the platform's Assessment Control Service does not take this action")
        return Capability(verb, True, f"Assessment Control Service: {words.BY_CONTROL[verb]}")


def _instead(verb: Verb, why: str) -> Capability:
    return Capability(verb, False, f"{words.INSTEAD[verb]}: {why}")


def _no_annotation(why: str) -> Capability:
    return Capability(Verb.ANNOTATE, False, why)


def _fitting(columns: Sequence[Column], exam: ExamInLms, attempt: AttemptInLms) -> str | None:
    """Return the address of the column that fits best. An LMS names a column in its launches only where there is just
    one on the very link that is launched."""
    ranked = sorted((rank, c.address) for c in columns if (rank := _rank(c, exam, attempt)) is not None)
    return ranked[0][1] if ranked else None


def _rank(column: Column, exam: ExamInLms, attempt: AttemptInLms) -> int | None:
    if column.resource_id == exam.id:
        return 0
    links = (exam.resource_link_id, attempt.resource_link_id)
    return 1 + links.index(column.resource_link_id) if column.resource_link_id in links else None
