"""Runs the web process on eventlet. Only this file and `evented` know it; its patch must come before other imports."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # a known, decided matter; not for operators

import eventlet  # noqa: E402

eventlet.monkey_patch()

import gc  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import resource  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from types import FrameType  # noqa: E402

import eventlet.wsgi  # noqa: E402

from tool import config  # noqa: E402
from tool.private_files import keep_private  # noqa: E402
from tool.web.app import WebApp, create_app  # noqa: E402
from tool.web.background import Loops, die  # noqa: E402
from tool.web.evented.frames import WebSockets  # noqa: E402
from tool.web.evented.requests import SILENCE_S, PatientProtocol  # noqa: E402
from tool.web.foundations import Parts  # noqa: E402
from tool.web.readiness import complaint  # noqa: E402

log = logging.getLogger("invigil.web")

BACKLOG = 1024
"""Connections that may wait to be accepted: a whole cohort comes within a second. The kernel caps it (somaxconn)."""
_FAREWELL_S = 0.3
_OWN_FILES = 100
"""Files that the process needs beside its connections: database, listener, calls to LMSs."""


def main() -> None:
    """Serve until SIGTERM or SIGINT; exit with a sentence if that is not possible."""
    try:
        settings = config.load()
    except config.ConfigError as exc:
        sys.exit(f"web: {exc}")
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    keep_private(settings)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for sentence in config.advice(settings):
        log.warning("%s", sentence)
    web = create_app(settings, Parts(async_mode="eventlet", websocket=WebSockets))
    web.base.database.room.look()  # on a full disk SQLite cannot even open without the room of the reserve
    problem = complaint(web.base.database)
    if problem:
        sys.exit(f"web: {problem}")
    _serve(web)


def _serve(web: WebApp) -> None:
    settings, stopping = web.base.settings, eventlet.event.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopping.ready():
            eventlet.hubs.get_hub().schedule_call_global(0, stopping.send)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        listener = eventlet.listen((settings.web_host, settings.web_port), reuse_port=False, backlog=BACKLOG)
    except OSError as exc:
        sys.exit(f"web: cannot listen on {settings.web_host} port {settings.web_port}: {exc.strerror}.")
    loops = Loops(web.sockets.start_background_task)
    web.start(loops)
    gc.collect()
    gc.freeze()  # what is here now stays: to look through it with thousands of connections stops everybody for 0.2 s
    server = eventlet.spawn(
        eventlet.wsgi.server, listener, web.flask, max_size=_connections(settings.web_connections),
        protocol=PatientProtocol, socket_timeout=SILENCE_S, log_output=False, debug=False,
    )
    server.link(lambda _: None if stopping.ready() else die())
    log.info("Ready on %s.", settings.public_url)
    stopping.wait()
    log.info("Stopping.")
    loops.stop()
    web.base.wake_outbox.set()
    listener.close()
    eventlet.sleep(_FAREWELL_S)
    server.kill()
    web.base.database.close()
    logging.shutdown()
    os._exit(0)  # all is committed and closed; taking hundreds of modules apart would take seconds more


def _connections(wanted: int) -> int:
    """Return how many connections there may be. One more than the system gives files for would end the process."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY or wanted <= hard - _OWN_FILES:
        return wanted
    log.warning("The system allows %d open files: at most %d connections.", hard, max(hard - _OWN_FILES, 1))
    return max(hard - _OWN_FILES, 1)


if __name__ == "__main__":
    main()
