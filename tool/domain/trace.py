"""How an incident went, look by look: how often its condition held, when it was worst, and what was measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

MOST_POINTS = 60
"""A series is for the eye: so many points show its shape, however long the incident was."""


class Point(NamedTuple):
    """One look of a series. `after_s`: seconds since the incident's start, negative before it. `value`: what was
    measured, in the signal's unit; None if nothing was. `known`: whether the rule could tell anything of it; it cannot
    of a missing face while the camera is covered, say."""

    after_s: float
    value: float | None
    known: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """From an incident's start to its opening or, once it is closed, to its end.

    `looks`: at how many moments something was known of it, and `held`: in how many of those its condition held; 0 of 0
    where every change is told and nothing has to be looked at. `worst`: the measurement furthest beyond the threshold,
    `worst_after_s` seconds after the start. `series`: at most MOST_POINTS looks in the order of their times, from a
    little before the start, as text (`packed`): many incidents are shown at once, and nobody on the way needs a single
    point."""

    looks: int = 0
    held: int = 0
    worst: float = 0.0
    worst_after_s: float = 0.0
    series: str = ""

    @property
    def points(self) -> tuple[Point, ...]:
        """The looks of the series."""
        return tuple(map(_unpacked, self.series.split(";"))) if self.series else ()


NO_TRACE = Trace()
"""Of an incident of which every change is told, and of those from before traces were kept."""


def thinned(points: Iterable[Point], keep_after_s: float, most: int = MOST_POINTS) -> tuple[Point, ...]:
    """Return at most `most` (3 or more) of these points, evenly; among them the first, the last and the one at
    `keep_after_s`."""
    every = tuple(points)
    if len(every) <= most:
        return every
    step = (len(every) - 1) / (most - 2)
    chosen = {round(n * step) for n in range(most - 1)}
    worst = min(range(len(every)), key=lambda n: abs(every[n].after_s - keep_after_s))
    return tuple(every[n] for n in sorted(chosen | {worst}))


def packed(points: Iterable[Point]) -> str:
    """Return the points as text: "-30 1;0 0;1.5 -?" is one at -30 s that measured 1, one at the start that measured 0,
    and one at 1.5 s that measured nothing; "?" marks what is not known. Seconds have two decimals, values three."""
    return ";".join(
        f"{_short(after_s, 2)} {'-' if value is None else _short(value, 3)}{'' if known else '?'}"
        for after_s, value, known in points
    )


def _unpacked(text: str) -> Point:
    after_s, value = text.removesuffix("?").split(" ")
    return Point(float(after_s), None if value == "-" else float(value), not text.endswith("?"))


def _short(number: float, digits: int) -> str:
    return f"{number:.{digits}f}".rstrip("0").rstrip(".")
