"""Decisions about a quiz that Canvas's own API opens, from the outbox to a Canvas that adds up: whatever goes wrong on
the way, it is done once."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.fernet import Fernet

from integrations.canvas.adapter import Canvas
from integrations.canvas.api import iso
from integrations.oauth import PlatformToken
from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import PLATFORM, World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.db.platform_tokens import SqlPlatformTokens
from tool.db.sealing import Sealer
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.lms.gateway import Gateway
from tool.lms.outbox import Dispatcher
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import OutboxRow

K = InterventionKind
ORIGIN = "https://canvas.test"
LOST = HttpFailed("There was no complete answer within 10 seconds.", retry=True)
TOO_OFTEN = HttpAnswer(403, {}, b"403 Forbidden (Rate Limit Exceeded)")
ERROR = HttpAnswer(500, {}, b"")


class AddingCanvas:
    """Serves Http: a Canvas with one student who takes a quiz. What it is asked for it does, once for each time that it
    is asked. `before` and `after` are what goes wrong before and after it has done it, one for each call that changes
    something."""

    def __init__(self, end: float) -> None:
        self.end = end
        self.columns: list[dict[str, Any]] = []
        self.cells: dict[str, str] = {}
        self.changes: list[str] = []
        self.before: list[Any] = []
        self.after: list[Any] = []

    def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        path, form = urlsplit(url).path, dict(parse_qsl((body or b"").decode()))
        if method == "GET":
            return self._read(path)
        self.changes.append(path)
        early = self._trouble(self.before)
        if early is not None:
            return early
        answer = self._change(path, form)
        return self._trouble(self.after) or answer

    def _trouble(self, script: list[Any]) -> HttpAnswer | None:
        trouble = script.pop(0) if script else None
        if isinstance(trouble, BaseException):
            raise trouble
        return trouble

    def _read(self, path: str) -> HttpAnswer:
        if path.endswith("/submissions"):
            row = {"id": 9, "user_id": 500, "attempt": 1, "workflow_state": "untaken", "end_at": iso(self.end)}
            return good({"quiz_submissions": [row]})
        return good(self.columns)

    def _change(self, path: str, form: dict[str, str]) -> HttpAnswer:
        if path.endswith("/extensions"):
            self.end += 60 * int(form["quiz_extensions[][extend_from_end_at]"])
            return good({"quiz_extensions": [{"user_id": 500, "end_at": iso(self.end)}]})
        if path.endswith("/custom_gradebook_columns"):
            self.columns.append({"id": len(self.columns) + 1, "title": form["column[title]"]})
            return good(self.columns[-1])
        self.cells[path] = form["column_data[content]"]
        return good({})


def good(body: Any) -> HttpAnswer:
    return HttpAnswer(200, {}, json.dumps(body).encode())


class Room:
    """One exam with a quiz of Canvas's, one examinee at work, and a decision on its way."""

    def __init__(self, kind: InterventionKind) -> None:
        self.world = World()
        self.canvas = AddingCanvas(self.world.now + 1800)
        exam = self.world.exam()
        with self.world.work() as work:
            work.platforms.save(replace(PLATFORM, family="canvas"))
            work.bound_quizzes.add(bound(exam.id, self.world.now))
        attempt = self.world.attempt(exam=exam, start_assessment_url="", acs_url=None, acs_actions=())
        with self.world.work() as work:
            work.people.save(replace(work.people.get(attempt.person_id), lms_id="500"))
        self.tokens = SqlPlatformTokens(self.world.database, Sealer((Fernet.generate_key().decode(),)))
        self.tokens.keep(PlatformToken(
            PLATFORM.id, "k", "s", "form", f"{ORIGIN}/login/oauth2/token", "t", "r", self.world.now + 1e9,
            frozenset(Canvas.api_scopes), 1.0,
        ))
        self.attempt_id = attempt.id
        minutes = {"minutes": 5} if kind is K.EXTRA_TIME else {}
        self.world.decide(attempt.id, kind, reason=ReasonCode.DEVICE_USE, **minutes)

    def process(self) -> Dispatcher:
        """What a process that starts has."""
        world = self.world
        ways = outward(self.canvas, world.clock, self.tokens, sleep=world.clock.forward)
        made = Dispatcher(
            world.works, Gateway(world.works, SqlRegistrations(world.database, world.clock).by_id, ways),
            world.clock,
        )
        made.booted()
        return made

    def a_while(self) -> None:
        made = self.process()
        for _ in range(5):
            made.run_once()
            self.world.clock.forward(20)

    @property
    def row(self) -> OutboxRow:
        with self.world.work() as work:
            return work.outbox.of_attempt(self.attempt_id)[0]


def bound(exam_id: str, now: float) -> BoundQuiz:
    return BoundQuiz(
        id=exam_id, platform_id=PLATFORM.id, context_id="course-1", kind="classic", course_id="7", quiz_id="12",
        assignment_id="34", title="Midterm", url=f"{ORIGIN}/courses/7/quizzes/12", time_limit_min=60, attempts=1,
        code_secret="", code_at=now, before_secret="", gate=GateState.SET, created_at=now, next_at=now,
    )


@pytest.mark.parametrize("trouble", [ERROR, LOST, TOO_OFTEN, HttpAnswer(503, {}, b"")])
@pytest.mark.parametrize("when", ["before", "after"])
def test_minutes_are_given_once_whenever_it_goes_wrong(when: str, trouble: Any) -> None:
    room = Room(K.EXTRA_TIME)
    end = room.canvas.end
    getattr(room.canvas, when).append(trouble)
    room.a_while()
    assert (room.canvas.end, room.row.status) == (end + 300, "delivered")


@pytest.mark.parametrize("when", ["before", "after"])
def test_minutes_are_given_once_by_a_process_that_is_killed(when: str) -> None:
    room = Room(K.EXTRA_TIME)
    end = room.canvas.end
    getattr(room.canvas, when).append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        room.process().run_once()
    room.a_while()
    assert (room.canvas.end, room.row.status) == (end + 300, "delivered")


@pytest.mark.parametrize("trouble", [ERROR, LOST])
@pytest.mark.parametrize("when", ["before", "after"])
def test_the_staff_column_is_made_once(when: str, trouble: Any) -> None:
    room = Room(K.FLAG)
    getattr(room.canvas, when).append(trouble)
    room.a_while()
    assert [column["title"] for column in room.canvas.columns] == ["Invigil: Midterm (classic 12)"]
    assert room.row.status == "delivered"
    assert list(room.canvas.cells) == ["/api/v1/courses/7/custom_gradebook_columns/1/data/500"]
