"""How often one sender may do one thing."""

import pytest

from tool.web.http.limits import RateLimit, sender


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_pace() -> None:
    clock = Clock()
    limit = RateLimit(burst=3, per_second=2, clock=clock)
    assert [limit.allow("a") for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [limit.allow("a"), limit.allow("a")] == [True, False]


def test_keys_do_not_share() -> None:
    limit = RateLimit(burst=1, per_second=1, clock=Clock())
    assert [limit.allow("a"), limit.allow("b"), limit.allow("a")] == [True, True, False]


def test_waiting_fills_to_the_burst_and_no_further() -> None:
    clock = Clock()
    limit = RateLimit(burst=2, per_second=1, clock=clock)
    clock.now += 1000
    assert [limit.allow("a") for _ in range(3)] == [True, True, False]


def test_what_is_full_again_is_forgotten() -> None:
    clock = Clock()
    limit = RateLimit(burst=2, per_second=1, clock=clock, max_keys=10)
    for i in range(10):
        limit.allow(f"key {i}")
    clock.now += 60
    limit.allow("one more")
    assert len(limit._buckets) == 1


def test_no_more_keys_are_kept_than_allowed_even_when_none_is_full() -> None:
    limit = RateLimit(burst=2, per_second=0.001, clock=Clock(), max_keys=10)
    for i in range(1000):
        limit.allow(f"key {i % 500}")
        limit.allow("busy")
    assert len(limit._buckets) == 10
    assert not limit.allow("busy"), "who asks often is not forgotten"


def test_a_clock_that_is_set_back_gives_nothing_and_blocks_nobody() -> None:
    clock = Clock()
    limit = RateLimit(burst=2, per_second=1, clock=clock)
    limit.allow("a")
    clock.now -= 1000
    assert [limit.allow("a"), limit.allow("a")] == [True, False]
    clock.now += 1
    assert limit.allow("a")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::/64"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"), (None, "unknown"), ("", "unknown"), ("unix:", "unknown"),
    ],
)
def test_who_counts_as_one_sender(address: str | None, key: str) -> None:
    assert sender(address) == key
