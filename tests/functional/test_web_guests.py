"""Invited proctors: who may invite, what the link opens and for how long, and that a revoked guest is out at once."""

from dataclasses import replace
from typing import Any

import pytest
from web_stage import EXAM_2, Page, Socket, Stage

DAY = 86400.0


def invited(stage: Stage, teacher: Page, name: str = "Guest Hopper", **body: Any) -> dict[str, Any]:
    answer = stage.http.post(guests_of(teacher), headers=teacher.bearer, json={"name": name, **body})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def guests_of(page: Page) -> str:
    return f"/api/exams/{page.view['exam_id']}/guests"


def code_in(made: dict[str, Any]) -> str:
    return str(made["url"].split("#invitation=")[1])


def joined(stage: Stage, made: dict[str, Any]) -> Page:
    answer = stage.http.post("/api/join", json={"code": code_in(made)})
    assert answer.status_code == 200, answer.text
    return Page("console", answer.json)


def revoke(stage: Stage, teacher: Page, made: dict[str, Any]) -> Any:
    path = f"{guests_of(teacher)}/{made['guest']['guest_id']}/revoke"
    return stage.http.post(path, headers=teacher.bearer)


@pytest.fixture
def teacher(stage: Stage) -> Page:
    return stage.console("teacher-1")


@pytest.fixture
def guest(stage: Stage, teacher: Page) -> tuple[dict[str, Any], Page, Socket]:
    made = invited(stage, teacher)
    page = joined(stage, made)
    return made, page, stage.socket(page)


def test_the_link_opens_this_exams_console_and_no_more(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher, days=2)
    assert made["url"].startswith("https://tool.example/console?platform=reg-1#invitation=")
    assert len(code_in(made)) == 32
    assert made["guest"]["expires_at"] == stage.clock() + 2 * DAY
    assert stage.http.get(made["url"].split("#")[0]).status_code == 200
    view = joined(stage, made).view
    assert (view["surface"], view["role"], view["exam_id"]) == ("console", "proctor", teacher.view["exam_id"])
    assert (view["person_name"], view["institution"], view["attempt_id"]) == ("Guest Hopper", "Testing School", None)


def test_the_code_is_kept_as_a_hash(stage: Stage, teacher: Page) -> None:
    code = code_in(invited(stage, teacher))
    with stage.web.base.database.session() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM guests").all()
    assert code not in repr(rows)


def test_the_link_may_be_opened_again_and_is_one_person(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher)
    first = stage.web.base.sessions.read(joined(stage, made).token)
    stage.clock.now += 5 * DAY
    second = stage.web.base.sessions.read(joined(stage, made).token)
    assert first.person_id == second.person_id
    with stage.web.base.works() as work:
        assert work.people.get(first.person_id).subject == f"guest:{made['guest']['guest_id']}"
        assert work.guests.get(made["guest"]["guest_id"]).last_used_at == stage.clock()


def test_a_guest_watches_and_intervenes_in_this_exam(stage: Stage) -> None:
    examinee, widget = stage.running()
    page = joined(stage, invited(stage, stage.console()))
    socket = stage.socket(page)
    assert [t["state"] for t in socket.heard_last("snapshot")["tiles"]] == ["running"]
    made = socket.did("decide", {"attempt_id": examinee.view["attempt_id"], "kind": "warn", "text": "Look here"})
    assert made["by"] == "Guest Hopper"
    assert widget.heard_last("notice")["text"] == "Look here"
    assert socket.did("grant")["token"]
    elsewhere, _widget = stage.running("user-8", **EXAM_2)
    ack = socket.ask("open", {"attempt_id": elsewhere.view["attempt_id"]})
    assert ack["error"]["code"] == "not_found"


def test_a_guest_neither_sets_up_nor_invites(stage: Stage, teacher: Page) -> None:
    page = joined(stage, invited(stage, teacher))
    for method, path in (
        ("GET", guests_of(page)), ("POST", guests_of(page)), ("POST", f"{guests_of(page)}/x/revoke"),
        ("POST", f"/api/exams/{page.view['exam_id']}/deep-link"),
    ):
        answer = stage.http.open(path, method=method, headers=page.bearer, json={"name": "Another"})
        assert (answer.status_code, answer.json["code"]) == (403, "teachers_only")


def test_the_list_shows_who_came(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher)
    stage.clock.now += 60
    invited(stage, teacher, "Second <b>Guest</b>")
    joined(stage, made)
    shown = stage.http.get(guests_of(teacher), headers=teacher.bearer).json["guests"]
    assert [(g["name"], g["last_used_at"], g["revoked"]) for g in shown] == [
        ("Guest Hopper", stage.clock(), False), ("Second <b>Guest</b>", None, False),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": ""}, "bad_name"), ({"name": " \u0000 "}, "bad_name"), ({"name": "x" * 201}, "bad_name"),
        ({"name": "A", "days": 0}, "bad_days"), ({"name": "A", "days": 31}, "bad_days"),
        ({"name": "A", "days": -1}, "bad_days"),
    ],
)
def test_bad_invitations(stage: Stage, teacher: Page, body: dict[str, Any], code: str) -> None:
    answer = stage.http.post(guests_of(teacher), headers=teacher.bearer, json=body)
    assert (answer.status_code, answer.json["code"]) == (409, code)


@pytest.mark.parametrize("name", ["x" * 200, "Zoë 🦊 李", "'; DROP TABLE guests; --"])
def test_names_come_out_as_they_went_in(stage: Stage, teacher: Page, name: str) -> None:
    made = invited(stage, teacher, name, days=30)
    assert made["guest"]["name"] == joined(stage, made).view["person_name"] == name


def test_an_exam_has_so_many_guests_at_a_time(stage: Stage, teacher: Page) -> None:
    first, *_others = [invited(stage, teacher, f"Guest {n}") for n in range(50)]
    full = stage.http.post(guests_of(teacher), headers=teacher.bearer, json={"name": "One more"})
    assert full.json["code"] == "too_many"
    assert revoke(stage, teacher, first).status_code == 200
    invited(stage, teacher, "One more")
    stage.clock.now += 7 * DAY
    for number in range(2):
        invited(stage, stage.console("teacher-1"), f"Later {number}")


@pytest.mark.parametrize("code", ["", "guess", "ф" * 32, "x" * 5000])
def test_a_code_that_is_not_ours(stage: Stage, code: str) -> None:
    answer = stage.http.post("/api/join", json={"code": code})
    assert (answer.status_code, answer.json["code"]) == (401, "not_invited")
    assert stage.rows("people") == 0


def test_guessing_is_slowed_down_but_keeps_no_guest_out(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher)
    statuses = [stage.http.post("/api/join", json={"code": f"guess {n}"}).status_code for n in range(12)]
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429
    joined(stage, made)


def test_after_its_time_the_link_and_the_sessions_are_over(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher, days=1)
    stage.clock.now += DAY - 60
    page = joined(stage, made)
    assert page.view["expires_at"] == stage.clock() + 60
    socket = stage.socket(page)
    assert socket.did("leave")
    stage.clock.now += 60
    assert socket.ask("leave")["error"]["code"] == "not_invited"
    assert not socket.connected
    assert not stage.socket(page).connected
    assert stage.http.post("/api/session/renew", headers=page.bearer).json["code"] == "not_invited"
    assert stage.http.post("/api/join", json={"code": code_in(made)}).json["code"] == "not_invited"


def test_somebody_elses_request_puts_an_expired_listener_out(stage: Stage, teacher: Page) -> None:
    page = joined(stage, invited(stage, teacher, days=1))
    listener = stage.socket(page)
    stage.clock.now += DAY
    stage.socket(stage.console("teacher-1")).did("leave")
    assert not listener.connected


def test_a_revoked_guest_is_out_at_once(
    stage: Stage, teacher: Page, guest: tuple[dict[str, Any], Page, Socket]
) -> None:
    made, page, socket = guest
    others = [stage.socket(teacher), stage.socket(joined(stage, invited(stage, teacher, "Second")))]
    shown = revoke(stage, teacher, made).json["guests"]
    assert {g["name"]: g["revoked"] for g in shown} == {"Guest Hopper": True, "Second": False}
    assert not socket.connected
    assert [other.connected for other in others] == [True, True]
    assert not stage.socket(page).connected
    for method, path in (("POST", "/api/session/renew"), ("GET", f"/api/exams/{page.view['exam_id']}")):
        answer = stage.http.open(path, method=method, headers=page.bearer)
        assert (answer.status_code, answer.json["code"]) == (401, "not_invited")
    assert stage.http.post("/api/join", json={"code": code_in(made)}).json["code"] == "not_invited"
    assert revoke(stage, teacher, made).status_code == 200


def test_a_revoked_guest_looks_at_nobody_any_more(stage: Stage) -> None:
    examinee, widget = stage.running()
    teacher = stage.console("teacher-1")
    made = invited(stage, teacher)
    stage.socket(joined(stage, made)).did("open", {"attempt_id": examinee.view["attempt_id"]})
    assert widget.heard_last("attempt")["watching"] is True
    revoke(stage, teacher, made)
    assert widget.heard_last("attempt")["watching"] is False


def test_guests_of_another_exam_are_not_there(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher)
    elsewhere = stage.console("teacher-1", **EXAM_2)
    answer = revoke(stage, elsewhere, made)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert stage.http.get(guests_of(teacher), headers=elsewhere.bearer).status_code == 404
    joined(stage, made)


def test_everything_is_written_down(stage: Stage, teacher: Page) -> None:
    made = invited(stage, teacher)
    stage.clock.now += 1
    guest = stage.web.base.sessions.read(joined(stage, made).token)
    stage.clock.now += 1
    revoke(stage, teacher, made)
    revoke(stage, teacher, made)
    by = stage.web.base.sessions.read(teacher.token).person_id
    with stage.web.base.works() as work:
        entries = [e for e in work.audit.of_exam(teacher.view["exam_id"]) if e.action.startswith("guest.")]
    assert [(e.action, e.person_id) for e in entries] == [
        ("guest.invite", by), ("guest.join", guest.person_id), ("guest.revoke", by),
    ]
    assert {e.detail for e in entries} == {made["guest"]["guest_id"]}


def test_with_the_platform_off_nobody_is_there(stage: Stage) -> None:
    examinee, widget = stage.running()
    teacher = stage.console()
    made = invited(stage, teacher)
    page = joined(stage, made)
    sockets = [stage.socket(page), stage.socket(teacher), widget]
    stage.switch("reg-1", active=False)
    assert [socket.connected for socket in sockets] == [False, False, False]
    assert stage.state_of(examinee.view["attempt_id"]) == "running"
    for one in (page, teacher, examinee):
        assert not stage.socket(one).connected
        assert stage.http.post("/api/session/renew", headers=one.bearer).json["code"] == "platform_off"
    assert stage.http.post("/api/join", json={"code": code_in(made)}).json["code"] == "not_invited"
    stage.switch("reg-1", active=True)
    assert stage.socket(teacher).connected
    joined(stage, made)


def test_switched_off_by_another_process_media_rights_end_all_the_same(stage: Stage) -> None:
    """`invigil platform off` tells no socket, but nobody gets a token for the media node any more."""
    _examinee, widget = stage.running()
    console = stage.socket(stage.console())
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), active=False))
    for socket in (widget, console):
        assert socket.ask("grant")["error"]["code"] == "platform_off"


def test_one_ipv6_network_is_one_sender(stage: Stage) -> None:
    answers = [
        stage.http.post("/api/join", json={"code": "guess"}, environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"})
        for n in range(1, 13)
    ]
    assert [a.json["code"] for a in answers] == ["not_invited"] * 10 + ["too_fast"] * 2
    elsewhere = {"REMOTE_ADDR": "2001:db8:0:1::1"}
    assert stage.http.post("/api/join", json={"code": "guess"}, environ_base=elsewhere).json["code"] == "not_invited"
