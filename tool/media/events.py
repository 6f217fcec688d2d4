"""Turns what happens on this node into events for web."""

import time
import uuid
from collections.abc import Callable

from tool.domain.baseline import Baseline, NotCalibrated
from tool.domain.incident import IncidentChange, IncidentOpened, IncidentReopened, Still
from tool.domain.stream import Channel, StreamPath
from tool.link.messages import (
    BaselineWasMeasured,
    Event,
    IncidentWasClosed,
    IncidentWasOpened,
    IncidentWasReopened,
    NodeStarted,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
)


def new_id() -> str:
    """Return a fresh identifier."""
    return uuid.uuid4().hex


class Reporter:
    """Reports with this node's name and boot. `send` must keep the event before it returns."""

    def __init__(self, node_id: str, send: Callable[[Event], None], clock: Callable[[], float] = time.time) -> None:
        self.node_id = node_id
        self.boot_id = new_id()
        self._send = send
        self._clock = clock

    def node_started(self) -> None:
        """This process is up."""
        self._send(NodeStarted(event_id=new_id(), node_id=self.node_id, boot_id=self.boot_id, at=self._clock()))

    def stream_started(self, attempt_id: str, channel: Channel, path: StreamPath, kinds: tuple[str, ...]) -> None:
        """A channel of an attempt arrives."""
        self._send(StreamStarted(
            event_id=new_id(), node_id=self.node_id, boot_id=self.boot_id, at=self._clock(),
            attempt_id=attempt_id, channel=channel, path=path, kinds=kinds,
        ))

    def stream_stopped(self, attempt_id: str, channel: Channel, reason: str) -> None:
        """It no longer arrives."""
        self._send(StreamStopped(
            event_id=new_id(), node_id=self.node_id, boot_id=self.boot_id, at=self._clock(),
            attempt_id=attempt_id, channel=channel, reason=reason,
        ))

    def incident(self, change: IncidentChange) -> None:
        """A rule opened an incident, or once more, or closed one."""
        head = {"event_id": new_id(), "node_id": self.node_id, "boot_id": self.boot_id}
        if isinstance(change, IncidentOpened):
            self._send(IncidentWasOpened(**head, at=self._clock(), incident=change))
        elif isinstance(change, IncidentReopened):
            self._send(IncidentWasReopened(**head, at=self._clock(), incident=change))
        else:
            self._send(IncidentWasClosed(**head, at=self._clock(), incident=change))

    def still_taken(self, attempt_id: str, incident_id: str, channel: Channel, still: Still) -> None:
        """A picture of an incident that is reported already is kept."""
        self._send(StillWasTaken(
            event_id=new_id(), node_id=self.node_id, boot_id=self.boot_id, at=self._clock(),
            attempt_id=attempt_id, incident_id=incident_id, channel=channel, still=still,
        ))

    def baseline_measured(
        self, attempt_id: str, opening: int, baseline: Baseline, not_calibrated: NotCalibrated | None
    ) -> None:
        """What is usual of an examinee was measured; `not_calibrated`: why a calibration came to nothing."""
        self._send(BaselineWasMeasured(
            event_id=new_id(), node_id=self.node_id, boot_id=self.boot_id, at=self._clock(),
            attempt_id=attempt_id, opening=opening, baseline=baseline,
            not_calibrated=not_calibrated,
        ))
