"""How far the measurement behind an incident can be trusted, in a word and with the reason. It tells of no guilt."""

from dataclasses import dataclass
from enum import StrEnum

from tool.domain.incident_types.registry import kind_of
from tool.domain.observation import Source
from tool.monitoring.exam.records import Incident

MANY_LOOKS = 8
FEW_LOOKS = 5
"""Fewer looks than this may all be wrong alike."""
NEARLY_ALL, MOST = 0.9, 0.7
"""Shares of the looks in which the condition held."""


class Level(StrEnum):
    """How sure it is that what is reported was so."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Confidence:
    """A level, and why: a sentence without a full stop."""

    level: Level
    why: str


def confidence(incident: Incident) -> Confidence | None:
    """Return how sure an incident's measurement is; None where nothing was measured, or nobody knows how often."""
    kind = kind_of(incident.type)
    if kind.source is Source.PERSON or not kind.signal:
        return None
    if kind.hint:
        return Confidence(Level.LOW, "this only says where a person should look")
    if kind.source is Source.SERVER:
        return Confidence(Level.HIGH, "the server itself noticed it")
    if kind.source is Source.BROWSER:
        return Confidence(Level.MEDIUM, "the examinee's browser told it, and a browser can be made to say anything")
    if kind.source is Source.LMS:
        return Confidence(Level.MEDIUM, "the LMS's own log says it, and the quiz's page in the browser tells the log")
    looks, held = incident.trace.looks, incident.trace.held
    if not looks:
        return None
    why = f"it held in {held} of {looks} looks"
    if looks < FEW_LOOKS or held < MOST * looks:
        return Confidence(Level.LOW, why)
    return Confidence(Level.HIGH if looks >= MANY_LOOKS and held >= NEARLY_ALL * looks else Level.MEDIUM, why)
