"""A picture of a screen: asked for, developed, given to everybody who waits, or given up."""

import asyncio
from collections.abc import Callable

from tests.fakes.rtp import FakeClock
from tool.domain.stream import Channel
from tool.media.counters import Counters
from tool.media.looks.jobs import Look
from tool.media.looks.screenshots import ASKED_AT_S, GIVE_UP_S, Shots


class Scene:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.counters = Counters()
        self.asked: list[float] = []
        self.developing: list[tuple[bytes, Callable[[Look], None]]] = []
        self.shots = Shots(
            "a1", Channel.SCREEN, self.counters, ask=lambda: self.asked.append(self.clock.now - 1000),
            develop=lambda vp8, at, done: self.developing.append((vp8, done)), timers=self.clock,
        )

    async def wanted(self) -> asyncio.Task[Look | None]:
        taking = asyncio.create_task(self.shots.take())
        await asyncio.sleep(0)
        return taking


def shot(at: float = 5.0, error: str = "") -> Look:
    return Look(1, at, error, still=b"jpeg")


async def test_all_who_want_one_at_a_time_get_the_same() -> None:
    scene = Scene()
    first, second = await scene.wanted(), await scene.wanted()
    scene.clock.go(0.1)
    scene.shots.key_frame(b"vp8", 5.0)
    [(vp8, done)] = scene.developing
    done(shot())
    assert vp8 == b"vp8"
    assert await first is await second
    assert (await first) == shot()
    scene.clock.go(20)
    assert scene.asked == [0.0]
    assert (scene.counters.shots_taken, scene.counters.shots_missed) == (1, 0)


async def test_a_key_frame_that_does_not_come_is_asked_for_less_and_less_and_then_given_up() -> None:
    scene = Scene()
    taking = await scene.wanted()
    scene.clock.go(GIVE_UP_S - 0.01)
    assert scene.asked == list(ASKED_AT_S)
    assert not taking.done()
    scene.clock.go(0.01)
    assert await taking is None
    assert (scene.counters.shots_taken, scene.counters.shots_missed) == (0, 1)


async def test_one_that_is_lost_in_development_is_given_up_too() -> None:
    scene = Scene()
    taking = await scene.wanted()
    scene.clock.go(0)
    scene.shots.key_frame(b"vp8", 5.0)
    scene.clock.go(GIVE_UP_S)
    assert await taking is None
    assert scene.asked == [0.0]
    assert scene.counters.shots_missed == 1


async def test_one_that_comes_after_that_is_nobodys() -> None:
    scene = Scene()
    taking = await scene.wanted()
    scene.shots.key_frame(b"late", 5.0)
    [(_, late)] = scene.developing
    scene.clock.go(GIVE_UP_S)
    assert await taking is None
    scene.shots.key_frame(b"later still", 12.0)
    assert len(scene.developing) == 1
    again = await scene.wanted()
    late(shot())
    scene.clock.go(0)
    assert not again.done()
    scene.shots.key_frame(b"vp8", 20.0)
    scene.developing[-1][1](shot(20.0))
    assert (await again) == shot(20.0)


async def test_what_is_no_picture_is_missed_at_once() -> None:
    scene = Scene()
    taking = await scene.wanted()
    scene.shots.key_frame(b"vp8", 5.0)
    scene.developing[0][1](shot(error="4000 x 4000 pixels are too few or too many."))
    assert await taking is None
    assert scene.counters.shots_missed == 1


async def test_the_end_of_the_attempt_leaves_nobody_waiting() -> None:
    scene = Scene()
    taking = await scene.wanted()
    scene.shots.close()
    assert await taking is None
    assert await scene.shots.take() is None
    scene.clock.go(20)
    assert scene.asked == []
    assert scene.counters.shots_missed == 0


async def test_one_who_stops_waiting_does_not_keep_it_from_the_others() -> None:
    scene = Scene()
    impatient, patient = await scene.wanted(), await scene.wanted()
    impatient.cancel()
    await asyncio.sleep(0)
    scene.shots.key_frame(b"vp8", 5.0)
    scene.developing[0][1](shot())
    assert (await patient) == shot()
