"""Loops that the web process cannot do without, each behind a bulkhead: what goes wrong once is said and tried again;
only a loop that fails on and on ends the process, so that its supervisor starts it anew."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from tool.monitoring.work import passes

log = logging.getLogger(__name__)

Spawn = Callable[[Callable[[], None]], object]
EXIT_DEAD_LOOP = 70
GIVE_UP_TRIES = 20
GIVE_UP_S = 120.0
"""A loop ends the process when it has failed this often in a row, and for this long, by a fault that is not storage."""
_FIRST_REST_S, _LONGEST_REST_S = 0.5, 10.0
LONGEST_STORAGE_REST_S = 2.0


def die() -> None:
    """End the process at once, without clean-up; everything that matters is committed."""
    os._exit(EXIT_DEAD_LOOP)


@dataclass(slots=True)
class _Failures:
    """How one loop has fared since it last did its work: failures in a row, when they began, and of which kind."""

    name: str
    in_a_row: int = 0
    since: float = 0.0
    storage_since: float | None = None

    def succeeded(self, now: float) -> None:
        """It has done its work."""
        if self.storage_since is not None or self.in_a_row:
            began = self.storage_since if self.storage_since is not None else self.since
            log.warning("%s works again after %.0f s.", self.name, now - began)
        self.in_a_row, self.storage_since = 0, None

    def storage(self, error: Exception, now: float) -> float:
        """The database cannot take it now, which is nobody's fault here: return the seconds to rest."""
        if self.storage_since is None:
            self.storage_since = now
            log.warning("%s waits for the database: %s", self.name, error)
        return min(max(now - self.storage_since, 0.1), LONGEST_STORAGE_REST_S)

    def fault(self, now: float) -> float:
        """It has failed by a fault: return the seconds to rest."""
        self.since = now if not self.in_a_row else self.since
        self.in_a_row += 1
        log.exception("%s failed (%d in a row); it goes on.", self.name, self.in_a_row)
        return min(_FIRST_REST_S * 2.0 ** min(self.in_a_row - 1, 10), _LONGEST_REST_S)

    def hopeless(self, now: float) -> bool:
        """Whether only a fresh process may help."""
        return self.in_a_row >= GIVE_UP_TRIES and now - self.since >= GIVE_UP_S


class Loops:
    """Starts loops and stops them together. `spawn` runs a function beside the caller (thread or greenlet).

    Storage trouble never ends the process: the database comes back or an operator makes room, and meanwhile people are
    connected. `clock` gives seconds that no clock step moves."""

    def __init__(
        self, spawn: Spawn, on_death: Callable[[], None] = die, clock: Callable[[], float] = time.monotonic,
        stopped: Event | None = None,
    ) -> None:
        self._spawn = spawn
        self._on_death = on_death
        self._clock = clock
        self._stopped = stopped or Event()

    def first(self, name: str, step: Callable[[], object]) -> None:
        """Call `step` here and now, again and again while the storage does not let it, and return when it is done."""
        failures = _Failures(name)
        while not self._stopped.is_set():
            try:
                step()
            except Exception as exc:
                if not passes(exc):
                    raise
                self._stopped.wait(failures.storage(exc, self._clock()))
            else:
                failures.succeeded(self._clock())
                break

    def every(self, seconds: float, name: str, step: Callable[[], object]) -> None:
        """Call `step` every `seconds` until stop(). A step that fails is called again after a rest."""
        failures = _Failures(f"The {name} loop")

        def loop() -> None:
            rest_s = 0.0
            while not self._stopped.wait(max(seconds, rest_s)):
                rest_s = self._tried(failures, step)
                if failures.hopeless(self._clock()):
                    return self._end(failures)
            return None

        self._spawn(loop)

    def run(self, name: str, loop: Callable[[Event], None]) -> None:
        """Run `loop`, which must return soon after the event it is given is set, and not before. One that fails is
        begun again after a rest; running for GIVE_UP_S counts as having done its work."""
        failures = _Failures(f"The {name} loop")

        def step() -> None:
            loop(self._stopped)
            if not self._stopped.is_set():
                raise RuntimeError("The loop returned although nobody stopped it.")

        def again() -> None:
            while not self._stopped.is_set():
                began = self._clock()
                rest_s = self._tried(failures, step, began)
                if failures.hopeless(self._clock()):
                    return self._end(failures)
                self._stopped.wait(rest_s)
            return None

        self._spawn(again)

    def stop(self) -> None:
        """Ask every loop to end."""
        self._stopped.set()

    def _tried(self, failures: _Failures, step: Callable[[], object], began: float | None = None) -> float:
        """Call `step`; return the seconds to rest before it is called again."""
        try:
            step()
        except Exception as exc:
            now = self._clock()
            if began is not None and now - began >= GIVE_UP_S:
                failures.succeeded(now)
            return failures.storage(exc, now) if passes(exc) else failures.fault(now)
        failures.succeeded(self._clock())
        return 0.0

    def _end(self, failures: _Failures) -> None:
        log.critical(
            "%s has failed %d times in a row, for %.0f s; the process ends so that it is started anew.",
            failures.name, failures.in_a_row, self._clock() - failures.since,
        )
        self._on_death()
