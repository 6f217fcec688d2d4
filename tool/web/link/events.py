"""The receiving end of the link: events of media nodes, each applied once, acknowledged only when committed."""

import logging
from collections.abc import Callable
from functools import singledispatchmethod
from http import HTTPStatus

from flask import Blueprint, Response, request

from tool.link import codec
from tool.link.batches import ReadBatch, read_batch
from tool.link.media_client import LinkCaller
from tool.link.messages import (
    BAD_MESSAGE,
    BaselineWasMeasured,
    EventsApplied,
    IncidentWasClosed,
    IncidentWasOpened,
    IncidentWasReopened,
    MediaEvent,
    NodeStarted,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
)
from tool.link.subjects import attempt_of
from tool.link.tokens import TokenRefused, Tokens
from tool.monitoring.exam import gaze, incidents, nodes, streams
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Origin
from tool.monitoring.work import passes
from tool.web.http.refusals import Refused
from tool.web.link.recording import chain
from tool.web.works import WebWorks

log = logging.getLogger(__name__)

MAX_BATCH_BYTES = 4 * 1024 * 1024


class LinkEvents:
    """Applies events of media nodes. `stream_started` is told of attempts whose media begins to arrive."""

    def __init__(
        self, works: WebWorks, stream_started: Callable[[str], None], clock: Callable[[], float]
    ) -> None:
        self._works = works
        self._stream_started = stream_started
        self._clock = clock

    def apply(self, batch: ReadBatch) -> EventsApplied:
        """Apply the events in order; return what has become of each.

        An event that fails holds back the later ones of its attempt (a node's start all later ones of the node): an end
        must not overtake its beginning. The node sends them again later, and sets aside what fails for good. While the
        database cannot keep anything, the rest is left out."""
        for event_id, why in batch.unreadable.items():
            log.error("Event %s cannot be read: %s", event_id, why)
        applied: list[str] = []
        failed: dict[str, str] = {}
        held_back: set[str] = set()
        busy = False
        for event in batch.events:
            subject = attempt_of(event) or _node(event)
            if held_back & {subject, _node(event)}:
                continue
            try:
                with self._works() as work:
                    self._apply(event, work)
            except Exception as exc:
                if passes(exc):
                    log.warning("Events wait at their node: %s", exc)
                    busy = True
                    break
                log.exception("Event %s (%s) could not be applied.", event.event_id, type(event).__name__)
                failed[event.event_id] = type(exc).__name__
                held_back.add(subject)
                continue
            applied.append(event.event_id)
            if isinstance(event, StreamStarted):
                self._stream_started(event.attempt_id)
        return EventsApplied(tuple(applied), tuple(batch.unreadable), failed, busy)

    @singledispatchmethod
    def _apply(self, event: object, _work: Work) -> None:
        raise TypeError(f"{type(event).__name__} is not an event of the link.")

    @_apply.register
    def _(self, event: NodeStarted, work: Work) -> None:
        nodes.started(work, _origin(event))

    @_apply.register
    def _(self, event: StreamStarted, work: Work) -> None:
        streams.started(work, _origin(event), event.attempt_id, event.channel, event.path)

    @_apply.register
    def _(self, event: StreamStopped, work: Work) -> None:
        streams.stopped(work, _origin(event), event.attempt_id, event.channel)

    @_apply.register
    def _(self, event: IncidentWasOpened, work: Work) -> None:
        incidents.opened(work, _origin(event), event.incident, chain, self._clock())

    @_apply.register
    def _(self, event: IncidentWasReopened, work: Work) -> None:
        incidents.reopened(work, _origin(event), event.incident)

    @_apply.register
    def _(self, event: IncidentWasClosed, work: Work) -> None:
        incidents.closed(work, _origin(event), event.incident, self._clock())

    @_apply.register
    def _(self, event: StillWasTaken, work: Work) -> None:
        incidents.still_taken(
            work, _origin(event), event.attempt_id, event.incident_id, event.still, chain, event.channel
        )

    @_apply.register
    def _(self, event: BaselineWasMeasured, work: Work) -> None:
        gaze.measured(
            work, _origin(event), event.attempt_id, event.opening, event.baseline, event.not_calibrated
        )


def link_blueprint(events: LinkEvents, tokens: Tokens) -> Blueprint:
    """Return the blueprint: POST /link/events."""
    blueprint = Blueprint("link", __name__, url_prefix="/link")

    @blueprint.post("/events")
    def receive() -> Response:
        request.max_content_length = MAX_BATCH_BYTES
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            tokens.read("link", token if scheme == "Bearer" else "", LinkCaller)
        except TokenRefused as exc:
            raise Refused("no_link_token", "Only media nodes may post here.", HTTPStatus.UNAUTHORIZED) from exc
        try:
            batch = read_batch(request.get_data())
        except codec.BadMessage as exc:
            raise Refused(BAD_MESSAGE, f"That is not a batch of events: {exc}") from exc
        return Response(codec.encode(events.apply(batch)), mimetype="application/json")

    return blueprint


def _node(event: MediaEvent) -> str:
    return f"node {event.node_id}"


def _origin(event: MediaEvent) -> Origin:
    return Origin(event.event_id, event.node_id, event.boot_id, event.at)
