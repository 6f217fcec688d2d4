"""The one way to change an attempt: check the transition, write it down, tell those who must know."""

from dataclasses import replace
from typing import Any

from tool.domain.attempt import Actor, AttemptState, transition
from tool.domain.observation import Source
from tool.domain.out_of_sight import is_out_of_sight
from tool.domain.rule import Rule
from tool.domain.stream import Stream
from tool.monitoring.exam.events import AttemptChanged, AttemptEnded, RulesChanged
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Exam, TransitionEntry


def move(
    work: Work, attempt: Attempt, to: AttemptState, by: Actor, now: float, person_id: str | None = None, **fields: Any
) -> Attempt:
    """Take the attempt to state `to`, setting `fields` as well; raise IllegalTransition if the table forbids it."""
    change = transition(attempt.state, to, by)
    after = replace(_timed(attempt, to, now), state=to, state_since=now, **fields)
    work.attempts.save(after)
    work.attempts.record_transition(
        TransitionEntry(work.new_id(), attempt.id, change.before, change.after, change.by, person_id, now)
    )
    work.emit(AttemptChanged(attempt.id, attempt.exam_id, change.before, to, by, now))
    if change.before.is_watched != to.is_watched:
        tell_rules(work, after, work.exams.get(attempt.exam_id))
    if change.before.is_open and not to.is_open:
        stop_streams(work, work.streams.flowing(attempt.id), now)
        work.emit(AttemptEnded(attempt.id, attempt.exam_id, to, now, work.attempts.opening(attempt.id)))
    return after


def touch(work: Work, attempt: Attempt, by: Actor, now: float, **fields: Any) -> Attempt:
    """Set `fields` of the attempt without a change of state."""
    after = replace(attempt, **fields)
    if after != attempt:
        work.attempts.save(after)
        changed_beside(work, attempt, by, now)
    return after


def changed_beside(work: Work, attempt: Attempt, by: Actor, now: float) -> None:
    """Something that is shown of the attempt, but kept beside it, has changed: have it shown anew."""
    work.emit(AttemptChanged(attempt.id, attempt.exam_id, attempt.state, attempt.state, by, now))


def stop_streams(work: Work, streams: list[Stream], now: float) -> None:
    """Note that these no longer arrive. The clocks of the node that told of their beginning and of who tells of their
    end may differ; no stream ends before it began."""
    for stream in streams:
        work.streams.save(replace(stream, until=max(now, stream.since)))


def tell_rules(work: Work, attempt: Attempt, exam: Exam) -> None:
    """Have everybody who applies rules told of those that hold for the attempt now."""
    opening = work.attempts.opening(attempt.id)
    work.emit(
        RulesChanged(attempt.id, exam.id, rules_now(attempt, exam), opening, attempt.baseline, attempt.groups)
    )


def rules_now(attempt: Attempt, exam: Exam) -> tuple[Rule, ...]:
    """Return the rules that hold for this attempt now: those that its policy applies while it is watched, else none.
    Of somebody whose gaze is not to be judged those about the gaze are left out; where the quiz is in a window of the
    LMS's own, those about the quiz's page."""
    if not attempt.state.is_watched:
        return ()
    return tuple(rule for rule in exam.policy.applied if applies(attempt, rule))


def applies(attempt: Attempt, rule: Rule) -> bool:
    """Whether a rule of the exam may be held against this attempt at all."""
    spared = attempt.gaze_off and rule.kind.about_gaze
    untold = rule.kind.source is Source.LMS and not attempt.by_code  # no log of a quiz that LTI starts is read
    return not (spared or untold or is_out_of_sight(rule.kind, own_window=attempt.out_of_sight))


def _timed(attempt: Attempt, to: AttemptState, now: float) -> Attempt:
    """Keep the times that follow from the change: start, end, and the length of a pause that is over. What was usual
    of the examinee ends with the attempt."""
    if attempt.paused_since is not None and to is not AttemptState.PAUSED:
        attempt = replace(attempt, paused_s=attempt.paused_s + now - attempt.paused_since, paused_since=None)
    if to is AttemptState.PAUSED:
        attempt = replace(attempt, paused_since=now)
    if to is AttemptState.RUNNING and attempt.started_at is None:
        attempt = replace(attempt, started_at=now)
    if attempt.state.is_open and not to.is_open:
        attempt = replace(attempt, ended_at=now, baseline=None, baseline_at=None, not_calibrated=None)
    if to.is_open and not attempt.state.is_open:  # readmitted: it has to begin anew
        attempt = replace(attempt, ended_at=None, begun_at=None)
    return attempt
