"""Keeps what the rule engines of this very process have found, and ties stills to their attempt's chain of custody."""

import uuid
from collections.abc import Callable, Collection, Sequence

from tool.domain.incident import IncidentChange, IncidentOpened, IncidentReopened
from tool.evidence import custody
from tool.monitoring.exam import incidents, nodes
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import WEB_NODE, Evidence, Origin
from tool.web.works import WebWorks


def chain(previous: str, item: Evidence) -> str:
    """Return the item's link of its attempt's chain of custody. The store's key stands as the link's source: it names
    attempt, incident and what is shown, so that a picture cannot pass for another one unnoticed."""
    before = previous or custody.start(item.attempt_id)
    return custody.link(before, custody.Item(item.sha256, item.captured_at, item.key)).digest


class OwnIncidents:
    """Records incidents that this process measured, as if it were a node that has just booted."""

    def __init__(self, works: WebWorks, clock: Callable[[], float]) -> None:
        self._works = works
        self._clock = clock
        self._boot_id = uuid.uuid4().hex

    def booted(self, still_measured: Collection[str] = ()) -> None:
        """Close what an earlier run of this process left open, since its end was not measured; but not the incidents
        `still_measured`, of which this run goes on from what that one knew."""
        with self._works() as work:
            nodes.started(work, self._origin(), still_measured)

    def __call__(self, changes: Sequence[IncidentChange]) -> None:
        """Keep the changes, in one unit of work."""
        with self._works() as work:
            self.within(work, changes)

    def within(self, work: Work, changes: Sequence[IncidentChange]) -> None:
        """Keep the changes in this unit of work."""
        for change in changes:
            if isinstance(change, IncidentOpened):
                incidents.opened(work, self._origin(), change, chain, self._clock())
            elif isinstance(change, IncidentReopened):
                incidents.reopened(work, self._origin(), change)
            else:
                incidents.closed(work, self._origin(), change, self._clock())

    def _origin(self) -> Origin:
        return Origin(uuid.uuid4().hex, WEB_NODE, self._boot_id, self._clock())
