"""Shares, their intervals, and what counts as right."""

import pytest

from tool.evaluation.score import Share, face_score, yes_no_score


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (50, 100, 0.404, 0.596)],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=0.001)


def test_a_share_of_nothing_is_none() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval, str(Share(0, 0))) == (None, None, "-")


def test_faces_are_classes_and_two_for_three_is_right() -> None:
    score = face_score([(0, 0), (0, 1), (1, 1), (3, 2), (2, 1)])
    assert score.confusion == {
        "none": {"none": 1, "one": 1, "more": 0}, "one": {"none": 0, "one": 1, "more": 0},
        "more": {"none": 0, "one": 1, "more": 1},
    }
    assert (score.n, score.accuracy.value) == (5, 0.6)
    assert (score.precision("one").value, score.recall("more").value) == (pytest.approx(1 / 3), 0.5)


def test_what_is_not_told_is_unknown_and_neither_found_nor_missed() -> None:
    score = yes_no_score([(True, True), (True, None), (True, False), (False, True), (False, False)], measured=True)
    assert (score.n, score.unknown) == (5, 1)
    assert (score.precision.value, score.recall.value) == (0.5, 0.5)
