"""The words that describe a type of incident: what a record of the registry is made of."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.preset import Preset


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
class Numbers:
    """What one preset says about one type.

    `threshold` is in the type's unit. `debounce_s`: the condition must hold this long before the incident opens.
    `release_s`: it must be gone this long before it closes. `tell_examinee`: whether the examinee sees a notice."""

    threshold: float
    debounce_s: float
    release_s: float
    severity: Severity
    tell_examinee: bool = True
    enabled: bool = True


def presets(
    standard: Numbers, *, low: Numbers | None = None, high: Numbers | None = None
) -> Mapping[Preset, Numbers]:
    """Return the numbers of all presets: low waits three times as long as standard and high 0.6 times, unless given."""
    return {
        Preset.LOW: low or replace(standard, debounce_s=standard.debounce_s * 3.0),
        Preset.STANDARD: standard,
        Preset.HIGH: high or replace(standard, debounce_s=standard.debounce_s * 0.6),
    }


@dataclass(frozen=True, slots=True)
class AddsUp:
    """How much of a condition is too much although it never lasts: the share (0 to 1) of so many seconds in which it
    held. What a rule allows at a time is allowed in all that while too, whatever the share says."""

    share: float
    within_s: float

    def enough_s(self, debounce_s: float) -> float:
        """Return for how many seconds in all the condition must hold within the time."""
        return max(self.share * self.within_s, debounce_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKind:
    """Everything that is known of one type of incident, in one place (docs/adding-an-incident-type.md: how to add one).

    Measured: `signal` of `source`, held against the threshold by `comparison`, in `unit`. A browser's signal has the
    name of its sensor. `measured` says it in a sentence for docs/incident-types.md, `limits` what is known to go wrong.

    Applied: `requires` names fields of the policy (tool/domain/policy_fields.py) that must be on for the type to apply
    at all. `explained_by`: while one of these types' conditions holds, this one is not counted (a covered camera shows
    no face), for at most `explained_at_most_s` since it was last seen not to hold. `adds_up`: what is looked at may
    also open in short spells that come to so much. `screen_still`: whether a picture of the shared screen goes with
    the incident.

    Told: `title` and `avoid` to examinee and reviewer (marked with `told`), `spoofable` is what browser or examinee can
    fake, `condition` how the explanation names what broke the rule (may hold "{threshold}"), `figure` whether it also
    gives the measured value. `when` is how a form says it to the teacher, after "Reported when". `reason` is what the
    console suggests for a warning about it.

    Followed: `hint` if it only says where a person should look. `furthest` is the most that may follow by the policy
    alone (`follows_at_most`); a type that can be trouble of ours, or of a machine, leaves it at a notice. `momentary`:
    it is noted at one moment, and has no length. `about_gaze`: it tells where somebody looks, so it is never applied to
    those whose gaze is not to be judged (`Attempt.gaze_off`). `about_quiz_page`: it tells of the page in which the quiz
    is, so it is never applied where that is a window of the LMS's own (`Attempt.out_of_sight`).

    Numbers: `numbers` are today's, by preset. `since` is the revision of the presets that brought the type. When a
    number changes, the old ones move into `earlier`, under the last revision that had them: exams that run keep
    them."""

    type: str
    category: Category
    signal: str
    source: Source
    comparison: Comparison
    unit: str
    condition: str
    when: str
    title: str
    avoid: str
    spoofable: str
    measured: str
    limits: str
    reason: ReasonCode
    numbers: Mapping[Preset, Numbers]
    figure: bool = False
    requires: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()
    explained_at_most_s: float = math.inf
    adds_up: AddsUp | None = None
    screen_still: bool = True
    hint: bool = False
    furthest: Step = Step.PAUSE
    momentary: bool = False
    about_gaze: bool = False
    about_quiz_page: bool = False
    since: int = 1
    earlier: Mapping[int, Mapping[Preset, Numbers]] = field(default_factory=dict)

    def at_revision(self, preset: Preset, revision: int) -> Numbers | None:
        """Return what the preset said about this type at `revision`; None before the type came."""
        if revision < self.since:
            return None
        older = [last for last in self.earlier if revision <= last]
        return (self.earlier[min(older)] if older else self.numbers)[preset.base]

    @property
    def follows_at_most(self) -> Step:
        """The most that may follow from it by the policy alone. Nothing is done to anybody for a hint."""
        return min(self.furthest, Step.NOTICE, key=lambda step: step.reach) if self.hint else self.furthest

    @property
    def revision(self) -> int:
        """The newest revision of the presets that changed anything about this type."""
        return max([self.since, *(last + 1 for last in self.earlier)])
