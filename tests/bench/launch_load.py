"""Launches against one tool, good and bad, with what they cost: time on the wall, the server's processor time."""

import asyncio
import itertools
import math
import resource
import secrets
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from tests.bench.launch_client import Answer, Connection, form, query_of
from tests.bench.launch_platform import CLIENT_ID, Signer
from tests.bench.launch_tools import Tool

GARBAGE = "eyJhbGciOiJSUzI1NiJ9.garbage.garbage"
TOO_LARGE = 300_000
T = TypeVar("T")


@dataclass
class Cost:
    """What a number of launches took. Seconds; `latencies` of each launch, as the browser felt it."""

    count: int = 0
    wall_s: float = 0.0
    server_cpu_s: float = 0.0
    client_cpu_s: float = 0.0
    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Launches per second on the wall."""
        return self.count / self.wall_s

    @property
    def server_ms(self) -> float:
        """Processor time of the server per launch, in ms."""
        return self.server_cpu_s / self.count * 1000

    @property
    def median_ms(self) -> float:
        """The median latency in ms."""
        return statistics.median(self.latencies) * 1000


@dataclass(frozen=True, slots=True)
class Posted:
    """A launch ready to be posted: the form's body and the cookies of the browser that logged in."""

    body: bytes
    cookies: dict[str, str]


async def log_in(line: Connection, tool: Tool, issuer: str) -> tuple[dict[str, str], dict[str, str]]:
    """Begin a login in a fresh browser; return the query that the platform gets, and the cookies."""
    params = {"iss": issuer, "client_id": CLIENT_ID, "login_hint": "hint", "target_link_uri": tool.launch_url}
    answer = await line.get(f"/lti/login?{urlencode(params)}")
    if answer.status != 302:
        raise ConnectionError(f"login answered {answer.status}: {answer.body[:200]!r}")
    return query_of(answer.location), answer.cookies


async def prepared(line: Connection, tool: Tool, signer: Signer, kind: str) -> Posted:
    """Log in and return a launch of a kind: `good`, or what is wrong with it. Each is of a person who is new here."""
    asked, cookies = await log_in(line, tool, signer.issuer)
    claims = signer.claims(asked["nonce"], tool.launch_url, f"t{secrets.token_hex(4)}")
    if kind == "expired":
        claims |= {"iat": claims["iat"] - 7200, "exp": claims["exp"] - 7200}
    if kind == "wrong aud":
        claims["aud"] = "another-client"
    token = GARBAGE if kind == "garbage token" else signer.sign(claims, forged=kind == "bad signature")
    fields = {"state": asked["state"], "id_token": token}
    if kind == "oversized":
        fields["id_token"] += "A" * TOO_LARGE
    posted = Posted(form(fields), {} if kind == "other browser" else cookies)
    if kind == "replayed":
        await line.post("/lti/launch", posted.body, cookies)
    return posted


def fault_in(tool: Tool, answer: Answer) -> str:
    """Return what is wrong with the answer to a good launch, "" if nothing is."""
    if answer.status in (302, 303) and tool.goal in answer.location:
        return ""
    return f"{answer.status} {answer.location} {answer.body[:300]!r}"


async def full_launches(tool: Tool, signer: Signer, count: int, at_once: int, seconds: float = math.inf) -> Cost:
    """Have `at_once` browsers make `count` launches, login and post, on connections that are kept; after `seconds` no
    more are begun."""
    cost = Cost()

    async def one(line: Connection, _: int) -> None:
        began = time.perf_counter()
        posted = await prepared(line, tool, signer, "good")
        fault = fault_in(tool, await line.post("/lti/launch", posted.body, posted.cookies))
        cost.latencies.append(time.perf_counter() - began)
        if fault:
            cost.faults.append(fault)

    with _measured(tool, cost):
        await _share(tool, list(range(count)), at_once, one, cost, seconds)
    return cost


async def posts(tool: Tool, signer: Signer, kind: str, count: int, at_once: int) -> Cost:
    """Measure POST /lti/launch alone for launches of one kind; their logins are made before."""
    cost, ready = Cost(), list[Posted]()

    async def prepare(line: Connection, _: int) -> None:
        ready.append(await prepared(line, tool, signer, kind))

    async def post(line: Connection, posted: Posted) -> None:
        began = time.perf_counter()
        answer = await line.post("/lti/launch", posted.body, posted.cookies)
        cost.latencies.append(time.perf_counter() - began)
        if bool(fault_in(tool, answer)) != (kind != "good"):
            cost.faults.append(f"{kind}: {answer.status} {answer.location}")

    await _share(tool, list(range(count)), at_once, prepare, Cost())
    with _measured(tool, cost):
        await _share(tool, ready, at_once, post, cost)
    return cost


async def _share(
    tool: Tool, work: list[T], at_once: int, act: Callable[[Connection, T], Awaitable[None]], cost: Cost,
    seconds: float = math.inf,
) -> None:
    left, until = iter(work), time.monotonic() + seconds

    async def browser() -> None:
        try:
            async with Connection("127.0.0.1", tool.port) as line:
                for item in itertools.takewhile(lambda _: time.monotonic() < until, left):
                    cost.count += 1
                    await act(line, item)
        except (OSError, EOFError, TimeoutError, KeyError) as exc:
            cost.faults.append(f"{type(exc).__name__}: {exc}")

    await asyncio.gather(*(browser() for _ in range(at_once)))


@contextmanager
def _measured(tool: Tool, cost: Cost) -> Iterator[None]:
    client, server, wall = _own_cpu_s(), tool.cpu_s(), time.perf_counter()
    yield
    cost.wall_s += time.perf_counter() - wall
    cost.server_cpu_s += tool.cpu_s() - server
    cost.client_cpu_s += _own_cpu_s() - client


def _own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
