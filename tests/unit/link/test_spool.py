"""No event is lost: not by a node killed between writing and sending, not by a web that is away or dies half-way."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiohttp import web

from tool.domain.stream import Channel
from tool.link.codec import decode, encode
from tool.link.messages import EventBatch, EventsApplied, NodeStarted, StreamStopped
from tool.link.queues import Queues
from tool.link.spool import Spool
from tool.link.subjects import NODE, key_of
from tool.link.web_client import WebClient

CHILD = """
import sys, time
from pathlib import Path
from tool.link.messages import NodeStarted
from tool.link.spool import Spool
spool = Spool(Path(sys.argv[1]))
for n in range(5):
    spool.put(NodeStarted(event_id=f"e{n}", node_id="n", boot_id="b", at=n))
print("written", flush=True)
time.sleep(60)
"""


def event(name: str) -> NodeStarted:
    return NodeStarted(event_id=name, node_id="n", boot_id="b", at=1.0)


def ids(spool: Spool) -> list[str]:
    return [decode(data, NodeStarted).event_id for _, data in spool.head()]


def test_events_survive_the_death_of_the_process_in_order(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "written\n"
        child.send_signal(signal.SIGKILL)
    spool = Spool(tmp_path)
    assert ids(spool) == ["e0", "e1", "e2", "e3", "e4"]
    spool.put(event("e5"))
    assert ids(spool)[-1] == "e5"


def test_a_half_written_event_is_no_event(tmp_path: Path) -> None:
    (tmp_path / "000000000001-x.json.part").write_bytes(b'{"type": "NodeSta')
    spool = Spool(tmp_path)
    assert len(spool) == 0
    spool.put(event("a"))
    assert ids(Spool(tmp_path)) == ["a"]


def test_a_full_spool_refuses_the_newest_and_counts_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path, limit=2)
    assert [spool.put(event(name)) for name in "abc"] == [True, True, False]
    assert ids(spool) == ["a", "b"]
    assert spool.refused == 1


class Disk:
    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, _folder: Path) -> int:
        return self.free


def test_without_room_on_the_disk_events_wait_in_memory_in_order(tmp_path: Path) -> None:
    disk = Disk(1000)
    spool = Spool(tmp_path, keep_free=500, in_memory=3, free=disk)
    spool.put(event("a"))
    disk.free = 499
    assert [spool.put(event(name)) for name in "bcde"] == [True, True, True, False]
    assert (ids(spool), spool.held, spool.refused) == (["a", "b", "c", "d"], 3, 1)
    spool.remove(spool.head()[1][0])
    spool.settle()
    assert ids(Spool(tmp_path)) == ["a"]
    disk.free = 1000
    spool.settle()
    assert (spool.held, ids(spool), ids(Spool(tmp_path))) == (0, ["a", "c", "d"], ["a", "c", "d"])


def test_a_disk_that_refuses_to_write_kills_nobody(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    (tmp_path / "spool").rmdir()
    (tmp_path / "spool").write_text("no folder any more")
    assert spool.put(event("a"))
    spool.settle()
    name, _ = spool.head()[0]
    spool.set_aside(name)
    assert len(spool) == 0


def test_an_event_whose_file_is_gone_holds_up_no_other(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for name in "abc":
        spool.put(event(name))
    (tmp_path / "000000000002-b.node.json").unlink()
    assert ids(spool) == ["a", "c"]
    assert (len(spool), spool.refused) == (2, 1)


def test_a_file_that_cannot_be_read_holds_up_its_own_attempt_only(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for name, attempt_id in (("a", "one"), ("b", "two"), ("c", "one"), ("d", "two")):
        spool.put(StreamStopped(
            event_id=name, node_id="n", boot_id="b", at=1.0, attempt_id=attempt_id, channel=Channel.CAMERA, reason=""
        ))
    path = tmp_path / spool.head(1)[0][0]
    path.unlink()
    path.mkdir()
    names = [name for name, _ in spool.head()]
    assert [name[13] for name in names] == ["b", "d"]
    assert [name[13] for name, _ in spool.head(1)] == ["b"]
    for name in names:
        spool.remove(name)
    with pytest.raises(IsADirectoryError):
        spool.head()


def test_a_batch_is_limited_in_count_and_size(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for name in "abcd":
        spool.put(event(name))
    assert len(spool.head(count=3)) == 3
    assert len(spool.head(size=1)) == 1
    spool.sync()
    assert len(spool) == 4


class Web:
    """Answers /link/events by a script of statuses: 200 applies, "drop" applies and breaks the connection."""

    def __init__(self, *script: int | str) -> None:
        self.script = list(script)
        self.applied: list[str] = []
        self.sizes: list[int] = []
        self.poison = ""
        self.unreadable: set[str] = set()

    async def take(self, request: web.Request) -> web.Response:
        batch = decode(await request.read(), EventBatch)
        names = [e.event_id for e in batch.events]
        self.sizes.append(len(names))
        step = self.script.pop(0) if self.script else 200
        if self.poison in names:
            return web.json_response({"code": "bad_message", "message": "no"}, status=400)
        if step not in (200, "drop", "half"):
            return web.Response(status=int(step))
        if step == "half":
            names = names[: len(names) // 2]
        unreadable = [name for name in names if name in self.unreadable]
        names = [name for name in names if name not in self.unreadable]
        self.applied += names
        if step == "drop":
            assert request.transport
            request.transport.abort()
        return web.Response(body=encode(EventsApplied(tuple(names), tuple(unreadable))))


@pytest.fixture
async def sending(tmp_path: Path):
    """A function that sends events through a client to a scripted web and waits until the spool is empty."""
    runners: list[web.AppRunner] = []

    async def send(fake: Web, *names: str) -> Spool:
        app = web.Application()
        app.add_routes([web.post("/link/events", fake.take)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        spool = Spool(tmp_path)
        client = WebClient(spool, f"http://127.0.0.1:{runner.addresses[0][1]}", lambda: "token")
        for name in names:
            client.send(event(name))
        running = asyncio.create_task(client.run())
        await asyncio.wait_for(client.drained(), 10)
        running.cancel()
        await asyncio.wait([running])
        await client.close()
        return spool

    yield send
    for runner in runners:
        await runner.cleanup()


async def test_events_arrive_in_order_and_leave_the_disk(sending, tmp_path: Path) -> None:
    fake = Web()
    await sending(fake, "a", "b", "c")
    assert fake.applied == ["a", "b", "c"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("trouble", [503, 500, 401, 404, 400, 413, 422])
async def test_a_web_that_is_away_gets_them_later(sending, trouble: int) -> None:
    fake = Web(trouble, trouble)
    await sending(fake, "a", "b")
    assert fake.applied == ["a", "b"]


async def test_what_web_applied_before_it_died_is_sent_again(sending) -> None:
    fake = Web("drop")
    await sending(fake, "a", "b")
    assert fake.applied == ["a", "b", "a", "b"]


async def test_only_what_web_acknowledged_leaves(sending) -> None:
    fake = Web("half")
    await sending(fake, "a", "b", "c", "d")
    assert fake.applied == ["a", "b", "c", "d"]


async def test_an_event_that_web_cannot_read_is_set_aside_and_holds_up_nothing(sending, tmp_path: Path) -> None:
    fake = Web()
    fake.poison = "b"
    spool = await sending(fake, "a", "b", "c")
    assert fake.applied == ["a", "c"]
    assert spool.refused == 1
    assert [p.name for p in (tmp_path / "refused").iterdir()] == ["000000000002-b.node.json"]


async def test_an_event_that_web_says_it_cannot_read_is_set_aside_in_the_same_batch(sending, tmp_path: Path) -> None:
    fake = Web()
    fake.unreadable = {"b"}
    spool = await sending(fake, "a", "b", "c")
    assert (fake.applied, sum(fake.sizes)) == (["a", "c"], 3)
    assert (len(spool), spool.refused) == (0, 1)
    assert [p.name for p in (tmp_path / "refused").iterdir()] == ["000000000002-b.node.json"]


async def test_events_in_memory_arrive_in_their_turn(sending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "_write", lambda _spool, name, _data: "-b." not in name and None)
    fake = Web(503)
    spool = await sending(fake, "a", "b", "c")
    assert fake.applied == ["a", "b", "c"]
    assert (len(spool), spool.held, spool.refused) == (0, 0, 0)


def test_a_spool_of_an_earlier_version_loads_and_knows_of_whom_each_event_is(tmp_path: Path) -> None:
    stopped = StreamStopped(
        event_id="b", node_id="n", boot_id="b", at=1.0, attempt_id="one", channel=Channel.CAMERA, reason=""
    )
    (tmp_path / "000000000001-a.json").write_bytes(encode(event("a")))
    (tmp_path / "000000000002-b.json").write_bytes(encode(stopped))
    spool = Spool(tmp_path)
    assert [name for name, _ in spool.head()] == ["000000000001-a.json", "000000000002-b.json"]
    assert [name for name, _ in spool.head(resting={key_of("one")})] == ["000000000001-a.json"]
    assert spool.head(resting={NODE}) == []
    spool.put(event("c"))
    assert spool.head()[-1][0] == "000000000003-c.node.json"


def test_what_was_set_aside_is_counted_and_known_by_attempt_after_a_start_too(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for name in "abc":
        spool.put(StreamStopped(
            event_id=name, node_id="n", boot_id="b", at=1.0, attempt_id="one", channel=Channel.CAMERA, reason=""
        ))
    for name, _ in spool.head(2):
        spool.set_aside(name)
    again = Spool(tmp_path)
    for each in (spool, again):
        assert (len(each), each.set_aside_count, each.lost) == (1, 2, {"one": 2})


def test_a_head_costs_the_same_however_many_events_rest(tmp_path: Path) -> None:
    queues = Queues()
    for number in range(50_000):
        queues.add(f"{number:012d}-x.json", "poison")
    queues.add("000000050000-x.json", "good")
    began = time.perf_counter()
    for _ in range(200):
        assert list(queues.oldest({"poison"})) == ["000000050000-x.json"]
    assert time.perf_counter() - began < 0.5
