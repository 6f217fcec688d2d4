"""Events that web can never apply hold up nobody else, and not their own attempt for ever; none is lost for a web that
is busy or away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web

from tool.domain.stream import Channel
from tool.link import rests
from tool.link.codec import decode, encode
from tool.link.messages import Event, EventBatch, EventsApplied, NodeStarted, StreamStopped
from tool.link.spool import Spool
from tool.link.web_client import WebClient


def about(attempt_id: str, name: str) -> StreamStopped:
    return StreamStopped(
        event_id=name, node_id="n", boot_id="b", at=1.0, attempt_id=attempt_id, channel=Channel.CAMERA, reason=""
    )


class Web:
    """Applies all but the `poison`, and holds back what comes after one, as ours does."""

    def __init__(self, poison: Callable[[str], bool]) -> None:
        self.poison = poison
        self.busy = False
        self.applied: list[str] = []
        self.asked = 0

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.busy:
            return web.Response(body=encode(EventsApplied((), busy=True)))
        applied: list[str] = []
        failed: dict[str, str] = {}
        held: set[str] = set()
        for event in decode(await request.read(), EventBatch).events:
            subject = getattr(event, "attempt_id", "node")
            if held & {subject, "node"}:
                continue
            if self.poison(event.event_id):
                failed[event.event_id] = "ValueError"
                held.add(subject)
            else:
                applied.append(event.event_id)
        self.applied += applied
        return web.Response(body=encode(EventsApplied(tuple(applied), failed=failed)))


class Node:
    """A client on a spool, which may be killed and started again."""

    def __init__(self, folder: Path, url: str, patience: rests.Rests | None) -> None:
        self._folder, self._url, self._patience = folder, url, patience
        self.start()

    def start(self) -> None:
        self.spool = Spool(self._folder)
        self.client = WebClient(self.spool, self._url, lambda: "token", self._patience)
        self._running = asyncio.create_task(self.client.run())

    async def kill(self) -> None:
        self._running.cancel()
        await asyncio.wait([self._running])
        await self.client.close()

    def send(self, *events: Event) -> None:
        for event in events:
            self.client.send(event)


@asynccontextmanager
async def serving(fake: Web, folder: Path, patience: rests.Rests | None = None) -> AsyncIterator[Node]:
    app = web.Application()
    app.add_routes([web.post("/link/events", fake.take)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    node = Node(folder, f"http://127.0.0.1:{runner.addresses[0][1]}", patience)
    try:
        yield node
    finally:
        await node.kill()
        await runner.cleanup()


async def until(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds():
            await asyncio.sleep(0.005)


def refused(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[1].split(".")[0] for path in folder.glob("refused/*"))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience of a tenth of a second."""
    monkeypatch.setattr(rests, "FIRST_REST_S", 0.001)
    monkeypatch.setattr(rests, "LONGEST_REST_S", 0.02)
    monkeypatch.setattr(rests, "PATIENCE_S", 0.1)


def is_bad(name: str) -> bool:
    return name.startswith("bad")


@pytest.mark.parametrize("many", [49, 50, 500])
async def test_others_pass_at_once_however_many_wait(tmp_path: Path, many: int) -> None:
    fake = Web(is_bad)
    good = [f"good{n}" for n in range(20)]
    async with serving(fake, tmp_path) as node:
        node.send(*(about("sick", f"bad{n}") for n in range(many)), *(about("well", name) for name in good))
        await until(lambda: len(node.spool) == many, 5.0)
        assert fake.applied == good
        assert refused(tmp_path) == []
        await until(lambda: node.client.resting == 1)


@pytest.mark.parametrize("many", [1, 50, 500])
async def test_after_the_patience_they_are_set_aside_and_later_ones_go_on(
    tmp_path: Path, hasty: None, many: int
) -> None:
    fake = Web(is_bad)
    async with serving(fake, tmp_path) as node:
        node.send(*(about("sick", f"bad{n}") for n in range(many)), about("sick", "later"), about("well", "good"))
        await until(lambda: "later" in fake.applied and not len(node.spool), 30.0)
        assert refused(tmp_path) == sorted(f"bad{n}" for n in range(many))
        assert (node.spool.lost, len(node.spool)) == ({"sick": many}, 0)


async def test_a_rest_that_ends_while_the_node_looks_is_not_slept_through(tmp_path: Path) -> None:
    moments = count(1000.0, 0.3)  # each look at the clock takes a part of the rest
    fake = Web(is_bad)
    async with serving(fake, tmp_path, rests.Rests(lambda: next(moments))) as node:
        node.send(about("sick", "bad"))
        await until(lambda: fake.asked >= 3)
        fake.poison = lambda _: False
        await until(lambda: fake.applied == ["bad"])


async def test_while_web_is_busy_none_is_set_aside(tmp_path: Path, hasty: None) -> None:
    fake = Web(is_bad)
    fake.busy = True
    async with serving(fake, tmp_path) as node:
        node.send(about("sick", "bad"), about("sick", "later"), about("well", "good"))
        await until(lambda: fake.asked >= 5)
        assert (refused(tmp_path), fake.applied) == ([], [])
        fake.busy = False
        await until(lambda: "later" in fake.applied)
        assert refused(tmp_path) == ["bad"]


async def test_a_node_that_is_killed_in_between_loses_nothing(tmp_path: Path) -> None:
    fake = Web(is_bad)
    async with serving(fake, tmp_path) as node:
        node.send(*(about("sick", f"bad{n}") for n in range(60)), about("well", "good"))
        await until(lambda: len(node.spool) == 60)
        assert fake.applied == ["good"]
        await node.kill()
        node.start()
        assert len(node.spool) == 60
        fake.poison = lambda _: False
        await until(lambda: len(fake.applied) == 61)
        assert fake.applied == ["good", *(f"bad{n}" for n in range(60))]


async def test_the_start_of_a_node_is_overtaken_by_nothing(tmp_path: Path, hasty: None) -> None:
    fake = Web(is_bad)
    async with serving(fake, tmp_path) as node:
        node.send(about("a", "before"), NodeStarted(event_id="bad", node_id="n", boot_id="b", at=1.0))
        node.send(about("a", "after"))
        await until(lambda: fake.applied == ["before"])
        await until(lambda: fake.applied == ["before", "after"])
        assert refused(tmp_path) == ["bad"]
