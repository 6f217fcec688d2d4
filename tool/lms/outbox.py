"""The outbox dispatcher: tells the LMS what was decided, in order per attempt, until it was told or cannot be."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tool.domain.lms import Lane, LmsCommand, LmsGateway, LmsRefused
from tool.lms.lanes import Lanes
from tool.lms.patience import Patience
from tool.monitoring.exam.events import DeliveryChanged
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import OutboxRow
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)

Spawn = Callable[[Callable[[], None]], object]
_NO_END = "Invigil stopped each time while this was being delivered."


class Dispatcher:
    """Delivers what is due, to several platforms at a time but to each one thing at a time in each lane: a slow
    platform holds up nobody but itself, and what is for the record never holds up what an examinee waits for. `wake` is
    called when there may be something new to do: after the commit of a row that could go at once, and after a delivery
    that ran beside. `clock` gives Unix seconds.

    Delivery is at least once: a row is claimed in one transaction, the LMS is called with none open, the answer is kept
    in a second. When the process dies in between, the row goes again when the next one starts (`booted`), with the same
    time of decision in it, by which platforms recognise it. What a platform would add up is kept from going twice by
    what was noted in the row's memo (`tool.lms.once`, and adapters that look first)."""

    def __init__(
        self, works: Works, gateway: LmsGateway, clock: Callable[[], float], *,
        wake: Callable[[], None] = lambda: None, patience: Patience | None = None,
    ) -> None:
        self._works = works
        self._gateway = gateway
        self._clock = clock
        self._wake = wake
        self._patience = patience or Patience()
        self._boot_id = uuid.uuid4().hex
        self._running = threading.Lock()
        self._lanes = Lanes()

    def booted(self) -> None:
        """This process has just started, and it is the only one that delivers: whatever is leased was being tried by a
        run that is dead, and is taken over at once instead of when its lease is over."""
        now = self._clock()
        with self._works() as work:
            for row in work.outbox.leased():
                if row.leased_by != self._boot_id:
                    again_at = now + self._patience.wait_of_heir(row.tries)
                    work.outbox.save(replace(row, leased_by="", next_at=min(row.next_at, again_at)))

    def heard(self, event: object) -> None:
        """Listener of the unit of work: wakes the loop for a row that could go now."""
        if isinstance(event, DeliveryChanged) and event.row.status == "waiting" and event.row.tries == 0:
            self._wake()

    def run_once(self, spawn: Spawn | None = None) -> float | None:
        """Begin to deliver what is due now; return the seconds until more is due, None if nothing is or if `wake` will
        tell.

        `spawn` runs a delivery beside the caller; without it they are made here, one after the other. A call while
        another is running does nothing and returns None."""
        if not self._running.acquire(blocking=False):
            return None
        try:
            while isinstance(found := self._claim(), OutboxRow):
                self._lanes.begin(found.lane, found.platform_id)
                if spawn is None:
                    self._deliver(found)
                else:
                    spawn(partial(self._deliver_beside, found))
            return found
        finally:
            self._running.release()

    def _claim(self) -> OutboxRow | float | None:
        """Take the next due row of a platform that is free, urgent ones first, and count the try, so that a row that
        kills the process is not tried for ever. If nothing is due, return the seconds until something is."""
        now, due = self._clock(), list[float]()
        with self._works() as work:
            for lane in Lane:
                if self._lanes.is_full(lane):
                    continue
                row = self._next_alive(work, lane, now)
                if row is not None and row.next_at <= now:
                    claimed = replace(
                        row, tries=row.tries + 1, leased_by=self._boot_id, next_at=now + self._patience.lease_s
                    )
                    work.outbox.save(claimed)
                    return claimed
                due += [] if row is None else [row.next_at]
                due += self._after_rest(work, lane, now)
        return max(min(due) - now, 0.0) if due else None

    def _next_alive(self, work: Work, lane: Lane, now: float) -> OutboxRow | None:
        """Return the next row of a free platform. On the way give up those whose last try never came to an end."""
        without = self._lanes.taken(lane) | self._lanes.resting(lane, now).keys()
        while (row := work.outbox.next_of(lane, without)) is not None:
            if row.next_at > now or row.tries < self._patience.max_tries:
                return row
            _settle(work, replace(row, status="failed", last_error=row.last_error or _NO_END))
        return None

    def _after_rest(self, work: Work, lane: Lane, now: float) -> list[float]:
        """Return when the platforms that rest have their next row due."""
        taken, resting = self._lanes.taken(lane), self._lanes.resting(lane, now)
        rows = [(work.outbox.next_to(lane, each), until) for each, until in resting.items() if each not in taken]
        return [max(row.next_at, until) for row, until in rows if row is not None]

    def _deliver_beside(self, row: OutboxRow) -> None:
        """Deliver where nobody catches what goes wrong: the row then goes again after its lease."""
        try:
            self._deliver(row)
        except Exception:
            log.exception("What came of outbox row %s could not be kept", row.id)
        finally:
            self._wake()

    def _deliver(self, row: OutboxRow) -> None:
        """Call the LMS and keep its answer. A platform that is to be asked again later rests."""
        try:
            outcome = self._attempt(row)
            if outcome.status == "waiting":
                self._lanes.was_silent(row.platform_id, self._clock())
            else:
                self._lanes.answered(row.platform_id)
            with self._works() as work:
                kept = work.outbox.get(row.id)
                if kept.status == "waiting":
                    _settle(work, replace(outcome, memo=kept.memo))
        finally:
            self._lanes.end(row.lane, row.platform_id)

    def _attempt(self, row: OutboxRow) -> OutboxRow:
        try:
            means = self._impossible(row)
            if means:
                return replace(row, status="failed", impossible=True, last_error=means)
            answer = self._gateway.perform(LmsCommand(row.id, row.attempt_id, row.verb, row.payload, row.memo))
        except LmsRefused as exc:
            return self._refused(row, exc)
        except Exception as exc:
            log.exception("Delivery of outbox row %s failed unexpectedly", row.id)
            return self._refused(row, LmsRefused(f"Internal error: {type(exc).__name__}.", retry=True))
        return replace(row, status="delivered", answer=answer, last_error="", delivered_at=self._clock())

    def _impossible(self, row: OutboxRow) -> str:
        """Return why this platform cannot do it at all, "" if it can."""
        try:
            capabilities = self._gateway.capabilities(row.attempt_id)
        except NotFound as exc:
            raise LmsRefused(str(exc), retry=False) from exc
        return next((c.means for c in capabilities if c.verb is row.verb and not c.possible), "")

    def _refused(self, row: OutboxRow, refusal: LmsRefused) -> OutboxRow:
        """Note the refusal. The wait counts from now, the end of the try: an LMS that takes a minute to say no gets no
        less rest than one that says it at once."""
        if not refusal.retry or row.tries >= self._patience.max_tries:
            return replace(row, status="failed", last_error=str(refusal), impossible=refusal.impossible)
        wait_s = self._patience.wait(row.tries, refusal.after_s)
        return replace(row, last_error=str(refusal), next_at=self._clock() + wait_s)


def _settle(work: Work, row: OutboxRow) -> None:
    settled = replace(row, leased_by="")
    work.outbox.save(settled)
    work.emit(DeliveryChanged(settled.exam_id, settled))
