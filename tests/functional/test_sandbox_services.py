"""Token endpoint, assessment control (ACS), grades (AGS) and members (NRPS)."""

import json

import pytest
from sandbox_bench import ACS_SCOPE, AGS, ISSUER, LTI, NRPS_SCOPE, Bench


@pytest.fixture
def bench(tmp_path) -> Bench:
    bench = Bench(tmp_path / "lms")
    bench.register()
    return bench


@pytest.fixture
def running(bench):
    return bench.begin()


# ---- tokens ----
def test_token_grants_only_what_the_tool_may_have(bench):
    answer = bench.send_token(bench.assertion(), f"{ACS_SCOPE} https://example.org/scope/everything")
    assert answer.status_code == 200
    assert (answer.json["scope"], answer.json["token_type"], answer.json["expires_in"]) == (ACS_SCOPE, "Bearer", 3600)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"aud": "http://elsewhere.example"}, "bad_audience"),
        ({"sub": "other"}, "bad_subject"),
        ({"iss": "other"}, "unknown_client"),
        ({"jti": None}, "missing_jti"),
        ({"exp": 1_799_999_000}, "expired"),
        ({"exp": 1_800_003_600}, "lives_too_long"),
    ],
)
def test_wrong_assertion_gets_no_token(bench, changes, error):
    answer = bench.send_token(bench.assertion(**changes))
    assert (answer.status_code, answer.json["error"]) == (401, error)


def test_assertion_is_good_once_and_must_be_signed_by_the_tool(bench):
    claims = bench.assertion()
    assert bench.send_token(claims).status_code == 200
    assert bench.send_token(claims).json["error"] == "replayed"
    assert bench.send_token(bench.assertion(), key="thief", kid="tool").json["error"] == "bad_signature"


def test_scope_that_is_not_granted_gets_no_token(bench):
    assert bench.send_token(bench.assertion(), "https://example.org/x").json["error"] == "invalid_scope"


def test_wrong_grant_type_is_refused(bench):
    answer = bench.server.post("/lti/token", data={"grant_type": "password"})
    assert (answer.status_code, answer.json["error"]) == (400, "unsupported_grant_type")


# ---- assessment control ----
def test_pause_refuses_answers_and_stops_the_clock_and_resume_credits_it(bench, running):
    ada, attempt, launch = running
    bench.post(ada, f"/attempts/{attempt}/pages/1", q1="Nucleus")
    bench.now += 60
    paused = bench.acs(bench.command(launch, "pause"))
    assert (paused.status_code, paused.json) == (200, {"status": "paused"})
    assert paused.content_type == "application/vnd.ims.lti-ap.v1.control+json"
    bench.now += 300
    for answer in (
        bench.post(ada, f"/attempts/{attempt}/pages/1", q1="Lysosome", go="next"),
        bench.post(ada, f"/attempts/{attempt}/answers", q1="Lysosome"),
        bench.post(ada, f"/attempts/{attempt}/submit"),
        ada.get(f"/attempts/{attempt}/pages/2"),
        ada.get(f"/attempts/{attempt}/summary"),
    ):
        assert answer.status_code == 409
    assert "Your attempt is paused" in ada.get(f"/attempts/{attempt}/pages/1").text
    row = bench.rows()[0]
    assert (row["state"], row["seconds_left"], row["answers_saved"]) == ("paused", 1740, 1)
    resumed = bench.acs(bench.command(launch, "resume"))
    assert resumed.json == {"status": "running"}
    assert bench.rows()[0]["seconds_left"] == 1740
    assert bench.post(ada, f"/attempts/{attempt}/answers", q1="Lysosome").status_code == 200


def test_terminate_closes_the_attempt_and_keeps_what_was_saved(bench, running):
    ada, attempt, launch = running
    bench.post(ada, f"/attempts/{attempt}/pages/1", q1="Nucleus")
    answer = bench.acs(bench.command(launch, "terminate", reason_msg="Second person <in> the room"))
    assert answer.json == {"status": "terminated"}
    assert bench.post(ada, f"/attempts/{attempt}/answers", q2="Actin filaments").status_code == 409
    state = ada.get(f"/attempts/{attempt}/state").json
    assert (state["state"], state["note"], state["answers_saved"]) == ("terminated", "Second person <in> the room", 1)
    assert "ended by the proctor" in ada.get(f"/attempts/{attempt}/result").text
    staff = bench.browser("teacher").get("/quizzes/1").text
    assert "Second person &lt;in&gt; the room" in staff
    assert bench.acs(bench.command(launch, "terminate", at="2027-01-15T09:00:00Z")).json == {"status": "terminated"}
    assert bench.acs(bench.command(launch, "resume")).status_code == 409


def test_update_adds_minutes_once_however_often_it_arrives(bench, running):
    _, _, launch = running
    command = bench.command(launch, "update", extra_time=10)
    for _ in range(3):
        assert bench.acs(command).json == {"status": "running", "extra_time": 10}
    assert bench.rows()[0]["seconds_left"] == 1800 + 600
    later = bench.command(launch, "update", at="2027-01-15T08:00:01Z", extra_time=5)
    assert bench.acs(later).json["extra_time"] == 15


def test_flag_shows_to_the_teacher_once_with_reason_and_severity(bench, running):
    ada, attempt, launch = running
    said = {"incident_severity": 0.75, "reason_code": "multiple_people", "reason_msg": "Two faces"}
    command = bench.command(launch, "flag", **said)
    for _ in range(2):
        assert bench.acs(command).json == {"status": "running"}
    bench.acs(command | {"reason_msg": "Phone"})
    flags = bench.rows()[0]["flags"]
    assert [(f["reason_msg"], f["severity"], f["at"]) for f in flags] == [
        ("Two faces", 0.75, "2027-01-15T08:00:00Z"),
        ("Phone", 0.75, "2027-01-15T08:00:00Z"),
    ]
    page = bench.browser("teacher").get("/quizzes/1").text
    assert "Two faces" in page
    assert "severity 0.75" in page
    assert "Two faces" not in ada.get(f"/attempts/{attempt}/result", follow_redirects=True).text


def test_flag_is_taken_after_the_end(bench, running):
    ada, attempt, launch = running
    bench.post(ada, f"/attempts/{attempt}/submit")
    assert bench.acs(bench.command(launch, "flag")).json == {"status": "complete"}
    assert bench.acs(bench.command(launch, "pause")).status_code == 409


def test_same_command_twice_acts_once(bench, running):
    _, _, launch = running
    pause = bench.command(launch, "pause")
    bench.acs(pause)
    bench.acs(bench.command(launch, "resume"))
    assert bench.acs(pause).json == {"status": "paused"}
    assert bench.rows()[0]["state"] == "running"


def test_control_needs_a_token_with_its_scope(bench, running):
    command = bench.command(running[2], "pause")
    assert bench.acs(command, {}).status_code == 401
    assert bench.acs(command, {"Authorization": "Bearer forged"}).status_code == 401
    refused = bench.acs(command, bench.bearer(AGS + "score"))
    assert (refused.status_code, refused.json["error"]) == (403, "insufficient_scope")
    expired = bench.bearer(ACS_SCOPE)
    bench.now += 3601
    assert bench.acs(command, expired).status_code == 401


def test_control_takes_two_content_types_and_only_post(bench, running):
    command = bench.command(running[2], "flag")
    assert bench.acs(command, content_type="application/json").status_code == 200
    assert bench.acs(command, content_type="text/plain").status_code == 406
    answer = bench.server.get("/lti/acs")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"user": {"iss": ISSUER, "sub": "2002"}}, 404),
        ({"user": {"iss": "http://other.example", "sub": "2001"}}, 404),
        ({"user": None}, 400),
        ({"resource_link": {"id": "other"}}, 404),
        ({"resource_link": {}}, 400),
        ({"attempt_number": 2}, 404),
        ({"attempt_number": "1"}, 400),
        ({"action": "pauseRequest"}, 400),
        ({"incident_time": "yesterday"}, 400),
        ({"incident_time": "2027-01-15"}, 400),
        ({"incident_severity": 1.5}, 400),
        ({"action": "update"}, 400),
        ({"action": "update", "extra_time": -1}, 400),
        ({"reason_msg": 5}, 400),
    ],
)
def test_wrong_command_is_refused_and_does_nothing(bench, running, changes, status):
    answer = bench.acs(bench.command(running[2], "pause") | changes)
    assert answer.status_code == status
    assert answer.json["error_description"]
    assert bench.rows()[0]["state"] == "running"
    assert bench.rows()[0]["controls"] == []


def test_body_that_is_no_json_is_refused(bench, running):
    answer = bench.server.post(
        "/lti/acs",
        data=b"\xff{",
        headers=bench.bearer(ACS_SCOPE),
        content_type="application/vnd.ims.lti-ap.v1.control+json",
    )
    assert answer.status_code == 400


# ---- grades ----
def score(bench: Bench, **changes: object):
    body = {
        "userId": "2001",
        "activityProgress": "Submitted",
        "gradingProgress": "PendingManual",
        "timestamp": "2027-01-15T08:30:00.000Z",
        "comment": "1 incident, see report <http://x>",
    } | changes
    return bench.server.post(
        "/lti/courses/1/lineitems/1/scores",
        data=json.dumps(body),
        headers=bench.bearer(AGS + "score"),
        content_type="application/vnd.ims.lis.v1.score+json",
    )


def test_score_without_points_leaves_its_comment_on_the_attempt(bench, running):
    assert score(bench).status_code == 204
    assert bench.rows()[0]["comment"] == "1 incident, see report <http://x>"
    page = bench.browser("teacher").get("/quizzes/1").text
    assert "1 incident, see report &lt;http://x&gt;" in page
    headers = bench.bearer(AGS + "result.readonly")
    found = bench.server.get("/lti/courses/1/lineitems/1/results", headers=headers).json
    assert [(r["userId"], r["comment"]) for r in found] == [("2001", bench.rows()[0]["comment"])]
    assert "resultScore" not in found[0]


def test_score_with_points_becomes_a_result_of_the_line_item(bench, running):
    assert score(bench, scoreGiven=40, scoreMaximum=80).status_code == 204
    headers = bench.bearer(AGS + "result.readonly")
    url = "/lti/courses/1/lineitems/1/results?user_id=2001"
    assert bench.server.get(url, headers=headers).json[0]["resultScore"] == 0.5
    assert bench.server.get(url.replace("2001", "2002"), headers=headers).json == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"userId": "9999"}, 404),
        ({"userId": 2001}, 400),
        ({"timestamp": "soon"}, 400),
        ({"activityProgress": "Done"}, 400),
        ({"gradingProgress": None}, 400),
        ({"scoreGiven": 5}, 400),
        ({"scoreGiven": -1, "scoreMaximum": 5}, 400),
        ({"comment": ["x"]}, 400),
    ],
)
def test_wrong_score_is_refused(bench, running, changes, status):
    assert score(bench, **changes).status_code == status
    assert bench.rows()[0]["comment"] == ""


def test_older_score_does_not_replace_a_newer_one(bench, running):
    assert score(bench).status_code == 204
    assert score(bench).status_code == 204
    assert score(bench, timestamp="2027-01-15T08:00:00Z").status_code == 409


def test_line_items_are_listed_and_filtered(bench, running):
    headers = bench.bearer(AGS + "lineitem")
    found = bench.server.get("/lti/courses/1/lineitems", headers=headers)
    assert found.content_type == "application/vnd.ims.lis.v2.lineitemcontainer+json"
    assert [item["label"] for item in found.json] == ["Cell biology midterm (proctoring)"]
    assert found.json[0]["resourceLinkId"] == running[2][LTI + "resource_link"]["id"]
    one = bench.server.get(found.json[0]["id"].removeprefix(ISSUER), headers=headers)
    assert one.json == found.json[0]
    assert bench.server.get("/lti/courses/1/lineitems?tag=other", headers=headers).json == []
    assert bench.server.get("/lti/courses/1/lineitems/99", headers=headers).status_code == 404
    assert bench.server.get("/lti/courses/1/lineitems", headers=bench.bearer(ACS_SCOPE)).status_code == 403


# ---- members ----
def test_members_come_in_pages_and_by_role(bench):
    headers = bench.bearer(NRPS_SCOPE)
    first = bench.server.get("/lti/courses/1/members?limit=6", headers=headers)
    assert first.content_type == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    assert first.json["context"]["title"] == "Biology 101"
    following = first.headers["Link"].split(">")[0].removeprefix("<" + ISSUER)
    second = bench.server.get(following, headers=headers)
    assert "Link" not in second.headers
    people = first.json["members"] + second.json["members"]
    assert len(people) == 11
    assert {p["name"] for p in people} >= {"Tess Teacher", "Ada Abara", "Zoë <b>O'Neil</b> 🎓"}
    learners = bench.server.get("/lti/courses/1/members?role=Learner", headers=headers).json["members"]
    assert len(learners) == 9
    assert bench.server.get("/lti/courses/1/members", headers=bench.bearer(ACS_SCOPE)).status_code == 403
    assert bench.server.get("/lti/courses/99/members", headers=headers).status_code == 404


def test_members_of_a_link_come_with_what_a_launch_would_carry(bench, running):
    link = running[2][LTI + "resource_link"]["id"]
    headers = bench.bearer(NRPS_SCOPE)
    answer = bench.server.get(f"/lti/courses/1/members?rlid={link}&limit=5&role=Learner", headers=headers)
    assert "rlid=" in answer.headers["Link"]
    assert "role=Learner" in answer.headers["Link"]
    message = answer.json["members"][0]["message"]
    assert [m[LTI + "message_type"] for m in message] == ["LtiResourceLinkRequest"]
    assert bench.server.get("/lti/courses/1/members?rlid=other", headers=headers).status_code == 404
