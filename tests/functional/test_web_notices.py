"""Trouble of our own with one attempt shows on its tile, as long as it lasts, and is no incident."""

import pytest
from web_stage import Socket, Stage

from tool.link.media_client import MediaUnreachable
from tool.web.live.sight import AWAY_S

ALL = {"camera": 0.5, "microphone": 0.5}


def notices(console: Socket) -> list[list[str]]:
    """Return what the tiles say that came in."""
    return [body["notices"] for name, body in console.heard() if name == "tile"]


@pytest.fixture
def watched(stage: Stage) -> tuple[str, Socket]:
    """An attempt that runs, and a console that has heard of it."""
    page, _ = stage.running()
    attempt_id = page.view["attempt_id"]
    stage.sight.sees(**{attempt_id: ALL})
    stage.web.base.media.send_all()
    console = stage.socket(stage.console())
    assert console.heard_last("snapshot")["tiles"][0]["notices"] == []
    stage.web.vigil.tick()
    return attempt_id, console


def decide(stage: Stage, attempt_id: str, kind: str) -> None:
    stage.socket(stage.console()).did("decide", {"attempt_id": attempt_id, "kind": kind})


def test_rules_that_the_media_node_refuses_show_until_later_ones_are_taken(
    stage: Stage, watched: tuple[str, Socket]
) -> None:
    attempt_id, console = watched
    decide(stage, attempt_id, "pause")
    stage.refusal = MediaUnreachable("The media node refused the command with 400.", retry=False)
    stage.web.base.media.send_all()
    console.heard()
    stage.web.vigil.tick()
    assert notices(console) == [["rules_not_applied"]]
    stage.web.vigil.tick()
    assert notices(console) == []
    assert stage.socket(stage.console()).heard_last("snapshot")["tiles"][0]["notices"] == ["rules_not_applied"]
    detail = console.did("open", {"attempt_id": attempt_id})
    assert (detail["tile"]["notices"], detail["incidents"]) == (["rules_not_applied"], [])
    stage.refusal = None
    decide(stage, attempt_id, "resume")
    stage.web.base.media.send_all()
    console.heard()
    stage.web.vigil.tick()
    assert notices(console) == [[]]


def test_rules_that_wait_show_while_the_node_answers_otherwise(stage: Stage, watched: tuple[str, Socket]) -> None:
    attempt_id, console = watched
    stage.refusal = MediaUnreachable("The media node answered 500.", retry=True)
    decide(stage, attempt_id, "pause")
    said = []
    for _ in range(14):
        stage.clock.now += 1
        stage.web.base.media.send_all()
        stage.sight.sees(**{attempt_id: ALL})
        console.heard()
        stage.web.vigil.tick()
        said += notices(console)
    assert said == [["rules_not_applied"]]
    stage.clock.now += AWAY_S + 1
    stage.web.vigil.tick()
    assert notices(console) == [[]]  # the console says of all that the media plane is away


def test_what_a_node_had_to_set_aside_shows_on_the_tile(stage: Stage, watched: tuple[str, Socket]) -> None:
    attempt_id, console = watched
    stage.sight.lost_events = {attempt_id: 3, "gone": 1}
    stage.sight.sees(**{attempt_id: ALL})
    console.heard()
    stage.web.vigil.tick()
    assert notices(console) == [["reports_lost"]]
    assert stage.socket(stage.console()).heard_last("snapshot")["tiles"][0]["notices"] == ["reports_lost"]
