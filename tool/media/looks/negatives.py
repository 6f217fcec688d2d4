"""Keeps pictures as they arrived, encoded, of the looks that an incident may want to show, in bounded memory."""

from collections.abc import Collection
from typing import NamedTuple

from tool.domain.stream import Channel
from tool.media.counters import Counters
from tool.media.looks.jobs import Codec

MOST_OF_AN_ATTEMPT = 2 * 1024 * 1024
MOST_OF_A_NODE = 64 * 1024 * 1024
"""Bytes that are kept of one attempt, and of all of them together; the newest picture of each does not count."""
SAME_S = 0.02
"""Looks are never so close: moments that are told in hundredths of a second still find theirs."""


class Negative(NamedTuple):
    """A picture as it arrived, at moment `at`; it can be developed to a JPEG."""

    channel: Channel
    codec: Codec
    data: bytes
    at: float


class Room:
    """How many bytes all attempts of a node may still keep."""

    def __init__(self, counters: Counters, left: int = MOST_OF_A_NODE) -> None:
        self.left = left
        self.counters = counters


class Negatives:
    """Of one attempt.

    Drop policy: what is kept stays until no incident wants it. Beyond MOST_OF_AN_ATTEMPT, or MOST_OF_A_NODE, a new
    picture is not kept, which is counted; its incident then shows others, of its beginning or its end."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._kept: dict[float, Negative] = {}
        self._size = 0

    def keep(self, seen: Negative | None, moments: Collection[float]) -> None:
        """Forget what is of no moment that is wanted; `seen` has just been looked at, and is kept if it is of one."""
        for at in [at for at in self._kept if at not in moments]:
            self._count(-len(self._kept.pop(at).data))
        if seen is None or seen.at not in moments or seen.at in self._kept:
            return
        if self._size + len(seen.data) > MOST_OF_AN_ATTEMPT or len(seen.data) > self._room.left:
            self._room.counters.negatives_refused += 1
            return
        self._kept[seen.at] = seen
        self._count(len(seen.data))

    def of(self, moment: float, seen: Negative | None) -> Negative | None:
        """Return the picture of a moment, if it is kept or is the one just `seen`."""
        near = (each for each in self._all(seen) if abs(each.at - moment) <= SAME_S)
        return min(near, key=lambda each: abs(each.at - moment), default=None)

    def first(self, since: float, seen: Negative) -> Negative:
        """Return the first picture from that moment on, or at least the one just `seen`."""
        return min((each for each in self._all(seen) if each.at >= since - SAME_S), key=_at, default=seen)

    def _all(self, seen: Negative | None) -> list[Negative]:
        return [*self._kept.values(), *(() if seen is None else (seen,))]

    def _count(self, size: int) -> None:
        self._size += size
        self._room.left -= size


def _at(negative: Negative) -> float:
    return negative.at
