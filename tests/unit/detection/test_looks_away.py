"""Looking away, told from one picture by limits that hold for anybody: sure, or not told at all."""

import pytest

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts, Head
from tool.detection.heads import looks_away

MIDDLE = Box(0.4, 0.3, 0.2, 0.3, 0.9)


def facts(
    yaw: float = 0.0, pitch: float = 0.0, eyes: tuple[float, float] | None = (0.0, 0.0), box: Box = MIDDLE,
    faces: int = 1,
) -> FrameFacts:
    left, right = ((eyes[0], -0.05), (eyes[1], -0.05)) if eyes else (None, None)
    head = Head(1.0, yaw, pitch, 0.0, 0.3, 0.0, left, right)
    return FrameFacts(faces, (box,) * faces, 100.0, 40.0, "scripted", head)


@pytest.mark.parametrize(
    "seen",
    [
        facts(yaw=30), facts(yaw=-30), facts(pitch=25), facts(pitch=-20), facts(eyes=(0.12, 0.14)),
        facts(eyes=(-0.2, -0.1)), facts(yaw=45, eyes=None),
    ],
)
def test_a_head_or_eyes_far_to_a_side_look_away(seen: FrameFacts) -> None:
    assert looks_away(seen) is True


@pytest.mark.parametrize("seen", [facts(), facts(yaw=15, pitch=13), facts(pitch=-13), facts(eyes=(-0.13, 0.02))])
def test_how_people_sit_before_their_screens_is_not_away(seen: FrameFacts) -> None:
    assert looks_away(seen) is False


@pytest.mark.parametrize(
    "seen",
    [
        facts(faces=2), facts(eyes=None), facts(yaw=40, box=Box(0.0, 0.3, 0.2, 0.3, 0.9)),
        facts(yaw=40, box=Box(0.85, 0.3, 0.15, 0.3, 0.9)), FrameFacts(0, (), 100.0, 40.0, "scripted"),
        FrameFacts(1, (MIDDLE,), 100.0, 40.0, "scripted"),
    ],
)
def test_what_cannot_be_told_is_not(seen: FrameFacts) -> None:
    assert looks_away(seen) is None
