"""The leave of one examinee: asked for by their LMS's key, taken only from them, used, renewed and given back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from integrations.canvas.adapter import Canvas
from integrations.http import Call
from integrations.oauth import PlatformToken
from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import PLATFORM, World
from tests.fakes.ways_out import SEALER
from tool.db.personal_tokens import SqlPersonalTokens
from tool.db.platform_tokens import SqlPlatformTokens
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.domain.own_leave import OwnLeave
from tool.lms.api_leave import OF_EXAMINEE, ApiLeave
from tool.lms.own_leave import LeaveRefused, OwnLeaves, is_needed
from tool.monitoring.exam import own_leave
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState

ORIGIN = "https://canvas.test"
BACK = "https://invigil.test/connect/api/done"
TOKEN = f"{ORIGIN}/login/oauth2/token"


class CanvasOAuth:
    """Serves Http: gives tokens for codes, to whoever `user` is, and forgets them again."""

    def __init__(self) -> None:
        self.user: Any = {"id": 500, "name": "Ada"}
        self.status = 200
        self.sent: list[tuple[str, str, dict[str, str]]] = []
        self.bearers: list[str] = []
        self.hook: Callable[[], None] = lambda: None

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        self.sent.append((method, url, dict(parse_qsl((body or b"").decode()))))
        self.bearers.append(headers.get("Authorization", ""))
        self.hook()
        if method == "POST" and url == TOKEN and self.status == 200:
            number = len(self.sent)
            given = {
                "access_token": f"own-{number}", "refresh_token": "own-refresh", "expires_in": 3600, "user": self.user,
            }
            return HttpAnswer(200, {}, json.dumps(given).encode())
        return HttpAnswer(self.status, {}, b"{}")

    def deleted(self) -> list[str]:
        """The tokens that were given back."""
        return [
            bearer.removeprefix("Bearer ") for (method, _, _), bearer in zip(self.sent, self.bearers, strict=True)
            if method == "DELETE"
        ]


class Stage:
    """One examinee at an untimed quiz of Canvas's whose API is connected."""

    def __init__(self, time_limit_min: int | None = None) -> None:
        self.world, self.lms = World(), CanvasOAuth()
        exam = self.world.exam()
        with self.world.work() as work:
            work.platforms.save(replace(PLATFORM, family="canvas"))
            work.bound_quizzes.add(
                BoundQuiz(
                    id=exam.id, platform_id=PLATFORM.id, context_id="course-1", kind="classic", course_id="7",
                    quiz_id="12", assignment_id="34", title="Midterm", url=f"{ORIGIN}/courses/7/quizzes/12",
                    time_limit_min=time_limit_min, attempts=1, code_secret=SEALER.seal("sesame"),
                    code_at=self.world.now, before_secret="", gate=GateState.SET, created_at=self.world.now,
                    next_at=self.world.now + 3600,
                )
            )
        self.attempt_id = self.world.attempt(
            AttemptState.RUNNING, exam=exam, start_assessment_url="", acs_url=None, acs_actions=()
        ).id
        with self.world.work() as work:
            person = work.people.get(work.attempts.get(self.attempt_id).person_id)
            work.people.save(replace(person, lms_id="500"))
        self.platforms = SqlPlatformTokens(self.world.database, SEALER)
        self.platforms.keep(PlatformToken(
            PLATFORM.id, "key", "secret", "form", TOKEN, "t", "r", self.world.now + 1e9, frozenset(), 1.0
        ))
        self.tokens = SqlPersonalTokens(self.world.database, SEALER, self.platforms)
        self.leave = ApiLeave(self.tokens, self.lms, self.world.clock, words=OF_EXAMINEE)
        self.leaves = OwnLeaves(
            self.world.works, self.platforms, self.tokens, self.leave, self.lms, self.world.clock
        )

    @property
    def standing(self) -> OwnLeave:
        with self.world.work() as work:
            attempt = work.attempts.get(self.attempt_id)
            return own_leave.standing(attempt, needed=is_needed(work, attempt))

    def given(self) -> None:
        self.leaves.answered(self.attempt_id, "code-1", BACK)

    def end(self) -> None:
        self.world.decide(self.attempt_id, InterventionKind.TERMINATE, reason=ReasonCode.DEVICE_USE)

    def later(self) -> int:
        self.world.clock.forward(61)
        return self.leaves.settle()


def test_canvas_asks_the_student_for_two_permissions_by_the_schools_key() -> None:
    stage = Stage()
    assert stage.standing is OwnLeave.POSSIBLE
    url = urlsplit(stage.leaves.question(stage.attempt_id, BACK, "state-1"))
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{ORIGIN}/login/oauth2/auth"
    assert dict(parse_qsl(url.query)) == {
        "response_type": "code", "client_id": "key", "redirect_uri": BACK, "state": "state-1",
        "scope": " ".join(Canvas.personal_scopes),
    }
    assert len(Canvas.personal_scopes) == 2


def test_what_the_student_gives_is_kept_sealed_and_used_for_their_attempt() -> None:
    stage = Stage()
    stage.given()
    assert stage.standing is OwnLeave.GIVEN
    with stage.world.database.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM personal_tokens").all())
    assert "own-1" not in stored
    assert "own-refresh" not in stored
    stage.leave.send(stage.attempt_id, Call("GET", "/api/v1/x", "Looking", leave="own"), {}, None)
    assert stage.lms.bearers[-1] == "Bearer own-1"
    stage.world.clock.forward(3600)
    stage.leave.send(stage.attempt_id, Call("GET", "/api/v1/x", "Looking", leave="own"), {}, None)
    assert stage.lms.sent[-2][2]["refresh_token"] == "own-refresh"
    assert stage.lms.bearers[-1] == "Bearer own-3"
    kept = stage.tokens.find(stage.attempt_id)
    assert kept is not None
    assert kept.access_token == "own-3"


@pytest.mark.parametrize("user", [{"id": 501, "name": "Bob"}, {}, None, "500", {"id": True}])
def test_the_leave_of_somebody_else_is_given_back_at_once(user: Any) -> None:
    """Another person may be signed in to the LMS at that browser, or be led to press for somebody."""
    stage = Stage()
    stage.lms.user = user
    with pytest.raises(LeaveRefused, match="somebody else"):
        stage.given()
    assert stage.standing is OwnLeave.POSSIBLE
    assert stage.lms.deleted() == ["own-1"]
    assert stage.tokens.find(stage.attempt_id) is None


def test_an_attempt_that_ended_meanwhile_keeps_no_leave() -> None:
    stage = Stage()

    def ends() -> None:
        stage.lms.hook = lambda: None
        stage.end()

    stage.lms.hook = ends
    with pytest.raises(LeaveRefused, match="over"):
        stage.given()
    assert stage.tokens.find(stage.attempt_id) is None
    with pytest.raises(LeaveRefused, match="over"):
        stage.given()
    assert len(stage.lms.sent) == 2, "a token and its end: nobody asks for another"


def test_a_no_of_the_lms_keeps_nothing_and_is_said_kindly() -> None:
    stage = Stage()
    stage.lms.status = 400
    with pytest.raises(LeaveRefused, match="without it"):
        stage.given()
    assert stage.standing is OwnLeave.POSSIBLE


@pytest.mark.parametrize("limit", [60, 1])
def test_nobody_is_asked_where_staff_can_end_the_attempt(limit: int) -> None:
    stage = Stage(limit)
    assert stage.standing is OwnLeave.NONE
    with pytest.raises(LeaveRefused):
        stage.leaves.question(stage.attempt_id, BACK, "s")


@pytest.mark.parametrize("gone", [True, False])
def test_nobody_is_asked_while_the_schools_key_is_of_no_use(gone: bool) -> None:
    stage = Stage()
    key = stage.platforms.find(PLATFORM.id)
    assert key is not None
    if gone:
        stage.platforms.forget(PLATFORM.id)
    else:
        stage.platforms.keep(replace(key, revoked_at=5.0))
    assert stage.standing is OwnLeave.NONE
    with pytest.raises(LeaveRefused):
        stage.given()


def test_it_is_given_back_when_the_attempt_is_over_and_its_end_told() -> None:
    stage = Stage()
    stage.given()
    assert stage.later() == 0, "it runs"
    stage.end()
    assert stage.later() == 0, "Canvas has not been told of the end: the leave is what tells it"
    with stage.world.work() as work:
        for row in work.outbox.of_attempt(stage.attempt_id):
            work.outbox.save(replace(row, status="delivered"))
    assert stage.later() == 1
    assert stage.lms.deleted() == ["own-1"]
    assert stage.tokens.find(stage.attempt_id) is None
    assert stage.world.read(stage.attempt_id).own_leave_at is None
    assert stage.later() == 0


def test_one_that_was_kept_and_not_noted_does_not_stay() -> None:
    """The process ended between the two."""
    stage = Stage()
    stage.given()
    with stage.world.work() as work:
        work.attempts.save(replace(work.attempts.get(stage.attempt_id), own_leave_at=None))
    assert stage.leaves.settle() == 0, "another process may be about to note it"
    assert stage.later() == 1
    assert stage.lms.deleted() == ["own-1"]


def test_what_the_lms_cannot_be_told_is_forgotten_all_the_same() -> None:
    stage = Stage()
    stage.given()
    stage.end()
    with stage.world.work() as work:
        for row in work.outbox.of_attempt(stage.attempt_id):
            work.outbox.save(replace(row, status="failed"))

    def hang() -> None:
        raise HttpFailed("no answer", retry=True)

    stage.lms.hook = hang
    assert stage.later() == 1
    assert stage.tokens.find(stage.attempt_id) is None


def test_it_goes_with_its_attempt() -> None:
    stage = Stage()
    stage.given()
    with stage.world.work() as work:
        work.attempts.remove(stage.attempt_id)
    assert stage.tokens.given_before(stage.world.now + 1e6) == []
