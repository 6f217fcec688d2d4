"""When one call to a platform is made again at once, and how long is waited between: bounded, with back-off and jitter.

A call that a caller keeps in a queue of its own is made with `ONCE`: the queue waits better than a thread does."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from lti.answers import is_throttled, retry_after
from lti.ports import HttpAnswer, HttpFailed

_REFUSED_UNTOUCHED = frozenset({429, 503})
_MAY_HAVE_WORKED = frozenset({500, 502, 504})


def pause(seconds: float) -> None:
    """Sleep. `time.sleep` is looked up at the call, so that a server which made it green gets the green one."""
    time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often one call is made, and how many seconds may go by from the first try to the beginning of the last.

    The n-th wait is `first_s` times 2 to the power n-1, of which the second half is random, and never shorter than the
    platform's Retry-After. When that goes beyond `total_s`, the call ends with what was answered."""

    tries: int = 3
    first_s: float = 0.5
    total_s: float = 20.0


ONCE = Patience(tries=1)


@dataclass(frozen=True, slots=True)
class Retries:
    """Makes calls patiently. `clock` gives Unix seconds, `sleep` takes seconds, `jitter` gives 0.0 to 1.0."""

    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = pause
    jitter: Callable[[], float] = random.random

    def run(self, call: Callable[[], HttpAnswer], *, idempotent: bool) -> HttpAnswer:
        """Return the last answer; raise HttpFailed when there was none.

        What is not `idempotent` is made again only when the platform says that it did nothing (429, 503): a lost answer
        or a 502 may hide a success."""
        begun, waited = self.clock(), 0.0
        for number in count(1):
            outcome = _outcome(call)
            wait = max(self._back_off(number), self._asked(outcome))
            spent = max(waited, self.clock() - begun)
            over = number >= self.patience.tries or spent + wait > self.patience.total_s
            if over or not _worth_it(outcome, idempotent):
                break
            self.sleep(wait)
            waited += wait
        if isinstance(outcome, HttpFailed):
            raise outcome
        return outcome

    def _asked(self, outcome: HttpAnswer | HttpFailed) -> float:
        return 0.0 if isinstance(outcome, HttpFailed) else retry_after(outcome, self.clock()) or 0.0

    def _back_off(self, number: int) -> float:
        return self.patience.first_s * 2.0 ** (number - 1) * (0.5 + self.jitter() / 2)


def _outcome(call: Callable[[], HttpAnswer]) -> HttpAnswer | HttpFailed:
    try:
        return call()
    except HttpFailed as exc:
        return exc


def _worth_it(outcome: HttpAnswer | HttpFailed, idempotent: bool) -> bool:
    if isinstance(outcome, HttpFailed):
        return outcome.retry and idempotent
    if outcome.status in _REFUSED_UNTOUCHED or is_throttled(outcome):
        return True
    return idempotent and outcome.status in _MAY_HAVE_WORKED
