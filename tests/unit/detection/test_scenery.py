"""Who of the faces before a camera is a person, who is scenery, and who was only missed."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.data.scenes import Scene
from tests.unit.detection.seeing import FACE, POSTER, Seat, facts_of, frames, sitting, with_poster
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.detection.observer.observer import Observer
from tool.domain.baseline import Baseline, Place

BESIDE = Box(0.10, 0.35, 0.20, 0.30, 0.9)
BACKGROUND = Box(0.75, 0.10, 0.10, 0.14, 0.8)


def checked_in(looks: int = 10) -> Seat:
    """Somebody with a poster behind them, after check-in."""
    return Seat().checked_in((with_poster(picture) for picture in sitting(looks)), FACE, POSTER)


def test_a_face_that_was_still_through_check_in_is_scenery_and_the_proctor_is_told() -> None:
    seat = checked_in()

    told = seat.sees(with_poster(frames(Scene.FACE)[11]), FACE, POSTER)["faces"]

    assert (told.value, told.model) == (1.0, "m; scenery left out: 1")
    (place,) = seat.observer.baseline.scenery
    assert (place.left, place.width) == (POSTER.left, POSTER.width)


def test_it_is_scenery_even_if_detection_overlooked_it_at_check_in() -> None:
    seat = Seat().checked_in((with_poster(picture) for picture in sitting(10)), FACE)

    assert seat.observer.baseline.scenery == ()
    assert seat.sees(with_poster(frames(Scene.FACE)[11]), FACE, POSTER)["faces"].value == 1.0


@pytest.mark.parametrize("light", [0.25, 0.5, 1.4])
def test_it_stays_scenery_when_the_light_changes(light: float) -> None:
    dim = np.clip(with_poster(frames(Scene.FACE)[3]) * light, 0, 255).astype(np.uint8)

    assert checked_in().sees(dim, FACE, POSTER)["faces"].value == 1.0


def test_before_check_in_is_over_everybody_counts() -> None:
    assert Seat().sees(with_poster(frames(Scene.FACE)[0]), FACE, POSTER)["faces"].value == 2.0


def test_a_face_that_appears_later_is_a_person_however_still_it_is() -> None:
    seat = Seat().checked_in(sitting(10), FACE)

    counts = [seat.sees(with_poster(picture), FACE, POSTER)["faces"].value for picture in sitting(40)]

    assert counts == [2.0] * 40


@pytest.mark.parametrize("by", [(25, 0), (0, 25), (60, 40)])
def test_scenery_that_is_moved_is_a_person_again(by: tuple[int, int]) -> None:
    there = Box(POSTER.left + by[0] / 640, POSTER.top + by[1] / 480, POSTER.width, POSTER.height, 0.8)

    assert checked_in().sees(with_poster(frames(Scene.FACE)[4], by), FACE, there)["faces"].value == 2.0


def test_somebody_whose_head_comes_to_be_before_the_poster_is_a_person() -> None:
    picture = with_poster(frames(Scene.FACE)[4])
    picture[10:110, 5:95] = frames(Scene.TWO)[0][150:250, 80:170]

    assert checked_in().sees(picture, FACE, POSTER)["faces"].value == 2.0


def test_a_camera_that_moves_a_little_takes_its_scenery_with_it() -> None:
    def turned(picture: Picture) -> Picture:
        return np.roll(with_poster(picture), (10, 20), axis=(0, 1))

    there = Box(POSTER.left + 20 / 640, POSTER.top + 10 / 480, POSTER.width, POSTER.height, 0.8)
    seat = checked_in()

    assert seat.sees(turned(frames(Scene.FACE)[4]), FACE, there)["faces"].value == 1.0


def test_somebody_who_moves_in_the_background_of_check_in_is_a_person() -> None:
    def beside(n: int) -> Picture:
        return with_poster(sitting(20)[n], (n % 3 * 3, 0))

    seat = Seat().checked_in((beside(n) for n in range(10)), FACE, POSTER)

    assert [seat.sees(beside(n), FACE, POSTER)["faces"].value for n in range(9, 15)] == [2.0] * 6


def test_a_second_face_as_large_as_the_examinees_is_never_scenery() -> None:
    two = frames(Scene.TWO)[0]
    seat = Seat().checked_in([two] * 10, FACE, BESIDE)

    assert seat.sees(two, FACE, BESIDE)["faces"].value == 2.0


def test_when_the_examinee_leaves_the_poster_is_nobody() -> None:
    seat = checked_in()
    empty = with_poster(frames(Scene.EMPTY)[0])

    counts = [seat.sees(empty, POSTER)["faces"].value for _ in range(5)]

    assert counts == [0.0] * 5
    assert seat.observer.before(seat.at + 1) is None, "the next look does not begin with the poster"


@pytest.mark.parametrize("looks", [0, 1, 4])
def test_a_check_in_that_was_hardly_looked_at_makes_nobody_scenery(looks: int) -> None:
    assert checked_in(looks).sees(with_poster(frames(Scene.FACE)[3]), FACE, POSTER)["faces"].value == 2.0


def test_looks_before_the_camera_was_put_right_do_not_count() -> None:
    elsewhere = [np.ascontiguousarray(np.flip(picture)) for picture in sitting(8)]
    seat = Seat().checked_in(elsewhere + [with_poster(picture) for picture in sitting(10)], FACE, POSTER)

    assert seat.sees(with_poster(frames(Scene.FACE)[3]), FACE, POSTER)["faces"].value == 1.0


def test_check_in_ends_once() -> None:
    seat = checked_in()
    before = seat.observer.baseline
    seat.sees(with_poster(frames(Scene.FACE)[3], (40, 0)), FACE)
    seat.observer.settle()

    assert seat.observer.baseline == before


def test_a_node_that_takes_up_a_baseline_knows_the_places_of_scenery() -> None:
    seat = Seat()
    seat.observer.take_up(checked_in().observer.baseline)

    counts = [
        seat.sees(with_poster(frames(Scene.FACE)[3]), FACE, box)["faces"].value for box in (POSTER, BACKGROUND, BESIDE)
    ]

    assert counts == [1.0, 2.0, 2.0]


def test_what_was_seen_here_is_not_replaced_by_what_is_taken_up() -> None:
    seat = checked_in()
    own = seat.observer.baseline

    seat.observer.take_up(Baseline(scenery=(Place(0.75, 0.1, 0.1, 0.14),)))

    assert seat.observer.baseline == own


# ---- missed or gone


def test_a_face_that_is_missed_while_its_place_looks_the_same_is_not_known_to_be_gone() -> None:
    seat = Seat().checked_in(sitting(10), FACE)

    assert "faces" not in seat.sees(sitting(10)[9])
    assert seat.sees(sitting(10)[9], FACE)["faces"].value == 1.0


def test_who_leaves_is_gone_at_once() -> None:
    seat = Seat().checked_in(sitting(10), FACE)

    assert seat.sees(frames(Scene.EMPTY)[0])["faces"].value == 0.0


def test_nobody_is_there_for_long_because_nothing_moves() -> None:
    seat = Seat().checked_in(sitting(10), FACE)

    told = [seat.sees(sitting(10)[9]).get("faces") for _ in range(6)]

    assert [one.value if one else None for one in told] == [None, None, None, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("every_s", [0.5, 2.0])
def test_and_never_for_longer_than_three_seconds(every_s: float) -> None:
    seat = Seat().checked_in(sitting(10), FACE)

    unknown = [
        after for after in np.arange(every_s, 8, every_s)
        if "faces" not in seat.sees(sitting(10)[9], after_s=every_s)
    ]

    assert unknown
    assert max(unknown) <= 3.0


@pytest.mark.parametrize("spoil", [lambda view: b"", lambda view: view[:-1]], ids=["none", "short"])
def test_without_a_view_nothing_is_excused(spoil: Callable[[bytes], bytes]) -> None:
    observer = Observer()
    for at, boxes in ((1.0, (FACE,)), (2.0, ())):
        facts = facts_of(frames(Scene.FACE)[0], *boxes)
        broken = type(facts)(
            facts.faces, facts.boxes, facts.luma, facts.contrast, facts.model, view=spoil(facts.view)
        )
        told = {one.signal: one.value for one in observer.saw(broken, at)}

    assert told["faces"] == 0.0
