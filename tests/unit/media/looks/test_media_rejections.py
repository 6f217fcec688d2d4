"""Pictures that are none are counted by reason, and whose they are is said, not too often."""

import logging

import pytest

from tool.media.looks.rejections import MAX_ATTEMPTS, MAX_REASONS, SAID_AGAIN_S, Rejections


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_reasons_are_counted_and_stay_few() -> None:
    rejections = Rejections()
    for number in range(2 * MAX_REASONS):
        rejections.note("a", f"Reason {number}.")
        rejections.note("a", "Reason 0.")
    assert len(rejections.reasons) == MAX_REASONS + 1
    assert rejections.reasons["Reason 0."] == 1 + 2 * MAX_REASONS
    assert sum(rejections.reasons.values()) == 4 * MAX_REASONS


def test_an_attempt_is_named_at_once_and_then_with_all_that_came_since(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    rejections = Rejections(clock)
    with caplog.at_level(logging.WARNING):
        for attempt_id in ["a"] * 50 + ["b"]:
            rejections.note(attempt_id, "Not a JPEG.")
        clock.now += SAID_AGAIN_S
        rejections.note("a", "The JPEG is damaged.")
    assert [record.getMessage() for record in caplog.records] == [
        "1 pictures of attempt a are none: Not a JPEG.", "1 pictures of attempt b are none: Not a JPEG.",
        "50 pictures of attempt a are none: The JPEG is damaged.",
    ]


def test_attempts_are_forgotten() -> None:
    rejections = Rejections(Clock())
    for number in range(MAX_ATTEMPTS + 500):
        rejections.note(f"a{number}", "Not a JPEG.")
        rejections.note(f"a{number}", "Not a JPEG.")
    assert max(len(rejections._said), len(rejections._since_said)) == MAX_ATTEMPTS
