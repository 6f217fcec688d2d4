"""Repositories of exams, visits by deep linking, invited proctors, attempts, and what arrives from these."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from tool.db.repository import Lookup, Repository, made_once
from tool.db.rows import AttemptRow, BoundQuizRow, ExamRow, GuestRow, LinkingRow, StreamRow, TransitionRow
from tool.domain.attempt import OPEN_STATES, AttemptState
from tool.domain.stream import Stream
from tool.monitoring.exam.records import Attempt, AttemptCounts, Exam, Guest, Linking, TransitionEntry

DAY_S = 86400.0


class SqlExams(Repository[Exam, ExamRow]):
    """Exams."""

    record = Exam
    row = ExamRow
    order = (ExamRow.created_at, ExamRow.id)
    _on_platform = Lookup(Exam, ExamRow, ("platform_id", "id"))
    _by_link = Lookup(Exam, ExamRow, ("platform_id", "resource_link_id"), order)

    def add(self, record: Exam) -> None:
        """Keep a new one; raise AlreadyThere if there is one with its id or its link."""
        with made_once("There is such an exam already."):
            super().add(record)

    def on_platform(self, platform_id: str, exam_id: str) -> Exam:
        """Return the exam if it belongs to this platform; raise NotFound otherwise."""
        exam = self._on_platform(self._session, platform_id, exam_id)
        if exam is None:
            raise self._missing()
        return exam

    def ids(self) -> list[str]:
        """Return the ids of all exams."""
        return list(self._session.scalars(select(ExamRow.id)))

    def in_context(self, platform_id: str, context_id: str) -> list[Exam]:
        """Return the exams of one course of this platform, oldest first."""
        return self._all(ExamRow.platform_id == platform_id, ExamRow.context_id == context_id)

    def newest_on(self, platform_id: str) -> Exam | None:
        """Return the platform's newest exam that knows a service address."""
        known = or_(ExamRow.lineitems.is_not(None), ExamRow.nrps_url.is_not(None))
        query = self._select(ExamRow.platform_id == platform_id, known).order_by(None)
        row = self._session.scalars(query.order_by(ExamRow.created_at.desc()).limit(1)).first()
        return None if row is None else self._record(row)

    def newest_with_lms_services(self, since: float) -> list[Exam]:
        """Return of each platform the newest exam of late whose LMS offers services beyond LTI."""
        lately = select(AttemptRow.id).where(AttemptRow.exam_id == ExamRow.id)
        lately = lately.where(or_(AttemptRow.created_at >= since, AttemptRow.state.in_(sorted(OPEN_STATES))))
        query = (
            select(ExamRow.platform_id, ExamRow.id, ExamRow.lms_services)
            .where(ExamRow.set_in_lms_at.is_not(None), or_(ExamRow.created_at >= since, lately.exists()))
            .order_by(*self.order)
        )
        newest = {platform_id: exam_id for platform_id, exam_id, services in self._session.execute(query) if services}
        return [self.get(exam_id) for exam_id in newest.values()]

    def begun_by_link(self) -> list[tuple[str, str]]:
        """Return platform and id of exams without a bound quiz at which somebody is at work by LTI, oldest first."""
        open_ones = select(AttemptRow.id).where(
            AttemptRow.exam_id == ExamRow.id, AttemptRow.state.in_(sorted(OPEN_STATES)),
            AttemptRow.start_assessment_url != "",
        )
        bound = select(BoundQuizRow.id).where(BoundQuizRow.id == ExamRow.id)
        query = select(ExamRow.platform_id, ExamRow.id).where(open_ones.exists(), ~bound.exists()).order_by(*self.order)
        return [(platform_id, exam_id) for platform_id, exam_id in self._session.execute(query)]

    def by_link(self, platform_id: str, resource_link_id: str) -> Exam | None:
        """Return the exam bound to this resource link of this platform, if there is one."""
        return self._by_link(self._session, platform_id, resource_link_id)

    def _values(self, record: Exam) -> dict[str, Any]:
        return {**super()._values(record), "retention_days": record.policy.retention_days}


class SqlLinkings(Repository[Linking, LinkingRow]):
    """Visits by deep linking."""

    record = Linking
    row = LinkingRow


class SqlGuests(Repository[Guest, GuestRow]):
    """Proctors that teachers have invited."""

    record = Guest
    row = GuestRow
    order = (GuestRow.created_at, GuestRow.id)

    def within(self, exam_id: str, guest_id: str) -> Guest:
        """Return the guest if invited to this exam; raise NotFound otherwise."""
        guest = self._first(GuestRow.id == guest_id, GuestRow.exam_id == exam_id)
        if guest is None:
            raise self._missing()
        return guest

    def many(self, guest_ids: Collection[str]) -> list[Guest]:
        """Return these guests; unknown ids are left out."""
        return self._all(GuestRow.id.in_(guest_ids)) if guest_ids else []

    def by_code(self, code_hash: str) -> Guest | None:
        """Return the guest whose code has this hash."""
        return self._first(GuestRow.code_hash == code_hash)

    def in_exam(self, exam_id: str) -> list[Guest]:
        """Return the exam's guests, oldest first."""
        return self._all(GuestRow.exam_id == exam_id)


class SqlAttempts(Repository[Attempt, AttemptRow]):
    """Attempts and their transitions."""

    record = Attempt
    row = AttemptRow
    order = (AttemptRow.created_at, AttemptRow.number, AttemptRow.id)

    def add(self, record: Attempt) -> None:
        """Keep a new one; raise AlreadyThere if the examinee has one with its number at this exam."""
        with made_once("This attempt has been begun already."):
            super().add(record)

    def lock(self, attempt_id: str) -> Attempt:
        """Return the attempt for changing it; raise NotFound."""
        row = self._session.scalars(
            select(AttemptRow)
            .where(AttemptRow.id == attempt_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()
        if row is None:
            raise self._missing()
        return self._record(row)

    def within(self, exam_id: str, attempt_id: str) -> Attempt:
        """Return the attempt if it belongs to this exam; raise NotFound otherwise."""
        attempt = self._first(AttemptRow.id == attempt_id, AttemptRow.exam_id == exam_id)
        if attempt is None:
            raise self._missing()
        return attempt

    def in_exam(self, exam_id: str) -> list[Attempt]:
        """Return the exam's attempts, oldest first."""
        return self._all(AttemptRow.exam_id == exam_id)

    def counts(self, exam_ids: list[str]) -> dict[str, AttemptCounts]:
        """Return the attempts of these exams in numbers, in one query; exams without attempts are left out."""
        grouped = self._session.execute(
            select(AttemptRow.exam_id, AttemptRow.state, AttemptRow.flagged, func.count())
            .where(AttemptRow.exam_id.in_(exam_ids))
            .group_by(AttemptRow.exam_id, AttemptRow.state, AttemptRow.flagged)
        )
        counts: dict[str, AttemptCounts] = {}
        for exam_id, state, flagged, number in grouped:
            so_far = counts.get(exam_id, AttemptCounts())
            counts[exam_id] = AttemptCounts(
                waiting=so_far.waiting + (number if state is AttemptState.WAITING else 0),
                open=so_far.open + (number if state.is_open else 0),
                total=so_far.total + number,
                flagged=so_far.flagged + (number if flagged else 0),
            )
        return counts

    def of_person(self, exam_id: str, person_id: str) -> list[Attempt]:
        """Return this person's attempts at this exam, oldest first."""
        return self._all(AttemptRow.exam_id == exam_id, AttemptRow.person_id == person_id)

    def overdue(self, now: float, limit: int) -> list[str]:
        """Return the ids of attempts that ended longer ago than their exam's policy keeps them, at most `limit`."""
        due = AttemptRow.ended_at <= now - ExamRow.retention_days * DAY_S
        some = select(AttemptRow.id).where(AttemptRow.exam_id == ExamRow.id, due).exists()
        # In two steps, so that no planner begins with all attempts there are.
        exams = list(self._session.scalars(select(ExamRow.id).where(some).limit(limit)))
        joined = select(AttemptRow.id).join(ExamRow, ExamRow.id == AttemptRow.exam_id)
        return list(self._session.scalars(joined.where(ExamRow.id.in_(exams), due).limit(limit))) if exams else []

    def without_page(self, states: frozenset[AttemptState], since: float, limit: int) -> list[str]:
        """Return the ids of attempts in these states without a page since this moment or longer, longest first."""
        silent = func.coalesce(AttemptRow.last_seen_at, AttemptRow.state_since)
        alone = (AttemptRow.connected.is_(False), AttemptRow.state.in_(sorted(states)))
        never = and_(AttemptRow.last_seen_at.is_(None), AttemptRow.state_since <= since)
        query = select(AttemptRow.id).where(*alone, or_(AttemptRow.last_seen_at <= since, never))
        return list(self._session.scalars(query.order_by(silent, AttemptRow.id).limit(limit)))

    def remove(self, attempt_id: str) -> None:
        """Remove the attempt; the database removes what belongs to it."""
        self._session.execute(delete(AttemptRow).where(AttemptRow.id == attempt_id))

    def in_states(self, states: frozenset[AttemptState]) -> list[Attempt]:
        """Return all attempts in these states, oldest first."""
        return self._all(AttemptRow.state.in_(sorted(states)))

    def opening(self, attempt_id: str) -> int:
        """Return which opening of the attempt this is: 1, and one more for each time it was readmitted."""
        again = self._session.scalar(
            select(func.count()).select_from(TransitionRow).where(
                TransitionRow.attempt_id == attempt_id, TransitionRow.before.not_in(sorted(OPEN_STATES)),
                TransitionRow.after.in_(sorted(OPEN_STATES)),
            )
        )
        return 1 + (again or 0)

    def record_transition(self, entry: TransitionEntry) -> None:
        """Write a transition down."""
        count = self._session.scalar(
            select(func.count()).select_from(TransitionRow).where(TransitionRow.attempt_id == entry.attempt_id)
        )
        self._session.add(
            TransitionRow(
                id=entry.id, attempt_id=entry.attempt_id, before=entry.before, after=entry.after, by=entry.by,
                person_id=entry.person_id, at=entry.at, position=(count or 0) + 1,
            )
        )
        self._session.flush()

    def transitions(self, attempt_id: str) -> list[TransitionEntry]:
        """Return what was written down, oldest first."""
        rows = self._session.scalars(
            select(TransitionRow).where(TransitionRow.attempt_id == attempt_id).order_by(TransitionRow.position)
        )
        return [TransitionEntry(r.id, r.attempt_id, r.before, r.after, r.by, r.person_id, r.at) for r in rows]

    def _values(self, record: Attempt) -> dict[str, Any]:
        return {
            **super()._values(record),
            "number_key": json.dumps(record.attempt_number, sort_keys=True)[:255],
        }


class SqlStreams(Repository[Stream, StreamRow]):
    """What arrives from attempts, and what has arrived."""

    record = Stream
    row = StreamRow
    order = (StreamRow.since, StreamRow.channel, StreamRow.id)

    def flowing(self, attempt_id: str) -> list[Stream]:
        """Return what arrives from this attempt now, in the order of its beginning."""
        return self._all(StreamRow.attempt_id == attempt_id, StreamRow.until.is_(None))

    def flowing_at(self, node_id: str) -> list[Stream]:
        """Return what arrives at this media node now, as far as is known."""
        return self._all(StreamRow.node_id == node_id, StreamRow.until.is_(None))

    def flowing_in(self, exam_id: str, attempt_id: str | None = None) -> dict[str, list[Stream]]:
        """Return what arrives now per attempt of the exam, or of one only; attempts that send nothing are left out."""
        query = (
            self._select(AttemptRow.exam_id == exam_id, StreamRow.until.is_(None))
            .join(AttemptRow, AttemptRow.id == StreamRow.attempt_id)
        )
        if attempt_id is not None:
            query = query.where(AttemptRow.id == attempt_id)
        found: dict[str, list[Stream]] = {}
        for row in self._session.scalars(query):
            found.setdefault(row.attempt_id, []).append(self._record(row))
        return found

    def stopped_since(self, when: float) -> list[Stream]:
        """Return what has stopped at this moment or later, oldest first."""
        return self._all(StreamRow.until >= when)
