"""All types of incidents by name, and what can be asked of them. A name that is not here is "not known here", no "
"error."""

from collections.abc import Mapping

from tool.domain.incident_types import (
    browser,
    browser_devices,
    browser_page,
    camera,
    conduct,
    gaze,
    lms_log,
    microphone,
    objects,
    persons,
    scene,
    server,
    talking,
)
from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source

_SIDES = (
    camera, scene, persons, gaze, objects, microphone, talking, browser, browser_devices, browser_page, server,
    lms_log, conduct,
)

KINDS: Mapping[str, IncidentKind] = {kind.type: kind for side in _SIDES for kind in side.KINDS}
"""In the order in which people see them."""

REVISION = max(kind.revision for kind in KINDS.values())
"""The newest revision of the presets. It grows with every type that comes and every number that changes."""

_SOURCES = {kind.signal: kind.source for kind in KINDS.values()}


def source_of(signal: str) -> Source | None:
    """Return the side that measures this signal; None if no type known here looks at it."""
    return _SOURCES.get(signal)


def kind_of(incident_type: str) -> IncidentKind:
    """Return the record of a type; for one that is not known here (it came from a newer version of Invigil, or is gone
    by now) one that says just that and belongs to no rule."""
    return KINDS.get(incident_type) or _unknown(incident_type)


def _unknown(incident_type: str) -> IncidentKind:
    name = incident_type.replace("_", " ").capitalize()
    return IncidentKind(
        type=incident_type, category=Category.RULES, signal="", source=Source.SERVER, comparison=Comparison.AT_LEAST,
        unit="", condition="not known to this version of Invigil", when="it happens", title=name, avoid="",
        spoofable="Not known to this version of Invigil.", measured="", limits="", reason=ReasonCode.OTHER,
        numbers=presets(Numbers(1, 0.0, 0.0, Severity.LOW)), screen_still=False, furthest=Step.NOTICE,
    )
