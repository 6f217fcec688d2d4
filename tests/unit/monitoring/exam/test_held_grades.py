"""Grades that are kept back: where the policy says so, of flagged attempts that are over, until a verdict of clear."""

from collections.abc import Callable

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode, Verdict
from tool.domain.lms import Lane, LmsVerb
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.monitoring.exam import attempts, presence, review
from tool.monitoring.tries import Tries

K, HOLD, RELEASE = InterventionKind, LmsVerb.HOLD_GRADE, LmsVerb.RELEASE_GRADE


class Room:
    """One attempt that runs, in an exam whose policy holds grades back or does not."""

    def __init__(self, *, holds: bool = True) -> None:
        self.world = World()
        exam = self.world.exam()
        self.world.with_policy(exam, PRESETS[Preset.STANDARD].with_values(hold_grades=holds))
        self.id = self.world.attempt(exam=exam).id

    def flag(self) -> None:
        self.world.clock.forward(1)
        self.world.decide(self.id, K.FLAG, reason=ReasonCode.DEVICE_USE)

    def block(self) -> None:
        self.world.clock.forward(1)
        self.world.decide(self.id, K.TERMINATE, reason=ReasonCode.DEVICE_USE)

    def submit(self) -> None:
        self.world.clock.forward(1)
        with self.world.work() as work:
            attempts.submitted(work, self.id, self.world.now)

    def judge(self, verdict: Verdict) -> None:
        self.world.clock.forward(1)
        with self.world.work() as work:
            review.judge(work, self.id, PROCTOR, verdict, "", self.world.now)

    @property
    def said(self) -> list[LmsVerb]:
        with self.world.work() as work:
            return [row.verb for row in work.outbox.of_attempt(self.id) if row.verb in (HOLD, RELEASE)]


def test_nothing_is_held_unless_the_policy_says_so() -> None:
    room = Room(holds=False)
    room.flag()
    room.submit()
    room.judge(Verdict.CLEAR)
    assert room.said == []


def test_a_flagged_attempt_is_held_when_it_is_over_and_shown_when_it_is_clear() -> None:
    room = Room()
    room.flag()
    assert room.said == []  # an LMS shows by itself what it grades later
    room.submit()
    assert room.said == [HOLD]
    room.judge(Verdict.CLEAR)
    assert room.said == [HOLD, RELEASE]


@pytest.mark.parametrize("ended", [Room.block, lambda room: (room.submit(), room.flag())])
def test_a_blocked_one_and_one_that_is_flagged_later_are_held_once(ended: Callable[[Room], None]) -> None:
    room = Room()
    ended(room)
    room.flag()
    assert room.said == [HOLD]


def test_one_that_was_not_flagged_is_never_held() -> None:
    room = Room()
    room.submit()
    room.judge(Verdict.CLEAR)
    assert room.said == []


@pytest.mark.parametrize("verdict", [Verdict.FLAGGED, Verdict.INVALID])
def test_another_verdict_keeps_it_back_and_takes_a_release_back(verdict: Verdict) -> None:
    room = Room()
    room.block()
    room.judge(verdict)
    assert room.said == [HOLD]
    room.judge(Verdict.CLEAR)
    room.judge(verdict)
    assert room.said == [HOLD, RELEASE, HOLD]


def test_after_a_readmission_it_is_held_anew() -> None:
    room = Room()
    room.block()
    room.world.clock.forward(1)
    room.world.decide(room.id, K.READMIT, reason=ReasonCode.OTHER, text="A mistake")
    room.submit()
    assert room.said == [HOLD, HOLD]


def test_one_whose_page_stays_away_is_held_too() -> None:
    room = Room()
    room.flag()
    with room.world.work() as work:
        presence.disconnected(work, room.id, room.world.now)
    room.world.clock.forward(10_000)
    presence.sweep(room.world.works, room.world.now, Tries("Sweeping"), grace_s=10, abandon_s=100)
    assert room.world.read(room.id).state is AttemptState.ABANDONED
    assert room.said == [HOLD]


def test_it_is_for_the_record_and_comes_after_the_note() -> None:
    room = Room()
    room.block()
    with room.world.work() as work:
        rows = work.outbox.of_attempt(room.id)
    assert [row.verb for row in rows] == [LmsVerb.TERMINATE, LmsVerb.FLAG, LmsVerb.ANNOTATE, HOLD]
    assert rows[-1].lane is Lane.LATER
