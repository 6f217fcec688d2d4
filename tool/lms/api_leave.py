"""Calls to an LMS's own API with the token that its administrator has connected, or with an examinee's own: renewed in
time, and when refused; one at a time, and slower when the LMS asks for it."""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from integrations.base import ConnectionRevoked, IntegrationFailed, NotConnected
from integrations.http import Call
from integrations.oauth import PlatformToken, PlatformTokens
from lti import tokens
from lti.addresses import origin
from lti.answers import failure, unreachable
from lti.ports import Http, HttpAnswer, HttpFailed
from lti.retries import pause
from tool.lms.api_pace import ApiPace, PaceState

_WHAT = "Renewing the connection to the LMS's API"
_FINAL = frozenset({400, 401})
"""Answers to a renewal that waiting does not mend, whatever error they name: RFC 6749 (5.2) has several for it."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """What is said where there is no token, and where the LMS has taken one back."""

    missing: str
    revoked: str


OF_ADMINISTRATOR = Unusable(
    "Nobody has connected the LMS's API yet.",
    "The LMS no longer lets Invigil use its API: its administrator must connect it anew.",
)
OF_EXAMINEE = Unusable(
    "The examinee has not let Invigil hand in for them.",
    "The LMS no longer lets Invigil hand in for this examinee: they have taken their leave back there.",
)


class ApiLeave:
    """Makes calls with the token of a holder: a platform or, on a store of such tokens, an attempt. One renewal per
    holder is under way at a time in this process; when another process was faster, what it has kept is used. `clock`
    gives Unix seconds, `sleep` takes seconds. Never call it within a unit of work."""

    def __init__(
        self, kept: PlatformTokens, http: Http, clock: Callable[[], float], sleep: Callable[[float], None] = pause,
        words: Unusable = OF_ADMINISTRATOR,
    ) -> None:
        self._words = words
        self._kept = kept
        self._http = http
        self._clock = clock
        self._pace = ApiPace(clock, sleep)
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def over(self, holder_id: str) -> None:
        """Nothing will be called for this holder any more: keep no line and no lock for it."""
        self._pace.drop(holder_id)
        self._turns.pop(holder_id, None)

    def pace(self, holder_id: str) -> PaceState:
        """Return how much the LMS said last that it allows, and when it last refused."""
        return self._pace.state(holder_id)

    def send(
        self, holder_id: str, call: Call, headers: dict[str, str], body: bytes | None
    ) -> tuple[HttpAnswer, str]:
        """Send one call, and again after a renewal when the token is refused (401). Return the answer whatever its
        status, and the whole address that was called.

        Raise NotConnected if there is no usable token, ConnectionRevoked once the LMS has taken it back, ServiceFailed
        or IntegrationFailed if there is no answer, or if the LMS wants to be left alone for a while."""
        call = _at_home(self._found(holder_id), call)
        with self._pace.turn(holder_id, call.what):
            token = self._usable(holder_id)
            self._check(token, call)
            answer = self._sent(token, call, headers, body)
            if answer.status == 401:
                answer = self._sent(self._renewed(holder_id, token.access_token), call, headers, body)
            self._pace.heard(holder_id, answer, call.what)
            return answer, call.url

    def refresh(self, holder_id: str) -> None:
        """Renew the token now, whatever is left of it: whether the leave still holds is seen by that. Nothing is
        renewed where the LMS gave no means. Raise as `send` does."""
        token = self._found(holder_id)
        if token.refresh_token or token.grant == "client":
            self._renewed(holder_id, token.access_token)

    def _usable(self, holder_id: str) -> PlatformToken:
        token = self._found(holder_id)
        if self._clock() < token.expires_at:
            return token
        return self._renewed(holder_id, token.access_token)

    def _found(self, holder_id: str) -> PlatformToken:
        token = self._kept.find(holder_id)
        if token is None:
            raise NotConnected(self._words.missing)
        if token.revoked_at is not None:
            raise ConnectionRevoked(self._words.revoked)
        return token

    def _check(self, token: PlatformToken, call: Call) -> None:
        """Refuse to send the token where it does not belong, or to ask for what it does not allow."""
        try:
            at_home = origin(call.url) == origin(token.token_url)
        except ValueError:
            at_home = False
        if not at_home:
            raise IntegrationFailed(f"{call.what}: the address is not on the LMS that was connected.", retry=False)
        missing = sorted(set(call.scopes) - token.scopes) if token.scopes else []
        if missing:
            raise IntegrationFailed(
                f"{call.what}: the connection to the LMS's API does not allow {', '.join(missing)}.", retry=False
            )

    def _sent(self, token: PlatformToken, call: Call, headers: dict[str, str], body: bytes | None) -> HttpAnswer:
        try:
            return self._http.send(
                call.method, call.url, headers={**headers, "Authorization": f"Bearer {token.access_token}"}, body=body
            )
        except HttpFailed as exc:
            raise unreachable(call.what, exc, harmless=call.harmless) from exc

    def _renewed(self, holder_id: str, refused: str) -> PlatformToken:
        """Return a token other than the one that is refused or over."""
        with self._turns[holder_id]:
            token = self._found(holder_id)
            if token.access_token != refused:
                return token
            if token.grant == "refresh" and not token.refresh_token:
                raise self._revoked(token)
            answer = self._asked(token)
            if answer.ok:
                return self._granted(token, answer)
            refusal = failure(_WHAT, answer, self._clock())
            if answer.status not in _FINAL:
                raise refusal
            newer = self._found(holder_id)
            if newer.access_token != refused:
                return newer
            raise self._revoked(token) from refusal

    def _asked(self, token: PlatformToken) -> HttpAnswer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        form = (
            prepare_token_request("client_credentials") if token.grant == "client"
            else prepare_token_request("refresh_token", refresh_token=token.refresh_token)
        )
        _, headers, form = application(token).prepare("POST", token.token_url, headers, form)
        try:
            return self._http.send("POST", token.token_url, headers=headers, body=form.encode("ascii"))
        except HttpFailed as exc:
            raise unreachable(_WHAT, exc) from exc

    def _granted(self, token: PlatformToken, answer: HttpAnswer) -> PlatformToken:
        """Keep what was granted. A renewal may leave out the refresh token and the scopes: then they stay."""
        given = tokens.granted(answer.body)
        renewed = replace(
            token, access_token=given.access_token, refresh_token=given.refresh_token or token.refresh_token,
            expires_at=self._clock() + tokens.good_for_s(given.lifetime_s),
            scopes=token.scopes if given.scopes is None else given.scopes,
        )
        self._kept.keep(renewed)
        return renewed

    def _revoked(self, token: PlatformToken) -> ConnectionRevoked:
        self._kept.keep(replace(token, revoked_at=self._clock()))
        return ConnectionRevoked(self._words.revoked)


def _at_home(token: PlatformToken, call: Call) -> Call:
    """Return the call with its whole address: a path is one on the LMS that was connected."""
    if not call.url.startswith("/") or call.url.startswith("//"):
        return call
    return replace(call, url=f"{origin(token.token_url)}{call.url}")


def application(token: PlatformToken) -> ClientAuth:
    """Return what names the application. By HTTP Basic its two words are encoded as in a form (RFC 6749, 2.3.1)."""
    if token.client_says == "basic":
        return ClientAuth(quote(token.client_id, safe=""), quote(token.client_secret, safe=""), "client_secret_basic")
    return ClientAuth(token.client_id, token.client_secret, "client_secret_post")
