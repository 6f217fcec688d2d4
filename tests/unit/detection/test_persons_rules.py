"""Absent is told from bent down: which incidents open when people are looked for every two seconds, or not at all."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.observer.observer import Observer
from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.intervention import Step
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

FACE, BODY = Box(0.40, 0.20, 0.20, 0.25, 0.9), Box(0.25, 0.10, 0.50, 0.90, 0.8)
BENT, EDGE = Box(0.30, 0.55, 0.45, 0.45, 0.6), Box(0.85, 0.20, 0.15, 0.80, 0.45)
SEEN = {
    "f": ((FACE,), (BODY,)), "b": ((), (BENT,)), ".": ((), ()), "e": ((FACE,), (BODY, EDGE)),
    "-": ((FACE,), ()),
}
"""A face; bent down; nobody; a face and somebody at the edge; a face of which no person is seen."""


def played(
    scene: str, preset: Preset = Preset.STANDARD, people: Callable[[int], bool] = lambda at: True
) -> Iterator[tuple[str, str, float]]:
    """Look at a second of the scene each: people as the media process does, where `people` lets it. Yield type, what
    became of it, and when."""
    ids = count()
    engine, observer, due = RuleEngine("a", PRESETS[preset].rules, lambda: f"i{next(ids)}"), Observer(), 0
    for at, shown in enumerate(scene):
        faces, persons = SEEN[shown]
        wanted = observer.persons.wanted
        seen = engine.observe(observer.saw(FrameFacts(len(faces), faces, 100.0, 40.0, "m"), float(at)))
        if people(at) and at >= due and (wanted or at % 5 == 0):
            due = at + 2
            seen += engine.observe(observer.persons.found(persons, float(at)))
        for change in seen:
            yield change.type, type(change).__name__.removeprefix("Incident"), float(at)


def opened(scene: str, preset: Preset = Preset.STANDARD, **more: Callable[[int], bool]) -> dict[str, float]:
    return {kind: at for kind, what, at in played(scene, preset, **more) if what == "Opened"}


def test_who_leaves_is_missing_as_soon_as_ever() -> None:
    with_people = opened("f" * 20 + "." * 20)
    assert with_people == opened("f" * 20 + "." * 20, people=lambda at: False)
    assert with_people == {"face_missing": 25.0}


def test_who_bends_down_is_a_hint_and_not_missing() -> None:
    scene = "f" * 21 + "b" * 40 + "f" * 20
    assert list(played(scene)) == [("face_covered", "Opened", 32.0), ("face_covered", "Closed", 64.0)]


def test_an_explanation_does_not_last_for_ever() -> None:
    found = opened("f" * 21 + "b" * 120)
    assert found["face_covered"] == 32.0
    assert 75.0 <= found["face_missing"] <= 90.0


def test_who_leaves_after_bending_down_is_missing_soon() -> None:
    assert opened("f" * 20 + "b" * 6 + "." * 20)["face_missing"] <= 33.0


def test_who_bends_down_for_a_while_each_time_is_told_all_the_same() -> None:
    assert "face_covered" in opened(("f" * 8 + "b" * 8) * 20)
    assert opened(("f" * 57 + "b" * 3) * 20) == {}


def test_where_people_are_not_looked_for_nothing_is_claimed_and_nothing_explained() -> None:
    assert opened("f" * 20 + "b" * 40, people=lambda at: False) == {"face_missing": 25.0}


def test_a_look_from_long_ago_explains_nothing() -> None:
    """The process that looks for people stops just after it has seen somebody."""
    found = opened("f" * 20 + "b" * 3 + "." * 40, people=lambda at: at < 23)
    assert set(found) == {"face_missing"}
    assert found["face_missing"] <= 40.0


def test_somebody_at_the_edge_is_a_hint_only_if_it_lasts() -> None:
    assert opened("f" * 10 + "e" * 30)["person_without_face"] <= 26.0
    assert opened(("f" * 15 + "e" * 8) * 20) == {}
    assert opened("-" * 300) == {}, "a network that sees no person where a face is says nothing"


@pytest.mark.parametrize("kind", ["face_covered", "person_without_face"])
def test_nothing_but_a_notice_may_follow_by_itself(kind: str) -> None:
    assert KINDS[kind].hint
    assert KINDS[kind].follows_at_most in (Step.NONE, Step.NOTICE)
    severities = {rule.severity for policy in PRESETS.values() for rule in policy.rules if rule.type == kind}
    assert severities <= {Severity.LOW, Severity.MEDIUM}


def test_the_types_that_end_are_closed() -> None:
    ends = [what for kind, what, _ in played("e" * 40 + "f" * 40) if kind == "person_without_face"]
    assert ends == [IncidentOpened.__name__.removeprefix("Incident"), IncidentClosed.__name__.removeprefix("Incident")]
