"""Automatic steps, the limit of warnings and recorded breaches, as widget, console and media node hear of them."""

from dataclasses import replace
from typing import Any

import pytest
from test_web_link import JPEG, opened, post, source, still_of
from web_stage import Page, Socket, Stage

from tool.domain.incident import IncidentClosed, Still
from tool.domain.stream import Channel
from tool.link.messages import IncidentWasClosed, IncidentWasOpened, TakeStill

BREACH = {"kind": "breach", "reason": "device_use", "text": "A phone under the desk", "client_id": "press-1"}


def say(stage: Stage, page: Page, **values: Any) -> None:
    """The exam's policy says this from now on."""
    with stage.web.base.works() as work:
        exam = work.exams.get(page.view["exam_id"])
        work.exams.save(replace(exam, policy=exam.policy.with_values(**values)))


def noticed(stage: Stage, page: Page, incident_id: str = "i1") -> None:
    incident = opened(stage, page.view["attempt_id"], incident_id)
    post(stage, IncidentWasOpened(**source(stage, f"event-{incident_id}"), incident=incident))


@pytest.fixture
def running(stage: Stage) -> tuple[Page, Socket]:
    return stage.running()


@pytest.fixture
def console(stage: Stage) -> Socket:
    return stage.socket(stage.console())


def test_a_warning_by_the_policy_comes_with_the_count_and_without_a_second_notice(
    stage: Stage, running: tuple[Page, Socket], console: Socket
) -> None:
    page, widget = running
    say(stage, page, warn_from="medium")
    widget.heard()
    noticed(stage, page)
    heard = widget.heard()
    notices = [body for name, body in heard if name == "notice"]
    assert [(n["kind"], n["title"], n["text"]) for n in notices] == [
        ("warn", "Automatic warning", "No face in view."),
    ]
    assert (notices[0]["warning"], notices[0]["most_warnings"], notices[0]["automatic"]) == (1, 3, True)
    view = [body for name, body in heard if name == "attempt"][-1]
    assert (view["warnings"], view["most_warnings"]) == (1, 3)
    told = console.heard()
    assert [body["by"] for name, body in told if name == "intervention"] == ["Policy"]
    tile = [body for name, body in told if name == "tile"][-1]
    assert (tile["warnings"], tile["priority"]) == (1, 25)
    assert {part["words"]: part["points"] for part in tile["priority_parts"]} == {
        "1 open medium incident": 20, "warned once": 5,
    }


def test_the_examinee_reads_it_in_their_language(stage: Stage) -> None:
    page, widget = stage.running(LAUNCH_PRESENTATION={"locale": "es", "return_url": "https://lms.example/back"})
    say(stage, page, pause_from="medium")
    noticed(stage, page)
    notice = widget.heard_last("notice")
    assert (notice["kind"], notice["title"]) == ("pause", "Su examen se ha pausado automáticamente")
    assert notice["text"] == "No se ve ninguna cara."
    assert stage.state_of(page.view["attempt_id"]) == "paused"
    widget.close()
    assert stage.socket(page, "page-2").heard_last("attempt")["notice"] == notice["text"], "after loading it anew, too"


def test_an_event_that_comes_again_after_a_death_of_web_pauses_once(
    stage: Stage, running: tuple[Page, Socket]
) -> None:
    page, _ = running
    attempt_id = page.view["attempt_id"]
    say(stage, page, pause_from="medium")
    noticed(stage, page)
    assert stage.state_of(attempt_id) == "paused"
    stage.socket(stage.console()).did("decide", {"attempt_id": attempt_id, "kind": "resume"})
    stage.restart()
    noticed(stage, page)
    assert (stage.state_of(attempt_id), stage.rows("interventions")) == ("running", 3)


def test_proctors_warnings_count_up_to_the_limit(
    stage: Stage, running: tuple[Page, Socket], console: Socket
) -> None:
    page, widget = running
    say(stage, page, most_warnings=2)
    counts = []
    for text in ("Look here", "Look here, please"):
        console.did("decide", {"attempt_id": page.view["attempt_id"], "kind": "warn", "text": text})
        notice = widget.heard_last("notice")
        counts.append((notice["kind"], notice["warning"], notice["most_warnings"], notice["automatic"]))
    assert counts == [("warn", 1, 2, False), ("warn", 2, 2, False)]
    incident = console.heard_last("incident")
    assert (incident["type"], incident["category"]) == ("warning_limit", "rules")
    assert stage.socket(stage.console("proctor-2")).heard_last("snapshot")["most_warnings"] == 2


def test_a_breach_is_an_incident_with_a_picture_of_that_moment_once(
    stage: Stage, running: tuple[Page, Socket], console: Socket
) -> None:
    page, widget = running
    attempt_id = page.view["attempt_id"]
    widget.heard()
    first = console.did("decide", {"attempt_id": attempt_id, **BREACH})
    assert console.did("decide", {"attempt_id": attempt_id, **BREACH}) == first
    incident = console.heard_last("incident")
    assert incident["explanation"] == "Rule breach recorded: Use of another device (A phone under the desk)"
    assert (incident["type"], incident["source"], incident["stills"]) == ("breach_recorded", "person", [])
    assert [name for name, _ in widget.heard()] == [], "the examinee is told by the proctor, or not"
    stage.web.base.media.send_all()
    taken = [each for each in stage.commands if isinstance(each, TakeStill)]
    assert taken == [TakeStill(
        attempt_id=attempt_id, incident_id=incident["id"], channels=(Channel.CAMERA, Channel.SCREEN)
    )]
    still = Still("attempts/a/stills/b.jpg", "ab" * 32, len(JPEG), stage.clock())
    assert post(stage, still_of(stage, "s1", attempt_id, incident["id"], still)) == ("s1",)
    assert len(console.heard_last("incident")["stills"]) == 1
    detail = console.did("open", {"attempt_id": attempt_id})
    assert [each["type"] for each in detail["incidents"]] == ["breach_recorded"]
    assert [(each["kind"], each["by"]) for each in detail["interventions"]][-1] == ("breach", "Grace Hopper")


def test_a_breach_needs_a_reason_and_stays_in_its_exam(
    stage: Stage, running: tuple[Page, Socket], console: Socket
) -> None:
    attempt_id = running[0].view["attempt_id"]
    assert console.ask("decide", {"attempt_id": attempt_id, "kind": "breach"})["error"]["code"] == "reason_needed"
    assert console.ask("decide", {"attempt_id": "another", **BREACH})["error"]["code"] == "not_found"
    assert stage.rows("incidents") == 0


def test_an_absence_that_goes_on_is_judged_up_to_the_last_look_only(
    stage: Stage, running: tuple[Page, Socket], console: Socket
) -> None:
    page, _ = running
    say(stage, page, absence_minutes=5)
    stage.clock.now += 10
    noticed(stage, page)
    stage.clock.now += 290
    stage.web.judge_absence()
    assert stage.rows("incidents") == 1
    stage.clock.now += 10
    stage.web.judge_absence()
    stage.web.judge_absence()
    assert stage.rows("incidents") == 2
    assert console.heard_last("incident")["explanation"].startswith("Away for too long in all (threshold: 5 or more")
    end = IncidentClosed("i1", page.view["attempt_id"], "face_missing", stage.clock(), 400)
    post(stage, IncidentWasClosed(**source(stage, "e9"), incident=end))
    assert stage.rows("incidents") == 2
