"""A proctor reads how often the examinee who is open is looked at, and why, and hears of it when it changes."""

from typing import Any

from web_stage import Socket, Stage

from tool.link.messages import Rate

ALL = {"camera": 0.5, "microphone": 0.5}


def rated(stage: Stage, attempt_id: str, rate: Rate | None) -> None:
    """A second later the media node says this of the attempt."""
    stage.clock.now += 1
    stage.sight.rates = {} if rate is None else {attempt_id: rate}
    stage.sight.sees(**{attempt_id: ALL})
    stage.web.vigil.tick()


def told(console: Socket) -> list[tuple[Any, Any]]:
    return [(said["every_s"], said["why"]) for name, said in console.heard() if name == "pace"]


def test_the_pace_comes_with_the_examinee_who_is_opened_and_with_every_change(stage: Stage) -> None:
    page, _widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console, other = stage.socket(stage.console()), stage.socket(stage.console())
    rated(stage, attempt_id, Rate(every_s=1.04, why="even"))
    detail = console.did("open", {"attempt_id": attempt_id})
    assert detail["pace"] == {"attempt_id": attempt_id, "every_s": 1, "why": "even"}
    rated(stage, attempt_id, Rate(every_s=0.96, why="even"))
    for every_s in (0.5, 0.6, 0.4):
        rated(stage, attempt_id, Rate(every_s=every_s, why="lively"))
    rated(stage, attempt_id, Rate(every_s=12.3, why="costly"))
    rated(stage, attempt_id, None)
    assert told(console) == [(1, "even"), (0.5, "lively"), (12, "costly"), (None, "even")]
    assert told(other) == [], "it is of no use to one who has nobody open"
    console.did("leave", {})
    rated(stage, attempt_id, Rate(every_s=1.0, why="even"))
    assert told(console) == []


def test_who_is_looked_at_seldom_for_costly_pictures_has_a_notice_and_no_incident(stage: Stage) -> None:
    page, _widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    rated(stage, attempt_id, Rate(every_s=12.0, why="costly", shed={"costly": 40}))
    assert console.heard_last("tile")["notices"] == ["seldom_looked_at"]
    with stage.web.base.works() as work:
        assert list(work.incidents.of_attempt(attempt_id)) == []
    rated(stage, attempt_id, Rate(every_s=1.0, why="even"))
    assert console.heard_last("tile")["notices"] == []


def test_nobody_says_how_often_while_the_media_plane_is_away(stage: Stage) -> None:
    page, _widget = stage.running()
    attempt_id = page.view["attempt_id"]
    console = stage.socket(stage.console())
    rated(stage, attempt_id, Rate(every_s=12.0, why="costly"))
    stage.sight.gone()
    stage.clock.now += 10
    stage.web.vigil.tick()
    assert console.did("open", {"attempt_id": attempt_id})["pace"] is None
    assert console.heard_last("tile")["notices"] == []
