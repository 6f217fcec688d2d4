"""What of the picture can still be seen, whether it moves, and whether somebody is where they were."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.data.scenes import Scene
from tests.unit.detection.play import engine, opened
from tests.unit.detection.seeing import FACE, Seat, frames, sitting
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.domain.baseline import Baseline
from tool.domain.incident_types.kind import Comparison
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

POLICY = PRESETS[Preset.STANDARD]


def breaks(kind: str, value: float) -> bool:
    rule = POLICY.rule(kind)
    assert rule is not None
    return rule.kind.comparison.holds(value, rule.threshold)


def at_check_in() -> Seat:
    return Seat().checked_in(sitting(10), FACE)


def wall(level: float = 170.0) -> Picture:
    fall = level + np.linspace(-20, 20, 640, dtype=np.float32)[None, :, None]
    return np.repeat(np.repeat(fall, 480, axis=0), 3, axis=2).astype(np.uint8)


def before_a_wall() -> Seat:
    """Somebody before a bare wall, after check-in."""
    return Seat().checked_in([_on_wall(picture) for picture in sitting(10)], FACE)


def _on_wall(picture: Picture) -> Picture:
    shown = wall()
    shown[90:480, 200:440] = picture[90:480, 200:440]
    return shown


def half_covered(picture: Picture, side: str) -> Picture:
    mask = np.zeros((480, 640), np.float32)
    mask[{"left": np.s_[:, :320], "right": np.s_[:, 320:], "upper": np.s_[:240], "lower": np.s_[240:]}[side]] = 1
    mask = cv2.GaussianBlur(mask, (0, 0), 25)[:, :, None]
    return (picture * (1 - mask) + np.array([35, 45, 90]) * mask).astype(np.uint8)


def cloth() -> Picture:
    y, x = np.mgrid[0:480, 0:640]
    pattern = (120 + 50 * np.sign(np.sin(x / 25) * np.sin(y / 25))).astype(np.uint8)
    return cv2.GaussianBlur(np.repeat(pattern[:, :, None], 3, axis=2), (0, 0), 8)


def page() -> Picture:
    shown = wall(200)
    for line in range(20, 480, 26):
        cv2.putText(shown, "Lorem ipsum dolor sit amet consetetur", (5, line), 0, 0.9, (60, 60, 60), 2)
    return cv2.GaussianBlur(shown, (0, 0), 6)


# ---- covered


@pytest.mark.parametrize("side", ["left", "right", "upper", "lower"])
@pytest.mark.parametrize("boxes", [(FACE,), ()], ids=["face", "no-face"])
def test_half_a_lens_is_covered_whether_a_face_is_seen_or_not(side: str, boxes: tuple[Box, ...]) -> None:
    told = at_check_in().sees(half_covered(frames(Scene.FACE)[3], side), *boxes)

    assert breaks("camera_covered", told["contrast"].value)


def test_half_a_lens_was_not_noticed_before_a_check_in() -> None:
    told = Seat().sees(half_covered(frames(Scene.FACE)[3], "left"), FACE)

    assert not breaks("camera_covered", told["contrast"].value)


@pytest.mark.parametrize("cover", [frames(Scene.COVERED)[0], wall(6), wall(120), cloth(), page()],
                         ids=["finger", "tape", "paper", "cloth", "page"])
def test_what_lies_on_the_lens_covers_it(cover: Picture) -> None:
    assert breaks("camera_covered", at_check_in().sees(cover)["contrast"].value)


@pytest.mark.parametrize("light", [1.0, 0.5, 0.25, 0.1])
def test_nothing_is_covered_by_less_light(light: float) -> None:
    seat = at_check_in()
    for picture in (frames(Scene.FACE)[4], frames(Scene.EMPTY)[4]):
        boxes = (FACE,) if picture is frames(Scene.FACE)[4] else ()
        assert not breaks("camera_covered", seat.sees((picture * light).astype(np.uint8), *boxes)["contrast"].value)


def test_nothing_is_covered_by_who_moves_leaves_or_comes_near() -> None:
    seat, near = at_check_in(), cv2.resize(frames(Scene.FACE)[0][60:420, 120:600], (640, 480))
    seen = [(picture, (FACE,)) for picture in sitting(15)] + [(near, (Box(0.35, 0.15, 0.3, 0.43, 0.9),))]
    seen += [(frames(Scene.EMPTY)[n], ()) for n in range(5)] + [(frames(Scene.TWO)[0], (FACE, FACE))]

    points = [seat.sees(picture, *boxes)["contrast"].value for picture, boxes in seen]

    assert min(points) > 12


def test_a_camera_that_was_moved_shows_other_things_but_not_less() -> None:
    aside = cv2.warpAffine(
        frames(Scene.FACE)[3], np.array([[1, 0, 80], [0, 1, 20]], np.float32), (640, 480), borderMode=cv2.BORDER_REFLECT
    )

    assert not breaks("camera_covered", at_check_in().sees(aside, FACE)["contrast"].value)


@pytest.mark.parametrize("level", [170, 130, 100])
def test_a_bare_wall_is_never_covered(level: float) -> None:
    seat = before_a_wall()

    points = [seat.sees(wall(level))["contrast"].value for _ in range(5)]

    assert not any(breaks("camera_covered", value) for value in points)


def test_a_finger_before_a_bare_wall_is_told_by_its_brightness() -> None:
    assert breaks("camera_covered", before_a_wall().sees(frames(Scene.COVERED)[0])["contrast"].value)


def test_a_baseline_that_was_taken_up_is_enough_for_half_a_lens() -> None:
    seat = Seat()
    seat.observer.take_up(at_check_in().observer.baseline)

    assert breaks("camera_covered", seat.sees(half_covered(frames(Scene.FACE)[3], "left"), FACE)["contrast"].value)


def test_a_baseline_without_details_changes_nothing() -> None:
    seat = Seat()
    seat.observer.take_up(Baseline())

    assert not breaks("camera_covered", seat.sees(frames(Scene.EMPTY)[0])["contrast"].value)
    assert breaks("camera_covered", seat.sees(frames(Scene.COVERED)[0])["contrast"].value)


# ---- standing still


def stands(seat: Seat, pictures: list[Picture], *boxes: Box) -> list[float | None]:
    told = [seat.sees(picture, *boxes).get("picture_still") for picture in pictures]
    return [one.value if one else None for one in told]


def test_a_picture_that_does_not_move_is_told_within_thirty_seconds() -> None:
    seat, rules = at_check_in(), engine(*POLICY.rules)
    told: list[tuple[str, int]] = []
    for after in range(1, 31):
        kinds = opened(rules.observe(list(seat.sees(frames(Scene.FACE)[2], FACE).values())))
        told += [(kind, after) for kind in kinds]

    (only,) = told
    assert only[0] == "frozen_video"
    assert 20 <= only[1] <= 30


def test_somebody_who_sways_a_little_moves() -> None:
    assert max(value or 0.0 for value in stands(at_check_in(), sitting(30), FACE)) < 10


def test_one_look_that_moves_begins_anew() -> None:
    still, other = frames(Scene.FACE)[2], frames(Scene.FACE)[9]

    assert stands(Seat(), [still] * 4 + [other] + [still] * 2, FACE) == [0, 1, 2, 3, 0, 0, 1]


@pytest.mark.parametrize("boxes", [(), (Box(0.4, 0.2, 0.06, 0.08, 0.9),)], ids=["nobody", "far"])
def test_without_a_face_of_some_size_nothing_is_known(boxes: tuple[Box, ...]) -> None:
    for picture in (frames(Scene.EMPTY)[0], frames(Scene.COVERED)[0]):
        assert stands(Seat(), [picture] * 30, *boxes) == [None] * 30


def test_a_silence_of_the_stream_is_no_stillness() -> None:
    seat = Seat()
    stands(seat, [frames(Scene.FACE)[2]] * 10, FACE)

    assert seat.sees(frames(Scene.FACE)[2], FACE, after_s=30.0)["picture_still"].value == 0.0


# ---- out of place


def placed(seat: Seat, *boxes: Box) -> float | None:
    told = seat.sees(frames(Scene.FACE)[0], *boxes).get("out_of_position")
    return told.value if told else None


@pytest.mark.parametrize(
    ("box", "out"),
    [
        (FACE, False), (Box(0.1, 0.1, 0.17, 0.24, 0.9), False), (Box(0.4, 0.2, 0.10, 0.15, 0.9), True),
        (Box(0.2, 0.1, 0.46, 0.6, 0.9), True), (Box(0.0, 0.2, 0.22, 0.32, 0.9), True),
        (Box(0.4, 0.68, 0.22, 0.32, 0.9), True), (Box(0.4, 0.0, 0.22, 0.32, 0.9), False),
    ],
    ids=["as-then", "a-bit-back", "half", "double", "cut-left", "cut-below", "at-the-top"],
)
def test_a_face_of_another_size_or_cut_by_the_edge_is_out_of_place(box: Box, out: bool) -> None:
    value = placed(at_check_in(), box)

    assert value is not None
    assert breaks("out_of_position", value) is out


def test_without_a_check_in_only_extremes_are_out_of_place() -> None:
    widths = {width: placed(Seat(), Box(0.2, 0.2, width, width, 0.9)) for width in (0.05, 0.07, 0.2, 0.5, 0.7)}

    assert {width: breaks("out_of_position", value or 0) for width, value in widths.items()} == {
        0.05: True, 0.07: False, 0.2: False, 0.5: False, 0.7: True,
    }


@pytest.mark.parametrize("left", [0.0, 0.03])
def test_who_was_cut_at_check_in_already_or_nearly_is_not_told(left: float) -> None:
    cut = Box(0.0, 0.2, 0.22, 0.32, 0.9)
    seat = Seat().checked_in(sitting(10), replace(cut, left=left))

    assert placed(seat, cut) == pytest.approx(1.0)


def test_nobody_has_no_place() -> None:
    assert placed(at_check_in()) is None


# ---- rules


@pytest.mark.parametrize("kind", ["frozen_video", "out_of_position"])
def test_what_may_be_trouble_of_a_machine_has_no_automatic_step_beyond_a_notice(kind: str) -> None:
    rule = POLICY.rule(kind)

    assert rule is not None
    assert rule.kind.hint
    assert rule.kind.follows_at_most == "notice"
    assert rule.kind.comparison is Comparison.AT_LEAST


def test_darkness_does_not_explain_absence_away_for_ever() -> None:
    seat, rules = at_check_in(), engine(*POLICY.rules)
    dark = (frames(Scene.EMPTY)[0] * 0.1).astype(np.uint8)
    told: list[tuple[str, float]] = []
    for _ in range(100):
        told += [(kind, seat.at) for kind in opened(rules.observe(list(seat.sees(dark).values())))]

    kinds = dict(told)
    assert set(kinds) == {"too_dark", "face_missing"}
    assert 60 <= kinds["face_missing"] - 10 <= 75


def test_two_faces_count_however_much_of_the_lens_is_covered() -> None:
    rule = POLICY.rule("multiple_people")

    assert rule is not None
    assert rule.kind.explained_by == ()
