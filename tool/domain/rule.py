"""One rule as it holds for one exam: a type of incident with the numbers that were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from tool.domain.incident_types.kind import IncidentKind, Severity
from tool.domain.incident_types.registry import KINDS, kind_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one exam's policy.

    `type` names a record of the registry; a newer process may send one that is not known here, which is not applied
    (`is_known`). `threshold` is in the kind's unit. `debounce_s`: the condition must hold this long before the incident
    opens. `release_s`: it must be gone this long before it closes. `tell_examinee`: whether the examinee sees a
    notice."""

    type: str
    threshold: float
    debounce_s: float
    release_s: float
    severity: Severity
    tell_examinee: bool = True
    enabled: bool = True

    @property
    def kind(self) -> IncidentKind:
        """What this type of incident is."""
        return kind_of(self.type)

    @property
    def is_known(self) -> bool:
        """Whether this process knows what the rule is about."""
        return self.type in KINDS


def looked_at(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return those of the rules that the media plane judges: what it neither sees nor hears it need not be told."""
    return tuple(rule for rule in rules if rule.kind.source.is_looked_at)
