"""Patience: what is tried again, how long is waited, and when it ends."""

import time
from typing import Any

import pytest
from lti_fakes import NOW, FakeClock, answer
from lti_service_fakes import REGISTRATION, TOKEN, Naps, naps, scope_asked, service

from lti.errors import ServiceFailed
from lti.ports import HttpAnswer, HttpFailed
from lti.retries import ONCE, Patience, Retries, pause
from lti.services import ServiceCalls

URL = "https://lms.example/service"
LOST = HttpFailed("There was no answer.", retry=True)
REFUSED = HttpFailed("The address is in a private network.", retry=False)
GOOD = answer({})


class Script:
    """A call that plays one outcome after the other."""

    def __init__(self, *outcomes: HttpAnswer | HttpFailed) -> None:
        self.left = list(outcomes)

    def __call__(self) -> HttpAnswer:
        outcome = self.left.pop(0)
        if isinstance(outcome, HttpFailed):
            raise outcome
        return outcome


def play(
    *outcomes: HttpAnswer | HttpFailed, idempotent: bool = True, jitter: float = 1.0, patience: Patience | None = None
) -> tuple[Any, list[float], int]:
    """Return the last outcome, the waits, and how many outcomes were not asked for."""
    clock = FakeClock()
    rest, script = Naps(clock), Script(*outcomes)
    retries = Retries(patience or Patience(), clock, rest, lambda: jitter)
    last: Any
    try:
        last = retries.run(script, idempotent=idempotent).status
    except HttpFailed as exc:
        last = exc
    return last, rest.taken, len(script.left)


@pytest.mark.parametrize("bad", [LOST, *(answer(None, status) for status in (429, 500, 502, 503, 504))])
def test_passing_trouble_is_waited_out(bad: HttpAnswer | HttpFailed) -> None:
    assert play(bad, bad, GOOD) == (200, [0.5, 1.0], 0)


@pytest.mark.parametrize("final", [REFUSED, *(answer(None, status) for status in (200, 302, 400, 403, 404, 409, 501))])
def test_what_will_not_pass_is_not_tried_again(final: HttpAnswer | HttpFailed) -> None:
    last, waits, left = play(final, GOOD)
    assert last == (final if isinstance(final, HttpFailed) else final.status)
    assert (waits, left) == ([], 1)


def test_three_tries_and_no_more() -> None:
    assert play(LOST, LOST, LOST, GOOD) == (LOST, [0.5, 1.0], 1)
    assert play(answer(None, 502), answer(None, 502), answer(None, 504), GOOD) == (504, [0.5, 1.0], 1)


@pytest.mark.parametrize("bad", [LOST, *(answer(None, status) for status in (500, 502, 504))])
def test_what_may_have_taken_effect_is_not_repeated(bad: HttpAnswer | HttpFailed) -> None:
    _, waits, left = play(bad, GOOD, idempotent=False)
    assert (waits, left) == ([], 1)


THROTTLED = HttpAnswer(403, {}, b"403 Forbidden (Rate Limit Exceeded)\n")


@pytest.mark.parametrize("bad", [answer(None, 429), answer(None, 503), THROTTLED])
def test_what_the_platform_says_it_did_not_do_is_repeated(bad: HttpAnswer) -> None:
    assert play(bad, GOOD, idempotent=False) == (200, [0.5], 0)


@pytest.mark.parametrize(("jitter", "waits"), [(0.0, [0.25, 0.5]), (0.5, [0.375, 0.75])])
def test_half_of_each_wait_is_random(jitter: float, waits: list[float]) -> None:
    assert play(LOST, LOST, LOST, jitter=jitter)[1] == waits


@pytest.mark.parametrize("value", ["7", "Fri, 15 Jan 2027 08:00:07 GMT"])
def test_retry_after_in_seconds_or_as_a_date(value: str) -> None:
    assert play(answer(None, 503, retry_after=value), GOOD) == (200, [7.0], 0)


@pytest.mark.parametrize("value", ["0", "soon", "-5", "Fri, 15 Jan 2027 07:00:00 GMT"])
def test_retry_after_that_asks_for_nothing_does_not_shorten_the_wait(value: str) -> None:
    assert play(answer(None, 503, retry_after=value), GOOD) == (200, [0.5], 0)


def test_waits_beyond_twenty_seconds_in_all_are_left_to_the_caller() -> None:
    assert play(answer(None, 503, retry_after="21"), GOOD) == (503, [], 1)
    twelve = answer(None, 429, retry_after="12")
    assert play(twelve, twelve, GOOD) == (429, [12.0], 1)


def test_time_that_a_slow_platform_took_counts() -> None:
    clock = FakeClock()
    rest = Naps(clock)

    def slow() -> HttpAnswer:
        clock.now += 15
        raise LOST

    with pytest.raises(HttpFailed):
        Retries(Patience(), clock, rest, lambda: 1.0).run(slow, idempotent=True)
    assert rest.taken == [0.5]


def test_once_is_once() -> None:
    assert play(answer(None, 503), GOOD, patience=ONCE) == (503, [], 1)


def test_the_sleep_of_the_moment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """eventlet swaps `time.sleep` after some modules are loaded; a reference from before would block every socket."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    pause(3.0)
    assert slept == [3.0]


def send(calls: ServiceCalls, method: str = "GET", **more: Any) -> HttpAnswer:
    return calls.send(
        method, URL, what="The call", registration=REGISTRATION, scope="s", headers={"Accept": "x"}, **more
    )


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_calls_are_patient_by_method(method: str) -> None:
    calls, http = service(URL, answer(None, 502), GOOD)
    assert send(calls, method).status == 200
    assert len(http.to(URL)) == 2
    assert scope_asked(http) == "s"


def test_a_post_is_patient_only_when_it_is_harmless() -> None:
    calls, http = service(URL, answer(None, 502), GOOD)
    assert send(calls, "POST", body=b"{}").status == 502
    calls, http = service(URL, answer(None, 502), GOOD)
    assert send(calls, "POST", body=b"{}", idempotent=True).status == 200
    assert [sent.body for sent in http.to(URL)] == [b"{}", b"{}"]


def test_calls_that_are_made_once() -> None:
    calls, http = service(URL, answer(None, 503, retry_after="17"), GOOD, token=(answer(None, 503), TOKEN))
    with pytest.raises(ServiceFailed, match="token request"):
        send(calls.once())
    assert (len(http.sent), naps(calls)) == (1, [])
    assert send(calls.once()).status == 503
    assert (len(http.to(URL)), naps(calls)) == (1, [])


def test_long_wait_is_told_at_once() -> None:
    calls, _ = service(URL, answer(None, 429, retry_after="300"))
    refused = send(calls)
    problem = calls.failure("The call", refused)
    assert (problem.retry, problem.after_s, problem.status, naps(calls)) == (True, 300.0, 429, [])


def test_throttling_under_another_number_is_worth_a_later_try() -> None:
    calls, _ = service(URL, THROTTLED)
    assert calls.failure("The call", THROTTLED).retry is True
    assert calls.failure("The call", answer(None, 403)).retry is False


def test_token_request_is_patient_and_signs_anew_each_time() -> None:
    calls, http = service(URL, GOOD, token=(answer(None, 503), LOST, TOKEN))
    assert send(calls).status == 200
    asked = [sent.form["client_assertion"] for sent in http.to(REGISTRATION.auth_token_url)]
    assert len(set(asked)) == 3
    assert naps(calls) == [0.5, 1.0]


def test_refused_token_is_renewed_beside_the_tries() -> None:
    calls, http = service(URL, answer(None, 401), answer(None, 503), GOOD)
    assert send(calls, "POST").status == 200
    assert len(http.to(REGISTRATION.auth_token_url)) == 2


def test_time_is_that_of_the_calls() -> None:
    calls, _ = service(URL, GOOD)
    assert calls.clock() == NOW
