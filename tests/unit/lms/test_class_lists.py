"""Class lists: read while somebody watches, in memory only, and what an LMS that gives none or fails makes of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.attempt import AttemptState
from tool.lms.class_lists import EVERY_S, KEPT_S, ClassLists
from tool.monitoring.exam import roster
from tool.monitoring.exam.events import ClassListChanged
from tool.monitoring.exam.records import Exam
from tool.monitoring.exam.roster import Enrolled
from tool.web.launch.roles import learns

URL = "http://lms.test/members"


class Lms:
    """Serves Http: gives tokens and the `members` of the course."""

    def __init__(self) -> None:
        self.members: list[dict[str, Any]] = []
        self.asked = 0
        self.status = 200
        self.failure: Exception | None = None

    def send(self, _method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        del headers, body
        if url.endswith("/token"):
            return HttpAnswer(200, {}, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 600}')
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return HttpAnswer(self.status, {}, json.dumps({"members": self.members}).encode())

    def enrol(self, user_id: str, name: str, *roles: str, status: str = "Active") -> None:
        self.members.append({"user_id": user_id, "name": name, "roles": roles or ["Learner"], "status": status})


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lms() -> Lms:
    return Lms()


@pytest.fixture
def lists(world: World, lms: Lms) -> ClassLists:
    registrations = SqlRegistrations(world.database, world.clock)
    found = ClassLists(world.works, registrations.by_id, outward(lms, world.clock), learns, world.clock)
    world.works.listen(found.heard)
    return found


def with_list(world: World, url: str | None = URL) -> Exam:
    exam = replace(world.exam(), nrps_url=url)
    with world.work() as work:
        work.exams.save(exam)
    return exam


def names_missing(world: World, exam: Exam, lists: ClassLists) -> list[str]:
    with world.work() as work:
        return [each.name for each in roster.not_started(work, exam.id, lists.of(exam.id).learners)]


def test_who_learns_in_the_course_and_has_no_attempt_has_not_started(
    world: World, lms: Lms, lists: ClassLists
) -> None:
    exam = with_list(world)
    lms.enrol("sub-1", "Zoe Last")
    lms.enrol("sub-2", "ben lower")
    lms.enrol("sub-3", "Ada First")
    lms.enrol("sub-4", "Gone Away", status="Inactive")
    lms.enrol("sub-5", "Tia Teacher", "Instructor")
    lms.enrol("sub-6", "Tim Tutor", "Learner", "Instructor")
    lms.enrol("sub-7", "")
    lists.step([exam.id])
    assert lists.of(exam.id).standing == "read"
    assert names_missing(world, exam, lists) == ["Ada First", "ben lower", "Zoe Last", ""]
    world.attempt(AttemptState.CREATED, exam=exam, subject="sub-3")
    assert names_missing(world, exam, lists) == ["ben lower", "Zoe Last", ""]


def test_it_is_told_when_it_is_read_and_when_somebody_starts_and_not_else(
    world: World, lms: Lms, lists: ClassLists
) -> None:
    exam = with_list(world)
    lms.enrol("sub-1", "Ada")
    lists.step([exam.id])
    lists.step([exam.id])
    assert world.told(ClassListChanged) == [ClassListChanged(exam.id)]
    world.attempt(AttemptState.WAITING, exam=exam)
    lists.step([exam.id])
    lists.step([exam.id])
    assert world.told(ClassListChanged) == [ClassListChanged(exam.id)] * 2


def test_it_is_read_anew_every_few_minutes_while_somebody_watches_and_then_forgotten(
    world: World, lms: Lms, lists: ClassLists
) -> None:
    exam = with_list(world)
    lms.enrol("sub-1", "Ada")
    lists.step([])
    assert lms.asked == 0  # nobody watches
    for _ in range(int(EVERY_S / 10)):
        lists.step([exam.id])
        world.clock.forward(10)
    assert lms.asked == 1
    lms.enrol("sub-2", "Ben")
    lists.step([exam.id])
    assert (lms.asked, len(lists.of(exam.id).learners)) == (2, 2)
    world.clock.forward(KEPT_S - 1)
    lists.step([])
    assert lists.of(exam.id).learners == (Enrolled("sub-1", "Ada"), Enrolled("sub-2", "Ben"))
    world.clock.forward(1)
    lists.step([])
    assert (lists.of(exam.id).standing, lists.of(exam.id).learners, lms.asked) == ("reading", (), 2)


def test_an_lms_that_gives_none_is_not_asked_until_a_launch_names_one(
    world: World, lms: Lms, lists: ClassLists
) -> None:
    exam = with_list(world, None)
    lists.step([exam.id])
    assert (lists.of(exam.id).standing, lms.asked) == ("none", 0)
    lms.enrol("sub-9", "Ada")
    with_list(world)
    world.attempt(AttemptState.CREATED, exam=exam)
    lists.step([exam.id])
    assert (lists.of(exam.id).standing, lms.asked) == ("read", 1)


@pytest.mark.parametrize("trouble", ["500", "403", "hang", "nonsense", "defect"])
def test_an_lms_that_fails_is_left_alone_and_what_was_read_stays(
    world: World, lms: Lms, lists: ClassLists, trouble: str
) -> None:
    exam = with_list(world)
    lms.enrol("sub-1", "Ada")
    lists.step([exam.id])
    world.clock.forward(EVERY_S)
    if trouble == "nonsense":
        lms.members = 5  # type: ignore[assignment]
    elif trouble in ("hang", "defect"):
        lms.failure = HttpFailed("no answer", retry=True) if trouble == "hang" else RuntimeError("a defect")
    else:
        lms.status = int(trouble)
    for _ in range(30):
        lists.step([exam.id])
        world.clock.forward(10)
    assert lms.asked <= 6
    found = lists.of(exam.id)
    assert (found.standing, [each.name for each in found.learners]) == ("failed", ["Ada"])
    lms.status, lms.failure, lms.members = 200, None, []
    lms.enrol("sub-2", "Ben")
    world.clock.forward(120)
    lists.step([exam.id])
    found = lists.of(exam.id)
    assert (found.standing, [each.name for each in found.learners]) == ("read", ["Ben"])


def test_exams_of_one_course_are_read_together(world: World, lms: Lms, lists: ClassLists) -> None:
    exam = with_list(world)
    other = replace(exam, id="exam-2", resource_link_id="link-2")
    with world.work() as work:
        work.exams.add(other)
    lms.enrol("sub-1", "Ada")
    lists.step([exam.id, other.id])
    assert lms.asked == 1
    assert lists.of(exam.id).learners == lists.of(other.id).learners == (Enrolled("sub-1", "Ada"),)
