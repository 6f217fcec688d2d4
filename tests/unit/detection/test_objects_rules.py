"""Several looks must agree before an incident about an object opens: one look every five seconds is only a hint."""

from itertools import count

import pytest

from tool.detection.objects import ObjectFacts, observations
from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.incident_types.kind import Severity
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

EVERY_S = 5.0


def plays(preset: Preset, *, screens: str = "", phones: str = "") -> list[IncidentChange]:
    """Look every five seconds; an x is a picture that shows the thing, a dot one that does not."""
    ids = count()
    engine = RuleEngine("a", PRESETS[preset].rules, lambda: f"i{next(ids)}")
    changes: list[IncidentChange] = []
    for n in range(max(len(screens), len(phones))):
        screen, phone = (0.5 if n < len(looks) and looks[n] == "x" else 0.0 for looks in (screens, phones))
        changes += engine.observe(observations(ObjectFacts(screen, phone, ()), 100.0 + n * EVERY_S))
    return changes


def test_a_phone_in_one_look_or_three_is_no_incident() -> None:
    assert plays(Preset.STANDARD, phones="x....x....xxx....") == []
    assert plays(Preset.HIGH, phones="x....x....xxx....") == [], "never on fewer looks, however strict"


@pytest.mark.parametrize("preset", [Preset.STANDARD, Preset.HIGH])
def test_a_phone_that_stays_is_a_hint_of_low_severity_that_ends(preset: Preset) -> None:
    opened, closed = plays(preset, phones="xxxxxx......")
    assert isinstance(opened, IncidentOpened)
    assert (opened.type, opened.severity, opened.measured) == ("phone_visible", Severity.LOW, 0.5)
    assert isinstance(closed, IncidentClosed)


def test_the_low_preset_gives_no_hint_of_a_phone() -> None:
    assert plays(Preset.LOW, phones="x" * 30) == []


def test_a_screen_that_stays_is_reported_and_one_that_passes_is_not() -> None:
    assert plays(Preset.STANDARD, screens="x...x...xx...") == []
    [opened] = plays(Preset.STANDARD, screens="xxxxx")
    assert isinstance(opened, IncidentOpened)
    assert (opened.type, opened.severity) == ("second_screen_visible", Severity.MEDIUM)
    assert opened.opened_at - opened.started_at >= 2 * EVERY_S
