"""The door to the exam: who waits before it is let in, or may begin, only once what the exam asks for is seen."""

import logging
from collections.abc import Callable

from tool.domain.attempt import AttemptState
from tool.domain.policy_fields import Admission
from tool.domain.stream import Channel, must_be_seen
from tool.monitoring.exam import attempts
from tool.web.live.sight import AT_THE_DOOR, Sight
from tool.web.works import WebWorks

log = logging.getLogger(__name__)

MOST_AT_ONCE = 25
"""So many are dealt with a tick: a whole cohort comes into sight within seconds."""


class Doors:
    """Remembers who is at the door, and of whom what is not seen. `show` tells page and consoles of an attempt anew."""

    def __init__(self, works: WebWorks, sight: Sight, show: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._works = works
        self._sight = sight
        self._show = show
        self._clock = clock
        self._missing: dict[str, tuple[tuple[Channel, ...], bool] | None] = {}

    def start(self) -> None:
        """This process has just started: find who is at the door."""
        with self._works() as work:
            waiting = [attempt.id for attempt in work.attempts.in_states(AT_THE_DOOR)]
        for attempt_id in waiting:
            self._missing.setdefault(attempt_id, None)

    def changed(self, attempt_id: str, state: AttemptState) -> None:
        """The attempt is in this state now."""
        if state in AT_THE_DOOR:
            self._missing.setdefault(attempt_id, None)
        else:
            self._missing.pop(attempt_id, None)

    def tick(self) -> None:
        """Tell of what has come into sight or gone out of it, and let in by policy whoever is seen."""
        dealt_with = 0
        for attempt_id, before in list(self._missing.items()):
            seen = (self._sight.missing(attempt_id, tuple(Channel)), self._sight.is_away)
            if seen == before or dealt_with >= MOST_AT_ONCE:
                continue
            try:
                self._deal_with(attempt_id, seen)
                dealt_with += 1
            except Exception:
                log.exception("Whether an attempt can be let in could not be judged; it is tried again.")

    def _deal_with(self, attempt_id: str, seen: tuple[tuple[Channel, ...], bool]) -> None:
        with self._works() as work:
            attempt = work.attempts.get(attempt_id)
            policy = work.exams.get(attempt.exam_id).policy
            unseen = [channel for channel in must_be_seen(policy) if channel in seen[0]]
            if attempt.state is AttemptState.WAITING and policy.admission is Admission.AUTOMATIC and not unseen:
                attempts.let_in(work, attempt_id, self._clock())
        if attempt_id in self._missing:
            self._missing[attempt_id] = seen
        self._show(attempt_id)
