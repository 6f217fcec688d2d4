"""The outbox dispatcher: tells the LMS what was decided, in order per attempt, until it was told or cannot be."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from tool.domain.lms import LmsCommand, LmsGateway, LmsRefused
from tool.monitoring.events import DeliveryChanged
from tool.monitoring.ports import NotFound, Work, Works
from tool.monitoring.records import OutboxRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try. Waits in seconds: `first_s`, then twice as long after every try, up to `longest_s`.

    `lease_s`: a try that was begun and never settled (the process died) is taken for failed after this time; it must be
    longer than a call can take. At `max_tries` the row is given up: with the defaults that is after some ten hours."""

    first_s: float = 2.0
    longest_s: float = 3600.0
    lease_s: float = 60.0
    max_tries: int = 20

    def wait(self, tries: int, after_s: float | None) -> float:
        """Return the wait after the `tries`-th try; never less than the platform asked for (up to a day)."""
        wait = min(self.first_s * 2.0 ** min(tries - 1, 30), self.longest_s)
        return max(wait, min(after_s or 0.0, 86400.0))


@dataclass(frozen=True, slots=True)
class _Claim:
    row: OutboxRow
    exam_id: str
    platform_id: str


class Dispatcher:
    """Delivers what is due. `wake` is called, after a commit, when a row was added that could go at once.

    Delivery is at least once: a row is claimed in one transaction, the LMS is called with none open, the answer is kept
    in a second. When the process dies in between, the row goes again, with the same time of decision in it, by which
    platforms recognise it."""

    def __init__(
        self, works: Works, gateway: LmsGateway, *, wake: Callable[[], None] = lambda: None,
        patience: Patience | None = None,
    ) -> None:
        self._works = works
        self._gateway = gateway
        self._wake = wake
        self._patience = patience or Patience()
        self._running = threading.Lock()

    def heard(self, event: object) -> None:
        """Listener of the unit of work: wakes the loop for a new row."""
        if isinstance(event, DeliveryChanged) and event.row.status == "waiting" and event.row.tries == 0:
            self._wake()

    def run_once(self, now: float) -> float | None:
        """Deliver all that is due at `now` (Unix seconds); return the seconds until the next is due, None if none is.

        After a platform did not answer, its other rows wait for the next round, so that one dead LMS does not hold up
        the others. A second call while one is running does nothing and returns None."""
        if not self._running.acquire(blocking=False):
            return None
        try:
            tired: set[str] = set()
            while (claim := self._claim(now, tired)) is not None:
                if not self._deliver(claim, now):
                    tired.add(claim.platform_id)
            return self._next_due(now, tired)
        finally:
            self._running.release()

    def _claim(self, now: float, tired: set[str]) -> _Claim | None:
        """Take the next due row and count the try, so that a row that kills the process is not tried for ever."""
        with self._works() as work:
            self._bury(work, now)
            for row in _due(work, now):
                exam = work.exams.get(work.attempts.get(row.attempt_id).exam_id)
                if exam.platform_id not in tired:
                    claimed = replace(row, tries=row.tries + 1, next_at=now + self._patience.lease_s)
                    work.outbox.save(claimed)
                    return _Claim(claimed, exam.id, exam.platform_id)
        return None

    def _bury(self, work: Work, now: float) -> None:
        """Give up rows whose last try never came to an end; the rows behind them become due."""
        while spent := [row for row in _due(work, now) if row.tries >= self._patience.max_tries]:
            for row in spent:
                exam_id = work.attempts.get(row.attempt_id).exam_id
                _settle(work, exam_id, replace(row, status="failed", last_error=row.last_error or _NO_END))

    def _deliver(self, claim: _Claim, now: float) -> bool:
        """Call the LMS and keep its answer; False when the platform should be left alone for this round."""
        outcome = self._attempt(claim.row, now)
        with self._works() as work:
            if work.outbox.get(claim.row.id).status == "waiting":
                _settle(work, claim.exam_id, outcome)
        return outcome.status != "waiting"

    def _attempt(self, row: OutboxRow, now: float) -> OutboxRow:
        try:
            means = self._impossible(row)
            if means:
                return replace(row, status="failed", impossible=True, last_error=means)
            answer = self._gateway.perform(LmsCommand(row.id, row.attempt_id, row.verb, row.payload))
        except LmsRefused as exc:
            return self._refused(row, exc, now)
        except Exception as exc:
            log.exception("Delivery of outbox row %s failed unexpectedly", row.id)
            return self._refused(row, LmsRefused(f"Internal error: {type(exc).__name__}.", retry=True), now)
        return replace(row, status="delivered", answer=answer, last_error="", delivered_at=now)

    def _impossible(self, row: OutboxRow) -> str:
        """Return why this platform cannot do it at all, "" if it can."""
        try:
            capabilities = self._gateway.capabilities(row.attempt_id)
        except NotFound as exc:
            raise LmsRefused(str(exc), retry=False) from exc
        return next((c.means for c in capabilities if c.verb is row.verb and not c.possible), "")

    def _refused(self, row: OutboxRow, refusal: LmsRefused, now: float) -> OutboxRow:
        if not refusal.retry or row.tries >= self._patience.max_tries:
            return replace(row, status="failed", last_error=str(refusal))
        return replace(row, last_error=str(refusal), next_at=now + self._patience.wait(row.tries, refusal.after_s))

    def _next_due(self, now: float, tired: set[str]) -> float | None:
        with self._works() as work:
            heads = work.outbox.heads()
        if not heads:
            return None
        return max(heads[0].next_at - now, 1.0 if tired else 0.0)


_NO_END = "Invigil stopped each time while this was being delivered."


def _due(work: Work, now: float) -> list[OutboxRow]:
    return [row for row in work.outbox.heads() if row.next_at <= now]


def _settle(work: Work, exam_id: str, row: OutboxRow) -> None:
    work.outbox.save(row)
    work.emit(DeliveryChanged(exam_id, row))
