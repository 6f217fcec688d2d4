"""Loops that the web process cannot do without: if one dies, the process dies and is started anew by its supervisor."""

import logging
import os
from collections.abc import Callable
from threading import Event

log = logging.getLogger(__name__)

Spawn = Callable[[Callable[[], None]], object]
EXIT_DEAD_LOOP = 70


def die() -> None:
    """End the process at once, without clean-up; everything that matters is committed."""
    os._exit(EXIT_DEAD_LOOP)


class Loops:
    """Starts loops and stops them together. `spawn` runs a function beside the caller (thread or greenlet)."""

    def __init__(self, spawn: Spawn, on_death: Callable[[], None] = die) -> None:
        self._spawn = spawn
        self._on_death = on_death
        self._stopped = Event()

    def every(self, seconds: float, name: str, step: Callable[[], object]) -> None:
        """Call `step` every `seconds` until stop(); an exception out of it ends the process."""

        def loop() -> None:
            while not self._stopped.wait(seconds):
                step()

        self._guarded(name, loop)

    def run(self, name: str, loop: Callable[[Event], None]) -> None:
        """Run `loop`, which must return soon after the event it is given is set, and not before."""

        def run() -> None:
            loop(self._stopped)
            if not self._stopped.is_set():
                raise RuntimeError("The loop returned although nobody stopped it.")

        self._guarded(name, run)

    def stop(self) -> None:
        """Ask every loop to end."""
        self._stopped.set()

    def _guarded(self, name: str, loop: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                loop()
            except Exception:
                log.critical("The %s loop died; the process ends so that it is started anew.", name, exc_info=True)
                self._on_death()

        self._spawn(guarded)
