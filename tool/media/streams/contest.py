"""Notices that two devices send for one attempt: with a token, media can come from where the examinee's page is not."""

import math
from collections import deque

FIGHT_S = 60.0
"""Two takings within this time, each from somebody who was still sending, are a fight."""
SENDING_S = 1.0
"""Media that came so lately was still being sent. One whose network has changed notices that later than this."""
BESIDE_S = 3.0
"""Pictures by turns from two addresses within this time are sent by both."""


class Contest:
    """Of one attempt. Monotonic moments; addresses are hosts without a port, empty where none is known.

    One that takes another's place is usual: a page that is loaded anew, another camera, another network. Taken back
    and forth between two addresses, while each was still sending, is not: pages give up a place before they take it."""

    def __init__(self) -> None:
        self._takings: deque[float] = deque(maxlen=2)
        self._pictures: dict[str, float] = {}
        self._last = ""
        self._seen_at: float | None = None

    def taken(self, before: str, after: str, now: float) -> None:
        """A session from address `after` has begun to send in place of one from `before` that was still sending."""
        if before and after and before != after:
            self._takings.append(now)
            if len(self._takings) == 2 and now - self._takings[0] <= FIGHT_S:
                self._seen_at = now

    def picture(self, address: str, now: float) -> None:
        """A single picture has come from this address."""
        if self._last != address and now - self._pictures.get(address, -math.inf) <= BESIDE_S:
            self._seen_at = now
        self._pictures = {host: at for host, at in self._pictures.items() if now - at <= BESIDE_S}
        self._pictures[address], self._last = now, address

    def age(self, now: float) -> float | None:
        """Return how many seconds ago two were seen to send; None if never, or not for FIGHT_S."""
        return None if self._seen_at is None or now - self._seen_at > FIGHT_S else now - self._seen_at
