"""One page of an attempt is active at a time: a second one is asked, and neither hears what is meant for the other."""

from typing import Any

from web_stage import Page, Socket, Stage

ALL = {"camera": 0.5, "microphone": 0.5}


def standing(socket: Socket) -> str:
    return str(socket.heard_last("page")["standing"])


def names(heard: list[tuple[str, dict[str, Any]]]) -> set[str]:
    return {name for name, _ in heard}


def pass_time(stage: Stage, seconds: int, widget: Socket, attempt_id: str) -> None:
    for second in range(seconds):
        stage.clock.now += 1
        stage.sight.sees(**{attempt_id: ALL})
        if second % 10 == 0:
            widget.ask("observe", {"items": []})
        stage.web.vigil.tick()


def incidents(stage: Stage, attempt_id: str) -> list[tuple[str, bool]]:
    with stage.web.base.works() as work:
        return [(incident.type, incident.ended_at is None) for incident in work.incidents.of_attempt(attempt_id)]


def running(stage: Stage) -> tuple[Page, Socket]:
    page, first = stage.running()
    first.heard()
    return page, first


def test_a_second_page_is_asked_and_sees_nothing_until_it_goes_on(stage: Stage) -> None:
    page, first = running(stage)
    second = stage.socket(page, "page-2")
    heard = second.heard()
    assert names(heard) == {"page"}
    assert heard[0][1] == {"standing": "asked"}
    first.did("chat", {"client_id": "c", "text": "Mine"})
    assert names(second.heard()) == set()
    for event, body in (("grant", None), ("chat", {"client_id": "d", "text": "x"}), ("begin", {})):
        assert second.ask(event, body)["error"]["code"] == "elsewhere", event
    second.did("continue_here")
    assert names(second.heard()) >= {"page", "attempt"}
    assert standing(first) == "dark"
    second.did("chat", {"client_id": "e", "text": "Here now"})
    assert names(first.heard()) == set()
    assert first.ask("grant")["error"]["code"] == "elsewhere"


def test_two_pages_that_stay_are_told_of_and_one_that_leaves_ends_it(stage: Stage) -> None:
    page, first = running(stage)
    attempt_id = page.view["attempt_id"]
    second = stage.socket(page, "page-2")
    pass_time(stage, 14, first, attempt_id)
    assert incidents(stage, attempt_id) == []
    pass_time(stage, 3, first, attempt_id)
    assert incidents(stage, attempt_id) == [("second_session", True)]
    second.close()
    pass_time(stage, 1, first, attempt_id)
    assert incidents(stage, attempt_id) == [("second_session", False)]


def test_a_page_loaded_anew_and_a_network_that_comes_back_are_no_second_session(stage: Stage) -> None:
    page, first = running(stage)
    attempt_id = page.view["attempt_id"]
    again = stage.socket(page)  # the same page, before the server knows that its old connection is dead
    assert standing(again) == "active"
    first.close()
    loaded = stage.socket(page, "page-2")  # a new page, before the old one's connection is gone
    assert standing(loaded) == "asked"
    again.close()
    assert standing(loaded) == "active"
    pass_time(stage, 60, loaded, attempt_id)
    assert incidents(stage, attempt_id) == []


def test_when_the_active_page_leaves_the_other_one_goes_on(stage: Stage) -> None:
    page, first = running(stage)
    second = stage.socket(page, "page-2")
    second.did("continue_here")
    first.heard()
    second.close()
    heard = first.heard()
    assert names(heard) >= {"page", "attempt"}
    first.did("chat", {"client_id": "c", "text": "Back"})


def test_after_a_start_of_web_a_dark_page_does_not_come_first(stage: Stage) -> None:
    page, _first = running(stage)
    stage.restart()
    dark = stage.connect("/examinee", {"token": page.token, "page": "page-1", "dark": True})
    assert standing(dark) == "dark"
    active = stage.socket(page, "page-2")
    assert standing(active) == "active"
    dark.did("continue_here")
    assert standing(active) == "dark"


def test_a_name_that_is_none_makes_a_page_of_its_own(stage: Stage) -> None:
    page, _first = running(stage)
    for name in (None, 7, "", "x" * 65, ["page-1"]):
        socket = stage.connect("/examinee", {"token": page.token, "page": name})
        assert standing(socket) == "asked"
        socket.close()
