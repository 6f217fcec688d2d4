"""The Moodle that is measured: what `site.php` makes and switches there, and a student who fetches pages."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import requests

from integrations.moodle import api
from integrations.presence import Presence

COURSE, STUDENT, PASSWORD = "invigil-acceptance", "inv-student", "Stud-ent-2026"
"""As docs/acceptance-moodle.md has them made."""
PLUGIN = "/mod/quiz/accessrule/invigil"
_SCRIPT = Path(__file__).with_name("site.php")
_TIMEOUT_S = 60


def php() -> list[str]:
    """Return the command that runs PHP as the site does."""
    return os.environ["MOODLE_PHP"].split()


class Site:
    """A context manager: what it makes is removed at its end, also when the measuring process is killed."""

    def __init__(self, moodle: str) -> None:
        self._moodle = moodle
        self._process: subprocess.Popen[str] | None = None
        self.made: dict[str, Any] = {}

    def __enter__(self) -> "Site":
        # a session of its own: Ctrl-C is for the measuring process, which then lets this one clean up
        self._process = subprocess.Popen(
            [*php(), str(_SCRIPT), self._moodle, COURSE, STUDENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True,
        )
        try:
            self.made = json.loads(self._read("{"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate(timeout=120)
        if self._process.returncode != 0:
            raise RuntimeError("site.php failed; what it says is above. It may have left its quizzes in the course.")

    def turn(self, word: str) -> None:
        """Have site.php do what the word says; return when it is done."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        self._read("done")

    def _read(self, beginning: str) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(beginning):
                return line
        raise RuntimeError(f"site.php ended without saying {beginning!r}.")


class Student:
    """A session of the student's, signed in."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = "identity"
        form = self._session.get(f"{url}/login/index.php", timeout=_TIMEOUT_S).text
        found = re.search(r'name="logintoken" value="([^"]*)"', form)
        body = {"username": STUDENT, "password": PASSWORD, "logintoken": found[1] if found else ""}
        answer = self._session.post(f"{url}/login/index.php", data=body, timeout=_TIMEOUT_S)
        if "/login/index.php" in answer.url or not answer.ok:
            raise RuntimeError(f"Moodle does not let {STUDENT} in; docs/acceptance-moodle.md says how it is made.")

    def get(self, path: str) -> requests.Response:
        """Fetch a page as the frame of the shell would, without going on to another; raise unless it is there."""
        headers = {"Sec-Fetch-Dest": "iframe"}
        answer = self._session.get(f"{self._url}{path}", headers=headers, allow_redirects=False, timeout=_TIMEOUT_S)
        if answer.status_code != requests.codes.ok:
            raise RuntimeError(f"{path} answered {answer.status_code} {answer.headers.get('Location', '')}")
        return answer

    def timed(self, path: str, has: str, lacks: str) -> float:
        """Return the seconds that a page takes, to its last byte; raise unless it has and lacks these words."""
        start = time.perf_counter()
        text = self.get(path).text
        took = time.perf_counter() - start
        if has not in text or (lacks and lacks in text):
            raise RuntimeError(f"{path} is not the page to be measured.")
        return took


def report_presence(url: str, token: str, sessions: list[str]) -> requests.Response:
    """Send a presence report as Invigil does; raise unless Moodle knows each of its attempts as running."""
    body = api.presence_body(time.time(), [Presence(session, True) for session in sessions])
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "Invigil", "Accept-Encoding": "identity",
               "Accept": "application/json"}
    answer = requests.post(f"{url}{PLUGIN}/presence.php", json=body, headers=headers, timeout=_TIMEOUT_S)
    known = api.standings(answer.json()).values() if answer.status_code == requests.codes.ok else ()
    if {each.status for each in known} != {"running"}:
        raise RuntimeError(f"presence.php answered {answer.status_code}: {answer.text[:200]}")
    return answer


def size(answer: requests.Response) -> int:
    """Return the bytes of a request and its answer in HTTP/1.1, up and down, heads and bodies; TLS and TCP apart."""
    sent = answer.request
    body = sent.body or b""
    up = f"{sent.method} {sent.path_url} HTTP/1.1\r\nHost: {answer.url.split('/')[2]}\r\n"
    down = f"HTTP/1.1 {answer.status_code} {answer.reason}\r\n"
    heads = [*sent.headers.items(), *answer.raw.headers.items()]
    lines = sum(len(f"{name}: {value}\r\n") for name, value in heads) + 2 * len("\r\n")
    return len(up) + len(down) + lines + len(body) + len(answer.content)
