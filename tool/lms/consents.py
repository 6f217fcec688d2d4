"""The leave of one user of an LMS to act for them there: the code that their browser brings, turned into a token."""

from collections.abc import Callable

from authlib.oauth2.rfc6749.parameters import prepare_token_request

from integrations.base import ConnectionRevoked, IntegrationFailed, NotConnected
from integrations.oauth import PlatformToken, PlatformTokens
from lti import tokens
from lti.answers import failure, unreachable
from lti.errors import ServiceFailed
from lti.ports import Http, HttpFailed
from tool.lms.api_leave import application

_WHAT = "Asking the LMS for its user's leave"


class Consents:
    """Asks in the name of the application that an administrator has connected. What comes back is handed on and never
    kept. Not to be called within a unit of work. `clock` gives Unix seconds."""

    def __init__(self, kept: PlatformTokens, http: Http, clock: Callable[[], float]) -> None:
        self._kept = kept
        self._http = http
        self._clock = clock

    def application(self, platform_id: str) -> PlatformToken:
        """Return the connection of a platform's API; raise NotConnected if there is none that is good."""
        token = self._kept.find(platform_id)
        if token is None:
            raise NotConnected("Nobody has connected the LMS's API yet.")
        if token.revoked_at is not None:
            raise ConnectionRevoked("The LMS no longer lets Invigil use its API.")
        return token

    def granted(self, platform_id: str, code: str, redirect_uri: str) -> str:
        """Return the user's token for a code that came to `redirect_uri`; raise IntegrationFailed."""
        known = self.application(platform_id)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        form = prepare_token_request("authorization_code", code=code, redirect_uri=redirect_uri)
        _, headers, form = application(known).prepare("POST", known.token_url, headers, form)
        try:
            answer = self._http.send("POST", known.token_url, headers=headers, body=form.encode("ascii"))
            if not answer.ok:
                raise failure(_WHAT, answer, self._clock())
            return tokens.granted(answer.body).access_token
        except HttpFailed as exc:
            raise unreachable(_WHAT, exc) from exc
        except ServiceFailed as exc:
            raise IntegrationFailed(str(exc), retry=exc.retry, after_s=exc.after_s, status=exc.status) from exc
