"""At every door of the plugins, forged and replayed messages, somebody else's attempt, a request without session key
and a teacher of another course are refused and put on record, and change nothing."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
import requests

from tests.acceptance.moodle.refused_site import CONTROL, PASSWORD, PLUGIN, Person, RefusedSite

NOBODY = "nobody"
JSON = "application/json"
REPORT = "/mod/quiz/report/invigil/attempt.php"
CLAIM = {"number": 1, "invigil_shell": "a" * 32, "page": "b" * 32}
Doors = dict[str, Person]


@pytest.fixture(scope="module")
def site() -> Iterator[RefusedSite]:
    if "MOODLE_DIR" not in os.environ:
        pytest.skip("MOODLE_DIR does not say where Moodle's code is; docs/acceptance-moodle.md")
    with RefusedSite(os.environ["INVIGIL_MOODLE_URL"]) as made:
        yield made


@pytest.fixture(scope="module")
def people(site: RefusedSite) -> Doors:
    """Everybody who knocks, by name, each signed in."""
    found = {
        name: Person(site.url).sign_in(user["username"], PASSWORD) for name, user in site.made["users"].items()
    }
    found["admin"] = Person(site.url).sign_in(
        os.environ.get("MOODLE_ADMIN_USER", "admin"), os.environ.get("MOODLE_ADMIN_PASSWORD", "")
    )
    found[NOBODY] = Person(site.url)
    return found


def refused(site: RefusedSite, knock: Callable[[], requests.Response], *noted: str) -> requests.Response:
    """Knock; check that exactly this was put on record and nothing has changed. Return the answer."""
    before = site.look()
    answer = knock()
    after = site.look()
    changed = [table for table, digest in after.kept.items() if before.kept[table] != digest]
    assert changed == [], answer.text[:300]
    assert [note for note in after.noted if note.startswith(("command_", "launch_"))] == list(noted), answer.text[:300]
    return answer


def as_tool(site: RefusedSite, script: str, body: Any, token: str, media: str = JSON) -> requests.Response:
    headers = {"Content-Type": media, **({"Authorization": f"Bearer {token}"} if token else {})}
    return requests.post(f"{site.url}{PLUGIN}/{script}.php", json=body, headers=headers, timeout=60)


# ---- the tool's doors: what it sends


@pytest.mark.parametrize("script", ["acs", "presence", "review_outcome"])
@pytest.mark.parametrize("token", ["", "forged", "expired", "of another tool", "without the scope"])
def test_a_token_that_does_not_count(site: RefusedSite, script: str, token: str) -> None:
    bearer = site.made["tokens"].get(token, "0" * 48 if token else "")
    media = CONTROL if script == "acs" else JSON
    body = site.command("terminate") if script == "acs" else {"at": 1, "attempts": [], "session": site.made["session"]}
    reason = "refused_noscope" if token == "without the scope" else "refused_token"
    answer = refused(site, lambda: as_tool(site, script, body, bearer, media), f"command_refused {script} {reason}")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("script", ["acs", "presence", "review_outcome", "start", "registration"])
def test_what_is_not_posted(site: RefusedSite, people: Doors, script: str) -> None:
    answer = refused(
        site, lambda: people[NOBODY].get(f"{PLUGIN}/{script}.php"), f"command_refused {script} refused_method"
    )
    # a page for people, as start.php's is, has the status that Moodle gives all of them
    assert answer.status_code == (HTTPStatus.NOT_FOUND if script == "start" else HTTPStatus.METHOD_NOT_ALLOWED)


def test_commands_about_attempts_that_are_not_meant(site: RefusedSite) -> None:
    token = site.made["tokens"]["good"]
    for change in (
        {"user": {"sub": str(site.user("other"))}},
        {"user": {"sub": str(site.user("examinee")), "iss": "https://elsewhere.example"}},
        {"attempt_number": 2},
    ):
        body = site.command("terminate", **change)
        note = "command_refused acs unknown_attempt"
        answer = refused(site, partial(as_tool, site, "acs", body, token, CONTROL), note)
        assert answer.status_code == HTTPStatus.NOT_FOUND
    body = site.command("terminate", resource_link={"id": "quiz-0"})
    refused(
        site, lambda: as_tool(site, "acs", body, token, CONTROL), "command_refused acs unknown_resource_link"
    )
    outcome = {"session": "f" * 48, "at": 1, "incidents": 0, "severities": {}, "flagged": True, "verdict": "invalid"}
    note = "command_refused review_outcome unknown_attempt"
    answer = refused(site, lambda: as_tool(site, "review_outcome", outcome, token), note)
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_command_counts_once(site: RefusedSite) -> None:
    token = site.made["tokens"]["good"]
    pause, resume = site.command("pause", reason_msg="Once."), site.command("resume")
    for body, status in ((pause, "paused"), (resume, "running")):
        assert as_tool(site, "acs", body, token, CONTROL).json()["status"] == status
    answer = refused(site, lambda: as_tool(site, "acs", pause, token, CONTROL))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "paused")


def test_start_messages(site: RefusedSite, people: Doors) -> None:
    def start(jwt: str) -> requests.Response:
        return people[NOBODY].post(f"{PLUGIN}/start.php", data={"JWT": jwt}, headers={"Accept": JSON})

    good = site.started()
    assert start(good).status_code == HTTPStatus.OK
    for jwt, reason in (
        (good, "refused_replayed"),
        (site.started(key="forged"), "refused_signature"),
        ("", "refused_notjwt"),
        (site.started({"lti-ap/claim/session_data": "f" * 48}), "wrong_session_data"),
        (site.started({"lti-ap/claim/attempt_number": 2}), "wrong_attempt_number"),
        (site.started({"lti/claim/deployment_id": "0"}), "wrong_deployment"),
        (site.started({"lti/claim/resource_link": {"id": site.link("second")}}), "wrong_resource_link"),
    ):
        answer = refused(site, partial(start, jwt), f"command_refused start {reason}")
        assert answer.status_code >= HTTPStatus.BAD_REQUEST


def test_token_requests(site: RefusedSite, people: Doors) -> None:
    def ask(jwt: str) -> requests.Response:
        return people[NOBODY].post(f"{PLUGIN}/token.php", data={
            "grant_type": "client_credentials", "client_assertion": jwt,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "scope": "https://purl.imsglobal.org/spec/lti-ap/scope/control.all",
        })

    me = {"sub": site.made["clientid"]}
    good = site.sign(me)
    assert ask(good).status_code == HTTPStatus.OK
    for jwt, reason in ((good, "refused_replayed"), (site.sign(me, "forged"), "refused_signature")):
        answer = refused(site, partial(ask, jwt), f"command_refused token {reason}")
        assert answer.status_code == HTTPStatus.UNAUTHORIZED


def test_registrations(site: RefusedSite) -> None:
    for token, reason in (("", "registration_notoken"), ("a.b.c", "registration_foreigntoken")):
        note = f"command_refused registration {reason}"
        answer = refused(site, partial(as_tool, site, "registration", {}, token), note)
        assert answer.status_code >= HTTPStatus.BAD_REQUEST


# ---- logins at the tool


def authorize(site: RefusedSite, person: Person, user: int, hint: str, **change: str) -> requests.Response:
    return person.post(f"{PLUGIN}/auth.php", data={
        "client_id": site.made["clientid"], "redirect_uri": site.made["redirect"], "login_hint": str(user),
        "nonce": "n", "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "lti_message_hint": hint, "state": "s", "repost": "1", **change,
    })


def test_logins_of_somebody_else_and_used_ones(site: RefusedSite, people: Doors) -> None:
    hint = site.hint("examinee", "start")
    for login_hint in (site.user("examinee"), site.user("other")):
        answer = refused(
            site,
            partial(authorize, site, people["other"], login_hint, hint),
            "launch_refused start refused_otheruser", "command_refused auth refused_otheruser",
        )
        assert "login_required" in answer.text
        assert "id_token" not in answer.text
    examinee = site.user("examinee")
    note = "command_refused auth refused_loggedout"
    answer = refused(site, lambda: authorize(site, people[NOBODY], examinee, hint), note)
    assert "id_token" not in answer.text
    assert "id_token" in authorize(site, people["examinee"], examinee, hint).text
    note = "command_refused auth refused_hint"
    answer = refused(site, lambda: authorize(site, people["examinee"], examinee, hint), note)
    assert "id_token" not in answer.text


def test_answers_go_to_the_tool_only(site: RefusedSite, people: Doors) -> None:
    hint = site.hint("examinee", "start")
    for change, reason in (
        ({"redirect_uri": "https://evil.example/"}, "refused_redirect"), ({"client_id": "x"}, "refused_client"),
    ):
        answer = refused(
            site, partial(authorize, site, people["examinee"], site.user("examinee"), hint, **change),
            f"command_refused auth {reason}",
        )
        assert "id_token" not in answer.text
        assert "evil.example" not in answer.text


# ---- pages: somebody else's attempt


@pytest.mark.parametrize("what", ["widget", "end"])
def test_the_panel_of_somebody_else(site: RefusedSite, people: Doors, what: str) -> None:
    asked = {"cmid": site.cmid(), "what": what, "attempt": site.made["proctored"]}
    note = f"launch_refused {what} launch_foreign"
    answer = refused(site, lambda: people["other"].get(f"{PLUGIN}/launch.php", **asked), note)
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("what", ["console", "report"])
def test_proctors_pages_for_students(site: RefusedSite, people: Doors, what: str) -> None:
    asked = {"cmid": site.cmid(), "what": what, "attempt": site.made["proctored"]}
    note = f"launch_refused {what} launch_notproctor"
    answer = refused(site, lambda: people["examinee"].get(f"{PLUGIN}/launch.php", **asked), note)
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_the_held_page_of_somebody_else(site: RefusedSite, people: Doors) -> None:
    answer = refused(
        site, lambda: people["other"].get(f"{PLUGIN}/held.php", cmid=site.cmid(), attempt=site.made["proctored"]),
        "launch_refused held launch_foreign",
    )
    assert 'data-invigil-held="no_check_in"' in answer.text


def test_the_state_of_somebody_else_is_not_to_be_had(site: RefusedSite, people: Doors) -> None:
    answer = refused(site, lambda: people["other"].get(f"{PLUGIN}/state.php", cmid=site.cmid(), number=1))
    assert answer.json()["attemptid"] is None
    assert answer.json()["proctoredid"] is None


def test_the_window_of_somebody_else_is_not_to_be_had(site: RefusedSite, people: Doors) -> None:
    own = {"cmid": site.cmid(), **CLAIM}
    tries: tuple[tuple[str, dict[str, Any]], ...] = (
        ("other", {**own, "sesskey": people["other"].sesskey, "what": "press"}),
        ("other", {**own, "sesskey": people["other"].sesskey, "what": "go"}),
        ("examinee", {**own, "what": "press"}),
    )
    for person, body in tries:
        refused(site, partial(people[person].post, f"{PLUGIN}/claim.php", data=body))


@pytest.mark.parametrize("script", ["processattempt", "autosave.ajax"])
@pytest.mark.parametrize(("person", "key"), [("other", True), ("examinee", False)])
def test_answers_for_somebody_else_or_without_session_key(
    site: RefusedSite, people: Doors, script: str, person: str, key: bool
) -> None:
    body = {"attempt": site.made["attempt"], "cmid": site.cmid(), "slots": "1", "thispage": 0, "next": "Next"}
    if key:
        body["sesskey"] = people[person].sesskey
    noted = ["launch_refused save launch_foreign"] if person == "other" else []
    answer = refused(site, lambda: people[person].post(f"/mod/quiz/{script}.php", data=body), *noted)
    assert "error" in answer.text.lower() or answer.status_code >= HTTPStatus.SEE_OTHER


def test_reports_of_other_quizzes_and_for_students(site: RefusedSite, people: Doors) -> None:
    for person, attempt, note in (
        ("teacher", site.made["second"], "launch_refused report launch_foreign"),
        ("examinee", site.made["proctored"], "launch_refused report launch_notproctor"),
    ):
        asked = {"id": site.cmid(), "attempt": attempt}
        answer = refused(site, partial(people[person].get, REPORT, **asked), note)
        assert answer.status_code >= HTTPStatus.BAD_REQUEST
    for more in ({}, {"download": "csv"}):
        asked = {"id": site.cmid(), "mode": "invigil", **more}
        answer = refused(site, partial(people["examinee"].get, "/mod/quiz/report.php", **asked))
        assert answer.status_code >= HTTPStatus.BAD_REQUEST
        assert site.made["users"]["examinee"]["username"] not in answer.text


@pytest.mark.parametrize(("person", "key", "note"), [
    ("teacher", False, []),
    ("examinee", True, ["launch_refused report launch_notproctor"]),
    ("stranger", True, ["launch_refused report launch_othercourse"]),
])
def test_lost_time_is_not_given_back_by_just_anybody(
    site: RefusedSite, people: Doors, person: str, key: bool, note: list[str]
) -> None:
    body = {"giveback": 1, **({"sesskey": people[person].sesskey} if key else {})}
    address = f"{REPORT}?id={site.cmid()}&attempt={site.made['proctored']}"
    answer = refused(site, lambda: people[person].post(address, data=body), *note)
    assert answer.status_code >= HTTPStatus.SEE_OTHER
    assert site.made["users"]["examinee"]["username"] not in answer.text


# ---- pages: a teacher of another course


@pytest.mark.parametrize(("path", "what", "params"), [
    (f"{PLUGIN}/launch.php", "console", {"what": "console"}),
    (f"{PLUGIN}/launch.php", "report", {"what": "report", "attempt": "proctored"}),
    (f"{PLUGIN}/shell.php", "shell", {}),
    (f"{PLUGIN}/state.php", "state", {"number": 1}),
    (f"{PLUGIN}/claim.php", "claim", CLAIM),
    (f"{PLUGIN}/held.php", "held", {"attempt": "proctored"}),
    (REPORT, "report", {"id": "cmid", "attempt": "proctored"}),
])
def test_a_teacher_of_another_course(
    site: RefusedSite, people: Doors, path: str, what: str, params: dict[str, Any]
) -> None:
    known = {"proctored": site.made["proctored"], "cmid": site.cmid()}
    asked = {"cmid": site.cmid(), **{name: known.get(value, value) for name, value in params.items()}}
    answer = refused(site, lambda: people["stranger"].get(path, **asked), f"launch_refused {what} launch_othercourse")
    assert answer.status_code >= HTTPStatus.SEE_OTHER or "error" in answer.json()


@pytest.mark.parametrize(("path", "params"), [
    ("/mod/quiz/report.php", {"id": "cmid", "mode": "invigil"}),
    ("/mod/quiz/report.php", {"id": "cmid", "mode": "invigil", "download": "csv"}),
    ("/course/modedit.php", {"update": "cmid"}),
])
def test_moodles_own_pages_for_a_teacher_of_another_course(
    site: RefusedSite, people: Doors, path: str, params: dict[str, Any]
) -> None:
    asked = {name: site.cmid() if value == "cmid" else value for name, value in params.items()}
    answer = refused(site, lambda: people["stranger"].get(path, **asked))
    assert answer.status_code >= HTTPStatus.SEE_OTHER
    assert "invigil_enabled" not in answer.text


# ---- settings: no session key, not an administrator


@pytest.mark.parametrize("action", ["connect", "test", "resume", "forget", "delete"])
def test_the_connection_without_session_key(site: RefusedSite, people: Doors, action: str) -> None:
    body = {"action": action, "url": "https://evil.example/lti/register"}
    answer = refused(
        site, lambda: people["admin"].post(f"{PLUGIN}/connect.php", data=body), "command_refused connect invalidsesskey"
    )
    assert answer.status_code >= HTTPStatus.BAD_REQUEST or "sesskey" in answer.text
    for name in ("teacher", "examinee"):
        asked = {**body, "sesskey": people[name].sesskey}
        answer = refused(site, partial(people[name].post, f"{PLUGIN}/connect.php", data=asked))
        assert answer.status_code >= HTTPStatus.SEE_OTHER


def test_the_settings_without_session_key(site: RefusedSite, people: Doors) -> None:
    page = "/admin/settings.php"
    body = {"section": "modsettingsquizcatinvigil", "action": "save-settings", "s_quizaccess_invigil_enabled": "1"}
    refused(site, lambda: people["admin"].post(page, data=body))
    answer = people["admin"].get(page, section="modsettingsquizcatinvigil")
    box = answer.text.split('id="id_s_quizaccess_invigil_enabled"', 1)[1].split(">", 1)[0]
    assert "checked" not in box
    for name in ("teacher", "examinee"):
        asked = {**body, "sesskey": people[name].sesskey}
        assert refused(site, partial(people[name].post, page, data=asked)).status_code >= 303


def test_the_quiz_form_without_session_key(site: RefusedSite, people: Doors) -> None:
    body = {"update": site.cmid(), "_qf__mod_quiz_mod_form": 1, "invigil_enabled": 0, "submitbutton": "Save"}
    refused(site, lambda: people["teacher"].post("/course/modedit.php", data=body))
    asked = {**body, "sesskey": people["examinee"].sesskey}
    assert refused(site, lambda: people["examinee"].post("/course/modedit.php", data=asked)).status_code >= 303


def test_nobody_begins_a_quiz_by_a_link(site: RefusedSite, people: Doors) -> None:
    for quiz in ("plain", "proctored"):
        answer = refused(site, partial(people["other"].get, f"{PLUGIN}/held.php", cmid=site.cmid(quiz)))
        assert "startattempt" not in answer.headers.get("Location", "")
