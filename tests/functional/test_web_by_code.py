"""Exams whose quiz an access code opens: how examinees come in, and to whom the code is handed over."""

import logging
from typing import Any

import pytest
from web_bound import CODE, CUSTOM, Coded, bind, listed
from web_stage import INSTRUCTOR, PUBLIC_URL, Page, Socket, Stage, ticket_of

from integrations import registry
from tool.monitoring.exam import attempts
from tool.monitoring.exam.quiz_records import GateState

WAY = f"https://lms.example/quizzes/1/take?access_code={CODE}"


@pytest.fixture(autouse=True)
def coded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The played platform is an LMS with quizzes that ask for codes."""
    monkeypatch.setattr(registry, "PLAIN", Coded())


@pytest.fixture
def exam_id(stage: Stage) -> str:
    found = str(stage.console().view["exam_id"])
    bind(stage, found)
    return found


def quiz_launch(stage: Stage, query: str, course: str = "12", **overrides: Any) -> Any:
    """A launch as the script on a quiz's page has the LMS make it: on no link, with the course's id for one."""
    uri = f"{PUBLIC_URL}/lti/launch{query}"
    given = {"TARGET_LINK_URI": uri, "RESOURCE_LINK": {"id": "course-1"}, CUSTOM: {"invigil_course": course}}
    return stage.launch(**{**given, **overrides})


def from_quiz(stage: Stage, exam_id: str, **overrides: Any) -> Page:
    with stage.web.base.works() as work:
        bound = work.bound_quizzes.find(exam_id)
    assert bound is not None
    response = quiz_launch(stage, f"?quiz={bound.kind}:{bound.quiz_id}", **overrides)
    assert response.status_code == 303, response.text
    view = stage.http.post("/api/session", json={"ticket": ticket_of(response)}).json
    return Page(view["surface"], view)


def waiting(stage: Stage, exam_id: str, name: str = "page-1") -> tuple[Page, Socket]:
    page = from_quiz(stage, exam_id)
    widget = stage.socket(page, name)
    widget.did("consent", {"agreed": True})
    widget.did("check_in", {"camera": True, "microphone": True})
    return page, widget


def decide(stage: Stage, page: Page, kind: str) -> None:
    why = {} if kind == "admit" else {"reason": "technical", "text": "So it is"}
    stage.socket(stage.console()).did("decide", {"attempt_id": page.view["attempt_id"], "kind": kind, **why})


def opened(stage: Stage, page: Page, exam_id: str) -> Any:
    return stage.http.post(f"/api/own/exams/{exam_id}/open", headers=page.bearer)


def test_the_list_shows_each_exam_as_it_stands_for_this_person(stage: Stage, exam_id: str) -> None:
    page = listed(stage)
    assert stage.http.get("/api/own", headers=page.bearer).json == {
        "course_title": "Algebra",
        "exams": [
            {"exam_id": exam_id, "title": "Final exam", "state": "new", "time_limit_min": 30, "taken": 0},
        ],
    }


def test_the_panel_beside_the_quiz_and_invigils_own_window_are_one_place(stage: Stage, exam_id: str) -> None:
    def pass_time() -> list[str]:
        for _ in range(20):
            stage.clock.now += 1
            stage.sight.sees(**{attempt_id: {"camera": 0.5, "microphone": 0.5}})
            for socket in (window, panel):
                socket.ask("observe", {"items": []})
            stage.web.vigil.tick()
        with stage.web.base.works() as work:
            return [incident.type for incident in work.incidents.of_attempt(attempt_id) if incident.ended_at is None]

    mine, _first = waiting(stage, exam_id, "panel-1")
    url = stage.http.post("/api/session/window", headers=mine.bearer).json["url"]
    view = stage.http.post("/api/session", json={"ticket": url.split("#ticket=")[1]}).json
    own, attempt_id = Page("widget", view), mine.view["attempt_id"]
    window = stage.socket(own, "window")
    window.did("continue_here")
    decide(stage, mine, "admit")
    window.did("hand_over")
    panel = stage.socket(from_quiz(stage, exam_id), "panel-2")
    assert panel.heard_last("page") == {"standing": "asked"}
    assert pass_time() == []
    stage.socket(own, "window-2")  # nobody's script opens that
    assert pass_time() == ["second_session"]


def states(stage: Stage, page: Page) -> list[str]:
    return [exam["state"] for exam in stage.http.get("/api/own", headers=page.bearer).json["exams"]]


def test_an_exam_in_the_list_goes_on_and_is_over(stage: Stage, exam_id: str) -> None:
    page = listed(stage)
    mine, widget = waiting(stage, exam_id)
    assert states(stage, page) == ["open"]
    decide(stage, mine, "admit")
    widget.did("hand_over")
    with stage.web.base.works() as work:
        attempts.submitted(work, mine.view["attempt_id"], stage.clock())
    assert states(stage, page) == ["over"]
    assert opened(stage, page, exam_id).json["code"] == "attempts_used"
    bind(stage, exam_id, attempts=2)
    assert states(stage, page) == ["new"]
    bind(stage, exam_id, attempts=2, gate=GateState.CHANGED)
    assert states(stage, page) == ["shut"]


def test_the_list_opens_the_attempt_once_and_goes_on_with_it(stage: Stage, exam_id: str) -> None:
    page = listed(stage)
    views = []
    for _ in range(2):
        ticket = opened(stage, page, exam_id).json["url"].split("#ticket=")[1]
        views.append(stage.http.post("/api/session", json={"ticket": ticket}).json)
    assert views[0]["surface"] == "widget"
    assert views[0]["attempt_id"] == views[1]["attempt_id"]
    assert stage.rows("attempts") == 1


def test_a_course_without_such_exams_says_where_they_are(stage: Stage) -> None:
    stage.console()
    response = stage.launch(**{CUSTOM: {"invigil_place": "course_navigation"}, "RESOURCE_LINK": {"id": "course-1"}})
    assert "<code>start_from_quiz</code>" in response.text


def test_the_launch_from_a_quizs_page_leads_to_its_attempt(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id)
    assert (page.surface, page.view["exam_id"], page.view["role"]) == ("widget", exam_id, "examinee")
    assert from_quiz(stage, exam_id).view["attempt_id"] == page.view["attempt_id"]
    view = stage.socket(page).heard_last("attempt")
    assert view["by_code"]
    assert not view["policy"]["values"]["require_fullscreen"]


def test_staff_come_to_the_console_from_there(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id, ROLES=[INSTRUCTOR], sub="teacher-1")
    assert (page.surface, page.view["exam_id"]) == ("console", exam_id)
    assert stage.rows("attempts") == 0


def test_the_link_of_deep_linking_leads_to_the_attempt(stage: Stage, exam_id: str) -> None:
    page = stage.page(**{CUSTOM: {"invigil_exam": exam_id}, "RESOURCE_LINK": {"id": "link-7"}})
    assert (page.surface, page.view["exam_id"]) == ("widget", exam_id)


@pytest.mark.parametrize(
    "query",
    [
        "?quiz=classic:1&quiz={kind}:{id}", "?quiz={kind}:{id}&x=1", "?quiz={kind}:{id}#x", "?quiz={kind}:{id}%20",
        "?exam={kind}:{id}", "?quiz={kind}:", "?quiz={id}", "/?quiz={kind}:{id}", "?quiz={kind}:{id}?", "?quiz", "?",
    ],
)
def test_any_other_address_names_no_quiz(stage: Stage, exam_id: str, query: str) -> None:
    with stage.web.base.works() as work:
        bound = work.bound_quizzes.find(exam_id)
    assert bound is not None
    response = quiz_launch(stage, query.format(kind=bound.kind, id=bound.quiz_id))
    assert "/exams?" in response.location, "without a quiz it is a launch on no link: to the list"


@pytest.mark.parametrize("uri", ["https://evil.example/lti/launch", "https://tool.example.evil.example/lti/launch"])
def test_nor_does_one_on_another_server(stage: Stage, exam_id: str, uri: str) -> None:
    response = quiz_launch(stage, "", TARGET_LINK_URI=f"{uri}?quiz=classic:1")
    assert "/exams?" in response.location


def test_a_quiz_that_is_not_proctored_says_so_to_the_page_around(stage: Stage, exam_id: str) -> None:
    for course, quiz in (("12", "classic:99"), ("99", "classic:1"), ("", "classic:1")):
        response = quiz_launch(stage, f"?quiz={quiz}", course=course)
        assert response.status_code == 200
        assert "<code>not_proctored</code>" in response.text
        assert '{ subject: "invigil.away", version: 1 }, "https://lms.example")' in response.text
        assert "script-src 'nonce-" in response.headers["Content-Security-Policy"]


def in_the_list(stage: Stage) -> bool:
    response = stage.launch(**{CUSTOM: {"invigil_place": "course_navigation"}, "RESOURCE_LINK": {"id": "course-1"}})
    return response.status_code == 303


@pytest.mark.parametrize("gate", [GateState.RESTING, GateState.LIFTING])
def test_what_no_teacher_wants_yet_or_any_more_is_no_exam_for_examinees(
    stage: Stage, exam_id: str, gate: GateState
) -> None:
    bound = bind(stage, exam_id, gate=gate)
    assert "invigil.away" in quiz_launch(stage, f"?quiz={bound.kind}:{bound.quiz_id}").text
    assert not in_the_list(stage)


def test_whoever_is_in_it_stays_in_it_when_the_teacher_stops(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id)
    bind(stage, exam_id, gate=GateState.LIFTING)
    assert from_quiz(stage, exam_id).view["attempt_id"] == page.view["attempt_id"]


def test_no_launch_on_no_link_becomes_the_link_of_an_exam(stage: Stage, exam_id: str) -> None:
    before = stage.rows("exams")
    from_quiz(stage, exam_id)
    quiz_launch(stage, "")
    teacher = {"ROLES": [INSTRUCTOR], "sub": "teacher-1"}
    assert "/course?" in quiz_launch(stage, "", **teacher).location
    stage.launch(**{CUSTOM: {"invigil_exam": exam_id}, "RESOURCE_LINK": {"id": "course-1"}})
    assert stage.rows("exams") == before
    with stage.web.base.works() as work:
        assert work.exams.by_link("reg-1", "course-1") is None


def test_the_code_is_handed_over_after_admission_and_again(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    assert widget.did("hand_over") == {"url": WAY, "code": ""}
    assert stage.state_of(page.view["attempt_id"]) == "running"
    assert widget.did("hand_over") == {"url": WAY, "code": ""}
    widget.close()
    later = stage.socket(from_quiz(stage, exam_id))
    assert later.did("hand_over")["url"] == WAY


def test_a_code_that_is_typed_comes_apart_from_the_address(stage: Stage, exam_id: str) -> None:
    bind(stage, exam_id, kind="new")
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    assert widget.did("hand_over") == {"url": "https://lms.example/quizzes/1", "code": CODE}


def refused(widget: Socket) -> str:
    ack = widget.ask("hand_over")
    assert not ack["ok"], ack
    return str(ack["error"]["code"])


def test_nobody_gets_the_code_who_is_not_let_in(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id)
    widget = stage.socket(page)
    assert refused(widget) == "not_admitted"
    widget.did("consent", {"agreed": True})
    assert refused(widget) == "not_admitted"
    widget.did("check_in", {"camera": True, "microphone": True})
    assert refused(widget) == "not_admitted"
    assert stage.state_of(page.view["attempt_id"]) == "waiting"


@pytest.mark.parametrize(("kind", "code"), [("pause", "paused"), ("terminate", "not_admitted")])
def test_nor_who_is_stopped(stage: Stage, exam_id: str, kind: str, code: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    widget.did("hand_over")
    decide(stage, page, kind)
    stage.clock.now += 60
    assert refused(widget) == code


def test_nor_who_was_ended_and_comes_again(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    widget.did("hand_over")
    decide(stage, page, "terminate")
    bind(stage, exam_id, attempts=None)
    with stage.web.base.works() as work:
        bound = work.bound_quizzes.find(exam_id)
    assert bound is not None
    response = quiz_launch(stage, f"?quiz=classic:{bound.quiz_id}")
    assert (response.status_code, "<code>attempt_terminated</code>" in response.text) == (409, True)
    assert states(stage, listed(stage)) == ["ended"]


@pytest.mark.parametrize("gate", [g for g in GateState if g is not GateState.SET])
def test_nor_while_the_quiz_is_not_shut(stage: Stage, exam_id: str, gate: GateState) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    bind(stage, exam_id, gate=gate)
    assert refused(widget) == "shut"
    assert stage.state_of(page.view["attempt_id"]) == "admitted"
    with stage.web.base.works() as work:
        work.bound_quizzes.remove(exam_id)
    assert refused(widget) == "shut"


def test_nor_whose_camera_does_not_arrive(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    stage.sight.sees()
    assert refused(widget) == "not_seen"
    stage.sight.gone()
    stage.clock.now += 60
    assert refused(widget) == "media_away"


def test_nor_another_page_of_the_attempt(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    second = stage.socket(page, "page-2")
    assert refused(second) == "elsewhere"
    widget.did("hand_over")
    assert not [body for _event, body in second.heard() if CODE in str(body)]


def test_a_code_that_no_key_opens_is_our_trouble(
    stage: Stage, exam_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    bind(stage, exam_id, code_secret="fernet:x")
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    with caplog.at_level(logging.ERROR):
        assert refused(widget) == "shut"
    assert "There is no way into the quiz" in caplog.text
    assert stage.state_of(page.view["attempt_id"]) == "admitted"


def test_the_code_is_in_no_snapshot_and_no_log(
    stage: Stage, exam_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page, widget = waiting(stage, exam_id)
        console = stage.socket(stage.console())
        decide(stage, page, "admit")
        widget.did("hand_over")
        heard = [*widget.heard(), *console.heard()]
        assert CODE not in repr(heard)
        assert CODE not in stage.http.get("/api/own", headers=listed(stage).bearer).text
    assert CODE not in caplog.text


def test_lti_and_code_do_not_mix(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    assert widget.ask("begin", {})["error"]["code"] == "by_code"
    with_lti = stage.socket(stage.widget("user-4", RESOURCE_LINK={"id": "link-2", "title": "Other"}))
    assert refused(with_lti) == "no_code"


def test_what_is_told_of_the_quizs_page_is_not_held_against_anybody(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    widget.did("hand_over")
    shown = {rule["type"] for rule in widget.heard_last("attempt")["policy"]["rules"]}
    assert "tab_hidden" not in shown
    assert "camera_lost" in shown
    at = stage.clock()
    for signal in ("tab_hidden", "window_blurred", "camera_lost"):
        widget.did("observe", {"items": [{"id": signal, "signal": signal, "active": True, "at": at}], "hidden": True})
    for _ in range(60):
        stage.clock.now += 1
        stage.web.base.rules.tick()
    with stage.web.base.works() as work:
        found = {incident.type for incident in work.incidents.of_attempt(page.view["attempt_id"])}
    assert found == {"camera_lost"}


def test_a_widget_in_a_frame_opens_in_a_window_of_its_own(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id)
    url = stage.http.post("/api/session/window", headers=page.bearer).json["url"]
    view = stage.http.post("/api/session", json={"ticket": url.split("#ticket=")[1]}).json
    assert view["attempt_id"] == page.view["attempt_id"]
    staff = stage.http.post("/api/session/window", headers=stage.console().bearer)
    assert (staff.status_code, staff.json["code"]) == (403, "examinee_only")


def test_who_acts_as_an_examinee_is_noted(stage: Stage, exam_id: str) -> None:
    page = from_quiz(stage, exam_id, **{CUSTOM: {"invigil_course": "12", "invigil_acting_user": "77"}})
    with stage.web.base.works() as work:
        assert work.attempts.get(page.view["attempt_id"]).acting == "masquerade"


def test_that_the_script_was_at_work_is_noted_once_an_hour(stage: Stage, exam_id: str) -> None:
    def seen() -> float | None:
        with stage.web.base.works() as work:
            return work.platforms.get("reg-1").script_seen_at

    stage.console()
    assert seen() is None, "another launch is not the script's"
    from_quiz(stage, exam_id)
    first = seen()
    assert first == stage.clock()
    stage.clock.now += 3500
    from_quiz(stage, exam_id)
    assert seen() == first
    stage.clock.now += 200
    from_quiz(stage, exam_id)
    assert seen() == stage.clock()
