"""Counts a page's readings by the numbers that it gave them: one that is missing was taken out on its way to us.

A page numbers what it measures 1, 2, 3 ..., sends in that order and sends again until acknowledged, so a later number
never comes before an earlier one. All is in memory and begins with what arrives first: what a start of ours, a restored
backup or a lost commit has forgotten is nobody's hole (docs/decisions/0034)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

STUCK_S = 30.0
"""So long a reading that the page says it made may be on its way, while its signs of life arrive."""
STUCK_HIDDEN_S = 90.0
"""The same in a hidden tab, where a browser may let a page try again once a minute only."""
_MOST_BEYOND = 1000
_MOST_TOLD = 1_000_000


@dataclass(slots=True)
class Tally:
    """The numbers of one attempt's page. `run` names the page's count: one that is loaded anew begins another.

    All up to `upto` came or are counted in `lost`; `beyond` came after a hole. `made`: the newest that the page says
    there is. `dropped`: how many it says it had no room to keep, `excused` those of them that a hole was put down to.
    `stuck_since`: since when something is made and has not come, None if nothing; `heard_at`: when anything was heard
    last. Moments are of the timeline."""

    run: str = ""
    upto: int = 0
    beyond: set[int] = field(default_factory=set)
    lost: int = 0
    made: int = 0
    dropped: int = 0
    excused: int = 0
    stuck_since: float | None = None
    heard_at: float = 0.0

    def heard(self, run: str, numbers: Iterable[int], made: int, dropped: int, now: float) -> None:
        """A message of the page came, with these numbers on its readings (0: none). Pages of before do not count."""
        came = {number for number in numbers if number > 0}
        if not run:
            return
        if run != self.run:
            self._begin(run, min(came, default=made + 1) - 1)
        self.heard_at = now
        news = {number for number in came if number > self.upto} - self.beyond
        self.beyond |= news
        self._close_ranks()
        self.made, self.dropped = max(self.made, made), max(self.dropped, dropped)
        if self.made <= self._newest:
            self.stuck_since = None
        elif news or self.stuck_since is None:
            self.stuck_since = now

    def stumbled(self, now: float) -> None:
        """Readings came and were refused or could not be kept by us: what is on its way is late for our reasons."""
        self.stuck_since = None if self.stuck_since is None else now

    def missing(self, there_since: float, *, hidden: bool) -> int:
        """Return how many readings are missing: holes between those that came, and those that have been made for long
        and do not come, although the page is there since `there_since` and something else of it was heard after so
        long."""
        count = self.lost_so_far
        if self.stuck_since is not None:
            wait_s = STUCK_HIDDEN_S if hidden else STUCK_S
            if self.heard_at - max(self.stuck_since, there_since) >= wait_s:
                count += self.made - self._newest
        return min(count, _MOST_TOLD)

    @property
    def lost_so_far(self) -> int:
        """How many were passed over by later ones, on all of the attempt's pages that this process has counted."""
        return self.lost + self._holes

    @property
    def _newest(self) -> int:
        return max(self.beyond, default=self.upto)

    @property
    def _holes(self) -> int:
        """Numbers that were passed over, but for those that the page had no room for."""
        return max(0, self._newest - self.upto - len(self.beyond) - (self.dropped - self.excused))

    def _begin(self, run: str, upto: int) -> None:
        """Another page counts. What the one before had made and not yet sent went with it: that is no hole."""
        self.lost += self._holes
        self.run, self.upto, self.beyond = run, max(0, upto), set()
        self.made, self.dropped, self.excused, self.stuck_since = 0, 0, 0, None

    def _close_ranks(self) -> None:
        """Pass over what came in order; and over the oldest hole when too much came after it to remember."""
        while self.upto + 1 in self.beyond or len(self.beyond) > _MOST_BEYOND:
            if self.upto + 1 not in self.beyond:
                passed = min(self.beyond) - 1 - self.upto
                excused = min(passed, self.dropped - self.excused)
                self.lost, self.excused = self.lost + passed - excused, self.excused + excused
                self.upto += passed
            self.upto += 1
            self.beyond.discard(self.upto)
