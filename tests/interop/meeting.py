"""Open edX, played by its own library, and Invigil's web process: two servers that know each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from tests.browser.stack import free_ports
from tests.interop.web_process import ROOT, Process, WebProcess

INTERPRETER = ROOT / ".venv-interop" / "bin" / "python"
PROCTORING, ADVANTAGE = "invigil-proctoring", "invigil-advantage"


@dataclass(frozen=True)
class OpenEdx:
    """The played Open edX: its address, and what it has seen."""

    url: str

    def link(self, kind: str, user: str, exam: str, **more: str) -> str:
        """Return the address of a link that launches: `start`, `end` or `link`."""
        return f"{self.url}/launch/{kind}?{urlencode({'user': user, 'exam': exam, **more})}"

    def calls(self, path: str) -> list[dict[str, Any]]:
        """Return what was POSTed to a path so far: type, body, status, answer."""
        return [call for call in self._journal()["calls"] if call["path"] == path]

    def status_of(self, user: str, exam: str) -> str:
        """Return how the user's attempt stands, in Open edX's words."""
        return str(self._journal()["attempts"][f"{user} {exam}"])

    def _journal(self) -> dict[str, Any]:
        return dict(requests.get(f"{self.url}/journal", timeout=10).json())


@dataclass(frozen=True)
class Meeting:
    """Both sides, running and registered with each other."""

    lms: OpenEdx
    web: WebProcess


@contextmanager
def brought_together(folder: Path) -> Iterator[Meeting]:
    """Register each with the other, start both, and end them afterwards."""
    [port] = free_ports(1)
    lms = OpenEdx(f"http://127.0.0.1:{port}")
    web = WebProcess(folder / "invigil")
    for client_id in (PROCTORING, ADVANTAGE):
        web.register(
            issuer=lms.url, client_id=client_id, auth=f"{lms.url}/auth", token=f"{lms.url}/token/{client_id}",
            jwks=f"{lms.url}/jwks",
        )
    environ = {"LMS_PORT": str(port), "LMS_TOOL_URL": web.url}
    script = str(ROOT / "tests" / "interop" / "openedx" / "lms.py")
    platform = Process([str(INTERPRETER), script], folder / "lms.log", "ready", environ)
    try:
        with web:
            platform.wait_until_ready()
            yield Meeting(lms, web)
    finally:
        platform.stop()
