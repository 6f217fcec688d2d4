"""The widget's and the console's sockets, from check-in to the end, and what each may not do."""


import pytest
from lti_fakes import decode
from web_stage import EXAM_2, PROCTORING, Page, Stage

from lti import claims
from tool.domain.intervention import Decision, InterventionKind, ReasonCode
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import looked_at
from tool.link.messages import ApplyRules, EndStream, PublishGrant, WatchGrant
from tool.monitoring.exam import interventions
from tool.monitoring.exam.records import KeptRules, Staff

STANDARD = len(looked_at(PRESETS[Preset.STANDARD].applied))


def test_from_check_in_to_begin(stage: Stage) -> None:
    page = stage.widget()
    widget = stage.socket(page)
    assert widget.heard_last("attempt")["state"] == "created"
    assert widget.did("consent", {"agreed": True})["state"] == "checking_in"
    assert widget.did("check_in", {"camera": True, "microphone": True, "luma": 120})["state"] == "waiting"

    console = stage.socket(stage.console())
    snapshot = console.heard_last("snapshot")
    assert [(t["person_name"], t["state"], t["connected"]) for t in snapshot["tiles"]] == [
        ("Ada Lovelace", "waiting", True)
    ]
    assert snapshot["canned"]
    assert "gate_start" in {c["verb"] for c in snapshot["capabilities"]}
    made = console.did("decide", {"attempt_id": page.view["attempt_id"], "kind": "admit", "pressed_at": 5.0})
    assert (made["kind"], made["by"]) == ("admit", "Grace Hopper")
    heard = widget.heard()
    assert [body["state"] for name, body in heard if name == "attempt"][-1] == "admitted"
    notice = next(body for name, body in heard if name == "notice")
    assert (notice["kind"], notice["pressed_at"]) == ("admit", 5.0)

    form = widget.did("begin", {})
    message = decode(form["jwt"], stage.web.base.keys.current())
    assert form["url"] == PROCTORING["START_ASSESSMENT_URL"]
    assert message[claims.SESSION_DATA] == PROCTORING["SESSION_DATA"]
    assert message[claims.ATTEMPT_NUMBER] == 1
    widget.close()
    stage.socket(stage.page())
    assert stage.state_of(page.view["attempt_id"]) == "running"
    tiles = [body for name, body in console.heard() if name == "tile"]
    assert (tiles[-1]["state"], tiles[-1]["connected"]) == ("running", True)


def test_the_first_attempt_tells_the_console_what_the_lms_can_do(stage: Stage) -> None:
    console = stage.socket(stage.console())
    able = {c["verb"] for c in console.heard_last("snapshot")["capabilities"] if c["possible"]}
    assert "pause" not in able
    stage.widget()
    snapshot = console.heard_last("snapshot")
    assert {"pause", "terminate"} <= {c["verb"] for c in snapshot["capabilities"] if c["possible"]}
    assert len(snapshot["tiles"]) == 1
    stage.widget("user-4")
    assert "snapshot" not in [name for name, _ in console.heard()]


def test_rules_hold_on_the_media_plane_only_while_running(stage: Stage) -> None:
    page, _widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    for kind in ("pause", "resume", "terminate"):
        stage.web.base.media.send_all()
        console.did("decide", {"attempt_id": attempt_id, "kind": kind, "reason": "technical"})
    stage.web.base.media.send_all()
    applied = [(type(c), len(c.rules) if isinstance(c, ApplyRules) else None) for c in stage.commands]
    assert applied == [(ApplyRules, STANDARD), (ApplyRules, 0), (ApplyRules, STANDARD), (EndStream, None)]


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "Robert'); DROP TABLE chat;--", "🎓 ¿qué?\u0000"])
def test_chat_is_text_and_goes_both_ways_once(stage: Stage, text: str) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    console.heard(), widget.heard()
    sent = widget.did("chat", {"client_id": "c1", "text": text})
    assert widget.did("chat", {"client_id": "c1", "text": text})["id"] == sent["id"]
    arrived = [body for name, body in console.heard() if name == "chat"]
    assert [(m["text"], m["author"], m["name"]) for m in arrived] == [
        (text.replace("\u0000", ""), "examinee", "Ada Lovelace")
    ]
    answer = console.did("chat", {"client_id": "p1", "text": "Yes?", "attempt_id": page.view["attempt_id"]})
    assert widget.heard_last("chat") == answer


def test_help_is_asked_and_answered(stage: Stage) -> None:
    _page, widget = stage.running()
    console = stage.socket(stage.console())
    asked = widget.did("help", {"kind": "technical", "text": "No sound"})
    heard = console.heard()
    assert next(body for name, body in heard if name == "help")["id"] == asked["id"]
    assert [body["help_open"] for name, body in heard if name == "tile"][-1] is True
    widget.heard()
    assert console.did("help_done", {"help_id": asked["id"]})["done"] is True
    assert widget.heard_last("attempt")["help_open"] is False


def test_a_call_for_help_ends_with_the_attempt(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    asked = widget.did("help", {"kind": "technical", "text": "No sound"})
    console.heard()
    console.did("decide", {"attempt_id": attempt_id, "kind": "terminate", "reason": "technical"})
    heard = console.heard()
    assert [(body["id"], body["done"]) for name, body in heard if name == "help"] == [(asked["id"], True)]
    assert [body["help_open"] for name, body in heard if name == "tile"][-1] is False
    with stage.web.base.works() as work:
        assert [request.done_by for request in work.help.of_attempt(attempt_id)] == ["system"]
    widget.did("help", {"kind": "question", "text": "Why was I blocked?"})
    assert console.heard_last("tile")["help_open"] is True


def test_opening_an_attempt_marks_it_as_seen(stage: Stage) -> None:
    page, widget = stage.running()
    widget.did("observe", {"items": [reading("r1", "tab_hidden", stage.clock())]})
    stage.clock.now += 2
    stage.web.base.rules.tick()
    widget.did("chat", {"client_id": "c", "text": "Hello"})
    console = stage.socket(stage.console())
    tile = console.heard_last("snapshot")["tiles"][0]
    assert (tile["severity"], tile["unread_chat"], tile["open_incidents"]) == ("high", 1, 1)
    detail = console.did("open", {"attempt_id": page.view["attempt_id"]})
    assert (detail["tile"]["severity"], detail["tile"]["unread_chat"]) == (None, 0)
    assert [i["type"] for i in detail["incidents"]] == ["tab_hidden"]


def test_a_console_that_comes_back_is_told_what_happened_meanwhile(stage: Stage) -> None:
    page, widget = stage.running()
    widget.did("observe", {"items": [reading("r1", "tab_hidden", stage.clock())]})
    stage.clock.now += 2
    stage.web.base.rules.tick()
    recent = stage.socket(stage.console()).heard_last("snapshot")["recent"]
    assert [(i["type"], i["attempt_id"]) for i in recent] == [("tab_hidden", page.view["attempt_id"])]


def test_a_proctor_of_one_exam_cannot_touch_another(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    asked = widget.did("help", {"kind": "question"})
    elsewhere = stage.socket(stage.console(**EXAM_2))
    elsewhere.heard(), widget.heard()
    for event, body in (
        ("open", {"attempt_id": attempt_id}),
        ("decide", {"attempt_id": attempt_id, "kind": "terminate", "reason": "other_person"}),
        ("chat", {"client_id": "x", "text": "Hello", "attempt_id": attempt_id}),
        ("help_done", {"help_id": asked["id"]}),
    ):
        ack = elsewhere.ask(event, body)
        assert (ack["ok"], ack["error"]["code"]) in ((False, "not_found"), (False, "no_such_request")), event
    assert stage.state_of(attempt_id) == "running"
    widget.did("chat", {"client_id": "y", "text": "Still here"})
    assert [name for name, _ in elsewhere.heard()] == []


def test_media_tokens_are_for_the_session_s_own_attempt_and_exam(stage: Stage) -> None:
    page, widget = stage.running()
    other = stage.widget("user-4")
    grant = widget.did("grant")
    claimed = stage.web.base.tokens.read("publish", grant["token"], PublishGrant)
    assert claimed.attempt_id == page.view["attempt_id"] != other.view["attempt_id"]
    assert len(claimed.rules) == STANDARD
    asked = widget.ask("grant", {"attempt_id": other.view["attempt_id"]})["result"]
    assert stage.web.base.tokens.read("publish", asked["token"], PublishGrant).attempt_id == page.view["attempt_id"]
    watch = stage.socket(stage.console()).did("grant")
    assert stage.web.base.tokens.read("watch", watch["token"], WatchGrant).exam_id == page.view["exam_id"]
    assert watch["tiles_url"] == "wss://media.example/tiles"


def test_a_readmitted_attempt_gets_tokens_of_its_new_opening(stage: Stage) -> None:
    page, widget = stage.running()
    by = Staff("proctor-1", "Grace Hopper")
    for kind in (InterventionKind.TERMINATE, InterventionKind.READMIT):
        with stage.web.base.works() as work:
            interventions.decide(
                work, page.view["attempt_id"], by, Decision(kind, ReasonCode.IDENTITY), stage.clock()
            )
        if kind is InterventionKind.TERMINATE:
            assert widget.ask("grant")["error"]["code"] == "attempt_over"
    grant = widget.did("grant")
    assert stage.web.base.tokens.read("publish", grant["token"], PublishGrant).opening == 2
    stage.web.base.media.send_all()
    assert stage.commands[-1] == EndStream(attempt_id=page.view["attempt_id"], opening=1)


def test_before_the_exam_runs_the_camera_is_published_under_no_rules(stage: Stage) -> None:
    grant = stage.socket(stage.widget()).did("grant")
    assert stage.web.base.tokens.read("publish", grant["token"], PublishGrant).rules == ()


@pytest.mark.parametrize("auth", [None, {}, {"token": ""}, {"token": "x.y.z"}, {"token": 7}, "text"])
def test_no_connection_without_a_session(stage: Stage, auth: object) -> None:
    assert not stage.connect("/examinee", auth).connected
    assert not stage.connect("/console", auth).connected


def test_roles_do_not_cross_namespaces(stage: Stage) -> None:
    widget, console = stage.widget(), stage.console()
    assert not stage.connect("/console", {"token": widget.token}).connected
    assert not stage.connect("/examinee", {"token": console.token}).connected


@pytest.mark.parametrize(
    ("event", "body", "code"),
    [
        ("consent", {}, "bad_request"), ("consent", None, "bad_request"), ("consent", {"agreed": False}, "not_agreed"),
        ("check_in", {"camera": True, "microphone": True}, "no_consent"), ("begin", {}, "not_admitted"),
        ("chat", {"client_id": "c", "text": "x" * 1001}, "too_long"),
        ("chat", {"client_id": "c", "text": " "}, "empty"),
        ("observe", {"items": [{"id": "1", "signal": "faces", "active": True, "at": 1.0}]}, "bad_signal"),
        ("observe", {"items": [{"id": "1", "signal": "nonsense", "active": True, "at": 1.0}]}, "bad_signal"),
        ("help", {"kind": "complaint"}, "bad_request"),
        ("decide", {"attempt_id": "x", "kind": "admit"}, "unknown_event"),
    ],
)
def test_what_a_widget_gets_wrong(stage: Stage, event: str, body: object, code: str) -> None:
    ack = stage.socket(stage.widget()).ask(event, body)
    assert ack["ok"] is False
    assert (ack["error"]["code"], ack["result"]) == (code, None)
    assert ack["error"]["message"]


def test_chat_has_a_pace(stage: Stage) -> None:
    widget = stage.socket(stage.widget())
    acks = [widget.ask("chat", {"client_id": f"c{i}", "text": "again"}) for i in range(12)]
    assert "too_fast" in {a["error"]["code"] for a in acks if not a["ok"]}


def test_a_block_needs_a_reason_and_reaches_the_examinee(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    body = {"attempt_id": page.view["attempt_id"], "kind": "terminate"}
    assert console.ask("decide", body)["error"]["code"] == "reason_needed"
    console.did("decide", {**body, "reason": "other_person", "text": "Second person at 10:04"})
    heard = widget.heard()
    notice = next(body for name, body in heard if name == "notice")
    assert notice["kind"] == "terminate"
    assert notice["text"] == "Another person is present. Second person at 10:04"
    verbs = [body["verb"] for name, body in console.heard() if name == "delivery"]
    assert {"terminate", "flag", "annotate"} <= set(verbs)
    assert console.ask("decide", {**body, "kind": "resume"})["error"]["code"] == "not_now"


def test_a_lost_page_is_disconnected_after_the_grace_period_and_back_at_once(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    second = stage.socket(page)
    widget.close()
    stage.clock.now += stage.settings.disconnect_grace_s + 1
    stage.web.sweep()
    assert stage.state_of(attempt_id) == "running"
    second.close()
    stage.web.sweep()
    assert stage.state_of(attempt_id) == "running"
    stage.clock.now += stage.settings.disconnect_grace_s + 1
    stage.web.sweep()
    assert stage.state_of(attempt_id) == "disconnected"
    stage.socket(page)
    assert stage.state_of(attempt_id) == "running"


def test_the_examinee_is_told_while_a_proctor_looks(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    assert widget.heard_last("attempt")["watching"] is False
    console.did("open", {"attempt_id": page.view["attempt_id"]})
    assert widget.heard_last("attempt")["watching"] is True
    console.did("leave", None)
    assert widget.heard_last("attempt")["watching"] is False
    console.did("open", {"attempt_id": page.view["attempt_id"]})
    widget.heard()
    console.close()
    assert widget.heard_last("attempt")["watching"] is False


def test_every_press_reaches_the_widget_at_once(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    for i in range(5):
        console.did("decide", {"attempt_id": page.view["attempt_id"], "kind": "warn", "text": f"Look up {i}"})
        assert widget.heard_last("notice")["text"] == f"Look up {i}"


def reading(reading_id: str, signal: str, at: float, active: bool = True) -> dict[str, object]:
    return {"id": reading_id, "signal": signal, "active": active, "at": at}


def incidents_of(stage: Stage, page: Page) -> list[tuple[str, bool]]:
    with stage.web.base.works() as work:
        return [(i.type, i.ended_at is None) for i in work.incidents.of_attempt(page.view["attempt_id"])]


def test_a_browser_incident_opens_by_time_alone_and_closes(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    now = stage.clock()
    assert widget.did("observe", {"items": [reading("r1", "tab_hidden", now)]}) == {"ids": ["r1"]}
    assert incidents_of(stage, page) == []
    console.heard(), widget.heard()
    stage.clock.now += 1.2
    stage.web.base.rules.tick()
    incident = console.heard_last("incident")
    assert (incident["type"], incident["severity"], incident["model"]) == ("tab_hidden", "high", "browser")
    assert widget.heard_last("notice")["title"] == "Exam tab hidden"
    widget.did("observe", {"items": [reading("r2", "tab_hidden", stage.clock(), active=False)]})
    stage.clock.now += 2
    stage.web.base.rules.tick()
    assert incidents_of(stage, page) == [("tab_hidden", False)]
    assert console.heard_last("incident")["duration_s"] == pytest.approx(1.2)


def test_readings_sent_again_change_nothing(stage: Stage) -> None:
    page, widget = stage.running()
    batch = {"items": [reading("r1", "tab_hidden", stage.clock())]}
    assert widget.did("observe", batch) == widget.did("observe", batch) == {"ids": ["r1"]}
    stage.clock.now += 1.5
    widget.did("observe", batch)
    stage.web.base.rules.tick()
    assert len(incidents_of(stage, page)) == 1


def test_a_condition_from_before_the_rules_counts_from_when_they_hold(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    decide = {"attempt_id": page.view["attempt_id"], "reason": "technical"}
    console.did("decide", {**decide, "kind": "pause"})
    widget.did("observe", {"items": [reading("r1", "tab_hidden", stage.clock())]})
    stage.clock.now += 30
    stage.web.base.rules.tick()
    assert incidents_of(stage, page) == []
    console.did("decide", {**decide, "kind": "resume"})
    stage.clock.now += 1.5
    stage.web.base.rules.tick()
    assert incidents_of(stage, page) == [("tab_hidden", True)]


def test_a_restart_goes_on_with_what_was_open_and_with_what_was_pending(stage: Stage) -> None:
    page, widget = stage.running()
    widget.did("observe", {"items": [reading("r1", "fullscreen_left", stage.clock())]})
    stage.clock.now += 3
    stage.web.base.rules.tick()
    widget.did("observe", {"items": [reading("r2", "tab_hidden", stage.clock())]})
    assert incidents_of(stage, page) == [("fullscreen_left", True)]
    stage.restart()
    stage.web.take_over()
    assert incidents_of(stage, page) == [("fullscreen_left", True)], "its end will still be measured"
    stage.clock.now += 10
    stage.web.base.rules.tick()
    widget = stage.socket(page)
    back = [
        reading("r3", "tab_hidden", stage.clock(), active=False),
        reading("r4", "fullscreen_left", stage.clock(), active=False),
    ]
    assert widget.did("observe", {"items": back}) == {"ids": ["r3", "r4"]}
    assert incidents_of(stage, page) == [("fullscreen_left", True), ("tab_hidden", True)]
    stage.clock.now += 10
    stage.web.base.rules.tick()
    assert incidents_of(stage, page) == [("fullscreen_left", False), ("tab_hidden", False)]


def test_a_restart_closes_what_nobody_measures_any_more(stage: Stage) -> None:
    page, widget = stage.running()
    widget.did("observe", {"items": [reading("r1", "fullscreen_left", stage.clock())]})
    stage.clock.now += 3
    stage.web.base.rules.tick()
    with stage.web.base.works() as work:
        work.kept_rules.put(KeptRules(page.view["attempt_id"], 0.0, "not to be read"))
    stage.restart()
    stage.web.take_over()
    assert incidents_of(stage, page) == [("fullscreen_left", False)]


def test_a_new_policy_reaches_everyone(stage: Stage) -> None:
    page, widget = stage.running()
    console_page = stage.console()
    console = stage.socket(console_page)
    console.heard(), widget.heard()
    chosen = {
        "title": "New title", "preset": "low",
        "values": {
            "microphone": True, "admission": "proctor", "require_fullscreen": False,
            "allowed_resources": [], "message": "",
        },
    }
    exam_id = page.view["exam_id"]
    assert stage.http.put(f"/api/exams/{exam_id}", headers=console_page.bearer, json=chosen).status_code == 200
    assert console.heard_last("snapshot")["policy"]["preset"] == "low"
    assert widget.heard_last("attempt")["exam_title"] == "New title"
