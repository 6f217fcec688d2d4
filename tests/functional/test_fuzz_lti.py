"""More than 10,000 hostile requests to every public LTI route: never a fault of the server, never a way out of it.

Each case comes from an address of its own, so that the limit on refused requests does not hide anything."""

import html
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import fuzz_cases as cases
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_stage import DEEP_LINKING, INSTRUCTOR, PROCTORING, PUBLIC_URL, REVIEW, Stage

from lti import claims
from lti.ports import HttpAnswer, HttpFailed
from tool.monitoring.tenancy import onboarding

LOGINS, SIGNED, TOKENS, REGISTRATIONS, HOLDS, PLATFORM, REST = 2500, 4000, 2000, 1000, 500, 500, 500
AT_LEAST = 10_000

PEOPLE = ["platform/people/export", "platform/people/delete"]
PATHS = ["continue", "config.json", "jwks.json", "login", "launch", "register", "platform/test", *PEOPLE]
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json", "x/y; boundary=", ""]
STAFF = {"ROLES": [INSTRUCTOR]}
_addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))


def fuzz(examples: int) -> Any:
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
    )


class Fuzzed(Stage):
    """A stage that counts the hostile requests it was sent."""

    asked = 0


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Fuzzed]:
    made = Fuzzed(tmp_path_factory.mktemp("fuzz"), template)
    yield made
    made.web.base.database.close()


def check(response: Any) -> None:
    """No fault of the server, and no redirect to anywhere but this server's pages or the platform's login address."""
    assert response.status_code < 500 or response.status_code == 502, response.text[:2000]
    assert response.status_code != 429
    assert "Traceback" not in response.text
    assert "X-Evil" not in response.headers
    location = response.headers.get("Location")
    if location is not None:
        assert f"{urlsplit(location).scheme}://{urlsplit(location).netloc}" in (PUBLIC_URL, "https://lms.example")
    if response.mimetype == "text/html":
        assert "<script>alert(1)" not in response.text


def ask(stage: Fuzzed, method: str, path: str, **arguments: Any) -> Any:
    stage.asked += 1
    # the whole body is buffered: a client that goes away is somebody else's test
    response = stage.http.open(path, method=method, environ_overrides={"REMOTE_ADDR": next(_addresses)}, **arguments)
    check(response)
    return response


def sayable(parameters: dict[str, str]) -> dict[str, str]:
    """Lone surrogates cannot be sent in a form; as percent-encoded bytes they can, and become U+FFFD on arrival."""
    return {k.encode("utf-8", "replace").decode(): v.encode("utf-8", "replace").decode() for k, v in parameters.items()}


@fuzz(LOGINS)
@given(parameters=cases.PARAMETERS, known=st.booleans(), method=st.sampled_from(["GET", "POST"]))
def test_logins(fuzzed: Fuzzed, parameters: dict[str, str], known: bool, method: str) -> None:
    sent = sayable(parameters)
    if known:
        registration = fuzzed.platform.registration
        sent |= {"iss": registration.issuer, "client_id": registration.client_id, "login_hint": "hint"}
    ask(fuzzed, method, "/lti/login", **({"query_string": sent} if method == "GET" else {"data": sent}))


@fuzz(SIGNED)
@given(
    overrides=cases.CLAIMS, dropped=cases.DROPPED, message=cases.MESSAGES,
    base=st.sampled_from([{}, STAFF, PROCTORING, DEEP_LINKING, REVIEW]),
)
def test_signed_launches(
    fuzzed: Fuzzed, overrides: dict[str, Any], dropped: set[str], message: str | None, base: dict[str, Any]
) -> None:
    asked = fuzzed.login()
    body = fuzzed.platform.claims(asked["nonce"], **base)
    body |= {claims.MESSAGE_TYPE: message} if message else {}
    body |= overrides
    for name in dropped - {"nonce", "iss", "aud"}:
        body.pop(name, None)
    token = fuzzed.platform.id_token(body)
    ask(fuzzed, "POST", "/lti/launch", data={"state": asked["state"], "id_token": token})


@fuzz(TOKENS)
@given(token=cases.TOKENS, parameters=cases.PARAMETERS, good_state=st.booleans())
def test_unsigned_launches(fuzzed: Fuzzed, token: str, parameters: dict[str, str], good_state: bool) -> None:
    sent = sayable(parameters | {"id_token": token})
    if good_state:
        sent["state"] = fuzzed.login()["state"]
    response = ask(fuzzed, "POST", "/lti/launch", data=sent)
    assert response.status_code >= 400


@fuzz(REGISTRATIONS)
@given(
    parameters=cases.PARAMETERS, documents=st.lists(cases.DOCUMENTS, min_size=1, max_size=3),
    status=st.sampled_from([200, 201, 204, 301, 400, 401, 404, 500]), address=cases.TEXT,
    base=st.dictionaries(st.sampled_from(["issuer", "token_endpoint", "jwks_uri", "scopes_supported"]), cases.JSON),
    invited=st.booleans(),
)
def test_registrations(
    fuzzed: Fuzzed, parameters: dict[str, str], documents: list[bytes], status: int, address: str, base: dict[str, Any],
    invited: bool,
) -> None:
    good = {
        "issuer": "https://new.example", "authorization_endpoint": "https://new.example/auth",
        "token_endpoint": "https://new.example/token", "jwks_uri": "https://new.example/jwks",
        "registration_endpoint": "https://new.example/register",
        claims.PLATFORM_CONFIGURATION: {"messages_supported": 5},
    }
    script = [json.dumps(good | base).encode(), *documents]

    def send(method: str, url: str, **_: Any) -> HttpAnswer:
        if url == "https://lms.example/jwks":
            raise HttpFailed("The platform could not be reached.", retry=True)
        return HttpAnswer(200 if method == "GET" else status, {}, script.pop(0) if script else b"")

    original = fuzzed.platform.http.send
    fuzzed.platform.http.send = send  # type: ignore[method-assign,assignment]
    try:
        sent = sayable(parameters) | {"openid_configuration": sayable({"x": address})["x"]}
        if invited:
            with fuzzed.web.base.works() as work:
                sent["invitation"] = onboarding.invite(work, "School", fuzzed.clock(), 600)
        ask(fuzzed, "GET", "/lti/register", query_string=sent)
    finally:
        fuzzed.platform.http.send = original  # type: ignore[method-assign]


@fuzz(HOLDS)
@given(edit=cases.EDITS, value=st.one_of(st.none(), cases.TEXT), origin=cases.ORIGINS, stored=st.booleans())
def test_genuine_holds(
    fuzzed: Fuzzed, edit: Callable[[str], str], value: str | None, origin: str | None, stored: bool
) -> None:
    held = hold(fuzzed, {"lti_storage_target": "_parent"} if stored else {})
    sent = sayable({"held": edit(held)} | ({} if value is None else {"value": value}))
    headers = {} if origin is None else {"Origin": origin}
    answer = ask(fuzzed, "POST", "/lti/continue", data=sent, headers=headers)
    if answer.status_code == 303:
        assert (origin, value) == (PUBLIC_URL, None)
        again = ask(fuzzed, "POST", "/lti/continue", data={"held": held}, headers={"Origin": PUBLIC_URL})
        assert again.status_code == 410


def hold(stage: Stage, extra: dict[str, str]) -> str:
    """Launch in a browser that has kept nothing of its login; return what the page holds back."""
    begun = stage.begin(stage.browser(), **extra)
    address = begun.location or html.unescape(found(r'data-next="([^"]+)"', begun))
    form = stage.answered(dict(parse_qsl(urlsplit(address).query)), **PROCTORING, sub="holder")
    return found(r'name="held" value="([^"]+)"', stage.browser().post("/lti/launch", data=form))


def found(pattern: str, page: Any) -> str:
    match = re.search(pattern, page.text)
    assert match, page.text
    return match[1]


@fuzz(PLATFORM)
@given(
    overrides=cases.CLAIMS, path=st.sampled_from(PEOPLE), genuine=st.booleans(),
    body=st.dictionaries(st.sampled_from(["user", "resource_links"]), cases.JSON),
)
def test_requests_of_platforms(
    fuzzed: Fuzzed, overrides: dict[str, Any], path: str, genuine: bool, body: dict[str, Any]
) -> None:
    fuzzed.clock.now += 1  # a platform may ask only so often
    registration, now = fuzzed.platform.registration, fuzzed.clock()
    asked = {
        "iss": registration.issuer, "sub": registration.client_id, "aud": f"{PUBLIC_URL}/lti/platform/people",
        "iat": now, "exp": now + 60, "jti": f"t-{fuzzed.asked}", claims.DEPLOYMENT_ID: "dep-1",
    }
    token = fuzzed.platform.id_token(asked | overrides)
    bearer = token if genuine else f"{token.rpartition('.')[0]}.AAAA"
    raw = json.dumps(body).encode()
    ask(fuzzed, "POST", f"/lti/{path}", data=raw, headers={"Authorization": f"Bearer {bearer}"})


@fuzz(REST)
@given(
    parameters=cases.PARAMETERS, path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS"]), raw=st.binary(max_size=80),
    kind=st.sampled_from(KINDS),
)
def test_any_method_and_body(
    fuzzed: Fuzzed, parameters: dict[str, str], path: str, method: str, raw: bytes, kind: str
) -> None:
    ask(fuzzed, method, f"/lti/{path}", query_string=sayable(parameters), data=raw, content_type=kind)


def test_all_of_it_was_asked(fuzzed: Fuzzed, request: pytest.FixtureRequest) -> None:
    """Hypothesis stops early when it finds nothing new, so count; but not where only a part of the tests was chosen."""
    module = request.module
    ours = {name for name, test in vars(module).items() if getattr(test, "is_hypothesis_test", False)}
    chosen = {getattr(item, "originalname", "") for item in request.session.items if item.path == request.path}
    if ours - chosen:
        pytest.skip(f"not chosen: {', '.join(sorted(ours - chosen))}")
    assert fuzzed.asked >= AT_LEAST
