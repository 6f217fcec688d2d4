"""How the tests of the rule engine speak: rules, looks and engines in few words."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count

from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened, IncidentReopened
from tool.domain.incident_types.kind import Severity
from tool.domain.observation import Observation
from tool.domain.rule import Rule
from tool.domain.trace import NO_TRACE


def rule(kind: str, debounce_s: float = 5.0, release_s: float = 1.5, threshold: float = 1.0) -> Rule:
    return Rule(kind, threshold, debounce_s, release_s, Severity.MEDIUM)


def engine(*rules: Rule, gap_s: float = 10.0) -> RuleEngine:
    numbers = count(1)
    return RuleEngine("attempt", rules, lambda: f"i{next(numbers)}", gap_s=gap_s)


def seen(signal: str, at: float, value: float = 1.0, model: str = "m") -> Observation:
    return Observation(signal, value, at, model)


def look(at: float, faces: float = 1, contrast: float = 50, luma: float = 120) -> list[Observation]:
    return [seen("faces", at, faces), seen("contrast", at, contrast), seen("luma", at, luma)]


def watch(subject: RuleEngine, looks: list[list[Observation]]) -> list[IncidentChange]:
    return [change for one in looks for change in subject.observe(one)]


def opened(changes: list[IncidentChange]) -> list[str]:
    return [c.type for c in changes if isinstance(c, IncidentOpened)]


def closed(changes: list[IncidentChange]) -> list[str]:
    return [c.type for c in changes if isinstance(c, IncidentClosed)]


def bare(changes: Iterable[IncidentChange]) -> list[IncidentChange]:
    """The changes without how it went, for tests that are about when."""
    return [c if isinstance(c, IncidentReopened) else replace(c, trace=NO_TRACE) for c in changes]


def watched(
    subject: RuleEngine, seconds: float, faces: Callable[[float], float], every_s: float = 1.0
) -> list[IncidentChange]:
    """Look every so often, from second 0 on, at as many faces as there are then, and nothing else."""
    moments = (n * every_s for n in range(int(seconds / every_s)))
    return [change for at in moments for change in subject.observe(look(at, faces=faces(at)))]
