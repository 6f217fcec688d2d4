"""Who is in which group of a course, asked of the LMS again and again while somebody watches an exam there.

Asked, and not told: whatever it is that changes in the LMS (members, groups, roles, how the exam keeps them apart), the
next answer has it, and one that is lost changes nothing for long (docs/decisions/0054)."""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from integrations.base import IntegrationFailed
from integrations.groups import MOST_PEOPLE, GroupsAsked, GroupsSaid
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.lms.calls import Outward
from tool.lms.facts import adapter_for
from tool.lms.reporting_line import ReportingLine, Spawn
from tool.monitoring.exam import groups
from tool.monitoring.exam.events import ClassListChanged
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.roster import ClassList
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)
EVERY_S = 15.0
STEP_S = 2.0


@dataclass(slots=True)
class _Watched:
    """One exam that is watched. `asked_at`: when its groups were last read; `learners`: of the class list, the groups
    of each."""

    platform_id: str
    asked_at: float | None = None
    learners: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _at_once(work: Callable[[], None]) -> None:
    work()


class GroupWatch:
    """Each watched exam whose LMS tells of groups is asked about every EVERY_S. Of an exam that is not watched nobody
    is asked: nobody sees it. `class_list` is an exam's class list as it stands. Opens units of work of its own, none of
    them while an LMS is called. `registration` finds a registration by its id; `clock` gives Unix seconds."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward,
        class_list: Callable[[str], ClassList], clock: Callable[[], float],
    ) -> None:
        self._works = works
        self._registration = registration
        self._outward = outward
        self._class_list = class_list
        self._clock = clock
        self._watched: dict[str, _Watched] = {}
        self._line = ReportingLine(self._read, clock)

    def class_list(self, exam_id: str) -> ClassList:
        """Return the exam's class list, with the groups of its learners as far as they are known."""
        found, watched = self._class_list(exam_id), self._watched.get(exam_id)
        if watched is None or not watched.learners:
            return found
        of = watched.learners
        return replace(found, learners=tuple(replace(each, groups=of.get(each.subject)) for each in found.learners))

    def run(self, stopped: threading.Event, watched: Callable[[], Collection[str]], spawn: Spawn = _at_once) -> None:
        """Ask until `stopped` is set. `watched` returns the exams that consoles show; `spawn` runs calls beside."""
        while not stopped.is_set():
            self.step(watched(), spawn)
            stopped.wait(STEP_S)

    def step(self, watched: Collection[str], spawn: Spawn = _at_once) -> None:
        """Have the LMSs asked that are due."""
        self._watched = {exam_id: self._watched[exam_id] for exam_id in watched if exam_id in self._watched}
        with self._works() as work:
            for exam_id in watched:
                if exam_id not in self._watched:
                    try:
                        self._watched[exam_id] = _Watched(work.exams.get(exam_id).platform_id)
                    except NotFound:
                        continue
        self._line.call(sorted({each.platform_id for _, each in self._due()}), spawn)

    def _due(self) -> list[tuple[str, _Watched]]:
        now = self._clock()
        return [
            (exam_id, each) for exam_id, each in list(self._watched.items())
            if each.asked_at is None or now - each.asked_at >= EVERY_S
        ]

    def _read(self, platform_id: str) -> bool:
        """Ask one LMS what is due; say whether it need not be left alone."""
        due = [(exam_id, each) for exam_id, each in self._due() if each.platform_id == platform_id]
        return all(self._read_one(exam_id, each) for exam_id, each in due)

    def _read_one(self, exam_id: str, watched: _Watched) -> bool:
        watched.asked_at = self._clock()
        try:
            self._ask(exam_id, watched)
            return True
        except (NotFound, ServiceFailed, IntegrationFailed) as exc:
            log.warning("Platform %s did not say who is in which group: %s", watched.platform_id, exc)
        except Exception:
            log.exception("Asking platform %s about groups failed unexpectedly", watched.platform_id)
        return False

    def _ask(self, exam_id: str, watched: _Watched) -> None:
        with self._works() as work:
            exam = work.exams.get(exam_id)
            adapter = adapter_for(work.platforms.get(exam.platform_id), exam, None)
            staff, examinees = groups.asked_about(work, exam)
        link = exam.resource_link_id
        if exam.groups is None or link is None or not adapter.tells_groups(exam.lms_services):
            return
        learners = {each.subject for each in self._class_list(exam_id).learners}
        calls = self._outward.to(self._registration(exam.platform_id))
        for asked in _portions(link, staff, sorted(learners | set(examinees))):
            said = adapter.read_groups(exam.lms_services, asked, calls)
            self._keep(exam_id, watched, said, learners)

    def _keep(self, exam_id: str, watched: _Watched, said: GroupsSaid, learners: Collection[str]) -> None:
        known = watched.learners | {user: of for user, of in said.examinees.items() if user in learners}
        with self._works() as work:
            groups.told(work, exam_id, said.names, said.staff, said.examinees)
            if known != watched.learners:
                work.emit(ClassListChanged(exam_id))
            watched.learners = known


def _portions(link: str, staff: Sequence[str], examinees: Sequence[str]) -> list[GroupsAsked]:
    """Return the questions about all of these, each about no more than may be asked about at once."""
    everybody = [(user, True) for user in staff] + [(user, False) for user in examinees]
    return [
        GroupsAsked(link, tuple(u for u, s in some if s), tuple(u for u, s in some if not s))
        for some in (everybody[first : first + MOST_PEOPLE] for first in range(0, len(everybody), MOST_PEOPLE))
    ]
