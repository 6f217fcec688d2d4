"""The gateway made of LTI: what it adds to the port's contract suite (tests/contract/test_lms_gateway.py)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lti import claims
from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.lms import LmsRefused, LmsVerb
from tool.lms.gateway import Gateway

COMMENT: dict[str, str | float | int] = {"comment": "No incidents.", "at": 1_800_000_005.0}
PAUSE: dict[str, str | float | int] = {"at": 1_800_000_000.0, "severity": 0.5}


class BusyHttp:
    """Serves Http: answers from the script, looks into the database at each call, remembers what was sent."""

    def __init__(self, world: World, *script: HttpAnswer | HttpFailed) -> None:
        self.world = world
        self.script = list(script)
        self.sent: list[tuple[str, Any]] = []

    def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        with self.world.work():  # would raise DatabaseBusy if a unit of work were open
            pass
        token = url.endswith("/token")
        self.sent.append((url, None if token else json.loads(body or b"{}")))
        answer = self.script.pop(0)
        if isinstance(answer, HttpFailed):
            raise answer
        return answer


TOKEN = HttpAnswer(200, {}, b'{"access_token": "t", "expires_in": 600}')
LOST, NO_CONNECTION = HttpFailed("no answer", retry=True), HttpFailed("no connection", retry=True, reached=False)


@pytest.fixture
def slept() -> list[float]:
    return []


def gateway(world: World, http: BusyHttp, slept: list[float]) -> Gateway:
    ways = outward(http, world.clock, sleep=slept.append)
    return Gateway(world.works, SqlRegistrations(world.database, world.clock).by_id, ways)


@pytest.mark.parametrize(
    "script",
    [
        (TOKEN, NO_CONNECTION), (TOKEN, HttpAnswer(503, {"retry-after": "3"}, b"")), (LOST,),
        (HttpAnswer(503, {}, b""),),
    ],
)
@pytest.mark.parametrize(("verb", "payload"), [(LmsVerb.PAUSE, PAUSE), (LmsVerb.ANNOTATE, COMMENT)])
def test_one_try_and_no_sleep_since_the_outbox_repeats(
    world: World, slept: list[float], script: Any, verb: LmsVerb, payload: dict[str, str | float | int]
) -> None:
    http = BusyHttp(world, *script)
    with pytest.raises(LmsRefused) as refusal:
        gateway(world, http, slept).perform(world.command(world.attempt().id, verb, payload))
    assert refusal.value.retry is True
    assert (slept, len(http.sent)) == ([], len(script))


def test_remark_hands_nothing_in_and_leaves_the_grade(world: World, slept: list[float]) -> None:
    http = BusyHttp(world, TOKEN, HttpAnswer(204, {}, b""))
    gateway(world, http, slept).perform(world.command(world.attempt().id, LmsVerb.ANNOTATE, COMMENT))
    assert http.sent[1][1]["https://canvas.instructure.com/lti/submission"] == {
        "new_submission": False, "preserve_score": True, "prioritize_non_tool_grade": True,
    }


def test_grade_that_is_there_goes_along_with_the_remark(world: World, slept: list[float]) -> None:
    grade = HttpAnswer(200, {}, b'[{"userId": "sub-1", "resultScore": 8, "resultMaximum": 10}]')
    http = BusyHttp(world, TOKEN, grade, TOKEN, HttpAnswer(204, {}, b""))
    exam = replace(world.exam(), ags_scopes=(claims.SCOPE_SCORE, claims.SCOPE_RESULT_READONLY))
    with world.work() as work:
        work.exams.save(exam)
    attempt = world.attempt(exam=exam)
    gateway(world, http, slept).perform(world.command(attempt.id, LmsVerb.ANNOTATE, COMMENT))
    assert http.sent[1][0] == "http://lms.test/li/1/results?user_id=sub-1"
    assert (http.sent[3][1]["scoreGiven"], http.sent[3][1]["scoreMaximum"]) == (8, 10)


@pytest.mark.parametrize(("actions", "code"), [(("terminate",), "1"), (("pause", "terminate"), "other_person")])
def test_open_edx_gets_the_one_reason_code_that_it_knows(
    world: World, slept: list[float], actions: tuple[str, ...], code: str
) -> None:
    http = BusyHttp(world, TOKEN, HttpAnswer(200, {}, b'{"status": "terminated"}'))
    ended = {"at": 1_800_000_000.0, "severity": 1.0, "reason_code": "other_person"}
    attempt = world.attempt(acs_actions=actions)
    gateway(world, http, slept).perform(world.command(attempt.id, LmsVerb.TERMINATE, ended))
    assert http.sent[1][1]["reason_code"] == code


def test_media_type_that_worked_is_kept_between_commands(world: World, slept: list[float]) -> None:
    done = HttpAnswer(200, {}, b'{"status": "paused"}')
    http = BusyHttp(world, TOKEN, HttpAnswer(415, {}, b""), done, done)
    lms, attempt = gateway(world, http, slept), world.attempt()
    for _ in range(2):
        lms.perform(world.command(attempt.id, LmsVerb.PAUSE, PAUSE))
    assert len(http.sent) == 4
