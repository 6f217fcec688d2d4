"""Which platforms are free for a delivery: one thing at a time in each lane, and never all places for those that are
silent."""

from dataclasses import dataclass, field

from tool.domain.lms import Lane

MAX_PARALLEL = {Lane.URGENT: 32, Lane.LATER: 8}
"""Deliveries beside each other, each to another platform. A delivery is a greenlet that waits; what is urgent gets more
places, since an examinee waits for it, too."""
REST_S = 1.0
"""A platform that did not answer is left alone this long, but not by what is urgent: that has its own back-off."""


@dataclass(slots=True)
class Lanes:
    """What is on its way, and who answered last. Times are Unix seconds."""

    _busy: dict[Lane, set[str]] = field(default_factory=lambda: {lane: set() for lane in Lane})
    _resting: dict[str, float] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)

    def is_full(self, lane: Lane) -> bool:
        """Say whether nothing more may begin in this lane."""
        return len(self._busy[lane]) >= MAX_PARALLEL[lane]

    def taken(self, lane: Lane) -> frozenset[str]:
        """Return the platforms to which nothing may begin in this lane until something else has ended.

        Those that did not answer last time get half of the places at most: fifteen dead platforms, each holding a call
        until it times out, must leave room for one that lives."""
        busy = self._busy[lane]
        silent = self._silent if len(busy & self._silent) >= MAX_PARALLEL[lane] // 2 else set()
        return frozenset(busy | silent)

    def resting(self, lane: Lane, now: float) -> dict[str, float]:
        """Return the platforms to be left alone at `now` although they are free, each with the end of its rest."""
        if lane is Lane.URGENT:
            return {}
        self._resting = {platform: until for platform, until in self._resting.items() if until > now}
        return self._resting

    def begin(self, lane: Lane, platform_id: str) -> None:
        """A delivery begins."""
        self._busy[lane].add(platform_id)

    def end(self, lane: Lane, platform_id: str) -> None:
        """The delivery is over, however it ended."""
        self._busy[lane].discard(platform_id)

    def answered(self, platform_id: str) -> None:
        """The platform gave an answer that stands."""
        self._silent.discard(platform_id)
        self._resting.pop(platform_id, None)

    def was_silent(self, platform_id: str, now: float) -> None:
        """The platform has to be asked again."""
        self._silent.add(platform_id)
        self._resting[platform_id] = now + REST_S
