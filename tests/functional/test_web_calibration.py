"""The calibration of the gaze, as widget, console and media node hear of it."""

from collections.abc import Iterator

import pytest
from test_web_link import post, source, started
from web_stage import Page, Socket, Stage

from tests.fakes.gaze import ABOUT_GAZE, MEASURED, gaze_judged
from tool.domain.baseline import Baseline, NotCalibrated, Target
from tool.link.messages import ApplyRules, BaselineWasMeasured, Calibrate

USUAL = Baseline(MEASURED)


@pytest.fixture(autouse=True)
def judged() -> Iterator[None]:
    with gaze_judged():
        yield


@pytest.fixture
def waiting(stage: Stage) -> tuple[Page, Socket]:
    page = stage.widget()
    socket = stage.socket(page)
    socket.did("consent", {"agreed": True})
    socket.did("check_in", {"camera": True, "microphone": True})
    return page, socket


def measured(
    stage: Stage, attempt_id: str, event_id: str = "b1", baseline: Baseline = USUAL, why: NotCalibrated | None = None
) -> None:
    event = BaselineWasMeasured(
        **source(stage, event_id), attempt_id=attempt_id, baseline=baseline, not_calibrated=why
    )
    assert post(stage, event) == (event_id,)


def sent(stage: Stage, kind: type) -> list[object]:
    stage.web.base.media.send_all()
    return [each for each in stage.commands if isinstance(each, kind)]


def test_each_target_goes_to_the_node_and_the_outcome_comes_back(stage: Stage, waiting: tuple[Page, Socket]) -> None:
    page, widget = waiting
    attempt_id = page.view["attempt_id"]
    assert widget.heard_last("attempt")["calibration"] == {"state": "open", "at": None, "why": None}
    for target in Target:
        widget.did("calibrate", {"target": target.value})
        sent(stage, Calibrate)
    assert widget.did("calibrate", {"target": None, "ended": True})["state"] == "open"
    assert sent(stage, Calibrate) == [
        *(Calibrate(attempt_id=attempt_id, target=target) for target in Target),
        Calibrate(attempt_id=attempt_id, target=None, ended=True),
    ]
    measured(stage, attempt_id)
    assert widget.heard_last("attempt")["calibration"] == {
        "state": "measured", "at": stage.clock(), "why": None,
    }


def test_a_page_loaded_anew_knows_that_it_was_measured(stage: Stage, waiting: tuple[Page, Socket]) -> None:
    page, widget = waiting
    measured(stage, page.view["attempt_id"], baseline=Baseline(), why=NotCalibrated.NO_FACE)
    widget.close()
    stage.restart()
    calibration = stage.socket(page, "page-2").heard_last("attempt")["calibration"]
    assert (calibration["state"], calibration["why"]) == ("unread", "no_face")


def test_a_target_that_is_none_is_refused(stage: Stage, waiting: tuple[Page, Socket]) -> None:
    _page, widget = waiting
    assert widget.ask("calibrate", {"target": "the_ceiling"})["error"]["code"] == "bad_request"
    assert sent(stage, Calibrate) == []


def test_during_the_exam_nobody_calibrates(stage: Stage) -> None:
    _page, widget = stage.running()
    assert widget.ask("calibrate", {"target": "centre"})["error"]["code"] == "no_calibration"


def test_a_node_that_has_lost_it_gets_it_back(stage: Stage, waiting: tuple[Page, Socket]) -> None:
    page, _widget = waiting
    attempt_id = page.view["attempt_id"]
    measured(stage, attempt_id)
    post(stage, started(stage, "s1", attempt_id))
    assert sent(stage, ApplyRules) == [ApplyRules(attempt_id=attempt_id, rules=(), baseline=USUAL)]


def test_a_proctor_excepts_an_examinee_who_is_then_not_asked(stage: Stage, waiting: tuple[Page, Socket]) -> None:
    page, widget = waiting
    attempt_id = page.view["attempt_id"]
    measured(stage, attempt_id)
    console = stage.socket(stage.console())
    assert console.heard_last("snapshot")["tiles"][0]["gaze"] == "judged"
    widget.heard()
    console.did("decide", {"attempt_id": attempt_id, "kind": "gaze_off", "text": "Agreed before"})
    heard = widget.heard()
    view = [body for name, body in heard if name == "attempt"][-1]
    assert "notice" not in [name for name, _ in heard]
    assert view["calibration"]["state"] == "off"
    assert ABOUT_GAZE not in {rule["type"] for rule in view["policy"]["rules"]}
    assert console.heard_last("tile")["gaze"] == "excepted"
    assert widget.ask("calibrate", {"target": "centre"})["error"]["code"] == "no_calibration"
