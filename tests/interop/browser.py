"""As much of a browser as LTI needs: cookies kept as browsers keep them, redirects and forms followed by hand."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


class Browser:
    """One person's browser. Keeps cookies per host and port, Secure ones too: 127.0.0.1 counts as safe.

    `cookies`: by host and port, then by name."""

    def __init__(self) -> None:
        self.cookies: dict[str, dict[str, str]] = {}
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(self, url: str) -> requests.Response:
        """Load an address; redirects are left to the caller."""
        return self._send("GET", url)

    def post(self, url: str, fields: dict[str, str]) -> requests.Response:
        """Send a form."""
        return self._send("POST", url, data=fields)

    def json(self, method: str, url: str, body: object, token: str = "") -> Any:
        """Send JSON as the pages do and return the JSON of an answer that must be good."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._session.request(method, url, json=body, headers=headers, timeout=20)
        assert answer.ok, answer.text
        return answer.json()

    def launch(self, url: str) -> requests.Response:
        """Follow a launch from the platform's link to the tool's answer to the posted id_token."""
        login = self.get(url)
        assert login.status_code == 302, login.text
        asked = self.get(login.headers["Location"])
        assert asked.status_code == 302, asked.text
        form = self.get(asked.headers["Location"])
        assert form.status_code == 200, form.text
        action = re.search(r'action="([^"]+)"', form.text)
        assert action, form.text
        return self.post(unescape(action[1]), {name: unescape(value) for name, value in FIELD.findall(form.text)})

    def _send(self, method: str, url: str, **more: Any) -> requests.Response:
        kept = self.cookies.setdefault(urlsplit(url).netloc, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
        answer = self._session.request(method, url, headers=headers, allow_redirects=False, timeout=20, **more)
        self._session.cookies.clear()  # its jar would leave out what is Secure
        for line in answer.raw.headers.getlist("Set-Cookie"):
            _keep(kept, line)
        return answer


def _keep(kept: dict[str, str], line: str) -> None:
    pair, *attributes = (part.strip() for part in line.split(";"))
    name, _, value = pair.partition("=")
    if any(a.lower() == "max-age=0" or a.lower().startswith("expires=thu, 01 jan 1970") for a in attributes):
        kept.pop(name, None)
    else:
        kept[name] = value


def ticket_in(answer: requests.Response) -> str:
    """Return the ticket in the fragment of an accepted launch's redirect."""
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).fragment)["ticket"][0]
