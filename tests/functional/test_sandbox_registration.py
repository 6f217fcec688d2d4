"""Dynamic registration with the sandbox, and what an administrator does with it."""

import pytest
from sandbox_bench import TOOL, Bench

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path / "lms")


def test_openid_configuration_names_all_that_a_proctoring_tool_needs(bench):
    document = bench.server.get("/lti/openid-configuration").json
    assert document["issuer"] == "http://lms.example:8300"
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"):
        assert document[name].startswith("http://lms.example:8300/lti/")
    assert "https://purl.imsglobal.org/spec/lti-ap/scope/control.all" in document["scopes_supported"]
    platform = document["https://purl.imsglobal.org/spec/lti-platform-configuration"]
    assert {message["type"] for message in platform["messages_supported"]} == {
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
        "LtiStartProctoring",
        "LtiEndAssessment",
        "LtiSubmissionReviewRequest",
    }


def test_registered_tool_waits_until_it_is_activated_and_then_gets_the_waiting_quiz(bench):
    bench.register(activate=False)
    teacher = bench.browser("teacher")
    assert "This quiz is not proctored" in teacher.get("/quizzes/1").text
    assert bench.send_token(bench.assertion()).status_code == 401
    bench.post(bench.browser("admin"), f"/admin/tools/{bench.deployment_id}/activate")
    assert "Test tool" in teacher.get("/quizzes/1").text
    assert "This quiz is not proctored" in teacher.get("/quizzes/2").text
    assert bench.send_token(bench.assertion()).status_code == 200


def test_registration_token_is_good_once(bench):
    token = bench.registration_token()
    assert bench.send_registration(bench.metadata(), token).status_code == 200
    again = bench.send_registration(bench.metadata(), token)
    assert (again.status_code, again.json["error"]) == (401, "token_already_used")


def test_registration_token_expires(bench):
    token = bench.registration_token()
    bench.now += 3601
    answer = bench.send_registration(bench.metadata(), token)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_registration_token")


@pytest.mark.parametrize(
    ("token", "error"), [(None, "missing_registration_token"), ("forged", "invalid_registration_token")]
)
def test_registration_needs_a_token_of_ours(bench, token, error):
    answer = bench.send_registration(bench.metadata(), token)
    assert (answer.status_code, answer.json["error"]) == (401, error)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_types": ["code"]}, "invalid_response_types"),
        ({"redirect_uris": []}, "invalid_redirect_uris"),
        ({"redirect_uris": "x"}, "invalid_redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uris"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "invalid_token_endpoint_auth_method"),
        ({"application_type": "native"}, "invalid_application_type"),
        ({"client_name": " "}, "missing_client_name"),
        ({"jwks_uri": None}, "invalid_jwks_uri"),
        ({"initiate_login_uri": "ftp://tool"}, "invalid_initiate_login_uri"),
        ({TOOL_CONFIGURATION: {"target_link_uri": f"{TOOL}/x"}}, "missing_domain"),
        (
            {TOOL_CONFIGURATION: {"domain": "other.example", "target_link_uri": f"{TOOL}/x"}},
            "domain_targetlinkuri_mismatch",
        ),
    ],
)
def test_wrong_metadata_is_refused_and_leaves_the_token_usable(bench, changes, error):
    token = bench.registration_token()
    answer = bench.send_registration(bench.metadata(**changes), token)
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert bench.send_registration(bench.metadata(), token).status_code == 200


def test_body_that_is_no_json_is_refused(bench):
    headers = {"Authorization": f"Bearer {bench.registration_token()}"}
    answer = bench.server.post("/lti/registrations", data="{", headers=headers, content_type="application/json")
    assert answer.json["error"] == "invalid_client_metadata"


def test_removed_tool_can_do_nothing_more(bench):
    bench.register()
    headers = bench.bearer("https://purl.imsglobal.org/spec/lti-ap/scope/control.all")
    bench.post(bench.browser("admin"), f"/admin/tools/{bench.deployment_id}/remove")
    assert bench.acs({}, headers).status_code == 401
    assert "This quiz is not proctored" in bench.browser("teacher").get("/quizzes/1").text


def test_only_the_administrator_manages_tools_and_only_from_our_own_forms(bench):
    assert bench.browser("teacher").get("/admin/tools").status_code == 403
    assert bench.app.test_client().get("/admin/tools").status_code == 303
    assert bench.browser("admin").post("/admin/registrations", data={"url": TOOL}).status_code == 403
    assert bench.post(bench.browser("admin"), "/admin/registrations", url="javascript:alert(1)").status_code == 400


def test_registration_page_may_frame_only_the_tool(bench):
    page = bench.post(bench.browser("admin"), "/admin/registrations", url=f"{TOOL}/lti/register")
    assert f"frame-src 'self' {TOOL};" in page.headers["Content-Security-Policy"]
