"""Who is told of presence, what they are told, and what comes back."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from lti.ports import HttpAnswer
from tests.factories.world import World, chain
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.attempt import AttemptState
from tool.domain.incident import IncidentOpened
from tool.domain.incident_types.kind import Severity
from tool.lms.presence_reports import EXAMS_OF_LAST_S, PresenceReports
from tool.lms.reporting_line import FIRST_REST_S
from tool.monitoring.exam import attempts, incidents, presence
from tool.monitoring.exam.records import Exam, Origin
from tool.monitoring.tries import Tries

S = AttemptState
PLUGIN = {"invigil_presence_url": "http://lms.test/presence", "invigil_review_url": "http://lms.test/review"}


class Lms:
    """Serves Http: gives tokens, answers every report with `statuses`, or with `status` when it is not 200."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.statuses: dict[str, str] = {}
        self.takeovers: dict[str, list[dict[str, Any]]] = {}
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
        items = [
            {"session": session, "status": status, "takeovers": self.takeovers.get(session, [])}
            for session, status in self.statuses.items()
        ]
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
    found = PresenceReports(world.works, registration, outward(lms, world.clock), world.clock, chain)
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


def second_sessions(world: World, attempt_id: str) -> list[tuple[float, float | None, str]]:
    with world.work() as work:
        found = work.incidents.of_attempt(attempt_id)
    return [(each.started_at, each.ended_at, each.model) for each in found if each.type == "second_session"]


def test_the_page_around_the_panel_is_told_once_it_is_known(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    attempt = world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    reports.send()
    reports.shell_of = {attempt.id: "f00"}.__getitem__
    reports.send()
    assert [report["attempts"] for report in lms.reports] == [
        [{"session": "here", "live": True}], [{"session": "here", "live": True, "shell": "f00"}]
    ]


def test_a_takeover_that_the_lms_tells_of_is_one_incident_however_often_it_is_told(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    attempt = world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    at = int(world.now) - 20
    lms.statuses = {"here": "running"}
    lms.takeovers = {"here": [{"id": "t1", "at": at, "since": at - 500, "other_address": True}]}
    reports.send()
    reports.send()
    fresh = PresenceReports(world.works, SqlRegistrations(world.database, world.clock).by_id,
                            outward(lms, world.clock), world.clock, chain)
    fresh.send()  # after a start of this process
    assert second_sessions(world, attempt.id) == [(float(at), float(at), "page of the LMS, other address")]
    lms.takeovers["here"].append({"id": "t2", "at": at + 15, "since": at, "other_address": False})
    reports.send()
    assert len(second_sessions(world, attempt.id)) == 2


def test_an_attempt_that_is_over_is_told_once_more_for_what_happened_last(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    attempt = world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    reports.shell_of = lambda _attempt_id: "f00"
    reports.send()
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.now)
    at = int(world.now)
    lms.statuses = {"here": "complete"}
    lms.takeovers = {"here": [{"id": "t1", "at": at, "since": at - 5, "other_address": False}]}
    reports.send()
    reports.send()
    assert [report["attempts"] for report in lms.reports[1:]] == [
        [{"session": "here", "live": False, "shell": ""}], []
    ]
    assert len(second_sessions(world, attempt.id)) == 1


def test_what_the_server_has_seen_by_itself_is_not_told_twice(
    world: World, lms: Lms, reports: PresenceReports
) -> None:
    attempt = world.attempt(S.RUNNING, exam=proctored_in_lms(world), session_data="here")
    at = int(world.now)
    with world.work() as work:
        incidents.opened(work, Origin("e1", "web", "b1", world.now), IncidentOpened(
            incident_id="i1", attempt_id=attempt.id, type="second_session", severity=Severity.HIGH,
            started_at=world.now - 30, opened_at=world.now - 15, measured=2.0, threshold=2.0, debounce_s=15.0,
            model="server, other browser",
        ), chain, world.now)
    lms.statuses = {"here": "running"}
    lms.takeovers = {"here": [{"id": "t1", "at": at - 31, "since": at - 500, "other_address": False}]}
    reports.send()
    assert [model for _started, _ended, model in second_sessions(world, attempt.id)] == ["server, other browser"]
