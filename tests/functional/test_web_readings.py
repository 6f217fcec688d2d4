"""A reading that was taken out on its way to us is told as missing; one that we lost track of ourselves is not."""

from typing import Any

from web_stage import Page, Socket, Stage

ALL = {"camera": 0.5, "microphone": 0.5}


def numbered(stage: Stage, *numbers: int, run: str = "page-1") -> dict[str, Any]:
    at = stage.clock()
    items = [
        {"id": f"{run}-{n}", "signal": "fullscreen_left", "active": False, "at": at, "seq": n} for n in numbers
    ]
    return {"items": items, "run": run, "made": max(numbers, default=0)}


def pass_time(stage: Stage, page: Page, seconds: int) -> None:
    for _ in range(seconds):
        stage.clock.now += 1
        stage.sight.sees(**{page.view["attempt_id"]: ALL})
        stage.web.vigil.tick()


def types(stage: Stage, page: Page) -> list[str]:
    with stage.web.base.works() as work:
        return [incident.type for incident in work.incidents.of_attempt(page.view["attempt_id"])]


def running(stage: Stage) -> tuple[Page, Socket]:
    page, widget = stage.running()
    pass_time(stage, page, 1)
    return page, widget


def test_a_hole_in_the_numbers_is_an_incident(stage: Stage) -> None:
    page, widget = running(stage)
    widget.did("observe", numbered(stage, 1, 2))
    pass_time(stage, page, 8)
    assert types(stage, page) == []
    widget.did("observe", numbered(stage, 4))
    pass_time(stage, page, 8)
    assert types(stage, page) == ["readings_missing"]


def test_neither_a_page_loaded_anew_nor_a_start_of_web_is_one(stage: Stage) -> None:
    page, widget = running(stage)
    widget.did("observe", {**numbered(stage, 1, 2), "made": 7})
    widget.did("observe", numbered(stage, 1, run="page-2"))
    pass_time(stage, page, 8)
    stage.restart()
    stage.web.take_over()
    widget = stage.socket(page)
    widget.did("observe", numbered(stage, 5, 6, run="page-2"))
    pass_time(stage, page, 20)
    assert types(stage, page) == []


def test_what_we_refuse_is_not_missing_however_often_it_is_sent(stage: Stage) -> None:
    page, widget = running(stage)
    widget.did("observe", numbered(stage))
    refused = numbered(stage, 1)
    refused["items"][0]["signal"] = "of_a_newer_page"
    widget.did("observe", {**numbered(stage), "made": 1})
    for attempt in range(10):
        assert not widget.ask("observe", refused)["ok"]
        if attempt % 2:
            widget.did("observe", {**numbered(stage), "made": 1})
        pass_time(stage, page, 6)
    assert types(stage, page) == []
