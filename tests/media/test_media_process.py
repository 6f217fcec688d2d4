"""The node as a process: it starts, ends when told to, and comes back after being killed, its events still there."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
from media_bench import SECRET, FakeWeb, until

from tool.link.messages import NodeStarted
from tool.link.tokens import Tokens
from tool.media.__main__ import WORKER


def free_port() -> int:
    with socket.socket() as udp:
        udp.bind(("127.0.0.1", 0))
        port: int = udp.getsockname()[1]
        return port


@contextmanager
def process(data_dir: Path, web_url: str, http_port: int, **extra: str) -> Iterator[subprocess.Popen[bytes]]:
    env = {
        **os.environ, "INVIGIL_DATA_DIR": str(data_dir), "INVIGIL_SECRET": SECRET, "INVIGIL_WEB_LINK_URL": web_url,
        "INVIGIL_MEDIA_PORT": str(http_port), "INVIGIL_RTP_PORT": str(free_port()),
    } | extra
    with subprocess.Popen([sys.executable, "-m", "tool.media"], env=env, stderr=subprocess.PIPE) as running:
        try:
            yield running
        finally:
            running.kill()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def worker_of(pid: int) -> int | None:
    """Return the process that looks at pictures for a node; it has others, some of them for an instant only."""
    for child in children(pid):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            continue
        if WORKER[-1].encode() in command.split(b"\0"):
            return child
    return None


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def test_killed_it_leaves_no_process_behind_and_no_event(tmp_path: Path) -> None:
    web = FakeWeb(Tokens(SECRET), status=503)
    async with web.running():
        with process(tmp_path, web.url, free_port()) as first:
            worker: int = await until(lambda: worker_of(first.pid), "the detection process", 20)
            spool = tmp_path / "spool" / "media-1"
            await until(lambda: list(spool.glob("*.json")), "the first event on disk")
            first.send_signal(signal.SIGKILL)
            first.wait()
            await until(lambda: not alive(worker), "the end of the detection process", 20)
        web.status = 200
        with process(tmp_path, web.url, free_port()) as second:
            await until(lambda: len(web.events) == 2, "the events of both boots", 20)
            second.send_signal(signal.SIGTERM)
            await asyncio.to_thread(second.wait, 10)
            assert second.returncode == 0
    assert all(isinstance(event, NodeStarted) for event in web.events)
    assert len({event.boot_id for event in web.events}) == 2
    assert [event.at for event in web.events] == sorted(event.at for event in web.events)


async def test_idle_it_is_small_and_answers(tmp_path: Path) -> None:
    http_port = free_port()
    web = FakeWeb(Tokens(SECRET))
    async with web.running(), aiohttp.ClientSession() as http:
        with process(tmp_path, web.url, http_port) as running:
            await until(lambda: web.of(NodeStarted), "the node's start", 20)
            async with http.get(f"http://127.0.0.1:{http_port}/stats") as response:
                assert (await response.json())["rss_mb"] < 110
            maps = Path(f"/proc/{running.pid}/maps").read_text()
            assert "litert" not in maps
            assert "cv2" not in maps


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        with process(tmp_path, "http://127.0.0.1:9", free_port(), INVIGIL_RTP_PORT=port) as running:
            assert running.wait(20) == 1
            assert running.stderr
            told = running.stderr.read().decode()
    assert f"127.0.0.1:{port}: Address already in use" in told
    assert "INVIGIL_RTP_PORT" in told


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    with process(tmp_path, "http://127.0.0.1:9", free_port(), INVIGIL_SAMPLE_INTERVAL_S="often") as running:
        assert running.wait(20) != 0
        assert running.stderr
        assert b"INVIGIL_SAMPLE_INTERVAL_S" in running.stderr.read()
