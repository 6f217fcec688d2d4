"""What one connection may send."""

import pytest

from tests.fakes.clock import FakeClock
from tool.web.http.budgets import BYTES_AT_ONCE, MESSAGES_AT_ONCE, MESSAGES_PER_S, Budget, OverBudget


def test_a_burst_passes_and_one_more_does_not() -> None:
    budget = Budget(FakeClock())
    for _ in range(int(MESSAGES_AT_ONCE)):
        budget.take(messages=1)
    with pytest.raises(OverBudget):
        budget.take(messages=1)


def test_bytes_are_counted_beside_messages() -> None:
    budget = Budget(FakeClock())
    budget.take(messages=1, size=int(BYTES_AT_ONCE))
    with pytest.raises(OverBudget):
        budget.take(size=1)


def test_it_fills_again_with_time_and_never_beyond_the_burst() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    budget.take(messages=int(MESSAGES_AT_ONCE))
    clock.forward(1.0)
    budget.take(messages=int(MESSAGES_PER_S))
    clock.forward(3600.0)
    budget.take(messages=int(MESSAGES_AT_ONCE))
    with pytest.raises(OverBudget):
        budget.take(messages=1)


def test_an_honest_widget_after_ten_minutes_offline_is_within_it() -> None:
    """Ten batches of 50 readings of 130 bytes, a sign-in, a request for a token and the chat, without a pause."""
    budget = Budget(FakeClock())
    for size in [400, 60, 300, *[50 * 130] * 10]:
        budget.take(messages=1, size=size)
