"""Calls to a platform's services: pylti1p3's connector with our tokens and our way out, paging kept in its case."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from pylti1p3.service_connector import ServiceConnector

from lti import json_text
from lti.addresses import origin
from lti.answers import failure, unreachable
from lti.errors import ServiceFailed
from lti.ports import Http, HttpAnswer, HttpFailed, Registration
from lti.tokens import AccessTokens

_NEXT = re.compile(r"<([^>]*)>[^,<]*;\s*rel=\"?next\"?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServiceCalls:
    """What every service call needs. `clock` returns Unix seconds."""

    http: Http
    tokens: AccessTokens
    clock: Callable[[], float] = time.time

    def send(
        self, method: str, url: str, *, what: str, registration: Registration, scope: str, headers: dict[str, str],
        body: bytes | None = None,
    ) -> HttpAnswer:
        """Send one call with a bearer token, and once more with a fresh token when the platform refuses the kept one.

        Return the answer whatever its status; raise ServiceFailed when there is none. `what` begins its message."""
        answer = self._once(method, url, what, registration, scope, headers, body)
        if answer.status == 401:
            self.tokens.forget(registration, [scope])
            answer = self._once(method, url, what, registration, scope, headers, body)
        return answer

    def _once(
        self, method: str, url: str, what: str, registration: Registration, scope: str, headers: dict[str, str],
        body: bytes | None,
    ) -> HttpAnswer:
        token = self.tokens.get(registration, [scope])
        try:
            return self.http.send(method, url, headers={**headers, "Authorization": f"Bearer {token}"}, body=body)
        except HttpFailed as exc:
            raise unreachable(what, exc) from exc

    def failure(self, what: str, answer: HttpAnswer) -> ServiceFailed:
        """Return the failure that this answer is."""
        return failure(what, answer, self.clock())


class Connector(ServiceConnector):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's connector, so that its service classes work on our `ServiceCalls`."""

    def __init__(self, calls: ServiceCalls, registration: Registration, what: str) -> None:
        super().__init__(registration, requests_session=calls.http)
        self._calls = calls
        self._platform = registration
        self._what = what

    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,
    ) -> dict[str, Any]:
        """Do what pylti1p3's method does; one scope per call. Raise ServiceFailed."""
        del case_insensitive_headers
        headers = {"Accept": accept}
        if is_post:
            headers["Content-Type"] = content_type
        answer = self._calls.send(
            "POST" if is_post else "GET", url, what=self._what, registration=self._platform, scope=scopes[0],
            headers=headers, body=data.encode() if data else None,
        )
        if not answer.ok:
            raise self._calls.failure(self._what, answer)
        return {"headers": answer.headers, "body": self._json(answer, is_post), "next_page_url": next_page(answer, url)}

    def _json(self, answer: HttpAnswer, is_post: bool) -> Any:
        try:
            return json_text.parse(answer.body) if answer.body else None
        except ValueError:
            if is_post:
                return None
            raise ServiceFailed(f"{self._what}: the platform's answer is not JSON.", retry=False) from None


def next_page(answer: HttpAnswer, url: str) -> str | None:
    """Return the address of the next page (RFC 8288), its case kept; None when there is none.

    Raise ServiceFailed when it is on another host, which must not see the bearer token."""
    match = _NEXT.search(answer.headers.get("link", ""))
    if match is None:
        return None
    following: str = urljoin(url, match.group(1).strip())
    if origin(following) != origin(url):
        raise ServiceFailed("The platform's next page is on another host.", retry=False)
    return following
