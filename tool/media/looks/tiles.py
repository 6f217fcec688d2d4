"""The newest small picture of every attempt that a console looks at. Of others none is made."""

import asyncio
from collections.abc import Callable, Iterable

import msgspec

from tool.domain.groups import EVERYBODY, AllowedGroups
from tool.media.counters import Counters

_SOUND = "/sound"


class _Header(msgspec.Struct, frozen=True):
    attempt_id: str
    captured_at: float


class _SoundHeader(msgspec.Struct, frozen=True):
    attempt_id: str
    captured_at: float
    loudness: int


class TileView:
    """One console's view: `person_id`'s, of the attempts of examinees in `allowed`. At most one picture per attempt,
    and one word of its loudness, wait for it.

    Drop policy: a newer one of an attempt takes the place of one not yet sent, which is counted."""

    def __init__(
        self, tiles: Iterable[tuple[str, bytes]], counters: Counters, allowed: AllowedGroups = EVERYBODY,
        person_id: str = "",
    ) -> None:
        self.allowed = allowed
        self.person_id = person_id
        self._ended = False
        self._waiting = dict(tiles)
        self._counters = counters
        self._some = asyncio.Event()
        if self._waiting:
            self._some.set()

    def put(self, attempt_id: str, message: bytes) -> None:
        """Queue the newest picture of an attempt."""
        if attempt_id in self._waiting:
            self._counters.tiles_replaced += 1
        self._waiting[attempt_id] = message
        self._some.set()

    def put_sound(self, attempt_id: str, message: bytes) -> None:
        """Queue how loud an attempt is now."""
        self.put(attempt_id + _SOUND, message)

    def drop(self, attempt_id: str) -> None:
        """Do not send what waits of this attempt."""
        self._waiting.pop(attempt_id, None)
        self._waiting.pop(attempt_id + _SOUND, None)

    def end(self) -> None:
        """Nothing is sent any more."""
        self._ended = True
        self._some.set()

    async def next(self) -> bytes | None:
        """Return the picture that has waited longest; None once the view has been ended."""
        while not self._waiting and not self._ended:
            self._some.clear()
            await self._some.wait()
        return None if self._ended else self._waiting.pop(next(iter(self._waiting)))


class TileHub:
    """Who looks at which exam, and the newest tile of every live attempt of those."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._tiles: dict[str, dict[str, bytes]] = {}
        self._views: dict[str, set[TileView]] = {}
        self._shows: dict[str, set[Callable[[], None]]] = {}
        self._groups: dict[str, tuple[str, ...] | None] = {}

    def attend(self, exam_id: str, show: Callable[[], None]) -> None:
        """An attempt begins. `show` is called when a first console looks at its exam: it is to publish a tile soon."""
        self._shows.setdefault(exam_id, set()).add(show)

    def depart(self, exam_id: str, attempt_id: str, show: Callable[[], None]) -> None:
        """The attempt is over."""
        self._groups.pop(attempt_id, None)
        shows = self._shows.get(exam_id, set())
        shows.discard(show)
        if not shows:
            self._shows.pop(exam_id, None)

    def watched(self, exam_id: str) -> bool:
        """Whether a console looks at the exam: only then tiles of it are worth making."""
        return exam_id in self._views

    @property
    def views(self) -> int:
        """How many consoles look."""
        return sum(map(len, self._views.values()))

    def publish(self, exam_id: str, attempt_id: str, captured_at: float, jpeg: bytes) -> None:
        """Send the newest picture of an attempt (Unix seconds of capture) to everyone who looks at its exam."""
        if not self.watched(exam_id):
            return
        message = tile_message(attempt_id, captured_at, jpeg)
        self._tiles.setdefault(exam_id, {})[attempt_id] = message
        for view in self._of(exam_id, attempt_id):
            view.put(attempt_id, message)

    def regroup(self, exam_id: str, attempt_id: str, groups: tuple[str, ...] | None) -> None:
        """The attempt's examinee is in these groups from now on: who does not look after any of them is sent nothing of
        it any more, not even what waits."""
        self._groups[attempt_id] = groups
        for view in self._views.get(exam_id, ()):
            if not view.allowed.reach(groups):
                view.drop(attempt_id)

    def _of(self, exam_id: str, attempt_id: str) -> list[TileView]:
        groups = self._groups.get(attempt_id)
        return [view for view in self._views.get(exam_id, ()) if view.allowed.reach(groups)]

    def hear(self, exam_id: str, attempt_id: str, heard_at: float, loudness: int) -> None:
        """Tell everyone who looks at an exam how loud an attempt was (0-100, Unix seconds). It is not kept."""
        message = sound_message(attempt_id, heard_at, loudness)
        for view in self._of(exam_id, attempt_id):
            view.put_sound(attempt_id, message)

    def forget(self, exam_id: str, attempt_id: str) -> None:
        """The attempt is over: its picture is shown to nobody any more."""
        tiles = self._tiles.get(exam_id, {})
        tiles.pop(attempt_id, None)
        if not tiles:
            self._tiles.pop(exam_id, None)
        for view in self._views.get(exam_id, ()):
            view.drop(attempt_id)

    def join(self, exam_id: str, allowed: AllowedGroups = EVERYBODY, person_id: str = "") -> TileView:
        """Return a view that begins with the newest picture of each attempt of examinees in these groups; give it back
        to `leave`."""
        newest = self._tiles.get(exam_id, {}).items()
        seen = [(each, tile) for each, tile in newest if allowed.reach(self._groups.get(each))]
        view, is_first = TileView(seen, self._counters, allowed, person_id), not self.watched(exam_id)
        self._views.setdefault(exam_id, set()).add(view)
        if is_first:
            for show in list(self._shows.get(exam_id, ())):
                show()
        return view

    def end_views(self, exam_id: str, person_id: str) -> None:
        """End what this person looks at of the exam: they come again with a new token."""
        for view in self._views.get(exam_id, ()):
            if view.person_id == person_id:
                view.end()

    def leave(self, exam_id: str, view: TileView) -> None:
        """The console looks no more."""
        views = self._views.get(exam_id, set())
        views.discard(view)
        if not views:
            self._views.pop(exam_id, None)
            self._tiles.pop(exam_id, None)


def tile_message(attempt_id: str, captured_at: float, jpeg: bytes) -> bytes:
    """Return a tile as it crosses the socket: uint32 header length (big endian), JSON header, JPEG."""
    header = msgspec.json.encode(_Header(attempt_id, captured_at))
    return len(header).to_bytes(4, "big") + header + jpeg


def sound_message(attempt_id: str, heard_at: float, loudness: int) -> bytes:
    """Return how loud an attempt is, as it crosses the socket: as a tile, with `loudness` in the header and no JPEG."""
    header = msgspec.json.encode(_SoundHeader(attempt_id, heard_at, loudness))
    return len(header).to_bytes(4, "big") + header
