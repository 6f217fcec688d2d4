"""Nobody reaches into another institution, nor into another exam: every route and every socket request is tried.

That the lists here are complete is a test: of routes in test_tenancy_routes.py, of socket requests below."""

from collections.abc import Callable
from typing import Any

import pytest
from lti_fakes import answer
from web_stage import Page, Stage, ticket_of
from web_tenants import ADMINISTRATOR, CHOSEN, CUSTOM, ROUTES, Tenant, all_of, call, everything, routes_of

from tool.link.media_client import LinkCaller
from tool.link.tokens import TokenRefused
from tool.web.http.sessions import AdminSession, CourseSession, OwnSession, Session
from tool.web.http.uef_session import UefSession
from tool.web.launch.addresses import PageOrigins
from tool.web.live.console import NAMESPACE as CONSOLE
from tool.web.live.examinee import NAMESPACE as EXAMINEE

REFUSED = (401, 403, 404)
ABSENT = ("not_found", "no_such_request")
OPENING = {
    "/api/session", "/api/course/session", "/api/own/session", "/api/admin/session", "/api/uef/session", "/api/join",
}

# A socket request with what names something of a tenant in its body, and whether it names anything at all.
CONSOLE_REQUESTS: dict[str, Callable[[dict[str, str]], Any]] = {
    "open": lambda ids: {"attempt_id": ids["attempt_id"]},
    "decide": lambda ids: {"attempt_id": ids["attempt_id"], "kind": "terminate", "reason": "technical"},
    "chat": lambda ids: {"client_id": "x", "text": "Psst", "attempt_id": ids["attempt_id"]},
    "help_done": lambda ids: {"help_id": ids["help_id"]},
    "deliver_again": lambda ids: {"delivery_id": ids["delivery_id"]},
    "leave": lambda ids: None,
    "grant": lambda ids: None,
}
EXAMINEE_REQUESTS: dict[str, Callable[[dict[str, str]], Any]] = {
    "consent": lambda ids: {"agreed": True},
    "check_in": lambda ids: {"camera": True, "microphone": True},
    "chat": lambda ids: {"client_id": "x", "text": "Psst", "attempt_id": ids["attempt_id"]},
    "help": lambda ids: {"kind": "question", "text": "Psst"},
    "observe": lambda ids: {"items": [{"id": "r", "signal": "tab_hidden", "active": True, "at": 0.0}]},
    "calibrate": lambda ids: {"target": "centre"},
    "grant": lambda ids: None,
    "begin": lambda ids: {},
    "hand_over": lambda ids: None,
    "own_leave": lambda ids: None,
    "continue_here": lambda ids: None,
}


def test_every_socket_request_is_tried_here(stage: Stage) -> None:
    handlers = stage.web.sockets.server.namespace_handlers
    assert set(handlers) == {CONSOLE, EXAMINEE}
    assert set(handlers[CONSOLE].requests) == set(CONSOLE_REQUESTS)
    assert set(handlers[EXAMINEE].requests) == set(EXAMINEE_REQUESTS)


def test_no_route_reaches_into_another_institution(stage: Stage, ours: Tenant, theirs: Tenant) -> None:
    refuse_all(stage, ours, theirs.pages, theirs.ids)


def test_no_route_reaches_into_another_exam(stage: Stage, ours: Tenant, elsewhere: dict[str, Page]) -> None:
    refuse_all(stage, ours, elsewhere, {**ours.ids, "exam_id": elsewhere["teacher"].view["exam_id"]})


def refuse_all(stage: Stage, ours: Tenant, intruders: dict[str, Page], own: dict[str, str]) -> None:
    """Try every route with our ids, and where it takes two, with the intruder's own first one and our second one."""
    before = everything(stage)
    for route, (_owner, body) in ROUTES.items():
        names = [part.split(">")[0] for part in route[1].split("<")[1:]]
        for ids in (ours.ids, {**ours.ids, names[0]: own[names[0]]})[: len(names)]:
            for who, page in intruders.items():
                answered = call(stage, route, ids, page.token, body)
                assert answered.status_code in REFUSED, (route, who, answered.text)
        assert everything(stage) == before, route


@pytest.mark.parametrize("route", [r for r, (owner, _body) in ROUTES.items() if owner != "operator"], ids=str)
def test_the_same_requests_are_rightful_at_home(stage: Stage, ours: Tenant, route: tuple[str, str]) -> None:
    """So that the refusals above are not those of requests that nobody could make."""
    owner, body = ROUTES[route]
    unanswered = answer({}, status=500)
    for url in (stage.platform.registration.auth_token_url, stage.platform.registration.auth_login_url):
        stage.platform.http.reply(url, unanswered)
    answered = call(stage, route, ours.ids, ours.pages[owner].token, body)
    assert answered.status_code in (200, 409), answered.text
    examinee = call(stage, route, ours.ids, ours.pages["examinee"].token, body)
    assert examinee.status_code in REFUSED, examinee.text


@pytest.mark.parametrize("intruders", ["theirs", "elsewhere"])
def test_no_console_reaches_into_another_exam(
    stage: Stage, ours: Tenant, intruders: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(intruders)
    pages = found.pages if isinstance(found, Tenant) else found
    before = all_of(stage, ours)
    for who in ("admin", "teacher", "proctor", "guest"):
        socket = stage.socket(pages[who])
        for event, body_of in CONSOLE_REQUESTS.items():
            body = body_of(ours.ids)
            ack = socket.ask(event, body)
            assert ack["ok"] if body is None else ack["error"]["code"] in ABSENT, (who, event, ack)
        grant = socket.did("grant")["token"]
        assert read_grant(stage, "watch", grant)["exam_id"] == pages[who].view["exam_id"]
    assert all_of(stage, ours) == before


@pytest.mark.parametrize("intruders", ["theirs", "elsewhere"])
def test_a_widget_is_about_its_own_attempt_only(
    stage: Stage, ours: Tenant, intruders: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(intruders)
    page = (found.pages if isinstance(found, Tenant) else found)["examinee"]
    before = all_of(stage, ours)
    socket = stage.socket(page)
    for event, body_of in EXAMINEE_REQUESTS.items():
        socket.ask(event, body_of(ours.ids))
    assert read_grant(stage, "publish", socket.did("grant")["token"])["attempt_id"] == page.view["attempt_id"]
    assert all_of(stage, ours) == before


def test_nobody_elsewhere_hears_anything(
    stage: Stage, ours: Tenant, theirs: Tenant, elsewhere: dict[str, Page]
) -> None:
    away = [
        stage.socket(pages[who]) for pages in (theirs.pages, elsewhere)
        for who in ("admin", "teacher", "proctor", "guest", "examinee")
    ]
    for socket in away:
        socket.heard()
    widget, console = stage.socket(ours.pages["examinee"]), stage.socket(ours.pages["proctor"])
    for event in ("chat", "help", "observe"):
        widget.did(event, EXAMINEE_REQUESTS[event](ours.ids))
    for event in ("open", "chat", "help_done", "decide"):
        console.did(event, CONSOLE_REQUESTS[event](ours.ids))
    call(stage, ("PUT", "/api/exams/<exam_id>"), ours.ids, ours.pages["teacher"].token, CHOSEN)
    assert [socket.heard() for socket in away] == [[] for _ in away]


def test_one_kind_of_token_does_not_stand_for_another(stage: Stage, ours: Tenant) -> None:
    tokens = all_kinds(stage, ours)
    before = everything(stage)
    for method, rule in routes_of(stage):
        if not rule.startswith("/api/") or rule in OPENING:
            continue
        kinds = ("admin", "course", "own", "uef")
        wanted = next((kind for kind in kinds if rule.startswith(f"/api/{kind}")), "session")
        for kind, token in tokens.items():
            if kind != wanted:
                body = ROUTES.get((method, rule), ("", None))[1]
                answered = call(stage, (method, rule), ours.ids, token, body)
                assert answered.status_code == 401, (method, rule, kind, answered.text)
    for kind, token in tokens.items():
        if kind != "link":
            assert call(stage, ("POST", "/link/events"), {}, token).status_code == 401
    assert everything(stage) == before


def test_only_exam_sessions_of_the_right_role_connect(stage: Stage, ours: Tenant) -> None:
    for kind, token in all_kinds(stage, ours).items():
        if kind != "session":
            for namespace in (CONSOLE, EXAMINEE):
                assert not stage.connect(namespace, {"token": token}).connected, (kind, namespace)
    for who in ("admin", "teacher", "proctor", "guest"):
        assert not stage.connect(EXAMINEE, {"token": ours.pages[who].token}).connected
        assert stage.connect(CONSOLE, {"token": ours.pages[who].token}).connected
    assert not stage.connect(CONSOLE, {"token": ours.pages["examinee"].token}).connected


def all_kinds(stage: Stage, tenant: Tenant) -> dict[str, str]:
    """One token of each kind, all of people who may do everything in the tenant."""
    tokens = stage.web.base.tokens
    return {
        "session": tenant.pages["teacher"].token,
        "course": tenant.pages["course"].token,
        "own": tenant.pages["own"].token,
        "admin": tenant.pages["administration"].token,
        "uef": tenant.pages["uef"].token,
        "watch": stage.socket(tenant.pages["teacher"]).did("grant")["token"],
        "publish": stage.socket(tenant.pages["examinee"]).did("grant")["token"],
        "page": tokens.mint("page", PageOrigins("reg-1", ()), 60),
        "link": tokens.mint("link", LinkCaller("media-1"), 60),
    }


def test_a_ticket_opens_its_own_kind_of_session_only(stage: Stage) -> None:
    place = {"course": {CUSTOM: {"invigil_place": "course_navigation"}}, "exam": {},
             "admin": {CUSTOM: {"invigil_place": "account_navigation"}}}
    door = {"course": "/api/course/session", "exam": "/api/session", "admin": "/api/admin/session",
            "uef": "/api/uef/session"}
    for kind, overrides in place.items():
        for wrong in door:
            ticket = ticket_of(stage.launch(ROLES=[ADMINISTRATOR], **overrides))
            answered = stage.http.post(door[wrong], json={"ticket": ticket})
            assert answered.status_code == (200 if wrong == kind else 401), (kind, wrong)
            assert stage.http.post(door[kind], json={"ticket": ticket}).status_code == 401


def test_the_bodies_of_the_kinds_do_not_fit_each_other(stage: Stage, ours: Tenant) -> None:
    """Even if one secret signed a body for the wrong use."""
    tokens, sessions = stage.web.base.tokens, stage.web.base.sessions
    bodies: dict[str, Any] = {
        "session": sessions.read(ours.pages["teacher"].token),
        "course": sessions.read_course(ours.pages["course"].token),
        "own": sessions.read_own(ours.pages["own"].token),
        "admin": sessions.read_admin(ours.pages["administration"].token),
        "uef": sessions.read_uef(ours.pages["uef"].token),
    }
    kinds: dict[str, Any] = {
        "session": Session, "course": CourseSession, "own": OwnSession, "admin": AdminSession, "uef": UefSession,
    }
    for use, kind in kinds.items():
        for other_use, body in bodies.items():
            if use != other_use:
                with pytest.raises(TokenRefused):
                    tokens.read(use, tokens.mint(use, body, 60), kind)


def read_grant(stage: Stage, use: str, token: str) -> dict[str, Any]:
    return stage.web.base.tokens.read(use, token, dict)
