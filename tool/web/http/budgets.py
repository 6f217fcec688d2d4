"""How much one connection may send: counted before anything of it is parsed, in messages and in bytes."""

import time
from collections.abc import Callable

MESSAGES_PER_S, MESSAGES_AT_ONCE = 30.0, 90.0
BYTES_PER_S, BYTES_AT_ONCE = 64 * 1024.0, 256 * 1024.0
"""A widget that was offline for ten minutes sends 500 readings again: ten messages, 60 kB."""


class OverBudget(Exception):
    """The connection has sent more than one may; it is to be closed."""


class Budget:
    """One connection's budget, which fills again with time. `clock` returns seconds and is never set back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._messages = MESSAGES_AT_ONCE
        self._bytes = BYTES_AT_ONCE

    def take(self, *, messages: int = 0, size: int = 0) -> None:
        """Count so many messages and bytes; raise OverBudget if they are more than what is left."""
        now = self._clock()
        passed, self._since = now - self._since, now
        self._messages = min(self._messages + passed * MESSAGES_PER_S, MESSAGES_AT_ONCE) - messages
        self._bytes = min(self._bytes + passed * BYTES_PER_S, BYTES_AT_ONCE) - size
        if self._messages < 0 or self._bytes < 0:
            raise OverBudget
