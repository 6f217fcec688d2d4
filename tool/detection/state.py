"""What a rule engine remembers, as plain values: kept on disk, so that the death of a process forgets nothing."""

import math
from dataclasses import dataclass, replace

from tool.detection.window import Look
from tool.domain.observation import Observation
from tool.domain.rule import Rule


@dataclass(frozen=True, slots=True)
class WatchState:
    """One rule at work (see LevelWatch, and LookWatch, of which `looks` and `times` are). Times are seconds of the
    engine's clock; None where there is no such moment yet."""

    rule: Rule
    begin: float | None
    now: float | None
    incident_id: str | None
    since: float | None
    gone_since: float | None
    last: float
    value: float
    worst: float
    model: str
    looks: tuple[Look, ...] = ()
    times: int = 1

    def shifted(self, by_s: float) -> "WatchState":
        """Return the same with all moments moved by `by_s` seconds, for a clock that counts from elsewhere."""
        return replace(
            self, begin=_moved(self.begin, by_s), now=_moved(self.now, by_s), since=_moved(self.since, by_s),
            gone_since=_moved(self.gone_since, by_s), last=self.last + by_s,
            looks=tuple(look._replace(at=look.at + by_s) for look in self.looks),
        )


@dataclass(frozen=True, slots=True)
class EngineState:
    """One attempt's rule engine: its rules at work, the latest observation of each signal, how far time has come."""

    clock: float | None
    latest: tuple[Observation, ...]
    watches: tuple[WatchState, ...]

    @property
    def open_incidents(self) -> tuple[str, ...]:
        """The ids of the incidents whose end this engine will measure."""
        return tuple(watch.incident_id for watch in self.watches if watch.incident_id is not None)

    def shifted(self, by_s: float) -> "EngineState":
        """Return the same with all moments moved by `by_s` seconds, for a clock that counts from elsewhere."""
        return EngineState(
            _moved(self.clock, by_s), tuple(replace(seen, at=seen.at + by_s) for seen in self.latest),
            tuple(watch.shifted(by_s) for watch in self.watches),
        )


def finite(moment: float) -> float | None:
    """Return the moment, None for one before all time."""
    return moment if math.isfinite(moment) else None


def moment(kept: float | None) -> float:
    """Return the moment that was kept as `finite` says."""
    return -math.inf if kept is None else kept


def _moved(kept: float | None, by_s: float) -> float | None:
    return None if kept is None else kept + by_s
