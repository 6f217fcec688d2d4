"""One process's own time: order and lengths follow a clock that never steps; wall time is only a label on it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments of one process, in seconds of a clock that only goes forward (`steady`, e.g. `time.monotonic`).

    They mean nothing to another process, nor after a restart. `wall` gives Unix seconds: a machine's clock may be set
    back or forward by hours at any time, so it says when something was, and never what came first or how long it
    lasted."""

    wall: Callable[[], float]
    steady: Callable[[], float]

    def now(self) -> float:
        """Return the present moment."""
        return self.steady()

    def label(self, moment: float) -> float:
        """Return the Unix time of a moment, by the machine's clock as it is set now."""
        return self.wall() - (self.steady() - moment)

    def moment(self, at: float) -> float:
        """Return the moment of a Unix time, by the machine's clock as it is set now."""
        return self.steady() - (self.wall() - at)
