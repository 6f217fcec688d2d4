"""What one look at a camera picture found, as values that any process can hold without loading a network."""

from dataclasses import dataclass

from tool.detection.boxes import Box

VIEW = (64, 48)
"""Across and down."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the mesh of a face tells. Nothing is judged by it yet, and alone it says little: a camera stands higher or
    lower, and faces differ; it has to be held against how the same person sits when looking at the screen.

    `score` (0..1) is how sure the mesh is of a face; `yaw` (to the right of the picture), `pitch` (down) and `roll`
    (clockwise) are degrees; `eyes_open` is height by width, `mouth_open` a part of the height of the face; `left_eye`
    and `right_eye` (left and right in the picture) say how far the iris is from the middle of the eye, to the right
    and down, in widths of the eye; None when that cannot be known (eyes shut, small, turned away)."""

    score: float
    yaw: float
    pitch: float
    roll: float
    eyes_open: float
    mouth_open: float
    left_eye: tuple[float, float] | None = None
    right_eye: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """The facts of one picture.

    `luma` is the mean brightness, 0-255; `contrast` the detail that there is to see, in grey levels (see
    `tool.detection.frames.contrast`); `boxes` the faces, best first; `model` names and versions what measured.
    `head` is that of the largest face, and `face` where its points are: None when nobody is there, or nothing is known
    of it. `view` is the picture in VIEW grey cells, row by row; `eyes` those around the eyes that `head` was
    read with. `glance`: only the face of the look before was looked for, and it was there."""

    faces: int
    boxes: tuple[Box, ...]
    luma: float
    contrast: float
    model: str
    head: Head | None = None
    face: Box | None = None
    view: bytes = b""
    eyes: bytes = b""
    glance: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What is known from the look before, as far as it spares the next one work.

    `face`: where the face was; with `glance` it is enough to find it there, unless the picture (`view`) has changed
    much. `head` was read with the `eyes`: where those look the same, the irises need no new look."""

    face: Box
    view: bytes
    head: Head | None = None
    eyes: bytes = b""
    glance: bool = False
