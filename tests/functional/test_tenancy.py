"""Nobody reaches into another institution, nor into another exam: every route and every socket request is tried.

The lists here are complete by test: a route that takes an id, or a socket request, without a case fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
from lti_fakes import INSTRUCTOR, MEMBERSHIP, FakePlatform, answer
from test_web_link import JPEG, opened, post, source
from web_stage import EXAM_2, Page, Stage, ticket_of

from lti import keys
from tool.db.rows import Base
from tool.domain.incident import Still
from tool.link.media_client import LinkCaller
from tool.link.messages import IncidentWasOpened
from tool.link.tokens import TokenRefused
from tool.monitoring.onboarding import digest
from tool.monitoring.records import Invitation
from tool.web.addresses import PageOrigins
from tool.web.console import NAMESPACE as CONSOLE
from tool.web.examinee import NAMESPACE as EXAMINEE
from tool.web.sessions import AdminSession, CourseSession, Session

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
REFUSED = (401, 403, 404)
ABSENT = ("not_found", "no_such_request")
COURSE_2 = {"CONTEXT": {"id": "course-2", "title": "Geometry"}}

CHOSEN = {
    "title": "Taken over", "preset": "low", "microphone": False, "admission": "automatic", "require_fullscreen": False,
    "allowed_resources": [], "message": "",
}
BY_HAND = {
    "name": "New LMS", "issuer": "https://new.example", "client_id": "c", "auth_login_url": "https://new.example/a",
    "auth_token_url": "https://new.example/t", "jwks_url": "https://new.example/j",
}
SWITCHED = {"name": "Taken over", "active": False, "learns_deployments": True}

# A route with the values of a rightful request: who may make it, and its body.
ROUTES: dict[tuple[str, str], tuple[str, Any]] = {
    ("GET", "/api/exams/<exam_id>"): ("proctor", None),
    ("PUT", "/api/exams/<exam_id>"): ("teacher", CHOSEN),
    ("POST", "/api/exams/<exam_id>/deep-link"): ("teacher", None),
    ("GET", "/api/exams/<exam_id>/guests"): ("teacher", None),
    ("POST", "/api/exams/<exam_id>/guests"): ("admin", {"name": "Intruder"}),
    ("POST", "/api/exams/<exam_id>/guests/<guest_id>/revoke"): ("teacher", None),
    ("GET", "/api/attempts/<attempt_id>/report"): ("guest", None),
    ("POST", "/api/attempts/<attempt_id>/verdict"): ("proctor", {"verdict": "invalid", "note": "x"}),
    ("GET", "/api/evidence/<evidence_id>"): ("guest", None),
    ("POST", "/api/course/exams/<exam_id>/open"): ("course", {"surface": "setup"}),
    ("PUT", "/api/admin/institutions/<institution_id>"): ("administration", {"name": "Taken over", "role_rules": []}),
    ("POST", "/api/admin/institutions/<institution_id>/platforms"): ("administration", BY_HAND),
    ("POST", "/api/admin/institutions/<institution_id>/invitations/<invitation_id>/revoke"): ("administration", None),
    ("PUT", "/api/admin/platforms/<platform_id>"): ("administration", SWITCHED),
    ("PUT", "/api/admin/platforms/<platform_id>/deployments"): (
        "administration", {"deployment_id": "dep-1", "allowed": False},
    ),
    ("POST", "/api/admin/platforms/<platform_id>/approve"): ("operator", {"institution_name": "Intruders"}),
    ("POST", "/api/admin/platforms/<platform_id>/remove"): ("administration", None),
    ("POST", "/api/admin/platforms/<platform_id>/test"): ("administration", None),
}
OF_NO_TENANT = {"/static/<path:name>", "/connect/<guide>"}
OPENING = {"/api/session", "/api/course/session", "/api/admin/session", "/api/join"}

# A socket request with what names something of a tenant in its body, and whether it names anything at all.
CONSOLE_REQUESTS: dict[str, Callable[[dict[str, str]], Any]] = {
    "open": lambda ids: {"attempt_id": ids["attempt_id"]},
    "decide": lambda ids: {"attempt_id": ids["attempt_id"], "kind": "terminate", "reason": "technical"},
    "chat": lambda ids: {"client_id": "x", "text": "Psst", "attempt_id": ids["attempt_id"]},
    "help_done": lambda ids: {"help_id": ids["help_id"]},
    "leave": lambda ids: None,
    "grant": lambda ids: None,
}
EXAMINEE_REQUESTS: dict[str, Callable[[dict[str, str]], Any]] = {
    "consent": lambda ids: {"agreed": True},
    "check_in": lambda ids: {"camera": True, "microphone": True},
    "chat": lambda ids: {"client_id": "x", "text": "Psst", "attempt_id": ids["attempt_id"]},
    "help": lambda ids: {"kind": "question", "text": "Psst"},
    "observe": lambda ids: {"items": [{"id": "r", "signal": "tab_hidden", "active": True, "at": 0.0}]},
    "grant": lambda ids: None,
    "begin": lambda ids: None,
}


@dataclass
class Tenant:
    """One institution with one of everything, and a signed-in page of everybody."""

    ids: dict[str, str]
    pages: dict[str, Page]


@contextmanager
def at(stage: Stage, platform: FakePlatform) -> Iterator[None]:
    """For a while, launches come from this platform."""
    before, stage.platform = stage.platform, platform
    yield
    stage.platform = before


def another_platform(stage: Stage) -> FakePlatform:
    registration = replace(
        stage.platform.registration, id="reg-2", institution_id="school-2", issuer="https://other.example",
        client_id="client-2", auth_login_url="https://other.example/auth", jwks_url="https://other.example/jwks",
    )
    platform = FakePlatform(registration)
    platform.clock = stage.clock
    stage.platform.http.reply(registration.jwks_url, answer(keys.jwks([platform.key])))
    stage.register(registration, "Other School")
    return platform


def settled(stage: Stage, platform: FakePlatform) -> Tenant:
    """Let everything happen once in an institution."""
    with at(stage, platform):
        examinee, widget = stage.running()
        attempt_id, school = examinee.view["attempt_id"], platform.registration.institution_id
        pages = everybody(stage)
        help_id = widget.did("help", {"kind": "question", "text": "May I?"})["id"]
        widget.did("chat", {"client_id": "c", "text": "Hello"})
    key, code = f"attempts/{attempt_id}/stills/i.jpg", f"invitation of {school}"
    stage.evidence.put(key, JPEG)
    still = Still(key, digest("x"), len(JPEG), stage.clock())
    happened = opened(stage, attempt_id, f"incident of {school}"[:32], still)
    post(stage, IncidentWasOpened(**source(stage, f"event of {school}"), incident=happened))
    with stage.web.base.works() as work:
        work.institutions.invite(Invitation(digest(code), school, stage.clock(), stage.clock() + 1000))
        evidence_id = work.evidence.of_attempt(attempt_id)[0].id
        guest_id = work.guests.in_exam(examinee.view["exam_id"])[0].id
    ids = {
        "exam_id": examinee.view["exam_id"], "attempt_id": attempt_id, "evidence_id": evidence_id, "guest_id": guest_id,
        "help_id": help_id, "platform_id": platform.registration.id, "institution_id": school,
        "invitation_id": digest(code),
    }
    return Tenant(ids, {**pages, "examinee": examinee})


def everybody(stage: Stage, **exam: Any) -> dict[str, Page]:
    """Sign in everybody who may be at an exam, its course and the institution."""
    teacher = stage.console("teacher-1", **exam)
    path = f"/api/exams/{teacher.view['exam_id']}/guests"
    invited = stage.http.post(path, headers=teacher.bearer, json={"name": "Guest"}).json
    code = invited["url"].split("#invitation=")[1]
    return {
        "teacher": teacher,
        "proctor": stage.console("ta-1", ROLES=[ASSISTANT], **exam),
        "admin": stage.console("admin-1", ROLES=[ADMINISTRATOR], **exam),
        "guest": Page("console", stage.http.post("/api/join", json={"code": code}).json),
        "course": navigated(stage, "course", INSTRUCTOR, **exam),
        "administration": navigated(stage, "admin", ADMINISTRATOR),
    }


def navigated(stage: Stage, surface: str, role: str, **overrides: Any) -> Page:
    place = {CUSTOM: {"invigil_place": {"course": "course_navigation", "admin": "account_navigation"}[surface]}}
    response = stage.launch(**{"sub": "staff-1", "ROLES": [role], **overrides, **place})
    return Page(surface, stage.http.post(f"/api/{surface}/session", json={"ticket": ticket_of(response)}).json)


@pytest.fixture
def other(stage: Stage) -> FakePlatform:
    return another_platform(stage)


@pytest.fixture
def ours(stage: Stage) -> Tenant:
    return settled(stage, stage.platform)


@pytest.fixture
def theirs(stage: Stage, other: FakePlatform) -> Tenant:
    return settled(stage, other)


@pytest.fixture
def elsewhere(stage: Stage, ours: Tenant) -> dict[str, Page]:
    """Everybody at another exam, in another course, of our own institution."""
    exam = {**EXAM_2, **COURSE_2}
    examinee, _widget = stage.running("user-9", **exam)
    pages = everybody(stage, **exam)
    del pages["administration"]  # administers this exam too
    return {**pages, "examinee": examinee}


def everything(stage: Stage) -> dict[str, list[str]]:
    """All rows of all tables."""
    with stage.web.base.database.session() as session:
        read = session.connection().exec_driver_sql
        tables = [table.name for table in Base.metadata.sorted_tables]
        return {table: sorted(repr(row) for row in read(f'SELECT * FROM "{table}"')) for table in tables}


def all_of(stage: Stage, tenant: Tenant) -> dict[str, list[str]]:
    """All rows of the tenant: those that name anything of it."""
    names = set(tenant.ids.values())
    with stage.web.base.works() as work:
        exams = work.exams.in_context(tenant.ids["platform_id"], "course-1")
        attempts = [a for exam in exams for a in work.attempts.in_exam(exam.id)]
    names |= {exam.id for exam in exams} | {i for a in attempts for i in (a.id, a.person_id)}
    return {
        table: [row for row in rows if any(repr(name) in row for name in names)]
        for table, rows in everything(stage).items()
    }


def call(stage: Stage, route: tuple[str, str], ids: dict[str, str], token: str, body: Any = None) -> Any:
    method, path = route
    for name, value in ids.items():
        path = path.replace(f"<{name}>", quote(value, safe=""))
    assert "<" not in path, f"{route} names something of which no tenant has any yet"
    return stage.http.open(path, method=method, headers={"Authorization": f"Bearer {token}"}, json=body)


def routes_of(stage: Stage) -> list[tuple[str, str]]:
    return [
        (method, rule.rule)
        for rule in stage.web.flask.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_that_takes_an_id_is_tried_here(stage: Stage) -> None:
    taking = {(method, rule) for method, rule in routes_of(stage) if "<" in rule and rule not in OF_NO_TENANT}
    assert taking == set(ROUTES)


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
        wanted = "admin" if rule.startswith("/api/admin") else "course" if rule.startswith("/api/course") else "session"
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
        "admin": tenant.pages["administration"].token,
        "watch": stage.socket(tenant.pages["teacher"]).did("grant")["token"],
        "publish": stage.socket(tenant.pages["examinee"]).did("grant")["token"],
        "page": tokens.mint("page", PageOrigins("reg-1", ()), 60),
        "link": tokens.mint("link", LinkCaller("media-1"), 60),
    }


def test_a_ticket_opens_its_own_kind_of_session_only(stage: Stage) -> None:
    place = {"course": {CUSTOM: {"invigil_place": "course_navigation"}}, "exam": {},
             "admin": {CUSTOM: {"invigil_place": "account_navigation"}}}
    door = {"course": "/api/course/session", "exam": "/api/session", "admin": "/api/admin/session"}
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
        "admin": sessions.read_admin(ours.pages["administration"].token),
    }
    kinds: dict[str, Any] = {"session": Session, "course": CourseSession, "admin": AdminSession}
    for use, kind in kinds.items():
        for other_use, body in bodies.items():
            if use != other_use:
                with pytest.raises(TokenRefused):
                    tokens.read(use, tokens.mint(use, body, 60), kind)


def read_grant(stage: Stage, use: str, token: str) -> dict[str, Any]:
    return stage.web.base.tokens.read(use, token, dict)
