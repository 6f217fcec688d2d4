"""Processes that measure come and go: what an earlier run of one left behind ends when its next run says it is up."""

from collections.abc import Collection

from tool.monitoring.exam import incidents, streams
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Origin


def started(work: Work, origin: Origin, still_measured: Collection[str] = ()) -> bool:
    """A process has started: close the incidents that its earlier runs left open, but for those that it measures on,
    and note that the media which they received no longer arrives. Return False if the event was applied before."""
    if not work.incidents.first_time(origin):
        return False
    work.incidents.booted(origin)
    incidents.close_left_open(work, origin, still_measured)
    streams.node_started(work, origin)
    return True
