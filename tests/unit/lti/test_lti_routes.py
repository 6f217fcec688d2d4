"""The blueprint in a real Flask application."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from lti_fakes import LAUNCH_URL, FakePlatform, MemoryKeys, rsa_key

from lti import refusals
from lti.errors import LaunchRefused
from lti.message import Launch
from lti.routes import LtiServices, lti_blueprint


def launched(launch: Launch) -> Response:
    if launch.subject == "unwanted":
        raise refusals.inactive_platform()
    return Response(f"launched {launch.subject}")


def refused(refusal: LaunchRefused) -> Response:
    return Response(f"refused {refusal.code}", status=refusal.status)


def registered(configuration: str, token: str | None, invitation: str | None) -> Response:
    return Response(f"{configuration} {token} {invitation}")


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> FlaskClient:
    app = Flask("test")
    services = LtiServices(
        registrations=platform.registrations, states=platform.states, jwks=platform.jwks,
        keys=MemoryKeys(rsa_key("tool"), rsa_key("tool-old")), launch_url=LAUNCH_URL, on_launch=launched,
        on_refused=refused, on_register=registered, clock=platform.clock,
    )
    app.register_blueprint(lti_blueprint(services))
    return app.test_client()


LOGIN = {"iss": "https://lms.example", "client_id": "client-1", "login_hint": "3"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_login_then_launch(client: FlaskClient, platform: FakePlatform, method: str) -> None:
    sent = client.get("/lti/login", query_string=LOGIN) if method == "get" else client.post("/lti/login", data=LOGIN)
    assert sent.status_code == 302
    assert sent.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in sent.headers
    asked = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
    form = {"state": asked["state"], "id_token": platform.id_token(platform.claims(asked["nonce"]))}
    answer = client.post("/lti/launch", data=form)
    assert (answer.status_code, answer.text) == (200, "launched user-3")
    again = client.post("/lti/launch", data=form)
    assert (again.status_code, again.text) == (401, "refused replayed")


def test_refused_login(client: FlaskClient) -> None:
    answer = client.get("/lti/login")
    assert (answer.status_code, answer.text) == (400, "refused bad_login")


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
