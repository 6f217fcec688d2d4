"""Who is in which group is asked while somebody watches, held on to, and never guessed when there is no answer."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.lms.group_watch import EVERY_S, GroupWatch
from tool.monitoring.exam import groups
from tool.monitoring.exam.events import AttemptRegrouped, ClassListChanged, StaffRegrouped
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.exam.roster import ClassList, Enrolled

PLUGIN = {
    name: f"http://lms.test/{name}" for name in ("invigil_presence_url", "invigil_review_url", "invigil_groups_url")
}


class Lms:
    """Serves Http: gives tokens, and says who is in which group."""

    def __init__(self) -> None:
        self.said: Any = {"groups": {"3": "Group A"}, "staff": {}, "examinees": {}}
        self.asked: list[dict[str, Any]] = []
        self.failure: Exception | None = None

    def send(self, _method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        del headers
        if url.endswith("/token"):
            return HttpAnswer(200, {}, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 600}')
        if self.failure is not None:
            raise self.failure
        self.asked.append(json.loads(body or b""))
        return HttpAnswer(200, {}, json.dumps(self.said).encode())


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lms() -> Lms:
    return Lms()


@pytest.fixture
def learners() -> list[Enrolled]:
    return []


@pytest.fixture
def watch(world: World, lms: Lms, learners: list[Enrolled]) -> GroupWatch:
    registrations = SqlRegistrations(world.database, world.clock)
    return GroupWatch(
        world.works, registrations.by_id, outward(lms, world.clock),
        lambda exam_id: ClassList("read", tuple(learners), 1.0), world.clock,
    )


@pytest.fixture
def taken(world: World) -> tuple[Exam, Attempt]:
    """An exam whose LMS tells of groups, with an examinee in group 4 and a tutor of group 3."""
    attempt = world.attempt()
    with world.works() as work:
        exam = replace(work.exams.get(attempt.exam_id), groups={}, lms_services=PLUGIN)
        work.exams.save(exam)
        groups.examinee_told(work, exam.id, attempt.person_id, ["4"])
        groups.staff_told(work, exam.id, attempt.person_id, ["3"])
    world.events.clear()
    return exam, attempt


def of(world: World, attempt: Attempt) -> tuple[str, ...] | None:
    with world.works() as work:
        return work.attempts.get(attempt.id).groups


def subject_of(world: World, attempt: Attempt) -> str:
    with world.works() as work:
        return work.people.get(attempt.person_id).subject


def test_what_the_lms_says_holds_from_then_on(
    world: World, lms: Lms, watch: GroupWatch, taken: tuple[Exam, Attempt]
) -> None:
    exam, attempt = taken
    user = subject_of(world, attempt)
    lms.said = {"groups": {"3": "Group A"}, "staff": {user: "all"}, "examinees": {user: ["3", "3", 7]}}
    watch.step([exam.id])
    assert lms.asked == [{"link": exam.resource_link_id, "staff": [user], "examinees": [user]}]
    assert of(world, attempt) == ("3",)
    with world.works() as work:
        assert work.exams.get(exam.id).groups == {"3": "Group A"}
        said = work.staff_groups.find(exam.id, attempt.person_id)
    assert said is not None
    assert said.groups is None
    regrouped = [event for event in world.events if isinstance(event, AttemptRegrouped | StaffRegrouped)]
    assert regrouped == [
        StaffRegrouped(exam.id, attempt.person_id), AttemptRegrouped(attempt.id, exam.id, ("4",), ("3",)),
    ]
    world.events.clear()
    world.clock.forward(EVERY_S - 1)
    watch.step([exam.id])
    assert len(lms.asked) == 1
    world.clock.forward(1)
    watch.step([exam.id])
    assert (len(lms.asked), world.events) == (2, [])


@pytest.mark.parametrize(
    "fail",
    [
        lambda lms: setattr(lms, "failure", HttpFailed("no answer", retry=True)),
        lambda lms: setattr(lms, "said", {"groups": [], "staff": {}, "examinees": {}}),
        lambda lms: setattr(lms, "said", ["3"]),
    ],
)
def test_no_answer_changes_nothing(
    world: World, lms: Lms, watch: GroupWatch, taken: tuple[Exam, Attempt], fail: Callable[[Lms], None]
) -> None:
    exam, attempt = taken
    fail(lms)
    watch.step([exam.id])
    assert (of(world, attempt), world.events) == (("4",), [])


def test_nobody_is_asked_where_nobody_watches_or_the_lms_tells_of_no_groups(
    world: World, lms: Lms, watch: GroupWatch, taken: tuple[Exam, Attempt]
) -> None:
    exam, _attempt = taken
    watch.step([])
    with world.works() as work:
        work.exams.save(replace(exam, groups=None))
    watch.step([exam.id])
    with world.works() as work:
        work.exams.save(replace(exam, lms_services={}))
    world.clock.forward(EVERY_S)
    watch.step([exam.id])
    assert lms.asked == []


def test_a_class_list_gets_the_groups_of_its_learners(
    world: World, lms: Lms, watch: GroupWatch, taken: tuple[Exam, Attempt], learners: list[Enrolled]
) -> None:
    exam, _attempt = taken
    learners += [Enrolled("u1", "Ada"), Enrolled("u2", "Ben"), Enrolled("u3", "Cy")]
    lms.said["examinees"] = {"u1": ["3"], "u2": []}
    assert [each.groups for each in watch.class_list(exam.id).learners] == [None, None, None]
    watch.step([exam.id])
    assert [each.groups for each in watch.class_list(exam.id).learners] == [("3",), (), None]
    assert [event for event in world.events if isinstance(event, ClassListChanged)] == [ClassListChanged(exam.id)]


def test_many_people_are_asked_about_in_portions(
    lms: Lms, watch: GroupWatch, taken: tuple[Exam, Attempt], learners: list[Enrolled]
) -> None:
    exam, _attempt = taken
    learners += [Enrolled(f"u{number}", "") for number in range(1500)]
    watch.step([exam.id])
    sizes = [len(asked["staff"]) + len(asked["examinees"]) for asked in lms.asked]
    assert sizes == [1000, 502]
