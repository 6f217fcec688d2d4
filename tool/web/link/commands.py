"""Commands to the media plane on their way: the newest about one thing counts, and is sent until it is taken."""

import logging
import time
from collections.abc import Callable
from threading import Condition, Event

from tool.link.media_client import MediaUnreachable
from tool.link.messages import MediaCommand, TakeStill

log = logging.getLogger(__name__)

GIVE_UP_S = 60.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0


class MediaCommands:
    """Sends commands in the background. Each states what holds for its attempt, so a newer one replaces an older one.

    A command not taken for `GIVE_UP_S` is dropped with a log entry: a media process that was away so long has no
    stream of the attempt any more, and gets the rules anew when the stream starts. `send` raises MediaUnreachable."""

    def __init__(
        self, send: Callable[[MediaCommand], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send = send
        self._clock = clock
        self._waiting: dict[str, tuple[MediaCommand, float]] = {}
        self._news = Condition()

    def put(self, command: MediaCommand) -> None:
        """Have the command sent soon; does not wait."""
        with self._news:
            self._waiting[_subject(command)] = (command, self._clock())
            self._news.notify()

    def run(self, stopped: Event) -> None:
        """Send what is put, until `stopped`."""
        wait_s = _FIRST_WAIT_S
        while not stopped.is_set():
            with self._news:
                self._news.wait_for(lambda: bool(self._waiting), timeout=0.5)
            if self.send_all():
                wait_s = _FIRST_WAIT_S
            else:
                stopped.wait(wait_s)
                wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def send_all(self) -> bool:
        """Send everything that waits, once; return whether nothing is left that must be tried again."""
        with self._news:
            batch = list(self._waiting.items())
        done = [self._try(subject, command, since) for subject, (command, since) in batch]
        return all(done)

    def _try(self, subject: str, command: MediaCommand, since: float) -> bool:
        try:
            self._send(command)
        except MediaUnreachable as exc:
            if exc.retry and self._clock() - since < GIVE_UP_S:
                return False
            log.warning("Dropped %s for attempt %s: %s", type(command).__name__, command.attempt_id, exc)
        with self._news:
            if self._waiting.get(subject) == (command, since):
                del self._waiting[subject]
        return True


def _subject(command: MediaCommand) -> str:
    """Return what the command is about: a newer one about the same replaces it."""
    return f"still {command.incident_id}" if isinstance(command, TakeStill) else command.attempt_id
