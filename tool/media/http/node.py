"""What web, the supervisor and an operator ask of the node: /link/commands, /healthz, /stats."""

import dataclasses
import os
import resource
import time
from pathlib import Path

import msgspec
from aiohttp import web

from tool.link.messages import Looks, MediaCommand
from tool.link.spool import Spool
from tool.link.web_client import WebClient
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.hearing.listening import Listening
from tool.media.http.access import Access
from tool.media.http.sockets import Sockets
from tool.media.looks.analysis import Analysis
from tool.media.looks.objects import ObjectLooks, ObjectStats
from tool.media.looks.rates import RateStats
from tool.media.looks.tiles import TileHub
from tool.media.refusals import Refused
from tool.media.streams.attempts import NodeAttempts

_COMMANDS = msgspec.json.Decoder(MediaCommand)


class Stats(msgspec.Struct, frozen=True):
    """GET /stats: the state of the node now and its counts since the start. Holds nothing about a person.

    `rejected`: how many pictures were none, by reason; whose they were is in the log. `events_set_aside`: how many
    events lie in the spool's folder `refused`, of earlier runs too; `attempts_resting`: of how many attempts events
    wait that web could not apply."""

    node_id: str
    boot_id: str
    uptime_s: float
    cpu_s: float
    rss_mb: float
    attempts: int
    publishers: int
    watchers: int
    by_tcp: int
    sockets: int
    tile_views: int
    detection_ready: int
    frames_waiting: int
    look_wait_s: float
    rejected: dict[str, int]
    listening: str
    sounds_waiting: int
    sound_wait_s: float
    events_spooled: int
    events_refused: int
    events_in_memory: int
    events_set_aside: int
    attempts_resting: int
    counters: dict[str, int]
    objects: ObjectStats
    rates: RateStats


class _Health(msgspec.Struct, frozen=True):
    ok: bool
    storage: str
    node_id: str
    boot_id: str
    detection: str
    events_set_aside: int


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """The parts that can be asked."""

    attempts: NodeAttempts
    analysis: Analysis
    listening: Listening
    spool: Spool
    web_client: WebClient
    reporter: Reporter
    tiles: TileHub
    sockets: Sockets
    counters: Counters
    started_at: float
    objects: ObjectLooks

    def stats(self) -> Stats:
        """Return the state of the node."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return Stats(
            node_id=self.reporter.node_id, boot_id=self.reporter.boot_id, uptime_s=time.monotonic() - self.started_at,
            cpu_s=usage.ru_utime + usage.ru_stime, rss_mb=resident_mb(), attempts=len(self.attempts),
            publishers=self.attempts.publishers,
            watchers=self.attempts.watchers, by_tcp=self.attempts.by_tcp, sockets=len(self.sockets),
            tile_views=self.tiles.views, detection_ready=self.analysis.ready, frames_waiting=self.analysis.waiting,
            look_wait_s=round(self.analysis.wait_s, 2), rejected=dict(self.analysis.rejections.reasons),
            listening=self.hearing, sounds_waiting=self.listening.waiting,
            sound_wait_s=round(self.listening.wait_s, 2),
            events_spooled=len(self.spool), events_refused=self.spool.refused,
            events_in_memory=self.spool.held, events_set_aside=self.spool.set_aside_count,
            attempts_resting=self.web_client.resting,
            counters=dataclasses.asdict(self.counters), objects=self.objects.stats(),
            rates=self.attempts.rates.stats(),
        )

    @property
    def detection(self) -> str:
        """How detection stands: "starting", "behind" (it looks too seldom for the rules that apply) or "ready"."""
        if not self.analysis.ready:
            return "starting"
        return "ready" if self.attempts.behind() is None else "behind"

    @property
    def hearing(self) -> str:
        """How listening stands: "off" (the settings give it no processor), "starting" or "ready"."""
        if not self.listening.enabled:
            return "off"
        return "ready" if self.listening.ready else "starting"

    def looks(self) -> Looks:
        """Return what was seen and heard of whom, and how long ago."""
        return Looks(
            node_id=self.reporter.node_id, boot_id=self.reporter.boot_id, able=self.analysis.able,
            ages=self.attempts.ages(time.monotonic()), behind=self.attempts.behind(), lost=dict(self.spool.lost),
            unread=self.analysis.unread(), contested=self.attempts.contested(time.monotonic()),
            unmeasured=self.objects.unmeasured, rates=self.attempts.rates.of_attempts(),
        )


def resident_mb() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def node_routes(node: Node, access: Access) -> list[web.RouteDef]:
    """Return the routes. Only commands need a token ("link"): the rest tells nothing about anyone."""

    async def command(request: web.Request) -> web.Response:
        access.bearer(request, "link", dict[str, object])
        try:
            node.attempts.command(_COMMANDS.decode(await request.read()))
        except msgspec.DecodeError as exc:
            raise Refused(400, "bad_command", str(exc)) from exc
        return web.Response(status=204)

    async def looks(request: web.Request) -> web.Response:
        access.bearer(request, "link", dict[str, object])
        return _json(node.looks())

    async def health(_request: web.Request) -> web.Response:
        storage = "full" if node.spool.held else "ok"
        aside, reporter = node.spool.set_aside_count, node.reporter
        return _json(_Health(storage == "ok", storage, reporter.node_id, reporter.boot_id, node.detection, aside))

    async def stats(_request: web.Request) -> web.Response:
        return _json(node.stats())

    return [
        web.post("/link/commands", command), web.get("/link/looks", looks), web.get("/healthz", health),
        web.get("/stats", stats),
    ]


def _json(body: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")
