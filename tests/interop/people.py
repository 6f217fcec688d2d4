"""Examinee and proctor at Invigil's pages, on the session and the Socket.IO that the pages use."""

from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import socketio

from tests.interop.browser import Browser, ticket_in


class Page:
    """A page that a launch opened: the session behind it and its socket. A context manager."""

    def __init__(self, tool_url: str, browser: Browser, answer: requests.Response) -> None:
        self.browser = browser
        self.surface = urlsplit(answer.headers["Location"]).path.removeprefix("/")
        self.view: dict[str, Any] = browser.json("POST", f"{tool_url}/api/session", {"ticket": ticket_in(answer)})
        self._socket = socketio.SimpleClient()
        self._tool_url = tool_url

    def __enter__(self) -> Self:
        namespace = "/console" if self.surface == "console" else "/examinee"
        self._socket.connect(
            self._tool_url, auth={"token": self.view["token"]}, namespace=namespace, transports=["polling"]
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.disconnect()

    def did(self, event: str, body: object = None) -> dict[str, Any]:
        """Send a request that must succeed and return its result."""
        ack = self._socket.call(event, body, timeout=10)
        assert ack["ok"], ack
        return dict(ack["result"])
