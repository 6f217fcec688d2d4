"""Pictures are kept as they arrived for those moments that are wanted, and no more of them than there is room for."""

import pytest

from tool.domain.stream import Channel
from tool.media.counters import Counters
from tool.media.looks import negatives as negatives_module
from tool.media.looks.negatives import Negative, Negatives, Room


def seen(at: float, size: int = 10) -> Negative:
    return Negative(Channel.CAMERA, "jpeg", b"x" * size, at)


def test_only_what_is_wanted_is_kept_and_only_as_long() -> None:
    room = Room(Counters(), left=1000)
    kept = Negatives(room)
    for at in range(10):
        kept.keep(seen(float(at)), {2.0, 5.0})
    assert kept.of(2.0, None) == seen(2.0)
    assert kept.of(2.015, None) == seen(2.0), "moments are told in hundredths of a second"
    assert kept.of(3.0, None) is None
    assert room.left == 980
    kept.keep(seen(10.0), {5.0})
    assert (kept.of(2.0, None), room.left) == (None, 990)
    kept.keep(None, ())
    assert room.left == 1000


def test_the_first_picture_of_a_time_is_the_one_just_seen_if_there_is_no_other() -> None:
    kept = Negatives(Room(Counters()))
    for at in (1.0, 3.0):
        kept.keep(seen(at), {1.0, 3.0})
    assert kept.first(0.5, seen(9.0)).at == 1.0
    assert kept.first(1.0, seen(9.0)).at == 1.0
    assert kept.first(2.0, seen(9.0)).at == 3.0
    assert kept.first(4.0, seen(9.0)).at == 9.0
    assert kept.first(10.0, seen(9.0)).at == 9.0


def test_what_there_is_no_room_for_is_counted_and_what_is_kept_stays() -> None:
    room = Room(Counters(), left=25)
    one, other = Negatives(room), Negatives(room)
    one.keep(seen(1.0), {1.0})
    other.keep(seen(2.0), {2.0})
    other.keep(seen(3.0), {2.0, 3.0})
    assert other.of(3.0, None) is None
    assert (one.of(1.0, None), other.of(2.0, None)) == (seen(1.0), seen(2.0))
    assert (room.left, room.counters.negatives_refused) == (5, 1)
    one.keep(None, ())
    other.keep(seen(4.0), {2.0, 4.0})
    assert other.of(4.0, None) == seen(4.0)


def test_one_attempt_cannot_take_the_room_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives_module, "MOST_OF_AN_ATTEMPT", 25)
    room = Room(Counters())
    greedy = Negatives(room)
    for at in range(5):
        greedy.keep(seen(float(at)), set(map(float, range(5))))
    assert room.left == negatives_module.MOST_OF_A_NODE - 20
    assert room.counters.negatives_refused == 3
