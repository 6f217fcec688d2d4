"""The Moodle of the refusals run: what `refusals.php` makes and looks at, and people who ask for what is not theirs."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

PLUGIN = "/mod/quiz/accessrule/invigil"
PASSWORD = "Refus-als-2026"
CONTROL = "application/vnd.ims.lti-ap.v1.control+json"
_SCRIPT = Path(__file__).with_name("refusals.php")
_TIMEOUT_S = 60
_CLAIM = "https://purl.imsglobal.org/spec/"


@dataclass(frozen=True, slots=True)
class Look:
    """What must not change, as digests by table, and what was put on record since the look before."""

    kept: dict[str, str]
    noted: list[str]


class RefusedSite:
    """A context manager: what it makes is removed at its end."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.made: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "RefusedSite":
        php = os.environ.get("MOODLE_PHP", "php").split()
        self._process = subprocess.Popen(
            [*php, str(_SCRIPT), os.environ["MOODLE_DIR"], PASSWORD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        self.made = self._read()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate(timeout=120)
        if self._process.returncode:
            raise RuntimeError("refusals.php failed; what it says is above. It may have left its courses and people.")

    def look(self) -> Look:
        """Look at what must not change."""
        found = self._ask("look")
        return Look(found["digest"], found["noted"])

    def sign(self, claims: dict[str, Any], key: str = "tool") -> str:
        """Return a JWT of the tool, or of somebody else (`forged`), with what every message of it needs."""
        now = int(time.time())
        every = {"iss": self.made["clientid"], "aud": self.url, "iat": now, "exp": now + 60}
        return str(self._ask("sign", json.dumps({**every, "jti": os.urandom(12).hex(), **claims}), key)["jwt"])

    def hint(self, person: str, what: str) -> str:
        """Return the lti_message_hint of a login that this person has begun."""
        return str(self._ask("hint", person, what)["hint"])

    def user(self, person: str) -> int:
        """Return somebody's id."""
        return int(self.made["users"][person]["id"])

    def cmid(self, quiz: str = "proctored") -> int:
        """Return the id of a quiz's course module."""
        return int(self.made["quizzes"][quiz]["cmid"])

    def link(self, quiz: str = "proctored") -> str:
        """Return the resource link id under which the tool knows a quiz."""
        return str(self.made["quizzes"][quiz]["link"])

    def command(self, action: str, **change: Any) -> dict[str, Any]:
        """Return an Assessment Control request about the examinee's attempt."""
        return {
            "user": {"sub": str(self.user("examinee"))}, "action": action, "attempt_number": 1,
            "resource_link": {"id": self.link()},
            "incident_time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **change,
        }

    def started(self, change: dict[str, Any] | None = None, *, key: str = "tool") -> str:
        """Return a StartAssessment message for the examinee's attempt. `change`: claims by the end of their names."""
        return self.sign({
            f"{_CLAIM}lti/claim/message_type": "LtiStartAssessment", f"{_CLAIM}lti/claim/version": "1.3.0",
            f"{_CLAIM}lti/claim/deployment_id": str(self.made["typeid"]),
            f"{_CLAIM}lti/claim/resource_link": {"id": self.link()},
            f"{_CLAIM}lti-ap/claim/session_data": self.made["session"], f"{_CLAIM}lti-ap/claim/attempt_number": 1,
            **{f"{_CLAIM}{name}": value for name, value in (change or {}).items()},
        }, key)

    def _ask(self, *words: str) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                return dict(json.loads(line))
        raise RuntimeError("refusals.php ended without an answer.")


@dataclass(slots=True)
class Person:
    """Somebody with a session in Moodle, or nobody; follows no redirect."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)
    sesskey: str = ""

    def sign_in(self, username: str, password: str) -> "Person":
        """Sign in."""
        form = self.session.get(f"{self.url}/login/index.php", timeout=_TIMEOUT_S).text
        found = re.search(r'name="logintoken" value="([^"]*)"', form)
        body = {"username": username, "password": password, "logintoken": found[1] if found else ""}
        answer = self.session.post(f"{self.url}/login/index.php", data=body, timeout=_TIMEOUT_S)
        key = re.search(r'"sesskey":"([^"]*)"', answer.text)
        if "/login/index.php" in answer.url or key is None:
            raise RuntimeError(f"Moodle does not let {username} in.")
        self.sesskey = key[1]
        return self

    def get(self, path: str, **params: Any) -> requests.Response:
        """Fetch a page, as a frame does."""
        headers = {"Sec-Fetch-Dest": "iframe"}
        return self.session.get(
            self.url + path, params=params, headers=headers, allow_redirects=False, timeout=_TIMEOUT_S
        )

    def post(self, path: str, **kwargs: Any) -> requests.Response:
        """Send something."""
        return self.session.post(self.url + path, allow_redirects=False, timeout=_TIMEOUT_S, **kwargs)
