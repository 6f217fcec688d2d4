"""An invited admin's LMS registers itself, once."""

from typing import Any

from lti_fakes import answer
from web_stage import Stage

from tool.monitoring import onboarding

CONFIGURATION = "https://new.example/.well-known/openid-configuration"
ENDPOINT = "https://new.example/register"


def invited(stage: Stage) -> str:
    with stage.web.base.works() as work:
        return onboarding.invite(work, "New <School>", stage.clock(), 3600)


def platform(stage: Stage, client_id: str = "new-client") -> None:
    stage.platform.http.reply(
        CONFIGURATION,
        answer(
            {
                "issuer": "https://new.example", "authorization_endpoint": "https://new.example/auth",
                "token_endpoint": "https://new.example/token", "jwks_uri": "https://new.example/jwks",
                "registration_endpoint": ENDPOINT, "scopes_supported": [],
            }
        ),
    )
    stage.platform.http.reply(ENDPOINT, answer({"client_id": client_id}, 201))


def register(stage: Stage, code: str) -> Any:
    query = {"openid_configuration": CONFIGURATION, "registration_token": "rt", "invitation": code}
    return stage.http.get("/lti/register", query_string=query)


def test_an_invited_platform_is_kept_and_the_window_closed(stage: Stage) -> None:
    platform(stage)
    page = register(stage, invited(stage))
    assert page.status_code == 200
    assert "org.imsglobal.lti.close" in page.text
    assert "New &lt;School&gt;" in page.text
    assert "script-src 'nonce-" in page.headers["Content-Security-Policy"]
    found = stage.web.base.registrations.find("https://new.example", "new-client")
    assert found is not None
    assert found.auth_login_url == "https://new.example/auth"
    sent = stage.platform.http.to(ENDPOINT)[0]
    assert sent.headers["Authorization"] == "Bearer rt"
    assert sent.json["initiate_login_uri"] == "https://tool.example/lti/login"


def test_an_invitation_works_once(stage: Stage) -> None:
    platform(stage)
    code = invited(stage)
    register(stage, code)
    again = register(stage, code)
    assert again.status_code == 403
    assert "<code>no_invitation</code>" in again.text
    assert stage.rows("platforms") == 2


def test_without_an_invitation_nothing_is_called(stage: Stage) -> None:
    for code in ("", "guess"):
        assert register(stage, code).status_code == 403
    assert stage.platform.http.sent == []


def test_a_failure_leaves_the_invitation_good(stage: Stage) -> None:
    code = invited(stage)
    stage.platform.http.reply(CONFIGURATION, answer({}, 500))
    failed = register(stage, code)
    assert failed.status_code == 502
    assert "<code>registration_failed</code>" in failed.text
    platform(stage)
    assert register(stage, code).status_code == 200


def test_a_platform_that_is_known_is_not_kept_twice(stage: Stage) -> None:
    platform(stage)
    register(stage, invited(stage))
    second = invited(stage)
    page = register(stage, second)
    assert page.status_code == 409
    assert stage.rows("platforms") == 2
    platform(stage, "another-client")
    assert register(stage, second).status_code == 200
