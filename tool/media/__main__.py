"""Composes the media node from the settings and runs it: `python -m tool.media`. Nothing else here reads settings."""

import asyncio
import logging
import os
import signal
import sys
import time

from tool import config
from tool.detection.object_models import unusable
from tool.evidence.stores import LocalStore
from tool.link.spool import Spool
from tool.link.tokens import Tokens
from tool.link.web_client import WebClient
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.hearing.listening import Listening
from tool.media.http.access import Access
from tool.media.http.frames import frame_routes
from tool.media.http.node import Node, node_routes
from tool.media.http.server import MediaServer
from tool.media.http.sockets import Sockets
from tool.media.http.tiles import tile_routes
from tool.media.http.whip import whip_routes
from tool.media.looks.analysis import Analysis
from tool.media.looks.negatives import Room
from tool.media.looks.objects import ObjectLooks, no_objects
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempts import NodeAttempts
from tool.media.transport.addresses import reach
from tool.media.transport.port import Port
from tool.private_files import keep_private

log = logging.getLogger("invigil.media")

LINK_TOKEN_S = 60.0
WORKER = (sys.executable, "-m", "tool.media.looks.worker")
LISTENER = (sys.executable, "-m", "tool.media.hearing.worker")
OBJECTS_WORKER = (sys.executable, "-m", "tool.media.looks.objects_worker")


def compose(
    settings: config.Settings, *, worker: tuple[str, ...] = WORKER, listener: tuple[str, ...] = LISTENER,
    objects_worker: tuple[str, ...] = OBJECTS_WORKER,
) -> MediaServer:
    """Return the node that the settings describe, not yet started. Call it inside the running loop.

    `worker`, `listener` and `objects_worker` are the command lines of a detection process, of the one that listens and
    of the one that looks for objects."""
    counters = Counters()
    secret = config.shared_secret(settings)
    tokens = Tokens(secret)
    spool = Spool(settings.data_dir / "spool" / settings.node_id, keep_free=settings.reserve_bytes // 2)
    web_client = WebClient(
        spool, settings.web_link_url, lambda: tokens.mint("link", {"node_id": settings.node_id}, LINK_TOKEN_S)
    )
    reporter = Reporter(settings.node_id, web_client.send)
    rates = Rates(settings.sample_interval_s, cpus=settings.looks_cpu_share * len(os.sched_getaffinity(0)))
    analysis = Analysis(worker, settings.detection_workers, counters, rates=rates)
    listening = Listening(listener, settings.sound_cpu, counters)
    tiles, sockets = TileHub(counters), Sockets()
    port = Port(counters, secret.encode(), reach(settings.rtp_host, settings.rtp_public_host))
    evidence = LocalStore(settings.evidence_path, keep_free=settings.reserve_bytes)
    objects = _objects(settings, objects_worker)
    parts = Parts(
        counters, analysis, reporter, evidence, tiles, rates, negatives=Room(counters), listening=listening,
        objects=objects,
    )
    attempts = NodeAttempts(port, parts)
    node = Node(
        attempts, analysis, listening, spool, web_client, reporter, tiles, sockets, counters, time.monotonic(), objects
    )
    access = Access(tokens, counters)
    routes = [
        *whip_routes(attempts, access), *frame_routes(attempts, access, sockets, counters),
        *tile_routes(tiles, access, sockets), *node_routes(node, access),
    ]
    return MediaServer(node, port, web_client, routes)


def _objects(settings: config.Settings, worker: tuple[str, ...]) -> ObjectLooks:
    if not settings.objects_cpu_share:
        return no_objects("INVIGIL_OBJECTS_CPU_SHARE is 0.")
    if why := unusable():
        log.warning("Objects (other screens, phones, people without a face) are not looked for. %s", why)
        return no_objects(why)
    counters = Counters()
    return ObjectLooks(
        Analysis(worker, 1, counters), counters, interval_s=settings.objects_interval_s,
        share=settings.objects_cpu_share,
    )


async def serve(settings: config.Settings) -> None:
    """Run the node until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await compose(settings).run(
        http_host=settings.media_host, http_port=settings.media_port, rtp_port=settings.rtp_port, stop=stop
    )


def main() -> None:
    """Read the settings, log to standard error, run."""
    try:
        settings = config.load()
    except config.ConfigError as exc:
        sys.exit(str(exc))
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    keep_private(settings)
    for sentence in config.media_advice(settings):
        log.warning("%s", sentence)
    try:
        asyncio.run(serve(settings))
    except OSError as exc:
        sys.exit(
            f"The media process cannot listen: {exc}. INVIGIL_MEDIA_HOST and INVIGIL_MEDIA_PORT (HTTP), "
            "INVIGIL_RTP_HOST and INVIGIL_RTP_PORT say where it does."
        )


if __name__ == "__main__":
    main()
