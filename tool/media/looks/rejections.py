"""Counts the pictures that are none by what is wrong with them, and names in the log whose they are."""

import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

SAID_AGAIN_S = 600.0
"""One attempt is named no more often, however much it sends."""
MAX_REASONS = 32
MAX_ATTEMPTS = 2000
"""Of more, those that were named longest ago are forgotten."""
_OTHER = "Other reasons."


class Rejections:
    """Of one node, since its start. The reasons are sentences of detection processes that hold no figures, so there are
    few; what goes beyond MAX_REASONS counts as one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reasons: Counter[str] = Counter()
        self._since_said: Counter[str] = Counter()
        self._said: OrderedDict[str, float] = OrderedDict()

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many pictures were rejected for each reason."""
        return dict(self._reasons)

    def note(self, attempt_id: str, reason: str) -> None:
        """A picture of this attempt was rejected."""
        known = reason in self._reasons or len(self._reasons) < MAX_REASONS
        self._reasons[reason if known else _OTHER] += 1
        self._since_said[attempt_id] += 1
        now = self._clock()
        if now - self._said.get(attempt_id, float("-inf")) < SAID_AGAIN_S:
            return
        log.warning("%d pictures of attempt %s are none: %s", self._since_said.pop(attempt_id), attempt_id, reason)
        self._said[attempt_id] = now
        self._said.move_to_end(attempt_id)
        if len(self._said) > MAX_ATTEMPTS:
            forgotten, _ = self._said.popitem(last=False)
            self._since_said.pop(forgotten, None)
