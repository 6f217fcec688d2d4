"""Tells LMSs that gate their quiz on it which examinees are there, and hears from them which attempts are over."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from integrations.base import Integration, IntegrationFailed, Presence
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.attempt import OPEN_STATES, AttemptState
from tool.lms.calls import Outward
from tool.lms.facts import adapter_for
from tool.monitoring.exam import attempts
from tool.monitoring.exam.events import AttemptChanged
from tool.monitoring.exam.ports import Works
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)
EVERY_S = 30.0
"""An LMS takes Invigil for unreachable after four reports that did not come."""
LEAST_S = 5.0
"""Between two reports: when a whole cohort begins, somebody comes every moment."""
_LOOK_S = 0.5


@dataclass(slots=True)
class _Report:
    """What one LMS is to be told: by its adapter, at its services, and who is there, by the id of the attempt."""

    adapter: Integration
    services: dict[str, str]
    present: dict[str, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PresenceReports:
    """One report for each LMS that wants one, with all its attempts that have begun and are not over: every EVERY_S,
    and soon when somebody comes or goes (`wake`). An LMS without such attempts gets an empty report, so that it
    knows that Invigil is there before somebody starts.

    Calls platforms, so no unit of work may be open. `registration` finds a registration by its id; `clock` gives Unix
    seconds."""

    works: Works
    registration: Callable[[str], Registration]
    outward: Outward
    clock: Callable[[], float]
    wake: threading.Event = field(default_factory=threading.Event)

    def heard(self, event: object) -> None:
        """Listener of the unit of work: somebody has come, gone or ended."""
        if isinstance(event, AttemptChanged) and event.before is not event.after:
            self.wake.set()

    def run(self, stopped: threading.Event) -> None:
        """Report until `stopped` is set: at a change, but never twice within LEAST_S."""
        while not stopped.is_set():
            self.wake.clear()
            self.send()
            waited_s = LEAST_S
            stopped.wait(LEAST_S)
            while waited_s < EVERY_S and not self.wake.is_set() and not stopped.wait(_LOOK_S):
                waited_s += _LOOK_S

    def send(self) -> int:
        """Send one report to each LMS that wants one; return how many took theirs."""
        return sum(self._send(platform_id, report) for platform_id, report in self._reports().items())

    def _reports(self) -> dict[str, _Report]:
        reports: dict[str, _Report] = {}
        with self.works() as work:
            for exam in work.exams.with_lms_services():
                adapter = adapter_for(work.platforms.get(exam.platform_id), exam, None)
                if adapter.watches_presence(exam.lms_services):
                    report = reports.setdefault(exam.platform_id, _Report(adapter, exam.lms_services))
                    report.services = exam.lms_services
            for attempt in work.attempts.in_states(OPEN_STATES):
                if attempt.begun_at is None:
                    continue
                exam = work.exams.get(attempt.exam_id)
                if exam.platform_id in reports and exam.lms_services:
                    live = attempt.state is not AttemptState.DISCONNECTED
                    reports[exam.platform_id].present[attempt.id] = Presence(attempt.session_data, live)
        return reports

    def _send(self, platform_id: str, report: _Report) -> bool:
        """Tell one LMS. Whatever goes wrong with it is no reason to end the reports of the others."""
        try:
            return self._tell(platform_id, report)
        except (NotFound, ServiceFailed, IntegrationFailed) as exc:
            log.warning("Platform %s did not take the presence report: %s", platform_id, exc)
        except Exception:
            log.exception("The presence report of platform %s failed unexpectedly", platform_id)
        return False

    def _tell(self, platform_id: str, report: _Report) -> bool:
        registration = self.registration(platform_id)
        if not registration.active:
            return False
        statuses = report.adapter.report_presence(
            report.services, self.clock(), list(report.present.values()), self.outward.to(registration)
        )
        for attempt_id, presence in report.present.items():
            if statuses.get(presence.session) == "complete":
                self._over(attempt_id)
        return True

    def _over(self, attempt_id: str) -> None:
        """The LMS has the attempt as handed in; its EndAssessment has not come, perhaps because the page was closed."""
        with self.works() as work:
            try:
                attempts.submitted(work, attempt_id, self.clock())
            except NotFound:
                log.info("Attempt %s is not kept any more.", attempt_id)
