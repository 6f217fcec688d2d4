"""A decision is applied once, however often the console has to send it."""

import pytest
from web_stage import Socket, Stage

PRESS = {"kind": "extra_time", "minutes": 10, "client_id": "press-1"}


@pytest.fixture
def attempt_id(stage: Stage) -> str:
    page, _widget = stage.running()
    return str(page.view["attempt_id"])


@pytest.fixture
def console(stage: Stage) -> Socket:
    return stage.socket(stage.console())


def minutes(stage: Stage, attempt_id: str) -> int:
    with stage.web.base.works() as work:
        return work.attempts.get(attempt_id).extra_minutes


def test_a_press_sent_again_is_one_decision(stage: Stage, attempt_id: str, console: Socket) -> None:
    first = console.did("decide", {"attempt_id": attempt_id, **PRESS})
    assert console.did("decide", {"attempt_id": attempt_id, **PRESS, "pressed_at": 9.0}) == first
    assert minutes(stage, attempt_id) == 10
    assert stage.rows("interventions") == 2  # admitted, more time
    console.did("decide", {"attempt_id": attempt_id, **PRESS, "client_id": "press-2"})
    assert minutes(stage, attempt_id) == 20


def test_a_press_sent_again_over_a_new_connection_is_one_decision(stage: Stage, attempt_id: str) -> None:
    for _ in range(2):
        console = stage.socket(stage.console())
        console.did("decide", {"attempt_id": attempt_id, "kind": "pause", "client_id": "press-1"})
        console.close()
    assert stage.state_of(attempt_id) == "paused"


def test_without_an_id_every_press_counts(stage: Stage, attempt_id: str, console: Socket) -> None:
    for _ in range(2):
        console.did("decide", {"attempt_id": attempt_id, **PRESS, "client_id": ""})
    assert minutes(stage, attempt_id) == 20


@pytest.mark.parametrize(
    "other", [{"minutes": 15}, {"kind": "warn", "text": "Look up"}, {"text": "Because."}, {"reason": "technical"}]
)
def test_an_id_is_not_used_for_another_decision(
    stage: Stage, attempt_id: str, console: Socket, other: dict[str, object]
) -> None:
    console.did("decide", {"attempt_id": attempt_id, **PRESS})
    assert console.ask("decide", {"attempt_id": attempt_id, **PRESS, **other})["error"]["code"] == "id_taken"
    assert minutes(stage, attempt_id) == 10


def test_others_may_have_the_same_id(stage: Stage, attempt_id: str, console: Socket) -> None:
    second, _widget = stage.running("user-4")
    colleague = stage.socket(stage.console("proctor-2"))
    console.did("decide", {"attempt_id": attempt_id, **PRESS})
    console.did("decide", {"attempt_id": second.view["attempt_id"], **PRESS})
    colleague.did("decide", {"attempt_id": attempt_id, **PRESS})
    assert (minutes(stage, attempt_id), minutes(stage, second.view["attempt_id"])) == (20, 10)


def test_an_id_has_a_length(attempt_id: str, console: Socket) -> None:
    ack = console.ask("decide", {"attempt_id": attempt_id, **PRESS, "client_id": "x" * 65})
    assert ack["error"]["code"] == "bad_request"
