"""An LMS registers itself: with an invitation it joins at once, without one it waits until it is approved."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import answer
from web_stage import Stage

from lti import claims, keys
from lti.addresses import origin
from lti.ports import NotCalled, Registration
from tool.monitoring.tenancy import onboarding, platforms
from tool.monitoring.tenancy.institutions import OPERATOR, Administrator
from tool.monitoring.tenancy.records import Platform
from tool.web.admin import registration
from tool.web.app import create_app

CONFIGURATION = "https://new.example/.well-known/openid-configuration"
ENDPOINT = "https://new.example/register"


def invited(stage: Stage, school: str = "New <School>") -> str:
    with stage.web.base.works() as work:
        return onboarding.invite(work, school, stage.clock(), 3600)


def platform(stage: Stage, client_id: str = "new-client", family: str = "moodle", **more: object) -> None:
    stage.platform.http.reply(
        CONFIGURATION,
        answer(
            {
                "issuer": "https://new.example", "authorization_endpoint": "https://new.example/auth",
                "token_endpoint": "https://new.example/token", "jwks_uri": "https://new.example/jwks",
                "registration_endpoint": ENDPOINT, "scopes_supported": [],
                claims.PLATFORM_CONFIGURATION: {"product_family_code": family}, **more,
            }
        ),
    )
    made = {"client_id": client_id, "scope": claims.SCOPE_SCORE, claims.TOOL_CONFIGURATION: {"deployment_id": "7"}}
    stage.platform.http.reply(ENDPOINT, answer(made, 201))


def register(stage: Stage, code: str = "", configuration: str = CONFIGURATION) -> Any:
    query = {"openid_configuration": configuration, "registration_token": "rt", "invitation": code}
    return stage.http.get("/lti/register", query_string=query)


def kept(stage: Stage, client_id: str = "new-client") -> Platform:
    with stage.web.base.works() as work:
        return next(p for p in work.platforms.all() if p.client_id == client_id)


def institution_of(stage: Stage, of: Platform) -> str:
    with stage.web.base.works() as work:
        return work.institutions.get(of.institution_id).name


def approve(stage: Stage, name: str) -> Platform:
    with stage.web.base.works() as work:
        found = next(p for p in work.platforms.all() if platforms.state_of(p) == "waiting")
        return platforms.approve(work, OPERATOR, found.id, name, stage.clock())


def played(stage: Stage, of: Platform) -> None:
    """From now on the stage launches from this platform."""
    played_by = Registration(
        id=of.id, institution_id=of.institution_id, issuer=of.issuer, client_id=of.client_id,
        auth_login_url=of.auth_login_url, auth_token_url=of.auth_token_url, jwks_url=of.jwks_url,
    )
    stage.platform.registration = played_by
    stage.platform.http.reply(of.jwks_url, answer(keys.jwks([stage.platform.key])))


def test_an_invited_platform_joins_and_its_admin_may_go_on(stage: Stage) -> None:
    platform(stage)
    page = register(stage, invited(stage))
    assert page.status_code == 200
    assert "New &lt;School&gt; is registered" in page.text
    assert "press Activate" in page.text
    assert "New window" in page.text
    assert "script-src 'nonce-" in page.headers["Content-Security-Policy"]
    found = kept(stage)
    assert (found.active, found.approved_at, found.family) == (True, stage.clock(), "moodle")
    assert found.name == "Moodle at new.example"
    assert (found.scopes, found.learns_deployments) == ((claims.SCOPE_SCORE,), False)
    sent = stage.platform.http.to(ENDPOINT)[0]
    assert sent.headers["Authorization"] == "Bearer rt"
    assert sent.json["initiate_login_uri"] == "https://tool.example/lti/login"
    assert sent.json["logo_uri"] == "https://tool.example/static/icon.svg"


def test_the_page_closes_only_when_the_admin_is_done(stage: Stage) -> None:
    platform(stage)
    [script] = [
        each for each in register(stage, invited(stage)).text.split("<script")[1:] if "org.imsglobal.lti.close" in each
    ]
    assert script.index('addEventListener("click"') < script.index("org.imsglobal.lti.close")
    assert script.count("postMessage") == 1


def test_the_link_to_the_admin_page_is_for_this_institution_and_works_once(stage: Stage) -> None:
    platform(stage)
    page = register(stage, invited(stage)).text
    found = re.search(r'href="https://tool\.example/admin#ticket=([\w-]+)" target="_blank" rel="noopener"', page)
    assert found
    stage.clock.now += 599
    session = stage.http.post("/api/admin/session", json={"ticket": found[1]})
    assert session.json["operator"] is False
    view = stage.http.get("/api/admin", headers={"Authorization": f"Bearer {session.json['token']}"}).json
    assert [i["name"] for i in view["institutions"]] == ["New <School>"]
    again = stage.http.post("/api/admin/session", json={"ticket": found[1]})
    assert (again.status_code, again.json["code"]) == (401, "ticket_used")


def test_canvas_makes_its_deployments_later(stage: Stage) -> None:
    platform(stage, family="canvas")
    assert "Developer Keys" in register(stage, invited(stage)).text
    assert kept(stage).learns_deployments


def test_an_invitation_works_once(stage: Stage) -> None:
    platform(stage)
    code = invited(stage)
    register(stage, code)
    again = register(stage, code)
    assert again.status_code == 403
    assert "<code>no_invitation</code>" in again.text
    assert stage.rows("platforms") == 2


def test_with_a_wrong_invitation_nothing_is_called(stage: Stage) -> None:
    old = invited(stage)
    stage.clock.now += 3601
    for code in ("guess", old):
        assert register(stage, code).status_code == 403
    assert stage.platform.http.sent == []


def test_an_address_that_is_not_called_is_said_to_be_the_lmss(stage: Stage) -> None:
    stage.platform.http.reply(CONFIGURATION, NotCalled("The address must begin with https://."))
    page = register(stage, invited(stage))
    assert page.status_code == 502
    assert "<code>address_not_called</code>" in page.text
    assert f"must begin with https://. That is about the LMS&#39;s own address, {origin(CONFIGURATION)}." in page.text
    assert "sets INVIGIL_ALLOW_PRIVATE_PLATFORMS to true" in page.text


def test_a_failure_leaves_the_invitation_good(stage: Stage) -> None:
    code = invited(stage)
    stage.platform.http.reply(CONFIGURATION, answer({}, 500))
    failed = register(stage, code)
    assert failed.status_code == 502
    assert "<code>registration_failed</code>" in failed.text
    assert "own token works once, so begin there anew; the address you pasted is still good." in failed.text
    assert "with the same address" not in failed.text
    platform(stage)
    assert register(stage, code).status_code == 200


def test_a_platform_that_is_known_is_not_kept_twice(stage: Stage) -> None:
    platform(stage)
    register(stage, invited(stage))
    second = invited(stage)
    page = register(stage, second)
    assert page.status_code == 409
    assert register(stage).status_code == 409
    assert stage.rows("platforms") == 2
    platform(stage, "another-client")
    assert register(stage, second).status_code == 200


def test_a_platform_without_an_invitation_waits_and_launches_when_it_is_approved(stage: Stage) -> None:
    platform(stage)
    page = register(stage)
    waiting = kept(stage)
    assert page.status_code == 200
    assert f"invigil platform approve {waiting.id}" in html.unescape(page.text)
    assert "#ticket=" not in page.text
    assert (waiting.active, waiting.approved_at) == (False, None)
    assert re.fullmatch(r"Waiting: new\.example \([0-9a-f]{4}\)", institution_of(stage, waiting))
    played(stage, waiting)
    query = {"iss": waiting.issuer, "client_id": waiting.client_id, "login_hint": "h"}
    refused = stage.http.get("/lti/login", query_string=query)
    assert refused.status_code == 403
    assert "<code>inactive_platform</code>" in refused.text
    assert "waits for approval" in refused.text
    approve(stage, "New School")
    assert institution_of(stage, kept(stage)) == "New School"
    assert stage.rows("institutions") == 2
    console = stage.console(DEPLOYMENT_ID="7")
    assert console.view["institution"] == "New School"


def test_what_waits_can_register_again_and_stays_one(stage: Stage) -> None:
    platform(stage)
    register(stage)
    assert register(stage).status_code == 200
    assert stage.rows("platforms") == 2
    platform(stage, jwks_uri="https://evil.example/jwks")
    assert register(stage).status_code == 409
    assert kept(stage).jwks_url == "https://new.example/jwks"


def test_what_waits_takes_nothing_from_the_platform_whose_name_it_uses(stage: Stage) -> None:
    platform(stage, "sly", issuer=stage.platform.registration.issuer)
    register(stage)
    query = {"iss": stage.platform.registration.issuer, "login_hint": "h"}
    begun = stage.http.get("/lti/login", query_string=query)
    assert begun.status_code == 302
    assert "client_id=client-1" in begun.location


def elsewhere(stage: Stage, issuer: str, host: str = "evil.example") -> Any:
    """An invited LMS at `host` claims this issuer."""
    configuration = {
        "issuer": issuer, "authorization_endpoint": f"https://{host}/auth", "token_endpoint": f"https://{host}/token",
        "jwks_uri": f"https://{host}/jwks", "registration_endpoint": f"https://{host}/register",
        "scopes_supported": [], claims.PLATFORM_CONFIGURATION: {"product_family_code": "canvas"},
    }
    stage.platform.http.reply(f"https://{host}/configuration", answer(configuration))
    stage.platform.http.reply(f"https://{host}/register", answer({"client_id": "claimed"}, 201))
    return register(stage, invited(stage), f"https://{host}/configuration")


def test_an_invitation_does_not_let_in_who_claims_another_hosts_issuer(stage: Stage) -> None:
    page = elsewhere(stage, stage.platform.registration.issuer)
    assert page.status_code == 200
    assert "waiting for approval" in page.text
    assert "https://lms.example" in page.text
    assert "evil.example" in page.text
    assert "The invitation was not used up" in page.text
    assert "#ticket=" not in page.text
    waiting = kept(stage, "claimed")
    assert (waiting.active, waiting.approved_at, waiting.registered_at) == (False, None, "evil.example")
    assert institution_of(stage, waiting).startswith("Waiting: evil.example")
    with stage.web.base.works() as work:
        [school] = [i for i in work.institutions.all() if i.name == "New <School>"]
        assert len(work.institutions.invitations(school.id, stage.clock())) == 1
    approve(stage, "New <School>")
    assert kept(stage, "claimed").active


@pytest.mark.parametrize(
    ("issuer", "host", "joins"),
    [
        ("https://canvas.instructure.com", "sso.canvaslms.com", True),
        ("https://canvas.instructure.com", "school.instructure.com", True),
        ("https://canvas.beta.instructure.com", "school.beta.instructure.com", True),
        ("https://canvas.instructure.com", "instructure.com.evil.example", False),
        ("https://canvas.instructure.com", "evilinstructure.com", False),
        ("https://school.instructure.com", "other.instructure.com", False),
        ("https://new.example:443", "new.example", True),
        ("https://NEW.example", "new.example:443", True),
        ("https://new.example", "new.example:8443", False),
    ],
)
def test_hosts_that_may_bring_an_issuer(stage: Stage, issuer: str, host: str, joins: bool) -> None:
    elsewhere(stage, issuer, host)
    assert kept(stage, "claimed").active is joins


def test_a_second_client_of_an_issuer_leaves_logins_without_a_client_id_a_clear_answer(stage: Stage) -> None:
    issuer = stage.platform.registration.issuer
    query = {"iss": issuer, "login_hint": "h"}
    assert stage.http.get("/lti/login", query_string=query).status_code == 302
    elsewhere(stage, issuer)
    assert stage.http.get("/lti/login", query_string=query).status_code == 302  # what waits does not count
    approve(stage, "New School")
    unclear = stage.http.get("/lti/login", query_string=query)
    assert unclear.status_code == 401
    assert "<code>unknown_platform</code>" in unclear.text
    assert stage.http.get("/lti/login", query_string={**query, "client_id": "client-1"}).status_code == 302


def test_an_invitation_lets_in_what_waited(stage: Stage) -> None:
    platform(stage)
    register(stage)
    waited = kept(stage)
    platform(stage, jwks_uri="https://new.example/other-jwks")
    assert register(stage, invited(stage)).status_code == 200
    joined = kept(stage)
    assert (joined.id, joined.active, joined.jwks_url) == (waited.id, True, "https://new.example/other-jwks")
    assert institution_of(stage, joined) == "New <School>"
    assert stage.rows("institutions") == 2


def test_what_was_switched_off_comes_back_only_for_its_own_institution(stage: Stage) -> None:
    platform(stage)
    register(stage, invited(stage))
    with stage.web.base.works() as work:
        own = Administrator(work.platforms.get(kept_id(work)).institution_id)
        platforms.change(work, own, kept_id(work), stage.clock(), active=False)
    assert register(stage).status_code == 409
    other = register(stage, invited(stage, "Other School"))
    assert other.status_code == 409
    assert "Each school needs a client id of its own" in other.text
    assert not kept(stage).active
    assert register(stage, invited(stage)).status_code == 200
    assert kept(stage).active


def test_what_the_operator_switched_off_does_not_come_back_by_an_invitation(stage: Stage) -> None:
    platform(stage)
    register(stage, invited(stage))
    with stage.web.base.works() as work:
        platforms.switch_off(work, kept_id(work), stage.clock())
    page = register(stage, invited(stage))
    assert page.status_code == 403
    assert "<code>operator_only</code>" in page.text
    assert "ask them" in page.text
    assert not kept(stage).active


def kept_id(work: Any) -> str:
    return next(p.id for p in work.platforms.all() if p.client_id == "new-client")


def test_open_registration_can_be_turned_off(stage: Stage) -> None:
    stage.settings = replace(stage.settings, open_registration=False)
    stage.web.base.database.close()
    stage.web = create_app(stage.settings, stage.parts)
    platform(stage)
    page = register(stage)
    assert page.status_code == 403
    assert "<code>no_invitation</code>" in page.text
    assert stage.platform.http.sent == []


def test_only_so_many_may_wait(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.monitoring.tenancy.platforms.WAITING_LIMIT", 2)
    for number in range(2):
        platform(stage, f"client-{number}")
        assert register(stage).status_code == 200
    platform(stage)
    calls = len(stage.platform.http.sent)
    page = register(stage)
    assert page.status_code == 429
    assert "<code>too_many_waiting</code>" in page.text
    assert len(stage.platform.http.sent) == calls
    stage.clock.now += platforms.WAITING_LIFETIME_S + 1
    assert register(stage).status_code == 200
    assert stage.rows("platforms") == 2
    assert stage.rows("institutions") == 2


def test_tries_without_an_invitation_are_limited(stage: Stage) -> None:
    stage.platform.http.reply(CONFIGURATION, answer({}, 500))
    statuses = [register(stage).status_code for _ in range(6)]
    assert statuses == [502] * 5 + [429]
    platform(stage)
    assert register(stage, invited(stage)).status_code == 200


def test_only_so_many_uninvited_registrations_are_under_way(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's answer to one call is the next call, from another address."""
    depth, statuses, real = 0, [], registration.register

    def nested(*given: Any, **more: Any) -> Any:
        nonlocal depth
        depth += 1
        query = {"openid_configuration": CONFIGURATION}
        where = {"REMOTE_ADDR": f"10.0.0.{depth}"}
        if depth < 20:
            statuses.append(stage.browser().get("/lti/register", query_string=query, environ_base=where).status_code)
        return real(*given, **more)

    monkeypatch.setattr(registration, "register", nested)
    stage.platform.http.reply(CONFIGURATION, answer({}, 500))
    assert register(stage).status_code == 502
    assert (depth, statuses[0]) == (10, 429)
    platform(stage)
    depth = 20
    assert register(stage, invited(stage)).status_code == 200
    assert stage.http.get("/lti/register", query_string={"openid_configuration": CONFIGURATION}).status_code == 409


def test_an_answer_that_cannot_be_kept_is_refused(stage: Stage) -> None:
    platform(stage, client_id="c" * 300)
    page = register(stage)
    assert page.status_code == 502
    assert "client id" in page.text
    assert stage.rows("platforms") == 1
