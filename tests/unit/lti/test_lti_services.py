"""Assessment control, gradebook comments and the roster, as the platform sees them."""

from typing import Any

import pytest
from lti_fakes import NOW, FakeClock, FakeHttp, FakePlatform, MemoryKeys, Sent, answer

from lti import assessment_control, claims, grades, roster
from lti.assessment_control import ControlAnswer, ControlRequest
from lti.errors import ServiceFailed
from lti.message import ControlAction
from lti.ports import HttpAnswer
from lti.services import ServiceCalls
from lti.tokens import AccessTokens

REGISTRATION = FakePlatform().registration
TOKEN = answer({"access_token": "T", "expires_in": 3600})
ACS_URL = "https://lms.example/acs"
SCORES_URL = "https://lms.example/li/1/scores?type_id=1"
NRPS_URL = "https://lms.example/members?q=1"


def service(url: str, *replies: Any) -> tuple[ServiceCalls, FakeHttp]:
    http, clock = FakeHttp(), FakeClock()
    http.reply(REGISTRATION.auth_token_url, TOKEN)
    http.reply(url, *replies)
    return ServiceCalls(http, AccessTokens(MemoryKeys(), http, clock), clock), http


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


def comment(calls: ServiceCalls, **more: Any) -> None:
    grades.post_comment(
        "https://lms.example/li/1?type_id=1", registration=REGISTRATION, calls=calls, user_id="user-3",
        comment="2 incidents <b> \u2014 see report", at=NOW + 0.25, **more,
    )


def test_comment_without_a_grade() -> None:
    calls, http = service(SCORES_URL, HttpAnswer(200, {}, b"OK"))
    comment(calls)
    assert http.to(REGISTRATION.auth_token_url)[0].form["scope"] == claims.SCOPE_SCORE
    sent = http.to(SCORES_URL)[0]
    assert sent.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert sent.json == {
        "userId": "user-3", "timestamp": "2027-01-15T08:00:00.250+00:00", "activityProgress": "Submitted",
        "gradingProgress": "PendingManual", "comment": "2 incidents <b> \u2014 see report",
    }


def test_comment_with_extensions_and_other_progress() -> None:
    calls, http = service(SCORES_URL, answer({}))
    extensions = {"https://x.example/a": {"b": 1}}
    comment(calls, activity_progress="Completed", grading_progress="NotReady", extensions=extensions)
    sent = http.to(SCORES_URL)[0].json
    assert (sent["activityProgress"], sent["gradingProgress"]) == ("Completed", "NotReady")
    assert sent["https://x.example/a"] == {"b": 1}


def test_comment_refused() -> None:
    calls, _ = service(SCORES_URL, answer(None, 404))
    with pytest.raises(ServiceFailed, match="gradebook comment was answered with 404"):
        comment(calls)


def member(user_id: str, **more: Any) -> dict[str, Any]:
    return {"user_id": user_id, "roles": ["Learner"], **more}


def members(calls: ServiceCalls, **more: Any) -> list[roster.Member]:
    return roster.members(NRPS_URL, registration=REGISTRATION, calls=calls, **more)


def test_roster_pages_keep_the_case_of_their_addresses() -> None:
    following = "https://lms.example/Members?Page=AbC"
    link = f'<https://lms.example/first>; rel="first", <{following}>; rel="next"'
    calls, http = service(NRPS_URL, answer({"members": [member("1", name="Ada")]}, link=link))
    second = member("2", given_name="Bo", family_name="Li", status="Inactive")
    http.reply(following, answer({"members": [second, 5, {}]}))
    got = members(calls)
    assert [(m.user_id, m.name, m.roles, m.active) for m in got] == [
        ("1", "Ada", ("Learner",), True), ("2", "Bo Li", ("Learner",), False),
    ]
    assert http.to(NRPS_URL)[0].headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@pytest.mark.parametrize("link", ['<?page=2>; rel="next"', "</members?page=2>; REL=next"])
def test_roster_page_with_a_relative_address(link: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link=link))
    http.reply("https://lms.example/members?page=2", answer({"members": [member("2")]}))
    assert [m.user_id for m in members(calls)] == ["2"]


def test_roster_of_one_link() -> None:
    calls, http = service(NRPS_URL)
    http.reply("https://lms.example/members?q=1&rlid=link-1", answer({"members": [member("1")]}))
    assert len(members(calls, resource_link_id="link-1")) == 1


def test_token_does_not_follow_a_page_to_another_host() -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link='<https://evil.example/m>; rel="next"'))
    with pytest.raises(ServiceFailed, match="another host"):
        members(calls)
    assert len(http.sent) == 2


def test_roster_that_never_ends() -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link=f'<{NRPS_URL}>; rel="next"'))
    with pytest.raises(ServiceFailed, match="pages"):
        members(calls)
    assert len(http.to(NRPS_URL)) == roster.MAX_PAGES


@pytest.mark.parametrize("reply", [answer([]), answer({"members": {}}), HttpAnswer(200, {}, b"<html>"), answer(None)])
def test_roster_that_cannot_be_read(reply: HttpAnswer) -> None:
    calls, _ = service(NRPS_URL, reply)
    with pytest.raises(ServiceFailed) as caught:
        members(calls)
    assert caught.value.retry is False
