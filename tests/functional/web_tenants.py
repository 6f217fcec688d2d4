"""Two institutions with one of everything, everybody signed in, and what a tenant's own requests look like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from lti_fakes import INSTRUCTOR, MEMBERSHIP, FakePlatform, answer
from test_web_link import JPEG, opened, post, source
from uef_stage import extended
from web_bound import bind
from web_stage import Page, Stage, ticket_of

from lti import keys
from tool.db.rows import Base
from tool.domain.incident import Still
from tool.domain.lms import LmsVerb
from tool.link.messages import IncidentWasOpened
from tool.monitoring.exam import outcome
from tool.monitoring.tenancy.onboarding import digest
from tool.monitoring.tenancy.records import Invitation

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
COURSE_2 = {"CONTEXT": {"id": "course-2", "title": "Geometry"}}

CHOSEN = {
    "title": "Taken over", "preset": "low",
    "values": {
        "microphone": False, "admission": "automatic", "require_fullscreen": False,
        "allowed_resources": [], "message": "",
    },
}
BY_HAND = {
    "name": "New LMS", "issuer": "https://new.example", "client_id": "c", "auth_login_url": "https://new.example/a",
    "auth_token_url": "https://new.example/t", "jwks_url": "https://new.example/j",
}
API_KEY = {"address": "https://canvas.example", "client_id": "1", "client_secret": "s"}
SWITCHED = {"name": "Taken over", "active": False, "learns_deployments": True}

# A route with the values of a rightful request: who may make it, and its body.
ROUTES: dict[tuple[str, str], tuple[str, Any]] = {
    ("GET", "/api/exams/<exam_id>"): ("proctor", None),
    ("PUT", "/api/exams/<exam_id>"): ("teacher", CHOSEN),
    ("POST", "/api/exams/<exam_id>/deep-link"): ("teacher", {}),
    ("GET", "/api/exams/<exam_id>/linking"): ("teacher", None),
    ("POST", "/api/exams/<exam_id>/linking"): ("teacher", {"exam_id": "x"}),
    ("POST", "/api/exams/<exam_id>/set-up"): ("teacher", None),
    ("POST", "/api/exams/<exam_id>/earlier"): ("teacher", {"exam_id": "x"}),
    ("GET", "/api/exams/<exam_id>/gate"): ("guest", None),
    ("POST", "/api/exams/<exam_id>/gate/again"): ("teacher", None),
    ("POST", "/api/exams/<exam_id>/gate/stop"): ("admin", {"confirmed_title": "Final exam"}),
    ("GET", "/api/exams/<exam_id>/guests"): ("teacher", None),
    ("POST", "/api/exams/<exam_id>/guests"): ("admin", {"name": "Intruder"}),
    ("POST", "/api/exams/<exam_id>/guests/<guest_id>/revoke"): ("teacher", None),
    ("GET", "/api/attempts/<attempt_id>/report"): ("guest", None),
    ("POST", "/api/attempts/<attempt_id>/verdict"): ("proctor", {"verdict": "invalid", "note": "x"}),
    ("POST", "/api/attempts/<attempt_id>/deliveries/<delivery_id>/again"): ("guest", None),
    ("GET", "/api/evidence/<evidence_id>"): ("guest", None),
    ("POST", "/api/course/exams/<exam_id>/open"): ("course", {"surface": "setup"}),
    ("POST", "/api/own/exams/<exam_id>/open"): ("own", None),
    ("PUT", "/api/admin/institutions/<institution_id>"): ("administration", {"name": "Taken over", "role_rules": []}),
    ("POST", "/api/admin/institutions/<institution_id>/platforms"): ("administration", BY_HAND),
    ("POST", "/api/admin/institutions/<institution_id>/invitations/<invitation_id>/revoke"): ("administration", None),
    ("PUT", "/api/admin/platforms/<platform_id>"): ("administration", SWITCHED),
    ("PUT", "/api/admin/platforms/<platform_id>/deployments"): (
        "administration", {"deployment_id": "dep-1", "allowed": False},
    ),
    ("POST", "/api/admin/platforms/<platform_id>/api"): ("administration", API_KEY),
    ("POST", "/api/admin/platforms/<platform_id>/api/application"): ("administration", API_KEY),
    ("POST", "/api/admin/platforms/<platform_id>/api/placements"): ("administration", None),
    ("POST", "/api/admin/platforms/<platform_id>/api/disconnect"): ("administration", None),
    ("PUT", "/api/admin/platforms/<platform_id>/settings"): ("administration", {"values": {}}),
    ("POST", "/api/admin/platforms/<platform_id>/approve"): ("operator", {"institution_name": "Intruders"}),
    ("POST", "/api/admin/platforms/<platform_id>/remove"): ("administration", None),
    ("POST", "/api/admin/platforms/<platform_id>/test"): ("administration", None),
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
        attempt = work.attempts.get(attempt_id)
        delivery_id = outcome.enqueue(work, attempt, LmsVerb.FLAG, {"severity": 0.5}, stage.clock()).id
        guest_id = work.guests.in_exam(examinee.view["exam_id"])[0].id
    ids = {
        "exam_id": examinee.view["exam_id"], "attempt_id": attempt_id, "evidence_id": evidence_id, "guest_id": guest_id,
        "help_id": help_id, "delivery_id": delivery_id, "platform_id": platform.registration.id,
        "institution_id": school, "invitation_id": digest(code),
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
        "own": own_exams(stage, teacher.view["exam_id"], **exam),
        "administration": navigated(stage, "admin", ADMINISTRATOR),
        "uef": extended(stage),
    }


def own_exams(stage: Stage, exam_id: str, **overrides: Any) -> Page:
    """Bind the exam to a quiz that a code opens, and let an examinee open the list of the course's exams."""
    bind(stage, exam_id)
    place = {CUSTOM: {"invigil_place": "course_navigation"}}
    response = stage.launch(**{"sub": "user-7", **overrides, **place})
    return Page("exams", stage.http.post("/api/own/session", json={"ticket": ticket_of(response)}).json)


def navigated(stage: Stage, surface: str, role: str, **overrides: Any) -> Page:
    place = {CUSTOM: {"invigil_place": {"course": "course_navigation", "admin": "account_navigation"}[surface]}}
    response = stage.launch(**{"sub": "staff-1", "ROLES": [role], **overrides, **place})
    return Page(surface, stage.http.post(f"/api/{surface}/session", json={"ticket": ticket_of(response)}).json)


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
