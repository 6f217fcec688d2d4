"""Bad launches get a page that says what happened and what to do, the right status, and leave nothing behind."""

from dataclasses import replace

import pytest
from lti_fakes import rsa_key
from web_stage import DEEP_LINKING, LEARNER, PROCTORING, REVIEW, Stage

LEFT_BEHIND = ("tickets", "people", "exams", "attempts")


def refused(stage: Stage, response: object, status: int, code: str) -> None:
    assert response.status_code == status
    assert "What to do:" in response.text
    assert f"<code>{code}</code>" in response.text
    assert "frame-ancestors http: https:" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert all("Max-Age=0" in cookie for cookie in response.headers.getlist("Set-Cookie"))
    assert {table: stage.rows(table) for table in LEFT_BEHIND} == dict.fromkeys(LEFT_BEHIND, 0)


def test_unsigned(stage: Stage) -> None:
    asked = stage.login()
    head, body, _ = stage.platform.id_token(stage.platform.claims(asked["nonce"])).split(".")
    response = stage.http.post("/lti/launch", data={"state": asked["state"], "id_token": f"{head}.{body}."})
    refused(stage, response, 401, "bad_signature")


def test_signed_by_somebody_else(stage: Stage) -> None:
    asked = stage.login()
    token = stage.platform.id_token(
        stage.platform.claims(asked["nonce"]), key=rsa_key("forger"), kid=stage.platform.key.kid
    )
    response = stage.http.post("/lti/launch", data={"state": asked["state"], "id_token": token})
    refused(stage, response, 401, "bad_signature")


def test_expired(stage: Stage) -> None:
    form = stage.form(exp=int(stage.clock()) - 3600, iat=int(stage.clock()) - 7200)
    refused(stage, stage.http.post("/lti/launch", data=form), 401, "expired")


def test_replayed_launch_leaves_only_what_the_first_one_made(stage: Stage) -> None:
    form = stage.form(**PROCTORING)
    assert stage.http.post("/lti/launch", data=form).status_code == 303
    before = {table: stage.rows(table) for table in LEFT_BEHIND}
    again = stage.http.post("/lti/launch", data=form)
    assert again.status_code == 401
    assert "<code>replayed</code>" in again.text
    assert {table: stage.rows(table) for table in LEFT_BEHIND} == before


def test_foreign_audience(stage: Stage) -> None:
    refused(stage, stage.launch(aud="client-of-somebody-else"), 401, "bad_audience")


def test_unknown_deployment(stage: Stage) -> None:
    refused(stage, stage.launch(DEPLOYMENT_ID="dep-unknown"), 403, "unknown_deployment")


def test_unknown_platform_at_login(stage: Stage) -> None:
    response = stage.http.get("/lti/login", query_string={"iss": "https://evil.example", "login_hint": "x"})
    refused(stage, response, 401, "unknown_platform")


def test_launch_of_another_registered_platform_with_this_ones_state(stage: Stage) -> None:
    other = replace(
        stage.platform.registration, id="reg-2", institution_id="school-2", issuer="https://other.example",
        client_id="client-2", jwks_url="https://other.example/jwks",
    )
    stage.register(other, "Other School")
    asked = stage.login()
    claims = stage.platform.claims(asked["nonce"], iss=other.issuer, aud=other.client_id)
    form = {"state": asked["state"], "id_token": stage.platform.id_token(claims)}
    assert stage.http.post("/lti/launch", data=form).status_code in (401, 403)
    assert stage.rows("tickets") == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE people; --", "🎓 <b>x</b>"])
def test_what_the_platform_says_is_escaped(stage: Stage, text: str) -> None:
    response = stage.http.get("/lti/login", query_string={"iss": text, "login_hint": "x"})
    assert response.status_code == 401
    assert "<script>" not in response.text
    assert "<b>" not in response.text


def test_a_learner_may_not_link_an_exam(stage: Stage) -> None:
    response = stage.launch(**{**DEEP_LINKING, "ROLES": [LEARNER]})
    refused(stage, response, 403, "staff_only")


def test_a_learner_may_not_review(stage: Stage) -> None:
    response = stage.launch(**REVIEW)
    refused(stage, response, 403, "staff_only")


def test_a_learner_without_an_attempt_is_sent_to_the_quiz(stage: Stage) -> None:
    refused(stage, stage.launch(), 200, "no_attempt")
