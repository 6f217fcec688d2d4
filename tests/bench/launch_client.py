"""Many browsers at once, as cheap as they can be: HTTP/1.1 on asyncio streams, kept alive, with cookies."""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit

ANSWER_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, where it sends the browser, which cookies it sets, and how much of a body it had."""

    status: int
    location: str
    cookies: dict[str, str]
    body: bytes


class Connection:
    """One connection to one server. Opened again where the server has closed it."""

    def __init__(self, host: str, port: int) -> None:
        self._address = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._close()

    async def get(self, target: str) -> Answer:
        """Send a GET."""
        return await self._send("GET", target, b"", {})

    async def post(self, target: str, form: bytes, cookies: dict[str, str]) -> Answer:
        """Send a form."""
        return await self._send("POST", target, form, cookies)

    async def _send(self, method: str, target: str, body: bytes, cookies: dict[str, str]) -> Answer:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            if self._writer is None:
                await self._open()
            assert self._writer is not None
            assert self._reader is not None
            head = [f"{method} {target} HTTP/1.1", f"Host: {self._address[0]}:{self._address[1]}"]
            if cookies:
                head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
            if method == "POST":
                head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            self._writer.write("\r\n".join([*head, "", ""]).encode() + body)
            answer, closes = await _read(self._reader)
        if closes:
            self._close()
        return answer

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(*self._address)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    location, cookies, length, chunked, closes = "", {}, 0, False, False
    for line in head[1:]:
        name, _, value = line.partition(":")
        match name.lower(), value.strip():
            case "location", where:
                location = where
            case "set-cookie", cookie:
                key, _, kept = cookie.partition(";")[0].partition("=")
                cookies[key] = kept
            case "content-length", digits:
                length = int(digits)
            case "transfer-encoding", how:
                chunked = how.lower() == "chunked"
            case "connection", how:
                closes = how.lower() == "close"
    body = await _chunks(reader) if chunked else await reader.readexactly(length)
    return Answer(int(head[0].split(" ", 2)[1]), location, cookies, body), closes


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return bytes(body)


def query_of(location: str) -> dict[str, str]:
    """Return the query of an address."""
    return dict(parse_qsl(urlsplit(location).query))


def form(fields: dict[str, str]) -> bytes:
    """Return a form's body."""
    return urlencode(fields).encode()
