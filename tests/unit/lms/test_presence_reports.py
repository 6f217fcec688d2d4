"""Who is told of presence, what they are told, and what comes back."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from lti.ports import HttpAnswer
from tests.factories.world import World
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.attempt import AttemptState
from tool.lms.presence_reports import EXAMS_OF_LAST_S, PresenceReports
from tool.lms.reporting_line import FIRST_REST_S
from tool.monitoring.exam import presence
from tool.monitoring.exam.records import Exam
from tool.monitoring.tries import Tries

S = AttemptState
PLUGIN = {"invigil_presence_url": "http://lms.test/presence", "invigil_review_url": "http://lms.test/review"}


class Lms:
    """Serves Http: gives tokens, answers every report with `statuses`, or with `status` when it is not 200."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.statuses: dict[str, str] = {}
        self.status = 200
        self.raw: bytes | None = None
        self.failure: Exception | None = None

    def send(self, _method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        if url.endswith("/token"):
            return HttpAnswer(200, {}, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 600}')
        assert headers["Authorization"] == "Bearer t"
        if self.failure is not None:
            raise self.failure
        self.reports.append(json.loads(body or b"{}"))
        items = [{"session": session, "status": status} for session, status in self.statuses.items()]
        return HttpAnswer(self.status, {}, self.raw or json.dumps({"attempts": items}).encode())


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def lms() -> Lms:
    return Lms()


@pytest.fixture
def reports(world: World, lms: Lms) -> PresenceReports:
    registration = SqlRegistrations(world.database, world.clock).by_id
    found = PresenceReports(world.works, registration, outward(lms, world.clock), world.clock)
    world.works.listen(found.heard)
    return found


def proctored_in_lms(world: World) -> Exam:
    exam = replace(world.exam(), set_in_lms_at=1, lms_services=PLUGIN)
    with world.work() as work:
        work.exams.save(exam)
    return exam


def test_an_lms_that_does_not_want_it_is_told_nothing(world: World, lms: Lms, reports: PresenceReports) -> None:
    world.attempt(S.RUNNING)
    assert reports.send() == 0
    assert lms.reports == []


def test_those_who_have_begun_are_told_and_who_went_away_is_not_live(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    exam = proctored_in_lms(world)
    world.attempt(S.WAITING, exam=exam, subject="sub-0", session_data="waits")
    here = world.attempt(S.RUNNING, exam=exam, subject="sub-1", session_data="here")
    gone = world.attempt(S.RUNNING, exam=exam, subject="sub-2", session_data="gone")
    with world.work() as work:
        presence.disconnected(work, gone.id, world.now)
    world.clock.forward(60)
    with world.work() as work:
        presence.connected(work, here.id, world.now)
    presence.sweep(world.works, world.now, Tries("Attempt"), grace_s=30)
    assert reports.send() == 1
    [report] = lms.reports
    assert report["at"] == int(world.now)
    assert {a["session"]: a["live"] for a in report["attempts"]} == {"here": True, "gone": False}


def test_an_lms_hears_of_invigil_before_anybody_starts(world: World, lms: Lms, reports: PresenceReports) -> None:
    proctored_in_lms(world)
    assert reports.send() == 1
    assert lms.reports[0]["attempts"] == []


def test_what_was_handed_in_without_word_is_submitted(world: World, lms: Lms, reports: PresenceReports) -> None:
    exam = proctored_in_lms(world)
    attempt = world.attempt(S.RUNNING, exam=exam, session_data="here")
    lms.statuses = {"here": "complete", "stranger": "complete"}
    reports.send()
    assert world.read(attempt.id).state is S.SUBMITTED


def test_a_refused_report_changes_nothing(world: World, lms: Lms, reports: PresenceReports) -> None:
    attempt = world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    lms.status, lms.statuses = 409, {"here": "complete"}
    assert reports.send() == 0
    assert world.read(attempt.id).state is S.RUNNING


@pytest.mark.parametrize("answer", [b'{"attempts": [{"session": "here", "status": ["running"]}]}', b"[", b"5"])
def test_one_lms_that_answers_nonsense_does_not_end_the_reports(
    world: World, lms: Lms, reports: PresenceReports, answer: bytes
) -> None:
    world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    lms.raw = answer
    reports.send()
    lms.raw = None
    world.clock.forward(FIRST_REST_S)
    assert reports.send() == 1


def test_what_nobody_foresaw_at_one_lms_does_not_end_the_reports_either(
    world: World, lms: Lms, reports: PresenceReports, caplog: pytest.LogCaptureFixture
) -> None:
    world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    lms.failure = RuntimeError("a defect in an adapter")
    assert reports.send() == 0
    assert "platform-1" in caplog.text
    lms.failure = None
    assert reports.send() == 0
    world.clock.forward(FIRST_REST_S)
    assert reports.send() == 1


def test_an_lms_without_an_exam_or_attempt_of_the_last_month_is_told_nothing(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    exam = proctored_in_lms(world)
    world.clock.forward(EXAMS_OF_LAST_S + 1)
    assert reports.send() == 0
    world.attempt(S.CREATED, exam=exam)
    assert reports.send() == 1
    assert lms.reports[0]["attempts"] == []


def test_changes_of_state_wake_the_loop(world: World, reports: PresenceReports) -> None:
    reports.wake.clear()
    world.attempt(S.CHECKING_IN)
    assert reports.wake.is_set()


def test_the_loop_ends_when_it_is_told(reports: PresenceReports) -> None:
    stopped = threading.Event()
    stopped.set()
    reports.run(stopped)
