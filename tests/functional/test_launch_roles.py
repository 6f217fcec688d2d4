"""Who a launch's roles make of a person, and which place the launch opens for them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import DEEP_LINKING, INSTRUCTOR, LEARNER, MEMBERSHIP
from web_stage import Stage, ticket_of

from tool.web.launch.roles import administers_institution, role_of

PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
CANVAS_PLACEMENT = "https://www.instructure.com/placement"
COURSE = {CUSTOM: {"invigil_place": "course_navigation"}}
ACCOUNT = {CUSTOM: {"invigil_place": "account_navigation"}}
CHOSEN = {
    "title": "New title", "preset": "low",
    "values": {
        "microphone": True, "admission": "proctor", "require_fullscreen": False, "allowed_resources": [], "message": "",
    },
}


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([INSTRUCTOR], "teacher"),
        (["Instructor"], "teacher"),
        ([f"{MEMBERSHIP.replace('http:', 'https:')}#Instructor"], "teacher"),
        ([ASSISTANT], "proctor"),
        ([ASSISTANT, f"{PERSON}#Instructor"], "proctor"),
        ([ASSISTANT, INSTRUCTOR], "proctor"),  # Canvas says this of every assistant
        ([f"{MEMBERSHIP}/instructor#TeachingAssistant", INSTRUCTOR], "proctor"),  # and spelt it so
        ([f"{MEMBERSHIP}/Instructor#Grader", INSTRUCTOR], "proctor"),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistantSection"], "proctor"),
        ([f"{MEMBERSHIP}/Instructor#PrimaryInstructor", INSTRUCTOR], "teacher"),
        ([f"{MEMBERSHIP}/Instructor#PrimaryInstructor", ASSISTANT, INSTRUCTOR], "teacher"),
        ([f"{MEMBERSHIP}/Instructor#GuestInstructor"], "proctor"),
        ([f"{MEMBERSHIP}#TeachingAssistant"], "proctor"),
        (["TeachingAssistant"], "proctor"),
        ([f"{MEMBERSHIP}#Administrator"], "admin"),
        ([f"{MEMBERSHIP}/Administrator#Support"], "proctor"),
        ([f"{PERSON}#Administrator"], "admin"),
        ([f"{SYSTEM}#SysAdmin"], "admin"),
        ([f"{SYSTEM}#Administrator", LEARNER], "examinee"),
        ([f"{PERSON}#Administrator", INSTRUCTOR], "admin"),
        ([f"{PERSON}#Administrator", "Learner"], "examinee"),
        ([f"{MEMBERSHIP}/Mentor#Auditor"], "proctor"),
        ([f"{MEMBERSHIP}#Mentor"], None),
        ([f"{MEMBERSHIP}#ContentDeveloper"], None),
        ([f"{MEMBERSHIP}/ContentDeveloper#ContentExpert"], None),
        ([f"{MEMBERSHIP}#Manager"], None),
        ([f"{MEMBERSHIP}#Officer"], None),
        ([LEARNER], "examinee"),
        ([f"{MEMBERSHIP}/Learner#GuestLearner"], "examinee"),
        ([LEARNER, ASSISTANT], "proctor"),
        ([LEARNER, f"{PERSON}#Instructor"], "examinee"),
        ([f"{PERSON}#Instructor"], None),
        ([f"{PERSON}#Faculty", f"{SYSTEM}#User"], None),
        (["https://evil.example/#Instructor"], None),
        ([f"{MEMBERSHIP}#Instructor2"], None),
        (["urn:lti:role:ims/lis/Instructor"], None),
        ([], None),
    ],
)
def test_roles_by_their_scope(roles: list[str], role: str | None) -> None:
    assert role_of(roles, {}) == role
    assert role_of([*reversed(roles)], {}) == role


@pytest.mark.parametrize(
    ("roles", "role_map", "role"),
    [
        ([f"{MEMBERSHIP}#ContentDeveloper"], {f"{MEMBERSHIP}#ContentDeveloper": "teacher"}, "teacher"),
        (["ContentDeveloper"], {f"{MEMBERSHIP}#ContentDeveloper": "teacher"}, "teacher"),
        ([INSTRUCTOR], {INSTRUCTOR: "nobody"}, None),
        (["Instructor"], {INSTRUCTOR: "nobody"}, None),
        ([INSTRUCTOR, LEARNER], {INSTRUCTOR: "nobody"}, "examinee"),
        ([ASSISTANT], {ASSISTANT: "teacher"}, "teacher"),
        ([ASSISTANT, INSTRUCTOR], {ASSISTANT: "nobody"}, None),
        ([ASSISTANT, INSTRUCTOR], {INSTRUCTOR: "teacher"}, "teacher"),
        ([f"{PERSON}#Faculty"], {f"{PERSON}#Faculty": "proctor"}, "proctor"),
        ([f"{PERSON}#Faculty", INSTRUCTOR], {f"{PERSON}#Faculty": "proctor"}, "teacher"),
        ([f"{PERSON}#Administrator"], {f"{PERSON}#Administrator": "nobody"}, None),
        ([f"{PERSON}#Administrator", LEARNER], {f"{PERSON}#Administrator": "admin"}, "admin"),
        (["urn:school:invigilator"], {"urn:school:invigilator": "proctor"}, "proctor"),
        (["urn:school:x", f"{PERSON}#Administrator"], {"urn:school:x": "examinee"}, "examinee"),
        ([INSTRUCTOR], {INSTRUCTOR: "god"}, None),
        ([INSTRUCTOR], {LEARNER: "nobody"}, "teacher"),
    ],
)
def test_the_institutions_own_mapping_comes_first(roles: list[str], role_map: dict[str, str], role: str | None) -> None:
    assert role_of(roles, role_map) == role


@pytest.mark.parametrize(
    ("roles", "role_map", "administers"),
    [
        ([f"{PERSON}#Administrator"], {}, True),
        ([f"{SYSTEM}#SysAdmin"], {}, True),
        ([f"{MEMBERSHIP}#Administrator"], {}, False),
        ([f"{MEMBERSHIP}#Administrator"], {f"{MEMBERSHIP}#Administrator": "admin"}, True),
        ([f"{PERSON}#Administrator", LEARNER], {}, False),
        ([f"{PERSON}#Administrator"], {f"{PERSON}#Administrator": "teacher"}, False),
        ([f"{PERSON}#Staff"], {f"{PERSON}#Staff": "admin"}, True),
        ([INSTRUCTOR], {}, False),
    ],
)
def test_who_administers_the_institution(roles: list[str], role_map: dict[str, str], administers: bool) -> None:
    assert administers_institution(roles, role_map) is administers


def test_the_mapping_of_the_institution_is_used_in_launches(stage: Stage) -> None:
    assert stage.console(ROLES=[ASSISTANT]).view["role"] == "proctor"
    with stage.web.base.works() as work:
        school = work.institutions.get("school")
        work.institutions.save(replace(school, role_map={ASSISTANT: "teacher", INSTRUCTOR: "nobody"}))
    assert stage.console(ROLES=[ASSISTANT]).view["role"] == "teacher"
    assert "<code>no_attempt</code>" in stage.launch(ROLES=[INSTRUCTOR]).text


def test_an_assistant_watches_and_intervenes_but_does_not_set_up(stage: Stage) -> None:
    examinee, _widget = stage.running()
    page = stage.console("ta-1", ROLES=[ASSISTANT, INSTRUCTOR])
    exam = f"/api/exams/{page.view['exam_id']}"
    socket = stage.socket(page)
    socket.did("decide", {"attempt_id": examinee.view["attempt_id"], "kind": "warn", "text": "Eyes on your own work"})
    assert stage.http.get(exam, headers=page.bearer).status_code == 200
    for method, path, body in (
        ("PUT", exam, CHOSEN), ("POST", f"{exam}/deep-link", None), ("GET", f"{exam}/guests", None),
        ("POST", f"{exam}/guests", {"name": "Friend"}), ("POST", f"{exam}/guests/x/revoke", None),
    ):
        answer = stage.http.open(path, method=method, headers=page.bearer, json=body)
        assert (answer.status_code, answer.json["code"]) == (403, "teachers_only"), path
    linking = stage.launch(**{**DEEP_LINKING, "ROLES": [ASSISTANT]})
    assert linking.status_code == 403
    assert "<code>teachers_only</code>" in linking.text
    assert stage.http.put(exam, headers=stage.console().bearer, json=CHOSEN).status_code == 200


def test_every_launch_is_noted_and_brings_the_roster_address(stage: Stage) -> None:
    stage.launch(ROLES=[])
    with stage.web.base.works() as work:
        assert work.platforms.get("reg-1").last_launch_at == stage.clock()
    page = stage.console(NRPS_SERVICE={"context_memberships_url": "https://lms.example/roster"})
    stage.console()
    with stage.web.base.works() as work:
        assert work.exams.get(page.view["exam_id"]).nrps_url == "https://lms.example/roster"


def test_the_time_of_a_launch_is_noted_once_a_minute(stage: Stage) -> None:
    def noted() -> float | None:
        stage.launch(ROLES=[])
        with stage.web.base.works() as work:
            return work.platforms.get("reg-1").last_launch_at

    began = stage.clock()
    assert noted() == began
    stage.clock.now += 60
    assert noted() == began
    stage.clock.now += 1
    assert noted() == began + 61


@pytest.mark.parametrize("place", [COURSE, {CANVAS_PLACEMENT: "course_navigation"}])
def test_a_link_in_the_courses_navigation_lists_its_exams_and_makes_none(stage: Stage, place: dict[str, Any]) -> None:
    response = stage.launch(ROLES=[INSTRUCTOR], RESOURCE_LINK={"id": "course-1"}, **place)
    assert response.location.startswith("https://tool.example/course?platform=reg-1")
    opened = stage.http.post("/api/course/session", json={"ticket": ticket_of(response)})
    assert (opened.status_code, opened.json["course_title"]) == (200, "Algebra")
    assert stage.rows("exams") == 0


def test_our_own_parameter_goes_before_the_claim_of_one_lms(stage: Stage) -> None:
    response = stage.launch(ROLES=[INSTRUCTOR], **ACCOUNT, **{CANVAS_PLACEMENT: "course_navigation"})
    assert "<code>admins_only</code>" in response.text
    elsewhere = stage.launch(ROLES=[INSTRUCTOR], **{CANVAS_PLACEMENT: "assignment_selection"})
    assert elsewhere.location.startswith("https://tool.example/console?")
    assert stage.launch(ROLES=[INSTRUCTOR], **{CANVAS_PLACEMENT: ["x"]}).status_code == 303


@pytest.mark.parametrize(
    ("roles", "overrides", "status", "code"),
    [
        ([LEARNER], COURSE, 200, "start_from_quiz"),
        ([], COURSE, 403, "staff_only"),
        ([INSTRUCTOR], {**COURSE, "CONTEXT": None}, 200, "no_course"),
        ([LEARNER], ACCOUNT, 403, "admins_only"),
        ([INSTRUCTOR], ACCOUNT, 403, "admins_only"),
        ([f"{MEMBERSHIP}#Administrator"], ACCOUNT, 403, "admins_only"),
        ([f"{PERSON}#Administrator", LEARNER], ACCOUNT, 403, "admins_only"),
    ],
)
def test_who_has_nothing_to_open_there_is_told_why(
    stage: Stage, roles: list[str], overrides: dict[str, Any], status: int, code: str
) -> None:
    answer = stage.launch(ROLES=roles, **overrides)
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.text
    assert stage.rows("exams") == stage.rows("tickets") == 0


def test_administrators_come_to_their_institution(stage: Stage) -> None:
    response = stage.launch(ROLES=[f"{PERSON}#Administrator"], **ACCOUNT)
    assert response.location.startswith("https://tool.example/admin?platform=reg-1")
    session = stage.web.base.sessions
    view = session.redeem_admin(ticket_of(response))
    assert session.read_admin(view.token).institution_id == "school"
    assert view.operator is False


def test_who_acts_as_the_examinee_is_shown_for_good(stage: Stage) -> None:
    acting = {CUSTOM: {"invigil_acting_user": "admin-7"}}
    attempt_id = stage.widget(**acting).view["attempt_id"]
    again = stage.widget()
    assert again.view["attempt_id"] == attempt_id
    console = stage.console()
    tile = stage.socket(console).heard_last("snapshot")["tiles"][0]
    assert tile["acting"] == "masquerade"
    report = stage.http.get(f"/api/attempts/{attempt_id}/report", headers=console.bearer).json
    assert (report["acting"], report["detail"]["tile"]["acting"]) == ("masquerade", "masquerade")
    with stage.web.base.works() as work:
        noted = [e for e in work.audit.of_exam(again.view["exam_id"]) if e.action == "attempt.acting"]
    assert [(e.attempt_id, e.detail) for e in noted] == [(attempt_id, "masquerade")]


@pytest.mark.parametrize("comes_back", [lambda s, **o: s.page(**o), lambda s, **o: s.widget(**o)])
def test_who_begins_to_act_later_is_shown_too(stage: Stage, comes_back: Callable[..., Any]) -> None:
    attempt_id = stage.widget().view["attempt_id"]
    comes_back(stage, **{CUSTOM: {"invigil_acting_user": "admin-7"}})
    with stage.web.base.works() as work:
        assert work.attempts.get(attempt_id).acting == "masquerade"


def test_the_lmss_own_test_person_is_shown(stage: Stage) -> None:
    attempt_id = stage.widget(ROLES=[LEARNER, "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"])
    with stage.web.base.works() as work:
        assert work.attempts.get(attempt_id.view["attempt_id"]).acting == "test_user"


def test_the_lmss_pages_are_where_it_wants_the_browser_back(stage: Stage) -> None:
    """A hosted LMS signs in on one host, for all its customers, and shows its pages on another."""
    back = {"LAUNCH_PRESENTATION": {"return_url": "https://school.hosted.example/back"}}
    page = stage.widget(**back)
    assert page.view["platform_origin"] == "https://school.hosted.example"
    assert stage.widget("user-9", LAUNCH_PRESENTATION=None).view["platform_origin"] == "https://lms.example"
    assert stage.console(LAUNCH_PRESENTATION=None).view["platform_origin"] == "https://lms.example"
    address = stage.launch(ROLES=[INSTRUCTOR], **back).location
    policy = stage.http.get(address.split("#")[0]).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://lms.example https://school.hosted.example;" in policy


def test_a_link_of_another_course_does_not_open_its_exam(stage: Stage) -> None:
    """Exam ids are no secret: guests and examinees see them. Whoever teaches elsewhere must not become teacher here."""
    mine = stage.console()
    stage.http.put(f"/api/exams/{mine.view['exam_id']}", headers=mine.bearer, json=CHOSEN)
    theirs = stage.console(
        CONTEXT={"id": "course-2", "title": "Copy"}, RESOURCE_LINK={"id": "link-9", "title": "Copied"},
        **{CUSTOM: {"invigil_exam": mine.view["exam_id"]}},
    )
    assert theirs.view["exam_id"] != mine.view["exam_id"]
    with stage.web.base.works() as work:
        copy, original = work.exams.get(theirs.view["exam_id"]), work.exams.get(mine.view["exam_id"])
    assert (copy.context_id, copy.title, copy.policy) == ("course-2", "Copied", original.policy)
    assert (original.context_id, original.resource_link_id) == ("course-1", "link-1")


def spoken(stage: Stage, *messages: str) -> None:
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), messages=messages))


def test_a_learner_without_an_exam_is_sent_where_one_can_be_had(stage: Stage) -> None:
    assert "start it from there" in stage.launch().text
    spoken(stage, "LtiResourceLinkRequest", "LtiStartProctoring")
    assert "start it from there" in stage.launch().text
    spoken(stage, "LtiResourceLinkRequest", "LtiDeepLinkingRequest")
    assert "Ask your teacher" in stage.launch().text


def test_an_exam_is_not_called_after_the_tool(stage: Stage) -> None:
    titles = []
    for asked in ("Invigil", "Midterm"):
        settings = {**DEEP_LINKING["DL_SETTINGS"], "title": asked}
        page = stage.page(**{**DEEP_LINKING, "DL_SETTINGS": settings})
        titles.append(stage.http.get(f"/api/exams/{page.view['exam_id']}", headers=page.bearer).json["title"])
    assert titles == ["Exam", "Midterm"]
