"""The LMS's own log of a taking as incidents: when the quiz's page was left, and for how long. Each line counts once.

A log is read whole, again and again, and minutes late. What is made of a line has the line's own id, so nothing is
noted twice: not after a restart, nor when two readings overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.incident_types.lms_log import QUIZ_LEFT
from tool.domain.rule import Rule
from tool.monitoring.exam import incidents, nodes, steps
from tool.monitoring.exam.incidents import Chain
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Origin
from tool.monitoring.work import NotFound

NODE = "lms"
"""The node of what an LMS's log tells of."""
MODEL = "log of the LMS"
LATE_S = 30.0
"""A quiz's page tells its LMS of what happens in batches: what it has not told after so long did not happen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: the page was left, or was back (`left` False). `at` is Unix seconds by our clock."""

    id: str
    at: float
    left: bool


@dataclass(frozen=True, slots=True)
class _Spell:
    """One time that the page was away. `until` None: it has not come back, and was away up to `known_until`."""

    id: str
    since: float
    until: float | None
    known_until: float


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of an attempt's log: what it says, oldest first, when it was asked for (Unix seconds), and when the
    taking was over, None if it goes on. `boot_id` names the run of the process that reads."""

    lines: Sequence[Line]
    at: float
    over_at: float | None
    boot_id: str


def began(work: Work, boot_id: str, now: float) -> None:
    """The process that reads logs has just started: what its last run left open ends there, unless the log says more
    when it is read again."""
    nodes.started(work, Origin(steps.derived_id("lms log", boot_id), NODE, boot_id, now))


def apply(work: Work, attempt_id: str, read: Read, chain: Chain, now: float) -> int:
    """Keep what the log says of an attempt and is not kept yet; return how many changes that were. Nothing is made of
    what happened before the exam began, or in a pause."""
    try:
        attempt = work.attempts.get(attempt_id)
    except NotFound:
        return 0
    rule = steps.applied(work.exams.get(attempt.exam_id).policy, QUIZ_LEFT)
    if rule is None:
        return 0
    over_at = read.over_at if attempt.ended_at is None else min(read.over_at or attempt.ended_at, attempt.ended_at)
    watched = _watched(work, attempt_id)
    changes = 0
    for spell in _spells(read.lines, over_at, read.at - LATE_S):
        cut = _cut(spell, watched)
        if cut is not None and cut.known_until - cut.since >= rule.debounce_s:
            changes += _keep(work, attempt_id, cut, rule, read, chain, now)
    return changes


def was_read(work: Work, attempt_id: str, at: float) -> None:
    """Keep that the log of the attempt was read, as asked for at `at`: the first time, and the first time after its
    end. What is in between is nothing to write down."""
    try:
        attempt = work.attempts.lock(attempt_id)
    except NotFound:
        return
    before, ended_at = attempt.log_read_at, attempt.ended_at
    if before is None or (ended_at is not None and before < ended_at <= at):
        work.attempts.save(replace(attempt, log_read_at=at))


def forgo(work: Work, attempt_id: str, boot_id: str, now: float) -> None:
    """The log of an attempt that is over cannot be read: what is open ends where it was last known."""
    for record in work.incidents.of_attempt(attempt_id):
        if record.type == QUIZ_LEFT and record.ended_at is None:
            origin = Origin(steps.derived_id("forgone", record.id), NODE, boot_id, now)
            known_s = record.opened_at - record.started_at
            incidents.closed(work, origin, IncidentClosed(
                record.id, attempt_id, QUIZ_LEFT, record.opened_at, known_s, unseen_s=max(0.0, now - record.opened_at),
            ), now)


def _spells(lines: Sequence[Line], over_at: float | None, told_until: float) -> Iterator[_Spell]:
    """Yield when the page was away. If it was left twice and never said that it was back, only the second time counts:
    how long the first one lasted nobody knows."""
    left: Line | None = None
    for line in sorted(lines, key=lambda each: (each.at, not each.left)):
        if line.left:
            left = line
        elif left is not None:
            yield _Spell(left.id, left.at, line.at, line.at)
            left = None
    if left is not None:
        until = None if over_at is None else max(over_at, left.at)
        yield _Spell(left.id, left.at, until, told_until if until is None else until)


def _watched(work: Work, attempt_id: str) -> list[tuple[float, float]]:
    """Return from when to when rules applied to the attempt; what still goes on ends at infinity."""
    spans: list[tuple[float, float]] = []
    since: float | None = None
    for entry in work.attempts.transitions(attempt_id):
        if entry.after.is_watched and since is None:
            since = entry.at
        elif since is not None and not entry.after.is_watched:
            spans.append((since, entry.at))
            since = None
    return spans if since is None else [*spans, (since, float("inf"))]


def _cut(spell: _Spell, watched: Sequence[tuple[float, float]]) -> _Spell | None:
    """Return the part of it that counts: from when it began, if rules applied then, until they ceased to apply."""
    span = next(((since, until) for since, until in watched if since <= spell.since < until), None)
    if span is None:
        return None
    if spell.until is None and spell.known_until < span[1]:
        return spell
    until = min(span[1], spell.known_until if spell.until is None else spell.until)
    return _Spell(spell.id, spell.since, until, until)


def _keep(work: Work, attempt_id: str, spell: _Spell, rule: Rule, read: Read, chain: Chain, now: float) -> bool:
    incident_id = steps.derived_id(QUIZ_LEFT, f"{attempt_id} {spell.id}")

    def origin(what: str) -> Origin:
        return Origin(steps.derived_id(what, incident_id), NODE, read.boot_id, now)

    opened = IncidentOpened(
        incident_id=incident_id, attempt_id=attempt_id, type=QUIZ_LEFT, severity=rule.severity,
        started_at=spell.since, opened_at=now if spell.until is not None else spell.known_until,
        measured=1.0, threshold=rule.threshold, debounce_s=rule.debounce_s, model=MODEL,
    )
    changed = incidents.opened(work, origin("opened"), opened, chain, now)
    if spell.until is not None:
        lasted_s = spell.until - spell.since
        closed = IncidentClosed(incident_id, attempt_id, QUIZ_LEFT, spell.until, lasted_s)
        changed = incidents.closed(work, origin("closed"), closed, now) or changed
    return changed
