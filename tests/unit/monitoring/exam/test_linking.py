"""A teacher's visit by deep linking: the exam it is about, and what adding that exam to the LMS touches."""

from dataclasses import replace

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import AttemptState
from tool.monitoring.exam import exams, linking
from tool.monitoring.exam.exams import ChoiceRefused, ExamFacts
from tool.monitoring.exam.linking import InTheWay, same_title
from tool.monitoring.work import NotFound

FACTS = ExamFacts("platform-1", "d1", None, "Physics", "Science", "course-1")
LAUNCHED = replace(FACTS, resource_link_id="link-1")


def test_a_visit_without_a_known_exam_begins_a_draft(world: World) -> None:
    with world.work() as work:
        exam, visit = linking.begin(work, FACTS, {"data": "opaque"}, world.now)
        assert linking.visit_of(work, visit.id) == visit
    assert (exam.standing, exam.title, exam.resource_link_id) == ("draft", "Physics", None)
    assert (visit.request, visit.asked_title, visit.deployment_id) == ({"data": "opaque"}, "Physics", "d1")
    assert visit.expires_at == world.now + linking.LINKING_LIFETIME_S


@pytest.mark.parametrize("linking_id", [None, "gone"])
def test_without_a_visit_nothing_is_added(world: World, linking_id: str | None) -> None:
    exam = world.exam()
    with world.work() as work, pytest.raises(ChoiceRefused) as refusal:
        linking.checked(work, exam.id, linking_id, exam.title)
    assert refusal.value.code == "not_linking"


def test_an_exam_of_the_lmss_own_form_is_neither_offered_nor_added(world: World) -> None:
    with world.work() as work:
        theirs = replace(exams.resolve(work, LAUNCHED, world.now), set_in_lms_at=1)
        work.exams.save(theirs)
        mine, visit = linking.begin(work, FACTS, {}, world.now)
        assert linking.others(work, mine) == []
        with pytest.raises(ChoiceRefused) as refusal:
            linking.checked(work, theirs.id, visit.id, "")
    assert refusal.value.code == "set_in_lms"


def test_exams_that_the_lms_assigns_to_no_course_are_not_offered(world: World) -> None:
    nowhere = replace(FACTS, context_id="")
    with world.work() as work:
        other = exams.resolve(work, replace(nowhere, resource_link_id="link-1"), world.now)
        mine, _visit = linking.begin(work, nowhere, {}, world.now)
        assert linking.others(work, mine) == []
        with pytest.raises(NotFound):
            linking.instead(work, mine, other.id)


def test_what_is_in_the_way(world: World) -> None:
    attempt = world.attempt(AttemptState.WAITING)
    with world.work() as work:
        busy = work.exams.get(attempt.exam_id)
        facts = replace(FACTS, title="", context_id=busy.context_id)
        named = replace(facts, title=f" {busy.title.upper()} ")
        cases = [linking.begin(work, each, {}, world.now) for each in (facts, named)]
        found = [linking.in_the_way(work, exam, visit) for exam, visit in cases]
        itself = linking.in_the_way(work, busy, cases[0][1])
    assert found == [None, InTheWay(busy.title, 1)]
    assert itself == InTheWay(busy.title, 1)


def test_adding_is_on_record_and_makes_the_exam_the_courses(world: World) -> None:
    with world.work() as work:
        exam, visit = linking.begin(work, FACTS, {}, world.now)
        assert linking.checked(work, exam.id, visit.id, "") == (exam, visit)
        linking.placed(work, exam.id, PROCTOR, world.now)
        linking.placed(work, exam.id, PROCTOR, world.now)
        kept = [(e.action, e.detail, e.person_id) for e in work.audit.of_exam(exam.id)]
        assert work.exams.get(exam.id).standing == "placed"
    assert sorted(kept) == [("exam.place", "again", PROCTOR.person_id), ("exam.place", "new", PROCTOR.person_id)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Final exam", " final  EXAM\n", True), ("Final", "Finals", False), ("", "", False), (" ", "", False),
     ("Straße", "STRASSE", True)],
)
def test_titles_are_compared_as_people_do(one: str, other: str, same: bool) -> None:
    assert same_title(one, other) is same
