"""Invigil's whole web process (`python -m tool.web`) on a free port and a fresh SQLite, to be spoken to by HTTP."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from click.testing import CliRunner

from migrations import schema
from tests.browser.stack import free_ports
from tool.cli import main as invigil
from tool.config import PREFIX
from tool.db.admin import Administration

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0


class Process:
    """A child process that says `ready` in a line when it is. What it printed is in `log`, a file."""

    def __init__(self, command: list[str], log: Path, ready: str, environ: Mapping[str, str], cwd: Path = ROOT) -> None:
        self.log = log
        self._ready = ready
        with log.open("wb") as file:
            self._child = subprocess.Popen(
                command, cwd=cwd, env={**_plain_environ(), **environ}, stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def wait_until_ready(self) -> None:
        """Wait for the line; raise RuntimeError with what was printed if it does not come."""
        deadline = time.monotonic() + START_S
        while self._ready not in self.log.read_text(errors="replace"):
            if self._child.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self._child.args!r} did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the process without a chance to tidy up."""
        self._child.kill()
        self._child.wait(5)

    def stop(self) -> None:
        """End the process."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait(5)


class WebProcess:
    """The web process; a context manager. Platforms are registered as an operator does, before it starts or after."""

    def __init__(self, folder: Path, **more: str) -> None:
        """`more` are settings besides those that every process needs, by their names."""
        self.folder = folder
        self.port, closed = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = folder / "invigil.sqlite3"
        settings = {
            "DATA_DIR": str(folder), "PUBLIC_URL": self.url, "WEB_PORT": str(self.port), "WEB_HOST": "127.0.0.1",
            "MEDIA_URL": f"http://127.0.0.1:{closed}", "ALLOW_PRIVATE_PLATFORMS": "true", "SECRET": "s" * 40,
            **more,
        }
        self._environ = {PREFIX + name: value for name, value in settings.items()}
        self._process: Process | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.admin = Administration(f"sqlite:///{self.database}")
        schema.upgrade(self.admin.database)

    def start(self) -> None:
        """Start it, on the database as it is."""
        command = [sys.executable, "-m", "tool.web"]
        self._process = Process(command, self.folder / "web.log", "Ready on", self._environ)
        self._process.wait_until_ready()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.stop()
        self.admin.close()

    def kill(self) -> None:
        """End the process as a machine would that runs out of memory; `start` may follow."""
        assert self._process is not None
        self._process.kill()

    @property
    def pid(self) -> int:
        """The process id of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What the process printed so far."""
        return (self.folder / "web.log").read_text(errors="replace")

    def register(self, *, issuer: str, client_id: str, auth: str, token: str, jwks: str, deployment: str = "1") -> None:
        """Register a platform."""
        self._invigil(
            "platform", "add", "--institution", f"School of {client_id}", "--issuer", issuer, "--client-id", client_id,
            "--deployment-id", deployment, "--auth-url", auth, "--token-url", token, "--jwks-url", jwks,
        )

    def switch_off(self, platform_id: str) -> None:
        """Switch a platform off."""
        self._invigil("platform", "off", platform_id)

    def _invigil(self, *command: str) -> None:
        """Run the `invigil` command as an operator of this installation would."""
        result = CliRunner(env=self._environ).invoke(invigil, command)
        if result.exit_code != 0:
            raise RuntimeError(f"invigil {' '.join(command)}: {result.output}") from result.exception

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Look into the database, as a mapping per row."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()


def _plain_environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
