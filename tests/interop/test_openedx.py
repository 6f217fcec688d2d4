"""Invigil and Open edX's own LTI library, two processes: a proctored exam from StartProctoring to EndAssessment.

What speaks for Open edX here was written by Open edX (lti-consumer-xblock); tests/interop/openedx only gives it
addresses, and an Assessment Control endpoint that behaves as the one of edx-exams."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lti import assessment_control, claims, grades, roster
from lti.assessment_control import ControlRequest
from lti.errors import ServiceFailed
from lti.http import RequestsHttp
from lti.message import ControlAction
from lti.ports import Registration
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tests.interop.browser import Browser
from tests.interop.meeting import ADVANTAGE, PROCTORING, Meeting
from tests.interop.people import Page
from tool import config
from tool.config import Settings

VND = "application/vnd.ims.lti-ap.v1.control+json"
JSON = "application/json"


def until(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait for the other process to have done something."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


@pytest.fixture
def browser() -> Iterator[Browser]:
    opened = Browser()
    yield opened
    opened.close()


@contextmanager
def page_of(meeting: Meeting, browser: Browser, kind: str, user: str, exam: str, **more: str) -> Iterator[Page]:
    """Launch from Open edX and be at the page that this opens."""
    answer = browser.launch(meeting.lms.link(kind, user, exam, **more))
    with Page(meeting.web.url, browser, answer) as page:
        yield page


def decide(meeting: Meeting, exam: str, attempt_id: str, kind: str, **more: object) -> None:
    """A member of the course staff, as edx-exams launches them, opens the console and decides."""
    own = Browser()
    try:
        with page_of(meeting, own, "link", "staff-1", exam, role="instructor") as console:
            assert console.surface == "console"
            console.did("decide", {"attempt_id": attempt_id, "kind": kind, **more})
    finally:
        own.close()


def begun(meeting: Meeting, browser: Browser, user: str, exam: str) -> tuple[str, dict[str, str]]:
    """Take an examinee through check-in to Begin; return the attempt's id and the form for Open edX."""
    with page_of(meeting, browser, "start", user, exam) as widget:
        assert widget.surface == "widget"
        widget.did("consent", {"agreed": True})
        widget.did("check_in", {"camera": True, "microphone": True})
        attempt_id = widget.view["attempt_id"]
        decide(meeting, exam, attempt_id, "admit", reason="technical")  # no media server here sees anybody
        return attempt_id, widget.did("begin", {})


def started(meeting: Meeting, browser: Browser, user: str, exam: str) -> str:
    """Take an examinee into the exam; return the attempt's id."""
    attempt_id, form = begun(meeting, browser, user, exam)
    assert form["url"] == f"{meeting.lms.url}/start_assessment"
    answer = browser.post(form["url"], {"JWT": form["jwt"]})
    assert (answer.status_code, answer.text) == (200, "The exam is open.")
    return attempt_id


def state_of(meeting: Meeting, attempt_id: str) -> str:
    [row] = meeting.web.rows("SELECT state FROM attempts WHERE id = ?", attempt_id)
    return str(row["state"])


def services(meeting: Meeting, client_id: str) -> tuple[Registration, ServiceCalls]:
    """Return a registration and the way to its services, with the running tool's own keys."""
    lms = meeting.lms
    registration = Registration(
        id=client_id, institution_id="school", issuer=lms.url, client_id=client_id, auth_login_url=f"{lms.url}/auth",
        auth_token_url=f"{lms.url}/token/{client_id}", jwks_url=f"{lms.url}/jwks",
    )
    keys = meeting.web.admin.tool_keys(config.key_encryption_keys(Settings(data_dir=meeting.web.folder)))
    http = RequestsHttp(allow_private=True)
    return registration, ServiceCalls(http, AccessTokens(keys, http))


def control(action: ControlAction, user: str, exam: str) -> ControlRequest:
    return ControlRequest(
        action=action, user_id=user, resource_link_id=exam, attempt_number=1, at=time.time(), severity=0.5,
        reason_code="technical",
    )


def test_an_exam_from_start_proctoring_to_end_assessment(meeting: Meeting, browser: Browser) -> None:
    attempt_id = started(meeting, browser, "ada", "exam-1")
    assert meeting.lms.status_of("ada", "exam-1") == "started"
    with page_of(meeting, browser, "link", "ada", "exam-1", role="student") as beside_the_exam:
        assert beside_the_exam.view["attempt_id"] == attempt_id
        assert state_of(meeting, attempt_id) == "running"

    with page_of(meeting, browser, "end", "ada", "exam-1") as widget:
        assert widget.view["attempt_id"] == attempt_id
    assert state_of(meeting, attempt_id) == "submitted"


def test_the_session_data_of_an_earlier_launch_is_refused(meeting: Meeting, browser: Browser) -> None:
    _attempt_id, form = begun(meeting, browser, "grace", "exam-2")
    browser.launch(meeting.lms.link("start", "grace", "exam-2"))
    answer = browser.post(form["url"], {"JWT": form["jwt"]})
    assert answer.status_code == 400
    assert re.search("InvalidClaimValue.*session_data", answer.text)
    assert meeting.lms.status_of("grace", "exam-2") == "created"


def test_a_launch_that_starts_again_gets_its_own_session_data_back(meeting: Meeting, browser: Browser) -> None:
    attempt_id, _form = begun(meeting, browser, "alan", "exam-3")
    with page_of(meeting, browser, "start", "alan", "exam-3") as again:
        assert again.view["attempt_id"] == attempt_id
        form = again.did("begin", {})
    assert browser.post(form["url"], {"JWT": form["jwt"]}).status_code == 200


def test_terminate_is_delivered_by_the_outbox(meeting: Meeting, browser: Browser) -> None:
    attempt_id = started(meeting, browser, "kurt", "exam-4")
    before = len(meeting.lms.calls("/acs"))
    decide(meeting, "exam-4", attempt_id, "terminate", reason="other_person", text="Someone answered for him.")

    def settled() -> list[dict[str, Any]]:
        rows = meeting.web.rows("SELECT * FROM outbox WHERE attempt_id = ? ORDER BY position", attempt_id)
        return rows if rows and all(row["status"] != "waiting" for row in rows) else []

    told = {row["verb"]: row for row in until(settled)}
    assert (told["terminate"]["status"], told["terminate"]["answer"]) == ("delivered", "The LMS says: terminated.")
    assert (told["flag"]["status"], bool(told["flag"]["impossible"])) == ("failed", True)
    standard, plain = meeting.lms.calls("/acs")[before:]
    assert (standard["type"], standard["status"]) == (VND, 415)
    assert (plain["type"], plain["status"]) == (JSON, 200)
    said = json.loads(plain["body"])
    assert said == json.loads(standard["body"])
    assert (said["user"], said["attempt_number"]) == ({"iss": meeting.lms.url, "sub": "kurt"}, 1)
    assert (said["reason_code"], said["incident_severity"]) == ("1", 1.0)
    assert said["reason_msg"] == "Another person is present (Someone answered for him)"
    assert state_of(meeting, attempt_id) == "terminated"
    assert meeting.lms.status_of("kurt", "exam-4") == "second_review_required"


def test_the_answer_to_a_flag_is_not_believed(meeting: Meeting, browser: Browser) -> None:
    started(meeting, browser, "emmy", "exam-5")
    registration, calls = services(meeting, PROCTORING)
    asked = control(ControlAction.FLAG, "emmy", "exam-5")
    answer = assessment_control.send(f"{meeting.lms.url}/acs", asked, registration=registration, calls=calls)
    assert json.loads(meeting.lms.calls("/acs")[-1]["answer"]) == {"status": "terminated"}
    assert answer.status is None
    assert meeting.lms.status_of("emmy", "exam-5") == "started"


def test_what_open_edx_does_not_do_is_a_failure_for_good(meeting: Meeting, browser: Browser) -> None:
    started(meeting, browser, "rosa", "exam-6")
    registration, calls = services(meeting, PROCTORING)
    asked = control(ControlAction.PAUSE, "rosa", "exam-6")
    with pytest.raises(ServiceFailed) as failed:
        assessment_control.send(f"{meeting.lms.url}/acs", asked, registration=registration, calls=calls)
    assert not failed.value.retry


def test_a_token_for_the_gradebook_is_none_for_assessment_control(meeting: Meeting) -> None:
    registration, calls = services(meeting, ADVANTAGE)
    asked = control(ControlAction.FLAG, "ada", "exam-1")
    with pytest.raises(ServiceFailed, match="403"):
        assessment_control.send(f"{meeting.lms.url}/acs", asked, registration=registration, calls=calls)


def test_an_ordinary_launch_brings_gradebook_and_roster(meeting: Meeting, browser: Browser) -> None:
    with page_of(
        meeting, browser, "link", "staff-2", "exam-7", client=ADVANTAGE, role="staff"
    ) as console:
        assert (console.surface, console.view["role"]) == ("console", "teacher")
        [exam] = meeting.web.rows("SELECT * FROM exams WHERE id = ?", console.view["exam_id"])
    assert exam["lineitem"] == f"{meeting.lms.url}/lineitems/7"
    assert exam["lineitems"] == f"{meeting.lms.url}/lineitems"
    assert claims.SCOPE_SCORE in json.loads(exam["ags_scopes"])

    registration, calls = services(meeting, ADVANTAGE)
    grades.post_comment(
        exam["lineitem"], registration=registration, calls=calls, user_id="grace", comment="See report", at=time.time()
    )
    [score] = meeting.lms.calls("/lineitems/7/scores")
    assert (score["type"], score["status"]) == ("application/vnd.ims.lis.v1.score+json", 200)
    assert json.loads(score["body"])["comment"] == "See report"
    [member] = roster.members(f"{meeting.lms.url}/memberships", registration=registration, calls=calls)
    assert (member.user_id, member.name) == ("grace", "Grace Hopper")
