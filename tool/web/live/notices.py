"""What a tile says of trouble of our own with one attempt: no fault of the examinee's, and no incident."""

from collections.abc import Callable, Iterable

from tool.web.live.sight import Sight
from tool.web.wire.tiles import TileNotice

LATE_S = 10.0
"""Rules that a media node has not taken for so long, while it answers, are not applied."""

NoticesOf = Callable[[str], list[TileNotice]]
"""Given an attempt, return what its tile says."""


def no_notices(_attempt_id: str) -> list[TileNotice]:
    """Return nothing, for where nobody can do anything about it."""
    return []


class Notices:
    """`refused` returns the attempts whose rules the media plane has refused, `late` those whose rules have waited for
    longer than that many seconds. Judged once a second, from memory."""

    def __init__(
        self, refused: Callable[[], Iterable[str]], late: Callable[[float], Iterable[str]], sight: Sight
    ) -> None:
        self._refused = refused
        self._late = late
        self._sight = sight
        self._shown: dict[str, list[TileNotice]] = {}

    def of(self, attempt_id: str) -> list[TileNotice]:
        """Return what the attempt's tile says."""
        return list(self._shown.get(attempt_id, ()))

    def tick(self) -> list[str]:
        """Judge anew; return the attempts whose tile says something else now.

        While the media plane is away all rules wait, and the console says that of all; rules that it has refused
        before stay refused."""
        unapplied = {*self._refused(), *(() if self._sight.is_away else self._late(LATE_S))}
        now: dict[str, list[TileNotice]] = {attempt_id: [TileNotice.RULES_NOT_APPLIED] for attempt_id in unapplied}
        for attempt_id in self._sight.lost:
            now.setdefault(attempt_id, []).append(TileNotice.REPORTS_LOST)
        for attempt_id in self._sight.costly:
            now.setdefault(attempt_id, []).append(TileNotice.SELDOM_LOOKED_AT)
        before, self._shown = self._shown, now
        return [each for each in {**before, **now} if before.get(each) != now.get(each)]
