"""What is refused is counted per address; what succeeds never is, so that a campus behind one address passes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from web_stage import PROCTORING, PUBLIC_URL, Stage

from tool.web.app import create_app

CAMPUS = {"REMOTE_ADDR": "198.51.100.7"}


def bad_login(stage: Stage, address: str = "198.51.100.7", **headers: str) -> Any:
    return stage.http.get("/lti/login", environ_overrides={"REMOTE_ADDR": address}, headers=headers)


def spent(stage: Stage) -> None:
    for _ in range(60):
        assert bad_login(stage).status_code == 400
    assert bad_login(stage).status_code == 429


def test_too_many_refusals_are_answered_shortly(stage: Stage) -> None:
    spent(stage)
    answer = bad_login(stage)
    assert int(answer.headers["Retry-After"]) >= 1
    assert "What to do:" in answer.text
    assert "<code>too_many</code>" in answer.text
    assert bad_login(stage, "198.51.100.8").status_code == 400, "only this address"
    stage.clock.now += 1
    assert [bad_login(stage).status_code for _ in range(2)] == [400, 429]


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/lti/launch", {"data": {"state": "x", "id_token": "x"}}),
        ("POST", "/lti/launch", {"data": {"id_token": "x" * 300_000}}),
        ("GET", "/lti/register", {"query_string": {"openid_configuration": "https://x.example", "invitation": "no"}}),
        ("GET", "/lti/register", {}),
        ("POST", "/lti/continue", {"data": {"held": "x"}, "headers": {"Origin": PUBLIC_URL}}),
        ("POST", "/lti/continue", {"data": {"held": "x"}}),
    ],
)
def test_every_kind_of_refusal_counts(stage: Stage, method: str, path: str, more: dict[str, Any]) -> None:
    assert stage.http.open(path, method=method, environ_overrides=CAMPUS, **more).status_code in (400, 401, 403, 410)
    for _ in range(59):
        bad_login(stage)
    assert stage.http.open(path, method=method, environ_overrides=CAMPUS, **more).status_code == 429


def test_good_launches_pass_from_an_address_whose_refusals_are_used_up(stage: Stage) -> None:
    spent(stage)
    for _ in range(5):
        form = stage.form(**PROCTORING)
        assert stage.http.post("/lti/launch", data=form, environ_overrides=CAMPUS).status_code == 303


def test_two_hundred_good_launches_from_one_address(stage: Stage) -> None:
    for n in range(200):
        form = stage.form(**PROCTORING, sub=f"student-{n}")
        assert stage.http.post("/lti/launch", data=form, environ_overrides=CAMPUS).status_code == 303


def test_neighbours_in_one_ipv6_network_share(stage: Stage) -> None:
    for n in range(60):
        bad_login(stage, f"2001:db8:0:1::{n:x}")
    assert bad_login(stage, "2001:db8:0:1:ffff::1").status_code == 429
    assert bad_login(stage, "2001:db8:0:2::1").status_code == 400


def test_forwarded_addresses_are_believed_only_from_proxies_that_are_trusted(stage: Stage) -> None:
    for n in range(60):
        bad_login(stage, **{"X-Forwarded-For": f"203.0.113.{n}"})
    assert bad_login(stage, **{"X-Forwarded-For": "203.0.113.99"}).status_code == 429

    proxied = create_app(replace(stage.settings, trusted_proxies=1), stage.parts)
    browser = proxied.flask.test_client()
    for n in range(61):
        answer = browser.get("/lti/login", headers={"X-Forwarded-For": f"203.0.113.{n}"})
        assert answer.status_code == 400
    for _ in range(60):  # what the client itself wrote stands further left
        answer = browser.get("/lti/login", headers={"X-Forwarded-For": f"10.0.0.{_}, 203.0.113.200"})
    assert browser.get("/lti/login", headers={"X-Forwarded-For": "203.0.113.200"}).status_code == 429
    proxied.base.database.close()


def test_a_bad_launch_asks_less_of_the_database_than_a_good_one(stage: Stage) -> None:
    asked: list[str] = []
    engine = stage.web.base.database.engine
    event.listen(engine, "checkout", lambda connection, *_: connection.set_trace_callback(asked.append))

    def cost(form: dict[str, str], status: int) -> tuple[int, int]:
        asked.clear()
        assert stage.http.post("/lti/launch", data=form).status_code == status
        return len(asked), sum(text.startswith(("INSERT", "UPDATE", "DELETE")) for text in asked)

    good_form = stage.form(**PROCTORING)
    stage.launch(**PROCTORING)
    good, written = cost(good_form, 303)
    head, body, _ = stage.form(**PROCTORING)["id_token"].split(".")
    forged = stage.form(**PROCTORING) | {"id_token": f"{head}.{body}.AAAA"}
    for form, status in (
        ({"state": "made-up", "id_token": "x.y.z"}, 401),
        ({"state": stage.login()["state"], "id_token": "x" * 65_000}, 400),
        (stage.form(nonce="other"), 401), (stage.form(iss="https://other.example"), 401), (stage.form(aud="x"), 401),
        (stage.form(aud=["client-1"] * 1000), 400),
    ):
        assert cost(form, status) == (0, 0)
    for form, status in ((forged, 401), (stage.form(exp=1), 401), (stage.form(**{**PROCTORING, "sub": None}), 400)):
        reads, writes = cost(form, status)
        assert (reads < good / 2, writes) == (True, 0)
    replay, inserted = cost(good_form, 401)
    assert (replay < good, inserted <= 1 < written) == (True, True)
