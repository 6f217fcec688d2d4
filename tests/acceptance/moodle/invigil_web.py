"""Invigil's web process alone, as an operator would start it: own folder, own port, commands by their names."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.stack import free_ports
from tool import config

ROOT = Path(__file__).resolve().parents[3]
_READY_S = 30.0


class InvigilWeb:
    """A context manager. `url` is where browsers and Moodle reach it; `log` is the file with what it printed."""

    def __init__(self, data: Path) -> None:
        port, media_port = free_ports(2)
        self.url = f"http://127.0.0.1:{port}"
        self.log = data / "web.log"
        own = {
            "DATA_DIR": str(data), "PUBLIC_URL": self.url, "WEB_PORT": str(port), "WEB_LINK_URL": self.url,
            "MEDIA_URL": f"http://127.0.0.1:{media_port}", "ALLOW_PRIVATE_PLATFORMS": "true",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
        self._environ = {**others, **{config.PREFIX + name: value for name, value in own.items()}}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> config.Settings:
        """The settings that the process runs with."""
        return config.load(self._environ)

    def command(self, *words: str) -> str:
        """Run `invigil <words>` and return what it printed; raise RuntimeError when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "tool.cli", *words], env=self._environ, cwd=ROOT, text=True, capture_output=True,
            timeout=60, check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"invigil {' '.join(words)}: {done.stderr or done.stdout}")
        return done.stdout.strip()

    def __enter__(self) -> "InvigilWeb":
        self.command("migrate")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tool.web"], env=self._environ, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + _READY_S
        while not self._healthy():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"Invigil did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
