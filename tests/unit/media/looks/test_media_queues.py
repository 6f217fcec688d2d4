"""Every queue is bounded, and what it drops is counted."""

import asyncio
from typing import Any

from tool.media.counters import Counters
from tool.media.looks import analysis as analysis_module
from tool.media.looks.analysis import Analysis
from tool.media.looks.tiles import TileHub
from tool.media.transport.peer import MAX_DTLS_WAITING, LiteIce


def test_of_each_attempt_the_newest_picture_waits(monkeypatch: Any) -> None:
    monkeypatch.setattr(analysis_module, "MAX_WAITING", 2)
    counters = Counters()
    analysis = Analysis(("true",), 1, counters)
    for key, data in (("a", b"1"), ("b", b"2"), ("a", b"3"), ("c", b"4")):
        analysis.submit(key, "vp8", data, 0.0, lambda look: None)
    assert analysis.waiting == 2
    assert counters.frames_replaced == 2
    analysis.withdraw("b")
    assert analysis.waiting == 1


async def test_the_replaced_picture_keeps_its_place_in_the_queue() -> None:
    analysis = Analysis(("true",), 1, Counters())
    for key, data in (("a", b"1"), ("b", b"2"), ("a", b"3")):
        analysis.submit(key, "vp8", data, 0.0, lambda look: None)
    assert [(await analysis._take()).job.data for _ in range(2)] == [b"3", b"2"]


async def test_the_channels_of_an_attempt_wait_beside_each_other() -> None:
    analysis = Analysis(("true",), 1, Counters())
    analysis.submit("a/camera", "vp8", b"1", 0.0, lambda look: None)
    analysis.submit("a/screen", "vp8", b"2", 0.0, lambda look: None, wanted="screen")
    assert [(job.data, job.wanted) for job in [(await analysis._take()).job for _ in range(2)]] == [
        (b"1", "look"), (b"2", "screen"),
    ]


async def test_a_slow_console_gets_the_newest_tile_of_each_attempt() -> None:
    counters = Counters()
    hub = TileHub(counters)
    first = hub.join("e")
    hub.publish("e", "a", 1.0, b"old")
    view = hub.join("e")
    hub.leave("e", first)
    for n in range(50):
        hub.publish("e", "a", float(n), b"a%d" % n)
        hub.publish("e", "b", float(n), b"b%d" % n)
        hub.publish("other", "c", float(n), b"c")
    assert (await view.next()).endswith(b"a49")
    assert (await view.next()).endswith(b"b49")
    assert counters.tiles_replaced == 50 + 49
    hub.publish("e", "a", 60.0, b"last")
    hub.forget("e", "a")
    assert not view._waiting
    hub.leave("e", view)
    assert hub.views == 0


async def test_how_loud_it_is_waits_beside_the_picture_and_takes_its_own_place() -> None:
    hub = TileHub(Counters())
    view = hub.join("e")
    hub.publish("e", "a", 1.0, b"picture")
    for loudness in (10, 20, 30):
        hub.hear("e", "a", 1.0, loudness)
        hub.hear("other", "c", 1.0, loudness)
    assert (await view.next()).endswith(b"picture")
    assert (await view.next()).endswith(b'"loudness":30}')
    hub.hear("e", "a", 2.0, 40)
    hub.forget("e", "a")
    assert not view._waiting
    assert not hub.join("e")._waiting, "it is of no use to one who comes later"


async def test_handshake_datagrams_beyond_the_limit_are_dropped_but_the_end_gets_through() -> None:
    counters = Counters()
    ice = LiteIce(lambda data: None, counters)
    for _ in range(MAX_DTLS_WAITING + 3):
        ice.put(b"x")
    assert counters.dtls_dropped == 3
    ice.put(None)
    for _ in range(MAX_DTLS_WAITING - 1):
        assert await ice._recv() == b"x"
    try:
        await asyncio.wait_for(ice._recv(), 1)
    except ConnectionError:
        return
    raise AssertionError("The end was dropped.")
