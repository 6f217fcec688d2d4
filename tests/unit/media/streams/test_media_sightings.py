"""When an attempt was last seen: a camera by its looks, a screen by what arrives after a picture was made of it."""

import asyncio
from typing import Any, cast

from tool.domain.stream import Channel
from tool.media.streams.sightings import GOOD_FOR_S, PROVE_EVERY_S, TRY_EVERY_S, Sightings


class FakeFeed:
    flowing = True
    heard = 0


class FakeShots:
    """Makes a picture of what arrives, or cannot."""

    def __init__(self) -> None:
        self.works = True
        self.taken = 0

    async def take(self) -> object | None:
        self.taken += 1
        return object() if self.works else None


def made() -> tuple[Sightings, FakeFeed, FakeFeed, FakeShots]:
    camera, screen, shots = FakeFeed(), FakeFeed(), FakeShots()
    feeds = cast(Any, {Channel.CAMERA: camera, Channel.SCREEN: screen})
    return Sightings(feeds, cast(Any, {Channel.SCREEN: shots})), camera, screen, shots


async def sweep(sightings: Sightings, now: float) -> dict[str, float]:
    sightings.sweep(now)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return sightings.ages(now)


async def test_a_camera_is_seen_by_its_looks_alone_and_not_by_what_arrives() -> None:
    sightings, *_ = made()
    assert "camera" not in await sweep(sightings, 100.0)
    sightings.saw(Channel.CAMERA, 101.0)
    assert sightings.ages(103.5)["camera"] == 2.5


async def test_a_screen_is_looked_at_at_once_and_then_once_a_minute() -> None:
    sightings, _, screen, shots = made()
    assert await sweep(sightings, 100.0) == {"screen": 0.0}
    for now in range(101, 160):
        assert (await sweep(sightings, float(now)))["screen"] == 0.0
    assert shots.taken == 1
    await sweep(sightings, 101.0 + PROVE_EVERY_S)
    assert shots.taken == 2
    screen.flowing = False
    assert (await sweep(sightings, 171.0))["screen"] == 10.0


async def test_data_that_is_no_picture_counts_as_nothing() -> None:
    sightings, _, _, shots = made()
    shots.works = False
    for now in range(100, 130):
        assert "screen" not in await sweep(sightings, float(now))
    assert shots.taken == 3, f"one try in {TRY_EVERY_S} s"
    shots.works = True
    await sweep(sightings, 134.0)
    await sweep(sightings, 135.0)
    shots.works = False
    later = 136.0 + GOOD_FOR_S
    assert (await sweep(sightings, later))["screen"] > 80


async def test_a_microphone_is_heard_while_its_packets_come() -> None:
    sightings, camera, *_ = made()
    assert "microphone" not in await sweep(sightings, 100.0)
    camera.heard = 50
    assert (await sweep(sightings, 101.0))["microphone"] == 0.0
    assert (await sweep(sightings, 105.0))["microphone"] == 4.0
