"""A watch over who sends nothing, with its clock, its media node and its pages in a test's hands."""

from collections.abc import Sequence

from tests.fakes.clock import FakeClock
from tests.fakes.sight import AllSeeing
from tool.domain.incident import IncidentChange, IncidentClosed
from tool.domain.timeline import Timeline
from tool.web.live.pages import Beside
from tool.web.live.silence import Silence

ALL = ("camera", "screen", "microphone")


class Room:
    """A watch over attempt "a", its page, and a media node."""

    def __init__(self) -> None:
        self.clock, self.wall = FakeClock(1000.0), FakeClock()
        self.sight = AllSeeing(self.clock)
        self.there, self.pages, self.address = {"a", "b"}, 1, "192.0.2.7"
        self.kept: list[IncidentChange] = []
        self.broken: set[str] = set()
        self.camera_at: float | None = self.clock.now
        self.screen_at = self.clock.now
        self.sound_at: float | None = self.clock.now
        self.beats, self.hidden, self.boot, self.able, self.answers = True, False, "boot-1", True, True
        self.watch = self.made()

    def made(self) -> Silence:
        ids = iter(range(1000))
        return Silence(
            self.sight, self.beside,
            lambda _: ("camera", "microphone", "screen"), self._keep, lambda: f"i{next(ids)}",
            Timeline(self.wall, self.clock),
        )

    def beside(self, attempt_id: str) -> Beside:
        there = attempt_id in self.there
        return Beside(self.pages if there else 0, True, False, self.address if there else "")

    def _keep(self, changes: Sequence[IncidentChange]) -> None:
        if changes[0].attempt_id in self.broken:
            raise OSError("the disk is full")
        self.kept += changes

    def passes(self, seconds: float, *sees: str) -> list[str]:
        """Let time pass in which these are seen; return what was opened or closed meanwhile."""
        before = len(self.kept)
        for _ in range(int(seconds)):
            self.clock.forward(1)
            self.wall.forward(1)
            now = self.clock.now
            self.camera_at = now if "camera" in sees else self.camera_at
            self.screen_at = now if "screen" in sees else self.screen_at
            self.sound_at = now if "microphone" in sees else self.sound_at
            ages = {"screen": now - self.screen_at}
            if self.camera_at is not None:
                ages["camera"] = now - self.camera_at
            if self.sound_at is not None:
                ages["microphone"] = now - self.sound_at
            if self.answers:
                self.sight.sees(self.boot, able=self.able, a=ages, b=ages)
            else:
                self.sight.gone()
            if self.beats and int(now) % 10 == 0:
                self.watch.beat("a", hidden=self.hidden)
                self.watch.beat("b", hidden=self.hidden)
            self.watch.tick()
        return [said(change) for change in self.kept[before:]]


def said(change: IncidentChange) -> str:
    return f"{'-' if isinstance(change, IncidentClosed) else '+'}{change.type}"
