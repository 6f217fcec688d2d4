"""A platform's services played in memory: tokens, scripted answers, and naps that only move the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lti_fakes import FakeClock, FakeHttp, FakePlatform, MemoryKeys, answer

from lti.retries import Retries
from lti.services import ServiceCalls
from lti.tokens import AccessTokens

REGISTRATION = FakePlatform().registration
TOKEN = answer({"access_token": "T", "expires_in": 3600})


@dataclass
class Naps:
    """Serves as `sleep`: remembers each wait and moves the clock by it."""

    clock: FakeClock
    taken: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.clock.now += seconds


def service(
    url: str, *replies: Any, token: tuple[Any, ...] = (TOKEN,), jitter: Callable[[], float] = lambda: 1.0
) -> tuple[ServiceCalls, FakeHttp]:
    """A service at `url` with scripted replies; `calls.sleep` is a `Naps`."""
    http, clock = FakeHttp(), FakeClock()
    naps = Naps(clock)
    http.reply(REGISTRATION.auth_token_url, *token)
    http.reply(url, *replies)
    tokens = AccessTokens(MemoryKeys(), http, clock, Retries(clock=clock, sleep=naps, jitter=jitter))
    return ServiceCalls(http, tokens, clock, sleep=naps, jitter=jitter), http


def naps(calls: ServiceCalls) -> list[float]:
    """The waits so far, in seconds."""
    assert isinstance(calls.sleep, Naps)
    return calls.sleep.taken


def scope_asked(http: FakeHttp) -> str:
    """The scope of the only token request."""
    (request,) = http.to(REGISTRATION.auth_token_url)
    return request.form["scope"]
