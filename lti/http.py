"""The one way out to platforms: time-outs, a size limit, no redirects, no proxies or netrc, and the address guard."""

import ssl
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from lti.addresses import AddressGuard, AddressRefused
from lti.ports import HttpAnswer, HttpFailed

MAX_ANSWER_BYTES = 4_194_304
_CHUNK_BYTES = 8_192
_HEADERS = {"User-Agent": "Invigil", "Accept-Encoding": "identity"}


def _guarded(base: type[Any], guard: AddressGuard) -> type[Any]:
    class Guarded(base):  # type: ignore[misc]  # one body for urllib3's HTTP and HTTPS connections
        """A connection that is closed before a byte is sent when its peer is not allowed."""

        def _new_conn(self) -> Any:
            sock = super()._new_conn()
            try:
                guard.check_peer(sock.getpeername()[0])
            except AddressRefused:
                sock.close()
                raise
            return sock

    return Guarded


class _GuardedAdapter(HTTPAdapter):
    """requests' adapter, with connections that look at the address they reached, and one TLS context for them all:
    loading the authorities takes many times as long as a request."""

    def __init__(self, guard: AddressGuard, context: ssl.SSLContext) -> None:
        self._guard = guard
        self._context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool manager and swap in guarded connections."""
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(urllib3.HTTPConnectionPool, self._guard),
            "https": _pool(urllib3.HTTPSConnectionPool, self._guard),
        }


    def cert_verify(self, *_: Any) -> None:
        """Leave the context as it is: it asks for a certificate already; requests would load the bundle once more."""


def _pool(base: type[Any], guard: AddressGuard) -> type[Any]:
    return type(base.__name__, (base,), {"ConnectionCls": _guarded(base.ConnectionCls, guard)})


class RequestsHttp:
    """`lti.ports.Http` on requests. `timeout_s` bounds connecting, each wait for data, and the whole answer.

    `max_bytes` bounds the answer. `ca_bundle` is a PEM file with the certificate authorities to trust, "" for those
    that come with certifi. The object may be used from several threads."""

    def __init__(
        self, *, timeout_s: float = 10.0, allow_private: bool = False, max_bytes: int = MAX_ANSWER_BYTES,
        ca_bundle: str = "",
    ) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._guard = AddressGuard(allow_private)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _GuardedAdapter(self._guard, ssl.create_default_context(cafile=ca_bundle or DEFAULT_CA_BUNDLE_PATH))
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Send one request and read the whole answer. Raise HttpFailed."""
        try:
            self._guard.check(url)
            answer = self._session.request(
                method, url, data=body, headers={**_HEADERS, **headers},
                timeout=self._timeout_s, allow_redirects=False, stream=True,
            )
            with answer:
                content = self._read(answer)
        except AddressRefused as exc:
            raise HttpFailed(str(exc), retry=False) from exc
        except requests.Timeout as exc:
            raise HttpFailed(f"There was no answer within {self._timeout_s:g} seconds.", retry=True) from exc
        except (requests.RequestException, urllib3.exceptions.HTTPError) as exc:
            raise HttpFailed("The platform could not be reached.", retry=True) from exc
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        return HttpAnswer(answer.status_code, lowered, content)

    def _read(self, answer: requests.Response) -> bytes:
        deadline = time.monotonic() + self._timeout_s
        content = bytearray()
        while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > self._max_bytes:
                raise HttpFailed("The answer is too large.", retry=False)
            if time.monotonic() > deadline:
                raise HttpFailed(f"The answer was not complete within {self._timeout_s:g} seconds.", retry=True)
        return bytes(content)
