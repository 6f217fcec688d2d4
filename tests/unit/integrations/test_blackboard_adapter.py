"""What Learn's REST API is asked, and what becomes of its answers and refusals."""

from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.base import AttemptInLms, Command, ExamInLms, IntegrationFailed, NotThere, Outcome, Verb
from integrations.blackboard import api, attempts
from integrations.blackboard.adapter import Blackboard
from integrations.http import Call, Reply
from integrations.quizzes import ApiConnection, QuizInLms
from tests.fakes.ways_out import FakeCalls

LEARN = Blackboard()
COURSE, USER = "53ac8a9ef3e04e0c9e5a7f1d2b3c4d5e", "915c7567d76d444abf1eed56aad3beb5"
EXAM = ExamInLms("e1", context_id=COURSE, api=ApiConnection("https://learn.test", frozenset(), 1.0))
ATTEMPT = AttemptInLms(USER, "s1", "2", "_18938_1")
QUIZ = QuizInLms("test", "_5_1", "_18938_1", assignment="_77_1")
COLUMN = {"results": [{"id": "_77_1", "contentId": "_18938_1"}]}
OLD = {"id": "_1_1", "userId": "_9_1", "status": "Completed", "created": "2026-11-28T08:00:00.000Z"}
NEW = {"id": "_2_1", "userId": "_9_1", "status": "NeedsGrading", "created": "2026-11-28T09:00:00.000Z"}
BOTH = {"results": [NEW, OLD]}
OUTCOME = Outcome("s1", 5.0, 1, {"low": 1}, False, None, "", "", "One incident:\nface lost.")
FLAG = Command(Verb.FLAG, 5.0, reason_msg="A second person")
ATTEMPTS = f"/learn/api/public/v2/courses/uuid:{COURSE}/gradebook/columns/_77_1/attempts"


class Failing(FakeCalls):
    """A door that refuses what is not a reading, or everything (`at` 0), with this status."""

    def __init__(self, status: int, at: int, *replies: Any) -> None:
        super().__init__(*replies)
        self.refusal = IntegrationFailed("Refused.", retry=False, status=status)
        self.at = at

    def send(self, call: Call) -> Reply:
        if len(self.sent) >= self.at:
            raise self.refusal
        return super().send(call)


def asked(call: Call) -> tuple[str, str, dict[str, list[str]]]:
    parts = urlsplit(call.url)
    return call.method, parts.path, parse_qs(parts.query)


def written(calls: FakeCalls) -> Any:
    assert all(call.leave == "api" for call in calls.sent)
    return next((call.json for call in calls.sent if call.method == "PATCH"), None)


def test_a_flag_is_noted_for_staff_beside_the_attempt_of_the_launch() -> None:
    calls = FakeCalls(COLUMN, BOTH, {"status": "NeedsGrading", "notes": "Came late."}, {})
    assert LEARN.perform(FLAG, EXAM, ATTEMPT, calls).words.endswith(".")
    assert [asked(call)[:2] for call in calls.sent] == [
        ("GET", f"/learn/api/public/v2/courses/uuid:{COURSE}/gradebook/columns"), ("GET", ATTEMPTS),
        ("GET", f"{ATTEMPTS}/_2_1"), ("PATCH", f"{ATTEMPTS}/_2_1"),
    ]
    assert asked(calls.sent[0])[2]["contentId"] == ["_18938_1"]
    assert asked(calls.sent[1])[2]["userId"] == [f"uuid:{USER}"]
    assert written(calls) == {"notes": "Came late.\nInvigil: flagged. A second person"}


@pytest.mark.parametrize(("number", "chosen"), [("1", "_1_1"), (2, "_2_1"), ("7", "_2_1"), ("first", "_2_1")])
def test_the_attempt_is_the_one_with_the_number_else_the_latest(number: Any, chosen: str) -> None:
    calls = FakeCalls(COLUMN, BOTH, {"status": "Completed"}, {})
    LEARN.perform(FLAG, EXAM, replace(ATTEMPT, number=number), calls)
    assert calls.sent[-1].url.endswith(f"/{chosen}")


def test_the_examinee_reads_the_outcome_only_once_a_person_stands_by_it() -> None:
    for verdict, feedback in ((None, {}), ("clear", {"feedback": "Invigil: One incident: face lost."})):
        calls = FakeCalls(COLUMN, BOTH, {"status": "Completed"}, {})
        outcome = replace(OUTCOME, verdict=verdict)
        LEARN.perform(Command(Verb.ANNOTATE, 5.0, outcome=outcome), EXAM, ATTEMPT, calls)
        assert written(calls) == {"notes": "Invigil: One incident: face lost.", **feedback}


def test_the_same_line_is_never_there_twice_and_no_grade_is_ever_touched() -> None:
    there = {"status": "Completed", "notes": "Invigil: flagged. A second person", "score": 7}
    calls = FakeCalls(COLUMN, BOTH, there)
    LEARN.perform(FLAG, EXAM, ATTEMPT, calls)
    assert written(calls) is None
    calls = FakeCalls(COLUMN, BOTH, {"status": "NeedsGrading", "score": 7}, {})
    LEARN.perform(FLAG, EXAM, ATTEMPT, calls)
    assert set(written(calls)) == {"notes"}


@pytest.mark.parametrize("replies", [(COLUMN, BOTH, {"status": "InProgress"}), (COLUMN, {"results": []})])
def test_before_the_hand_in_it_is_tried_again_later(replies: tuple[Any, ...]) -> None:
    calls = FakeCalls(*replies)
    with pytest.raises(IntegrationFailed) as failed:
        LEARN.perform(FLAG, EXAM, ATTEMPT, calls)
    assert (failed.value.retry, failed.value.after_s) == (True, 600.0)
    assert written(calls) is None


def test_a_missing_right_and_a_missing_test_are_said_and_end_it() -> None:
    with pytest.raises(IntegrationFailed, match=r"course\.gradebook\.MODIFY") as failed:
        LEARN.perform(FLAG, EXAM, ATTEMPT, Failing(403, 3, COLUMN, BOTH, {"status": "Completed"}))
    assert not failed.value.retry
    with pytest.raises(NotThere):
        LEARN.perform(FLAG, EXAM, ATTEMPT, Failing(404, 0))
    with pytest.raises(IntegrationFailed, match="no column"):
        LEARN.perform(FLAG, EXAM, ATTEMPT, FakeCalls({"results": []}))


def test_without_the_api_a_flag_and_an_outcome_go_by_lti() -> None:
    for exam in (replace(EXAM, api=None), replace(EXAM, api=ApiConnection("https://l.test", frozenset(), 1.0, 2.0))):
        column = replace(exam, column="https://learn.test/li/1", writes_scores=True)
        calls = FakeCalls()
        LEARN.perform(Command(Verb.ANNOTATE, 5.0, outcome=OUTCOME), column, ATTEMPT, calls)
        assert (calls.sent, len(calls.remarks)) == ([], 1)
        found = {c.verb: c for c in LEARN.capabilities(exam, ATTEMPT, ())}
        assert not found[Verb.FLAG].possible


def test_what_learn_cannot_do_is_said_in_its_own_words() -> None:
    found = {c.verb: c for c in LEARN.capabilities(EXAM, ATTEMPT, ())}
    assert found[Verb.FLAG].possible
    assert found[Verb.ANNOTATE].possible
    for verb in (Verb.PAUSE, Verb.RESUME, Verb.TERMINATE, Verb.EXTRA_TIME):
        assert not found[verb].possible
        assert "Learn" in found[verb].means
    controlled = replace(ATTEMPT, control_url="https://learn.test/acs", actions=frozenset({"pause"}))
    assert next(c for c in LEARN.capabilities(EXAM, controlled, ()) if c.verb is Verb.PAUSE).possible
    ungated = {c.verb: c for c in LEARN.capabilities(EXAM, None, ("LtiResourceLinkRequest",))}
    assert not ungated[Verb.GATE_START].possible
    assert "Proctoring placement" in ungated[Verb.RELEASE].means


def test_takings_are_the_latest_of_everybody_over_all_pages() -> None:
    other = {"id": "_3_1", "userId": "_8_1", "status": "InProgress", "created": "2026-11-28T09:30:00Z"}
    handed = {**NEW, "attemptReceipt": {"submissionDate": "2026-11-28T10:00:00Z"}}
    first = {"results": [handed, other, {"userId": "_7_1", "status": "Odd"}, 5],
             "paging": {"nextPage": "/learn/api/public/v2/courses/_5_1/gradebook/columns/_77_1/attempts?offset=100"}}
    calls = FakeCalls(first, {"results": [OLD]})
    found = {taking.user: taking for taking in LEARN.takings(QUIZ, calls)}
    assert set(found) == {"_9_1", "_8_1"}
    assert (found["_9_1"].submission, found["_9_1"].attempt, found["_9_1"].over) == ("_2_1", 2, True)
    assert found["_9_1"].ended_at == 1795860000.0
    assert (found["_8_1"].attempt, found["_8_1"].over, found["_8_1"].ended_at) == (1, False, None)
    assert "score" not in calls.sent[0].url


@pytest.mark.parametrize(
    "path", ["https://evil.test/x", "//evil.test/x", "/other", 5, None, "/learn/api/public/\u00e4"]
)
def test_a_next_page_that_leads_elsewhere_is_not_followed(path: Any) -> None:
    calls = FakeCalls({"results": [NEW], "paging": {"nextPage": path}})
    assert len(LEARN.takings(QUIZ, calls)) == 1


def test_a_list_without_an_end_is_given_up() -> None:
    page = {"results": [], "paging": {"nextPage": "/learn/api/public/v2/x"}}
    with pytest.raises(IntegrationFailed, match="more than"):
        list(api.listed(FakeCalls(*[page] * 50), "/learn/api/public/v2/x", "Reading", "gradebook"))


@pytest.mark.parametrize(
    ("given_id", "ref"), [("_5_1", "_5_1"), (USER, f"uuid:{USER}"), ("courseId:a/b?c", "courseId:a%2Fb%3Fc"),
                          ("../x", "uuid:..%2Fx")],
)
def test_ids_are_told_apart_and_cannot_leave_their_place(given_id: str, ref: str) -> None:
    assert api.ref(given_id) == ref


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["results", "id", "userId", "status", "created", "contentId", "attemptReceipt"]),
                      inner, max_size=4), max_leaves=12,
)


@given(st.lists(JSON, min_size=4, max_size=4))
def test_whatever_it_answers_only_a_named_failure_comes_out(replies: list[Any]) -> None:
    for act in (
        lambda: LEARN.perform(FLAG, EXAM, ATTEMPT, FakeCalls(*replies)),
        lambda: attempts.takings(QUIZ, FakeCalls(*replies)),
    ):
        with suppress(IntegrationFailed):
            act()


def test_the_test_of_a_launch_is_watched_by_its_content_item_once_the_api_is_connected() -> None:
    connected = ApiConnection("https://learn.test", frozenset(), 1.0)
    assert LEARN.linked_quiz(connected, COURSE, "_18938_1") == QuizInLms("test", COURSE, "_18938_1")
    for connection, context, link in (
        (None, COURSE, "_18938_1"), (replace(connected, revoked_at=2.0), COURSE, "_18938_1"),
        (connected, "", "_18938_1"), (connected, COURSE, "a-link-of-ours"),
    ):
        assert LEARN.linked_quiz(connection, context, link) is None
