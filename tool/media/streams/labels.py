"""Gives incidents their wall time on the way out of the process; in here everything goes by moments."""

from dataclasses import replace

from tool.domain.incident import IncidentChange, IncidentOpened, IncidentReopened
from tool.domain.timeline import Timeline


class Labels:
    """Of one attempt. An incident keeps the label of its beginning, and its end is that and its length: so a clock that
    is set meanwhile neither lengthens nor shortens it. It may be closed more than once; that of a type is over when
    there is another one."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._started: dict[str, float] = {}
        """By type."""

    def on(self, change: IncidentChange) -> IncidentChange:
        """Return the change with Unix times in place of moments. Give each change once, and in order."""
        if isinstance(change, IncidentOpened):
            started_at = self._timeline.label(change.started_at)
            self._started[change.type] = started_at
            opened_at = started_at + (change.opened_at - change.started_at)
            return replace(change, started_at=started_at, opened_at=opened_at)
        if isinstance(change, IncidentReopened):
            return change
        return replace(change, ended_at=self._started[change.type] + change.duration_s)
