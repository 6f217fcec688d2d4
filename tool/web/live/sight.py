"""What the media plane sees and hears of whom, as it says itself: the only proof that a camera is there.

Kept in memory and asked for anew every few seconds: ages in seconds, so that no clock of another machine matters, and
nothing to be wrong about after a start of either side."""

import logging
from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import TypeVar

from tool.domain.attempt import AttemptState
from tool.link.media_client import MediaUnreachable
from tool.link.messages import Behind, Looks, Rate

T = TypeVar("T", bound=str)
log = logging.getLogger(__name__)

ASK_EVERY_S = 2.0
AWAY_S = 6.0
"""A media plane that has not answered for so long is away."""
AT_THE_DOOR = frozenset({AttemptState.WAITING, AttemptState.ADMITTED})
"""Where it matters for what comes next who is seen."""
FRESH_S = 15.0
"""What was there so lately is there, for letting somebody in."""


class Sight:
    """All attempts' sightings. Times are moments of `steady`, seconds of a clock that no one can set."""

    def __init__(self, ask: Callable[[], Looks], steady: Callable[[], float]) -> None:
        self._ask = ask
        self._steady = steady
        self._seen: dict[str, dict[str, float]] = {}
        self._unread: dict[str, dict[str, float]] = {}
        self._contested: dict[str, float] = {}
        self._boot = ""
        self._answered_at = steady()
        self.since = steady()  # when the last trouble of our own was over: silence before it means nothing
        self.lost: frozenset[str] = frozenset()  # attempts of which web could not keep what a media node reported
        self.unmeasured: tuple[str, ...] = ()  # signals that the media plane cannot measure
        self._able = False
        self._behind: Behind | None = None
        self._rates: dict[str, Rate] = {}

    def look(self) -> None:
        """Ask the media plane, once."""
        try:
            self.heard(self._ask())
        except MediaUnreachable as exc:
            if self._able:
                log.warning("%s", exc)
            self._able, self._behind = False, None

    def run(self, stopped: Event) -> None:
        """Ask again and again, until `stopped`."""
        while not stopped.is_set():
            self.look()
            stopped.wait(ASK_EVERY_S)

    def heard(self, looks: Looks) -> None:
        """Take in an answer. One of another boot, or after a silence, begins a new time: what was not seen before then
        says nothing about anybody."""
        now = self._steady()
        if looks.boot_id != self._boot or not self._able or now - self._answered_at > AWAY_S:
            self.since = now
        self._boot, self._answered_at, self._able = looks.boot_id, now, looks.able
        self._behind, self.lost = looks.behind, frozenset(looks.lost)
        self.unmeasured, self._rates = looks.unmeasured, looks.rates
        self._seen, self._unread = _moments(looks.ages, now), _moments(looks.unread, now)
        self._contested = {attempt_id: now - age for attempt_id, age in looks.contested.items()}

    @property
    def is_away(self) -> bool:
        """Whether nobody can be seen now, for reasons of our own."""
        return not self._able or self._steady() - self._answered_at > AWAY_S

    @property
    def behind(self) -> Behind | None:
        """How seldom everybody is looked at, if that is less often than it takes; None else, or if nobody says it."""
        return self._behind if self._steady() - self._answered_at <= AWAY_S else None

    def rate(self, attempt_id: str) -> Rate | None:
        """Return how often the attempt's camera is looked at; None if it is not now, or nobody says so."""
        return self._rates.get(attempt_id) if self._steady() - self._answered_at <= AWAY_S else None

    @property
    def costly(self) -> frozenset[str]:
        """The attempts that are looked at seldom because their pictures cost far more than others'."""
        if self._steady() - self._answered_at > AWAY_S:
            return frozenset()
        return frozenset(attempt_id for attempt_id, rate in self._rates.items() if rate.why == "costly")

    def last(self, attempt_id: str, what: str) -> float | None:
        """Return the moment at which it was last there; None if it never was, as far as is known."""
        return self._seen.get(attempt_id, {}).get(what)

    def unread(self, attempt_id: str) -> dict[str, float]:
        """Return, by channel, the moment at which the newest picture came of an attempt whose pictures ended detection
        processes, so that they were not looked at since; empty for all others."""
        return self._unread.get(attempt_id, {})

    def is_contested(self, attempt_id: str, within_s: float) -> bool:
        """Whether two devices were lately seen to send media for the attempt, by turns, from two addresses."""
        return self._steady() - self._contested.get(attempt_id, float("-inf")) <= within_s

    def missing(self, attempt_id: str, wanted: Iterable[T], within_s: float = FRESH_S) -> tuple[T, ...]:
        """Return what of `wanted` was not there lately."""
        seen, now = self._seen.get(attempt_id, {}), self._steady()
        return tuple(what for what in wanted if now - seen.get(what, float("-inf")) > within_s)


def _moments(ages: Mapping[str, Mapping[str, float]], now: float) -> dict[str, dict[str, float]]:
    return {attempt_id: {what: now - age for what, age in of_one.items()} for attempt_id, of_one in ages.items()}
