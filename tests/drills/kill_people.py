"""Pages as examinees and a proctor have them, in a hall whose processes are killed: they come back by themselves, send
again what was not acknowledged, and remember what was."""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import socketio

RETRY_S, ASK_S = 2.0, 8.0
_PASSING = frozenset({"busy", "too_fast", "offline", "not_possible", "elsewhere"})
_FRAME_S = 1.0


@dataclass
class Tally:
    """What was acknowledged, in the order in which it was sent, by attempt; and how long pages were cut off."""

    chat: dict[str, list[str]] = field(default_factory=dict)
    decisions: dict[str, list[str]] = field(default_factory=dict)
    spells: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    away_s: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class Line:
    """One socket of a page, with the widget's patience. `greeting` is the event that shows that it is back."""

    def __init__(self, url: str, namespace: str, auth: dict[str, str], greeting: str, tally: Tally) -> None:
        self._url, self._namespace, self._auth, self._tally = url, namespace, auth, tally
        self._client = socketio.AsyncClient(reconnection=True, reconnection_delay=0.3, reconnection_delay_max=3)
        self._up = asyncio.Event()
        self._cut = asyncio.Event()
        self._cut_at: float | None = None
        self.back: list[Callable[[], None]] = []
        self._client.on("disconnect", self._gone, namespace=namespace)
        self._client.on(greeting, self._here, namespace=namespace)

    async def connect(self) -> None:
        """Connect for the first time."""
        await self._client.connect(
            self._url, namespaces=[self._namespace], auth=self._auth, transports=["websocket"], wait_timeout=20
        )
        await self._up.wait()

    async def ask(self, event: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """Return the acknowledged result; None if it must be sent again."""
        await self._up.wait()
        call = asyncio.create_task(self._client.call(event, body, namespace=self._namespace, timeout=ASK_S))
        cut = asyncio.create_task(self._cut.wait())
        await asyncio.wait([call, cut], return_when=asyncio.FIRST_COMPLETED)
        cut.cancel()
        if not call.done():
            call.cancel()
        try:
            ack = await call
        except (asyncio.CancelledError, socketio.exceptions.SocketIOError):
            return None
        if ack["ok"]:
            return ack["result"] or {}
        self._tally.refused[f"{event}: {ack['error']['code']}"] += 1
        if ack["error"]["code"] not in _PASSING:
            raise RuntimeError(f"{event} was refused: {ack['error']}")
        return None

    async def insist(self, event: str, body: dict[str, Any]) -> None:
        """Send it until it is acknowledged."""
        while await self.ask(event, body) is None:
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        """Leave."""
        self._cut_at = None
        await self._client.disconnect()

    def _gone(self, *_reason: object) -> None:
        self._up.clear()
        self._cut.set()
        self._cut_at = self._cut_at or time.monotonic()

    def _here(self, *_body: object) -> None:
        if self._up.is_set():
            return
        if self._cut_at is not None:
            self._tally.away_s.append(time.monotonic() - self._cut_at)
            self._cut_at = None
        self._up.set()
        self._cut.clear()
        for callback in self.back:
            callback()


class Sensor:
    """The widget's observer of one tab: every change is kept until it is acknowledged."""

    def __init__(self, line: Line, attempt_id: str) -> None:
        self._line, self._attempt_id = line, attempt_id
        self._numbers = itertools.count(1)
        self._pending: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._hidden = False
        line.back.append(lambda: self._note(time.time()))

    def turn(self, *, hidden: bool) -> float:
        """The tab is hidden, or back; return when that was (Unix seconds)."""
        self._hidden, now = hidden, time.time()
        self._note(now)
        return now

    def _note(self, at: float) -> None:
        reading_id = f"{self._attempt_id}-{next(self._numbers)}"
        self._pending.append({"id": reading_id, "signal": "tab_hidden", "active": self._hidden, "at": at})
        self._news.set()

    @property
    def is_done(self) -> bool:
        """Whether everything is acknowledged."""
        return not self._pending

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            if not self._pending:
                self._news.clear()
                await self._news.wait()
            items = self._pending[:50]
            body = {"items": items, "hidden": self._hidden, "sent_at": time.time()}
            taken = await self._line.ask("observe", body)
            if taken is None:
                await asyncio.sleep(RETRY_S)
                continue
            self._pending = [each for each in self._pending if each["id"] not in taken["ids"]]


class Examinee:
    """Chats, and leaves the tab again and again."""

    def __init__(self, url: str, token: str, attempt_id: str, tally: Tally) -> None:
        self.attempt_id, self._tally = attempt_id, tally
        self.line = Line(url, "/examinee", {"token": token, "page": attempt_id}, "attempt", tally)
        self.sensor = Sensor(self.line, attempt_id)
        tally.chat[attempt_id], tally.spells[attempt_id] = [], []

    async def work(self, spells: int) -> None:
        """Leave the tab so often, and chat all the while."""
        chatting = asyncio.create_task(self._chat())
        try:
            for _ in range(spells):
                await asyncio.sleep(random.uniform(2.5, 4.0))
                began = self.sensor.turn(hidden=True)
                await asyncio.sleep(random.uniform(2.0, 3.0))
                self._tally.spells[self.attempt_id].append((began, self.sensor.turn(hidden=False)))
            while not self.sensor.is_done:
                await asyncio.sleep(0.1)
        finally:
            self._stop = True
            await chatting

    _stop = False

    async def _chat(self) -> None:
        for number in itertools.count(1):
            words = f"{self.attempt_id} {number}"
            await self.line.insist("chat", {"client_id": words, "text": words, "attempt_id": ""})
            self._tally.chat[self.attempt_id].append(words)
            if self._stop:
                return
            await asyncio.sleep(random.uniform(1.5, 3.0))


class Camera:
    """Sends a picture a second by the degraded path, so that detection has work to do."""

    def __init__(self, line: Line, jpeg: bytes) -> None:
        self._line, self._jpeg = line, jpeg
        self.sent = 0

    async def run(self) -> None:
        """Send until cancelled; begin anew when the media node is gone."""
        async with aiohttp.ClientSession() as http:
            while True:
                granted = await self._line.ask("grant")
                if granted is not None:
                    with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                        await self._stream(http, granted)
                await asyncio.sleep(1.0)

    async def _stream(self, http: aiohttp.ClientSession, granted: dict[str, Any]) -> None:
        async with http.ws_connect(granted["frames_urls"]["camera"]) as socket:
            await socket.send_json({"token": granted["token"]})
            while not socket.closed:
                await socket.send_bytes(self._jpeg)
                self.sent += 1
                try:
                    await socket.receive(timeout=_FRAME_S)
                except TimeoutError:
                    continue


class Proctor:
    """Decides on and on: some things for everybody, and pause and resume by turns for those who are at `orders`."""

    def __init__(self, url: str, token: str, tally: Tally, everybody: list[str], orders: list[str]) -> None:
        self._tally, self._everybody, self._orders = tally, everybody, orders
        self.line = Line(url, "/console", {"token": token}, "snapshot", tally)
        self._stop = False
        for attempt_id in (*everybody, *orders):
            tally.decisions[attempt_id] = []

    def stop(self) -> None:
        """Finish what was begun."""
        self._stop = True

    async def work(self) -> None:
        """Decide, one thing after the other, until told to stop."""
        kinds = itertools.cycle(("flag", "warn", "extra_time"))
        turns = itertools.cycle([(each, kind) for kind in ("pause", "resume") for each in self._orders])
        for number, attempt_id in enumerate(itertools.cycle(self._everybody)):
            if self._stop:
                return
            await self._decide(attempt_id, next(kinds), number)
            if number % 3 == 0:
                await self._decide(*next(turns), number)
            await asyncio.sleep(0.15)

    async def _decide(self, attempt_id: str, kind: str, number: int) -> None:
        text = f"{attempt_id} {kind} {number}"
        await self.line.insist("decide", {
            "attempt_id": attempt_id, "kind": kind, "reason": "other", "text": text, "minutes": 1, "severity": 0.5,
            "pressed_at": time.time(), "client_id": text[-64:],
        })
        self._tally.decisions[attempt_id].append(text)
