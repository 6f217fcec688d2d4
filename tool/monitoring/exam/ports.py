"""The repositories of exams and all that belongs to them, as monitoring asks for them; `tool.db` implements them."""

from collections.abc import Callable, Collection
from typing import Protocol

from tool.domain.attempt import AttemptState
from tool.domain.lms import Lane
from tool.domain.stream import Stream
from tool.monitoring.exam.groups_port import StaffGroupsKept
from tool.monitoring.exam.linking_port import Linkings
from tool.monitoring.exam.quiz_port import BoundQuizzes
from tool.monitoring.exam.records import (
    Attempt,
    AttemptCounts,
    Evidence,
    Exam,
    Guest,
    Incident,
    IncidentSummary,
    Intervention,
    KeptRules,
    Origin,
    OutboxRow,
    TransitionEntry,
)
from tool.monitoring.tenancy.ports import TenancyWork


class Guests(Protocol):
    """Proctors that teachers have invited. Calls made for people name the exam of their session."""

    def add(self, record: Guest) -> None:
        """Keep a new guest."""
        ...

    def get(self, record_id: str) -> Guest:
        """Return the guest, for the system's own use; raise NotFound."""
        ...

    def within(self, exam_id: str, guest_id: str) -> Guest:
        """Return the guest if invited to this exam; raise NotFound otherwise."""
        ...

    def many(self, guest_ids: Collection[str]) -> list[Guest]:
        """Return those of these guests that are known."""
        ...

    def by_code(self, code_hash: str) -> Guest | None:
        """Return the guest whose code has this hash."""
        ...

    def in_exam(self, exam_id: str) -> list[Guest]:
        """Return the exam's guests, oldest first."""
        ...

    def save(self, record: Guest) -> None:
        """Keep the changed guest; raise NotFound."""
        ...


class Exams(Protocol):
    """Exams. Calls made for people name the platform, so that no one reaches into another tenant."""

    def add(self, record: Exam) -> None:
        """Keep a new exam; raise AlreadyThere if there is one with its id or its link."""
        ...

    def get(self, record_id: str) -> Exam:
        """Return the exam, for the system's own use; raise NotFound."""
        ...

    def on_platform(self, platform_id: str, exam_id: str) -> Exam:
        """Return the exam if it belongs to this platform; raise NotFound otherwise."""
        ...

    def ids(self) -> list[str]:
        """Return the ids of all exams, for the system's own sweeps."""
        ...

    def in_context(self, platform_id: str, context_id: str) -> list[Exam]:
        """Return the exams of one course of this platform, oldest first."""
        ...

    def newest_on(self, platform_id: str) -> Exam | None:
        """Return the platform's newest exam that knows a service address, for the connection test."""
        ...

    def newest_with_lms_services(self, since: float) -> list[Exam]:
        """Return of each platform the newest exam whose LMS offers services beyond LTI, among those made, or attempted,
        after `since` (Unix seconds)."""
        ...

    def begun_by_link(self) -> list[tuple[str, str]]:
        """Return platform and id of exams without a bound quiz at which somebody is at work by LTI, oldest first."""
        ...

    def by_link(self, platform_id: str, resource_link_id: str) -> Exam | None:
        """Return the exam bound to this resource link of this platform, if there is one."""
        ...

    def save(self, record: Exam) -> None:
        """Keep the changed exam; raise NotFound."""
        ...


class Attempts(Protocol):
    """Attempts and their transitions. Calls made for people name the exam of their session."""

    def add(self, record: Attempt) -> None:
        """Keep a new one; raise AlreadyThere if the examinee has one with its number at this exam."""
        ...

    def get(self, record_id: str) -> Attempt:
        """Return the attempt as it is now, for reading; raise NotFound."""
        ...

    def lock(self, attempt_id: str) -> Attempt:
        """Return the attempt for changing it: nobody else changes it until this work ends; raise NotFound."""
        ...

    def within(self, exam_id: str, attempt_id: str) -> Attempt:
        """Return the attempt if it belongs to this exam; raise NotFound otherwise."""
        ...

    def in_exam(self, exam_id: str) -> list[Attempt]:
        """Return the exam's attempts, oldest first."""
        ...

    def counts(self, exam_ids: list[str]) -> dict[str, AttemptCounts]:
        """Return the attempts of these exams in numbers, in one query; exams without attempts are left out."""
        ...

    def of_person(self, exam_id: str, person_id: str) -> list[Attempt]:
        """Return this person's attempts at this exam, oldest first."""
        ...

    def overdue(self, now: float, limit: int) -> list[str]:
        """Return the ids of attempts that ended longer ago than their exam's policy keeps them, at most `limit`."""
        ...

    def without_page(self, states: frozenset[AttemptState], since: float, limit: int) -> list[str]:
        """Return the ids of attempts in these states without a page since this moment or longer, longest first, at most
        `limit`; for the system's own sweeps."""
        ...

    def remove(self, attempt_id: str) -> None:
        """Remove the attempt and all that belongs to it; nothing happens if it is not there."""
        ...

    def in_states(self, states: frozenset[AttemptState]) -> list[Attempt]:
        """Return all attempts in these states, oldest first, for the system's own sweeps."""
        ...

    def opening(self, attempt_id: str) -> int:
        """Return which opening of the attempt this is: 1, and one more for each time it was readmitted."""
        ...

    def save(self, record: Attempt) -> None:
        """Keep the changed attempt; raise NotFound."""
        ...

    def record_transition(self, entry: TransitionEntry) -> None:
        """Write a transition down."""
        ...

    def transitions(self, attempt_id: str) -> list[TransitionEntry]:
        """Return what was written down, oldest first."""
        ...


class Streams(Protocol):
    """What arrives from attempts, and what has arrived."""

    def add(self, record: Stream) -> None:
        """Keep a new stream."""
        ...

    def save(self, record: Stream) -> None:
        """Keep the changed stream; raise NotFound."""
        ...

    def of_attempt(self, attempt_id: str) -> list[Stream]:
        """Return the attempt's streams, past and present, in the order of their beginning."""
        ...

    def flowing(self, attempt_id: str) -> list[Stream]:
        """Return what arrives from this attempt now: at most one stream per channel."""
        ...

    def flowing_at(self, node_id: str) -> list[Stream]:
        """Return what arrives at this media node now, as far as is known; for its new start."""
        ...

    def flowing_in(self, exam_id: str, attempt_id: str | None = None) -> dict[str, list[Stream]]:
        """Return what arrives now per attempt of the exam, or of one only; attempts that send nothing are left out."""
        ...

    def stopped_since(self, when: float) -> list[Stream]:
        """Return what has stopped at this moment or later, oldest first."""
        ...


class Incidents(Protocol):
    """Incidents and the list of events that were applied."""

    def first_time(self, origin: Origin) -> bool:
        """Note that this event is applied now; False if it was before."""
        ...

    def boot(self, node_id: str) -> str | None:
        """Return the latest known boot of this node."""
        ...

    def booted(self, origin: Origin) -> None:
        """Note that the node's latest boot is this one."""
        ...

    def add(self, record: Incident) -> None:
        """Keep a new incident."""
        ...

    def find(self, record_id: str) -> Incident | None:
        """Return the incident, if it is known."""
        ...

    def of_attempt(self, attempt_id: str) -> list[Incident]:
        """Return the attempt's incidents by start, oldest first."""
        ...

    def counted(self, attempt_id: str, incident_id: str) -> Incident | None:
        """Return the attempt's incident in which this one was counted last."""
        ...

    def opened_after(self, attempt_id: str, incident_type: str, when: float) -> int:
        """Return how many of the attempt's incidents of this type were opened after that time (Unix seconds)."""
        ...

    def last_of(self, attempt_id: str, incident_type: str) -> Incident | None:
        """Return the attempt's incident of this type that was opened last."""
        ...

    def going_on(self, incident_type: str) -> list[Incident]:
        """Return the open incidents of this type at which somebody works, for the system's own sweeps."""
        ...

    def left_open(self, node_id: str, boot_id: str) -> list[Incident]:
        """Return open incidents that boots of this node other than `boot_id` have opened."""
        ...

    def save(self, record: Incident) -> None:
        """Keep the changed incident; raise NotFound."""
        ...

    def newest(self, exam_id: str, limit: int, of: Collection[str] | None = None) -> list[Incident]:
        """Return the exam's incidents that were opened last, or those `of` these attempts; most recent last."""
        ...

    def mark_seen(self, attempt_id: str, at: float, by: str) -> list[str]:
        """Note who has looked at the attempt's incidents that nobody had; return their ids."""
        ...

    def summaries(self, exam_id: str, attempt_id: str | None = None) -> dict[str, IncidentSummary]:
        """Return a summary per attempt of the exam, or of one only; attempts without incidents are left out."""
        ...


class RulesKept(Protocol):
    """What the rules about each open attempt's page remember, so that no death of a process forgets it."""

    def put(self, record: KeptRules) -> None:
        """Keep it in place of what was kept of the attempt before; of an attempt that is gone nothing is."""
        ...

    def find(self, attempt_id: str) -> KeptRules | None:
        """Return what is kept of the attempt."""
        ...

    def attempts(self) -> list[str]:
        """Return the attempts of which something is kept."""
        ...

    def remove(self, attempt_id: str) -> None:
        """Forget it."""
        ...


class EvidenceItems(Protocol):
    """Kept evidence, chained per attempt."""

    def add(self, record: Evidence) -> None:
        """Keep a new item."""
        ...

    def get(self, record_id: str) -> Evidence:
        """Return the item; raise NotFound."""
        ...

    def of_incidents(self, incident_ids: list[str]) -> list[Evidence]:
        """Return the items of these incidents, in one query."""
        ...

    def last(self, attempt_id: str) -> Evidence | None:
        """Return the attempt's newest link of the chain."""
        ...

    def of_attempt(self, attempt_id: str) -> list[Evidence]:
        """Return the attempt's items in chain order."""
        ...

    def known_keys(self, keys: list[str]) -> set[str]:
        """Return those of these keys of the store that an item has."""
        ...


class Interventions(Protocol):
    """What was done to attempts."""

    def add(self, record: Intervention) -> None:
        """Keep a new intervention."""
        ...

    def find(self, record_id: str) -> Intervention | None:
        """Return it, if it is known."""
        ...

    def of_attempt(self, attempt_id: str) -> list[Intervention]:
        """Return the attempt's interventions, oldest first."""
        ...

    def warnings(self, exam_id: str, attempt_id: str | None = None) -> dict[str, int]:
        """Return, per attempt of the exam (or of one only), how many warnings there were; none are left out."""
        ...


class Outbox(Protocol):
    """LMS commands on their way, in order per attempt: a waiting row holds back the later ones of its attempt, but a
    row of the lane "later" holds back none of those that are urgent."""

    def append(self, record: OutboxRow) -> OutboxRow:
        """Keep a new row at the end of its attempt's queue and return it with its position."""
        ...

    def get(self, record_id: str) -> OutboxRow:
        """Return the row; raise NotFound."""
        ...

    def save(self, record: OutboxRow) -> None:
        """Keep the changed row; raise NotFound."""
        ...

    def next_of(self, lane: Lane, without: Collection[str]) -> OutboxRow | None:
        """Return the row of this lane that is due first, now or later, and that nothing holds back, leaving out the
        platforms in `without`."""
        ...

    def next_to(self, lane: Lane, platform_id: str) -> OutboxRow | None:
        """Return the same among the rows to one platform."""
        ...

    def leased(self) -> list[OutboxRow]:
        """Return the rows that somebody tries right now, or tried when the process died."""
        ...

    def of_attempt(self, attempt_id: str) -> list[OutboxRow]:
        """Return the attempt's rows in order."""
        ...

    def errors(self, exam_id: str, attempt_id: str | None = None) -> dict[str, str]:
        """Return, per attempt (or of one only), the last error of a row not delivered that the platform can do."""
        ...


class Work(TenancyWork, Protocol):
    """One unit of work over everything that monitoring keeps."""

    guests: Guests
    staff_groups: StaffGroupsKept
    exams: Exams
    bound_quizzes: BoundQuizzes
    linkings: Linkings
    attempts: Attempts
    streams: Streams
    incidents: Incidents
    kept_rules: RulesKept
    evidence: EvidenceItems
    interventions: Interventions
    outbox: Outbox


Works = Callable[[], Work]
