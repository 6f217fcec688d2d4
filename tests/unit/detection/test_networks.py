"""What the networks' numbers mean, with numbers alone; then the networks themselves on one known face."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tool.detection.boxes import Box, same_face
from tool.detection.faces import FaceFinder, Picture, smaller
from tool.detection.facts import Before
from tool.detection.heads import HeadReader
from tool.detection.networks import crops, iris, mesh, models
from tool.detection.networks.detections import anchors, detections
from tool.detection.networks.letterbox import letterboxed


def outputs(*faces: tuple[int, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return places and scores of 896 anchors; each face is (anchor, logit, width and height in pixels)."""
    places, scores = np.zeros((896, 16), np.float32), np.full(896, -200.0, np.float32)
    for anchor, logit, size in faces:
        places[anchor, 2:4] = size
        scores[anchor] = logit
    return places, scores


CENTRES = anchors(128, (8, 16, 16, 16), 2)


def test_anchors_are_those_of_the_two_detectors() -> None:
    assert CENTRES.shape == (16 * 16 * 2 + 8 * 8 * 6, 2)
    assert CENTRES[0] == pytest.approx([0.5 / 16, 0.5 / 16])
    assert CENTRES[1] == pytest.approx(CENTRES[0])
    assert CENTRES[512] == pytest.approx([0.5 / 8, 0.5 / 8])
    assert anchors(192, (4,), 1).shape == (2304, 2)


def test_below_the_floor_nothing_is_found() -> None:
    places, scores = outputs((100, 0.0, 32.0))

    assert detections(places, scores, CENTRES, 128, 0.51) == []
    (found,) = detections(places, scores, CENTRES, 128, 0.5)
    assert found.score == pytest.approx(0.5)


def test_boxes_of_one_face_become_their_mean_weighted_by_score() -> None:
    places, scores = outputs((100, math.log(0.9 / 0.1), 32.0), (101, math.log(0.6 / 0.4), 40.0))

    (found,) = detections(places, scores, CENTRES, 128, 0.5)

    assert found.score == pytest.approx(0.9)
    width = found.corners[1, 0] - found.corners[0, 0]
    assert width * 128 == pytest.approx((0.9 * 32 + 0.6 * 40) / 1.5)
    assert found.corners.mean(axis=0) == pytest.approx(CENTRES[100])
    assert found.points.shape == (6, 2)


def test_faces_apart_stay_two_and_the_better_comes_first() -> None:
    places, scores = outputs((0, 1.0, 16.0), (400, 3.0, 16.0))

    first, second = detections(places, scores, CENTRES, 128, 0.5)

    assert first.score > second.score
    assert first.corners.mean(axis=0) == pytest.approx(CENTRES[400])


def test_absurd_numbers_do_not_overflow() -> None:
    places, scores = outputs((100, 1e9, 0.0), (101, -1e9, 0.0))

    (found,) = detections(places, scores, CENTRES, 128, 0.5)
    assert found.score == 1.0


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (100, 100), (64, 256), (1, 1), (3, 2000)])
def test_what_is_fitted_into_a_square_is_found_again(size: tuple[int, int]) -> None:
    square = letterboxed(np.full((*size, 3), 255, np.uint8), 192)

    assert square.numbers.shape == (1, 192, 192, 3)
    assert set(np.unique(square.numbers)) <= {-1.0, 1.0}
    lit = np.argwhere(square.numbers[0, :, :, 0] > 0)
    low, high = lit.min(axis=0)[::-1] / 192, (lit.max(axis=0)[::-1] + 1) / 192
    back = square.back(np.array([low, high], np.float32))
    assert back == pytest.approx(np.array([[0, 0], [1, 1]]), abs=1e-5)


@pytest.mark.parametrize("turned", [0.0, 0.6, -1.2])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_point_of_a_crop_is_found_again_in_the_picture(turned: float, mirrored: bool) -> None:
    picture = np.zeros((240, 320, 3), np.uint8)
    cv2.circle(picture, (180, 100), 6, (255, 255, 255), -1)
    crop = crops.cut(picture, crops.Square(170.0, 110.0, 96.0, turned, mirrored), 192)

    spot = np.argwhere(crop.numbers[0, :, :, 0] > 0.5).mean(axis=0)[::-1]
    (back,) = crop.back(np.array([spot], np.float32))

    assert back == pytest.approx([180, 100], abs=0.6)
    assert crop.scale == 0.5


def head(yaw: float, pitch: float) -> np.ndarray:
    """Return the points of a mesh, as far as a turn is read from them, of a head turned by degrees."""
    points = np.zeros((468, 3), np.float32)
    points[mesh.TEMPLES[0]], points[mesh.TEMPLES[1]] = (-70, 0, 0), (70, 0, 0)
    points[mesh.FOREHEAD], points[mesh.CHIN] = (0, -90, 0), (0, 90, 0)
    y, p = math.radians(yaw), math.radians(pitch)
    nod = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    shake = np.array([[math.cos(y), 0, -math.sin(y)], [0, 1, 0], [math.sin(y), 0, math.cos(y)]])
    return np.asarray(points @ (shake @ nod).T, np.float32)


@pytest.mark.parametrize("yaw", [0.0, 30.0, -45.0])
@pytest.mark.parametrize("pitch", [0.0, 20.0, -15.0])
def test_the_turn_of_a_head_is_read_from_its_axes(yaw: float, pitch: float) -> None:
    found = mesh.turn(head(yaw, pitch))

    assert found.yaw == pytest.approx(yaw, abs=0.1), "to the right of the picture"
    assert found.pitch == pytest.approx(pitch, abs=0.1), "down"


def test_eyes_too_small_are_not_read() -> None:
    assert iris.squares_around_eyes(np.zeros((468, 3), np.float32)) is None


def test_a_known_face_looks_ahead(finder: FaceFinder, astronaut: Picture) -> None:
    reader = HeadReader(finder.mesh)
    best = max(finder.find(astronaut, smaller(astronaut)), key=lambda box: box.score)

    read = reader.read(astronaut, best)
    assert read is not None
    found = read.head
    assert found.score > 0.9
    assert abs(found.yaw) < 20
    assert abs(found.pitch) < 20
    assert found.left_eye is not None
    assert abs(found.left_eye[0]) < 0.2

    mirrored = reader.read(np.ascontiguousarray(astronaut[:, ::-1]), replace(
        best, left=1 - best.left - best.width, tilt=-best.tilt
    ))
    assert mirrored is not None
    assert mirrored.head.yaw == pytest.approx(-found.yaw, abs=5)
    assert mirrored.head.right_eye is not None
    assert mirrored.head.right_eye[0] == pytest.approx(-found.left_eye[0], abs=0.06)


def test_the_place_of_a_head_serves_to_find_it_again(finder: FaceFinder, astronaut: Picture) -> None:
    reader = HeadReader(finder.mesh)
    best = max(finder.find(astronaut, smaller(astronaut)), key=lambda box: box.score)
    first = reader.read(astronaut, best)
    assert first is not None
    assert same_face(first.face, best)

    moved = np.roll(astronaut, (6, 10), (0, 1))
    again = reader.read(moved, first.face)

    assert again is not None
    assert again.face.left - first.face.left == pytest.approx(10 / 640, abs=0.01)
    assert again.face.top - first.face.top == pytest.approx(6 / 480, abs=0.01)


def test_irises_are_not_looked_at_again_while_the_eyes_look_the_same(finder: FaceFinder, astronaut: Picture) -> None:
    reader = HeadReader(finder.mesh)
    best = max(finder.find(astronaut, smaller(astronaut)), key=lambda box: box.score)
    first = reader.read(astronaut, best)
    assert first is not None
    before = Before(first.face, b"", replace(first.head, left_eye=(9.0, 0.0), right_eye=(9.0, 0.0)), first.eyes)

    darker = np.asarray(astronaut * 0.7, np.uint8)
    same = reader.read(darker, best, before)
    other = reader.read(np.ascontiguousarray(astronaut[:, ::-1]), best, before)
    unwanted = reader.read(astronaut, best, before, gaze=False)

    assert same is not None
    assert same.head.left_eye == (9.0, 0.0), "they look the same in less light"
    assert other is None or other.head.left_eye != (9.0, 0.0)
    assert unwanted is not None
    assert (unwanted.head.left_eye, unwanted.eyes) == (None, b"")


@pytest.mark.parametrize("degrees", [-40, 40])
def test_a_tilted_face_is_levelled(finder: FaceFinder, astronaut: Picture, degrees: int) -> None:
    turn = cv2.getRotationMatrix2D((280, 130), -degrees, 1.0)
    tilted = cv2.warpAffine(astronaut, turn, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    best = max(finder.find(tilted, smaller(tilted)), key=lambda box: box.score)

    found = HeadReader(finder.mesh).read(tilted, best)

    assert found is not None
    assert found.head.roll == pytest.approx(degrees, abs=15)


def test_nothing_is_known_of_a_head_that_is_none(finder: FaceFinder) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)

    assert HeadReader(finder.mesh).read(noise, Box(0.4, 0.4, 0.2, 0.2, 0.9)) is None


def test_a_network_of_another_hash_is_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(models.ModelMissing, match="is another one"):
        models.read(replace(models.FACE_SHORT, sha256="0" * 64))
