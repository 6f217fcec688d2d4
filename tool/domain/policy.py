"""Policy: what is decided about an exam before it starts. It is kept as a preset and what was changed about it, never
as a copy of the preset's numbers: an exam on "standard" follows what standard is today, until it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Self

from tool.domain.incident_types.kind import IncidentKind, Numbers, Severity
from tool.domain.incident_types.registry import KINDS, REVISION
from tool.domain.intervention import Step
from tool.domain.policy_fields import FIELDS, NEVER, Admission, FieldRefused, FieldValue
from tool.domain.preset import NAMED, Preset
from tool.domain.rule import Rule

LONGEST_DEBOUNCE_S = 600.0
"""The longest time that a rule may be made to wait before it opens an incident."""
_STEPS = {Step.PAUSE: "pause_from", Step.WARN: "warn_from", Step.NOTICE: "notice_from"}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a teacher changed about one rule; None where it stays as the preset has it."""

    enabled: bool | None = None
    debounce_s: float | None = None
    severity: Severity | None = None

    def beyond(self, numbers: Numbers) -> "RuleChange":
        """Return the change without what the preset says anyway."""
        return RuleChange(
            None if self.enabled == numbers.enabled else self.enabled,
            None if self.debounce_s == numbers.debounce_s else self.debounce_s,
            None if self.severity is numbers.severity else self.severity,
        )

    def checked(self, incident_type: str) -> "RuleChange":
        """Return the change; raise FieldRefused (field: the type) for a time that no rule can have."""
        wait = self.debounce_s
        if wait is not None and not 0 <= wait <= LONGEST_DEBOUNCE_S:
            title = KINDS[incident_type].title if incident_type in KINDS else incident_type
            raise FieldRefused(incident_type, f"{title}: give a time of 0 to {LONGEST_DEBOUNCE_S:.0f} seconds.")
        return self


UNCHANGED = RuleChange()


@dataclass(frozen=True, slots=True)
class Policy:
    """All that is decided about an exam before it starts.

    `revision`: the presets' revision whose numbers hold. `fields` are the values that differ from the preset's, by
    field; `changes` what differs from the preset's rules, by type (only with the preset "custom"). `foreign` is what a
    newer version of Invigil has kept and this one does not know: it is not applied here, it is said (`not_applied`),
    and it is kept as it is. Make one with `of`."""

    preset: Preset = Preset.STANDARD
    revision: int = REVISION
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    changes: Mapping[str, RuleChange] = field(default_factory=dict)
    foreign: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, preset: Preset, values: Mapping[str, FieldValue] = _NOTHING, changes: Mapping[str, RuleChange] = _NOTHING,
        *, revision: int = REVISION, foreign: Mapping[str, Any] = _NOTHING,
    ) -> Self:
        """Return the policy that comes to these values and changed rules; what the preset says anyway is left out.

        Rules can be changed under the preset "custom" only: under another one `changes` are dropped. Raise FieldRefused
        for a rule's time that cannot be."""
        kept = changes if preset is Preset.CUSTOM else _NOTHING
        return cls(
            preset, revision,
            {name: value for name, value in values.items() if value != FIELDS[name].of_preset(preset)},
            _beyond(kept, preset, revision), dict(foreign),
        )

    # ---- fields

    def value(self, name: str) -> FieldValue:
        """Return what the field holds; raise KeyError for a field that there is not."""
        return self.fields[name] if name in self.fields else FIELDS[name].of_preset(self.preset)

    @property
    def values(self) -> dict[str, FieldValue]:
        """What every field holds."""
        return {name: self.value(name) for name in FIELDS}

    def with_values(self, **values: FieldValue) -> Self:
        """Return the policy with these fields' values."""
        return self.of(
            self.preset, {**self.fields, **values}, self.changes, revision=self.revision, foreign=self.foreign
        )

    @property
    def camera(self) -> bool:
        """Whether the camera is watched."""
        return bool(self.value("camera"))

    @property
    def microphone(self) -> bool:
        """Whether proctors can listen."""
        return bool(self.value("microphone"))

    @property
    def screen(self) -> bool:
        """Whether the whole screen is shared."""
        return bool(self.value("screen"))

    @property
    def require_fullscreen(self) -> bool:
        """Whether the exam is taken in full screen."""
        return bool(self.value("require_fullscreen"))

    @property
    def admission(self) -> Admission:
        """Who lets an examinee in."""
        return Admission(str(self.value("admission")))

    @property
    def retention_days(self) -> int:
        """How long what is kept of an attempt stays, after its end."""
        return int(self.value("retention_days"))  # type: ignore[arg-type]

    # ---- rules

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that this version knows, as it holds for the exam, those that are off too."""
        return tuple(
            self._rule(kind, numbers) for kind in KINDS.values()
            if (numbers := kind.at_revision(self.preset, self.revision)) is not None
        )

    @property
    def applied(self) -> tuple[Rule, ...]:
        """The rules that are on and about something that this exam captures or requires."""
        return tuple(rule for rule in self.rules if rule.enabled and self._meets(rule.kind))

    def rule(self, incident_type: str) -> Rule | None:
        """Return the rule of this type if it is on, whether or not it applies here; None when it is off or unknown."""
        return next((r for r in self.rules if r.type == incident_type and r.enabled), None)

    def steps(self, incident_type: str, severity: Severity) -> tuple[Step, ...]:
        """Return what may follow by the policy alone from an incident of this type and severity, the furthest first:
        the next one is for where the first may not be done again so soon. Nothing follows from a type that examinees
        are not told of, and nothing beyond what its record allows."""
        rule = self.rule(incident_type)
        if rule is None or not rule.tell_examinee:
            return ()
        most = rule.kind.follows_at_most.reach
        return tuple(step for step, name in _STEPS.items() if step.reach <= most and self._begins(name, severity))

    def _begins(self, name: str, severity: Severity) -> bool:
        since = self.value(name)
        return since != NEVER and severity.weight >= Severity(str(since)).weight

    def _rule(self, kind: IncidentKind, numbers: Numbers) -> Rule:
        change = self.changes.get(kind.type, UNCHANGED)
        return Rule(
            kind.type, numbers.threshold,
            numbers.debounce_s if change.debounce_s is None else change.debounce_s,
            numbers.release_s,
            change.severity or numbers.severity,
            numbers.tell_examinee,
            numbers.enabled if change.enabled is None else change.enabled,
        )

    def _meets(self, kind: IncidentKind) -> bool:
        return all(self.value(name) for name in kind.requires)

    # ---- over time

    def renewed(self) -> Self:
        """Return the policy with today's presets: for an exam that does not run and whose rules no teacher has changed.
        One whose rules were changed stays with the numbers that the teacher saw."""
        return self if self.changes else replace(self, revision=max(self.revision, REVISION))

    @property
    def not_applied(self) -> tuple[str, ...]:
        """What is kept of this exam that this version of Invigil does not know, by name: it is not applied here."""
        names = [str(self.foreign["preset"])] if "preset" in self.foreign else []
        return tuple(names + [name for part in ("fields", "rules") for name in self.foreign.get(part, ())])


def _beyond(changes: Mapping[str, RuleChange], preset: Preset, revision: int) -> dict[str, RuleChange]:
    found = {}
    for name, change in changes.items():
        numbers = KINDS[name].at_revision(preset, revision)
        differs = UNCHANGED if numbers is None else change.checked(name).beyond(numbers)
        if differs != UNCHANGED:
            found[name] = differs
    return found


PRESETS: Mapping[Preset, Policy] = {preset: Policy.of(preset) for preset in NAMED}
"""The named presets as they are today."""
