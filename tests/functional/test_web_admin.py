"""The admin page's routes: what an institution's admin sees and changes, what the operator may do beyond, tenancy."""

from typing import Any

import pytest
from lti_fakes import answer
from web_stage import Stage

from lti import checkup, claims
from lti.checkup import Check, KnownServices
from lti.ports import Registration
from tool.monitoring.tenancy import platforms
from tool.monitoring.tenancy.platforms import NewPlatform
from tool.web.http.sessions import AdminSession

ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
TYPED = {
    "name": "Second LMS", "issuer": "https://second.example", "client_id": "c-2",
    "auth_login_url": "https://second.example/auth", "auth_token_url": "https://second.example/token",
    "jwks_url": "https://second.example/jwks", "deployment_ids": ["1", " "],
}
OFF = {"name": "Our LMS", "active": False, "learns_deployments": False}
OTHER = Registration(
    id="reg-2", institution_id="other", issuer="https://other.example", client_id="other",
    auth_login_url="https://other.example/auth", auth_token_url="https://other.example/token",
    jwks_url="https://other.example/jwks", deployment_ids=frozenset({"dep-9"}),
)


class Admin:
    """Somebody at the admin page: of one institution, or of all of them."""

    def __init__(self, stage: Stage, institution_id: str | None, came_from: str | None = None) -> None:
        self.http = stage.http
        session = AdminSession(
            institution_id=institution_id, platform_id=came_from, person_id=None, person_name="Admin",
            began_at=stage.clock(),
        )
        with stage.web.base.works() as work:
            self.ticket = stage.web.base.sessions.ticket(work, session, 600.0)
        self.opened = self.http.post("/api/admin/session", json={"ticket": self.ticket})
        self.bearer = {"Authorization": f"Bearer {self.opened.json['token']}"}

    def ask(self, method: str, path: str, body: object = None) -> Any:
        return self.http.open(f"/api/admin{path}", method=method, json=body, headers=self.bearer)

    def did(self, method: str, path: str, body: object = None) -> Any:
        said = self.ask(method, path, body)
        assert said.status_code == 200, said.text
        return said.json

    def code(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        said = self.ask(method, path, body)
        return said.status_code, said.json["code"]

    def platform(self, platform_id: str = "reg-1") -> dict[str, Any]:
        return next(p for i in self.did("GET", "")["institutions"] for p in i["platforms"]
                    if p["platform_id"] == platform_id)


@pytest.fixture
def admin(stage: Stage) -> Admin:
    stage.clock.now += 1
    stage.register(OTHER, "Other School")
    stage.clock.now += 1
    return Admin(stage, "school")


@pytest.fixture
def operator(stage: Stage, admin: Admin) -> Admin:
    return Admin(stage, None)


def waiting(stage: Stage, client_id: str = "w") -> str:
    new = NewPlatform(
        name="moodle", issuer="https://new.example", client_id=client_id, auth_login_url="https://new.example/auth",
        auth_token_url="https://new.example/token", jwks_url="https://new.example/jwks",
        registered_at="new.example",
    )
    with stage.web.base.works() as work:
        return platforms.wait(work, new, stage.clock()).id


def audited(stage: Stage) -> list[tuple[str, str]]:
    with stage.web.base.database.session() as session:
        rows = session.connection().exec_driver_sql("SELECT action, detail FROM audit ORDER BY at, rowid")
        return [(row[0], row[1]) for row in rows]


def test_an_admin_sees_the_own_institution(stage: Stage, admin: Admin) -> None:
    stage.console()
    view = admin.did("GET", "")
    assert view["operator"] is False
    assert [i["name"] for i in view["institutions"]] == ["Testing School"]
    [platform] = view["institutions"][0]["platforms"]
    assert (platform["platform_id"], platform["status"]) == ("reg-1", "active")
    assert [(d["deployment_id"], d["allowed"]) for d in platform["deployments"]] == [("dep-1", True)]
    assert "https://tool.example/lti/login" in [v["value"] for v in view["values"]]
    assert "https://tool.example/lti/config.json" in [v["value"] for v in view["values"]]
    assert ROLE in view["known_roles"]


def test_whoever_runs_the_server_sees_all(operator: Admin) -> None:
    view = operator.did("GET", "")
    assert view["operator"] is True
    assert [i["name"] for i in view["institutions"]] == ["Testing School", "Other School"]


def test_sessions(stage: Stage, admin: Admin) -> None:
    assert admin.did("POST", "/session/renew")["person_name"] == "Admin"
    again = stage.http.post("/api/admin/session", json={"ticket": admin.ticket})
    assert (again.status_code, again.json["code"]) == (401, "ticket_used")
    assert stage.http.get("/api/admin").status_code == 401
    assert stage.http.get("/api/admin", headers=stage.console().bearer).status_code == 401
    assert stage.http.get("/api/exams/x", headers=admin.bearer).status_code == 401
    stage.clock.now += 12 * 3600 + 1
    assert admin.ask("POST", "/session/renew").status_code == 401


def test_a_session_outlives_no_institution(stage: Stage) -> None:
    waiting(stage)
    with stage.web.base.works() as work:
        own = work.institutions.all()[-1].id
    late = Admin(stage, own)
    with stage.web.base.works() as work:
        work.platforms.remove(work.platforms.of_institution(own)[0].id)
        work.institutions.remove_if_empty(own)
    assert late.code("GET", "") == (404, "not_found")
    assert late.code("POST", "/session/renew") == (401, "session_over")


EVERY_PLATFORM_ROUTE = [
    ("PUT", "/platforms/{}", {"name": "x", "active": False, "learns_deployments": True}),
    ("PUT", "/platforms/{}/deployments", {"deployment_id": "dep-9", "allowed": False}),
    ("POST", "/platforms/{}/remove", None),
    ("POST", "/platforms/{}/test", None),
]
EVERY_INSTITUTION_ROUTE = [
    ("PUT", "/institutions/{}", {"name": "x", "role_rules": []}),
    ("POST", "/institutions/{}/platforms", TYPED),
    ("POST", "/institutions/{}/invitations/abc/revoke", None),
]


@pytest.mark.parametrize(("method", "path", "body"), EVERY_PLATFORM_ROUTE)
def test_another_institutions_platform_is_not_there(admin: Admin, method: str, path: str, body: object) -> None:
    there, nowhere = admin.ask(method, path.format("reg-2"), body), admin.ask(method, path.format("nothing"), body)
    assert (there.status_code, there.json["code"]) == (404, "not_found")
    assert there.text == nowhere.text


@pytest.mark.parametrize(("method", "path", "body"), EVERY_INSTITUTION_ROUTE)
def test_another_institution_is_not_there(admin: Admin, method: str, path: str, body: object) -> None:
    there, nowhere = admin.ask(method, path.format("other"), body), admin.ask(method, path.format("nothing"), body)
    assert (there.status_code, there.json["code"]) == (404, "not_found")
    assert there.text == nowhere.text


@pytest.mark.parametrize(("method", "path", "body"), [*EVERY_PLATFORM_ROUTE, *EVERY_INSTITUTION_ROUTE])
def test_nothing_without_a_session(stage: Stage, method: str, path: str, body: object) -> None:
    assert stage.http.open(f"/api/admin{path.format('reg-1')}", method=method, json=body).status_code == 401


def test_other_institutions_may_not_be_invited(stage: Stage, admin: Admin) -> None:
    assert admin.code("POST", "/invitations", {"institution_name": "Other School"}) == (403, "operator_only")
    assert stage.rows("invitations") == 0


def test_an_invitation_is_shown_once_and_can_be_revoked(stage: Stage, admin: Admin) -> None:
    made = admin.did("POST", "/invitations", {})
    code = made["url"].removeprefix("https://tool.example/lti/register?invitation=")
    assert made["expires_at"] == stage.clock() + stage.settings.invitation_lifetime_s
    [shown] = made["admin"]["institutions"][0]["invitations"]
    assert code not in admin.ask("GET", "").text
    path = f"/institutions/school/invitations/{shown['invitation_id']}/revoke"
    assert Admin(stage, "other").code("POST", path) == (404, "not_found")
    assert admin.did("POST", path)["institutions"][0]["invitations"] == []
    assert admin.code("POST", path) == (404, "not_found")
    query = {"openid_configuration": "https://x.example", "invitation": code}
    assert stage.http.get("/lti/register", query_string=query).status_code == 403


def test_there_are_not_too_many_invitations(admin: Admin) -> None:
    for _ in range(20):
        admin.did("POST", "/invitations", {})
    assert admin.code("POST", "/invitations", {}) == (409, "too_many_invitations")


def test_the_operator_invites_whom_he_names(operator: Admin) -> None:
    view = operator.did("POST", "/invitations", {"institution_name": "Third School"})["admin"]
    assert view["institutions"][-1]["name"] == "Third School"
    for name in ("", "  ", "Waiting: me", "x" * 201, "a\nb"):
        assert operator.code("POST", "/invitations", {"institution_name": name}) == (409, "bad_name")


def test_name_and_role_rules(stage: Stage, admin: Admin) -> None:
    rules = [{"lti_role": ROLE, "role": "nobody"}]
    view = admin.did("PUT", "/institutions/school", {"name": " New name ", "role_rules": rules})
    assert view["institutions"][0]["name"] == "New name"
    assert view["institutions"][0]["role_rules"] == rules
    with stage.web.base.works() as work:
        assert work.institutions.get("school").role_map == {ROLE: "nobody"}
    assert ("institution.change", "school by school") in audited(stage)


@pytest.mark.parametrize(
    ("name", "rules", "code"),
    [
        ("Other School", [], "name_taken"),
        ("", [], "bad_name"),
        ("Waiting: somebody (0000)", [], "bad_name"),
        ("School", [{"lti_role": "Mentor", "role": "nobody"}], "bad_role"),
        ("School", [{"lti_role": ROLE, "role": "nobody"}, {"lti_role": f" {ROLE}", "role": "admin"}], "bad_role"),
        ("School", [{"lti_role": f"http://{n}", "role": "nobody"} for n in range(101)], "bad_role"),
    ],
)
def test_names_and_rules_that_are_refused(admin: Admin, name: str, rules: object, code: str) -> None:
    assert admin.code("PUT", "/institutions/school", {"name": name, "role_rules": rules}) == (409, code)


def test_a_role_that_is_none_of_ours_is_malformed(admin: Admin) -> None:
    body = {"name": "School", "role_rules": [{"lti_role": ROLE, "role": "king"}]}
    assert admin.code("PUT", "/institutions/school", body) == (400, "bad_request")


def test_a_platform_by_hand(stage: Stage, admin: Admin) -> None:
    platform = admin.did("POST", "/institutions/school/platforms", TYPED)["institutions"][0]["platforms"][1]
    assert (platform["name"], platform["status"]) == ("Second LMS", "active")
    assert [d["deployment_id"] for d in platform["deployments"]] == ["1"]
    assert admin.code("POST", "/institutions/school/platforms", TYPED) == (409, "already_registered")
    assert stage.platform.http.sent == []
    assert ("platform.register", f"{platform['platform_id']} by school") in audited(stage)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issuer": "http://second.example"}, "Issuer"),
        ({"auth_login_url": "javascript:alert(1)"}, "Authentication request URL"),
        ({"auth_token_url": "https://127.0.0.1/token"}, "Access token URL"),
        ({"jwks_url": "https://u:p@second.example/jwks"}, "Public keyset URL"),
        ({"jwks_url": "https://second.example/jwks#x"}, "Public keyset URL"),
        ({"auth_token_url": "http://localhost/token"}, "Access token URL"),
        ({"client_id": " "}, "Client ID"),
        ({"client_id": "c" * 201}, "client id"),
        ({"deployment_ids": ["d" * 256]}, "deployment id"),
    ],
)
def test_addresses_that_are_refused(admin: Admin, change: dict[str, object], field: str) -> None:
    said = admin.ask("POST", "/institutions/school/platforms", {**TYPED, **change})
    assert (said.status_code, said.json["code"]) == (409, "bad_address")
    assert field in said.json["message"]


def test_a_platform_that_is_switched_off_launches_no_more_and_its_pages_end(stage: Stage, admin: Admin) -> None:
    page = stage.console()
    socket = stage.socket(page)
    assert admin.did("PUT", "/platforms/reg-1", OFF)["institutions"][0]["platforms"][0]["status"] == "off"
    assert not socket.connected
    query = {"iss": stage.platform.registration.issuer, "client_id": "client-1", "login_hint": "h"}
    assert stage.http.get("/lti/login", query_string=query).status_code == 403
    renewed = stage.http.post("/api/session/renew", headers=page.bearer)
    assert (renewed.status_code, renewed.json["code"]) == (401, "platform_off")
    assert stage.http.get("/console?platform=reg-1").status_code == 404
    admin.did("PUT", "/platforms/reg-1", {**OFF, "active": True})
    stage.console()
    assert [a for a, _ in audited(stage)] == ["platform.off", "platform.on"]


def test_who_came_from_an_lms_is_out_when_it_is_switched_off(stage: Stage, admin: Admin, operator: Admin) -> None:
    launched, unused = Admin(stage, "school", "reg-1"), Admin(stage, "school", "reg-2")
    assert launched.opened.json["platform_id"] == "reg-1"
    assert launched.did("POST", "/session/renew")["platform_id"] == "reg-1"
    operator.did("PUT", "/platforms/reg-1", OFF)
    for method, path in (("GET", ""), ("POST", "/session/renew"), ("POST", "/invitations")):
        said = launched.ask(method, path, {})
        assert (said.status_code, said.json["code"]) == (401, "platform_off")
        assert "Only they can switch it on again" in said.json["message"]
    late = {"ticket": ticket(stage, "school", "reg-1")}
    assert stage.http.post("/api/admin/session", json=late).json["code"] == "platform_off"
    assert unused.did("GET", "")
    assert admin.did("GET", "")
    operator.did("PUT", "/platforms/reg-1", {**OFF, "active": True})
    assert launched.did("GET", "")


def test_an_admin_who_switches_the_own_lms_off_is_told_whom_to_ask(stage: Stage, admin: Admin) -> None:
    launched = Admin(stage, "school", "reg-1")
    launched.did("PUT", "/platforms/reg-1", OFF)
    assert "Whoever administers Invigil there" in launched.ask("GET", "").json["message"]
    assert admin.platform()["switched_off_by"] == "institution"


def test_what_the_operator_switched_off_only_the_operator_switches_on(
    stage: Stage, admin: Admin, operator: Admin
) -> None:
    operator.did("PUT", "/platforms/reg-1", OFF)
    assert admin.platform()["switched_off_by"] == "operator"
    on = {**OFF, "active": True}
    said = admin.ask("PUT", "/platforms/reg-1", on)
    assert (said.status_code, said.json["code"]) == (403, "operator_only")
    assert "ask them" in said.json["message"]
    assert admin.code("POST", "/platforms/reg-1/remove") == (403, "operator_only")
    of = stage.platform.registration
    again = {**TYPED, "issuer": of.issuer, "client_id": of.client_id}
    assert admin.code("POST", "/institutions/school/platforms", again) == (403, "operator_only")
    renamed = admin.did("PUT", "/platforms/reg-1", {**OFF, "name": "Renamed"})["institutions"][0]["platforms"][0]
    assert (renamed["name"], renamed["switched_off_by"]) == ("Renamed", "operator")
    operator.did("PUT", "/platforms/reg-1", on)
    assert admin.platform()["switched_off_by"] == ""
    admin.did("PUT", "/platforms/reg-1", OFF)
    admin.did("PUT", "/platforms/reg-1", on)


def ticket(stage: Stage, institution_id: str, platform_id: str) -> str:
    session = AdminSession(
        institution_id=institution_id, platform_id=platform_id, person_id=None, person_name="Late",
        began_at=stage.clock(),
    )
    with stage.web.base.works() as work:
        return stage.web.base.sessions.ticket(work, session, 600.0)


def test_a_deployment_that_was_refused_can_be_allowed(stage: Stage, admin: Admin) -> None:
    assert stage.launch(DEPLOYMENT_ID="dep-2").status_code == 403
    assert ("dep-2", False) in [(d["deployment_id"], d["allowed"]) for d in admin.platform()["deployments"]]
    admin.did("PUT", "/platforms/reg-1/deployments", {"deployment_id": "dep-2", "allowed": True})
    stage.console(DEPLOYMENT_ID="dep-2")
    admin.did("PUT", "/platforms/reg-1/deployments", {"deployment_id": "dep-2", "allowed": False})
    assert stage.launch(DEPLOYMENT_ID="dep-2").status_code == 403
    missing = {"deployment_id": "dep-3", "allowed": True}
    assert admin.code("PUT", "/platforms/reg-1/deployments", missing) == (404, "not_found")


def test_only_a_platform_without_exams_is_removed(stage: Stage, admin: Admin) -> None:
    stage.console()
    said = admin.ask("POST", "/platforms/reg-1/remove")
    assert (said.status_code, said.json["code"]) == (409, "in_use")
    assert "1 exam" in said.json["message"]
    added = admin.did("POST", "/institutions/school/platforms", TYPED)["institutions"][0]["platforms"][1]
    left = admin.did("POST", f"/platforms/{added['platform_id']}/remove")
    assert len(left["institutions"][0]["platforms"]) == 1


def test_approval_is_the_operators(stage: Stage, admin: Admin, operator: Admin) -> None:
    waits = waiting(stage)
    assert operator.platform(waits)["status"] == "waiting"
    assert operator.platform(waits)["registered_at"] == "new.example"
    assert admin.code("POST", f"/platforms/{waits}/approve", {"institution_name": "x"}) == (403, "operator_only")
    on = {"name": "x", "active": True, "learns_deployments": False}
    assert operator.code("PUT", f"/platforms/{waits}", on) == (409, "waiting")
    view = operator.did("POST", f"/platforms/{waits}/approve", {"institution_name": "Testing School"})
    assert [len(i["platforms"]) for i in view["institutions"]] == [2, 1]
    assert admin.platform(waits)["status"] == "active"
    assert operator.code("POST", f"/platforms/{waits}/approve", {"institution_name": "x"}) == (409, "not_waiting")
    assert ("platform.approve", f"{waits} by operator") in audited(stage)


def test_a_waiting_platform_can_be_sent_away(stage: Stage, operator: Admin) -> None:
    view = operator.did("POST", f"/platforms/{waiting(stage)}/remove")
    assert [i["name"] for i in view["institutions"]] == ["Testing School", "Other School"]


def test_the_connection_test_knows_what_launches_told(
    stage: Stage, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, KnownServices, str]] = []

    def run(registration: Registration, known: KnownServices, *, jwks_url: str, **_: object) -> list[Check]:
        with stage.web.base.works():  # no other unit of work is open
            asked.append((registration.id, known, jwks_url))
        return [Check("token", "Access token", "failed", "The platform said no.")]

    monkeypatch.setattr(checkup, "run", run)
    ags = {"scope": [claims.SCOPE_SCORE], "lineitems": "https://lms.example/items"}
    stage.console(AGS_ENDPOINT=ags)
    report = admin.did("POST", "/platforms/reg-1/test")
    assert report["checks"] == [
        {"name": "token", "title": "Access token", "status": "failed", "text": "The platform said no."}
    ]
    [(platform_id, known, jwks_url)] = asked
    assert (platform_id, jwks_url) == ("reg-1", "https://tool.example/lti/jwks.json")
    assert (known.lineitems, known.ags_scopes) == ("https://lms.example/items", frozenset({claims.SCOPE_SCORE}))
    codes = [admin.ask("POST", "/platforms/reg-1/test").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_the_connection_test_of_a_real_platform(stage: Stage, admin: Admin) -> None:
    http, of = stage.platform.http, stage.platform.registration
    http.reply(of.auth_login_url, answer({}, 400))
    http.reply(of.auth_token_url, answer({"access_token": "t", "expires_in": 3600}))
    http.reply("https://tool.example/lti/jwks.json", answer(stage.http.get("/lti/jwks.json").json))
    report = admin.did("POST", "/platforms/reg-1/test")
    status = {check["name"]: check["status"] for check in report["checks"]}
    assert status["keys"] == "ok"
    assert all(check["title"] and check["text"] for check in report["checks"])
