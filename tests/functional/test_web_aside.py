"""Quizzes that LTI starts in a window of the LMS's own: the page stays, and judges nobody by what it cannot see."""

from dataclasses import replace
from typing import Any

import pytest
from web_stage import Socket, Stage

from integrations import registry
from integrations.lti_only.adapter import LtiOnly
from tool.monitoring.exam import takings
from tool.monitoring.exam.takings import Taken


class Apart(LtiOnly):
    """An LMS that shows nothing of ours beside a quiz that LTI starts, and tells who takes it."""

    starts_aside = True
    watches_linked = True


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PLAIN", Apart())


def last(socket: Socket, event: str) -> Any:
    """Return what was last told by this event, of what has come in since the last call."""
    return [body for name, body in socket.heard() if name == event][-1]


def begun(stage: Stage) -> tuple[Any, Any]:
    """Take an examinee to Begin; return what the widget shows before it and after it."""
    page = stage.widget()
    widget = stage.socket(page)
    widget.did("consent", {"agreed": True})
    widget.did("check_in", {"camera": True, "microphone": True})
    before = last(widget, "attempt")
    stage.socket(stage.console()).did("decide", {"attempt_id": page.view["attempt_id"], "kind": "admit"})
    form = widget.did("begin", {"stays": False})
    assert form["jwt"]
    return before, last(widget, "attempt")


def rules(view: Any) -> set[str]:
    return {rule["type"] for rule in view["policy"]["rules"]}


def test_the_attempt_runs_from_begin_on_and_nothing_is_asked_of_the_quizs_page(stage: Stage, apart: None) -> None:
    before, after = begun(stage)
    assert (before["aside"], before["by_code"], after["state"]) == (True, False, "running")
    assert not {"tab_hidden", "window_blurred", "fullscreen_left", "quiz_left"} & rules(before)
    assert before["policy"]["values"]["require_fullscreen"] is False


def test_elsewhere_the_page_is_left_and_the_attempt_runs_when_it_is_there_again(stage: Stage) -> None:
    before, after = begun(stage)
    assert (before["aside"], after["state"]) == (False, "admitted")
    assert {"tab_hidden", "window_blurred"} <= rules(before)
    assert "quiz_left" not in rules(before)


def test_the_console_shows_who_takes_it_without_invigil(stage: Stage, apart: None) -> None:
    begun(stage)
    exam_id, now = stage.console().view["exam_id"], stage.clock()
    with stage.web.base.works() as work:
        exam = work.exams.get(exam_id)
        for each in work.attempts.in_exam(exam.id):
            work.people.save(replace(work.people.get(each.person_id), lms_id="7"))
        takings.settle(work, exam, [Taken("99", "s-1", 1, over=False, started_at=now)], now)
    shown = last(stage.socket(stage.console()), "snapshot")["lms_watch"]["strays"]
    assert [each["user"] for each in shown] == ["99"]
