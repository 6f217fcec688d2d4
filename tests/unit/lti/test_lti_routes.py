"""The blueprint in a real Flask application."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from lti_fakes import LAUNCH_URL, FakePlatform, MemoryKeys, rsa_key

from lti import refusals
from lti.errors import LaunchRefused
from lti.launch import state_mark
from lti.message import Launch
from lti.routes import MAX_LOGIN_COOKIES, LtiServices, lti_blueprint


def launched(launch: Launch) -> Response:
    if launch.subject == "unwanted":
        raise refusals.inactive_platform()
    return Response(f"launched {launch.subject}{' here' if launch.bound else ''}")


def refused(refusal: LaunchRefused) -> Response:
    return Response(f"refused {refusal.code}", status=refusal.status)


def registered(configuration: str, token: str | None, invitation: str | None) -> Response:
    return Response(f"{configuration} {token} {invitation}")


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> FlaskClient:
    return tool_of(platform)


def tool_of(platform: FakePlatform, **services_of_its_own: Any) -> FlaskClient:
    app = Flask("test")
    services = LtiServices(
        registrations=platform.registrations, states=platform.states, jwks=platform.jwks,
        keys=MemoryKeys(rsa_key("tool"), rsa_key("tool-old")), launch_url=LAUNCH_URL, on_launch=launched,
        on_refused=refused, on_register=registered, clock=platform.clock,
        **services_of_its_own,
    )
    app.register_blueprint(lti_blueprint(services))
    return app.test_client()


LOGIN = {"iss": "https://lms.example", "client_id": "client-1", "login_hint": "3"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_login_then_launch(client: FlaskClient, platform: FakePlatform, method: str) -> None:
    sent = client.get("/lti/login", query_string=LOGIN) if method == "get" else client.post("/lti/login", data=LOGIN)
    assert sent.status_code == 302
    assert sent.headers["Cache-Control"] == "no-store"
    asked = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
    form = {"state": asked["state"], "id_token": platform.id_token(platform.claims(asked["nonce"]))}
    answer = client.post("/lti/launch", data=form)
    assert (answer.status_code, answer.text) == (200, "launched user-3 here")
    again = client.post("/lti/launch", data=form)
    assert (again.status_code, again.text) == (401, "refused replayed")


def asked_by(sent: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(sent.headers["Location"]).query))


def test_cookie_of_a_login(client: FlaskClient) -> None:
    sent = client.get("/lti/login", query_string=LOGIN)
    cookie = sent.headers["Set-Cookie"]
    mark = hashlib.sha256(asked_by(sent)["state"].encode()).hexdigest()[:12]
    assert cookie.startswith(f"invigil_login_{mark}=")
    assert set(cookie.split("; ")[1:]) == {
        "Max-Age=600", "Path=/lti", "HttpOnly", "Secure", "SameSite=None", "Partitioned",
    } | {part for part in cookie.split("; ") if part.startswith("Expires=")}


@pytest.mark.parametrize("good", [True, False])
def test_launch_takes_the_cookie_away_whatever_becomes_of_it(
    client: FlaskClient, platform: FakePlatform, good: bool
) -> None:
    first, second = (asked_by(client.get("/lti/login", query_string=LOGIN)) for _ in range(2))
    token = platform.id_token(platform.claims(first["nonce" if good else "state"]))
    answer = client.post("/lti/launch", data={"state": first["state"], "id_token": token})
    assert answer.status_code == (200 if good else 401)
    gone = [c for c in answer.headers.getlist("Set-Cookie") if "Max-Age=0" in c]
    assert len(gone) == 1
    assert gone[0].startswith(f"invigil_login_{state_mark(first['state'])}=;")
    assert {"Partitioned", "Secure", "Path=/lti"} <= set(gone[0].split("; "))
    assert client.get_cookie(f"invigil_login_{state_mark(second['state'])}", path="/lti") is not None


def test_launch_without_the_cookie_or_with_that_of_another_login(client: FlaskClient, platform: FakePlatform) -> None:
    asked = asked_by(client.get("/lti/login", query_string=LOGIN))
    client.delete_cookie(f"invigil_login_{state_mark(asked['state'])}", path="/lti")
    client.get("/lti/login", query_string=LOGIN)
    form = {"state": asked["state"], "id_token": platform.id_token(platform.claims(asked["nonce"]))}
    answer = client.post("/lti/launch", data=form)
    assert answer.text == "launched user-3"
    assert "Set-Cookie" not in answer.headers


def test_logins_that_nobody_finishes_do_not_pile_up(client: FlaskClient, platform: FakePlatform) -> None:
    logins = [asked_by(client.get("/lti/login", query_string=LOGIN)) for _ in range(MAX_LOGIN_COOKIES + 5)]
    left = [n for n, asked in enumerate(logins)
            if client.get_cookie(f"invigil_login_{state_mark(asked['state'])}", path="/lti")]
    assert len(left) == MAX_LOGIN_COOKIES
    assert left[-1] == len(logins) - 1


def test_host_may_put_a_page_between_login_and_platform(platform: FakePlatform) -> None:
    client = tool_of(platform, on_login=lambda begun: Response(f"keep {begun.storage_target}, go {begun.url}"))
    page = client.get("/lti/login", query_string={**LOGIN, "lti_storage_target": "_parent"})
    assert page.text.startswith("keep _parent, go https://lms.example/auth?")
    assert page.headers["Set-Cookie"].startswith("invigil_login_")


def test_refused_login(client: FlaskClient) -> None:
    answer = client.get("/lti/login")
    assert (answer.status_code, answer.text) == (400, "refused bad_login")
    assert "Set-Cookie" not in answer.headers


def test_refusal_by_the_host(client: FlaskClient, platform: FakePlatform) -> None:
    answer = client.post("/lti/launch", data=platform.form(sub="unwanted"))
    assert (answer.status_code, answer.text) == (403, "refused inactive_platform")


def test_body_too_large(client: FlaskClient) -> None:
    answer = client.post("/lti/launch", data={"state": "x", "id_token": "x" * 600_000})
    assert (answer.status_code, answer.text) == (400, "refused too_large")


def test_launch_is_not_opened_by_hand(client: FlaskClient) -> None:
    assert client.get("/lti/launch").status_code == 405


def test_key_set(client: FlaskClient) -> None:
    answer = client.get("/lti/jwks.json")
    assert answer.json is not None
    assert [key["kid"] for key in answer.json["keys"]] == [rsa_key("tool").kid, rsa_key("tool-old").kid]
    assert "max-age" in answer.headers["Cache-Control"]


def test_registration(client: FlaskClient) -> None:
    query = {"openid_configuration": "https://lms.example/c", "registration_token": "t", "invitation": "i"}
    assert client.get("/lti/register", query_string=query).text == "https://lms.example/c t i"
    assert client.get("/lti/register", query_string={"openid_configuration": "u"}).text == "u None None"
    answer = client.get("/lti/register")
    assert (answer.status_code, answer.text) == (400, "refused bad_registration")
