"""A small world on a real SQLite database: one institution, one platform, one exam, people as needed."""

import itertools
from dataclasses import replace
from typing import Any, TypeVar

from tests.fakes.clock import FakeClock
from tool.db.engine import Database
from tool.db.rows import Base
from tool.db.work import SqlWork, Works
from tool.domain.attempt import AttemptState
from tool.domain.incident import IncidentOpened, Still
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import Decision, InterventionKind
from tool.domain.lms import LmsCommand, LmsVerb
from tool.domain.people import Person
from tool.domain.policy import PRESETS, Policy
from tool.domain.policy_fields import Admission
from tool.domain.preset import Preset
from tool.domain.trace import NO_TRACE, Trace
from tool.monitoring.exam import attempts, exams, incidents, interventions, outcome, presence
from tool.monitoring.exam.attempts import StartFacts
from tool.monitoring.exam.exams import ExamFacts
from tool.monitoring.exam.records import Attempt, Exam, Intervention, Origin, Staff
from tool.monitoring.tenancy import participants
from tool.monitoring.tenancy.records import Institution, Platform

E = TypeVar("E")
PROCTOR = Staff("proctor-1", "Pat Proctor")
PLATFORM = Platform(
    id="platform-1", institution_id="school", name="Sandbox", issuer="http://lms.test", client_id="invigil",
    auth_login_url="http://lms.test/auth", auth_token_url="http://lms.test/token", jwks_url="http://lms.test/jwks",
    token_audience=None, active=True, created_at=1.0,
)


def chain(previous: str, item: Any) -> str:
    return f"{previous}>{item.position}"


class World:
    """Everything is made through the services, as in production; `events` are those told after a commit."""

    def __init__(self, url: str = "sqlite://") -> None:
        self.database = Database(url)
        Base.metadata.create_all(self.database.engine)
        self.clock = FakeClock()
        counter = itertools.count(1)
        self.works = Works(self.database, lambda: f"id-{next(counter):06d}")
        self.events: list[object] = []
        self.works.listen(self.events.append)
        self._event_ids = itertools.count(1)
        with self.works() as work:
            work.institutions.add(Institution("school", "School", 1.0))
            work.platforms.add(PLATFORM, frozenset({"d1"}))

    @property
    def now(self) -> float:
        return self.clock.now

    def work(self) -> SqlWork:
        return self.works()

    def told(self, kind: type[E]) -> list[E]:
        return [e for e in self.events if isinstance(e, kind)]

    def exam(self, *, admission: Admission = Admission.PROCTOR, lineitem: str | None = "http://lms.test/li/1") -> Exam:
        facts = ExamFacts("platform-1", "d1", "link-1", "Physics", "Science", "course-1", lineitem=lineitem)
        with self.work() as work:
            exam = exams.resolve(work, facts, self.now)
            exam = replace(exam, policy=PRESETS[Preset.STANDARD].with_values(admission=admission))
            work.exams.save(exam)
        return exam

    def with_policy(self, exam: Exam, policy: Policy) -> None:
        with self.work() as work:
            work.exams.save(replace(exam, policy=policy))

    def person(self, subject: str = "sub-1", name: str = "Ada Examinee") -> str:
        with self.work() as work:
            return participants.recognise(work, Person("platform-1", subject, name), self.now).id

    def start_facts(self, exam: Exam, person_id: str, attempt_number: Any = 1, **changes: Any) -> StartFacts:
        facts = StartFacts(
            exam_id=exam.id, person_id=person_id, attempt_number=attempt_number, deployment_id="d1",
            resource_link_id="quiz-1", start_assessment_url="http://lms.test/start", session_data="opaque",
            acs_url="http://lms.test/acs", acs_actions=("pause", "resume", "terminate", "update", "flag"),
        )
        return replace(facts, **changes)

    def attempt(
        self, state: AttemptState = AttemptState.RUNNING, *, exam: Exam | None = None, subject: str = "sub-1",
        **facts: Any,
    ) -> Attempt:
        """Return an attempt taken to `state` (created, checking_in, waiting, admitted or running) step by step."""
        exam = exam or self.exam()
        person = self.person(subject)
        order = list(AttemptState)
        with self.work() as work:
            made = attempts.open_or_create(work, self.start_facts(exam, person, **facts), self.now)
        steps: list[tuple[AttemptState, Any]] = [
            (AttemptState.CHECKING_IN, lambda w: attempts.consent(w, made.id, self.now)),
            (AttemptState.WAITING, lambda w: attempts.check_in(w, made.id, self.now, camera=True, microphone=True)),
            (AttemptState.ADMITTED, lambda w: self.decide(made.id, InterventionKind.ADMIT, work=w)),
            (AttemptState.RUNNING, self._enter(made.id)),
        ]
        for target, step in steps:
            if order.index(target) <= order.index(state):
                with self.work() as work:
                    step(work)
        return self.read(made.id)

    def _enter(self, attempt_id: str) -> Any:
        def enter(work: SqlWork) -> None:
            attempts.begin(work, attempt_id, self.now)
            presence.connected(work, attempt_id, self.now)

        return enter

    def decide(
        self, attempt_id: str, kind: InterventionKind, *, work: SqlWork | None = None, by: Staff = PROCTOR, **more: Any
    ) -> Intervention:
        if work is not None:
            return interventions.decide(work, attempt_id, by, Decision(kind, **more), self.now)
        with self.work() as own:
            return interventions.decide(own, attempt_id, by, Decision(kind, **more), self.now)

    def command(self, attempt_id: str, verb: LmsVerb, payload: dict[str, str | float | int]) -> LmsCommand:
        """A command as the outbox hands it to the gateway; its row is there, so that things can be noted beside it."""
        with self.work() as work:
            row = outcome.enqueue(work, work.attempts.get(attempt_id), verb, payload, self.now)
        return LmsCommand(row.id, attempt_id, verb, payload)

    def read(self, attempt_id: str) -> Attempt:
        with self.work() as work:
            return work.attempts.get(attempt_id)

    def origin(self, node_id: str = "media-1", boot_id: str = "boot-1", event_id: str = "") -> Origin:
        return Origin(event_id or f"event-{next(self._event_ids)}", node_id, boot_id, self.now)

    def incident(
        self, attempt_id: str, incident_id: str = "incident-1", *, type: str = "face_missing",  # noqa: A002 - the record's own word
        severity: Severity = Severity.MEDIUM, still: Still | None = None, origin: Origin | None = None,
        interval_s: float = 0.0, trace: Trace = NO_TRACE,
    ) -> bool:
        """Record an incident that was opened now, five seconds after it started."""
        opened = IncidentOpened(
            incident_id, attempt_id, type, severity, self.now - 5, self.now, 0.0, 1.0, 5.0, "blaze-1", still,
            interval_s, trace,
        )
        with self.work() as work:
            return incidents.opened(work, origin or self.origin(), opened, chain, self.now)
