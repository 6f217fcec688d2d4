"""Assessment control, as the platform sees it."""

from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import NOW, FakePlatform, Sent, answer
from lti_service_fakes import REGISTRATION, naps, service

from lti import assessment_control, claims
from lti.assessment_control import ControlAnswer, ControlRequest
from lti.errors import ServiceFailed
from lti.message import AcsClaim, ControlAction
from lti.ports import HttpAnswer, HttpFailed
from lti.services import ServiceCalls

ACS_URL = "https://lms.example/acs"


def request(action: ControlAction, **changes: Any) -> ControlRequest:
    values = {"user_id": "user-3", "resource_link_id": "link-1", "attempt_number": 1, "at": NOW}
    return ControlRequest(action, **values | changes)


def control(calls: ServiceCalls, wanted: ControlRequest) -> ControlAnswer:
    return assessment_control.send(ACS_URL, wanted, registration=REGISTRATION, calls=calls)


def test_control_request() -> None:
    calls, http = service(ACS_URL, answer({"status": "terminated"}))
    wanted = request(
        ControlAction.TERMINATE, attempt_number="1", severity=0.75, reason_code="1", reason_msg="Two people",
        at=NOW + 0.9,
    )
    assert control(calls, wanted) == ControlAnswer("terminated", None)
    assert http.to(REGISTRATION.auth_token_url)[0].form["scope"] == claims.SCOPE_CONTROL
    sent = http.to(ACS_URL)[0]
    assert (sent.method, sent.headers["Authorization"]) == ("POST", "Bearer T")
    assert sent.headers["Content-Type"] == "application/vnd.ims.lti-ap.v1.control+json"
    assert claims.CONTROL_MEDIA_TYPE in sent.headers["Accept"]
    assert sent.json == {
        "user": {"iss": "https://lms.example", "sub": "user-3"}, "resource_link": {"id": "link-1"},
        "attempt_number": "1", "action": "terminate",
        "incident_time": "2027-01-15T08:00:00Z", "incident_severity": 0.75, "reason_code": "1",
        "reason_msg": "Two people",
    }


def test_extra_time_in_minutes() -> None:
    calls, http = service(ACS_URL, answer({"status": "running", "extra_time": 10}))
    got = control(calls, request(ControlAction.UPDATE, extra_time_min=10, severity=7.0))
    assert got == ControlAnswer("running", 10)
    assert (http.to(ACS_URL)[0].json["extra_time"], http.to(ACS_URL)[0].json["incident_severity"]) == (10, 1.0)
    with pytest.raises(ServiceFailed, match="minutes"):
        control(calls, request(ControlAction.UPDATE))


def test_media_type_that_the_platform_does_not_know_is_replaced() -> None:
    def strict(sent: Sent) -> HttpAnswer:
        plain = sent.headers["Content-Type"] == "application/json"
        return answer({"status": "paused"}) if plain else answer(None, 415)

    calls, http = service(ACS_URL, strict)
    assert control(calls, request(ControlAction.PAUSE)).status == "paused"
    first, second = http.to(ACS_URL)
    assert first.body == second.body


def test_media_type_is_not_replaced_on_other_refusals() -> None:
    calls, http = service(ACS_URL, answer(None, 406))
    with pytest.raises(ServiceFailed):
        control(calls, request(ControlAction.PAUSE))
    assert len(http.to(ACS_URL)) == 1


def test_status_after_a_flag_is_not_believed() -> None:
    calls, _ = service(ACS_URL, answer({"status": "terminated"}))
    assert control(calls, request(ControlAction.FLAG)).status is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"status": 5}', b'{"status": "<b>"}', b'{"extra_time": "x"}']
)
def test_answer_that_says_nothing(body: bytes) -> None:
    calls, _ = service(ACS_URL, HttpAnswer(200, {}, body))
    assert control(calls, request(ControlAction.RESUME)) == ControlAnswer(None, None)


def test_token_that_the_platform_dropped_is_renewed_once() -> None:
    calls, http = service(ACS_URL, answer(None, 401), answer({"status": "paused"}))
    assert control(calls, request(ControlAction.PAUSE)).status == "paused"
    assert len(http.to(REGISTRATION.auth_token_url)) == 2
    calls, http = service(ACS_URL, answer(None, 401))
    with pytest.raises(ServiceFailed) as caught:
        control(calls, request(ControlAction.PAUSE))
    assert caught.value.retry is False
    assert len(http.to(ACS_URL)) == 2


@pytest.mark.parametrize(
    ("status", "retry"), [(400, False), (403, False), (404, False), (409, False), (408, True), (429, True), (502, True)]
)
def test_control_refused(status: int, retry: bool) -> None:
    calls, _ = service(ACS_URL, answer({"message": "attempt is closed"}, status))
    with pytest.raises(ServiceFailed, match=f"{status}.*attempt is closed") as caught:
        control(calls, request(ControlAction.PAUSE))
    assert caught.value.retry is retry


def test_media_type_that_worked_is_remembered_for_the_platform() -> None:
    def plain_only(sent: Sent) -> HttpAnswer:
        return answer({"status": "paused"}, 200 if sent.headers["Content-Type"] == "application/json" else 415)

    calls, http = service(ACS_URL, plain_only)
    for _ in range(2):
        control(calls, request(ControlAction.PAUSE))
    control(calls.once(), request(ControlAction.PAUSE))
    vnd = "application/vnd.ims.lti-ap.v1.control+json"
    plain = "application/json"
    assert [sent.headers["Content-Type"] for sent in http.to(ACS_URL)] == [vnd, plain, plain, plain]
    other = replace(REGISTRATION, id="reg-2")
    assessment_control.send(ACS_URL, request(ControlAction.PAUSE), registration=other, calls=calls)
    assert http.to(ACS_URL)[4].headers["Content-Type"] == vnd


@pytest.mark.parametrize("status", [406, 415])
def test_platform_that_learns_the_standard_later_is_met_with_it(status: int) -> None:
    def vnd_only(sent: Sent) -> HttpAnswer:
        return answer({"status": "paused"}, status if sent.headers["Content-Type"] == "application/json" else 200)

    calls, http = service(ACS_URL, vnd_only)
    calls.learned.took(REGISTRATION.id, "application/json")
    assert control(calls, request(ControlAction.PAUSE)).status == "paused"
    control(calls, request(ControlAction.PAUSE))
    assert len(http.to(ACS_URL)) == 3


def test_media_type_that_was_refused_for_another_reason_is_not_remembered() -> None:
    calls, http = service(ACS_URL, answer(None, 415), answer(None, 404), answer({"status": "paused"}))
    with pytest.raises(ServiceFailed, match="404"):
        control(calls, request(ControlAction.PAUSE))
    control(calls, request(ControlAction.PAUSE))
    assert http.to(ACS_URL)[2].headers["Content-Type"] == claims.CONTROL_MEDIA_TYPE


@pytest.mark.parametrize("action", [ControlAction.PAUSE, ControlAction.RESUME, ControlAction.TERMINATE])
def test_lost_answer_to_what_only_sets_a_state_is_followed_by_the_same_request(action: ControlAction) -> None:
    calls, http = service(ACS_URL, HttpFailed("There was no answer.", retry=True), answer({"status": "paused"}))
    assert control(calls, request(action)).status == "paused"
    first, second = http.to(ACS_URL)
    assert first.json == second.json
    assert naps(calls) == [0.5]


@pytest.mark.parametrize("action", [ControlAction.UPDATE, ControlAction.FLAG])
def test_lost_answer_to_what_may_add_up_is_not(action: ControlAction) -> None:
    calls, http = service(ACS_URL, answer(None, 502), answer({"status": "running"}))
    with pytest.raises(ServiceFailed) as caught:
        control(calls, request(action, extra_time_min=5))
    assert (caught.value.retry, caught.value.doubtful, len(http.to(ACS_URL))) == (True, True, 1)
    calls, http = service(ACS_URL, answer(None, 503), answer({"status": "running"}))
    control(calls, request(action, extra_time_min=5))
    assert len(http.to(ACS_URL)) == 2


@pytest.mark.parametrize(
    ("trouble", "doubtful"),
    [
        (answer(None, 500), True), (answer(None, 504), True), (answer(None, 408), True), (answer(None, 503), False),
        (answer(None, 429), False), (answer(None, 404), False), (HttpFailed("lost", retry=True), True),
        (HttpFailed("no connection", retry=True, reached=False), False),
    ],
)
def test_only_what_may_have_arrived_and_adds_up_is_in_doubt(trouble: HttpAnswer | HttpFailed, doubtful: bool) -> None:
    for action in (ControlAction.FLAG, ControlAction.PAUSE):
        calls, _ = service(ACS_URL, *[trouble] * 3)
        with pytest.raises(ServiceFailed) as caught:
            control(calls.once(), request(action))
        assert caught.value.doubtful is (doubtful and action is ControlAction.FLAG)


@pytest.mark.parametrize("spelt", ["terminate", "terminateRequest", "TerminateRequest", "TERMINATE"])
def test_action_names_of_older_drafts(spelt: str) -> None:
    offered = AcsClaim(ACS_URL, (spelt,))
    assert offered.allows(ControlAction.TERMINATE)
    assert not offered.allows(ControlAction.PAUSE)


def test_claims_with_blanks_around_their_names() -> None:
    """TAO sends ` https://…/errormsg` and `https://…/errorlog ` (LtiMessagePayloadInterface.php)."""
    ended = FakePlatform().launch(
        MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1,
        **{f" {claims.ERROR_MESSAGE}": "Broken", f" {claims.ERROR_LOG} ": "trace"},
    ).end
    assert ended is not None
    assert (ended.error_message, ended.error_log) == ("Broken", "trace")
