"""A hall for the hostile drill: a real media process with all its children, and a web that takes its events."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.media.media_bench import SECRET, FakeWeb
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.link.messages import PublishGrant, WatchGrant
from tool.link.tokens import Tokens

EXAM = "exam-1"
START_S = 90.0


@dataclass
class Hall:
    """The running node. `looks` and `sounds` count what consoles were shown of each attempt so far."""

    pid: int
    url: str
    http: aiohttp.ClientSession
    tokens: Tokens
    log: Path
    looks: Counter[str] = field(default_factory=Counter)
    sounds: Counter[str] = field(default_factory=Counter)

    def publish_token(self, attempt_id: str) -> str:
        """Return what an examinee's browser may publish with; all rules of the standard preset apply."""
        grant = PublishGrant(attempt_id=attempt_id, exam_id=EXAM, rules=PRESETS[Preset.STANDARD].rules)
        return self.tokens.mint("publish", grant, 600)

    async def stats(self) -> dict[str, Any]:
        """Return what the node says of itself."""
        async with self.http.get(self.url + "/stats") as response:
            found: dict[str, Any] = await response.json()
            return found

    def memory_mb(self) -> dict[str, float]:
        """Return the resident memory of the node ("node") and its children, by number and module."""
        return {"node": _resident(self.pid)} | {f"{_name(pid)} {pid}": _resident(pid) for pid in self.children()}

    def children(self) -> list[int]:
        """Return the processes that decode for the node."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(child) for child in text.split()]

    async def ready(self) -> None:
        """Wait until pictures are looked at and sound is listened to."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                stats = await self.stats()
                if stats["detection_ready"] and stats["listening"] == "ready":
                    return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.2)
        raise TimeoutError(f"The node is not ready after {START_S:.0f} s:\n{self.log.read_text()}")

    async def watch(self) -> None:
        """Count what a console is shown, until cancelled."""
        async with self.http.ws_connect(self.url + "/tiles") as tiles:
            await tiles.send_json({"token": self.tokens.mint("watch", WatchGrant(exam_id=EXAM, person_id="p"), 600)})
            async for message in tiles:
                header = json.loads(message.data[4 : 4 + int.from_bytes(message.data[:4], "big")])
                (self.sounds if "loudness" in header else self.looks)[header["attempt_id"]] += 1


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[Hall]:
    """Start a node with one process for faces, one for objects and one for sound; end it with all its children."""
    tokens, log = Tokens(SECRET), folder / "media.log"
    async with FakeWeb(tokens).running() as web, aiohttp.ClientSession() as http:
        port = _free_port()
        env = os.environ | {
            "INVIGIL_DATA_DIR": str(folder), "INVIGIL_SECRET": SECRET, "INVIGIL_WEB_LINK_URL": web.url,
            "INVIGIL_MEDIA_PORT": str(port), "INVIGIL_RTP_PORT": str(_free_port()), "INVIGIL_RTP_HOST": "127.0.0.1",
            "INVIGIL_DETECTION_WORKERS": "1", "INVIGIL_OBJECTS_CPU_SHARE": "0.1",
        }
        command = [sys.executable, "-m", "tool.media"]
        with log.open("wb") as into, subprocess.Popen(command, env=env, stderr=into) as node:
            try:
                found = Hall(node.pid, f"http://127.0.0.1:{port}", http, tokens, log)
                await found.ready()
                yield found
            finally:
                node.terminate()
                await asyncio.to_thread(node.wait, 20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2].decode()
