"""What an LMS would add up goes out once: a lost answer, an error within the LMS or a killed process sends it no second
time, and where nothing can have arrived it goes again."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import PROCTOR, World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.domain.lms import LmsVerb
from tool.lms.gateway import Gateway
from tool.lms.outbox import Dispatcher
from tool.monitoring.exam import deliveries, outcome
from tool.monitoring.exam.records import OutboxRow

V, K = LmsVerb, InterventionKind
OK = HttpAnswer(200, {}, b'{"status": "running"}')
LOST = HttpFailed("There was no complete answer within 10 seconds.", retry=True)
NO_CONNECTION = HttpFailed("The platform could not be reached.", retry=True, reached=False)
THROTTLED = HttpAnswer(403, {}, b"403 Forbidden (Rate Limit Exceeded)")
TOKEN = HttpAnswer(200, {}, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 600}')
ONCE = (V.EXTRA_TIME, V.FLAG, V.ANNOTATE)


class Lms:
    """Serves Http: gives tokens, plays the script for everything else and 200 after it; `sent` are those bodies."""

    def __init__(self, *script: HttpAnswer | BaseException) -> None:
        self.script = list(script)
        self.tokens: list[HttpAnswer] = []
        self.sent: list[Any] = []

    def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        if url.endswith("/token"):
            return self.tokens.pop(0) if self.tokens else TOKEN
        self.sent.append(json.loads(body or b"{}"))
        answer = self.script.pop(0) if self.script else OK
        if isinstance(answer, BaseException):
            raise answer
        return answer


def dispatcher(world: World, lms: Lms) -> Dispatcher:
    """What a process that starts has: nothing but the database."""
    registration = SqlRegistrations(world.database, world.clock).by_id
    made = Dispatcher(world.works, Gateway(world.works, registration, outward(lms, world.clock)), world.clock)
    made.booted()
    return made


def decided(world: World, verb: LmsVerb, **facts: Any) -> str:
    attempt = world.attempt(**facts)
    if verb is V.ANNOTATE:
        with world.work() as work:
            outcome.annotate(work, attempt, world.now)
    else:
        kind = K.EXTRA_TIME if verb is V.EXTRA_TIME else K.PAUSE if verb is V.PAUSE else K.FLAG
        minutes = {"minutes": 5} if verb is V.EXTRA_TIME else {}
        world.decide(attempt.id, kind, reason=ReasonCode.DEVICE_USE, **minutes)
    return attempt.id


def only_row(world: World, attempt_id: str) -> OutboxRow:
    with world.work() as work:
        (row,) = work.outbox.of_attempt(attempt_id)
    return row


def a_day(world: World, made: Dispatcher) -> None:
    for _ in range(25):
        made.run_once()
        world.clock.forward(3600)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("trouble", [*(HttpAnswer(status, {}, b"") for status in (408, 500, 502, 504)), LOST])
@pytest.mark.parametrize("verb", ONCE)
def test_what_may_have_been_done_is_not_sent_again(world: World, verb: LmsVerb, trouble: Any) -> None:
    attempt_id, lms = decided(world, verb), Lms(trouble)
    a_day(world, dispatcher(world, lms))
    row = only_row(world, attempt_id)
    assert (len(lms.sent), row.status, row.impossible) == (1, "failed", False)
    assert "may have been done all the same" in row.last_error


@pytest.mark.parametrize("trouble", [NO_CONNECTION, HttpAnswer(503, {}, b""), THROTTLED, HttpAnswer(429, {}, b"")])
@pytest.mark.parametrize("verb", ONCE)
def test_what_certainly_was_not_done_goes_again(world: World, verb: LmsVerb, trouble: Any) -> None:
    attempt_id, lms = decided(world, verb), Lms(trouble)
    a_day(world, dispatcher(world, lms))
    assert (len(lms.sent), only_row(world, attempt_id).status) == (2, "delivered")


@pytest.mark.parametrize("verb", ONCE)
def test_trouble_with_the_token_leaves_nothing_in_doubt(world: World, verb: LmsVerb) -> None:
    attempt_id, lms = decided(world, verb), Lms()
    lms.tokens = [HttpAnswer(500, {}, b"")]
    a_day(world, dispatcher(world, lms))
    assert (len(lms.sent), only_row(world, attempt_id).status) == (1, "delivered")


@pytest.mark.parametrize("verb", ONCE)
def test_a_process_killed_while_it_sends_leaves_it_unsent(world: World, verb: LmsVerb) -> None:
    attempt_id, lms = decided(world, verb), Lms(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        dispatcher(world, lms).run_once()
    a_day(world, dispatcher(world, lms))
    row = only_row(world, attempt_id)
    assert (len(lms.sent), row.status) == (1, "failed")
    assert "stopped while this was being sent" in row.last_error


@pytest.mark.parametrize("verb", ONCE)
def test_a_process_killed_between_answer_and_commit_leaves_it_unsent(
    world: World, verb: LmsVerb, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt_id, lms = decided(world, verb), Lms()
    before = dispatcher(world, lms)
    monkeypatch.setattr("tool.lms.outbox._settle", dies)
    with pytest.raises(KeyboardInterrupt):
        before.run_once()
    monkeypatch.undo()
    a_day(world, dispatcher(world, lms))
    assert (len(lms.sent), only_row(world, attempt_id).status) == (1, "failed")


def dies(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("verb", ONCE)
def test_somebody_who_has_looked_may_have_it_sent_again(world: World, verb: LmsVerb) -> None:
    attempt_id, lms = decided(world, verb), Lms(LOST)
    made = dispatcher(world, lms)
    made.run_once()
    row = only_row(world, attempt_id)
    with world.work() as work:
        deliveries.again(work, row.exam_id, row.id, PROCTOR, world.now)
    made.run_once()
    assert (len(lms.sent), only_row(world, attempt_id).status) == (2, "delivered")


@pytest.mark.parametrize("trouble", [LOST, HttpAnswer(500, {}, b"")])
def test_a_pause_is_the_same_done_twice(world: World, trouble: Any) -> None:
    attempt_id, lms = decided(world, V.PAUSE), Lms(trouble)
    a_day(world, dispatcher(world, lms))
    assert (len(lms.sent), only_row(world, attempt_id).status) == (2, "delivered")
    assert lms.sent[0] == lms.sent[1]


def test_an_lms_that_knows_repetitions_is_sent_them(world: World) -> None:
    plugin = {"invigil_presence_url": "http://lms.test/presence", "invigil_review_url": "http://lms.test/review"}
    exam = replace(world.exam(), lms_services=plugin)
    with world.work() as work:
        work.exams.save(exam)
    attempt_id, lms = decided(world, V.EXTRA_TIME, exam=exam), Lms(LOST)
    a_day(world, dispatcher(world, lms))
    assert (len(lms.sent), only_row(world, attempt_id).status) == (2, "delivered")
    assert lms.sent[0] == lms.sent[1]
