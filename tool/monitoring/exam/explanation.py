"""The sentence that explains an incident: facts with units, never guilt."""

from tool.domain.incident_types.registry import kind_of
from tool.domain.observation import Source
from tool.monitoring.exam.records import Incident

SELDOM_S = 2.0
"""Looks that far apart are told of: short of them is what every look does that a rule has asked for."""
SELDOM_HEARD_S = 5.0
"""The same of a microphone, which is listened to in stretches of two seconds."""


def explain(incident: Incident) -> str:
    """Return e.g. "No face in view for 6.2 s (threshold: fewer than 1 face for 5 s)"."""
    kind = kind_of(incident.type)
    if incident.note:
        return f"{kind.title}: {incident.note}"
    condition = kind.condition.format(threshold=_figure(incident.threshold))
    lasting = f" for {_figure(incident.debounce_s)} s" if incident.debounce_s else ""
    measured = f", measured {_figure(incident.measured)}" if kind.figure else ""
    if kind.momentary:
        return f"{kind.title} (threshold: {condition}{measured})"
    sentence = f"{kind.title} {_length(incident)} (threshold: {condition}{lasting}{measured})"
    if incident.ended_at is not None and not incident.end_known:
        sentence += "; its end was not measured, because the process that watched was started anew"
    return sentence + _not_known(incident, heard=kind.source is Source.MICROPHONE)


def _not_known(incident: Incident, *, heard: bool) -> str:
    """Return what was not looked at, or not listened to."""
    sentence = ""
    if incident.unseen_s:
        nothing = "not heard: nothing was listened to" if heard else "not seen: no look told of it"
        sentence += f"; its end was {nothing} for {_figure(incident.unseen_s)} s"
    if incident.interval_s >= (SELDOM_HEARD_S if heard else SELDOM_S):
        between = "while nothing was listened to" if heard else "between two looks"
        sentence += f"; up to {_figure(incident.interval_s)} s passed {between}"
    return sentence


def _length(incident: Incident) -> str:
    """Return how long, how often and in how many of the looks: "3 times within 66 s, in 43 of 60 looks (72 %)"."""
    share = _share(incident)
    if incident.times > 1 and incident.duration_s is not None:
        return f"{incident.times} times within {_figure(incident.duration_s)} s{share}, counted as one"
    if incident.times > 1:
        return f"{incident.times} times so far, counted as one"
    if incident.ended_at is None:
        return f"for {_figure(incident.opened_at - incident.started_at)} s and longer{share}"
    if not incident.end_known:
        return f"for at least {_figure(incident.opened_at - incident.started_at)} s{share}"
    least = "at least " if incident.unseen_s else ""
    return f"for {least}{_figure(incident.duration_s or 0.0)} s{share}"


def _share(incident: Incident) -> str:
    """Return in how many looks the condition held, unless that is all of them, or others were counted in it."""
    looks, held = incident.trace.looks, incident.trace.held
    if held >= looks or incident.latest_id:
        return ""
    return f", in {held} of {looks} looks ({100 * held / looks:.0f} %)"


def _figure(value: float) -> str:
    """Return at most one decimal, and none for whole numbers."""
    return f"{value:.1f}".removesuffix(".0")
