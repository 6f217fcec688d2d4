"""Reads what the networks for objects say: which things there are in a picture, where, and how sure that is.

Runs no network (tool.detection.object_networks does). Both networks know the 80 kinds of COCO; of these Invigil asks
for few."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tool.detection.boxes import Box, clipped
from tool.detection.object_models import MODEL
from tool.detection.object_networks import CENTERNET_SIDE, NANODET_SIDE, CenterNet, NanoDet, Numbers, Picture
from tool.domain.incident_types.objects import PHONE, SECOND_SCREEN
from tool.domain.observation import Observation

PERSON, TELEVISION, LAPTOP, CELL_PHONE = 0, 62, 63, 67
"""Places in the list of COCO's kinds. A monitor is a "tv" there."""
FLOOR = 0.2
"""What a network is less sure of is not looked at any more."""
PERSON_FLOOR = 0.40
"""From here on a person is one: 67 of 73 found, none claimed in 55 pictures without (NanoDet, COCO val2017)."""
SAME_THING_IOU = 0.5
_STRIDES = (8, 16, 32)
_STEPS = np.arange(11, dtype=np.float32)
_CELL = 4


class Network(Protocol):
    """What looks at a picture; scripted in tests."""

    def run(self, bgr: Picture) -> Mapping[str, Numbers]:
        """Return the outputs by name."""
        ...


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in a picture: its place in the list of COCO's kinds, and where it is."""

    kind: int
    box: Box


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What one look found. Each is how sure the network is (0..1; 0 below FLOOR) of the thing it is surest of.

    `persons` are those that NanoDet sees at PERSON_FLOOR or more, whether with a face or not, surest first."""

    second_screen: float
    phone: float
    persons: tuple[Box, ...]


def observations(facts: ObjectFacts, at: float) -> tuple[Observation, ...]:
    """Return the facts as observations of the moment `at` (the picture's arrival)."""
    return (
        Observation(SECOND_SCREEN, facts.second_screen, at, MODEL), Observation(PHONE, facts.phone, at, MODEL),
    )


class ObjectAnalyser:
    """Turns pictures into facts about objects. Holds no state between pictures."""

    def __init__(self, nanodet: Network | None = None, centernet: Network | None = None) -> None:
        self._nanodet = nanodet or NanoDet()
        self._centernet = centernet or CenterNet()

    def analyse(self, bgr: Picture) -> ObjectFacts:
        """Return what there is in a picture (height x width x 3, uint8, BGR).

        Each network is asked for what it is the better at (docs/decisions/0037): CenterNet for televisions, monitors
        and phones, NanoDet for laptops and people."""
        near = nanodet_things(self._nanodet.run(bgr), (PERSON, LAPTOP))
        far = centernet_things(self._centernet.run(bgr), (TELEVISION, CELL_PHONE))
        screen = max(surest(far, TELEVISION), surest(near, LAPTOP))
        return ObjectFacts(screen, surest(far, CELL_PHONE), persons_among(near))

    def persons(self, bgr: Picture) -> tuple[Box, ...]:
        """Return the people in a picture, as ObjectFacts has them, and look for nothing else: half the cost."""
        return persons_among(nanodet_things(self._nanodet.run(bgr), (PERSON,)))


def persons_among(things: Iterable[Thing]) -> tuple[Box, ...]:
    """Return where the people are that count as such."""
    return tuple(thing.box for thing in things if thing.kind == PERSON and thing.box.score >= PERSON_FLOOR)


def surest(things: Iterable[Thing], kind: int) -> float:
    """Return the best score of this kind, 0 if there is none."""
    return max((thing.box.score for thing in things if thing.kind == kind), default=0.0)


def nanodet_things(outputs: Mapping[str, Numbers], kinds: Iterable[int]) -> tuple[Thing, ...]:
    """Return the things of these kinds in what NanoDet said, surest first.

    A side lies where the mean of its distribution over 0..10 strides is, counted from the middle of the cell
    (Generalized Focal Loss, https://arxiv.org/abs/2006.04388)."""
    found: list[Thing] = []
    for stride in _STRIDES:
        scores, sides = outputs[f"scores_{stride}"], outputs[f"sides_{stride}"]
        for kind in kinds:
            for cell in np.flatnonzero(scores[:, kind] >= FLOOR):
                row, column = divmod(int(cell), NANODET_SIDE // stride)
                reach = _means(sides[cell]) * stride
                middle = ((column + 0.5) * stride, (row + 0.5) * stride)
                found += _thing(kind, float(scores[cell, kind]), middle, reach, NANODET_SIDE)
    return distinct(found)


def centernet_things(outputs: Mapping[str, Numbers], kinds: Iterable[int]) -> tuple[Thing, ...]:
    """Return the things of these kinds in what CenterNet said, surest first: peaks that no neighbour exceeds
    (https://arxiv.org/abs/1904.07850)."""
    found: list[Thing] = []
    for kind in kinds:
        heat = outputs["heat"][:, :, kind]
        for row, column in zip(*np.nonzero(heat >= FLOOR), strict=True):
            around = heat[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
            if heat[row, column] >= around.max():
                middle = (float(column) * _CELL, float(row) * _CELL)
                reach = outputs["sides"][row, column]
                found += _thing(kind, float(heat[row, column]), middle, reach, CENTERNET_SIDE)
    return distinct(found)


def distinct(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Return one of each thing, surest first: of boxes of a kind that cover the same place the surest is kept."""
    kept: list[Thing] = []
    for thing in sorted(things, key=lambda each: each.box.score, reverse=True):
        if not any(
            other.kind == thing.kind and overlap(other.box, thing.box) >= SAME_THING_IOU for other in kept
        ):
            kept.append(thing)
    return tuple(kept)


def overlap(a: Box, b: Box) -> float:
    """Return what two boxes have in common, as a part (0..1) of what they cover together."""
    across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (a.area + b.area - across * down)


def _means(logits: Numbers) -> Numbers:
    """Return the means (in steps) of the four distributions whose 44 logits these are."""
    weights = logits.reshape(4, _STEPS.size)
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    means: Numbers = weights @ _STEPS / weights.sum(axis=1)
    return means


def _thing(kind: int, score: float, middle: tuple[float, float], reach: Numbers, side: int) -> Iterator[Thing]:
    """Yield the thing, unless nothing of it lies inside; `middle` and `reach` in pixels of a square of `side`."""
    left, top, right, bottom = (float(each) / side for each in reach)
    box = clipped(middle[0] / side - left, middle[1] / side - top, left + right, top + bottom, score)
    if box is not None:
        yield Thing(kind, box)
