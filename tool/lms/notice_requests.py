"""Has LMSs tell of copied courses: once for each deployment that a launch comes from, in the background."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable

from lti import notices
from lti.errors import ServiceFailed
from lti.message import Launch
from lti.notices import NoticeService
from lti.ports import Registration
from lti.services import ServiceCalls

log = logging.getLogger(__name__)

AGAIN_S = 6 * 3600.0
"""After a failure it is tried again no sooner, and only when somebody launches from there."""
MOST_WAITING, MOST_KNOWN = 100, 10_000
_LOOK_S = 5.0
Deployment = tuple[str, str]


class NoticeRequests:
    """Keeps in memory what was asked for: each run of this process asks every deployment once more, which does no harm
    and mends what was lost there. Beyond MOST_WAITING a launch is passed over; the next one from there is as good.

    `handler` is the address of this tool that takes notices; `clock` gives Unix seconds."""

    def __init__(self, calls: ServiceCalls, handler: str, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._handler = handler
        self._clock = clock
        self._waiting: dict[Deployment, tuple[Registration, NoticeService]] = {}
        self._not_before: OrderedDict[Deployment, float] = OrderedDict()
        self._lock = threading.Lock()
        self._wake = threading.Event()

    def heard(self, launch: Launch) -> None:
        """Note a launch; calls nobody."""
        service = notices.service_of(launch.claims)
        if service is None or notices.CONTEXT_COPY not in service.types:
            return
        deployment = launch.registration.id, launch.deployment_id
        with self._lock:
            if len(self._waiting) < MOST_WAITING and self._clock() >= self._not_before.get(deployment, 0.0):
                self._waiting[deployment] = launch.registration, service
        self._wake.set()

    def run_once(self) -> None:
        """Ask for what waits, one after the other. No unit of work may be open."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                deployment = next(iter(self._waiting))
                registration, service = self._waiting.pop(deployment)
                self._remember(deployment, self._clock() + AGAIN_S)
            try:
                notices.subscribe(
                    service, notices.CONTEXT_COPY, self._handler, registration=registration, calls=self._calls.once()
                )
            except ServiceFailed as exc:
                log.warning("Platform %s does not tell of copied courses: %s", registration.id, exc)
                continue
            with self._lock:
                self._remember(deployment, float("inf"))

    def run(self, stopped: threading.Event) -> None:
        """Ask until `stopped` is set."""
        while not stopped.is_set():
            self._wake.clear()
            self.run_once()
            self._wake.wait(_LOOK_S)

    def _remember(self, deployment: Deployment, not_before: float) -> None:
        self._not_before[deployment] = not_before
        self._not_before.move_to_end(deployment)
        while len(self._not_before) > MOST_KNOWN:
            self._not_before.popitem(last=False)
