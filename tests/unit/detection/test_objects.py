"""What the networks for objects say is read right: on outputs made by hand, of which it is known what they mean."""

from collections.abc import Mapping

import numpy as np
import pytest

from tool.detection.boxes import Box
from tool.detection.object_networks import Numbers, Picture
from tool.detection.objects import (
    CELL_PHONE,
    LAPTOP,
    PERSON,
    TELEVISION,
    ObjectAnalyser,
    ObjectFacts,
    Thing,
    centernet_things,
    distinct,
    nanodet_things,
    observations,
    overlap,
    surest,
)

NO_PICTURE = np.zeros((480, 640, 3), np.uint8)


def nanodet(*things: tuple[int, int, int, int, float], steps: int = 2) -> dict[str, Numbers]:
    """Return outputs with these (stride, row, column, kind, score); every side lies `steps` strides away."""
    outputs: dict[str, Numbers] = {}
    for stride in (8, 16, 32):
        cells = (416 // stride) ** 2
        logits = np.full((cells, 4, 11), -20.0, np.float32)
        logits[:, :, steps] = 20.0
        outputs[f"scores_{stride}"] = np.zeros((cells, 80), np.float32)
        outputs[f"sides_{stride}"] = logits.reshape(cells, 44)
    for stride, row, column, kind, score in things:
        outputs[f"scores_{stride}"][row * (416 // stride) + column, kind] = score
    return outputs


def centernet(*things: tuple[int, int, int, float], reach: float = 32.0) -> dict[str, Numbers]:
    """Return outputs with these (row, column, kind, score); every side lies `reach` pixels away."""
    heat, sides = np.zeros((128, 128, 80), np.float32), np.full((128, 128, 4), reach, np.float32)
    for row, column, kind, score in things:
        heat[row, column, kind] = score
    return {"heat": heat, "sides": sides}


class Scripted:
    def __init__(self, outputs: Mapping[str, Numbers]) -> None:
        self.outputs = outputs

    def run(self, bgr: Picture) -> Mapping[str, Numbers]:
        return self.outputs


def corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.left + box.width, box.top + box.height


def test_nanodet_counts_from_the_middle_of_a_cell_in_strides() -> None:
    [thing] = nanodet_things(nanodet((32, 5, 7, LAPTOP, 0.8)), [LAPTOP])
    middle = np.array([7.5 * 32, 5.5 * 32])
    expected = np.concatenate([middle - 64, middle + 64]) / 416
    assert (thing.kind, thing.box.score) == (LAPTOP, pytest.approx(0.8))
    assert corners(thing.box) == pytest.approx(tuple(expected), abs=1e-5)


def test_a_side_lies_where_the_mean_of_its_distribution_is() -> None:
    outputs = nanodet((8, 20, 20, PERSON, 0.5))
    left = outputs["sides_8"].reshape(-1, 4, 11)[20 * 52 + 20, 0]
    left[:] = -20.0
    left[[3, 4]] = 20.0
    [thing] = nanodet_things(outputs, [PERSON])
    assert thing.box.left == pytest.approx((20.5 - 3.5) * 8 / 416, abs=1e-5)


def test_centernet_counts_from_a_peak_in_pixels() -> None:
    [thing] = centernet_things(centernet((64, 32, TELEVISION, 0.5)), [TELEVISION])
    assert corners(thing.box) == pytest.approx(((128 - 32) / 512, (256 - 32) / 512, 160 / 512, 288 / 512))


def test_only_a_peak_is_a_thing_and_only_of_the_kinds_that_are_asked_for() -> None:
    outputs = centernet(
        (64, 32, CELL_PHONE, 0.5), (64, 33, CELL_PHONE, 0.4), (9, 9, TELEVISION, 0.9), (99, 99, CELL_PHONE, 0.1)
    )
    assert [thing.box.score for thing in centernet_things(outputs, [CELL_PHONE])] == [pytest.approx(0.5)]


def test_a_thing_at_the_corner_is_cut_off_and_one_outside_is_none() -> None:
    [thing] = centernet_things(centernet((0, 0, TELEVISION, 0.5)), [TELEVISION])
    assert corners(thing.box) == pytest.approx((0.0, 0.0, 32 / 512, 32 / 512))
    assert centernet_things(centernet((0, 0, TELEVISION, 0.5), reach=-8.0), [TELEVISION]) == ()


def test_one_thing_seen_at_two_scales_is_one() -> None:
    same = nanodet((16, 12, 12, LAPTOP, 0.6), (16, 12, 13, LAPTOP, 0.7), steps=4)
    assert [thing.box.score for thing in nanodet_things(same, [LAPTOP])] == [pytest.approx(0.7)]
    box, other = Box(0.1, 0.1, 0.2, 0.2, 0.9), Box(0.1, 0.1, 0.2, 0.2, 0.5)
    assert len(distinct([Thing(PERSON, box), Thing(LAPTOP, other)])) == 2, "of two kinds, it is two things"


def test_overlap_is_the_common_part_of_all_that_is_covered() -> None:
    assert overlap(Box(0, 0, 0.2, 0.2, 1), Box(0.1, 0, 0.2, 0.2, 1)) == pytest.approx(1 / 3)
    assert overlap(Box(0, 0, 0.2, 0.2, 1), Box(0.2, 0, 0.2, 0.2, 1)) == 0.0


def test_each_network_is_asked_for_what_it_is_the_better_at() -> None:
    near = nanodet(
        (32, 5, 7, LAPTOP, 0.8), (32, 9, 2, PERSON, 0.39), (32, 2, 2, PERSON, 0.6), (8, 1, 1, CELL_PHONE, 0.9)
    )
    far = centernet((64, 32, TELEVISION, 0.5), (20, 20, CELL_PHONE, 0.3), (90, 90, LAPTOP, 0.9))
    facts = ObjectAnalyser(Scripted(near), Scripted(far)).analyse(NO_PICTURE)
    assert facts.second_screen == pytest.approx(0.8), "the surer of a laptop by one, a television by the other"
    assert facts.phone == pytest.approx(0.3)
    assert [person.score for person in facts.persons] == [pytest.approx(0.6)]
    assert surest((), PERSON) == 0.0


def test_what_is_not_there_is_observed_too() -> None:
    seen = observations(ObjectFacts(0.0, 0.3, ()), 7.0)
    assert [(each.signal, each.value, each.at) for each in seen] == [("second_screen", 0.0, 7.0), ("phone", 0.3, 7.0)]
