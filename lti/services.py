"""Calls to a platform's services: a bearer token, patience, pages, and the way in for pylti1p3's service classes."""

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pylti1p3.service_connector import ServiceConnector

from lti import json_text
from lti.answers import failure, unreachable
from lti.errors import ServiceFailed
from lti.pages import Pages, next_page
from lti.ports import Http, HttpAnswer, HttpFailed, Registration
from lti.retries import ONCE, Patience, Retries, pause
from lti.tokens import AccessTokens

_IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})


class Learned:
    """What calls found out about single platforms, by registration id: the media type that one took. Thread-safe."""

    def __init__(self) -> None:
        self._media_types: dict[str, str] = {}
        self._lock = threading.Lock()

    def media_type(self, registration_id: str, default: str) -> str:
        """Return the media type that this platform took last, `default` when none is known."""
        with self._lock:
            return self._media_types.get(registration_id, default)

    def took(self, registration_id: str, media_type: str) -> None:
        """Remember what a platform took."""
        with self._lock:
            self._media_types[registration_id] = media_type


@dataclass(frozen=True, slots=True)
class ServiceCalls:
    """What every service call needs. `clock` returns Unix seconds; of `patience`, `sleep` and `jitter` see
    `lti.retries`. A call may wait for seconds: never make one while a unit of work is open."""

    http: Http
    tokens: AccessTokens
    clock: Callable[[], float] = time.time
    patience: Patience = field(default_factory=Patience)
    sleep: Callable[[float], None] = pause
    jitter: Callable[[], float] = random.random
    learned: Learned = field(default_factory=Learned)

    def once(self) -> "ServiceCalls":
        """Return the same without second tries, for a caller that has a queue or a person waiting."""
        return replace(self, patience=ONCE)

    def retries(self) -> Retries:
        """Return what makes one call as patiently as these are made."""
        return Retries(self.patience, self.clock, self.sleep, self.jitter)

    def send(
        self, method: str, url: str, *, what: str, registration: Registration, scope: str | Collection[str],
        headers: Mapping[str, str], body: bytes | None = None, idempotent: bool | None = None,
    ) -> HttpAnswer:
        """Send one call with a bearer token, and again with a fresh token when the platform refuses the kept one.

        `scope` is the one that the call needs, or those. `idempotent` says whether a repetition does no harm; by
        default GET, PUT and DELETE do none. Return the answer whatever its status; raise ServiceFailed when there is
        none. `what` begins its message."""
        harmless = method in _IDEMPOTENT if idempotent is None else idempotent
        retries = self.retries()
        scopes = [scope] if isinstance(scope, str) else scope

        def once() -> HttpAnswer:
            token = self.tokens.get(registration, scopes, retries=retries)
            return self.http.send(method, url, headers={**headers, "Authorization": f"Bearer {token}"}, body=body)

        try:
            answer = retries.run(once, idempotent=harmless)
            if answer.status == 401:
                self.tokens.forget(registration, scopes)
                answer = retries.run(once, idempotent=harmless)
        except HttpFailed as exc:
            raise unreachable(what, exc, harmless=harmless) from exc
        return answer

    def fetch(
        self, method: str, url: str, *, what: str, registration: Registration, scope: str, accept: str,
        content_type: str | None = None, body: bytes | None = None,
    ) -> tuple[Any, str | None]:
        """Send one call; return the JSON of a 2xx answer (None when it is empty) and the address of the next page.

        Raise ServiceFailed, also for what is not JSON."""
        headers = {"Accept": accept} | ({"Content-Type": content_type} if content_type else {})
        answer = self.send(
            method, url, what=what, registration=registration, scope=scope, headers=headers, body=body
        )
        if not answer.ok:
            raise self.failure(what, answer)
        return _json(answer, what), next_page(answer, url)

    def pages(
        self, url: str, *, what: str, registration: Registration, scope: str, accept: str
    ) -> Pages:
        """Return the pages of a list from `url` on; going through them raises ServiceFailed."""

        def fetch(page: str) -> tuple[Any, str | None]:
            return self.fetch("GET", page, what=what, registration=registration, scope=scope, accept=accept)

        return Pages(url, fetch, self.clock, what)

    def json(self, answer: HttpAnswer, what: str) -> Any:
        """Return the JSON of an answer, None when it is empty; raise ServiceFailed when it is something else."""
        return _json(answer, what)

    def failure(self, what: str, answer: HttpAnswer, *, harmless: bool = True) -> ServiceFailed:
        """Return the failure that this answer is; `harmless`: whether the call may be repeated."""
        return failure(what, answer, self.clock(), harmless=harmless)


class Connector(ServiceConnector):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's connector, so that its service classes work on our `ServiceCalls`. `idempotent` is for its POSTs."""

    def __init__(
        self, calls: ServiceCalls, registration: Registration, what: str, *, idempotent: bool = False
    ) -> None:
        super().__init__(registration, requests_session=calls.http)
        self._calls = calls
        self._platform = registration
        self._what = what
        self._idempotent = idempotent

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
        headers = {"Accept": accept} | ({"Content-Type": content_type} if is_post else {})
        answer = self._calls.send(
            "POST" if is_post else "GET", url, what=self._what, registration=self._platform, scope=scopes[0],
            headers=headers, body=data.encode() if data else None, idempotent=self._idempotent or not is_post,
        )
        if not answer.ok:
            raise self._calls.failure(self._what, answer, harmless=self._idempotent or not is_post)
        body = None if is_post else _json(answer, self._what)
        return {"headers": answer.headers, "body": body, "next_page_url": next_page(answer, url)}


def _json(answer: HttpAnswer, what: str) -> Any:
    try:
        return json_text.readable(answer.body) if answer.body.strip() else None
    except ValueError:
        raise ServiceFailed(f"{what}: the platform's answer is not JSON.", retry=False) from None


def with_query(url: str, **params: str | int | None) -> str:
    """Return `url` with query parameters added, what was there kept as it is; None and "" are left out."""
    parts = urlsplit(url)
    present = parse_qs(parts.query, keep_blank_values=True)
    added = urlencode({k: v for k, v in params.items() if v not in (None, "") and k not in present})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


def under(url: str, name: str) -> str:
    """Return the address of `name` under `url`, before a query: one platform's line items end in `?type_id=1`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))
