"""How an incident went, as it travels and as it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tool.domain.trace import MOST_POINTS, Point, Trace, packed, thinned

hundredths = st.integers(-3000, 4_000_000).map(lambda n: n / 100)
thousandths = st.integers(-1_000_000, 1_000_000).map(lambda n: n / 1000)
looks = st.lists(st.builds(Point, hundredths, st.none() | thousandths, st.booleans()), max_size=60)


@given(looks)
def test_a_series_comes_back_from_its_text(points: list[Point]) -> None:
    assert Trace(series=packed(points)).points == tuple(points)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ((), ""),
        ((Point(-30.0, 1.0, True), Point(0.0, 0.0, True), Point(1.5, None, False)), "-30 1;0 0;1.5 -?"),
        ((Point(100.0, 8.125, False),), "100 8.125?"),
    ],
)
def test_the_text_is_short(points: tuple[Point, ...], text: str) -> None:
    assert packed(points) == text


@given(st.integers(0, 500), st.integers(0, 499))
def test_thinning_keeps_the_ends_and_the_worst(many: int, worst: int) -> None:
    points = [Point(float(n), 0.0, True) for n in range(many)]
    kept = thinned(points, float(worst))

    assert len(kept) <= MOST_POINTS
    assert list(kept) == sorted(set(kept))
    assert set(kept) <= set(points)
    if many:
        assert {points[0], points[-1], points[min(worst, many - 1)]} <= set(kept)
