"""One try for each of many things to do: what fails rests, longer each time, and holds up nothing else."""

import logging
from collections.abc import Callable, Iterable

from tool.monitoring.work import passes

log = logging.getLogger(__name__)

FIRST_REST_S, LONGEST_REST_S = 5.0, 6 * 3600.0


class Tries:
    """Remembers what has failed, by its key. `what` names the kind of thing in the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._failed: dict[str, tuple[int, float]] = {}

    def __len__(self) -> int:
        """How many things have failed and not worked since."""
        return len(self._failed)

    def each(self, keys: Iterable[str], now: float, act: Callable[[str], bool], most: int | None = None) -> int:
        """Call `act` with each key that does not rest at `now` (seconds), with `most` of them; return how many times it
        returned True. `keys` is all there is to do: what has failed and is not among them is forgotten. Trouble of the
        storage is nobody's fault and ends the round: it is raised."""
        todo, done = list(keys), 0
        self._failed = {key: self._failed[key] for key in todo if key in self._failed}
        ready = [key for key in todo if self._failed.get(key, (0, now))[1] <= now]
        for key in ready[:most]:
            try:
                done += act(key)
            except Exception as exc:
                if passes(exc):
                    raise
                self._note(key, now)
            else:
                self._failed.pop(key, None)
        return done

    def _note(self, key: str, now: float) -> None:
        times = self._failed.get(key, (0, 0.0))[0] + 1
        rest_s = min(FIRST_REST_S * 2.0 ** min(times - 1, 20), LONGEST_REST_S)
        self._failed[key] = (times, now + rest_s)
        log.exception("%s %s failed (%d times); it is tried again in %.0f s.", self._what, key, times, rest_s)
