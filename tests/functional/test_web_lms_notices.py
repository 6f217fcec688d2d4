"""Notices of LMSs at the door: a copied course, all notices of a call, and another school's."""

from typing import Any

from lti_fakes import FakePlatform, answer, merged
from web_stage import Stage
from web_tenants import at

from lti import claims
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import Exam

PATH = "/lti/notices"


def notice(platform: FakePlatform, **changes: Any) -> str:
    now = int(platform.clock())
    body = {
        "iss": platform.registration.issuer, "aud": platform.registration.client_id, "iat": now, "exp": now + 3600,
        "nonce": f"n-{changes.pop('number', 1)}", claims.VERSION: "1.3.0",
        claims.DEPLOYMENT_ID: next(iter(platform.registration.deployment_ids)),
        claims.CONTEXT: {"id": "course-2", "title": "Spring"}, claims.ORIGIN_CONTEXTS: ["course-1"],
        claims.NOTICE: {"id": "x", "timestamp": "2026-11-30T05:00:00Z", "type": "LtiContextCopyNotice"},
    }
    return platform.id_token(merged(body, changes))


def send(stage: Stage, *jwts: str) -> Any:
    return stage.http.post(PATH, json={"notices": [{"jwt": jwt} for jwt in jwts]})


def proctored(stage: Stage) -> str:
    """An exam of course-1 that proctors a quiz there; return its id."""
    exam_id = str(stage.console().view["exam_id"])
    with stage.web.base.works() as work:
        exam = work.exams.get(exam_id)
        work.bound_quizzes.add(
            BoundQuiz(
                id=exam_id, platform_id=exam.platform_id, context_id=exam.context_id, kind="classic", course_id="17",
                quiz_id="5", assignment_id="", title="Quiz", url="https://lms.example/q", time_limit_min=None,
                attempts=1, code_secret="c", code_at=1.0, before_secret="b", gate=GateState.SET, created_at=1.0,
                next_at=1.0,
            )
        )
    return exam_id


def copies(stage: Stage, platform_id: str = "reg-1") -> list[Exam]:
    with stage.web.base.works() as work:
        return work.exams.in_context(platform_id, "course-2")


def test_a_copied_course_gets_its_exams(stage: Stage) -> None:
    pattern = proctored(stage)
    said = send(stage, notice(stage.platform))
    assert (said.status_code, said.json) == (200, {})
    [made] = copies(stage)
    assert made.copied
    assert made.id != pattern
    assert send(stage, notice(stage.platform, number=2)).status_code == 200
    assert len(copies(stage)) == 1


def test_an_examinee_of_the_copy_never_gets_into_the_old_course(stage: Stage) -> None:
    pattern = proctored(stage)
    send(stage, notice(stage.platform))
    link = {
        "CONTEXT": {"id": "course-2", "title": "Spring"}, "RESOURCE_LINK": {"id": "link-9", "title": "Quiz"},
        claims.CUSTOM: {"invigil_exam": pattern},
    }
    page = stage.widget("user-9", **link)
    assert page.view["exam_id"] == copies(stage)[0].id
    with stage.web.base.works() as work:
        assert work.attempts.in_exam(pattern) == []


def test_one_that_is_not_believed_stops_no_other(stage: Stage) -> None:
    proctored(stage)
    said = send(stage, "a.b.c", notice(stage.platform))
    assert (said.status_code, said.json["code"]) == (401, "bad_token")
    assert len(copies(stage)) == 1
    again = send(stage, notice(stage.platform))
    assert (again.status_code, again.json["code"]) == (401, "replayed")


def test_a_notice_of_another_kind_is_passed_over(stage: Stage) -> None:
    proctored(stage)
    assert send(stage, notice(stage.platform, NOTICE={"type": "LtiHelloWorldNotice"})).status_code == 200
    assert copies(stage) == []


def test_another_school_copies_nothing_of_ours(stage: Stage, other: FakePlatform) -> None:
    proctored(stage)
    assert send(stage, notice(other)).status_code == 200
    assert copies(stage) == []
    assert copies(stage, other.registration.id) == []
    with at(stage, other):
        proctored(stage)
    assert send(stage, notice(other, number=2)).status_code == 200
    assert (len(copies(stage)), len(copies(stage, other.registration.id))) == (0, 1)


def test_what_is_no_call_with_notices(stage: Stage) -> None:
    assert stage.http.post(PATH, data=b"{").status_code == 400
    assert stage.http.post(PATH, json={"notices": 5}).status_code == 400
    assert send(stage, *["a"] * 101).json["code"] == "too_many"
    assert send(stage).status_code == 200


def test_a_sender_of_many_is_told_to_wait(stage: Stage) -> None:
    codes = {send(stage).status_code for _ in range(61)}
    assert codes == {200, 429}


def test_a_launch_has_the_lms_tell_of_copies(stage: Stage) -> None:
    url = "https://lms.example/notice-handlers/1"
    service = {"platform_notification_service_url": url, "notice_types_supported": ["LtiContextCopyNotice"]}
    stage.platform.http.reply(
        stage.platform.registration.auth_token_url, answer({"access_token": "t", "expires_in": 60})
    )
    stage.platform.http.reply(url, answer({}))
    stage.console(**{claims.NOTICE_SERVICE: service})
    assert stage.platform.http.to(url) == []
    stage.web.base.notice_requests.run_once()
    [put] = stage.platform.http.to(url)
    assert put.json == {"notice_type": "LtiContextCopyNotice", "handler": "https://tool.example/lti/notices"}
