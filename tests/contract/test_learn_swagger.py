"""What we ask of Learn, put to Prism, which plays the API of its public Swagger and refuses what is not in that.

Neither is part of this repository. `INVIGIL_LEARN_SWAGGER` names the folder with `swagger.json`, `INVIGIL_PRISM` the
command of Prism (npm, @stoplight/prism-cli 5.16). Prism keeps no state and asks for no leave: it proves methods, paths,
parameters and bodies, and nothing of what Learn then does."""

import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from integrations.base import AttemptInLms, ExamInLms, IntegrationFailed, NotThere
from integrations.blackboard import api, attempts, conditions, course_tests, own_leave, placements, ultra
from integrations.http import Call, Reply
from integrations.quizzes import ApiConnection, PeopleGate, QuizInLms
from tests.browser.stack import free_ports
from tests.fakes.ways_out import FakeCalls
from tool.web.launch.description import tool_description

SWAGGER = Path(os.environ.get("INVIGIL_LEARN_SWAGGER", "/nowhere")) / "swagger.json"
PRISM = os.environ.get("INVIGIL_PRISM") or shutil.which("prism")
COURSE, USER = "53ac8a9ef3e04e0c9e5a7f1d2b3c4d5e", "915c7567d76d444abf1eed56aad3beb5"
EXAM = ExamInLms("e1", context_id=COURSE, api=ApiConnection("https://learn.test", frozenset(), 1.0))
QUIZ = QuizInLms("test", "_5_1", "_18938_1", assignment="_77_1")
KNOWN = AttemptInLms(USER, "s1", 1, "_18938_1", submission="_2_1")
ATTEMPTS = "/learn/api/public/v2/courses/_5_1/gradebook/columns/_77_1/attempts"

pytestmark = pytest.mark.skipif(
    not SWAGGER.is_file() or PRISM is None,
    reason="INVIGIL_LEARN_SWAGGER names no folder with swagger.json, or there is no Prism (INVIGIL_PRISM)",
)


class Prism(FakeCalls):
    """A door that leads to Prism. `said` are its answers; a refusal raises as the real door does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.said: list[tuple[int, Any]] = []

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        given = None if body is None else json.dumps(body)
        about = {"Content-Type": "application/json"} if given else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, given, {**about, **headers})
            with connection.getresponse() as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None

    def send(self, call: Call) -> Reply:
        self.sent.append(call)
        status, body = self.ask(call.method, call.url, call.json)
        self.said.append((status, body))
        if status >= 300:
            raise IntegrationFailed(f"{call.what}: {status} {body}", retry=False, status=status)
        return Reply(status, body)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    (number,) = free_ports(1)
    log = tmp_path_factory.mktemp("prism") / "log"
    command = [str(PRISM), "mock", "--errors", "--port", str(number), "--host", "127.0.0.1", str(SWAGGER)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield listening(process, number, log)
        finally:
            process.terminate()
            process.wait(20)


def listening(process: "subprocess.Popen[bytes]", number: int, log: Path) -> int:
    """Wait until it answers at all."""
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            Prism(number).ask("GET", "/learn/api/public/v1/system/version")
        except OSError:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
            continue
        return number
    raise AssertionError(log.read_text())


@pytest.fixture
def learn(port: int) -> Prism:
    return Prism(port)


def test_the_reading_of_attempts_is_in_the_swagger(learn: Prism) -> None:
    assert attempts.takings(QUIZ, learn) == []  # its lists have no schema: what comes is an empty object
    assert [status for status, _ in learn.said] == [200]


def test_columns_are_looked_up_by_the_course_of_lti_and_the_content(learn: Prism) -> None:
    with pytest.raises(IntegrationFailed, match="no column"):
        attempts.column_of(COURSE, "_18938_1", learn)
    assert [status for status, _ in learn.said] == [200]


def test_an_attempt_is_read_and_what_we_write_is_taken(learn: Prism) -> None:
    exam = ExamInLms("e1", quiz=QUIZ, api=EXAM.api)

    class HandedIn(Prism):
        """Learn after the hand-in: Prism makes up any status."""

        def send(self, call: Call) -> Reply:
            reply = super().send(call)
            return reply if call.method != "GET" else Reply(reply.status, {"status": "NeedsGrading"})

    door = HandedIn(learn.port)
    attempts.add_note(exam, KNOWN, "Invigil: flagged.", "Invigil: clear.", door)
    assert [(call.method, status) for call, (status, _) in zip(door.sent, door.said, strict=True)] == [
        ("GET", 200), ("PATCH", 200),
    ]
    assert door.sent[-1].json == {"notes": "Invigil: flagged.", "feedback": "Invigil: clear."}


def test_the_hand_in_by_the_examinees_leave_is_taken(learn: Prism) -> None:
    class AtWork(Prism):
        """Learn before the hand-in."""

        def send(self, call: Call) -> Reply:
            reply = super().send(call)
            return reply if call.method != "GET" else Reply(reply.status, {"status": "InProgress"})

    door = AtWork(learn.port)
    own_leave.hand_in(ExamInLms("e1", quiz=QUIZ, api=EXAM.api), KNOWN, door)
    assert [(call.method, call.leave, status) for call, (status, _) in zip(door.sent, door.said, strict=True)] == [
        ("GET", "api", 200), ("PATCH", "own", 200),
    ]


def test_it_refuses_what_is_wrong_so_that_the_tests_above_say_something(learn: Prism) -> None:
    with pytest.raises(IntegrationFailed) as bad:
        api.send(learn, "PATCH", f"{ATTEMPTS}/_2_1", "Writing", "gradebook", {"status": "Finished"})
    assert bad.value.status in (400, 422)
    with pytest.raises(NotThere):
        api.send(learn, "GET", "/learn/api/public/v9/nothing", "Reading", "gradebook")


def test_who_teaches_can_be_asked(learn: Prism) -> None:
    assert ultra.teaches(COURSE, USER, learn) in (True, False)
    assert [status for status, _ in learn.said] == [200]


def test_what_prism_cannot_play_is_at_least_in_the_swagger(learn: Prism) -> None:
    """The Swagger gives a content item no answer, and shows the token's parameters in the query, while Anthology's
    pages, and the door, send them as a form."""
    paths = json.loads(SWAGGER.read_text())["paths"]
    assert "get" in paths["/learn/api/public/v1/courses/{courseId}/contents/{contentId}"]
    assert "get" in paths[api.AUTHORIZE]
    status, token = learn.ask("POST", f"{api.TOKEN}?grant_type=client_credentials", Authorization="Basic a2V5OnM=")
    assert status == 200
    assert {"access_token", "expires_in"} <= set(token)


def test_our_placements_are_what_learn_takes(learn: Prism) -> None:
    """Its list has no schema: what comes is an empty object, so that all three are made."""
    tool = tool_description("https://invigil.test")
    assert [one.state for one in placements.make(tool, learn)] == ["made", "made", "made"]
    assert [status for status, _ in learn.said] == [200, 201] * 3


def test_a_placement_of_a_kind_that_learn_does_not_know_is_refused(learn: Prism) -> None:
    with pytest.raises(IntegrationFailed) as bad:
        learn.send(Call("POST", placements.PATH, "x", json={"handle": "h", "name": "n", "type": "Exam", "url": "u"}))
    assert bad.value.status in (400, 422)


def test_people_of_a_release_condition_are_put_in_taken_out_and_listed(learn: Prism) -> None:
    """The Swagger's lists have no schema, so Prism makes none up: each list is read by itself."""
    criterion = f"{api.content_path('_5_1', '_18938_1')}/adaptiveRelease/rules/_48_1/criteria/_9_9"
    gate = PeopleGate(frozenset({"_3_1"}), conditions.HOLDS, place=(criterion,))
    for path in (criterion.removesuffix("/_48_1/criteria/_9_9"), criterion.removesuffix("/_9_9"),
                 f"{criterion}/users", f"{criterion}/groups"):
        assert list(api.listed(learn, path, "Reading", "conditions")) == []
    conditions.let_in(gate, "_9_1", learn)
    conditions.take_out(gate, "_9_1", learn)
    assert [status for status, _ in learn.said] == [200] * 4 + [201, 204]


def test_a_student_is_looked_up_and_tests_are_listed(learn: Prism) -> None:
    assert isinstance(course_tests.user_of(COURSE, USER, learn), str)
    assert course_tests.listed(COURSE, learn) == []
    assert [status for status, _ in learn.said] == [200, 200]
