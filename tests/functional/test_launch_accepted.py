"""Good launches open the right page for the right person, by a one-time ticket; no cookie outlives the launch."""

from urllib.parse import parse_qs, urlsplit

from lti_fakes import answer, decode, rsa_key
from web_stage import DEEP_LINKING, INSTRUCTOR, PROCTORING, REVIEW, Stage, ticket_of

from lti import claims, keys

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"


def test_start_proctoring_opens_the_widget(stage: Stage) -> None:
    page = stage.widget()
    assert page.surface == page.view["surface"] == "widget"
    assert page.view["role"] == "examinee"
    assert page.view["person_name"] == "Ada Lovelace"
    assert page.view["institution"] == "Testing School"
    assert page.view["platform_origin"] == "https://lms.example"
    assert stage.state_of(page.view["attempt_id"]) == "created"


def test_the_redirect_keeps_the_ticket_in_the_fragment_and_leaves_no_cookie(stage: Stage) -> None:
    response = stage.launch(**PROCTORING)
    parts = urlsplit(response.location)
    assert response.status_code == 303
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://tool.example/widget"
    assert parse_qs(parts.query) == {"platform": ["reg-1"]}
    assert list(parse_qs(parts.fragment)) == ["ticket"]
    assert ["Max-Age=0" in cookie for cookie in response.headers.getlist("Set-Cookie")] == [True]
    assert response.headers["Cache-Control"] == "no-store"


def test_a_launch_with_a_key_that_the_platform_has_just_made_waits_for_its_key_set(stage: Stage) -> None:
    assert stage.launch(**PROCTORING).status_code == 303
    stage.platform.key = rsa_key("new")
    stage.platform.http.reply(stage.platform.registration.jwks_url, answer(keys.jwks([stage.platform.key])))
    stage.clock.now += 1
    begun = stage.clock()
    assert stage.launch(**PROCTORING).status_code == 303
    assert stage.clock() - begun == 9


def test_a_ticket_opens_one_session(stage: Stage) -> None:
    ticket = ticket_of(stage.launch(**PROCTORING))
    assert stage.http.post("/api/session", json={"ticket": ticket}).status_code == 200
    again = stage.http.post("/api/session", json={"ticket": ticket})
    assert again.status_code == 401
    assert again.json["code"] == "ticket_used"
    assert stage.rows("tickets") == 0


def test_a_ticket_is_good_for_a_minute(stage: Stage) -> None:
    ticket = ticket_of(stage.launch(**PROCTORING))
    stage.clock.now += 61
    assert stage.http.post("/api/session", json={"ticket": ticket}).status_code == 401


def test_the_same_start_again_opens_the_same_attempt(stage: Stage) -> None:
    first, second = stage.widget(), stage.widget()
    assert first.view["attempt_id"] == second.view["attempt_id"]


def test_staff_open_the_console(stage: Stage) -> None:
    page = stage.console()
    assert (page.surface, page.view["role"], page.view["attempt_id"]) == ("console", "teacher", None)


def test_beside_the_quiz_a_learner_finds_the_open_attempt(stage: Stage) -> None:
    check_in = stage.widget()
    assert stage.page().view["attempt_id"] == check_in.view["attempt_id"]


def test_the_end_of_the_assessment_submits_the_attempt(stage: Stage) -> None:
    page, _socket = stage.running()
    ended = stage.page(MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1)
    assert ended.surface == "widget"
    assert ended.view["attempt_id"] == page.view["attempt_id"]
    assert stage.state_of(page.view["attempt_id"]) == "submitted"


def test_an_attempt_that_is_over_is_explained(stage: Stage) -> None:
    stage.running()
    stage.page(MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1)
    response = stage.launch(**PROCTORING)
    assert response.status_code == 409
    assert "<code>attempt_over</code>" in response.text


def test_deep_linking_sets_an_exam_up_and_puts_it_into_the_lms(stage: Stage) -> None:
    page = stage.page(**DEEP_LINKING)
    exam_id = page.view["exam_id"]
    assert (page.surface, page.view["deep_linking"]) == ("setup", True)

    seen = stage.http.get(f"/api/exams/{exam_id}", headers=page.bearer).json
    assert set(seen["presets"]) == {"low", "standard", "high"}
    chosen = {
        "title": "Algebra <final>", "preset": "high",
        "values": {
            "microphone": False, "admission": "automatic", "require_fullscreen": True,
            "allowed_resources": ["Pocket calculator"], "message": "Good luck & 🍀",
        },
    }
    kept = stage.http.put(f"/api/exams/{exam_id}", headers=page.bearer, json=chosen)
    assert kept.status_code == 200, kept.text
    assert kept.json["policy"]["preset"] == "high"
    assert kept.json["title"] == "Algebra <final>"

    form = stage.http.post(f"/api/exams/{exam_id}/deep-link", headers=page.bearer, json={}).json
    message = decode(form["jwt"], stage.web.base.keys.current())
    item = message[claims.DL_CONTENT_ITEMS][0]
    assert form["url"] == "https://lms.example/dl?sesskey=1&x=<2>"
    assert item["custom"] == {"invigil_exam": exam_id}
    assert item["url"] == "https://tool.example/lti/launch"
    assert item["lineItem"]["scoreMaximum"] == 100

    launched = stage.console(**{"RESOURCE_LINK": {"id": "new-link"}, CUSTOM: {"invigil_exam": exam_id}})
    assert launched.view["exam_id"] == exam_id
    unnamed = stage.console(RESOURCE_LINK={"id": "new-link"})
    assert unnamed.view["exam_id"] == exam_id


def test_an_exam_of_another_platform_cannot_be_named(stage: Stage) -> None:
    page = stage.console(**{CUSTOM: {"invigil_exam": "0" * 32}})
    assert page.view["exam_id"] != "0" * 32


def test_a_teacher_reviews_a_submission(stage: Stage) -> None:
    page, _socket = stage.running()
    stage.page(MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1)
    review = stage.page(sub="teacher-1", ROLES=[INSTRUCTOR], **REVIEW)
    attempt_id = page.view["attempt_id"]
    assert (review.surface, review.view["attempt_id"]) == ("report", attempt_id)

    report = stage.http.get(f"/api/attempts/{attempt_id}/report", headers=review.bearer).json
    assert [t["after"] for t in report["transitions"]] == [
        "checking_in", "waiting", "admitted", "running", "submitted",
    ]
    judged = stage.http.post(
        f"/api/attempts/{attempt_id}/verdict", headers=review.bearer, json={"verdict": "clear", "note": "All well"}
    )
    assert judged.json["detail"]["tile"]["verdict"] == "clear"
    assert stage.state_of(attempt_id) == "reviewed"


def test_another_address_of_the_platform_may_take_forms_and_frame(stage: Stage) -> None:
    response = stage.launch(
        **{**PROCTORING, "START_ASSESSMENT_URL": "https://school.lms.example/start"}
    )
    shell = stage.http.get(response.location.split("#")[0].removeprefix("https://tool.example"))
    policy = shell.headers["Content-Security-Policy"]
    assert "form-action https://lms.example https://school.lms.example;" in policy
    forged = stage.http.get("/widget?platform=reg-1&origins=https://evil.example")
    assert "evil" not in forged.headers["Content-Security-Policy"]
