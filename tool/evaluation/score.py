"""Shares with the range in which they may truly lie, and tables of what was said against what is."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from tool.detection.metrics import CLASSES, count_class

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`. `low` and `high` are its 95 % interval (Wilson): with few pictures it is wide, and says so."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval, 0..1 (E. B. Wilson, 1927); None of nothing."""
        if not self.of:
            return None
        p, n = self.hits / self.of, self.of
        middle = p + _Z * _Z / (2 * n)
        half = _Z * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
        scale = 1 + _Z * _Z / n
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "-"
        return f"{self.value:.2f} ({self.interval[0]:.2f}-{self.interval[1]:.2f})"


@dataclass(frozen=True, slots=True)
class FaceScore:
    """How the classes nobody, one, more were told apart. `confusion[truth][said]` counts pictures."""

    confusion: dict[str, dict[str, int]]

    @property
    def n(self) -> int:
        """How many pictures."""
        return sum(sum(row.values()) for row in self.confusion.values())

    @property
    def accuracy(self) -> Share:
        """The share of pictures whose class was right."""
        return Share(sum(self.confusion[name][name] for name in CLASSES), self.n)

    def precision(self, name: str) -> Share:
        """Of the pictures said to be of this class, the share that is."""
        return Share(self.confusion[name][name], sum(row[name] for row in self.confusion.values()))

    def recall(self, name: str) -> Share:
        """Of the pictures of this class, the share that was found."""
        return Share(self.confusion[name][name], sum(self.confusion[name].values()))


def face_score(pairs: Iterable[tuple[int, int]]) -> FaceScore:
    """Return how well faces were counted, from pairs (faces there are, faces found)."""
    confusion = {truth: dict.fromkeys(CLASSES, 0) for truth in CLASSES}
    for truth, found in pairs:
        confusion[count_class(truth)][count_class(found)] += 1
    return FaceScore(confusion)


@dataclass(frozen=True, slots=True)
class YesNoScore:
    """How well a condition was told: pictures by what is and what was said. `unknown`: it was not told either way.

    `measured` is False when nothing here measures it at all; then all are unknown."""

    hits: int
    false: int
    missed: int
    rightly_not: int
    unknown: int
    measured: bool = True

    @property
    def n(self) -> int:
        """How many pictures have a label."""
        return self.hits + self.false + self.missed + self.rightly_not + self.unknown

    @property
    def precision(self) -> Share:
        """Of what was said to be so, the share that is."""
        return Share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> Share:
        """Of what is so and was told either way, the share that was found."""
        return Share(self.hits, self.hits + self.missed)


def yes_no_score(pairs: Iterable[tuple[bool, bool | None]], *, measured: bool) -> YesNoScore:
    """Return how well a condition was told, from pairs (is it so, what was said; None: unknown)."""
    told = list(pairs)
    return YesNoScore(
        told.count((True, True)), told.count((False, True)), told.count((True, False)), told.count((False, False)),
        sum(said is None for _, said in told), measured,
    )
