"""How fast an LMS's own API is called: one call at a time for each token, and slower when the LMS asks for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from integrations.base import IntegrationFailed
from lti.answers import is_throttled, retry_after
from lti.numbers import number
from lti.ports import HttpAnswer

FLOOR = 100.0
"""Below this much left of what an LMS allows, calls are spread out. Canvas allows 700 at once, fills up ten a second,
and charges fifty in advance for each call that comes beside another (doc/api/throttling.md)."""
PAUSE_S = 2.0
FIRST_REST_S, LONGEST_REST_S = 10.0, 120.0
MOST_WAIT_S = 5.0
"""A call that has to wait longer goes back to its queue, so that nobody is held up by one who sleeps."""
MOST_IN_LINE_S = 20.0
_REMAINING = "x-rate-limit-remaining"


@dataclass(frozen=True, slots=True)
class PaceState:
    """What is known of one LMS since this process began. `remaining`: what it said last that it allows, in its own
    units, None if it said nothing; `throttled_at`: when it last refused because of too many calls (Unix seconds)."""

    remaining: float | None = None
    throttled_at: float | None = None


@dataclass(slots=True)
class _Line:
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: PaceState = field(default_factory=PaceState)
    not_before: float = 0.0
    refusals: int = 0


class ApiPace:
    """Whose call goes when, by platform; one platform never waits for another. `clock` gives Unix seconds, `sleep`
    takes seconds."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lines: dict[str, _Line] = {}

    def state(self, platform_id: str) -> PaceState:
        """Return what is known of one platform."""
        return self._line(platform_id).state

    def drop(self, platform_id: str) -> None:
        """Forget what is known of one."""
        self._lines.pop(platform_id, None)

    @contextmanager
    def turn(self, platform_id: str, what: str) -> Iterator[None]:
        """Wait for the turn to call; raise IntegrationFailed, to be tried later, if that would take long. Nothing has
        been sent then. `what` begins the message."""
        line = self._line(platform_id)
        if not line.lock.acquire(timeout=MOST_IN_LINE_S):
            raise IntegrationFailed(f"{what}: the LMS is busy with earlier calls.", after_s=MOST_IN_LINE_S)
        try:
            wait_s = line.not_before - self._clock()
            if wait_s > MOST_WAIT_S:
                raise IntegrationFailed(f"{what}: the LMS has asked for a rest.", after_s=wait_s)
            if wait_s > 0:
                self._sleep(wait_s)
            yield
        finally:
            line.lock.release()

    def heard(self, platform_id: str, answer: HttpAnswer, what: str) -> None:
        """Note what an answer says of the pace. Raise IntegrationFailed, to be tried later, for one that says that
        there were too many calls: nothing was done then."""
        line, now = self._line(platform_id), self._clock()
        said = number(answer.headers.get(_REMAINING))
        remaining = line.state.remaining if said is None else said
        if not is_throttled(answer):
            line.refusals = 0
            line.state = PaceState(remaining, line.state.throttled_at)
            line.not_before = now + PAUSE_S if said is not None and said < FLOOR else 0.0
            return
        rest_s = min(FIRST_REST_S * 2.0 ** min(line.refusals, 10), LONGEST_REST_S)
        rest_s = max(rest_s, retry_after(answer, now) or 0.0)
        line.refusals += 1
        line.not_before = now + rest_s
        line.state = PaceState(remaining, now)
        raise IntegrationFailed(
            f"{what}: the LMS was asked too often. It is asked again in {rest_s:.0f} seconds.", after_s=rest_s,
            status=answer.status,
        )

    def _line(self, platform_id: str) -> _Line:
        return self._lines.setdefault(platform_id, _Line())
