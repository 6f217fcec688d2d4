"""Looks at somebody in few words: where the head points, where the irises are, how sure all that is."""

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts, Head

MIDDLE = Box(0.4, 0.3, 0.2, 0.3, 0.9)


def head(
    yaw: float = 0.0, pitch: float = 0.0, eyes: tuple[float, float] | None = (0.0, 0.0), down: float = -0.05,
    mouth: float = 0.01, score: float = 1.0, eyes_open: float = 0.3,
) -> Head:
    """A head; `eyes` says how far the left and the right iris are across, None that they were not read."""
    left, right = ((eyes[0], down), (eyes[1], down)) if eyes else (None, None)
    return Head(score, yaw, pitch, 0.0, eyes_open, mouth, left, right)


def facts(
    yaw: float = 0.0, pitch: float = 0.0, eyes: tuple[float, float] | None = (0.0, 0.0), box: Box = MIDDLE,
    faces: int = 1, luma: float = 100.0, down: float = -0.05, mouth: float = 0.01, score: float = 1.0,
    eyes_open: float = 0.3,
) -> FrameFacts:
    """A look at one person (or `faces`) whose face is in `box`."""
    return FrameFacts(
        faces, (box,) * faces, luma, 40.0, "scripted", head(yaw, pitch, eyes, down, mouth, score, eyes_open), box,
    )
