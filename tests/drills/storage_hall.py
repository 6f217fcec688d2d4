"""A real web process with examinees and a proctor at work: who sends on and on, and remembers what was acknowledged."""

import asyncio
import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import socketio

from migrations import schema
from tests.factories.world import World
from tool.config import Settings
from tool.db.engine import Database
from tool.domain.attempt import AttemptState
from tool.domain.incident import Still
from tool.domain.people import Role
from tool.evidence.stores import LocalStore
from tool.link.tokens import Tokens
from tool.web.http.sessions import Session

SECRET = "d" * 40
ROOT = Path(__file__).parents[2]
_PASSING = frozenset({"busy", "storage_full", "too_fast"})
_AGAIN_S, _ACK_S, _READY_S = 1.0, 20.0, 60.0


@dataclass
class Hall:
    """An installation in a folder: a database with an exam and `examinees` running attempts, and its web process."""

    folder: Path
    examinees: int = 4
    reserve_mb: int = 8
    pictures: int = 0
    attempts: list[str] = field(default_factory=list)
    exam_id: str = ""

    def __post_init__(self) -> None:
        self.port = _free_port()
        self.settings = Settings(
            data_dir=self.folder, public_url=f"http://127.0.0.1:{self.port}", web_port=self.port, secret=SECRET,
            reserve_mb=self.reserve_mb, media_url=f"http://127.0.0.1:{_free_port()}", disconnect_grace_s=30.0,
        )
        self.url = self.settings.public_url
        self.log = self.folder.parent / f"{self.folder.name}-web-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.folder / "invigil.sqlite3"

    def seed(self) -> None:
        """Make the database with everybody in it."""
        database = Database(self.settings.db_url)
        schema.upgrade(database)
        database.close()
        world = World(self.settings.db_url)
        world.clock.now = time.time()
        exam = world.exam(lineitem=None)
        self.exam_id = exam.id
        self.attempts = [
            world.attempt(AttemptState.RUNNING, exam=exam, subject=f"sub-{n}").id for n in range(self.examinees)
        ]
        self._put_pictures(world)
        world.database.close()

    def _put_pictures(self, world: World) -> None:
        store = LocalStore(self.settings.evidence_path)
        for n in range(self.pictures):
            attempt_id, data = self.attempts[n % len(self.attempts)], os.urandom(20_000)
            key = f"attempts/{attempt_id}/stills/{n}.jpg"
            store.put(key, data)
            still = Still(key, hashlib.sha256(data).hexdigest(), len(data), world.now)
            world.incident(attempt_id, f"incident-{n}", still=still)

    def start(self) -> None:
        """Start the web process and wait until it answers."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("INVIGIL_")}
        environ |= {
            "INVIGIL_DATA_DIR": str(self.folder), "INVIGIL_PUBLIC_URL": self.url, "INVIGIL_SECRET": SECRET,
            "INVIGIL_WEB_PORT": str(self.port), "INVIGIL_RESERVE_MB": str(self.reserve_mb),
            "INVIGIL_MEDIA_URL": self.settings.media_url, "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tool.web"], env=environ, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + _READY_S
        while time.monotonic() < end and self.alive:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        raise RuntimeError(f"The web process does not answer: {self.log.read_text()[-2000:]}")

    @property
    def alive(self) -> bool:
        """Whether the process that was started still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the web process."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def token(self, attempt_id: str | None) -> str:
        """Return a session's token: an examinee's at an attempt, or a proctor's."""
        session = Session(
            surface="console" if attempt_id is None else "widget",
            role=Role.PROCTOR if attempt_id is None else Role.EXAMINEE,
            person_id=self._person(attempt_id), person_name="Somebody", institution="School", platform_id="platform-1",
            platform_origin="http://lms.test", locale="en", exam_id=self.exam_id, attempt_id=attempt_id,
            return_url=None, began_at=time.time(),
        )
        return Tokens(SECRET).mint("session", session, 3600.0)

    def _person(self, attempt_id: str | None) -> str:
        return f"person-of-{attempt_id}" if attempt_id else "proctor-1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Tally:
    """What came of everything that was sent."""

    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {"chat": set(), "decide": set()})
    sent: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest_s: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    states: list[str] = field(default_factory=list)

    def took(self, what: str, seconds: float) -> None:
        """Remember the slowest."""
        self.slowest_s[what] = max(self.slowest_s[what], seconds)  # type: ignore[assignment]  # a Counter of seconds


class Crowd:
    """Examinees who chat and send readings, and a proctor who decides and looks; what is refused for now is sent again,
    with the same id, as the pages do."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.tally = Tally()
        self._stopping = False
        self._clients: list[socketio.AsyncClient] = []

    async def work(self, during: Any) -> None:
        """Let everybody work while `during` runs; then let them finish what they have begun."""
        tasks = [asyncio.create_task(self._examinee(attempt_id)) for attempt_id in self.hall.attempts]
        tasks += [asyncio.create_task(self._sensors(attempt_id)) for attempt_id in self.hall.attempts]
        tasks += [asyncio.create_task(each) for each in (self._proctor(), self._visitor())]
        try:
            await asyncio.sleep(1.0)
            await during
            await asyncio.sleep(1.0)
            self._stopping = True
            await asyncio.wait_for(asyncio.gather(*tasks), 60.0)
        finally:
            for task in tasks:
                task.cancel()
            self._stopping = True
            for client in self._clients:
                await client.disconnect()

    async def _connected(self, namespace: str, attempt_id: str | None) -> socketio.AsyncClient:
        client = socketio.AsyncClient(reconnection=False)
        client.on("disconnect", self._cut, namespace=namespace)
        if attempt_id is None:
            client.on("storage", lambda body: self.tally.states.append(body["state"]), namespace=namespace)
        await client.connect(
            self.hall.url, namespaces=[namespace],
            auth={"token": self.hall.token(attempt_id), "page": attempt_id or ""},  # an examinee's sockets: one page
            transports=["websocket"], wait_timeout=20,
        )
        self._clients.append(client)
        return client

    def _cut(self, *_reason: object) -> None:
        self.tally.cut += not self._stopping

    async def _ask(self, client: Any, namespace: str, event: str, body: dict[str, Any]) -> bool:
        """Send until it is acknowledged or refused for good; return whether it was acknowledged."""
        self.tally.sent[event] += 1
        while True:
            began = time.monotonic()
            ack = await client.call(event, body, namespace=namespace, timeout=_ACK_S)
            self.tally.took(event, time.monotonic() - began)
            if ack["ok"]:
                self.tally.done[event] += 1
                return True
            code = ack["error"]["code"]
            self.tally.refused[(event, code)] += 1
            if code not in _PASSING:
                return False
            await asyncio.sleep(_AGAIN_S)

    async def _examinee(self, attempt_id: str) -> None:
        client, n = await self._connected("/examinee", attempt_id), 0
        while not self._stopping:
            n += 1
            words = f"{attempt_id} {n}"
            if await self._ask(client, "/examinee", "chat", {"client_id": words, "text": words, "attempt_id": ""}):
                self.tally.acknowledged["chat"].add(words)
            await asyncio.sleep(0.8)

    async def _sensors(self, attempt_id: str) -> None:
        client, n = await self._connected("/examinee", attempt_id), 0
        while not self._stopping:
            n += 1
            reading = {"id": f"r-{attempt_id}-{n}", "signal": "tab_hidden", "active": n % 8 < 4, "at": time.time()}
            await self._ask(client, "/examinee", "observe", {"items": [reading]})
            await asyncio.sleep(0.5)

    async def _proctor(self) -> None:
        client, n = await self._connected("/console", None), 0
        while not self._stopping:
            attempt_id = self.hall.attempts[n % len(self.hall.attempts)]
            n += 1
            body = {
                "attempt_id": attempt_id, "kind": ("flag", "warn", "extra_time")[n % 3], "reason": "other",
                "text": f"decision {n}", "minutes": 1, "severity": 0.5, "pressed_at": time.time(),
            }
            if await self._ask(client, "/console", "decide", body):
                self.tally.acknowledged["decide"].add(str(body["text"]))
            await asyncio.sleep(0.4)

    async def _visitor(self) -> None:
        """Somebody who reads only: a page without the database, and the state of health with it."""
        async with aiohttp.ClientSession() as http:
            while not self._stopping:
                for path in ("/", "/healthz"):
                    began = time.monotonic()
                    async with http.get(self.hall.url + path) as answer:
                        self.tally.refused[(path, str(answer.status))] += answer.status != 200
                        await answer.read()
                    self.tally.took(path, time.monotonic() - began)
                    self.tally.done[path] += 1
                await asyncio.sleep(0.1)
