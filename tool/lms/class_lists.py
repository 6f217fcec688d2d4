"""The class lists of exams that somebody watches: read from the LMS (NRPS), renewed while they do, and then forgotten.

They are personal data of people who may never come: they lie in this process's memory and nowhere else."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from integrations.base import IntegrationFailed
from lti import roster
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.attempt import AttemptState
from tool.lms.calls import Outward
from tool.lms.reporting_line import ReportingLine, Spawn
from tool.monitoring.exam.events import AttemptChanged, ClassListChanged
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.roster import ClassList, Enrolled
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)
EVERY_S = 300.0
"""A class hardly changes while its exam goes on."""
STEP_S = 2.0
KEPT_S = 600.0
"""So long a list is kept after the last console has closed: a page that is loaded anew has it at once."""

Learns = Callable[[Sequence[str], Mapping[str, str]], bool]
"""Given the LTI roles of a member, and the institution's own mapping of roles, say whether this person learns there."""


@dataclass(slots=True)
class _Kept:
    """One exam's list. `asked_at`: when it was last asked for; `wanted_at`: when somebody last watched."""

    platform_id: str
    url: str | None
    role_map: Mapping[str, str]
    found: ClassList
    wanted_at: float
    asked_at: float | None = None


def _at_once(work: Callable[[], None]) -> None:
    work()


class ClassLists:
    """One call at a time per LMS, one every EVERY_S for each exam that is watched. Opens units of work of its own, and
    none is open while an LMS is called. `registration` finds a platform's registration by its id; `clock` gives Unix
    seconds."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward, learns: Learns,
        clock: Callable[[], float],
    ) -> None:
        self._works = works
        self._registration = registration
        self._outward = outward
        self._learns = learns
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._changed: set[str] = set()
        self._stepped_at = 0.0
        self._line = ReportingLine(self._read, clock)

    def of(self, exam_id: str) -> ClassList:
        """Return the exam's class list as it stands."""
        kept = self._kept.get(exam_id)
        return kept.found if kept is not None else ClassList("reading")

    def heard(self, event: object) -> None:
        """Listener of the unit of work: somebody has started."""
        if isinstance(event, AttemptChanged) and event.before is event.after is AttemptState.CREATED:
            self._changed.add(event.exam_id)

    def run(self, stopped: threading.Event, watched: Callable[[], Collection[str]], spawn: Spawn = _at_once) -> None:
        """Read until `stopped` is set. `watched` returns the exams that consoles show; `spawn` runs calls beside."""
        while not stopped.is_set():
            self.step(watched(), spawn)
            stopped.wait(STEP_S)

    def step(self, watched: Collection[str], spawn: Spawn = _at_once) -> None:
        """Have the lists of these exams read that are due, forget those that nobody has wanted for long, and tell whose
        standing has changed."""
        now = self._stepped_at = self._clock()
        for exam_id in watched:
            kept = self._kept.get(exam_id)
            if kept is None or (kept.url is None and exam_id in self._changed):  # a launch may have told of it
                self._take_up(exam_id, now)
            else:
                kept.wanted_at = now
        for exam_id, kept in list(self._kept.items()):
            if now - kept.wanted_at >= KEPT_S:
                del self._kept[exam_id]
        self._line.call(list(dict.fromkeys(kept.platform_id for _, kept in self._due())), spawn)
        changed, self._changed = self._changed, set()
        with self._works() as work:
            for exam_id in sorted(changed & set(self._kept)):
                work.emit(ClassListChanged(exam_id))

    def _take_up(self, exam_id: str, now: float) -> None:
        with self._works() as work:
            try:
                exam = work.exams.get(exam_id)
                platform = work.platforms.get(exam.platform_id)
            except NotFound:
                return
            role_map = work.institutions.get(platform.institution_id).role_map
        found = ClassList("none" if exam.nrps_url is None else "reading")
        self._kept[exam_id] = _Kept(platform.id, exam.nrps_url, role_map, found, now)
        self._changed.add(exam_id)

    def _due(self) -> list[tuple[str, _Kept]]:
        return [
            (exam_id, kept) for exam_id, kept in list(self._kept.items())
            if kept.url is not None and kept.wanted_at >= self._stepped_at
            and (kept.asked_at is None or self._stepped_at - kept.asked_at >= EVERY_S)
        ]

    def _read(self, platform_id: str) -> bool:
        """Read what is due of one LMS; say whether it need not be left alone."""
        by_url: defaultdict[str, list[str]] = defaultdict(list)
        for exam_id, kept in self._due():
            if kept.platform_id == platform_id and kept.url is not None:
                by_url[kept.url].append(exam_id)
        return all(self._read_one(platform_id, url, exam_ids) for url, exam_ids in by_url.items())

    def _read_one(self, platform_id: str, url: str, exam_ids: list[str]) -> bool:
        """Read one course's list, for all its exams that are watched."""
        try:
            registration = self._registration(platform_id)
            members = roster.members(url, registration=registration, calls=self._outward.services.once())
        except (NotFound, ServiceFailed, IntegrationFailed) as exc:
            log.warning("Platform %s gave no class list: %s", platform_id, exc)
        except Exception:
            log.exception("Reading a class list of platform %s failed unexpectedly", platform_id)
        else:
            self._keep(exam_ids, members)
            return True
        for exam_id in exam_ids:
            kept = self._kept.get(exam_id)
            if kept is not None and kept.found.standing != "failed":
                kept.found = replace(kept.found, standing="failed")
                self._changed.add(exam_id)
        return False

    def _keep(self, exam_ids: list[str], members: Sequence[roster.Member]) -> None:
        now = self._clock()
        for exam_id in exam_ids:
            kept = self._kept.get(exam_id)
            if kept is None:
                continue
            learners = tuple(
                Enrolled(member.user_id, member.name) for member in members
                if member.active and self._learns(member.roles, kept.role_map)
            )
            kept.found, kept.asked_at = ClassList("read", learners, now), now
            self._changed.add(exam_id)
