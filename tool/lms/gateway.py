"""The gateway: the domain's port of an LMS, served by the adapter of whatever LMS an exam is in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from integrations.base import Done, IntegrationFailed, Outcome
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.lms import Capability, LmsCommand, LmsRefused, LmsVerb
from tool.lms.calls import Outward
from tool.lms.facts import (
    adapter_for,
    attempt_in_lms,
    capabilities_of,
    command_for_lms,
    exam_in_lms,
    possible,
)
from tool.monitoring.exam import outcome
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.tenancy.records import ApiState, Platform
from tool.monitoring.work import NotFound


@dataclass(frozen=True, slots=True)
class _Facts:
    attempt: Attempt
    exam: Exam
    platform: Platform
    subject: str
    user: str
    bound: BoundQuiz | None
    api: ApiState | None

    def capabilities(self) -> tuple[Capability, ...]:
        """Return what can be done to the attempt in its LMS."""
        return capabilities_of(self.platform, self.exam, self.attempt, self.bound, self.api)


class Gateway:
    """Serves the domain's LmsGateway. Opens units of work of its own, and none is open while a platform is called.
    `registration` finds a platform's registration by its id and raises NotFound. A call is made once: the outbox
    repeats what failed, and waits without holding up what goes to other platforms."""

    def __init__(self, works: Works, registration: Callable[[str], Registration], outward: Outward) -> None:
        self._works = works
        self._registration = registration
        self._outward = outward

    def capabilities(self, attempt_id: str) -> tuple[Capability, ...]:
        """Return what can be done to this attempt in its LMS; raise NotFound."""
        facts = self._facts(attempt_id)
        return facts.capabilities()

    def perform(self, command: LmsCommand) -> str:
        """Do it; return what the LMS answered, in a few words. Raise LmsRefused if it did not."""
        try:
            facts = self._facts(command.attempt_id)
            registration = self._registration(facts.exam.platform_id)
        except NotFound as exc:
            raise LmsRefused(f"Nothing to do: {exc}", retry=False) from exc
        if not registration.active:
            raise LmsRefused("The platform is switched off in Invigil.", retry=False)
        capability = possible(facts.capabilities(), command.verb)
        if not capability.possible:
            raise LmsRefused(capability.means, retry=False)
        try:
            done = self._done(command, facts, registration)
        except IntegrationFailed as exc:
            raise LmsRefused(str(exc), retry=exc.retry, after_s=exc.after_s, impossible=exc.impossible) from exc
        except ServiceFailed as exc:
            raise LmsRefused(str(exc), retry=exc.retry, after_s=exc.after_s) from exc
        self._keep_column(facts.exam, done.column)
        return done.words

    def _done(self, command: LmsCommand, facts: _Facts, registration: Registration) -> Done:
        outcome_now = self._outcome(command, facts.attempt) if command.verb is LmsVerb.ANNOTATE else None
        return adapter_for(facts.platform, facts.exam, facts.attempt).perform(
            command_for_lms(command, outcome_now), exam_in_lms(facts.exam, facts.bound, facts.api),
            attempt_in_lms(facts.attempt, facts.subject, facts.user),
            self._outward.to(registration, partial(self._note, command.id), command.memo, facts.attempt.id),
        )

    def _note(self, command_id: str, memo: Mapping[str, Any]) -> None:
        with self._works() as work:
            row = work.outbox.get(command_id)
            work.outbox.save(replace(row, memo={**row.memo, **memo}))

    def _facts(self, attempt_id: str) -> _Facts:
        with self._works() as work:
            attempt = work.attempts.get(attempt_id)
            exam = work.exams.get(attempt.exam_id)
            platform = work.platforms.get(exam.platform_id)
            person = work.people.get(attempt.person_id)
            bound, api = work.bound_quizzes.find(exam.id), work.platforms.api(platform.id)
            return _Facts(attempt, exam, platform, person.subject, person.lms_id, bound, api)

    def _outcome(self, command: LmsCommand, attempt: Attempt) -> Outcome:
        """Return how things stand now; what was true when the command was made may be out of date. The comment is of
        then: the same words are sent however often it takes."""
        with self._works() as work:
            found = outcome.by_severity(work.incidents.of_attempt(attempt.id))
        return Outcome(
            session=attempt.session_data, at=float(command.payload["at"]), incidents=sum(found.values()),
            severities=found, flagged=attempt.flagged, verdict=attempt.verdict and attempt.verdict.value,
            verdict_note=attempt.verdict_note, verdict_by=attempt.verdict_by, comment=str(command.payload["comment"]),
        )

    def _keep_column(self, exam: Exam, column: str | None) -> None:
        """Keep a gradebook column that no launch has named and that was found."""
        if column is None or exam.lineitem is not None:
            return
        with self._works() as work:
            known = work.exams.get(exam.id)
            if known.lineitem is None:
                work.exams.save(replace(known, lineitem=column))
