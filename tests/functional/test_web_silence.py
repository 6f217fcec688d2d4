"""Nobody is let in or begins unseen, unless a proctor says so on record; and silence of a running attempt is told."""

from dataclasses import replace
from typing import Any

import pytest
from web_stage import Page, Socket, Stage

from tool.domain.policy import PRESETS
from tool.domain.policy_fields import Admission
from tool.domain.preset import NAMED, Preset
from tool.link.messages import Behind

CHECKED = {"camera": True, "microphone": True}
ALL = {"camera": 0.5, "microphone": 0.5}


def at_the_door(stage: Stage) -> tuple[Page, Socket]:
    """An examinee whose page says that all is well; nothing of it arrives."""
    page = stage.widget()
    stage.sight.sees()
    widget = stage.socket(page)
    widget.did("consent", {"agreed": True})
    widget.did("check_in", CHECKED)
    return page, widget


def admits_by_itself(stage: Stage) -> None:
    page = stage.widget()
    with stage.web.base.works() as work:
        exam = work.exams.get(page.view["exam_id"])
        work.exams.save(replace(exam, policy=exam.policy.with_values(admission=Admission.AUTOMATIC.value)))


def refused(ack: dict[str, Any]) -> str:
    assert not ack["ok"]
    return str(ack["error"]["code"])


def types(stage: Stage, attempt_id: str) -> list[str]:
    with stage.web.base.works() as work:
        return [incident.type for incident in work.incidents.of_attempt(attempt_id)]


def pass_time(stage: Stage, seconds: int, widget: Socket | None = None, **ages: dict[str, float]) -> None:
    for second in range(seconds):
        stage.clock.now += 1
        stage.sight.sees(**ages)
        if widget is not None and second % 10 == 0:
            widget.did("observe", {"items": []})
        stage.web.vigil.tick()


def test_who_is_not_seen_is_admitted_only_with_a_reason_which_is_kept(stage: Stage) -> None:
    page, widget = at_the_door(stage)
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    assert console.heard_last("snapshot")["tiles"][0]["unseen"] == ["camera"]
    assert refused(console.ask("decide", {"attempt_id": attempt_id, "kind": "admit"})) == "not_seen"
    assert stage.state_of(attempt_id) == "waiting"
    console.did("decide", {"attempt_id": attempt_id, "kind": "admit", "reason": "technical", "text": "Seen by phone"})
    widget.did("begin", {})
    with stage.web.base.works() as work:
        entries = [entry.detail for entry in work.audit.of_exam(page.view["exam_id"]) if entry.action == "decide.admit"]
        assert entries == ["technical without_camera"]
        assert work.interventions.of_attempt(attempt_id)[-1].text == "Seen by phone"


def test_who_is_seen_is_admitted_as_ever_and_cannot_begin_once_the_camera_is_gone(stage: Stage) -> None:
    page, widget = at_the_door(stage)
    attempt_id = page.view["attempt_id"]
    stage.sight.sees(**{attempt_id: ALL})
    console = stage.socket(stage.console())
    console.did("decide", {"attempt_id": attempt_id, "kind": "admit"})
    stage.sight.sees(**{attempt_id: {"camera": 30.0}})
    ack = widget.ask("begin", {})
    assert refused(ack) == "not_seen"
    assert "camera" in ack["error"]["message"]
    assert stage.state_of(attempt_id) == "admitted"
    console.did("decide", {"attempt_id": attempt_id, "kind": "admit", "reason": "technical"})
    widget.did("begin", {})


def test_automatic_admission_waits_until_the_camera_is_seen(stage: Stage) -> None:
    admits_by_itself(stage)
    page, widget = at_the_door(stage)
    attempt_id = page.view["attempt_id"]
    pass_time(stage, 3)
    assert stage.state_of(attempt_id) == "waiting"
    assert widget.heard_last("attempt")["unseen"] == ["camera"]
    pass_time(stage, 1, **{attempt_id: ALL})
    assert stage.state_of(attempt_id) == "admitted"
    shown = widget.heard_last("attempt")
    assert (shown["state"], shown["unseen"]) == ("admitted", [])
    widget.did("begin", {})


def test_trouble_of_ours_is_said_as_ours_to_both(stage: Stage) -> None:
    page, widget = at_the_door(stage)
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    stage.web.vigil.tick()
    stage.sight.gone()
    stage.web.vigil.tick()
    assert console.heard_last("media") == {"away": True, "behind": None, "unmeasured": []}
    assert widget.heard_last("attempt")["media_away"] is True
    console.did("decide", {"attempt_id": attempt_id, "kind": "admit", "reason": "technical"})
    widget.did("begin", {})
    stage.sight.sees(**{attempt_id: ALL})
    stage.web.vigil.tick()
    assert console.heard_last("media") == {"away": False, "behind": None, "unmeasured": []}


@pytest.mark.parametrize("able", [True, False])
def test_an_overloaded_node_says_how_seldom_it_looks_and_accuses_nobody(stage: Stage, able: bool) -> None:
    page, _widget = stage.running()
    console = stage.socket(stage.console())
    assert console.heard_last("snapshot")["media_behind"] is None
    slow = Behind(every_s=10.8, wanted_s=1.0)
    for _ in range(40):
        stage.clock.now += 1
        stage.sight.sees(able=able, behind=slow, **{page.view["attempt_id"]: {"camera": 11.0}})
        stage.web.vigil.tick()
    told = [said for name, said in console.heard() if name == "media"]
    late = {"every_s": 11, "wanted_s": 1}
    assert told == [{"away": False, "behind": late, "unmeasured": []}], "once, and not with every answer"
    assert "stream_absent" not in types(stage, page.view["attempt_id"])
    again = stage.socket(stage.console()).heard_last("snapshot")
    assert (again["media_away"], again["media_behind"]) == (False, {"every_s": 11, "wanted_s": 1})
    stage.sight.sees(**{page.view["attempt_id"]: ALL})
    stage.web.vigil.tick()
    assert console.heard_last("media") == {"away": False, "behind": None, "unmeasured": []}


def test_what_a_node_cannot_measure_is_said_to_the_console_and_not_held_against_anybody(stage: Stage) -> None:
    page, _widget = stage.running()
    console = stage.socket(stage.console())
    assert console.heard_last("snapshot")["media_unmeasured"] == []
    stage.sight.unmeasured_signals = ("phone", "second_screen", "from a newer version")
    stage.sight.sees(**{page.view["attempt_id"]: ALL})
    stage.web.vigil.tick()
    missed = ["second_screen_visible", "phone_visible"]
    assert console.heard_last("media") == {"away": False, "behind": None, "unmeasured": missed}
    assert stage.socket(stage.console()).heard_last("snapshot")["media_unmeasured"] == missed


def test_a_node_that_was_overloaded_and_is_gone_is_away(stage: Stage) -> None:
    console = stage.socket(stage.console())
    stage.sight.sees(behind=Behind(every_s=11.0, wanted_s=1.0))
    stage.web.vigil.tick()
    stage.sight.gone()
    stage.web.vigil.tick()
    assert console.heard_last("media") == {"away": True, "behind": None, "unmeasured": []}


def test_begin_says_whose_trouble_it_is(stage: Stage) -> None:
    page, widget = at_the_door(stage)
    stage.sight.sees(**{page.view["attempt_id"]: ALL})
    stage.socket(stage.console()).did("decide", {"attempt_id": page.view["attempt_id"], "kind": "admit"})
    stage.clock.now += 20
    stage.sight.gone()
    ack = widget.ask("begin", {})
    assert refused(ack) == "media_away"
    assert "our trouble" in ack["error"]["message"]


def test_a_check_in_with_a_camera_and_never_a_picture_is_no_exam_without_incident(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    pass_time(stage, 40, widget)
    assert "stream_absent" in types(stage, attempt_id)
    pass_time(stage, 2, widget, **{attempt_id: ALL})
    with stage.web.base.works() as work:
        assert all(incident.ended_at is not None for incident in work.incidents.of_attempt(attempt_id))


def test_beats_are_not_written_down_and_their_absence_is_told(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    pass_time(stage, 60, widget, **{attempt_id: ALL})
    assert types(stage, attempt_id) == []
    pass_time(stage, 45, **{attempt_id: ALL})
    assert types(stage, attempt_id) == ["sensors_silent"]


@pytest.mark.parametrize("preset", NAMED)
def test_every_preset_watches_over_silence(preset: Preset) -> None:
    from_preset = {rule.type for rule in PRESETS[preset].applied}
    assert {"stream_absent", "sensors_silent", "check_in_unproven", "second_session"} <= from_preset


def test_a_start_of_web_accuses_nobody(stage: Stage) -> None:
    page, _widget = stage.running()
    attempt_id = page.view["attempt_id"]
    stage.restart()
    stage.web.vigil.start()
    widget = stage.socket(stage.page())
    pass_time(stage, 15, widget)
    pass_time(stage, 60, widget, **{attempt_id: ALL})
    assert types(stage, attempt_id) == []


def test_pictures_that_end_detection_processes_are_an_incident_and_no_missing_camera(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    pass_time(stage, 40, widget, **{attempt_id: ALL})
    console = stage.socket(stage.console())
    stage.sight.unread_ages = {attempt_id: {"camera": 1.0}}
    pass_time(stage, 60, widget, **{attempt_id: {"camera": 50.0, "microphone": 0.5}})
    assert types(stage, attempt_id) == ["pictures_unreadable"]
    incident = console.heard_last("incident")
    assert incident["explanation"].endswith("(threshold: 2 detection processes ended over them)")
    assert incident["severity"] == "medium"
    stage.sight.unread_ages = {}
    pass_time(stage, 2, widget, **{attempt_id: ALL})
    assert console.heard_last("incident")["ended_at"] is not None
