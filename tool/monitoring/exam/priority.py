"""How soon a proctor should look at an attempt: a sum of parts that each say what they stand for. It accuses nobody.

Only what was kept counts. Our own trouble (a media node that is away, rules that wait) adds nothing to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from tool.domain.incident_types.kind import Severity
from tool.monitoring.exam.records import IncidentSummary

HELP = 100
"""A person waits for a person: that comes before any one incident."""
OPEN: Mapping[Severity, int] = {
    Severity.LOW: 5, Severity.MEDIUM: 20, Severity.HIGH: 40, Severity.CRITICAL: 80,
}
"""For each incident that goes on. The next severity outweighs two to four of the one below."""
UNSEEN: Mapping[Severity, int] = {severity: points // 2 for severity, points in OPEN.items()}
"""For each that is over and that nobody has looked at: half as urgent as one that goes on."""
WARNED = 5
MOST_COUNTED = 5
"""So many of one part count: a flickering light does not outweigh what is serious."""
_WORST_FIRST = tuple(reversed(Severity))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sum: what it stands for, in words, and its points."""

    words: str
    points: int


def parts(incidents: IncidentSummary, *, warnings: int, help_open: bool, is_open: bool) -> tuple[Part, ...]:
    """Return what makes an attempt urgent, the heaviest kind first; the priority is the sum of their points.

    `is_open`: the attempt is not over yet. Once it is, only what nobody has looked at counts."""
    found = [Part("asks for help", HELP)] if help_open else []
    if is_open:
        found += _each(incidents.open_by_severity, OPEN, "open")
    found += _each(incidents.unseen_by_severity, UNSEEN, "unseen")
    if warnings and is_open:
        found.append(Part(f"warned {_times(warnings)}", WARNED * min(warnings, MOST_COUNTED)))
    return tuple(found)


def _each(counts: Mapping[Severity, int], weights: Mapping[Severity, int], how: str) -> list[Part]:
    return [
        Part(
            f"{n} {how} {severity.value} incident{'s' if n > 1 else ''}", weights[severity] * min(n, MOST_COUNTED)
        )
        for severity in _WORST_FIRST if (n := counts.get(severity, 0))
    ]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
