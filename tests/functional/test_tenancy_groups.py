"""Separate groups: what is of another group does not exist for a proctor, whatever they ask and whatever is sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_tenancy import ABSENT, CONSOLE_REQUESTS, read_grant
from test_web_link import opened, post, source
from web_stage import REVIEW, Page, Socket, Stage
from web_tenants import ASSISTANT, CUSTOM, JPEG, ROUTES, Tenant, all_of, call

from tool.domain.incident import Still
from tool.domain.lms import LmsVerb
from tool.link.messages import ApplyRules, EndWatching, IncidentWasOpened
from tool.monitoring.exam import groups, outcome
from tool.monitoring.exam.events import GateChanged, PolicyChosen
from tool.monitoring.tenancy.onboarding import digest

ABOUT_ATTEMPTS = [
    route for route in ROUTES if "<attempt_id>" in route[1] or "<evidence_id>" in route[1]
]


def in_groups(*ids: str) -> dict[str, Any]:
    return {CUSTOM: {"invigil_groups": json.dumps(list(ids)), "invigil_group_names": '{"a": "A", "b": "B"}'}}


ALL = {CUSTOM: {"invigil_groups": "all"}}


def tutor(stage: Stage, *ids: str, subject: str = "tutor-1", **claims: Any) -> Page:
    return stage.console(subject, **{"ROLES": [ASSISTANT], **in_groups(*ids), **claims})


def told(stage: Stage, page: Page, subject: str, *ids: str) -> None:
    """The LMS has been asked and says that the examinee is in these groups now."""
    with stage.web.base.works() as work:
        groups.told(work, page.view["exam_id"], {}, {}, {subject: ids})


def told_of_staff(stage: Stage, page: Page, subject: str, ids: list[str] | None) -> None:
    with stage.web.base.works() as work:
        groups.told(work, page.view["exam_id"], {}, {subject: ids}, {})


def seen_by(socket: Socket) -> set[str]:
    return {tile["attempt_id"] for tile in socket.heard_last("snapshot")["tiles"]}


@pytest.fixture
def ours_in_a(stage: Stage, ours: Tenant) -> Tenant:
    """The institution with one of everything, whose examinee is in group A."""
    teacher = stage.console("teacher-1", **ALL)
    told(stage, teacher, "user-3", "a")
    return ours


@pytest.fixture
def apart(stage: Stage, ours_in_a: Tenant) -> dict[str, Page]:
    """Staff of the same exam who look after group B, after none, or of whom the LMS has said nothing."""
    return {
        "of b": tutor(stage, "b"), "of none": tutor(stage, subject="tutor-2"),
        "untold": stage.console("tutor-3", ROLES=[ASSISTANT]),
        "teacher of b": stage.console("teacher-2", **in_groups("b")),
        "unreadable": stage.console("tutor-4", ROLES=[ASSISTANT], **{CUSTOM: {"invigil_groups": "a,b"}}),
    }


@pytest.mark.parametrize("route", ABOUT_ATTEMPTS, ids=str)
def test_no_route_shows_what_is_of_another_group(
    stage: Stage, ours_in_a: Tenant, apart: dict[str, Page], route: tuple[str, str]
) -> None:
    before, (_owner, body) = all_of(stage, ours_in_a), ROUTES[route]
    for who, page in apart.items():
        answered = call(stage, route, ours_in_a.ids, page.token, body)
        assert (answered.status_code, answered.json["code"]) == (404, "not_found"), (who, answered.text)
    assert all_of(stage, ours_in_a) == before
    of_a = tutor(stage, "a", "b", subject="tutor-5")
    assert call(stage, route, ours_in_a.ids, of_a.token, body).status_code in (200, 409)


def test_no_request_of_a_console_reaches_another_group(
    stage: Stage, ours_in_a: Tenant, apart: dict[str, Page]
) -> None:
    before = all_of(stage, ours_in_a)
    for who, page in apart.items():
        socket = stage.socket(page)
        shown = socket.heard_last("snapshot")
        assert (shown["tiles"], shown["recent"]) == ([], []), who
        for event, body_of in CONSOLE_REQUESTS.items():
            body = body_of(ours_in_a.ids)
            if body is not None:
                assert socket.ask(event, body)["error"]["code"] in ABSENT, (who, event)
        granted = read_grant(stage, "watch", socket.did("grant")["token"])["groups"]
        assert granted == (["b"] if who.endswith("of b") else []), who
    assert all_of(stage, ours_in_a) == before
    of_a = stage.socket(tutor(stage, "a", subject="tutor-5"))
    assert seen_by(of_a) == {ours_in_a.ids["attempt_id"]}
    for event in ("open", "chat", "help_done", "deliver_again", "decide"):
        assert of_a.did(event, CONSOLE_REQUESTS[event](ours_in_a.ids))


def test_who_looks_after_everybody_is_granted_everybody(stage: Stage, ours_in_a: Tenant) -> None:
    socket = stage.socket(tutor(stage, **ALL))
    assert seen_by(socket) == {ours_in_a.ids["attempt_id"]}
    assert read_grant(stage, "watch", socket.did("grant")["token"])["groups"] is None


def everything_happens(stage: Stage, page: Page, widget: Socket, teacher: Socket) -> None:
    """Have every event sent that consoles hear of one attempt, and those about the exam as a whole."""
    attempt_id, exam_id = page.view["attempt_id"], page.view["exam_id"]
    widget.did("help", {"kind": "question", "text": "May I?"})
    widget.did("chat", {"client_id": "c", "text": "Hello"})
    key = f"attempts/{attempt_id}/stills/i.jpg"
    stage.evidence.put(key, JPEG)
    incident = opened(stage, attempt_id, "incident", Still(key, digest("x"), len(JPEG), stage.clock()))
    post(stage, IncidentWasOpened(**source(stage, "event"), incident=incident))
    teacher.did("open", {"attempt_id": attempt_id})
    teacher.did("decide", {"attempt_id": attempt_id, "kind": "warn", "reason": "technical"})
    with stage.web.base.works() as work:
        outcome.enqueue(work, work.attempts.get(attempt_id), LmsVerb.FLAG, {"severity": 0.5}, stage.clock())
        work.emit(PolicyChosen(exam_id))
        work.emit(GateChanged(exam_id, stage.clock()))


def test_nothing_that_is_sent_to_consoles_tells_of_another_group(stage: Stage) -> None:
    page, widget = stage.running(**in_groups("a"))
    teacher = stage.socket(stage.console("teacher-1", **ALL))
    of_b, of_a = stage.socket(tutor(stage, "b")), stage.socket(tutor(stage, "a", "c", subject="tutor-2"))
    of_b.heard(), of_a.heard(), teacher.heard()
    everything_happens(stage, page, widget, teacher)
    of_teacher, mine = teacher.heard(), of_a.heard()
    assert {"tile", "incident", "seen", "intervention", "delivery", "chat", "help", "snapshot"} <= {e for e, _ in mine}
    assert mine == of_teacher  # once each, although they are in several rooms
    theirs = of_b.heard()
    assert {event for event, _ in theirs} == {"snapshot"}
    assert page.view["attempt_id"] not in json.dumps(theirs)
    assert "Ada" not in json.dumps([body["tiles"] for _, body in theirs])


def test_an_examinee_in_two_groups_is_seen_from_both_and_one_in_none_from_neither(stage: Stage) -> None:
    both = stage.widget("user-5", **in_groups("a", "b")).view["attempt_id"]
    none = stage.widget("user-6", **in_groups()).view["attempt_id"]
    untold = stage.widget("user-7").view["attempt_id"]
    for group in ("a", "b"):
        assert seen_by(stage.socket(tutor(stage, group, subject=f"tutor-{group}"))) == {both}
    assert seen_by(stage.socket(stage.console("teacher-1", **ALL))) == {both, none, untold}


def test_an_lms_that_tells_of_no_groups_shows_staff_everybody(stage: Stage) -> None:
    attempt_id = stage.widget().view["attempt_id"]
    assert seen_by(stage.socket(stage.console("tutor-1", ROLES=[ASSISTANT]))) == {attempt_id}


def test_an_examinee_who_changes_group_leaves_one_console_and_comes_to_another(stage: Stage) -> None:
    page, widget = stage.running(**in_groups("b"))
    attempt_id = page.view["attempt_id"]
    of_a, of_b = stage.socket(tutor(stage, "a")), stage.socket(tutor(stage, "b", subject="tutor-2"))
    everybody = stage.socket(stage.console("teacher-1", **ALL))
    assert (seen_by(of_a), seen_by(of_b)) == (set(), {attempt_id})
    of_b.did("open", {"attempt_id": attempt_id})
    assert widget.heard_last("attempt")["watching"]
    everybody.heard(), stage.web.base.media.send_all(), stage.commands.clear()

    told(stage, page, "user-3", "a")
    assert (seen_by(of_a), seen_by(of_b)) == ({attempt_id}, set())
    assert not [event for event, _ in everybody.heard() if event == "snapshot"]
    assert not widget.heard_last("attempt")["watching"]
    stage.web.base.media.send_all()
    rules = [command for command in stage.commands if isinstance(command, ApplyRules)]
    assert [(command.attempt_id, command.groups) for command in rules] == [(attempt_id, ("a",))]
    assert of_b.ask("decide", CONSOLE_REQUESTS["decide"](page.view))["error"]["code"] == "not_found"
    of_b.heard()
    widget.did("chat", {"client_id": "c", "text": "Hello"})
    assert of_a.heard_last("chat")
    assert of_b.heard() == []


def test_a_proctor_who_changes_group_sees_others_at_once(stage: Stage) -> None:
    in_a = stage.widget(**in_groups("a")).view["attempt_id"]
    in_b = stage.widget("user-4", **in_groups("b")).view["attempt_id"]
    page = tutor(stage, "a")
    socket, another = stage.socket(page), stage.socket(tutor(stage, "a", subject="tutor-2"))
    stage.web.base.media.send_all(), stage.commands.clear()
    assert seen_by(socket) == {in_a}
    another.heard()
    told_of_staff(stage, page, "tutor-1", ["b"])
    assert seen_by(socket) == {in_b}
    assert another.heard() == []
    stage.web.base.media.send_all()
    cut = [command for command in stage.commands if isinstance(command, EndWatching)]
    assert [command.exam_id for command in cut] == [page.view["exam_id"]]
    assert stage.http.get(f"/api/attempts/{in_a}/report", headers=page.bearer).status_code == 404
    told_of_staff(stage, page, "tutor-1", None)
    assert seen_by(socket) == {in_a, in_b}
    told_of_staff(stage, page, "tutor-1", [])
    assert seen_by(socket) == set()


def test_a_change_while_a_console_is_being_seated_is_not_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page, widget = stage.running(**in_groups("b"))
    proctor, desk_type = tutor(stage, "b"), type(stage.web.consoles._desk)
    groups_of, times = desk_type.groups, iter([True])

    def then_changed(desk: Any, session: Any) -> Any:
        before = groups_of(desk, session)
        if next(times, False):
            told_of_staff(stage, proctor, "tutor-1", ["a"])
        return before

    monkeypatch.setattr(desk_type, "groups", then_changed)
    socket = stage.socket(proctor)
    assert seen_by(socket) == set()
    widget.did("chat", {"client_id": "c", "text": "Hello"})
    assert not [event for event, _ in socket.heard() if event in ("chat", "tile")]


def test_a_report_opens_by_what_the_lms_says_of_its_examinee_then(stage: Stage) -> None:
    attempt_id = stage.widget(**in_groups("b")).view["attempt_id"]
    custom = {"invigil_groups": '["a"]', "invigil_groups_of_user": '["a"]'}
    page = stage.page(sub="tutor-1", ROLES=[ASSISTANT], **REVIEW, **{CUSTOM: custom})
    assert stage.http.get(f"/api/attempts/{attempt_id}/report", headers=page.bearer).status_code == 200


def test_a_next_attempt_is_of_the_same_groups(stage: Stage) -> None:
    first = stage.widget(**in_groups("a"))
    second = stage.widget(ATTEMPT_NUMBER=2)
    assert first.view["attempt_id"] != second.view["attempt_id"]
    shown = seen_by(stage.socket(tutor(stage, "a")))
    assert second.view["attempt_id"] in shown


def test_a_course_counts_what_is_in_sight_only(stage: Stage) -> None:
    exam_id = stage.widget(**in_groups("a")).view["exam_id"]
    stage.widget("user-4", **in_groups("b"))
    tutor(stage, "b")

    def totals(subject: str, role: str) -> list[int]:
        launched = stage.launch(sub=subject, ROLES=[role], **{CUSTOM: {"invigil_place": "course_navigation"}})
        ticket = launched.location.split("#ticket=")[1]
        token = stage.http.post("/api/course/session", json={"ticket": ticket}).json["token"]
        found = stage.http.get("/api/course", headers={"Authorization": f"Bearer {token}"}).json["exams"]
        return [exam["total"] for exam in found if exam["exam_id"] == exam_id]

    assert totals("tutor-1", ASSISTANT) == [1]
    assert totals("tutor-9", ASSISTANT) == [0]
    assert totals("teacher-9", "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor") == [2]


def invited(stage: Stage, teacher: Page, **body: Any) -> Any:
    path = f"/api/exams/{teacher.view['exam_id']}/guests"
    return stage.http.post(path, headers=teacher.bearer, json={"name": "Guest", **body})


def test_an_invited_proctor_sees_the_groups_of_the_invitation(stage: Stage) -> None:
    in_a = stage.widget(**in_groups("a")).view["attempt_id"]
    in_b = stage.widget("user-4", **in_groups("b")).view["attempt_id"]
    custom = in_groups("a")[CUSTOM]
    teacher = stage.console("teacher-1", **{CUSTOM: {**custom, "invigil_groups": "all"}})
    of_a = stage.console("teacher-2", **{CUSTOM: custom})

    def sees(said: Any) -> set[str]:
        code = said.json["url"].split("#invitation=")[1]
        return seen_by(stage.socket(Page("console", stage.http.post("/api/join", json={"code": code}).json)))

    made = invited(stage, teacher, groups=["b"])
    assert (made.json["guest"]["groups"], sees(made)) == (["B"], {in_b})
    assert sees(invited(stage, teacher)) == {in_a, in_b}
    assert sees(invited(stage, of_a)) == {in_a}  # nobody invites to more than they see
    for wrong in (["b"], ["a", "b"], [], ["x"]):
        assert invited(stage, of_a, groups=wrong).json["code"] == "bad_groups"
    listed = stage.http.get(f"/api/exams/{of_a.view['exam_id']}/guests", headers=of_a.bearer).json
    assert listed["groups"] == {"a": "A"}
    assert sorted(str(guest["groups"]) for guest in listed["guests"]) == ["None", "['A']", "['B']"]


def test_no_other_door_leads_to_attempts_in_web() -> None:
    """Requests of staff go through a View: nothing else in the web process asks for an attempt within an exam."""
    found = [
        str(path) for path in Path("tool/web").rglob("*.py")
        if "attempts.within(" in path.read_text() and path.name != "staff_view.py"
    ]
    assert found == []


