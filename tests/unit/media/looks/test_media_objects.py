"""Objects are looked for seldom, in turn, within a budget, and what is left out for it is counted."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.clock import FakeClock
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.media.counters import Counters
from tool.media.looks.analysis import JOB_S, START_S, Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.objects import (
    LOST_S,
    MOST_BEFORE,
    PERSONS_EVERY_S,
    SAVED_S,
    ObjectLooks,
    Wanted,
    no_objects,
)

COST_S = 0.1
PHONE = Rule("phone_visible", 0.25, 15.0, 15.0, Severity.LOW)
FACE = Rule("face_missing", 1, 5.0, 1.5, Severity.MEDIUM)
COVERED = Rule("face_covered", 0.4, 10.0, 3.0, Severity.LOW)
BESIDE = Rule("person_without_face", 0.4, 15.0, 15.0, Severity.LOW)
ALL = Wanted.by([PHONE, COVERED, BESIDE])


class Process(Analysis):
    """A process under the test's hand: what it is given waits in `given` until it answers."""

    def __init__(self) -> None:
        super().__init__((), 1, Counters())
        self.ready = 1
        self.held: set[str] = set()
        self.given: list[tuple[str, bytes, Callable[[Look], None]]] = []
        self.persons_only: list[bool] = []

    def submit(
        self, key: str, codec: Any, data: bytes, at: float, done: Any, *, persons_only: bool = False, **how: Any,
    ) -> None:
        self.given.append((key, data, done))
        self.persons_only.append(persons_only)

    def holds(self, attempt_id: str) -> bool:
        return attempt_id in self.held

    def answer(self, error: str = "", cpu_s: float = COST_S) -> str:
        key, data, done = self.given.pop(0)
        done(Look(1, 0.0, error, cpu_s=cpu_s))
        return f"{key.split('/')[0]}:{data.decode()}"


class Stage:
    def __init__(self, share: float = 1.0) -> None:
        self.clock, self.process, self.seen = FakeClock(0.0), Process(), list[str]()
        self.objects = ObjectLooks(
            self.process, Counters(), interval_s=5.0, share=share, clock=lambda: self.clock.now
        )

    def offers(self, attempt_id: str, data: str = "x", wanted: Wanted = ALL, *, doubt: bool = False) -> None:
        self.objects.offer(
            attempt_id, "jpeg", data.encode(), self.clock.now, lambda _: self.seen.append(attempt_id), wanted,
            doubt=doubt,
        )

    def plays(self, attempts: int, seconds: int, *, absent: int = 0) -> None:
        """Every attempt has a picture each second, and of the first `absent` none shows a face; the process answers at
        once."""
        for _ in range(seconds):
            for number in range(attempts):
                self.offers(f"a{number}", doubt=number < absent)
                while self.process.given:
                    self.process.answer(cpu_s=COST_S / 2 if self.process.persons_only[-1] else COST_S)
            self.clock.now += 1.0


def test_an_attempt_is_looked_at_every_five_seconds_however_many_pictures_come() -> None:
    stage = Stage()
    stage.plays(attempts=1, seconds=20)
    assert stage.seen == ["a0"] * 4
    stats = stage.objects.stats()
    assert (stats.looks, stats.shed, stats.every_s) == (4, 0, 5.0)


def test_the_newest_picture_is_looked_at_and_keeps_its_place() -> None:
    stage = Stage()
    stage.offers("a", "1")
    stage.offers("b", "1")
    stage.offers("c", "1")
    stage.offers("b", "2")
    assert [stage.process.answer() for _ in range(3)] == ["a:1", "b:2", "c:1"]


def test_beyond_the_budget_all_are_looked_at_in_turn_and_what_is_left_out_is_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage(share=0.3)
    with caplog.at_level(logging.WARNING):
        stage.plays(attempts=40, seconds=120)
    stats = stage.objects.stats()
    assert stats.cpu_s <= 0.3 * 120 + SAVED_S + COST_S
    counts = {attempt: stage.seen.count(attempt) for attempt in set(stage.seen)}
    assert len(counts) == 40
    assert max(counts.values()) - min(counts.values()) <= 2, "somebody is looked at more often than others"
    assert 40 * 120 / 5 - stats.looks == pytest.approx(stats.shed, rel=0.1)
    assert 12 <= stats.every_s <= 14
    assert len(caplog.records) == 1, "said once, not at every look"


def test_an_attempt_that_sent_nothing_for_a_while_has_nothing_shed() -> None:
    stage = Stage()
    stage.offers("a")
    stage.process.answer()
    stage.clock.now += 300.0
    stage.offers("a")
    assert stage.objects.stats().shed == 0
    assert stage.process.given


def test_a_look_whose_process_died_is_given_up_and_the_next_attempt_has_its_turn() -> None:
    stage = Stage()
    stage.offers("a")
    stage.process.given.clear()
    stage.offers("b")
    stage.clock.now += JOB_S
    stage.offers("b")
    assert not stage.process.given
    stage.clock.now += LOST_S - JOB_S
    stage.offers("b")
    assert stage.process.answer() == "b:x"


def test_a_process_that_starts_is_waited_for() -> None:
    stage = Stage()
    stage.process.ready = 0
    stage.offers("a")
    stage.clock.now += START_S - 1
    stage.offers("b")
    assert len(stage.process.given) == 1


def test_a_process_that_never_starts_is_told_as_what_is_not_measured_until_it_does() -> None:
    stage = Stage()
    stage.process.ready = 0
    for _ in range(4):
        stage.offers("a")
        assert stage.objects.unusable == ""
        stage.clock.now += START_S / 4
    stage.clock.now += START_S
    stage.offers("a")
    assert "does not start since 120 s" in stage.objects.unusable
    assert "phone" in stage.objects.unmeasured
    stage.process.ready = 1
    assert stage.objects.unmeasured == ()


def test_an_attempt_whose_pictures_end_processes_takes_no_turn() -> None:
    stage = Stage()
    stage.process.held.add("a")
    stage.offers("a")
    stage.offers("b")
    assert stage.process.answer() == "b:x"


def test_a_picture_that_is_none_is_counted_and_told_to_nobody() -> None:
    stage = Stage()
    stage.offers("a")
    stage.process.answer("Not a JPEG.")
    assert (stage.objects.stats().unreadable, stage.seen) == (1, [])


def test_an_attempt_that_is_over_is_forgotten() -> None:
    stage = Stage()
    stage.offers("a")
    stage.offers("b")
    stage.objects.forget("b")
    stage.process.answer()
    assert (stage.process.given, stage.objects.stats().waiting) == ([], 0)
    assert "b" not in stage.objects._turns._due


def test_only_rules_about_objects_and_people_make_anybody_look() -> None:
    assert Wanted.by([FACE, PHONE]) == Wanted(things=True, persons=False, in_turn=True)
    assert Wanted.by([COVERED]) == Wanted(things=False, persons=True, in_turn=False)
    assert Wanted.by([BESIDE]) == Wanted(things=False, persons=True, in_turn=True)
    assert Wanted.by([FACE, Rule("phone_visible", 0.25, 15.0, 15.0, Severity.LOW, enabled=False)]) == Wanted()
    stage = Stage()
    stage.offers("a", wanted=Wanted(), doubt=True)
    stage.offers("b", wanted=Wanted.by([COVERED]))
    assert stage.process.given == []


def test_where_only_people_matter_the_other_network_rests() -> None:
    stage = Stage()
    stage.offers("a", wanted=Wanted.by([BESIDE]))
    stage.process.answer()
    stage.offers("b", wanted=ALL)
    assert stage.process.persons_only == [True, False]


def test_who_is_there_without_a_face_is_looked_for_before_all_others_and_again_while_it_matters() -> None:
    stage = Stage()
    for name in ("busy", "a", "b"):
        stage.offers(name)
    stage.offers("absent", wanted=Wanted.by([COVERED]), doubt=True)
    assert [stage.process.answer() for _ in range(4)] == ["busy:x", "absent:x", "a:x", "b:x"]
    stage.clock.now += PERSONS_EVERY_S - 0.1
    stage.offers("absent", wanted=Wanted.by([COVERED]), doubt=True)
    assert stage.process.given == []
    stage.clock.now += 0.1
    stage.offers("absent", wanted=Wanted.by([COVERED]), doubt=True)
    assert stage.process.answer() == "absent:x"
    assert stage.process.persons_only == [False, True, False, False, True]
    assert (stage.objects.stats().looks, stage.objects.stats().persons) == (3, 2)


def test_a_face_that_is_back_needs_no_look_any_more() -> None:
    stage = Stage()
    stage.offers("busy")
    stage.offers("absent", wanted=Wanted.by([COVERED]), doubt=True)
    stage.offers("absent", wanted=Wanted.by([COVERED]))
    stage.process.answer()
    assert stage.process.given == []


def test_however_many_are_absent_the_others_have_their_turns_and_what_is_shed_is_counted() -> None:
    stage = Stage(share=0.3)
    stage.plays(attempts=30, seconds=120, absent=30)
    stats = stage.objects.stats()
    assert stats.cpu_s <= 0.3 * 120 + SAVED_S + COST_S
    assert stats.persons == pytest.approx(MOST_BEFORE * stats.looks, rel=0.05)
    assert stats.persons_shed == pytest.approx(30 * 120 / PERSONS_EVERY_S - stats.persons, rel=0.1)
    assert stats.shed == pytest.approx(30 * 120 / 5 - stats.looks, rel=0.1)


def test_where_nothing_can_be_looked_for_no_picture_is_taken_and_it_says_why() -> None:
    objects = no_objects("The file is missing.")
    objects.offer("a", "jpeg", b"", 0.0, lambda _: None, ALL, doubt=True)
    assert (objects.stats().waiting, objects.stats().unusable) == (0, "The file is missing.")
    assert objects.unmeasured == ("covered_face", "faceless_person", "phone", "second_screen")
