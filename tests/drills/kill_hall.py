"""An installation under its supervisor, web and media and an LMS, whose processes somebody kills."""

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrations import schema
from tests.drills.kill_lms import CONTROL, TOKEN
from tests.drills.storage_hall import SECRET
from tests.factories.world import PLATFORM, World
from tool.db.engine import Database
from tool.domain.attempt import AttemptState
from tool.domain.people import Role
from tool.link.tokens import Tokens
from tool.supervisor import Program, Supervisor
from tool.web.http.sessions import Session

READY_S = 90.0


@dataclass
class Hall:
    """An exam with so many examinees and `orders` more attempts, in a folder. All ports are free ones of loopback."""

    folder: Path
    examinees: int
    orders: int
    people: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)
    exam_id: str = "exam-0"
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.web_port, self.media_port, self.rtp_port, self.lms_port = _free_ports(4)
        self.url = f"http://127.0.0.1:{self.web_port}"
        self.database_file, self.lms_file = self.folder / "invigil.sqlite3", self.folder / "lms.jsonl"
        self.supervisor = Supervisor(self._programs(), self.log.append)
        self.supervisor.settled_s = 2.0  # it would give up a program that dies every few seconds, and rightly so

    def seed(self) -> None:
        """Make the database with everybody in it."""
        url = f"sqlite:///{self.database_file}"
        database = Database(url)
        schema.upgrade(database)
        database.close()
        world, lms = World(url), f"http://127.0.0.1:{self.lms_port}"
        world.clock.now = time.time()
        exam = replace(world.exam(lineitem=None), id=self.exam_id, platform_id="lms-0", resource_link_id="link-0")
        with world.work() as work:
            work.platforms.add(replace(PLATFORM, id="lms-0", client_id="client-0", auth_token_url=lms + TOKEN))
            work.exams.add(exam)
        made = [
            world.attempt(
                AttemptState.RUNNING, exam=exam, subject=f"sub-{n}", acs_url=lms + CONTROL, session_data=f"s-{n}"
            ).id
            for n in range(self.examinees + self.orders)
        ]
        self.people, self.ordered = made[: self.examinees], made[self.examinees :]
        world.database.close()

    def token(self, attempt_id: str | None) -> str:
        """Return a session's token: an examinee's at an attempt, or a proctor's."""
        session = Session(
            surface="console" if attempt_id is None else "widget",
            role=Role.PROCTOR if attempt_id is None else Role.EXAMINEE,
            person_id=f"person-of-{attempt_id}", person_name="Somebody", institution="School", platform_id="lms-0",
            platform_origin="http://lms.test", locale="en", exam_id=self.exam_id, attempt_id=attempt_id,
            return_url=None, began_at=time.time(),
        )
        return Tokens(SECRET).mint("session", session, 7200.0)

    async def ready(self) -> None:
        """Wait until all answer."""
        end = time.monotonic() + READY_S
        for port in (self.web_port, self.media_port, self.lms_port):
            while time.monotonic() < end:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                await asyncio.sleep(0.1)
            else:
                raise RuntimeError("It does not come up:\n" + "\n".join(self.log[-40:]))

    def kill(self, what: str) -> bool:
        """Kill web, media, lms, or a worker of media; return whether there was one."""
        pids = self.supervisor.pids()
        pid = _worker(pids.get("media", 0)) if what == "worker" else pids.get(what)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def rows(self, query: str) -> list[Any]:
        """Ask the database."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database_file}?mode=ro", uri=True)) as database:
            return list(database.execute(query))

    def _programs(self) -> list[Program]:
        environ = {
            "INVIGIL_DATA_DIR": str(self.folder), "INVIGIL_PUBLIC_URL": self.url, "INVIGIL_SECRET": SECRET,
            "INVIGIL_WEB_PORT": str(self.web_port), "INVIGIL_WEB_LINK_URL": self.url, "INVIGIL_RESERVE_MB": "0",
            "INVIGIL_MEDIA_URL": f"http://127.0.0.1:{self.media_port}", "INVIGIL_MEDIA_PORT": str(self.media_port),
            "INVIGIL_RTP_PORT": str(self.rtp_port), "INVIGIL_ALLOW_PRIVATE_PLATFORMS": "true",
            "INVIGIL_HTTP_TIMEOUT_S": "3",
        }
        lms = (sys.executable, "-m", "tests.drills.kill_lms", str(self.lms_port), str(self.lms_file))
        return [
            Program("web", (sys.executable, "-m", "tool.web"), environ),
            Program("media", (sys.executable, "-m", "tool.media"), environ),
            Program("lms", lms, {}),
        ]


def _worker(media_pid: int) -> int | None:
    children = Path(f"/proc/{media_pid}/task/{media_pid}/children")
    with contextlib.suppress(OSError):
        for pid in map(int, children.read_text().split()):
            if b"tool.media.looks.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
