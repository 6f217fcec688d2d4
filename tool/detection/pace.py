"""How often somebody is really looked at, what that is enough for, and how long a silence may be at that pace."""

import math
from collections.abc import Iterable, Sequence
from statistics import median

from tool.domain.observation import Source
from tool.domain.rule import Rule

PICTURES = (Source.CAMERA, Source.SCREEN)
REMEMBERED = 5
"""Of so many intervals the middle one counts: one long silence, or two, are no new pace."""
GAP_LOOKS = 3
"""A silence of so many intervals is a gap: what was there meanwhile is not known."""
MAX_GAP_S = 60.0
"""Looks further apart are not joined, however steadily they come, unless the settings ask for so few."""


def needed(rules: Iterable[Rule]) -> float:
    """Return how many seconds may lie between two looks so that these rules can tell what lasts from what does not: the
    shortest time that one of them asks a condition to hold. Infinite if there is none."""
    applied = (rule for rule in rules if rule.enabled and rule.is_known and rule.kind.source in PICTURES)
    return min((rule.debounce_s for rule in applied if rule.debounce_s), default=math.inf)


def noted(intervals: Sequence[float], interval_s: float) -> list[float]:
    """Return the newest intervals (seconds), with this one."""
    return [*intervals, interval_s][-REMEMBERED:]


def usual(intervals: Sequence[float]) -> float | None:
    """Return how many seconds there usually are between two looks; None if that is not known yet."""
    return median(intervals) if intervals else None


def gap(intervals: Sequence[float], least_s: float) -> float:
    """Return the longest silence (seconds) that is bridged at this pace: never less than `least_s`."""
    return max(least_s, min(MAX_GAP_S, GAP_LOOKS * median(intervals))) if intervals else least_s
