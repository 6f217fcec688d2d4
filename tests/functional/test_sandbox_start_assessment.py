"""LtiStartAssessment: the good case, and every bad one that a strict platform refuses."""

import pytest
from sandbox_bench import AP, LTI, Bench, rsa_key

from integrations.sandbox import catalogue, tools
from integrations.sandbox.web.context import db


@pytest.fixture
def bench(tmp_path) -> Bench:
    bench = Bench(tmp_path / "lms")
    bench.register()
    return bench


@pytest.fixture
def ada(bench):
    return bench.browser("examinee", "ada")


@pytest.fixture
def launch(bench, ada) -> dict:
    attempt = bench.start_attempt(ada)
    return bench.launch(ada, f"/attempts/{attempt}/launch/check-in")


def test_good_message_starts_the_clock_and_needs_no_cookie(bench, ada, launch):
    assert (bench.rows()[0]["state"], bench.rows()[0]["seconds_left"]) == ("created", None)
    answer = bench.send_start(bench.start_claims(launch))
    assert (answer.status_code, answer.location) == (303, "/attempts/1")
    assert (bench.rows()[0]["state"], bench.rows()[0]["seconds_left"]) == ("running", 1800)
    shell = ada.get("/attempts/1").text
    assert 'data-testid="quiz-frame"' in shell
    assert 'src="/attempts/1/launch/widget"' in shell


def test_before_the_message_there_are_no_questions(bench, ada, launch):
    shell = ada.get("/attempts/1").text
    assert 'data-testid="placeholder"' in shell
    assert 'src="/attempts/1/launch/check-in"' in shell
    assert ada.get("/attempts/1/pages/1").status_code == 409
    assert bench.post(ada, "/attempts/1/pages/1", q1="Nucleus").status_code == 409
    assert bench.post(ada, "/attempts/1/submit").status_code == 409


def test_session_data_of_an_attempt_under_another_link_is_refused(bench, launch):
    with bench.app.app_context():
        quiz, tool = catalogue.quiz(db(), 1), tools.by_client_id(db(), bench.client_id)
        tools.add_link(db(), quiz, tool, "again", "http://tool.example:8200/lti/launch", {}, bench.now)
    ben = bench.browser("examinee", "ben")
    other = bench.launch(ben, f"/attempts/{bench.start_attempt(ben)}/launch/check-in")
    assert other[LTI + "resource_link"] != launch[LTI + "resource_link"]
    claims = bench.start_claims(launch) | {AP + "session_data": other[AP + "session_data"]}
    assert bench.send_start(claims).json["error"] == "wrong_session_data"
    assert bench.send_start(bench.start_claims(other)).status_code == 303


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"iss": "other"}, 401, "unknown_client"),
        ({"aud": "http://elsewhere.example"}, 401, "bad_audience"),
        ({"aud": None}, 401, "bad_audience"),
        ({"exp": 1_799_999_000}, 401, "expired"),
        ({"exp": None}, 401, "missing_claim"),
        ({"iat": 1_800_000_900}, 401, "not_yet_valid"),
        ({"iat": True}, 401, "missing_claim"),
        ({"nonce": ""}, 401, "missing_nonce"),
        ({LTI + "message_type": "LtiResourceLinkRequest"}, 400, "wrong_message"),
        ({LTI + "version": "1.1"}, 400, "wrong_version"),
        ({LTI + "deployment_id": "99"}, 403, "wrong_deployment"),
        ({LTI + "resource_link": {"id": "other"}}, 400, "wrong_resource_link"),
        ({LTI + "resource_link": "x"}, 400, "wrong_resource_link"),
        ({AP + "session_data": "forged"}, 403, "wrong_session_data"),
        ({AP + "session_data": None}, 403, "wrong_session_data"),
        ({AP + "attempt_number": 2}, 400, "wrong_attempt_number"),
        ({AP + "attempt_number": "1"}, 400, "wrong_attempt_number"),
        ({AP + "attempt_number": True}, 400, "wrong_attempt_number"),
        ({AP + "end_assessment_return": "yes"}, 400, "invalid_claim"),
    ],
)
def test_wrong_claim_is_refused_and_nothing_starts(bench, launch, changes, status, error):
    answer = bench.send_start(bench.start_claims(launch) | changes)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert bench.rows()[0]["state"] == "created"


def test_signature_of_another_key_is_refused(bench, launch):
    answer = bench.send_start(bench.start_claims(launch), key="thief", kid="tool")
    assert (answer.status_code, answer.json["error"]) == (401, "bad_signature")
    answer = bench.send_start(bench.start_claims(launch), key="thief")
    assert (answer.status_code, answer.json["error"]) == (401, "unknown_key")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "e30.W10.x", "ÿ.ÿ.ÿ"])
def test_what_is_no_jwt_is_refused(bench, launch, token):
    answer = bench.server.post("/lti/start_assessment", data={"JWT": token})
    assert answer.json["error"] in ("bad_token", "unknown_client")


def test_unsigned_message_is_refused(bench, launch):
    head, body, _ = bench.sign(bench.start_claims(launch)).split(".")
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoidG9vbCJ9"  # {"alg":"none","kid":"tool"}
    for token in (f"{unsigned}.{body}.", f"{head}.{body}.AAAA"):
        assert bench.server.post("/lti/start_assessment", data={"JWT": token}).status_code == 401
    assert bench.rows()[0]["state"] == "created"


def test_message_is_good_once(bench, launch):
    claims = bench.start_claims(launch)
    assert bench.send_start(claims).status_code == 303
    again = bench.send_start(claims)
    assert (again.status_code, again.json["error"]) == (401, "replayed")


def test_second_message_leads_back_without_a_new_clock(bench, launch):
    bench.send_start(bench.start_claims(launch))
    bench.now += 100
    assert bench.send_start(bench.start_claims(launch)).status_code == 303
    assert bench.rows()[0]["seconds_left"] == 1700


def test_message_for_an_attempt_that_is_over_is_refused(bench, ada, launch):
    bench.send_start(bench.start_claims(launch))
    bench.post(ada, "/attempts/1/submit")
    answer = bench.send_start(bench.start_claims(launch))
    assert (answer.status_code, answer.json["error"]) == (409, "attempt_over")


def test_new_key_of_the_tool_is_fetched_but_not_for_every_unknown_kid(bench, launch):
    assert bench.send_start(bench.start_claims(launch, aud="x")).status_code == 401
    bench.now += 6
    bench.published.append(rsa_key("next"))
    assert bench.send_start(bench.start_claims(launch), key="next").status_code == 303
    fetches = len(bench.key_fetches)
    for _ in range(5):
        bench.send_start(bench.start_claims(launch), key="thief")
    assert len(bench.key_fetches) <= fetches + 1
