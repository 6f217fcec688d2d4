"""The web process's way to a media node: one command, one signed POST, one kind of error."""

import msgspec
import requests

from tool.link.codec import BadMessage, decode, encode
from tool.link.messages import Looks, MediaCommand
from tool.link.tokens import Tokens

_TOKEN_LIFETIME_S = 60


class MediaUnreachable(Exception):
    """The media node did not take the command. `retry` says whether sending it again later can help."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class LinkCaller(msgspec.Struct, frozen=True):
    """Body of a "link" token: which process calls."""

    node_id: str


class MediaClient:
    """Sends commands to the media node at `base_url`. Blocks for at most `timeout_s` seconds per command."""

    def __init__(self, base_url: str, tokens: Tokens, *, node_id: str = "web", timeout_s: float = 3.0) -> None:
        self._url = base_url.rstrip("/") + "/link/commands"
        self._looks_url = base_url.rstrip("/") + "/link/looks"
        self._tokens = tokens
        self._caller = LinkCaller(node_id)
        self._timeout_s = timeout_s

    def send(self, command: MediaCommand) -> None:
        """Have the node carry out the command; raise MediaUnreachable if it did not say so."""
        try:
            answer = requests.post(
                self._url, data=encode(command), headers=self._headers(), timeout=self._timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as exc:
            raise MediaUnreachable(f"The media node cannot be reached ({type(exc).__name__}).", retry=True) from exc
        if answer.status_code >= 500:
            raise MediaUnreachable(f"The media node answered {answer.status_code}.", retry=True)
        if answer.status_code >= 300:
            raise MediaUnreachable(f"The media node refused the command with {answer.status_code}.", retry=False)

    def looks(self) -> Looks:
        """Ask the node what it has seen lately; raise MediaUnreachable if it does not say so."""
        try:
            answer = requests.get(
                self._looks_url, headers=self._headers(), timeout=self._timeout_s, allow_redirects=False
            )
            if answer.status_code == 200:
                return decode(answer.content, Looks)
        except (requests.RequestException, BadMessage) as exc:
            why = f"The media node does not say what it sees ({type(exc).__name__})."
            raise MediaUnreachable(why, retry=True) from exc
        raise MediaUnreachable(f"The media node answered {answer.status_code}.", retry=True)

    def _headers(self) -> dict[str, str]:
        token = self._tokens.mint("link", self._caller, _TOKEN_LIFETIME_S)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
