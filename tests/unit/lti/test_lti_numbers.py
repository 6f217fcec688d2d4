"""Numbers that come as text."""

import pytest

from lti.numbers import number


@pytest.mark.parametrize(
    ("sent", "read"),
    [(100, 100), (0.5, 0.5), (0, 0), ("100", 100), ("87.50", 87.5), (" 7 ", 7), ("-1", -1), ("1e2", 100), (".5", 0.5),
     ("10.", 10), ("0", 0), ("+3", 3)],
)
def test_numbers(sent: object, read: float) -> None:
    assert number(sent) == read


@pytest.mark.parametrize(
    "sent",
    [None, True, False, "", " ", "ten", "NaN", "inf", "-Infinity", "1e999", "1_000", "1,000", "87,5", "0x10", "٣", ".",
     "1 0", "9" * 65, [1], {"a": 1}, float("nan"), float("inf")],
)
def test_what_is_no_number(sent: object) -> None:
    assert number(sent) is None
