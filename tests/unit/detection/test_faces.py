"""Which network looks when, and what of it counts as a face: with scripted networks."""

import cv2
import numpy as np
import pytest

from tool.detection.boxes import Box, united
from tool.detection.faces import FaceFinder, Picture, smaller
from tool.detection.networks.mesh import Mesh

PERSON = (0.4, 0.3, 0.2, 0.3)
ANOTHER = (0.05, 0.3, 0.2, 0.3)
FAR = (0.5, 0.5, 0.06, 0.08)
LIT, DIM = 128, 20


class Detector:
    """Finds what is scripted (`from_near` in a part of a picture), of what is not below the floor; notes how wide and
    how bright the pictures were."""

    def __init__(self, *faces: tuple[tuple[float, float, float, float], float], from_near: float = 0.0) -> None:
        self.faces = faces
        self.from_near = from_near
        self.widths: list[int] = []
        self.lumas: list[float] = []

    def find(self, rgb: Picture, floor: float) -> list[Box]:
        self.widths.append(rgb.shape[1])
        self.lumas.append(float(rgb.mean()))
        faces = self.faces if rgb.shape[1] == 320 else ((PERSON, self.from_near),)
        return [Box(*place, score) for place, score in faces if score >= floor]


class Points:
    def __init__(self, score: float) -> None:
        self.score = score

    def find(self, bgr: Picture, box: Box) -> Mesh:
        return Mesh(self.score, np.zeros((468, 3), np.float32))


def count(short: Detector, full: Detector, mesh: float = 0.0, luma: int = LIT) -> int:
    picture = np.full((480, 640, 3), luma, np.uint8)
    return len(united(FaceFinder(short, full, Points(mesh)).find(picture, smaller(picture))))


@pytest.mark.parametrize(
    ("short", "full", "mesh", "faces"),
    [
        (0.80, 0.00, 0.0, 1), (0.00, 0.70, 0.0, 1),  # one is sure
        (0.55, 0.45, 0.0, 1),  # both see it
        (0.55, 0.00, 1.0, 0), (0.65, 0.00, 1.0, 1), (0.65, 0.00, 0.0, 0),  # the short range doubts
        (0.00, 0.35, 1.0, 1), (0.00, 0.35, 0.0, 0), (0.00, 0.25, 1.0, 0),  # the full range doubts
    ],
)
def test_a_face_that_no_network_is_sure_of_needs_another(short: float, full: float, mesh: float, faces: int) -> None:
    assert count(Detector((PERSON, short)), Detector((PERSON, full)), mesh) == faces


def test_doubt_makes_somebody_but_never_a_second_person() -> None:
    assert count(Detector((PERSON, 0.9), (ANOTHER, 0.7)), Detector((ANOTHER, 0.5)), mesh=1.0) == 1
    assert count(Detector((PERSON, 0.7), (ANOTHER, 0.65)), Detector(), mesh=1.0) == 1
    assert count(Detector((PERSON, 0.9), (ANOTHER, 0.8)), Detector()) == 2


def test_the_short_range_is_not_asked_where_the_full_range_has_no_doubt() -> None:
    asked = Detector()

    assert count(asked, Detector((PERSON, 0.9))) == 1
    assert asked.widths == []
    assert count(asked, Detector((PERSON, 0.9), (ANOTHER, 0.4))) == 1
    assert asked.widths == [320]


def test_a_hint_of_a_face_is_looked_at_from_near() -> None:
    full = Detector((FAR, 0.25), from_near=0.7)

    assert count(Detector(), full, mesh=1.0) == 1
    assert full.widths == [320, 153]  # four times the hint's longer side, in the picture as it came
    assert count(Detector(), Detector((FAR, 0.25), from_near=0.7), mesh=0.0) == 0
    assert count(Detector(), Detector((FAR, 0.25), from_near=0.6), mesh=1.0) == 0


def test_without_a_hint_nothing_is_looked_at_twice() -> None:
    full = Detector((FAR, 0.15), from_near=0.9)

    assert count(Detector(), full, mesh=1.0) == 0
    assert full.widths == [320]


def test_a_hint_at_the_edge_is_looked_at_as_far_as_the_picture_goes() -> None:
    full = Detector(((0.96, 0.96, 0.04, 0.04), 0.25), from_near=0.7)

    assert count(Detector(), full, mesh=1.0) == 1


def test_a_hint_beside_people_far_away_is_looked_at_and_beside_near_ones_not() -> None:
    near, far = Detector((PERSON, 0.9), (ANOTHER, 0.25)), Detector((FAR, 0.9), (ANOTHER, 0.25))

    assert count(Detector(), near, mesh=1.0) == 1
    assert count(Detector(), far, mesh=1.0) == 1
    assert (len(near.widths), len(far.widths)) == (1, 2)


def test_in_the_dark_it_is_looked_at_in_better_light_and_then_as_it_is() -> None:
    full = Detector()

    assert count(Detector(), full, luma=DIM) == 0
    assert full.lumas == pytest.approx([110, DIM], abs=3)
    sure = Detector((PERSON, 0.9))
    assert count(Detector(), sure, luma=DIM) == 1
    assert sure.lumas == pytest.approx([110], abs=3)


def test_a_face_that_only_a_screen_lights_is_found(finder: FaceFinder, astronaut: Picture) -> None:
    around = np.zeros((480, 640), np.float32)
    cv2.ellipse(around, (280, 130), (70, 95), 0, 0, 360, 1.0, -1)
    night = (astronaut * cv2.GaussianBlur(around, (0, 0), 15)[:, :, None]).astype(np.uint8)
    assert night.mean() < 60

    assert len(united(finder.find(night, smaller(night)))) == 1


@pytest.mark.parametrize("light", [0.25, 0.12, 0.0625])
def test_a_face_is_found_in_a_sixteenth_of_the_light(finder: FaceFinder, astronaut: Picture, light: float) -> None:
    noise = np.random.default_rng(1).normal(0, 4, astronaut.shape)
    dark = np.clip(astronaut * light + noise, 0, 255).astype(np.uint8)

    assert len(united(finder.find(dark, smaller(dark)))) == 1
