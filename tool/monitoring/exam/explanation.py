"""The sentence that explains an incident: facts with units, never guilt."""

from tool.domain.policy import RULE_KINDS, Comparison, IncidentType, RuleKind
from tool.monitoring.exam.records import Incident

_CONDITIONS = {
    IncidentType.TAB_HIDDEN: "hidden",
    IncidentType.WINDOW_BLURRED: "another window in front",
    IncidentType.FULLSCREEN_LEFT: "out of full screen",
    IncidentType.CAMERA_LOST: "no camera",
    IncidentType.SCREEN_SHARE_STOPPED: "no shared screen",
}


def explain(incident: Incident) -> str:
    """Return e.g. "No face in view for 6.2 s (threshold: fewer than 1 face for 5 s)"."""
    kind = RULE_KINDS[incident.type]
    measured = f", measured {_figure(incident.measured)}" if kind.unit == "grey levels" else ""
    sentence = (
        f"{kind.title} {_length(incident)}"
        f" (threshold: {_condition(kind, incident.threshold)} for {_figure(incident.debounce_s)} s{measured})"
    )
    if incident.ended_at is not None and not incident.end_known:
        sentence += "; its end was not measured, because the process that watched was started anew"
    return sentence


def _length(incident: Incident) -> str:
    if incident.ended_at is None:
        return f"for {_figure(incident.opened_at - incident.started_at)} s and longer"
    if not incident.end_known:
        return f"for at least {_figure(incident.opened_at - incident.started_at)} s"
    return f"for {_figure(incident.duration_s or 0.0)} s"


def _condition(kind: RuleKind, threshold: float) -> str:
    special = _CONDITIONS.get(kind.type)
    if special is not None:
        return special
    amount = f"{_figure(threshold)} {_noun(kind, threshold)}"
    return f"fewer than {amount}" if kind.comparison is Comparison.BELOW and kind.unit == "faces" else (
        f"below {amount}" if kind.comparison is Comparison.BELOW else f"{amount} or more"
    )


def _noun(kind: RuleKind, amount: float) -> str:
    if kind.unit == "faces" and amount == 1:
        return "face"
    if kind.type is IncidentType.CAMERA_COVERED:
        return "grey levels of contrast"
    return "grey levels of brightness" if kind.type is IncidentType.TOO_DARK else kind.unit


def _figure(value: float) -> str:
    """Return at most one decimal, and none for whole numbers."""
    return f"{value:.1f}".removesuffix(".0")
