"""How the tests of the rule engine speak: rules, looks and engines in few words."""

from itertools import count

from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.incident_types.kind import Severity
from tool.domain.observation import Observation
from tool.domain.rule import Rule


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
