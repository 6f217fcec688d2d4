"""Tells LMSs that gate their quiz on it which examinees are there, and hears from them which attempts are over."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from integrations.base import Integration, IntegrationFailed
from integrations.presence import Presence, Standing, Takeover
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.attempt import OPEN_STATES, AttemptState
from tool.lms.calls import Outward
from tool.lms.facts import adapter_for
from tool.lms.reporting_line import ReportingLine, Spawn
from tool.monitoring.exam import attempts, takeovers
from tool.monitoring.exam.events import AttemptChanged
from tool.monitoring.exam.incidents import Chain
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.records import Exam
from tool.monitoring.exam.takeovers import TakenOver
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)
EVERY_S = 30.0
"""An LMS takes Invigil for unreachable after four reports that did not come."""
LEAST_S = 5.0
"""Between two reports: when a whole cohort begins, somebody comes every moment."""
EXAMS_OF_LAST_S = 30 * 86400.0
"""An LMS is told of while it has an exam this new, or an attempt: else every LMS that was ever tried would be called
for ever. An older exam comes back with its next attempt, before anybody can start."""
_LOOK_S = 0.5


@dataclass(slots=True)
class _Report:
    """What one LMS is to be told: by its adapter, at its services, and who is there, by the id of the attempt.
    `parted`: attempts that are over, told once more, since the LMS may have something to say of their last moments."""

    adapter: Integration
    services: dict[str, str]
    present: dict[str, Presence] = field(default_factory=dict)
    parted: dict[str, Presence] = field(default_factory=dict)


def _at_once(work: Callable[[], None]) -> None:
    work()


class PresenceReports:
    """One report for each LMS that wants one, with all its attempts that have begun and are not over: every EVERY_S,
    and soon when somebody comes or goes (`wake`). An LMS without such attempts gets an empty report, so that it
    knows that Invigil is there before somebody starts; one without an exam or an attempt of the last month gets none.

    Several LMSs are told beside each other, so that a dead one keeps none waiting. Calls platforms, so no unit of work
    may be open. `registration` finds a registration by its id; `clock` gives Unix seconds; `chain` is as in
    `monitoring.exam.incidents`. `shell_of` says what the launch called the LMS's page around an attempt's panel."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward, clock: Callable[[], float],
        chain: Chain,
    ) -> None:
        self.shell_of: Callable[[str], str | None] = lambda _attempt_id: None
        self._chain = chain
        self._boot_id = uuid.uuid4().hex
        self._kept: set[tuple[str, str]] = set()
        self.wake = threading.Event()
        self._works = works
        self._registration = registration
        self._outward = outward
        self._clock = clock
        self._reports: dict[str, _Report] = {}
        self._line = ReportingLine(self._send, clock)
        self._took = 0

    def heard(self, event: object) -> None:
        """Listener of the unit of work: somebody has come, gone or ended."""
        if isinstance(event, AttemptChanged) and event.before is not event.after:
            self.wake.set()

    def run(self, stopped: threading.Event, spawn: Spawn = _at_once) -> None:
        """Report until `stopped` is set: at a change, but never twice within LEAST_S. `spawn` runs calls beside."""
        while not stopped.is_set():
            self.wake.clear()
            self.send(spawn)
            waited_s = LEAST_S
            stopped.wait(LEAST_S)
            while waited_s < EVERY_S and not self.wake.is_set() and not stopped.wait(_LOOK_S):
                waited_s += _LOOK_S

    def send(self, spawn: Spawn = _at_once) -> int:
        """Have one report sent to each LMS that wants one and does not rest after a call that failed; return how many
        have taken theirs meanwhile. What is sent is what is known when this is called, or a later call."""
        before = self._took
        self._reports = self._made()
        self._line.call(list(self._reports), spawn)
        return self._took - before

    def _made(self) -> dict[str, _Report]:
        reports: dict[str, _Report] = {}
        with self._works() as work:
            for exam in work.exams.newest_with_lms_services(self._clock() - EXAMS_OF_LAST_S):
                adapter = adapter_for(work.platforms.get(exam.platform_id), exam, None)
                if adapter.watches_presence(exam.lms_services):
                    reports[exam.platform_id] = _Report(adapter, exam.lms_services)
            exams: dict[str, Exam] = {}
            for attempt in work.attempts.in_states(OPEN_STATES) if reports else ():
                if attempt.begun_at is None:
                    continue
                exam = exams.get(attempt.exam_id) or exams.setdefault(attempt.exam_id, work.exams.get(attempt.exam_id))
                if exam.platform_id in reports and exam.lms_services:
                    live = attempt.state is not AttemptState.DISCONNECTED
                    shell = self.shell_of(attempt.id)
                    reports[exam.platform_id].present[attempt.id] = Presence(attempt.session_data, live, shell)
        for platform_id, report in reports.items():
            before = self._reports.get(platform_id)
            for attempt_id, presence in before.present.items() if before else ():
                if attempt_id not in report.present:
                    report.parted[attempt_id] = replace(presence, live=False, shell="")
        return reports

    def _send(self, platform_id: str) -> bool:
        """Tell one LMS; say whether it need not be left alone. Whatever goes wrong with it is no reason to end the
        reports of the others."""
        report = self._reports.get(platform_id)
        try:
            self._took += report is not None and self._tell(platform_id, report)
            return True
        except (NotFound, ServiceFailed, IntegrationFailed) as exc:
            log.warning("Platform %s did not take the presence report: %s", platform_id, exc)
        except Exception:
            log.exception("The presence report of platform %s failed unexpectedly", platform_id)
        return False

    def _tell(self, platform_id: str, report: _Report) -> bool:
        registration = self._registration(platform_id)
        if not registration.active:
            return False
        told = report.present | report.parted
        standings = report.adapter.report_presence(
            report.services, self._clock(), list(told.values()), self._outward.to(registration)
        )
        for attempt_id, presence in told.items():
            standing = standings.get(presence.session, Standing("unknown"))
            self._keep(attempt_id, standing.takeovers)
            if standing.status == "complete" and attempt_id in report.present:
                self._over(attempt_id)
        return True

    def _keep(self, attempt_id: str, said: tuple[Takeover, ...]) -> None:
        """Keep what the LMS says of its own pages; it says the same each time."""
        new = [each for each in said if (attempt_id, each.id) not in self._kept]
        if not new:
            return
        with self._works() as work:
            taken = [TakenOver(each.id, each.at, each.since, each.other_address) for each in new]
            takeovers.apply(work, attempt_id, taken, self._boot_id, self._chain, self._clock())
        self._kept.update((attempt_id, each.id) for each in new)

    def _over(self, attempt_id: str) -> None:
        """The LMS has the attempt as handed in; its EndAssessment has not come, perhaps because the page was closed."""
        with self._works() as work:
            try:
                attempts.submitted(work, attempt_id, self._clock())
            except NotFound:
                log.info("Attempt %s is not kept any more.", attempt_id)
