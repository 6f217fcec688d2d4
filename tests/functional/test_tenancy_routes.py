"""Every route belongs to one group, by the way in which it comes to know whose things it is about; a new one must say.

Those with ids in the path are tried in test_tenancy.py, all others here."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lti_fakes import FakePlatform, answer
from test_launch_proof import go_on, held_in, stored
from test_web_link import JPEG, opened, post, source
from test_web_lms_notices import notice
from test_web_platform import answers_calls
from uef_stage import connected, launched, state_of
from web_stage import PUBLIC_URL, Page, Stage, ticket_of
from web_tenants import ADMINISTRATOR, API_KEY, CUSTOM, ROUTES, Tenant, all_of, at, everything, routes_of

from integrations.lti_only.adapter import LtiOnly
from lti.claims import DEPLOYMENT_ID
from tool.domain.incident import IncidentClosed, Still
from tool.domain.stream import Channel
from tool.link.messages import IncidentWasClosed, IncidentWasOpened, StillWasTaken
from tool.monitoring.tenancy import onboarding
from tool.web.admin.platform_api import PEOPLE_PATH, TEST_PATH
from tool.web.launch.addresses import PageOrigins

Route = tuple[str, str]


class Intruder:
    """Somebody of another institution, and what is there to find: one test's stage."""

    def __init__(self, stage: Stage, ours: Tenant, theirs: Tenant, other: FakePlatform) -> None:
        self.stage, self.ours, self.theirs, self.other = stage, ours, theirs, other
        self.before = everything(stage)

    def ask(self, method: str, path: str, who: str = "teacher", **more: Any) -> Any:
        return self.stage.http.open(path, method=method, headers=self.theirs.pages[who].bearer, **more)

    def changed_nothing(self) -> bool:
        return everything(self.stage) == self.before


def frames_only_its_own(path: str) -> Callable[[Intruder], None]:
    def tried(by: Intruder) -> None:
        tokens = by.stage.web.base.tokens
        secret = tokens.mint("page", PageOrigins(by.ours.ids["platform_id"], ("https://pages.lms.example",)), 60)
        policies = {
            platform_id: by.stage.http.get(path, query_string={"platform": platform_id, "origins": secret}).headers[
                "Content-Security-Policy"
            ]
            for platform_id in (by.ours.ids["platform_id"], by.theirs.ids["platform_id"])
        }
        assert "https://pages.lms.example" in policies[by.ours.ids["platform_id"]]
        assert "lms.example" not in policies[by.theirs.ids["platform_id"]]
        assert "https://other.example" in policies[by.theirs.ids["platform_id"]]

    return tried


def logs_in_at_one_platform_only(method: str) -> Callable[[Intruder], None]:
    def tried(by: Intruder) -> None:
        ours, theirs = by.stage.platform.registration, by.other.registration
        for issuer, client_id in ((ours.issuer, theirs.client_id), (theirs.issuer, ours.client_id)):
            asked = {"iss": issuer, "client_id": client_id, "login_hint": "h"}
            where = {"query_string": asked} if method == "GET" else {"data": asked}
            refused = by.stage.http.open("/lti/login", method=method, **where)
            assert refused.status_code == 401
            assert "<code>unknown_platform</code>" in refused.text

    return tried


def launches_from_the_platform_that_was_asked(by: Intruder) -> None:
    asked = by.stage.login()
    claims = by.other.claims(asked["nonce"], sub="user-3")
    form = {"state": asked["state"], "id_token": by.other.id_token(claims)}
    assert by.stage.http.post("/lti/launch", data=form).status_code in (400, 401, 403)
    assert by.changed_nothing()


def registers_nothing_that_is_taken(by: Intruder) -> None:
    stage, of = by.stage, by.stage.platform.registration
    with stage.web.base.works() as work:
        code = onboarding.invite(work, "Other School", stage.clock(), 3600)
    before, endpoint = all_of(stage, by.ours), f"{of.issuer}/register"
    configuration = {
        "issuer": of.issuer, "authorization_endpoint": "https://evil.example/a", "registration_endpoint": endpoint,
        "token_endpoint": "https://evil.example/t", "jwks_uri": "https://evil.example/j", "scopes_supported": [],
    }
    stage.platform.http.reply(f"{of.issuer}/configuration", answer(configuration))
    stage.platform.http.reply(endpoint, answer({"client_id": of.client_id}, 201))
    for invitation in (code, ""):
        query = {"openid_configuration": f"{of.issuer}/configuration", "invitation": invitation}
        assert stage.http.get("/lti/register", query_string=query).status_code == 409
    assert all_of(stage, by.ours) == before


def goes_on_with_the_own_secret_only(by: Intruder) -> None:
    secret, _page = stored(by.stage)
    with at(by.stage, by.other):
        _theirs, page = stored(by.stage)
    crossed = go_on(by.stage.browser(), held_in(page), value=secret)
    assert crossed.status_code == 403
    assert "<code>other_browser</code>" in crossed.text


def opens_what_the_ticket_says(door: str, place: str | None) -> Callable[[Intruder], None]:
    """A bearer of ours beside a ticket of theirs adds nothing to it."""
    def tried(by: Intruder) -> None:
        with at(by.stage, by.other):
            more = {CUSTOM: {"invigil_place": place}} if place else {}
            ticket = ticket_of(by.stage.launch(ROLES=[ADMINISTRATOR], **more))
        headers = by.ours.pages["teacher"].bearer
        said = by.stage.http.post(door, json={"ticket": ticket, **by.ours.ids}, headers=headers)
        assert said.status_code == 200
        assert not names_of(by.stage, by.ours) & set(texts(said.json))

    return tried


def proctors_no_quiz_of_others(by: Intruder) -> None:
    said = by.ask("POST", "/api/course/quizzes", "course", json={"kind": "classic", "quiz_id": "q1", **by.ours.ids})
    assert (said.status_code, said.json["code"]) == (409, "no_list")
    assert by.changed_nothing()


def copies_courses_of_its_own_only(by: Intruder) -> None:
    before = all_of(by.stage, by.ours)
    assert by.stage.http.post("/lti/notices", json={"notices": [{"jwt": notice(by.other)}]}).status_code == 200
    forged = notice(by.other, iss=by.stage.platform.registration.issuer)
    assert by.stage.http.post("/lti/notices", json={"notices": [{"jwt": forged}]}).status_code == 401
    assert all_of(by.stage, by.ours) == before


def asks_the_lms_that_the_question_names(by: Intruder) -> None:
    """Begun by one school, a connection becomes that school's, whoever is signed in to what beside it."""
    stage, patch = by.stage, pytest.MonkeyPatch()
    with patch.context() as patched:
        patched.setattr(LtiOnly, "api_scopes", ("read",))
        path = f"/api/admin/platforms/{by.theirs.ids['platform_id']}/api"
        begun = by.ask("POST", path, "administration", json=API_KEY).json["url"].removeprefix(PUBLIC_URL)
        query = parse_qs(urlsplit(stage.http.get(begun, headers=by.ours.pages["teacher"].bearer).location).query)
        stage.platform.http.reply(API_KEY["address"], answer({"access_token": "t"}))
        before = all_of(stage, by.ours)
        done = {"state": query["state"][0], "code": "c", **by.ours.ids}
        assert stage.http.get("/connect/api/done", query_string=done).status_code == 200
        assert all_of(stage, by.ours) == before
        assert stage.web.base.api_tokens.find(by.theirs.ids["platform_id"]) is not None
        assert stage.web.base.api_tokens.find(by.ours.ids["platform_id"]) is None


def opens_the_own_attempt_only(by: Intruder) -> None:
    said = by.ask("POST", "/api/session/window", "examinee", query_string=by.ours.ids, json=by.ours.ids)
    ticket = said.json["url"].split("#ticket=")[1]
    view = by.stage.http.post("/api/session", json={"ticket": ticket}).json
    assert view["attempt_id"] == by.theirs.ids["attempt_id"]
    assert not names_of(by.stage, by.ours) & set(texts([said.json, view]))


def lists_the_own_exams_only(by: Intruder) -> None:
    with at(by.stage, by.other):
        ticket = ticket_of(by.stage.launch(sub="user-8", **{CUSTOM: {"invigil_place": "course_navigation"}}))
    headers = by.ours.pages["own"].bearer
    said = by.stage.http.post("/api/own/session", json={"ticket": ticket, **by.ours.ids}, headers=headers)
    assert said.status_code == 200
    assert not names_of(by.stage, by.ours) & set(texts(said.json))
    listed = by.stage.http.get("/api/own", headers={"Authorization": f"Bearer {said.json['token']}"}).json
    assert [exam["exam_id"] for exam in listed["exams"]] == [by.theirs.ids["exam_id"]]


def joins_the_exam_of_the_code(by: Intruder) -> None:
    path = f"/api/exams/{by.theirs.ids['exam_id']}/guests"
    code = by.ask("POST", path, json={"name": "Guest"}).json["url"].split("#invitation=")[1]
    body = {"code": code, **by.ours.ids}
    said = by.stage.http.post("/api/join", json=body, headers=by.ours.pages["teacher"].bearer)
    assert said.json["exam_id"] == by.theirs.ids["exam_id"]
    assert not names_of(by.stage, by.ours) & set(texts(said.json))


def invites_for_the_own_institution_only(by: Intruder) -> None:
    for name in ("Testing School", "testing school", by.ours.ids["institution_id"]):
        said = by.ask("POST", "/api/admin/invitations", "administration", json={"institution_name": name})
        assert (said.status_code, said.json["code"]) == (403, "operator_only")
    assert by.changed_nothing()


def applies_events_to_the_attempt_that_they_name(by: Intruder) -> None:
    """Nodes serve all institutions. An event that mixes two up, by a mistake of a node, is not applied to either."""
    stage, attempt_id = by.stage, by.theirs.ids["attempt_id"]
    incident_id = f"incident of {by.ours.ids['institution_id']}"[:32]
    still = Still("attempts/x/stills/y.jpg", onboarding.digest("y"), len(JPEG), stage.clock())
    closed = IncidentClosed(incident_id, attempt_id, "face_missing", stage.clock(), 5.0)
    before = all_of(stage, by.ours)
    post(
        stage,
        IncidentWasOpened(**source(stage, "x1"), incident=opened(stage, attempt_id, incident_id, still)),
        StillWasTaken(
            **source(stage, "x2"), attempt_id=attempt_id, incident_id=incident_id, channel=Channel.CAMERA, still=still
        ),
        IncidentWasClosed(**source(stage, "x3"), incident=closed),
    )
    assert all_of(stage, by.ours) == before


def asks_about_its_own_people_only(path: str, aud: str) -> Callable[[Intruder], None]:
    """The other platform's own good token, with our people and our links in the body."""
    def tried(by: Intruder) -> None:
        of, now = by.other.registration, int(by.stage.clock())
        claims = {
            "iss": of.issuer, "sub": of.client_id, "aud": f"{PUBLIC_URL}{aud}", "iat": now, "exp": now + 60,
            "jti": "foreign", DEPLOYMENT_ID: next(iter(of.deployment_ids)),
        }
        body = {"user": "user-9", "resource_links": ["link-1", "link-2"], **by.ours.ids}
        headers = {"Authorization": f"Bearer {by.other.id_token(claims)}"}
        answers_calls(by.stage, by.other)
        before = all_of(by.stage, by.ours)
        said = by.stage.http.post(path, json=body, headers=headers)
        assert said.status_code == 200
        assert not names_of(by.stage, by.ours) & set(texts(said.json))
        assert all_of(by.stage, by.ours) == before
        forged = {**claims, "iss": by.stage.platform.registration.issuer, "jti": "forged"}
        headers = {"Authorization": f"Bearer {by.other.id_token(forged)}"}
        assert by.stage.http.post(path, json=body, headers=headers).status_code == 401

    return tried


def extends_the_pages_of_its_own_lms_only(by: Intruder) -> None:
    with at(by.stage, by.other):
        ticket = ticket_of(launched(by.stage))
    said = by.stage.http.post("/api/uef/session", json={"ticket": ticket, **by.ours.ids})
    assert (said.status_code, said.json["code"]) == (503, "not_connected")  # our LMS's API is of no use to theirs
    assert by.theirs.pages["uef"].view["platform_origin"] == "https://learn.other.example"


def sees_tests_of_its_own_lms_only(by: Intruder) -> None:
    with at(by.stage, by.other):
        page = connected(by.stage)
    said = by.stage.http.get("/api/uef/exam", query_string={"course": "course-1", "content": "link-1"}, headers=page)
    assert said.status_code == 200
    setup = by.stage.http.post("/api/session", json={"ticket": said.json["setup_url"].split("ticket=")[1]}).json
    assert setup["exam_id"] == by.theirs.ids["exam_id"]


def binds_tests_of_its_own_lms_only(by: Intruder) -> None:
    with at(by.stage, by.other):
        page = connected(by.stage)
    before = all_of(by.stage, by.ours)
    body = {"course_id": "course-1", "content_id": "link-1", "enabled": True, **by.ours.ids}
    assert by.stage.http.post("/api/uef/settings", json=body, headers=page).status_code == 200
    assert all_of(by.stage, by.ours) == before


def comes_back_to_its_own_lms_only(by: Intruder) -> None:
    with at(by.stage, by.other):
        connected(by.stage)
        state = state_of(by.stage)
    asked_before = len(by.stage.platform.http.sent)
    said = by.stage.http.get("/uef/consented", query_string={"state": state, "code": "c", **by.ours.ids})
    assert said.status_code == 303
    assert f"platform={by.theirs.ids['platform_id']}&" in said.location
    asked = by.stage.platform.http.sent[asked_before:]
    assert [sent.url for sent in asked] == ["https://learn.other.example/learn/api/public/v1/oauth2/token"]


IN_QUERY_OR_BODY: dict[Route, Callable[[Intruder], None]] = {
    **{("GET", path): frames_only_its_own(path)
       for path in ("/widget", "/console", "/setup", "/report", "/course", "/exams", "/admin", "/uef")},
    ("GET", "/lti/login"): logs_in_at_one_platform_only("GET"),
    ("POST", "/lti/login"): logs_in_at_one_platform_only("POST"),
    ("POST", "/lti/launch"): launches_from_the_platform_that_was_asked,
    ("GET", "/lti/register"): registers_nothing_that_is_taken,
    ("POST", "/lti/notices"): copies_courses_of_its_own_only,
    ("GET", "/connect/api/begin"): asks_the_lms_that_the_question_names,
    ("GET", "/connect/api/done"): asks_the_lms_that_the_question_names,
    ("POST", "/lti/continue"): goes_on_with_the_own_secret_only,
    ("POST", "/api/session"): opens_what_the_ticket_says("/api/session", None),
    ("POST", "/api/course/session"): opens_what_the_ticket_says("/api/course/session", "course_navigation"),
    ("POST", "/api/session/window"): opens_the_own_attempt_only,
    ("POST", "/api/own/session"): lists_the_own_exams_only,
    ("POST", "/api/admin/session"): opens_what_the_ticket_says("/api/admin/session", "account_navigation"),
    ("POST", "/api/join"): joins_the_exam_of_the_code,
    ("POST", "/api/course/quizzes"): proctors_no_quiz_of_others,
    ("POST", "/api/admin/invitations"): invites_for_the_own_institution_only,
    ("POST", TEST_PATH): asks_about_its_own_people_only(TEST_PATH, TEST_PATH),
    ("POST", f"{PEOPLE_PATH}/export"): asks_about_its_own_people_only(f"{PEOPLE_PATH}/export", PEOPLE_PATH),
    ("POST", f"{PEOPLE_PATH}/delete"): asks_about_its_own_people_only(f"{PEOPLE_PATH}/delete", PEOPLE_PATH),
    ("POST", "/api/uef/session"): extends_the_pages_of_its_own_lms_only,
    ("GET", "/api/uef/exam"): sees_tests_of_its_own_lms_only,
    ("POST", "/api/uef/settings"): binds_tests_of_its_own_lms_only,
    ("GET", "/uef/consented"): comes_back_to_its_own_lms_only,
    ("POST", "/link/events"): applies_events_to_the_attempt_that_they_name,
}
BY_THE_SESSION_ALONE: dict[Route, tuple[str, ...]] = {
    ("POST", "/api/session/renew"): ("teacher", "proctor", "guest", "examinee"),
    ("GET", "/api/course"): ("course",),
    ("GET", "/api/course/quizzes"): ("course",),
    ("POST", "/api/course/session/renew"): ("course",),
    ("GET", "/api/own"): ("own",),
    ("POST", "/api/own/session/renew"): ("own",),
    ("GET", "/api/admin"): ("administration",),
    ("POST", "/api/admin/session/renew"): ("administration",),
    ("POST", "/api/uef/session/renew"): ("uef",),
}
"""Such a route takes no id at all. Who may ask it."""
OF_NO_TENANT: dict[Route, str] = {
    ("GET", "/"): "/", ("GET", "/healthz"): "/healthz", ("GET", "/static/<path:name>"): "/static/icon.svg",
    ("GET", "/connect"): "/connect", ("GET", "/connect/<guide>"): "/connect/moodle",
    ("GET", "/connect/canvas/theme.js"): "/connect/canvas/theme.js",
    ("GET", "/lti/config.json"): "/lti/config.json", ("GET", "/lti/jwks.json"): "/lti/jwks.json",
}
"""The same for everybody. An address of each."""


@pytest.fixture
def intruder(stage: Stage, ours: Tenant, theirs: Tenant, other: FakePlatform) -> Intruder:
    return Intruder(stage, ours, theirs, other)


def texts(value: object) -> Iterator[str]:
    """All strings in a JSON value, but those of tokens."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "token":
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def names_of(stage: Stage, tenant: Tenant) -> set[str]:
    """What gives a tenant away: its ids, its name, and the addresses of its platform."""
    with stage.web.base.works() as work:
        platform = work.platforms.get(tenant.ids["platform_id"])
        school = work.institutions.get(platform.institution_id).name
    return {*tenant.ids.values(), school, platform.client_id, platform.auth_login_url, platform.jwks_url}


def test_every_route_is_in_exactly_one_group(stage: Stage) -> None:
    named = (ROUTES, IN_QUERY_OR_BODY, BY_THE_SESSION_ALONE, OF_NO_TENANT)
    groups = Counter(route for group in named for route in group)
    assert set(groups) == set(routes_of(stage))
    assert set(groups.values()) == {1}
    with_ids = {route for route in groups if "<" in route[1]}
    assert with_ids - set(OF_NO_TENANT) == set(ROUTES)


@pytest.mark.parametrize("route", IN_QUERY_OR_BODY, ids=str)
def test_what_query_and_body_name_opens_nothing_of_others(intruder: Intruder, route: Route) -> None:
    IN_QUERY_OR_BODY[route](intruder)


@pytest.mark.parametrize("route", BY_THE_SESSION_ALONE, ids=str)
def test_what_only_the_session_scopes_shows_nothing_of_others(intruder: Intruder, route: Route) -> None:
    method, path = route
    foreign = names_of(intruder.stage, intruder.ours)
    for who in BY_THE_SESSION_ALONE[route]:
        said = intruder.ask(method, path, who, query_string=intruder.ours.ids, json=intruder.ours.ids)
        assert said.status_code == 200, said.text
        assert not foreign & set(texts(said.json)), (who, said.json)
    assert intruder.changed_nothing()


@pytest.mark.parametrize("route", [r for r in BY_THE_SESSION_ALONE if "/admin" not in r[1]], ids=str)
def test_nor_anything_of_another_exam(
    stage: Stage, ours: Tenant, elsewhere: dict[str, Page], route: Route
) -> None:
    foreign = {ours.ids[name] for name in ("exam_id", "attempt_id", "evidence_id", "guest_id", "help_id")}
    for who in BY_THE_SESSION_ALONE[route]:
        said = stage.http.open(route[1], method=route[0], headers=elsewhere[who].bearer, query_string=ours.ids)
        assert said.status_code == 200, said.text
        assert not foreign & set(texts(said.json)), (who, said.json)


@pytest.mark.parametrize("route", OF_NO_TENANT, ids=str)
def test_what_is_of_no_tenant_is_the_same_for_all(intruder: Intruder, route: Route) -> None:
    stage, path = intruder.stage, OF_NO_TENANT[route]
    (stage.static / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with stage.http.get(path) as plain, intruder.ask("GET", path, query_string=intruder.ours.ids) as asked:
        assert plain.status_code == 200
        assert _without_nonces(plain.text) == _without_nonces(asked.text)
        assert not [name for name in names_of(stage, intruder.ours) if len(name) > 8 and name in plain.text]


def _without_nonces(html: str) -> str:
    return "".join(part.partition('"')[2] if number else part for number, part in enumerate(html.split('nonce="')))
