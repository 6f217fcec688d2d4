"""OIDC launches from the sandbox: what is sent, and what is refused."""

import pytest
from sandbox_bench import AP, DL, ISSUER, LTI, TOOL, Bench


@pytest.fixture
def bench(tmp_path) -> Bench:
    bench = Bench(tmp_path / "lms")
    bench.register()
    return bench


def test_console_launch_carries_course_person_and_services(bench):
    claims = bench.launch(bench.browser("teacher"), "/quizzes/1/console")
    assert claims[LTI + "message_type"] == "LtiResourceLinkRequest"
    assert claims[LTI + "version"] == "1.3.0"
    assert claims[LTI + "deployment_id"] == bench.deployment_id
    assert claims[LTI + "target_link_uri"] == f"{TOOL}/lti/launch"
    assert (claims["sub"], claims["name"], claims["given_name"], claims["family_name"], claims["email"]) == (
        "1001",
        "Tess Teacher",
        "Tess",
        "Teacher",
        "tess@sandbox.example",
    )
    assert claims[LTI + "roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
    assert claims[LTI + "context"]["title"] == "Biology 101"
    assert claims[LTI + "resource_link"]["title"] == "Cell biology midterm"
    assert claims[LTI + "launch_presentation"] == {
        "locale": "en",
        "document_target": "window",
        "return_url": f"{ISSUER}/quizzes/1",
    }
    assert claims[LTI + "tool_platform"]["product_family_code"] == "invigil-sandbox"
    grades = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert grades["lineitem"] == f"{ISSUER}/lti/courses/1/lineitems/1"
    roster = claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"]
    assert roster["context_memberships_url"] == f"{ISSUER}/lti/courses/1/members"


def test_a_launch_says_the_persons_language(bench):
    lucia = bench.browser(login="lucia")
    attempt = bench.start_attempt(lucia)
    claims = bench.launch(lucia, f"/attempts/{attempt}/launch/check-in")
    assert claims[LTI + "launch_presentation"]["locale"] == "es"
    assert "Student · es" in bench.browser("teacher").get("/login").text


def test_proctor_is_a_teaching_assistant(bench):
    roles = bench.launch(bench.browser("proctor"), "/quizzes/1/console")[LTI + "roles"]
    assert "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant" in roles


def test_start_proctoring_carries_attempt_session_data_and_control(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada)
    claims = bench.launch(ada, f"/attempts/{attempt}/launch/check-in")
    assert claims[LTI + "message_type"] == "LtiStartProctoring"
    assert claims[AP + "attempt_number"] == 1
    assert claims[AP + "start_assessment_url"] == f"{ISSUER}/lti/start_assessment"
    assert len(claims[AP + "session_data"]) > 30
    assert claims[AP + "acs"] == {
        "assessment_control_url": f"{ISSUER}/lti/acs",
        "actions": ["pause", "resume", "terminate", "update", "flag"],
    }
    assert claims[LTI + "launch_presentation"]["document_target"] == "iframe"
    assert claims[LTI + "roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]


def test_report_names_the_examinee_and_the_attempt(bench):
    _, attempt, _ = bench.begin("zoe")
    claims = bench.launch(bench.browser("teacher"), f"/attempts/{attempt}/report")
    assert claims[LTI + "message_type"] == "LtiSubmissionReviewRequest"
    assert claims["sub"] == "1001"
    assert claims[LTI + "for_user"]["user_id"] == "2007"
    assert claims[LTI + "for_user"]["name"] == "Zoë <b>O'Neil</b> 🎓"
    assert claims[LTI + "custom"]["attempt_number"] == "1"


def test_end_assessment_follows_submission_if_it_was_asked_for(bench):
    ada, attempt, _ = bench.begin()
    assert ada.get(f"/attempts/{attempt}/launch/end").status_code == 409
    bench.post(ada, f"/attempts/{attempt}/submit")
    claims = bench.launch(ada, f"/attempts/{attempt}/launch/end")
    assert claims[LTI + "message_type"] == "LtiEndAssessment"
    assert claims[AP + "attempt_number"] == 1


def test_two_launches_in_two_tabs_both_arrive(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada)
    first = bench.login_request(ada, f"/attempts/{attempt}/launch/check-in")
    second = bench.login_request(ada, f"/attempts/{attempt}/launch/check-in")
    for login in (second, first):
        assert bench.auth(ada, bench.auth_params(login)).status_code == 200


def test_hint_is_good_once(bench):
    tess = bench.browser("teacher")
    params = bench.auth_params(bench.login_request(tess, "/quizzes/1/console"))
    assert bench.auth(tess, params).status_code == 200
    again = bench.auth(tess, params)
    assert (again.status_code, again.json["error"]) == (400, "replayed")


def test_hint_expires(bench):
    tess = bench.browser("teacher")
    params = bench.auth_params(bench.login_request(tess, "/quizzes/1/console"))
    bench.now += 601
    assert bench.auth(tess, params).json["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"nonce": ""}, 400, "invalid_request"),
        ({"prompt": "login"}, 400, "invalid_request"),
        ({"response_mode": "query"}, 400, "invalid_request"),
        ({"response_type": "code"}, 400, "invalid_request"),
        ({"scope": "profile"}, 400, "invalid_request"),
        ({"redirect_uri": f"{TOOL}/lti/launch/"}, 400, "invalid_redirect_uri"),
        ({"client_id": "other"}, 401, "unauthorized_client"),
        ({"lti_message_hint": "forged"}, 400, "invalid_request"),
        ({"login_hint": "2001"}, 403, "login_required"),
    ],
)
def test_wrong_authentication_request_is_refused_and_uses_nothing_up(bench, changes, status, error):
    tess = bench.browser("teacher")
    login = bench.login_request(tess, "/quizzes/1/console")
    answer = bench.auth(tess, bench.auth_params(login, **changes))
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert bench.auth(tess, bench.auth_params(login)).status_code == 200


def test_launch_is_only_for_the_person_it_was_made_for(bench):
    params = bench.auth_params(bench.login_request(bench.browser("teacher"), "/quizzes/1/console"))
    answer = bench.auth(bench.browser("examinee"), params)
    assert (answer.status_code, answer.json["error"]) == (403, "login_required")


def test_request_without_cookie_is_posted_again_from_our_own_page_once(bench):
    tess = bench.browser("teacher")
    params = bench.auth_params(bench.login_request(tess, "/quizzes/1/console"))
    stranger = bench.app.test_client()
    page = bench.auth(stranger, params)
    assert page.status_code == 200
    assert 'action="/lti/auth"' in page.text
    assert 'name="repost"' in page.text
    assert "id_token" not in page.text.replace('value="id_token"', "")
    answer = stranger.post("/lti/auth", data={**params, "repost": "1"})
    assert (answer.status_code, answer.json["error"]) == (401, "login_required")
    assert tess.post("/lti/auth", data={**params, "repost": "1"}).status_code == 200


def test_error_is_a_page_for_people(bench):
    answer = bench.browser("teacher").get("/lti/auth?client_id=x", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert 'data-testid="error-code">unauthorized_client' in answer.text


def test_launch_page_may_post_only_to_the_tool(bench):
    tess = bench.browser("teacher")
    answer = bench.auth(tess, bench.auth_params(bench.login_request(tess, "/quizzes/1/console")))
    assert answer.headers["Content-Security-Policy"].endswith(f"form-action 'self' {TOOL}")


def test_examinee_opens_neither_console_nor_report_nor_set_up(bench):
    ada, attempt, _ = bench.begin()
    for path in ("/quizzes/1/console", f"/attempts/{attempt}/report", "/quizzes/1/proctoring/add?tool=1"):
        assert ada.get(path).status_code == 403, path


# ---- deep linking ----
def set_up(bench: Bench) -> dict:
    return bench.launch(bench.browser("teacher"), f"/quizzes/2/proctoring/add?tool={bench.deployment_id}")


def response(bench: Bench, launch: dict, items: list, **changes: object) -> dict:
    more = {DL + "data": launch[DL + "deep_linking_settings"]["data"], DL + "content_items": items}
    return bench.message("LtiDeepLinkingResponse", **more) | changes


ITEM = {
    "type": "ltiResourceLink",
    "title": "Weekly quiz 3",
    "url": f"{TOOL}/lti/launch",
    "custom": {"invigil_exam": "exam-7"},
    "lineItem": {"label": "Proctoring", "scoreMaximum": 1, "resourceId": "exam-7", "tag": "proctoring"},
}


def test_deep_linking_puts_proctoring_onto_the_quiz(bench):
    launch = set_up(bench)
    assert launch[LTI + "message_type"] == "LtiDeepLinkingRequest"
    assert launch[LTI + "target_link_uri"] == f"{TOOL}/setup"
    settings = launch[DL + "deep_linking_settings"]
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert settings["deep_link_return_url"] == f"{ISSUER}/lti/deep_links"
    answer = bench.server.post("/lti/deep_links", data={"JWT": bench.sign(response(bench, launch, [ITEM]))})
    assert (answer.status_code, answer.location) == (303, "/quizzes/2/proctoring/done")
    claims = bench.launch(bench.browser("teacher"), "/quizzes/2/console")
    assert claims[LTI + "custom"]["invigil_exam"] == "exam-7"
    assert claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"].endswith("/lineitems/2")


def test_change_settings_opens_the_tool_by_the_link_of_the_quiz(bench):
    answer = bench.server.post("/lti/deep_links", data={"JWT": bench.sign(response(bench, set_up(bench), [ITEM]))})
    assert answer.status_code == 303
    tess = bench.browser("teacher")
    assert 'href="/quizzes/2/proctoring/settings"' in tess.get("/quizzes/2").text
    claims = bench.launch(tess, "/quizzes/2/proctoring/settings")
    console = bench.launch(tess, "/quizzes/2/console")
    assert claims[LTI + "message_type"] == "LtiResourceLinkRequest"
    assert claims[LTI + "resource_link"] == console[LTI + "resource_link"]
    assert claims[LTI + "custom"] == {"invigil_exam": "exam-7", "invigil_place": "exam_settings"}
    assert claims[LTI + "launch_presentation"]["return_url"] == f"{ISSUER}/quizzes/2"


def test_only_teachers_change_settings_and_only_of_what_is_proctored(bench):
    assert bench.browser("teacher").get("/quizzes/2/proctoring/settings").status_code == 404
    for role in ("proctor", "examinee"):
        assert bench.browser(role).get("/quizzes/1/proctoring/settings").status_code == 403


def test_deep_linking_answer_without_items_changes_nothing(bench):
    answer = bench.server.post("/lti/deep_links", data={"JWT": bench.sign(response(bench, set_up(bench), []))})
    assert (answer.status_code, answer.location) == (303, "/quizzes/2")
    assert "not proctored" in bench.browser("teacher").get("/quizzes/2").text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({DL + "data": "forged"}, "wrong_data"),
        ({DL + "content_items": [{"type": "link"}]}, "invalid_items"),
        ({DL + "content_items": [ITEM | {"url": "http://evil.example/x"}]}, "wrong_domain"),
        ({DL + "content_items": [ITEM, ITEM]}, "too_many_items"),
        ({DL + "content_items": [ITEM | {"lineItem": {"scoreMaximum": 0}}]}, "invalid_items"),
        ({LTI + "message_type": "LtiStartAssessment"}, "wrong_message"),
        ({LTI + "deployment_id": "99"}, "wrong_deployment"),
        ({"aud": "http://elsewhere.example"}, "bad_audience"),
    ],
)
def test_wrong_deep_linking_answer_is_refused(bench, changes, error):
    claims = response(bench, set_up(bench), [ITEM]) | changes
    answer = bench.server.post("/lti/deep_links", data={"JWT": bench.sign(claims)})
    assert answer.json["error"] == error
    assert "not proctored" in bench.browser("teacher").get("/quizzes/2").text


def test_deep_linking_answer_is_good_once(bench):
    launch = set_up(bench)
    token = bench.sign(response(bench, launch, [ITEM]))
    assert bench.server.post("/lti/deep_links", data={"JWT": token}).status_code == 303
    assert bench.server.post("/lti/deep_links", data={"JWT": token}).json["error"] == "replayed"
    fresh = bench.sign(response(bench, launch, [ITEM]))
    assert bench.server.post("/lti/deep_links", data={"JWT": fresh}).json["error"] == "wrong_data"


def test_teacher_removes_proctoring_and_no_new_tool_takes_it_back(bench):
    tess = bench.browser("teacher")
    bench.post(tess, "/quizzes/1/proctoring/remove")
    assert "not proctored" in tess.get("/quizzes/1").text
    bench.register()
    assert "not proctored" in tess.get("/quizzes/1").text
