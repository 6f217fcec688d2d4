"""Pages of the sandbox: signing in, taking a quiz with and without proctoring, what staff see, what is refused."""

import pytest
from sandbox_bench import TOOL, Bench

PLAIN = 2


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path / "lms")


def test_start_page_asks_who_you_are_and_leads_back(bench):
    client = bench.app.test_client()
    assert client.get("/quizzes/1").location == "/login?next=/quizzes/1"
    page = client.get("/login?next=/quizzes/1").text
    assert 'data-testid="sign-in-noor"' in page
    answer = bench.post(client, "/login", person="noor", next="/quizzes/1")
    assert (answer.status_code, answer.location) == (303, "/quizzes/1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert bench.post(client, "/logout").status_code == 303
    assert client.get("/quizzes/1").status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/x\r\ny"])
def test_signing_in_leads_only_into_this_site(bench, target):
    client = bench.app.test_client()
    client.get("/login")
    assert bench.post(client, "/login", person="noor", next=target).location == "/"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/demo/examinee?as=tess", 404), ("/demo/teacher?as=ada", 404), ("/demo/examinee?as=x", 404), ("/demo/dean", 404)],
)
def test_demo_log_in_gives_only_its_own_role(bench, path, status):
    assert bench.app.test_client().get(path).status_code == status


def test_names_come_out_as_text_everywhere(bench):
    bench.register()
    client, attempt, _ = bench.begin("zoe")
    bench.post(client, f"/attempts/{attempt}/answers", q5="<script>alert('x')</script> 🎓")
    bench.post(client, f"/attempts/{attempt}/submit")
    staff = bench.browser("teacher")
    for page in (
        client.get("/quizzes/1").text,
        client.get(f"/attempts/{attempt}").text,
        client.get(f"/attempts/{attempt}/result").text,
        staff.get("/quizzes/1").text,
        staff.get("/courses/1").text,
        staff.get(f"/attempts/{attempt}/result").text,
        staff.get("/login").text,
    ):
        assert "<b>O" not in page
        assert "<script>alert" not in page
    assert "Zoë &lt;b&gt;O&#39;Neil&lt;/b&gt; 🎓" in staff.get("/quizzes/1").text
    assert "&lt;script&gt;alert" in staff.get(f"/attempts/{attempt}/result").text


def test_plain_quiz_is_taken_without_a_shell(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada, PLAIN)
    assert ada.get(f"/attempts/{attempt}").location == f"/attempts/{attempt}/pages/"
    assert "A bacterium" in ada.get(f"/attempts/{attempt}/pages/").text
    moved = bench.post(ada, f"/attempts/{attempt}/pages/1", q6="A bacterium", q7="Proteins", go="next")
    assert moved.location == f"/attempts/{attempt}/pages/2"
    assert bench.post(ada, f"/attempts/{attempt}/pages/2", q8="Cell wall", go="finish").location.endswith("/summary")
    summary = ada.get(f"/attempts/{attempt}/summary").text
    assert summary.count("Answer saved") == 3
    assert bench.post(ada, f"/attempts/{attempt}/submit").location == f"/attempts/{attempt}/result"
    row = bench.rows(PLAIN)[0]
    assert (row["user"], row["number"], row["state"], row["answers_saved"]) == ("ada", 1, "submitted", 3)
    assert bench.post(ada, f"/attempts/{attempt}/pages/1", q6="A leaf cell").status_code == 409
    assert bench.start_attempt(ada, PLAIN) != attempt


def test_answers_are_back_on_the_page_and_can_be_taken_away(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada, PLAIN)
    bench.post(ada, f"/attempts/{attempt}/pages/2", q8="  Cell wall & <more>", go="previous")
    assert "Cell wall &amp; &lt;more&gt;</textarea>" in ada.get(f"/attempts/{attempt}/pages/2").text
    bench.post(ada, f"/attempts/{attempt}/answers", q8=" ")
    assert bench.rows(PLAIN)[0]["answers_saved"] == 0


def test_answers_to_questions_of_another_quiz_are_not_kept(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada, PLAIN)
    assert bench.post(ada, f"/attempts/{attempt}/answers", q1="Nucleus", q999="x", qx="y").status_code == 200
    assert bench.rows(PLAIN)[0]["answers_saved"] == 0


def test_start_twice_is_one_attempt(bench):
    ada = bench.browser()
    assert bench.start_attempt(ada, PLAIN) == bench.start_attempt(ada, PLAIN)


def test_time_runs_out_on_the_server(bench):
    ada = bench.browser()
    attempt = bench.start_attempt(ada, PLAIN)
    bench.now += 20 * 60 + 3
    assert bench.post(ada, f"/attempts/{attempt}/answers", q6="A bacterium").status_code == 200
    bench.now += 3
    refused = bench.post(ada, f"/attempts/{attempt}/answers", q7="Proteins")
    assert (refused.status_code, refused.json["error"]) == (409, "submitted")
    row = bench.rows(PLAIN)[0]
    assert (row["state"], row["answers_saved"], row["seconds_left"]) == ("submitted", 1, None)
    assert "Time was up" in ada.get(f"/attempts/{attempt}/result").text


def test_other_peoples_attempts_are_closed_to_examinees(bench):
    attempt = bench.start_attempt(bench.browser(), PLAIN)
    ben = bench.browser("examinee", "ben")
    for path in ("", "/state", "/pages/1", "/summary", "/launch/widget"):
        assert ben.get(f"/attempts/{attempt}{path}").status_code == 404
    assert ben.get(f"/attempts/{attempt}/result").status_code == 403
    assert bench.post(ben, f"/attempts/{attempt}/answers", q6="x").status_code == 404
    assert ben.get("/quizzes/2/attempts").status_code == 403


def test_every_post_of_the_site_needs_our_form_token(bench):
    ada, tess = bench.browser(), bench.browser("teacher")
    attempt = bench.start_attempt(ada, PLAIN)
    paths = [
        (ada, "/login"),
        (ada, "/logout"),
        (ada, "/quizzes/2/attempts"),
        (ada, f"/attempts/{attempt}/pages/1"),
        (ada, f"/attempts/{attempt}/answers"),
        (ada, f"/attempts/{attempt}/submit"),
        (tess, "/quizzes/2/settings"),
        (tess, "/quizzes/2/proctoring/remove"),
    ]
    for client, path in paths:
        for token in ("", "forged"):
            answer = client.post(path, data={"form_token": token})
            assert (answer.status_code, answer.json["error"]) == (403, "form_expired"), path


def test_shell_hands_camera_to_the_tool_only(bench):
    bench.register()
    ada, attempt, _ = bench.begin()
    shell = ada.get(f"/attempts/{attempt}")
    for feature in ("camera", "microphone", "display-capture", "window-management", "fullscreen", "autoplay"):
        assert f"{feature} {TOOL}" in shell.text
    policy = shell.headers["Content-Security-Policy"]
    assert f"frame-src 'self' {TOOL};" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_questions_of_a_proctored_quiz_show_only_inside_the_shell(bench):
    bench.register()
    ada, attempt, _ = bench.begin()
    top = ada.get(f"/attempts/{attempt}/pages/1", headers={"Sec-Fetch-Dest": "document"})
    assert (top.status_code, top.location) == (303, f"/attempts/{attempt}")
    assert ada.get(f"/attempts/{attempt}/pages/1", headers={"Sec-Fetch-Dest": "iframe"}).status_code == 200


def test_teacher_changes_settings_and_proctor_does_not(bench):
    tess = bench.browser("teacher")
    assert bench.post(tess, "/quizzes/2/settings", title="Weekly <4>", minutes="15").status_code == 303
    assert "Weekly &lt;4&gt;" in tess.get("/quizzes/2").text
    assert bench.post(tess, "/quizzes/2/settings", title="", minutes="15").status_code == 400
    assert bench.post(tess, "/quizzes/2/settings", title="x", minutes="0").status_code == 400
    paul = bench.browser("proctor")
    assert 'data-testid="remove-proctoring"' not in paul.get("/quizzes/2").text
    assert bench.post(paul, "/quizzes/2/settings", title="x", minutes="5").status_code == 403


def test_attempt_of_a_removed_link_keeps_its_proctoring_to_the_end(bench):
    bench.register()
    _, _, launch = bench.begin()
    bench.post(bench.browser("teacher"), "/quizzes/1/proctoring/remove")
    assert bench.acs(bench.command(launch, "pause")).json == {"status": "paused"}


def test_demo_state_is_only_for_this_machine(bench):
    assert bench.server.get("/demo/state").json == {"attempts": []}
    far = bench.server.get("/demo/state", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert far.status_code == 403
    assert bench.server.get("/demo/state", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    assert bench.server.get("/demo/state?quiz=99").status_code == 404


def test_errors_are_pages_for_people_and_json_for_programs(bench):
    assert 'data-testid="error"' in bench.browser().get("/nothing", headers={"Accept": "text/html"}).text
    assert bench.server.get("/nothing").json["error"] == "not_found"
    assert bench.server.get("/healthz").text == "ok\n"
