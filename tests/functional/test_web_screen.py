"""An exam that asks for the screen: what is granted, what proctors see of it, and its pictures among the evidence."""

import hashlib

import pytest
from test_web_link import JPEG, opened, post, source
from test_web_sockets import reading
from web_stage import EXAM_2, Page, Stage

from tool.domain.incident import Still
from tool.domain.incident_types.registry import KINDS
from tool.domain.preset import Preset
from tool.domain.stream import Channel
from tool.evidence import custody
from tool.link.messages import (
    IncidentWasOpened,
    NodeStarted,
    PublishGrant,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
    TakeStill,
)

CHOSEN = {
    "title": "Physics", "preset": "standard",
    "values": {
        "microphone": True, "screen": True, "admission": "proctor", "require_fullscreen": True,
        "allowed_resources": [], "message": "",
    },
}


def sharing(stage: Stage) -> tuple[Page, object, Page]:
    """An attempt that runs, its widget's socket and a console's page, at an exam that asks for the screen."""
    page, widget = stage.running()
    console = stage.console()
    path = f"/api/exams/{page.view['exam_id']}"
    assert stage.http.put(path, headers=console.bearer, json=CHOSEN).status_code == 200
    return page, widget, console


def shared(stage: Stage, event_id: str, attempt_id: str, boot: str = "b1") -> StreamStarted:
    """The attempt's screen arrives at a media node."""
    return StreamStarted(
        **source(stage, event_id, boot), attempt_id=attempt_id, channel=Channel.SCREEN, path="webrtc", kinds=("video",)
    )


def both_stills(stage: Stage, attempt_id: str) -> None:
    """An incident of a media node with a picture of the camera and, a little later, one of the screen."""
    kept = []
    for folder, data in (("stills", JPEG), ("screens", JPEG + b"\0")):
        key = f"attempts/{attempt_id}/{folder}/i1.jpg"
        stage.evidence.put(key, data)
        kept.append(Still(key, hashlib.sha256(data).hexdigest(), len(data), stage.clock()))
    post(
        stage,
        IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id, still=kept[0])),
        StillWasTaken(
            **source(stage, "e2"), attempt_id=attempt_id, incident_id="i1", channel=Channel.SCREEN, still=kept[1]
        ),
    )


def test_the_set_up_page_chooses_the_screen_and_no_preset_does(stage: Stage) -> None:
    page, _, console = sharing(stage)
    exam = stage.http.get(f"/api/exams/{page.view['exam_id']}", headers=console.bearer).json
    assert exam["policy"]["values"]["screen"] is True
    assert [preset["values"]["screen"] for preset in exam["presets"].values()] == [False] * 3
    rule = next(r for r in exam["policy"]["rules"] if r["type"] == "screen_share_stopped")
    assert (rule["enabled"], rule["severity"]) == (True, "high")
    with stage.web.base.works() as work:
        [choice] = [e for e in work.audit.of_exam(page.view["exam_id"]) if e.action == "exam.choose"]
    assert choice.detail.endswith("screen=True")


def test_the_token_allows_the_screen_only_where_the_exam_asks_for_it(stage: Stage) -> None:
    page, widget = stage.running()
    plain = widget.did("grant")
    attempt_id = page.view["attempt_id"]
    assert plain["whip_urls"] == {"camera": f"https://media.example/whip/camera/{attempt_id}"}
    claimed = stage.web.base.tokens.read("publish", plain["token"], PublishGrant)
    assert claimed.channels == (Channel.CAMERA,)
    path = f"/api/exams/{page.view['exam_id']}"
    assert stage.http.put(path, headers=stage.console().bearer, json=CHOSEN).status_code == 200
    grant = widget.did("grant")
    assert grant["whip_urls"] == {
        channel: f"https://media.example/whip/{channel}/{attempt_id}" for channel in ("camera", "screen")
    }
    assert grant["frames_urls"] == {"camera": "wss://media.example/frames/camera"}
    claimed = stage.web.base.tokens.read("publish", grant["token"], PublishGrant)
    on = [
        kind for kind in KINDS.values() if kind.numbers[Preset.STANDARD].enabled and kind.source.is_looked_at
    ]
    assert (claimed.channels, len(claimed.rules)) == ((Channel.CAMERA, Channel.SCREEN), len(on))
    assert stage.socket(stage.console()).did("grant")["whep_urls"] == {
        channel: f"https://media.example/whep/{channel}" for channel in ("camera", "screen")
    }


def test_check_in_needs_the_screen(stage: Stage) -> None:
    widget_page = stage.widget("user-9")
    path = f"/api/exams/{widget_page.view['exam_id']}"
    assert stage.http.put(path, headers=stage.console().bearer, json=CHOSEN).status_code == 200
    widget = stage.socket(widget_page)
    widget.did("consent", {"agreed": True})
    refused = widget.ask("check_in", {"camera": True, "microphone": True})
    assert refused["error"]["code"] == "no_screen"
    assert widget.did("check_in", {"camera": True, "microphone": True, "screen": True})["state"] == "waiting"


def test_the_screen_shows_on_the_tile_while_it_arrives(stage: Stage) -> None:
    page, _, console_page = sharing(stage)
    attempt_id = page.view["attempt_id"]
    console = stage.socket(console_page)
    assert console.heard_last("snapshot")["tiles"][0]["streams"] == {}
    assert post(stage, shared(stage, "e1", attempt_id)) == ("e1",)
    assert [(n, b["streams"]) for n, b in console.heard()] == [("tile", {"screen": "webrtc"})]
    post(stage, shared(stage, "e1", attempt_id))
    assert console.heard() == []
    console.did("decide", {"attempt_id": attempt_id, "kind": "pause", "reason": "technical"})
    assert console.heard_last("tile")["streams"] == {"screen": "webrtc"}
    post(stage, StreamStopped(**source(stage, "e2"), attempt_id=attempt_id, channel=Channel.SCREEN, reason="stopped"))
    assert console.heard_last("tile")["streams"] == {}
    assert post(stage, shared(stage, "e3", "gone")) == ("e3",)


def test_a_new_boot_has_neither_camera_nor_screen_until_they_come_again(stage: Stage) -> None:
    page, _, console_page = sharing(stage)
    attempt_id = page.view["attempt_id"]
    post(
        stage, NodeStarted(**source(stage, "e0")), shared(stage, "e1", attempt_id),
        StreamStarted(
            **source(stage, "e2"), attempt_id=attempt_id, channel=Channel.CAMERA, path="webrtc", kinds=("video",)
        ),
    )
    console = stage.socket(console_page)
    console.heard()
    again = NodeStarted(**source(stage, "e3", boot="b2"))
    post(stage, again)
    assert [b["streams"] for n, b in console.heard() if n == "tile"] == [{}]
    post(stage, shared(stage, "e4", attempt_id, boot="b2"), again)
    assert [b["streams"] for n, b in console.heard() if n == "tile"] == [{"screen": "webrtc"}]


def test_a_start_that_fails_holds_back_what_came_after_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page, _, _ = sharing(stage)
    events = (
        NodeStarted(**source(stage, "e1", boot="b2")),
        shared(stage, "e2", page.view["attempt_id"], boot="b2"),
    )
    with monkeypatch.context() as patched:
        def fails(*_: object) -> None:
            raise OSError("disk full")

        patched.setattr("tool.monitoring.exam.nodes.started", fails)
        assert post(stage, *events) == ()
    assert post(stage, *events) == ("e1", "e2")
    with stage.web.base.works() as work:
        assert [s.channel for s in work.streams.flowing(page.view["attempt_id"])] == [Channel.SCREEN]


def test_camera_and_screen_of_an_incident_are_shown_and_served_apart(stage: Stage) -> None:
    page, _, console_page = sharing(stage)
    console = stage.socket(console_page)
    both_stills(stage, page.view["attempt_id"])
    stills = console.heard_last("incident")["stills"]
    assert [still["channel"] for still in stills] == ["camera", "screen"]
    pictures = [stage.http.get(still["url"], headers=console_page.bearer).data for still in stills]
    assert pictures == [JPEG, JPEG + b"\0"]
    assert [hashlib.sha256(data).hexdigest() for data in pictures] == [still["sha256"] for still in stills]
    for url in (still["url"] for still in stills):
        assert stage.http.get(url, headers=page.bearer).status_code == 403
        assert stage.http.get(url, headers=stage.console(**EXAM_2).bearer).status_code == 404
    report = stage.http.get(f"/api/attempts/{page.view['attempt_id']}/report", headers=console_page.bearer).json
    assert [s["channel"] for s in report["detail"]["incidents"][0]["stills"]] == ["camera", "screen"]
    assert report["policy"]["values"]["screen"] is True


def test_both_pictures_are_links_of_one_chain(stage: Stage) -> None:
    page, _, _ = sharing(stage)
    attempt_id = page.view["attempt_id"]
    both_stills(stage, attempt_id)
    with stage.web.base.works() as work:
        kept = work.evidence.of_attempt(attempt_id)
    assert [item.kind for item in kept] == ["still", "screen"]
    links = [custody.Link(custody.Item(i.sha256, i.captured_at, i.key), i.link) for i in kept]
    assert custody.first_broken(attempt_id, links, head=kept[-1].link) is None
    passed_off = custody.Link(custody.Item(kept[1].sha256, kept[1].captured_at, kept[0].key), kept[1].link)
    broken = custody.first_broken(attempt_id, [links[0], passed_off])
    assert broken is not None
    assert broken.index == 1


@pytest.mark.parametrize(
    ("signal", "after_s", "channels"),
    [("tab_hidden", 1.2, (Channel.CAMERA, Channel.SCREEN)), ("screen_share_stopped", 2.2, (Channel.CAMERA,))],
)
def test_a_browser_incident_asks_for_the_screen_unless_it_is_gone(
    stage: Stage, signal: str, after_s: float, channels: tuple[Channel, ...]
) -> None:
    page, widget, _ = sharing(stage)
    widget.did("observe", {"items": [reading("r1", signal, stage.clock())]})
    stage.clock.now += after_s
    stage.web.base.rules.tick()
    stage.web.base.media.send_all()
    asked = [command for command in stage.commands if isinstance(command, TakeStill)]
    assert [(command.attempt_id, command.channels) for command in asked] == [(page.view["attempt_id"], channels)]


def test_of_an_incident_that_a_media_node_opened_it_takes_the_screen_itself(stage: Stage) -> None:
    page, _, _ = sharing(stage)
    attempt_id = page.view["attempt_id"]
    post(stage, IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id)))
    stage.web.base.media.send_all()
    assert stage.commands[-1] == TakeStill(attempt_id=attempt_id, incident_id="i1", channels=(Channel.CAMERA,))
