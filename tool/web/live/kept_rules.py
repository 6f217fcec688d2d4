"""Keeps what the browser rules remember beside what they have found: both or neither, in one unit of work.

Moments mean nothing to another process: they are kept as Unix times, and become moments again when they are read."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from tool.domain.incident import IncidentChange, IncidentOpened, IncidentReopened
from tool.domain.timeline import Timeline
from tool.link import codec
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import KeptRules
from tool.web.live.browser_rules import Memory
from tool.web.works import WebWorks

log = logging.getLogger(__name__)

Record = Callable[[Work, Sequence[IncidentChange]], None]


class RulesKeeper:
    """The keeper of all attempts' browser rules. `record` keeps incidents within a unit of work."""

    def __init__(self, works: WebWorks, record: Record, timeline: Timeline) -> None:
        self._works = works
        self._record = record
        self._timeline = timeline

    def keep(self, attempt_id: str, changes: Sequence[IncidentChange], memory: Memory | None) -> None:
        """Keep both in one unit of work; without a memory, the attempt is over and forgotten."""
        with self._works() as work:
            self._record(work, [self._labelled(change) for change in changes])
            if memory is None:
                work.kept_rules.remove(attempt_id)
            else:
                at = Memory(memory.engine.shifted(self._offset_s()), memory.taken)
                work.kept_rules.put(KeptRules(attempt_id, self._timeline.wall(), codec.encode(at).decode()))

    def kept(self, attempt_id: str) -> Memory | None:
        """Return what was kept last. What cannot be read (an older process wrote it) is as good as nothing."""
        with self._works() as work:
            found = work.kept_rules.find(attempt_id)
        if found is None:
            return None
        try:
            memory = codec.decode(found.data.encode(), Memory)
        except codec.BadMessage as exc:
            log.error("What the browser rules of attempt %s remember cannot be read: %s", attempt_id, exc)
            return None
        ahead_s = max(0.0, found.saved_at - self._timeline.wall())  # the machine's clock was set back meanwhile
        return Memory(memory.engine.shifted(-self._offset_s() - ahead_s), memory.taken)

    def attempts(self) -> list[str]:
        """Return the attempts of which something is kept."""
        with self._works() as work:
            return work.kept_rules.attempts()

    def _offset_s(self) -> float:
        return self._timeline.label(0.0)

    def _labelled(self, change: IncidentChange) -> IncidentChange:
        """Return the change with Unix times, by which people know it."""
        label = self._timeline.label
        if isinstance(change, IncidentOpened):
            return replace(change, started_at=label(change.started_at), opened_at=label(change.opened_at))
        return change if isinstance(change, IncidentReopened) else replace(change, ended_at=label(change.ended_at))
