"""Events of media nodes: taken from nodes only, applied once, acknowledged when committed."""

import hashlib
from dataclasses import replace

import pytest
from web_stage import EXAM_2, Stage

from tool.domain.incident import IncidentClosed, IncidentOpened, IncidentReopened, Still
from tool.domain.incident_types.kind import Severity
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import looked_at
from tool.domain.stream import Channel
from tool.domain.trace import Trace
from tool.link import codec
from tool.link.media_client import LinkCaller
from tool.link.messages import (
    ApplyRules,
    EndStream,
    Event,
    EventBatch,
    EventsApplied,
    IncidentWasClosed,
    IncidentWasOpened,
    IncidentWasReopened,
    NodeStarted,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
    TakeStill,
)
from tool.monitoring.work import DatabaseBusy
from tool.web.background import Loops

JPEG = b"\xff\xd8\xff picture \xff\xd9"


def post(stage: Stage, *events: Event) -> tuple[str, ...]:
    return answered(stage, *events).event_ids


def answered(stage: Stage, *events: Event) -> EventsApplied:
    token = stage.web.base.tokens.mint("link", LinkCaller("media-1"), 60)
    answer = stage.http.post(
        "/link/events", data=codec.encode(EventBatch(events)), headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    return codec.decode(answer.data, EventsApplied)


def source(stage: Stage, event_id: str, boot: str = "b1") -> dict[str, object]:
    return {"event_id": event_id, "node_id": "media-1", "boot_id": boot, "at": stage.clock()}


def opened(stage: Stage, attempt_id: str, incident_id: str = "i1", still: Still | None = None) -> IncidentOpened:
    now = stage.clock()
    return IncidentOpened(
        incident_id, attempt_id, "face_missing", Severity.MEDIUM, now - 5.2, now, 0, 1, 5.0,
        "blaze-face 1", still,
    )


def started(stage: Stage, event_id: str, attempt_id: str) -> StreamStarted:
    """The attempt's camera arrives at a media node."""
    return StreamStarted(
        **source(stage, event_id), attempt_id=attempt_id, channel=Channel.CAMERA, path="webrtc", kinds=("video",)
    )


def still_of(stage: Stage, event_id: str, attempt_id: str, incident_id: str, still: Still) -> StillWasTaken:
    return StillWasTaken(
        **source(stage, event_id), attempt_id=attempt_id, incident_id=incident_id, channel=Channel.CAMERA, still=still
    )


def kept(stage: Stage, attempt_id: str) -> list[tuple[str, float | None]]:
    with stage.web.base.works() as work:
        return [(i.id, i.duration_s) for i in work.incidents.of_attempt(attempt_id)]


@pytest.mark.parametrize("use", [None, "session", "publish"])
def test_only_nodes_may_post(stage: Stage, use: str | None) -> None:
    headers = {"Authorization": f"Bearer {stage.web.base.tokens.mint(use, LinkCaller('x'), 60)}"} if use else {}
    answer = stage.http.post("/link/events", data=codec.encode(EventBatch(())), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "no_link_token")


def test_a_batch_that_is_none(stage: Stage) -> None:
    token = stage.web.base.tokens.mint("link", LinkCaller("media-1"), 60)
    answer = stage.http.post("/link/events", data=b'{"events": 1}', headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["code"]) == (400, "bad_message")


def test_an_incident_reaches_proctor_and_examinee_with_its_still(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console_page = stage.console()
    console = stage.socket(console_page)
    stage.evidence.put("attempts/a/stills/i1.jpg", JPEG)
    digest = hashlib.sha256(JPEG).hexdigest()
    still = Still("attempts/a/stills/i1.jpg", digest, len(JPEG), stage.clock())
    event = IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id, still=still))
    assert post(stage, event) == ("e1",)

    heard = console.heard()
    incident = next(body for name, body in heard if name == "incident")
    assert incident["explanation"].startswith("No face in view for 5.2 s")
    assert incident["stills"][0]["sha256"] == digest
    assert [b["severity"] for n, b in heard if n == "tile"][-1] == "medium"
    assert widget.heard_last("notice")["kind"] == "incident"

    url = incident["stills"][0]["url"]
    picture = stage.http.get(url, headers=console_page.bearer)
    assert (picture.data, picture.mimetype) == (JPEG, "image/jpeg")
    assert stage.http.get(url, headers=page.bearer).status_code == 403
    assert stage.http.get(url, headers=stage.console(**EXAM_2).bearer).status_code == 404
    assert stage.http.get(url).status_code == 401


def test_a_still_that_was_asked_for_joins_its_incident_once(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    post(stage, IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id)))
    stage.web.base.media.send_all()
    assert stage.commands[-1] == TakeStill(attempt_id=attempt_id, incident_id="i1")
    still = Still("attempts/a/stills/i1.jpg", "ab" * 32, 9, stage.clock())
    taken = still_of(stage, "e2", attempt_id, "i1", still)
    assert post(stage, taken, taken) == ("e2", "e2")
    assert [s["sha256"] for s in console.heard_last("incident")["stills"]] == ["ab" * 32]
    asked_twice = still_of(stage, "e4", attempt_id, "i1", still)
    assert post(stage, asked_twice) == ("e4",)
    with stage.web.base.works() as work:
        assert len(work.evidence.of_attempt(attempt_id)) == 1
    unknown = still_of(stage, "e3", attempt_id, "other", still)
    assert post(stage, unknown) == ("e3",)


def test_events_are_applied_once_and_acknowledged_again(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    begin = IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id))
    end = IncidentWasClosed(
        **source(stage, "e2"),
        incident=IncidentClosed("i1", attempt_id, "face_missing", stage.clock() + 3, 8.2),
    )
    assert post(stage, begin, end) == ("e1", "e2")
    console.heard()
    assert post(stage, begin, end) == ("e1", "e2")
    assert console.heard() == []
    assert kept(stage, attempt_id) == [("i1", 8.2)]


def test_an_incident_that_comes_back_is_open_again_for_proctors_and_no_news_for_the_examinee(stage: Stage) -> None:
    page, widget = stage.running()
    attempt_id = page.view["attempt_id"]
    went = Trace(60, 43, 0.0, 2.0, "-1 1;0 0;1.5 -?")
    over = IncidentClosed("i1", attempt_id, "face_missing", stage.clock() + 3, 8.2)
    post(
        stage, IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id)),
        IncidentWasClosed(**source(stage, "e2"), incident=over),
    )
    console = stage.socket(stage.console())
    console.did("open", {"attempt_id": attempt_id})
    widget.heard()
    console.heard()

    again = IncidentReopened("i1", attempt_id, "face_missing", 20.0, 2)
    assert post(stage, IncidentWasReopened(**source(stage, "e3"), incident=again)) == ("e3",)
    shown = console.heard_last("incident")
    assert (shown["id"], shown["ended_at"], shown["times"], shown["seen"]) == ("i1", None, 2, True)
    assert "notice" not in [name for name, _ in widget.heard()]

    end = replace(over, duration_s=66.0, times=5, trace=went)
    assert post(stage, IncidentWasClosed(**source(stage, "e4"), incident=end)) == ("e4",)
    shown = console.heard_last("incident")
    assert shown["explanation"].startswith("No face in view 5 times within 66 s, in 43 of 60 looks (72 %)")
    assert shown["trace"] == {
        "looks": 60, "held": 43, "worst": 0.0, "worst_after_s": 2.0, "series": "-1 1;0 0;1.5 -?",
    }


def test_an_event_that_fails_holds_back_the_later_ones_of_its_attempt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = stage.running()
    two, _ = stage.running("user-4")
    broken, whole = one.view["attempt_id"], two.view["attempt_id"]
    events = (
        IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, broken, "i1")),
        IncidentWasClosed(
            **source(stage, "e2"), incident=IncidentClosed("i1", broken, "face_missing", stage.clock(), 1.0)
        ),
        IncidentWasOpened(**source(stage, "e3"), incident=opened(stage, whole, "i2")),
    )
    real = stage.web.base.works.__class__.__call__

    def failing(works: object) -> object:
        work = real(works)
        add = work.incidents.add

        def refuse(incident: object) -> None:
            if incident.attempt_id == broken:
                raise OSError("disk full")
            add(incident)

        work.incidents.add = refuse
        return work

    with monkeypatch.context() as patched:
        patched.setattr(stage.web.base.works.__class__, "__call__", failing)
        said = answered(stage, *events)
    assert (said.event_ids, said.failed, said.busy) == (("e3",), {"e1": "OSError"}, False)
    assert kept(stage, broken) == []
    assert post(stage, *events) == ("e1", "e2", "e3")
    assert kept(stage, broken) == [("i1", 1.0)]


def test_while_the_database_is_busy_the_node_is_told_so_and_no_event_is_blamed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = stage.running()
    one, two = (started(stage, name, page.view["attempt_id"]) for name in ("e1", "e2"))

    def busy(_works: object) -> object:
        raise DatabaseBusy("Somebody else has the database.")

    with monkeypatch.context() as patched:
        patched.setattr(stage.web.base.works.__class__, "__call__", busy)
        said = answered(stage, one, two)
    assert (said.event_ids, said.failed, said.busy) == ((), {}, True)
    assert post(stage, one, two) == ("e1", "e2")


def test_events_about_nobody_leave_the_spool(stage: Stage) -> None:
    assert post(
        stage,
        started(stage, "e1", "gone"),
        IncidentWasOpened(**source(stage, "e2"), incident=opened(stage, "gone")),
    ) == ("e1", "e2")


def test_a_stream_shows_on_the_tile_and_gets_the_rules_that_hold_now(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    stage.web.base.media.send_all()
    stage.commands.clear()
    console = stage.socket(stage.console())
    post(stage, started(stage, "e1", attempt_id))
    assert console.heard_last("tile")["streams"] == {"camera": "webrtc"}
    stage.web.base.media.send_all()
    standard = len(looked_at(PRESETS[Preset.STANDARD].applied))
    assert [(type(c), c.attempt_id, len(c.rules)) for c in stage.commands] == [(ApplyRules, attempt_id, standard)]
    post(stage, StreamStopped(**source(stage, "e2"), attempt_id=attempt_id, channel=Channel.CAMERA, reason="gone"))
    assert console.heard_last("tile")["streams"] == {}


def test_a_stream_that_starts_as_its_attempt_ends_is_ended_on_the_media_node(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    stage.web.base.media.send_all()
    stage.commands.clear()
    body = {"attempt_id": attempt_id, "kind": "terminate", "reason": "other_person"}
    stage.socket(stage.console()).did("decide", body)
    post(stage, started(stage, "e1", attempt_id))
    stage.web.base.media.send_all()
    assert [type(command) for command in stage.commands] == [EndStream]


def test_a_process_that_starts_says_again_what_has_ended_lately(stage: Stage) -> None:
    (page, _), (other, _) = stage.running(), stage.running("user-4")
    over, running = page.view["attempt_id"], other.view["attempt_id"]
    post(stage, started(stage, "e1", over), started(stage, "e2", running))
    stage.socket(stage.console()).did("decide", {"attempt_id": over, "kind": "terminate", "reason": "other_person"})
    stage.restart()
    stage.commands.clear()
    stage.web.start(Loops(lambda loop: None))
    stage.web.base.media.send_all()
    assert stage.commands == [EndStream(attempt_id=over)]


def test_a_new_boot_closes_what_the_old_one_left_open(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    post(stage, NodeStarted(**source(stage, "e0")))
    post(stage, IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, attempt_id)))
    stage.clock.now += 4
    post(stage, NodeStarted(**source(stage, "e2", boot="b2")))
    [(_, duration)] = kept(stage, attempt_id)
    assert duration is not None


def test_what_an_older_node_has_left_in_its_spool_is_applied_and_what_nobody_can_read_is_named(stage: Stage) -> None:
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    about = {"node_id": "media-1", "boot_id": "b1", "at": stage.clock(), "attempt_id": attempt_id}
    events = [
        {"type": "ScreenStarted", "event_id": "e1", **about},
        {"type": "StreamStarted", "event_id": "e2", "path": "webrtc", "kinds": ["audio", "video"], **about},
        {"type": "Danced", "event_id": "e3", **about},
        {"type": "StreamStarted", "event_id": "e4", "channel": "phone", "path": "webrtc", "kinds": ["video"], **about},
        {"type": "ScreenStopped", "event_id": "e5", "reason": "stopped", **about},
    ]
    token = stage.web.base.tokens.mint("link", LinkCaller("media-1"), 60)
    answer = stage.http.post("/link/events", json={"events": events}, headers={"Authorization": f"Bearer {token}"})
    said = codec.decode(answer.data, EventsApplied)
    assert (said.event_ids, said.unreadable) == (("e1", "e2", "e5"), ("e3", "e4"))
    with stage.web.base.works() as work:
        kept = [(s.channel, s.until is None) for s in work.streams.of_attempt(attempt_id)]
    assert kept == [(Channel.CAMERA, True), (Channel.SCREEN, False)]


def test_a_late_incident_is_not_flashed_at_the_examinee(stage: Stage) -> None:
    page, widget = stage.running()
    event = IncidentWasOpened(**source(stage, "e1"), incident=opened(stage, page.view["attempt_id"]))
    stage.clock.now += 120
    widget.heard()
    post(stage, event)
    assert "notice" not in [name for name, _ in widget.heard()]
