"""Two requests make the same row in the same moment: the second one finds what the first has made."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.postgresql import postgresql
from tests.factories.world import PROCTOR, World
from tool.domain.people import Person
from tool.monitoring.exam import attempts, exams, quizzes
from tool.monitoring.exam.exams import ExamFacts
from tool.monitoring.exam.quizzes import CourseFacts, QuizFacts
from tool.monitoring.tenancy import participants
from tool.web.works import WebWork, found_or_made

COURSE = CourseFacts("platform-1", "d1", "course-1", "77", "Science")
QUIZ = QuizFacts("classic", "q1", "Midterm")
LINK = ExamFacts("platform-1", "d1", "link-9", "Physics", "Science", "course-1")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """On a database that serves several transactions at once."""
    with postgresql(tmp_path) as url:
        world = World(url)
        yield world
        world.database.close()


def both(world: World, make: Callable[[WebWork], Any]) -> list[Any]:
    """Have two requests do this at once: each has looked, and found nothing, before either makes anything."""
    looked, came, turns = threading.Barrier(2), [], threading.local()

    def request() -> None:
        def act() -> Any:
            with world.work() as work:
                real = work.new_id

                def new_id() -> str:  # the first id is asked for once nothing was found
                    if not hasattr(turns, "waited"):
                        turns.waited = True
                        looked.wait(10)
                    return real()

                work.new_id = new_id  # type: ignore[method-assign]  # a look into its middle
                return make(work)

        came.append(found_or_made(act))

    threads = [threading.Thread(target=request) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return came


def test_two_teachers_proctor_the_same_quiz(world: World) -> None:
    found = both(world, lambda work: quizzes.bind(work, COURSE, QUIZ, PROCTOR, world.now))
    assert len(found) == 2
    assert len({exam.id for exam in found}) == 1
    with world.work() as work:
        assert len(work.bound_quizzes.in_course("platform-1", "77")) == 1
        assert [exam.title for exam in work.exams.in_context("platform-1", "course-1")] == ["Midterm"]


def test_an_examinee_opens_their_exam_in_two_windows(world: World) -> None:
    exam, person = world.exam(), world.person()
    facts = world.start_facts(
        exam, person, None, start_assessment_url="", session_data="", acs_url=None, acs_actions=()
    )
    found = both(world, lambda work: attempts.open_by_code(work, facts, 1, world.now))
    assert len({attempt.id for attempt in found}) == 1
    assert len(found) == 2


def test_two_come_by_a_link_that_nobody_has_used(world: World) -> None:
    found = both(world, lambda work: exams.resolve(work, LINK, world.now))
    assert (len(found), len({exam.id for exam in found})) == (2, 1)


def test_somebody_comes_twice_for_the_first_time(world: World) -> None:
    found = both(world, lambda work: participants.recognise(work, Person("platform-1", "new", "New"), world.now))
    assert (len(found), len({person.id for person in found})) == (2, 1)
