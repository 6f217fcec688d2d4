"""Release conditions of Learn as a gate, put to the stand-in of Learn: what is found, who goes in, who comes out."""

from typing import Any

import pytest

from integrations.base import ExamInLms, IntegrationFailed, NotThere, Verb
from integrations.blackboard import condition_words, conditions
from integrations.blackboard.adapter import Blackboard
from integrations.http import Call, Reply
from integrations.quizzes import ApiConnection, PeopleGate, QuizInLms
from tests.counterparts.blackboard.learn import COLUMN, CONTENT, COURSE, EXAMINEE, TEACHER, Learn
from tests.fakes.ways_out import FakeCalls

ADAPTER = Blackboard()
QUIZ = QuizInLms("test", COURSE, CONTENT, COLUMN, "Midterm")
ORIGIN = "https://learn.test"


class ToLearn(FakeCalls):
    """A door that leads to the stand-in, without a network. It raises as the real one does."""

    def __init__(self, learn: Learn) -> None:
        super().__init__()
        self.client = learn.app().test_client()

    def send(self, call: Call) -> Reply:
        self.sent.append(call)
        says = self.client.open(
            call.url, method=call.method, json=call.json, headers={"Authorization": "Bearer application"}
        )
        if says.status_code >= 300:
            raise IntegrationFailed(call.what, retry=says.status_code >= 500, status=says.status_code)
        return Reply(says.status_code, says.json if says.data else None, url=f"{ORIGIN}{call.url}")


@pytest.fixture
def learn() -> Learn:
    return Learn(ORIGIN, "https://invigil.test", conditions={"_9_9": ["_3_1"]})


@pytest.fixture
def door(learn: Learn) -> ToLearn:
    return ToLearn(learn)


def gate(door: ToLearn) -> PeopleGate:
    found = ADAPTER.quiz(QUIZ, door).people
    assert found is not None
    return found


def test_the_tests_of_a_course_are_listed_and_nothing_else(door: ToLearn) -> None:
    [listed] = ADAPTER.quizzes(COURSE, door)
    assert (listed.quiz, listed.published, listed.people) == (QUIZ, True, None)
    assert len(door.sent) == 1


def test_a_test_tells_its_page_and_who_is_in_its_condition(door: ToLearn) -> None:
    shown = ADAPTER.quiz(QUIZ, door)
    assert shown.quiz.url == f"{ORIGIN}/ultra/courses/_5_1/outline/assessment/{CONTENT}"
    assert shown.people is not None
    assert (shown.people.members, shown.people.holds, shown.people.fault) == ({"_3_1"}, 100, "")


@pytest.mark.parametrize(("found", "groups", "fault"), [
    (None, [], condition_words.MISSING), ({}, [], condition_words.MISSING), ({"_9_9": []}, [], condition_words.EMPTY),
    ({"_9_9": ["_3_1"]}, ["_4_1"], condition_words.HAS_GROUP),
    ({"_9_9": ["_3_1"], "_9_8": ["_3_1"]}, [], condition_words.MORE_RULES),
])
def test_a_condition_that_keeps_nobody_out_is_said_to_and_what_to_do(
    learn: Learn, door: ToLearn, found: Any, groups: list[str], fault: str
) -> None:
    learn.conditions, learn.groups = found, groups
    assert gate(door).fault == fault
    assert "Try again" in fault


def test_a_group_in_it_does_not_hide_who_is_to_be_taken_out(learn: Learn, door: ToLearn) -> None:
    learn.groups = ["_4_1"]
    assert gate(door).members == {"_3_1"}


def test_people_go_in_and_come_out_and_twice_is_once(learn: Learn, door: ToLearn) -> None:
    for _ in range(2):
        ADAPTER.let_in(QUIZ, gate(door), "_9_1", door)
        assert learn.conditions == {"_9_9": ["_3_1", "_9_1"]}
    for _ in range(2):
        ADAPTER.take_out(QUIZ, gate(door), "_9_1", door)
        assert learn.conditions == {"_9_9": ["_3_1"]}


def test_whoever_teaches_is_not_taken(door: ToLearn) -> None:
    with pytest.raises(IntegrationFailed) as failed:
        ADAPTER.let_in(QUIZ, gate(door), "_1_1", door)
    assert (failed.value.impossible, str(failed.value)) == (True, condition_words.NOT_TAKEN)


def test_a_missing_right_is_named() -> None:
    here = PeopleGate(frozenset({"_3_1"}), 100, place=("/list",))
    refused = IntegrationFailed("x", retry=False, status=403)
    with pytest.raises(IntegrationFailed, match=r"course\.adaptiverelease\.acl\.MODIFY") as failed:
        conditions.let_in(here, "_9_1", FakeCalls(refused))
    assert not failed.value.impossible


def test_the_id_of_somebody_whom_no_launch_has_named_is_looked_up(learn: Learn, door: ToLearn) -> None:
    learn.roles[EXAMINEE] = "Student"
    assert ADAPTER.user_of(COURSE, EXAMINEE, door) == "_9_1"
    assert ADAPTER.user_of(COURSE, "f" * 32, door) == ""
    assert ADAPTER.user_of(COURSE, TEACHER, door) == "_1_1"


@pytest.mark.parametrize("links", [
    None, [5], [{"rel": "self", "href": "/x"}], [{"rel": "alternate", "href": "https://elsewhere.test/x"}],
    [{"rel": "alternate", "href": "http://[x"}], [{"rel": "alternate", "href": "javascript:alert(1)"}],
])
def test_an_address_that_is_none_or_not_of_this_learn_is_not_taken(links: Any) -> None:
    class Answered(FakeCalls):
        def send(self, call: Call) -> Reply:
            return Reply(200, super().send(call).json, url=f"{ORIGIN}{call.url}")

    rest = [{"results": [{"id": "_1_1", "type": "Memberships"}]}, {"results": [{"id": "_2_1", "type": "Memberships"}]}]
    calls = Answered({"title": "Midterm", "links": links}, *rest, {"results": []}, {"results": [{"userId": "_3_1"}]})
    shown = ADAPTER.quiz(QUIZ, calls)
    assert shown.quiz.url == ""
    assert shown.people is not None
    assert shown.people.members == {"_3_1"}


def test_a_deleted_test_is_not_there(door: ToLearn) -> None:
    with pytest.raises(NotThere):
        ADAPTER.quiz(QuizInLms("test", COURSE, "_0_1"), door)


def test_what_can_be_done_is_said_of_a_test_that_a_condition_opens() -> None:
    exam = ExamInLms("e1", quiz=QUIZ, api=ApiConnection(ORIGIN, frozenset(), 1.0))
    found = {each.verb: each for each in ADAPTER.capabilities(exam, None, ("LtiResourceLinkRequest",))}
    assert found[Verb.GATE_START].possible
    assert "100" in found[Verb.GATE_START].means
    assert not found[Verb.TERMINATE].possible
