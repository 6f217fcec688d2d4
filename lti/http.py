"""The one way out to platforms: a deadline, a size limit, no redirects, no proxies or netrc, and the address guard."""

import socket
import ssl
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from lti.addresses import AddressGuard, AddressRefused
from lti.deadline import Deadline
from lti.ports import HttpAnswer, HttpFailed, NotCalled

MAX_ANSWER_BYTES = 4_194_304
_CHUNK_BYTES = 8_192
_SHORTEST_S = 0.001  # 0 would mean: do not wait at all, and not: the time is up
_HEADERS = {"User-Agent": "Invigil", "Accept-Encoding": "identity"}


def _guarded(base: type[Any], guard: AddressGuard) -> type[Any]:
    class Guarded(base):  # type: ignore[misc]  # one body for urllib3's HTTP and HTTPS connections
        """A connection to none but allowed addresses, made before the deadline of the call and watched by it."""

        def _new_conn(self) -> socket.socket:
            sock = _connected(self._dns_host, self.port, guard)
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            Deadline.current().watch(sock)
            return sock

    return Guarded


def _connected(host: str, port: int, guard: AddressGuard) -> socket.socket:
    """Connect to the first address of the host that answers; each gets its share of what is left of the time, so that
    one in the dark leaves some for the next. Looking the name up takes the time that the system's resolver takes."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise AddressRefused("The address is not a plain URL.") from None
    problem = OSError("The name leads nowhere.")
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        guard.check_peer(str(address[0]))
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(max(Deadline.current().left_s / (len(found) - tried), _SHORTEST_S))
            sock.connect(address)
        except OSError as exc:
            sock.close()
            problem = exc
        else:
            sock.settimeout(max(Deadline.current().left_s, _SHORTEST_S))
            return sock
    raise problem


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
    class Pool(base):  # type: ignore[misc]  # one body for urllib3's HTTP and HTTPS pools
        """A pool of guarded connections, which tells the deadline of each call about the connection it uses again."""

        ConnectionCls = _guarded(base.ConnectionCls, guard)

        def _get_conn(self, timeout: float | None = None) -> Any:
            connection = super()._get_conn(timeout)
            if connection.sock is not None:
                Deadline.current().watch(connection.sock)
            return connection

    return Pool


class RequestsHttp:
    """`lti.ports.Http` on requests. `timeout_s` bounds a whole call, from connecting to the end of the answer.

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
        with Deadline(self._timeout_s) as deadline:
            try:
                self._guard.check(url)
                answer = self._session.request(
                    method, url, data=body, headers={**_HEADERS, **headers},
                    timeout=self._timeout_s, allow_redirects=False, stream=True,
                )
                with answer:
                    content = self._read(answer, deadline)
            except AddressRefused as exc:
                raise NotCalled(str(exc)) from exc
            except (requests.RequestException, urllib3.exceptions.HTTPError) as exc:
                if not deadline.left_s or isinstance(exc, requests.Timeout | urllib3.exceptions.TimeoutError):
                    raise self._too_late(reached=deadline.connected) from exc
                raise HttpFailed(
                    "The platform could not be reached.", retry=True, reached=deadline.connected
                ) from exc
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        return HttpAnswer(answer.status_code, lowered, content)

    def _read(self, answer: requests.Response, deadline: Deadline) -> bytes:
        content = bytearray()
        while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > self._max_bytes:
                raise HttpFailed("The answer is too large.", retry=False)
        if not deadline.left_s:  # an end that the deadline has made, not the server
            raise self._too_late()
        return bytes(content)

    def _too_late(self, *, reached: bool = True) -> HttpFailed:
        return HttpFailed(
            f"There was no complete answer within {self._timeout_s:g} seconds.", retry=True, reached=reached
        )
