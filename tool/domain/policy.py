"""Policy: which rules apply to an exam and how strictly. Thresholds live here as named data, never in code paths."""

from dataclasses import dataclass, replace
from enum import StrEnum

from tool.domain.observation import Signal, Source
from tool.domain.words import told


class IncidentType(StrEnum):
    """Every kind of incident a rule can open; docs/incident-types.md describes each."""

    FACE_MISSING = "face_missing"
    MULTIPLE_PEOPLE = "multiple_people"
    CAMERA_COVERED = "camera_covered"
    TOO_DARK = "too_dark"
    TAB_HIDDEN = "tab_hidden"
    WINDOW_BLURRED = "window_blurred"
    FULLSCREEN_LEFT = "fullscreen_left"
    CAMERA_LOST = "camera_lost"
    SCREEN_SHARE_STOPPED = "screen_share_stopped"


class Category(StrEnum):
    """The six things that the mission asks to detect."""

    BEHAVIOUR = "behaviour"
    THIRD_PARTY = "third_party"
    ENVIRONMENT = "environment"
    COMMUNICATION = "communication"
    DEVICE = "device"
    RULES = "rules"


class Severity(StrEnum):
    """How soon a human should look. `weight` is the 0.0-1.0 number the Assessment Control Service wants."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def weight(self) -> float:
        """The severity as `incident_severity` of the Assessment Control Service, 0.0-1.0."""
        return {"low": 0.25, "medium": 0.5, "high": 0.75, "critical": 1.0}[self.value]


class Comparison(StrEnum):
    """How a measurement is held against the threshold."""

    BELOW = "below"
    AT_LEAST = "at_least"

    def holds(self, value: float, threshold: float) -> bool:
        """Whether `value` breaks the rule at `threshold`."""
        return value < threshold if self is Comparison.BELOW else value >= threshold


@dataclass(frozen=True, slots=True)
class RuleKind:
    """What a type of incident is, whoever uses it: the signal, the direction, what explains it away.

    `explained_by`: while one of these conditions holds, this one is not counted (a covered camera shows no face).
    `avoid`: what would have kept the incident from opening, told to examinee and reviewer.
    `spoofable`: what a browser or examinee can fake about it."""

    type: IncidentType
    category: Category
    signal: Signal
    comparison: Comparison
    unit: str
    explained_by: tuple[IncidentType, ...]
    title: str
    avoid: str
    spoofable: str


T = IncidentType
_TAB = "A modified browser can keep silent about it."

RULE_KINDS: dict[IncidentType, RuleKind] = {
    kind.type: kind
    for kind in (
        RuleKind(
            T.FACE_MISSING, Category.BEHAVIOUR, Signal.FACES, Comparison.BELOW, "faces",
            (T.CAMERA_COVERED, T.TOO_DARK), told("No face in view"),
            told("Sit so that your whole face is in the picture."), "A picture of a face held to the camera.",
        ),
        RuleKind(
            T.MULTIPLE_PEOPLE, Category.THIRD_PARTY, Signal.FACES, Comparison.AT_LEAST, "faces",
            (T.CAMERA_COVERED,), told("More than one person in view"),
            told("Be alone in view of the camera; turn posters with faces away."),
            "Nothing that an examinee would want.",
        ),
        RuleKind(
            T.CAMERA_COVERED, Category.ENVIRONMENT, Signal.CONTRAST, Comparison.BELOW, "grey levels",
            (), told("Camera covered"), told("Keep the lens free."), "A blank wall filling the picture looks the same.",
        ),
        RuleKind(
            T.TOO_DARK, Category.ENVIRONMENT, Signal.LUMA, Comparison.BELOW, "grey levels",
            (T.CAMERA_COVERED,), told("Too dark to see"),
            told("Switch on a light in front of you."), "Nothing that an examinee would want.",
        ),
        RuleKind(
            T.TAB_HIDDEN, Category.COMMUNICATION, Signal.TAB_HIDDEN, Comparison.AT_LEAST, "hidden",
            (), told("Exam tab hidden"), told("Stay on the exam's tab."), _TAB,
        ),
        RuleKind(
            T.WINDOW_BLURRED, Category.COMMUNICATION, Signal.WINDOW_BLURRED, Comparison.AT_LEAST, "unfocused",
            (T.TAB_HIDDEN,), told("Another window in front"), told("Keep working in the exam's window."), _TAB,
        ),
        RuleKind(
            T.FULLSCREEN_LEFT, Category.DEVICE, Signal.FULLSCREEN_LEFT, Comparison.AT_LEAST, "left",
            (), told("Full screen left"), told("Stay in full screen until you submit."), _TAB,
        ),
        RuleKind(
            T.CAMERA_LOST, Category.DEVICE, Signal.CAMERA_LOST, Comparison.AT_LEAST, "lost",
            (), told("Camera lost"), told("Keep the camera plugged in and allowed."),
            "A virtual camera that keeps running.",
        ),
        RuleKind(
            T.SCREEN_SHARE_STOPPED, Category.DEVICE, Signal.SCREEN_SHARE_STOPPED, Comparison.AT_LEAST, "stopped",
            (), told("Screen sharing stopped"), told("Keep sharing your whole screen until you submit."),
            "A second computer beside this one, or a virtual machine, is not on the shared screen.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one exam's policy.

    `threshold` is in the kind's unit. `debounce_s`: the condition must hold this long before the incident opens.
    `release_s`: it must be gone this long before it closes. `tell_examinee`: whether the examinee sees a notice."""

    type: IncidentType
    threshold: float
    debounce_s: float
    release_s: float
    severity: Severity
    tell_examinee: bool = True
    enabled: bool = True

    @property
    def kind(self) -> RuleKind:
        """What this type of incident is."""
        return RULE_KINDS[self.type]


class Admission(StrEnum):
    """Who lets an examinee in after check-in."""

    PROCTOR = "proctor"
    AUTOMATIC = "automatic"


class Preset(StrEnum):
    """Named strictness."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Policy:
    """All that is decided about an exam before it starts."""

    preset: Preset
    rules: tuple[Rule, ...]
    camera: bool = True
    microphone: bool = True
    screen: bool = False
    admission: Admission = Admission.PROCTOR
    require_fullscreen: bool = True
    allowed_resources: tuple[str, ...] = ()
    message: str = ""
    retention_days: int = 90

    @property
    def applied(self) -> tuple[Rule, ...]:
        """The rules that are enabled and about something that this exam captures or requires."""
        return tuple(rule for rule in self.rules if rule.enabled and self._captures(rule))

    def rule(self, kind: IncidentType) -> Rule | None:
        """Return the enabled rule of this type, whether or not it applies here; None when it is off."""
        return next((r for r in self.rules if r.type == kind and r.enabled), None)

    def _captures(self, rule: Rule) -> bool:
        if rule.type is IncidentType.SCREEN_SHARE_STOPPED:
            return self.screen
        if rule.type is IncidentType.FULLSCREEN_LEFT:
            return self.require_fullscreen
        if rule.type is IncidentType.CAMERA_LOST or rule.kind.signal.source is Source.CAMERA:
            return self.camera
        return True


_STANDARD = (
    Rule(T.FACE_MISSING, 1, 5.0, 1.5, Severity.MEDIUM),
    Rule(T.MULTIPLE_PEOPLE, 2, 2.0, 2.0, Severity.HIGH),
    Rule(T.CAMERA_COVERED, 8, 2.0, 1.5, Severity.HIGH),
    Rule(T.TOO_DARK, 25, 5.0, 3.0, Severity.LOW),
    Rule(T.TAB_HIDDEN, 1, 1.0, 0.5, Severity.HIGH),
    Rule(T.WINDOW_BLURRED, 1, 3.0, 0.5, Severity.MEDIUM),
    Rule(T.FULLSCREEN_LEFT, 1, 2.0, 0.5, Severity.MEDIUM),
    Rule(T.CAMERA_LOST, 1, 2.0, 1.0, Severity.HIGH),
    Rule(T.SCREEN_SHARE_STOPPED, 1, 2.0, 1.0, Severity.HIGH),
)


def _stretched(factor: float) -> tuple[Rule, ...]:
    return tuple(replace(rule, debounce_s=rule.debounce_s * factor) for rule in _STANDARD)


PRESETS: dict[Preset, Policy] = {
    Preset.LOW: Policy(Preset.LOW, _stretched(3.0), admission=Admission.AUTOMATIC, require_fullscreen=False),
    Preset.STANDARD: Policy(Preset.STANDARD, _STANDARD),
    Preset.HIGH: Policy(Preset.HIGH, _stretched(0.6)),
}
