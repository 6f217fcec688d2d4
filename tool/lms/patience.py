"""How long the outbox goes on trying: waits that double, and the time after which a try counts as lost."""

from dataclasses import dataclass

_LONGEST_ASKED_S = 86400.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try. Waits in seconds: `first_s`, then twice as long after every try, up to `longest_s`.

    `lease_s`: a try that was begun and never settled is taken for failed after this time; it must be longer than a
    delivery can take: an annotation reads two lists at worst, a minute each. It is the net below the rule that a
    process, when it starts, takes back what the one before had begun. At `max_tries` the row is given up: with the
    defaults that is after some ten hours."""

    first_s: float = 2.0
    longest_s: float = 3600.0
    lease_s: float = 240.0
    max_tries: int = 20

    def wait(self, tries: int, after_s: float | None = None) -> float:
        """Return the wait after the `tries`-th try; never less than the platform asked for (up to a day)."""
        wait = min(self.first_s * 2.0 ** min(tries - 1, 30), self.longest_s)
        return max(wait, min(after_s or 0.0, _LONGEST_ASKED_S))

    def wait_of_heir(self, tries: int) -> float:
        """Return how long a try waits that a dead process had begun as the `tries`-th. The first goes again at once:
        an examinee is to be paused. Later ones wait as before them, or a row that kills the process would kill it in
        every breath."""
        return 0.0 if tries <= 1 else self.wait(tries - 1)
