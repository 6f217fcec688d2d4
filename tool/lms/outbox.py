"""The outbox dispatcher: tells the LMS what was decided, in order per attempt, until it was told or cannot be."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from tool.domain.lms import LmsCommand, LmsGateway, LmsRefused
from tool.monitoring.exam.events import DeliveryChanged
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import OutboxRow
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)

Spawn = Callable[[Callable[[], None]], object]
MAX_PARALLEL = 8
_REST_S = 1.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try. Waits in seconds: `first_s`, then twice as long after every try, up to `longest_s`.

    `lease_s`: a try that was begun and never settled (the process died) is taken for failed after this time; it must be
    longer than a delivery can take: an annotation reads two lists at worst, a minute each. At `max_tries` the row is
    given up: with the defaults that is after some ten hours."""

    first_s: float = 2.0
    longest_s: float = 3600.0
    lease_s: float = 240.0
    max_tries: int = 20

    def wait(self, tries: int, after_s: float | None) -> float:
        """Return the wait after the `tries`-th try; never less than the platform asked for (up to a day)."""
        wait = min(self.first_s * 2.0 ** min(tries - 1, 30), self.longest_s)
        return max(wait, min(after_s or 0.0, 86400.0))


@dataclass(frozen=True, slots=True)
class _Place:
    exam_id: str
    platform_id: str


@dataclass(frozen=True, slots=True)
class _Claim:
    row: OutboxRow
    place: _Place


class Dispatcher:
    """Delivers what is due, to several platforms at a time but to each one thing at a time, so that a slow platform
    holds up nobody but itself. `wake` is called when there may be something new to do: after the commit of a row that
    could go at once, and after a delivery that ran beside.

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
        self._busy: set[str] = set()
        self._resting: dict[str, float] = {}
        self._places: dict[str, _Place] = {}

    def heard(self, event: object) -> None:
        """Listener of the unit of work: wakes the loop for a new row."""
        if isinstance(event, DeliveryChanged) and event.row.status == "waiting" and event.row.tries == 0:
            self._wake()

    def run_once(self, now: float, spawn: Spawn | None = None) -> float | None:
        """Begin to deliver what is due at `now` (Unix seconds), to at most `MAX_PARALLEL` platforms at a time; return
        the seconds until more is due, None if nothing is or if `wake` will tell.

        `spawn` runs a delivery beside the caller; without it they are made here, one after the other. After a platform
        did not answer it is left alone for a second. A call while another is running does nothing and returns None."""
        if not self._running.acquire(blocking=False):
            return None
        try:
            while (claim := self._claim(now)) is not None:
                self._busy.add(claim.place.platform_id)
                if spawn is None:
                    self._deliver(claim, now)
                else:
                    spawn(partial(self._deliver_beside, claim, now))
            return self._next_due(now)
        finally:
            self._running.release()

    def _claim(self, now: float) -> _Claim | None:
        """Take the next due row of a platform that is free and count the try, so that a row that kills the process is
        not tried for ever."""
        if len(self._busy) >= MAX_PARALLEL:
            return None
        with self._works() as work:
            self._bury(work, now)
            heads = work.outbox.heads()
            self._look_up(work, heads)
            for row in heads:
                place = self._places[row.attempt_id]
                if row.next_at <= now and self._is_free(place.platform_id, now):
                    claimed = replace(row, tries=row.tries + 1, next_at=now + self._patience.lease_s)
                    work.outbox.save(claimed)
                    return _Claim(claimed, place)
        return None

    def _is_free(self, platform_id: str, now: float) -> bool:
        return platform_id not in self._busy and self._resting.get(platform_id, now) <= now

    def _look_up(self, work: Work, heads: list[OutboxRow]) -> None:
        """Keep the places of these rows and no others. They never change, and a long queue is looked at after each
        delivery."""
        known = self._places
        self._places = {row.attempt_id: known.get(row.attempt_id) or _place(work, row) for row in heads}

    def _bury(self, work: Work, now: float) -> None:
        """Give up rows whose last try never came to an end; the rows behind them become due."""
        while spent := [row for row in _due(work, now) if row.tries >= self._patience.max_tries]:
            for row in spent:
                lost = replace(row, status="failed", last_error=row.last_error or _NO_END)
                _settle(work, _place(work, row).exam_id, lost)

    def _deliver_beside(self, claim: _Claim, now: float) -> None:
        """Deliver where nobody catches what goes wrong: the row then goes again after its lease."""
        try:
            self._deliver(claim, now)
        except Exception:
            log.exception("What came of outbox row %s could not be kept", claim.row.id)
        finally:
            self._wake()

    def _deliver(self, claim: _Claim, now: float) -> None:
        """Call the LMS and keep its answer. A platform that is to be asked again later rests."""
        platform_id = claim.place.platform_id
        try:
            outcome = self._attempt(claim.row, now)
            if outcome.status == "waiting":
                self._resting[platform_id] = now + _REST_S
            else:
                self._resting.pop(platform_id, None)
            with self._works() as work:
                if work.outbox.get(claim.row.id).status == "waiting":
                    _settle(work, claim.place.exam_id, outcome)
        finally:
            self._busy.discard(platform_id)

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
            return replace(row, status="failed", last_error=str(refusal), impossible=refusal.impossible)
        return replace(row, last_error=str(refusal), next_at=now + self._patience.wait(row.tries, refusal.after_s))

    def _next_due(self, now: float) -> float | None:
        """Return the seconds until a platform that is free now has something due."""
        if len(self._busy) >= MAX_PARALLEL:
            return None
        with self._works() as work:
            heads = work.outbox.heads()
            self._look_up(work, heads)
        places = [(row, self._places[row.attempt_id].platform_id) for row in heads]
        free = [max(row.next_at, self._resting.get(at, 0.0)) for row, at in places if at not in self._busy]
        return max(min(free) - now, 0.0) if free else None


_NO_END = "Invigil stopped each time while this was being delivered."


def _due(work: Work, now: float) -> list[OutboxRow]:
    return [row for row in work.outbox.heads() if row.next_at <= now]


def _settle(work: Work, exam_id: str, row: OutboxRow) -> None:
    work.outbox.save(row)
    work.emit(DeliveryChanged(exam_id, row))


def _place(work: Work, row: OutboxRow) -> _Place:
    exam = work.exams.get(work.attempts.get(row.attempt_id).exam_id)
    return _Place(exam.id, exam.platform_id)
