"""Invigil's web and media processes, for people with cameras who come from an LMS that is played."""

import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.acceptance.moodle.invigil_web import ROOT, InvigilWeb
from tests.browser.stack import free_ports
from tool import config

_READY_S = 60.0


class InvigilLive(InvigilWeb):
    """As `InvigilWeb`, with a media process beside it. `media_log` is the file with what that one printed."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        media_port, rtp_port = free_ports(2)
        self.media_url, self.media_log = f"http://127.0.0.1:{media_port}", data / "media.log"
        own = {"MEDIA_URL": self.media_url, "MEDIA_PORT": str(media_port), "RTP_PORT": str(rtp_port)}
        self._environ.update({config.PREFIX + name: value for name, value in own.items()})
        self._media: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "InvigilLive":
        super().__enter__()
        with self.media_log.open("wb") as log:
            self._media = subprocess.Popen(
                [sys.executable, "-m", "tool.media"], env=self._environ, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + _READY_S
        while not self._answers():
            if self._media.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"The media process did not start:\n{self.media_log.read_text()}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._media is not None and self._media.poll() is None:
            self._media.terminate()
            try:
                self._media.wait(10)
            except subprocess.TimeoutExpired:
                self._media.kill()
                self._media.wait(5)
        super().__exit__()

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.media_url}/healthz", timeout=2).ok
        except requests.RequestException:
            return False
