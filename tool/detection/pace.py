"""How often somebody is really looked at, and how long a silence between two looks may be at that pace."""

from collections.abc import Sequence
from statistics import median

REMEMBERED = 5
"""Of so many intervals the middle one counts: one long silence, or two, are no new pace."""
GAP_LOOKS = 3
"""A silence of so many intervals is a gap: what was there meanwhile is not known."""
MAX_GAP_S = 60.0
"""Looks further apart than this are never joined, however steadily they come."""


def noted(intervals: Sequence[float], interval_s: float) -> list[float]:
    """Return the newest intervals (seconds), with this one."""
    return [*intervals, interval_s][-REMEMBERED:]


def gap(intervals: Sequence[float], least_s: float) -> float:
    """Return the longest silence (seconds) that is bridged at this pace: never less than `least_s`."""
    return max(least_s, min(MAX_GAP_S, GAP_LOOKS * median(intervals))) if intervals else least_s
