"""What one look at a camera picture found, as values that any process can hold without loading a network."""

from dataclasses import dataclass

from tool.detection.boxes import Box
from tool.domain.incident_types.camera import CONTRAST, FACES, LUMA
from tool.domain.observation import Observation


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """The facts of one picture.

    `luma` is the mean brightness, 0-255; `contrast` the detail that there is to see, in grey levels (see
    `tool.detection.frames.contrast`); `boxes` the faces, best first; `model` names and versions what measured."""

    faces: int
    boxes: tuple[Box, ...]
    luma: float
    contrast: float
    model: str


def observations(facts: FrameFacts, at: float) -> tuple[Observation, ...]:
    """Return the facts as observations of the moment `at` (for a frame: its arrival)."""
    return (
        Observation(FACES, float(facts.faces), at, facts.model),
        Observation(LUMA, facts.luma, at, facts.model),
        Observation(CONTRAST, facts.contrast, at, facts.model),
    )
