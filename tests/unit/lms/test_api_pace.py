"""How fast an LMS's own API is called: one at a time, slower near its limit, and not at all while it wants a rest."""

import threading
from typing import Any

import pytest

from integrations.base import IntegrationFailed
from integrations.http import Call
from integrations.oauth import PlatformToken
from lti.ports import HttpAnswer, Registration
from tests.fakes.clock import FakeClock
from tests.fakes.ways_out import MemoryTokens, outward
from tool.lms.api_pace import FIRST_REST_S, FLOOR, LONGEST_REST_S, PAUSE_S, ApiPace, PaceState
from tool.lms.calls import Outward

READ = Call("GET", "/api/v1/courses/1/quizzes/2", "Reading the quiz", leave="api")
TOO_OFTEN = HttpAnswer(403, {}, b"403 Forbidden (Rate Limit Exceeded)")


def answer(remaining: str | None = None) -> HttpAnswer:
    return HttpAnswer(200, {} if remaining is None else {"x-rate-limit-remaining": remaining}, b"{}")


class Lms:
    """Serves Http from a script, 200 after it. `addresses` are those called."""

    def __init__(self, *script: HttpAnswer) -> None:
        self.script = list(script)
        self.addresses: list[str] = []

    def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        self.addresses.append(url)
        return self.script.pop(0) if self.script else answer()


def registration(name: str) -> Registration:
    return Registration(
        id=name, institution_id="school", issuer=f"https://{name}.test", client_id="c", auth_login_url="https://a.test",
        auth_token_url="https://a.test/token", jwks_url="https://a.test/jwks",
    )


class Ways:
    """The real ways out to platforms "a" and "b", on a clock that a sleep moves on."""

    def __init__(self, *script: HttpAnswer) -> None:
        self.clock, self.slept, self.lms = FakeClock(), list[float](), Lms(*script)
        tokens = [
            PlatformToken(name, "k", "s", "form", f"https://{name}.test/token", "t", "r", self.clock.now + 1e6,
                          frozenset(), 1.0)
            for name in ("a", "b")
        ]
        self.outward: Outward = outward(self.lms, self.clock, MemoryTokens(*tokens), sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.forward(seconds)

    def call(self, platform: str = "a") -> str:
        return self.outward.to(registration(platform)).send(READ).url

    def refused(self, platform: str = "a") -> IntegrationFailed:
        with pytest.raises(IntegrationFailed) as failed:
            self.call(platform)
        return failed.value

    def state(self) -> PaceState:
        return self.outward.leave.pace("a")


def test_a_path_is_called_on_the_lms_that_was_connected_and_the_reply_says_so() -> None:
    assert Ways().call("b") == "https://b.test/api/v1/courses/1/quizzes/2"


def test_near_the_limit_the_next_call_waits_a_little() -> None:
    ways = Ways(answer("99.5"), answer(str(FLOOR)))
    ways.call()
    assert ways.slept == []
    ways.call()
    assert ways.slept == [PAUSE_S]
    ways.call()
    assert ways.slept == [PAUSE_S]
    assert ways.state().remaining == FLOOR


def test_too_many_calls_are_no_refusal_and_the_lms_is_left_alone_meanwhile() -> None:
    ways = Ways(TOO_OFTEN)
    first = ways.refused()
    assert (first.retry, first.after_s, first.status, first.doubtful) == (True, FIRST_REST_S, 403, False)
    assert ways.state() == PaceState(None, ways.clock.now)
    ways.clock.forward(1)
    assert ways.refused().after_s == FIRST_REST_S - 1
    assert len(ways.lms.addresses) == 1
    assert ways.slept == []  # who has a queue waits there
    ways.call("b")
    ways.clock.forward(FIRST_REST_S - 1)
    ways.call()
    assert len(ways.lms.addresses) == 3


def test_rests_double_up_to_the_longest_and_begin_anew_after_an_answer() -> None:
    ways = Ways(*[TOO_OFTEN] * 6, answer(), TOO_OFTEN)
    rests = []
    for _ in range(6):
        rests.append(ways.refused().after_s)
        ways.clock.forward(LONGEST_REST_S)
    assert rests == [10, 20, 40, 80, 120, 120]
    ways.call()
    assert ways.refused().after_s == FIRST_REST_S


def test_a_longer_rest_that_the_lms_asks_for_is_kept() -> None:
    assert Ways(HttpAnswer(429, {"retry-after": "300"}, b"")).refused().after_s == 300


def test_a_403_that_is_none_of_pace_stays_a_refusal() -> None:
    refusal = Ways(HttpAnswer(403, {}, b"unauthorized")).refused()
    assert (refusal.retry, refusal.status) == (False, 403)


def test_calls_to_one_lms_go_one_after_the_other_and_none_waits_for_another_lms() -> None:
    pace, order = ApiPace(FakeClock(), lambda _: None), list[str]()
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with pace.turn("a", "Reading"):
            inside.set()
            leave.wait(5)
            order.append("first")

    def second() -> None:
        with pace.turn("a", "Reading"):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(5)
    threads[1].start()
    with pace.turn("b", "Reading"):
        order.append("other")
    leave.set()
    for thread in threads:
        thread.join(5)
    assert order == ["other", "first", "second"]


def test_who_stands_in_line_too_long_is_sent_back_to_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.lms.api_pace.MOST_IN_LINE_S", 0.01)
    pace = ApiPace(FakeClock(), lambda _: None)
    with pace.turn("a", "Reading"), pytest.raises(IntegrationFailed) as failed, pace.turn("a", "Reading"):
        pass
    assert failed.value.retry
