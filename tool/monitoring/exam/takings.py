"""Who takes a watched quiz in its LMS, held against the attempts here: whose is which, which are over, who has none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tool.domain.attempt import Actor, AttemptState
from tool.monitoring.exam import attempts
from tool.monitoring.exam.changes import touch
from tool.monitoring.exam.events import LmsWatchChanged
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt
from tool.monitoring.exam.steps import derived_id
from tool.monitoring.work import AuditEntry

STRAY = "quiz.without_invigil"
"""The audit's word for somebody who was seen in the quiz without an attempt here."""
SLACK_S = 60.0
"""So long before Begin was pressed, by our clock, a taking may seem to have begun and still be that attempt's."""
PATIENCE_S = 180.0
"""So long after an attempt's end here its taking may be open in the LMS: the LMS is still being told."""


class WatchedQuiz(Protocol):
    """A quiz whose takings are read: `id` is that of its exam; what began before `created_at` is not ours."""

    @property
    def id(self) -> str:
        """The exam's."""
        ...

    @property
    def platform_id(self) -> str:
        """The LMS's."""
        ...

    @property
    def created_at(self) -> float:
        """Unix seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """One person's latest taking of a quiz in the LMS: `user` the LMS's id of the person, `submission` and `number` its
    own id and count. Times are Unix seconds by our clock, None where the LMS does not say."""

    user: str
    submission: str
    number: int
    over: bool
    started_at: float | None = None
    ended_at: float | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells this taking from all others of the quiz."""
        return self.submission, self.number


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it: the taking of each attempt that has one, by the attempt's id, and how many have ended by it."""

    of_attempt: Mapping[str, Taken] = field(default_factory=dict)
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Stray:
    """Somebody who was seen in the quiz without an attempt here. `name` is "" where no launch has told whose id `user`
    is; `since` is when the taking began, or was first seen where the LMS does not say, and `seen_at` when it was first
    seen (Unix seconds)."""

    user: str
    name: str
    since: float
    seen_at: float


def settle(work: Work, quiz: WatchedQuiz, seen: Sequence[Taken], now: float) -> Settled:
    """Note on the attempts which taking is theirs, end those whose taking is over in the LMS, and write down who takes
    the quiz without an attempt. What is told twice changes nothing."""
    everybody = work.attempts.in_exam(quiz.id)
    people = work.people.many(sorted({attempt.person_id for attempt in everybody}))
    by_user: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in everybody:
        by_user[people[attempt.person_id].lms_id].append(attempt)
    of_attempt: dict[str, Taken] = {}
    ended, apart = 0, list[Taken]()
    for taken in seen:
        mine = by_user.get(taken.user, []) if taken.user else []
        current = next((attempt for attempt in reversed(mine) if attempt.state.is_open), None)
        if current is not None and _belongs(work, current, mine, taken):
            of_attempt[current.id] = taken
            ended += _noted(work, current, taken, now)
        elif current is not None and _was_left_behind(work, current, taken):
            ended += _ended(work, current, now)
            apart.append(taken)
        elif _is_stray(quiz, mine, taken, now):
            apart.append(taken)
    if not any(attempt.begun_at is not None for attempt in by_user.get("", ())):
        _write_down(work, quiz, [taken for taken in apart if not taken.over or _is_ours(quiz, taken)], now)
    return Settled(of_attempt, ended)


def strays(work: Work, platform_id: str, exam_ids: Sequence[str]) -> dict[str, list[Stray]]:
    """Return by exam who was seen in its quiz without an attempt, in the order in which they were noticed; each person
    once, as first seen. Exams where nobody was are left out. The exams are of this platform."""
    first: defaultdict[str, dict[str, AuditEntry]] = defaultdict(dict)
    for entry in work.audit.noted(STRAY, exam_ids):
        first[entry.exam_id or ""].setdefault(entry.detail.split(" ")[0], entry)
    users = sorted({user for found in first.values() for user in found})
    named = {each.lms_id: each.name for each in work.people.with_lms_ids(platform_id, users)}
    return {
        exam_id: [
            Stray(user, named.get(user, ""), float(entry.detail.split(" ")[1]), entry.at)
            for user, entry in found.items()
        ]
        for exam_id, found in first.items()
    }


def _belongs(work: Work, attempt: Attempt, mine: Sequence[Attempt], taken: Taken) -> bool:
    """Whether this is the taking that the open attempt has begun. One that was over before the attempt began, or before
    it was opened again, is one from before."""
    if attempt.begun_at is None:
        return False
    known = (attempt.lms_submission, attempt.lms_taking)
    if known == taken.key and not taken.over:
        return True  # as almost always, and without a look at the past
    back_at = _readmitted_at(work, attempt)
    if taken.over and back_at is not None and (taken.ended_at is None or taken.ended_at < back_at):
        return False
    if attempt.lms_taking is not None and (known == taken.key or back_at is None):
        return known == taken.key
    if not taken.over:
        return True
    earlier = {(each.lms_submission, each.lms_taking) for each in mine if each.id != attempt.id}
    begun_at = min(attempt.begun_at, attempt.started_at or attempt.begun_at)
    return taken.key not in earlier and taken.started_at is not None and taken.started_at >= begun_at - SLACK_S


def _was_left_behind(work: Work, attempt: Attempt, taken: Taken) -> bool:
    """Whether the LMS has the person at a later taking than the attempt's: then that one is over."""
    later = attempt.lms_taking is not None and taken.number > attempt.lms_taking
    return later and attempt.begun_at is not None and _readmitted_at(work, attempt) is None


def _readmitted_at(work: Work, attempt: Attempt) -> float | None:
    """Return when the attempt was opened again after its end; None if it never was."""
    if work.attempts.opening(attempt.id) == 1:
        return None
    return next((
        entry.at for entry in reversed(work.attempts.transitions(attempt.id))
        if not entry.before.is_open and entry.after.is_open
    ), None)


def _noted(work: Work, attempt: Attempt, taken: Taken, now: float) -> bool:
    """Keep on the attempt which taking is its own; return whether that ended it."""
    if (attempt.lms_submission, attempt.lms_taking) != taken.key:
        touch(
            work, work.attempts.lock(attempt.id), Actor.PLATFORM, now,
            lms_submission=taken.submission, lms_taking=taken.number,
        )
    return taken.over and _ended(work, attempt, now)


def _ended(work: Work, attempt: Attempt, now: float) -> bool:
    return attempts.submitted(work, attempt.id, now).state is AttemptState.SUBMITTED


def _is_ours(quiz: WatchedQuiz, taken: Taken) -> bool:
    """Whether the taking began after the quiz was taken up: what is over since before then is no business of ours."""
    return taken.started_at is not None and taken.started_at >= quiz.created_at


def _is_stray(quiz: WatchedQuiz, mine: Sequence[Attempt], taken: Taken, now: float) -> bool:
    """Whether nobody watched over this taking."""
    if any((each.lms_submission, each.lms_taking) == taken.key for each in mine):
        return not taken.over and not any(_ended_lately(each, now) for each in mine)
    if taken.over:
        return _is_ours(quiz, taken) and not any(_covers(each, taken) for each in mine)
    return not any((each.state.is_open and each.begun_at is not None) or _ended_lately(each, now) for each in mine)


def _ended_lately(attempt: Attempt, now: float) -> bool:
    return attempt.ended_at is not None and now - attempt.ended_at < PATIENCE_S


def _covers(attempt: Attempt, taken: Taken) -> bool:
    """Whether the taking began while the attempt went on."""
    begun_at = min((at for at in (attempt.begun_at, attempt.started_at) if at is not None), default=None)
    if begun_at is None or taken.started_at is None:
        return False
    return begun_at - SLACK_S <= taken.started_at <= (attempt.ended_at or taken.started_at) + SLACK_S


def _write_down(work: Work, quiz: WatchedQuiz, found: Sequence[Taken], now: float) -> None:
    """Keep who was seen, once per taking. Only ids and numbers are kept; a name is looked up when it is shown."""
    if not found:
        return
    known = {entry.id for entry in work.audit.of_exam(quiz.id) if entry.action == STRAY}
    for taken in found:
        entry_id = derived_id(STRAY, f"{quiz.id} {taken.user} {taken.submission} {taken.number}")
        if entry_id in known:
            continue
        since = now if taken.started_at is None else taken.started_at
        detail = f"{taken.user} {since:.0f} {taken.submission} {taken.number}"
        work.audit.add(AuditEntry(entry_id, now, Actor.PLATFORM, None, STRAY, quiz.id, None, detail))
        work.emit(LmsWatchChanged(quiz.id))
