"""Our requests to Canvas beside those of `canvasapi`, a client that many institutions run against a real Canvas.

For each deed both put it on the wire; method, path, query, form and JSON are compared. How many entries of a list come
at once (`per_page`) is a matter of taste and is left out. canvasapi has a call for every deed of ours; the mutations of
GraphQL are ours alone, and only the envelope is compared."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from canvasapi.assignment import Assignment, AssignmentOverride
from canvasapi.canvas import Canvas as Client
from canvasapi.course import Course
from canvasapi.custom_gradebook_columns import ColumnData
from canvasapi.new_quiz import NewQuiz
from canvasapi.quiz import Quiz, QuizSubmission
from canvasapi.requester import Requester
from canvasapi.submission import Submission

from integrations.base import Command, Verb
from integrations.canvas import classic, endpoints, gradebook, graphql, new, new_deeds, overrides
from integrations.canvas.adapter import Canvas
from integrations.canvas.api import iso
from integrations.canvas.handing_in import hand_in
from integrations.http import Call
from integrations.quizzes import Taking
from tests.factories.canvas_answers import (
    AT,
    ATTEMPT,
    CLASSIC,
    NEW,
    ORIGIN,
    exam,
    new_json,
    override_json,
    quiz_json,
    takings_json,
)
from tests.fakes.ways_out import FakeCalls

ANSWER = {
    "id": 1, "title": "x", "url": f"{ORIGIN}/x", "quiz_submissions": [], "quiz_submission_events": [],
    "quiz_extensions": [], "message": "", "content": "x", "data": {},
}
TAKING = Taking("500", "900", 1, over=False)
COLUMN = {"id": 6, "title": "Invigil: x (classic 12)"}


@dataclass(frozen=True)
class Wire:
    """One request: what is the same whoever writes it. Fields are sorted by name; of the same name they keep their
    order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    form: tuple[tuple[str, str], ...]
    json: Any


def fields(text: str) -> tuple[tuple[str, str], ...]:
    given = parse_qsl(text, keep_blank_values=True)
    return tuple(sorted(((n, v) for n, v in given if n != "per_page"), key=lambda pair: pair[0]))


def ours(call: Call) -> Wire:
    parts = urlsplit(call.url)
    form = tuple(sorted(call.form, key=lambda pair: pair[0]))
    return Wire(call.method, parts.path, fields(parts.query), form, call.json)


class Recorder:
    """Stands for the session of canvasapi: what it would have put on the wire, as `requests` prepares it."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.answer: Any = ANSWER

    def __getattr__(self, method: str) -> Callable[..., requests.Response]:
        return partial(self._send, method.upper())

    def _send(self, method: str, url: str, **how: Any) -> requests.Response:
        made = requests.Request(method, url, **how).prepare()
        body = made.body.decode() if isinstance(made.body, bytes) else str(made.body or "")
        parts, is_json = urlsplit(str(made.url)), "json" in made.headers.get("Content-Type", "")
        self.wires.append(Wire(
            method, parts.path, fields(parts.query), () if is_json else fields(body),
            json.loads(body) if is_json else None,
        ))
        answer = requests.Response()
        answer.status_code = 200
        answer._content = json.dumps(self.answer).encode()
        return answer


def theirs(act: Callable[[Requester], Any]) -> Wire:
    """Have canvasapi do it; return its one request."""
    requester, recorder = Requester(ORIGIN, "token"), Recorder()
    requester._session = recorder
    made = act(requester)
    if hasattr(made, "_get_next_page"):  # its lists are lazy
        recorder.answer = ANSWER if made._root else []
        made._get_next_page()
    (wire,) = recorder.wires
    return wire


def of(kind: Any, **known: Any) -> Callable[[Requester], Any]:
    return lambda requester: kind(requester, {"course_id": 7, **known})


course = partial(Course, attributes={"id": 7})
quiz = of(Quiz, id=12)
new_quiz = of(NewQuiz, id=35)
assignment = of(Assignment, id=34)
override = of(AssignmentOverride, id=77, assignment_id=34)
cell = of(ColumnData, gradebook_column_id=6, user_id=500)
taking = of(QuizSubmission, id=900, quiz_id=12, attempt=1)
C = Canvas()


def command(verb: Verb) -> Command:
    return Command(verb, AT, minutes=5)


def extended(verb: Verb, name: str, value: int, state: Any = None) -> tuple[Any, Any, Any]:
    calls = FakeCalls(takings_json() if state is None else state, {})
    extension = [{"user_id": 500, name: value}]
    return endpoints.EXTEND, (lambda: C.perform(command(verb), exam(), ATTEMPT, calls), calls), (
        lambda r: quiz(r).set_extensions(extension)
    )


def simple(
    endpoint: endpoints.Endpoint, act: Callable[[FakeCalls], Any], reply: Any, client: Any
) -> tuple[Any, Any, Any]:
    calls = FakeCalls(*reply)
    return endpoint, (lambda: act(calls), calls), client


def _own_taking(of_quiz: Quiz) -> Any:
    """canvasapi reads all takings, or one by its id; this is the nearest, with the path that Canvas documents."""
    return of_quiz._requester.request("GET", f"courses/{of_quiz.course_id}/quizzes/{of_quiz.id}/submission")


def _completed(taken: QuizSubmission) -> None:
    with suppress(IndexError):  # it wants the answer to hold the taking
        taken.complete("v", access_code="s3")


CLOSED = {"lock_at": iso(AT)}
SETTINGS = takings_json(workflow_state="settings_only", end_at=None)
OVER = takings_json(workflow_state="complete")
DEEDS: dict[str, tuple[Any, Any, Any]] = {
    "list": simple(endpoints.QUIZZES, lambda c: list(classic.listed("7", c)), [[]], lambda r: course(r).get_quizzes()),
    "list new": simple(
        endpoints.NEW_QUIZZES, lambda c: list(new.listed("7", c)), [[]], lambda r: course(r).get_new_quizzes()
    ),
    "read": simple(endpoints.QUIZ, lambda c: C.quiz(CLASSIC, c), [quiz_json()], lambda r: course(r).get_quiz(12)),
    "read new": simple(
        endpoints.NEW_QUIZ, lambda c: C.quiz(NEW, c), [new_json()], lambda r: course(r).get_new_quiz(35)
    ),
    "set the code": simple(
        endpoints.CHANGE_QUIZ, lambda c: C.set_code(CLASSIC, "s3 c&ret", c), [{}],
        lambda r: quiz(r).edit(quiz={"access_code": "s3 c&ret", "notify_of_update": False}),
    ),
    "take the code away": simple(
        endpoints.CHANGE_QUIZ, lambda c: C.set_code(CLASSIC, "", c), [{}],
        lambda r: quiz(r).edit(quiz={"access_code": "", "notify_of_update": False}),
    ),
    "set the code, new": simple(
        endpoints.CHANGE_NEW_QUIZ, lambda c: C.set_code(NEW, "s3", c), [{}], lambda r: new_quiz(r).update(
            quiz={"quiz_settings": {"require_student_access_code": True, "student_access_code": "s3"}}
        ),
    ),
    "who takes it": simple(
        endpoints.TAKINGS, lambda c: C.takings(CLASSIC, c), [takings_json()], lambda r: quiz(r).get_submissions()
    ),
    "its log": simple(
        endpoints.LOG, lambda c: C.log(CLASSIC, TAKING, c), [{"quiz_submission_events": []}],
        lambda r: taking(r).get_submission_events(attempt=1),
    ),
    "later end": extended(Verb.EXTRA_TIME, "extend_from_end_at", 5),
    "longer attempt": extended(Verb.EXTRA_TIME, "extra_time", 5, SETTINGS),
    "end now": extended(Verb.TERMINATE, "extend_from_now", 1),
    "more time, new": simple(
        endpoints.ACCOMMODATE, lambda c: new_deeds.extra_time(command(Verb.EXTRA_TIME), NEW, ATTEMPT, c),
        [{"successful": [{"user_id": 500}]}], lambda r: course(r).set_new_quizzes_accommodations(
            [{"user_id": 500, "extra_time": 5, "apply_to_in_progress_quiz_sessions": True}]
        ),
    ),
    "look for dates": simple(
        endpoints.OVERRIDES, lambda c: overrides.open_again(CLASSIC, "500", AT, c), [[]],
        lambda r: assignment(r).get_overrides(),
    ),
    "make dates": simple(
        endpoints.NEW_OVERRIDE, lambda c: overrides.close(CLASSIC, "500", AT, c), [[], {}],
        lambda r: assignment(r).create_override(
            assignment_override={"student_ids": [500], "title": overrides.TITLE, **CLOSED}
        ),
    ),
    "change dates": simple(
        endpoints.CHANGE_OVERRIDE, lambda c: overrides.close(CLASSIC, "500", AT, c),
        [[override_json(lock_at=None)], {}], lambda r: override(r).edit(assignment_override=CLOSED),
    ),
    "take dates back": simple(
        endpoints.NO_OVERRIDE, lambda c: overrides.open_again(CLASSIC, "500", AT, c), [[override_json()], {}],
        lambda r: override(r).delete(),
    ),
    "look for the column": simple(
        endpoints.COLUMNS, lambda c: gradebook.flag(command(Verb.FLAG), exam(), CLASSIC, ATTEMPT, c), [[COLUMN], {}],
        lambda r: course(r).get_custom_columns(include_hidden=True),
    ),
    "make the column": simple(
        endpoints.NEW_COLUMN, lambda c: gradebook.flag(command(Verb.FLAG), exam(), CLASSIC, ATTEMPT, c),
        [[], {"id": 6}, {}], lambda r: course(r).create_custom_column({"title": "Invigil: Midterm (classic 12)"}),
    ),
    "fill the column": simple(
        endpoints.FILL_COLUMN, lambda c: gradebook.flag(command(Verb.FLAG), exam(), CLASSIC, ATTEMPT, c),
        [[COLUMN], {}], lambda r: cell(r).update_column_data({"content": "Flagged"}),
    ),
    "one's own taking": simple(
        endpoints.OWN_TAKING, lambda c: hand_in(CLASSIC, c), [quiz_json(), OVER], lambda r: _own_taking(quiz(r)),
    ),
    "hand in": simple(
        endpoints.HAND_IN, lambda c: hand_in(CLASSIC, c),
        [quiz_json(access_code="s3"), takings_json(validation_token="v"), {}],
        lambda r: _completed(taking(r)),
    ),
    "label": simple(
        endpoints.LABEL, lambda c: gradebook.label("3", CLASSIC, "500", c), [{}],
        lambda r: of(Submission, assignment_id=34, user_id=500)(r).edit(submission={"custom_grade_status_id": 3}),
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_we_put_on_the_wire_what_canvasapi_does(deed: str) -> None:
    endpoint, (act, calls), client = DEEDS[deed]
    act()
    sent = [call for call in calls.sent if call.scopes == (endpoint.scope,)]
    assert [ours(call) for call in sent] == [theirs(client)]


def test_every_call_of_ours_is_compared() -> None:
    assert {endpoint for endpoint, _, _ in DEEDS.values()} == {*endpoints.ALL, endpoints.OWN_TAKING, endpoints.HAND_IN}


def test_an_extra_attempt_too() -> None:
    calls = FakeCalls([], OVER, {})
    C.perform(command(Verb.READMIT), exam(), ATTEMPT, calls)
    assert ours(calls.sent[-1]) == theirs(lambda r: quiz(r).set_extensions([{"user_id": 500, "extra_attempts": 1}]))


def test_the_envelope_of_graphql() -> None:
    calls = FakeCalls({"data": {}})
    graphql.ask("query { a }", {"b": "1"}, "Asking", calls)

    def ask(requester: Requester) -> None:
        client = Client(ORIGIN, "token")
        client._Canvas__requester = requester
        client.graphql("query { a }", {"b": "1"})

    assert ours(calls.sent[0]) == theirs(ask)
