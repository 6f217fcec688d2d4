"""Speech that goes with a moving mouth is the examinee's own, perhaps; neither alone is."""

import random
from collections.abc import Callable

import pytest

from tests.unit.detection.gazing import facts
from tests.unit.detection.play import engine, opened
from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.observer.observer import Observer
from tool.domain.incident_types.microphone import SPEECH
from tool.domain.incident_types.talking import TALKING
from tool.domain.observation import Observation
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule

Lips = Callable[[int], float]


def standard() -> Rule:
    found = PRESETS[Preset.STANDARD].rule("talking")
    assert found is not None
    return found


def still(_second: int) -> float:
    """A mouth at rest, which trembles a little."""
    return 0.008 + 0.001 * (_second % 3)


def talks(second: int) -> float:
    """A mouth that speaks: shut in a third of the looks, open by more or less in the others."""
    chance = random.Random(second)
    return 0.007 if chance.random() < 0.35 else chance.uniform(0.008, 0.035)


def yawns(second: int) -> float:
    return 0.09 if second % 40 in range(20, 25) else 0.008


def seen_of(
    lips: Lips, speech: float | None, seconds: int = 40, look: Callable[[float], FrameFacts] = lambda m: facts(mouth=m)
) -> list[Observation]:
    """Play so many seconds, a look each; every two seconds so much of the last ten was speech (None: nothing)."""
    observer = Observer()
    observer.apply([standard()])
    seen: list[Observation] = []
    for second in range(seconds):
        if speech is not None and second % 2 == 0:
            observer.heard([Observation(SPEECH, speech, float(second), "vad")])
        seen += [each for each in observer.saw(look(lips(second)), float(second)) if each.signal == TALKING]
    return seen


def told(seen: list[Observation]) -> list[str]:
    subject = engine(standard())
    return opened([change for each in seen for change in subject.observe([each])])


def test_speech_with_a_moving_mouth_is_told_once() -> None:
    seen = seen_of(talks, speech=60.0)

    assert told(seen) == ["talking"]
    assert seen[-1].model == "scripted; vad"


@pytest.mark.parametrize(
    ("lips", "speech"), [(still, 60.0), (talks, 0.0), (talks, 10.0), (yawns, 60.0)],
    ids=["somebody else speaks", "lips move in silence", "a word now and then", "a yawn while somebody else speaks"],
)
def test_neither_alone_is_told(lips: Lips, speech: float) -> None:
    assert told(seen_of(lips, speech, seconds=120)) == []


def test_without_sound_nothing_is_known() -> None:
    assert seen_of(talks, speech=None) == []


def test_what_was_heard_long_ago_says_nothing_about_now() -> None:
    observer = Observer()
    observer.apply([standard()])
    observer.heard([Observation(SPEECH, 90.0, 0.0, "vad")])

    late = [each for second in range(20, 40) for each in observer.saw(facts(mouth=talks(second)), float(second))]

    assert TALKING not in {each.signal for each in late}


@pytest.mark.parametrize(
    "look",
    [
        lambda m: facts(mouth=m, faces=2), lambda m: facts(mouth=m, score=0.6),
        lambda m: facts(mouth=m, box=Box(0.4, 0.4, 0.05, 0.07, 0.9)),
    ],
    ids=["two people", "a mesh that is not sure", "far away"],
)
def test_a_mouth_that_is_not_seen_well_is_not_judged(look: Callable[[float], FrameFacts]) -> None:
    assert seen_of(talks, 60.0, look=look) == []


def test_a_mouth_that_never_rests_has_to_move_more() -> None:
    def chews(second: int) -> float:
        return 0.008 + 0.009 * (second % 2)

    observer = Observer()
    observer.apply([standard()])
    for second in range(120):
        observer.heard([Observation(SPEECH, 0.0, float(second), "vad")])
        observer.saw(facts(mouth=chews(second)), float(second))
    observer.heard([Observation(SPEECH, 80.0, 120.0, "vad")])
    seen = observer.saw(facts(mouth=chews(120)), 120.0)

    assert [each.value for each in seen if each.signal == TALKING] == [0.0]


def test_where_no_rule_asks_no_mouth_is_watched() -> None:
    observer = Observer()
    observer.heard([Observation(SPEECH, 60.0, 0.0, "vad")])
    seen = [each for second in range(20) for each in observer.saw(facts(mouth=talks(second)), float(second))]

    assert TALKING not in {each.signal for each in seen}
