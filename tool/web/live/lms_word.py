"""What consoles are told of an LMS's own word: who has not started, who is in its quiz unwatched, if it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from tool.monitoring.exam import roster, takings
from tool.monitoring.exam.records import Exam
from tool.monitoring.exam.roster import ClassList
from tool.monitoring.exam.takings import Stray
from tool.monitoring.tenancy.records import Platform
from tool.web.wire.class_list import LmsWatchView, RosterView, StrayView
from tool.web.works import WebWork

MOST_NAMES = 500
"""As many names as one message carries; the number says how many there are."""


@dataclass(frozen=True, slots=True)
class LmsWord:
    """`unread_since` returns since when an exam's quiz cannot be read, `class_list` its class list as it stands,
    `keeps_log` whether the LMS keeps a log of quizzes of this kind that can be read."""

    unread_since: Callable[[str], float | None] = lambda _exam_id: None
    class_list: Callable[[str], ClassList] = lambda _exam_id: ClassList("none")
    keeps_log: Callable[[Platform, str], bool] = lambda _platform, _kind: False

    def roster(self, work: WebWork, exam_id: str) -> RosterView:
        """Return who of the class has not started."""
        found = self.class_list(exam_id)
        missing = roster.not_started(work, exam_id, found.learners) if found.learners else []
        return RosterView(
            state=found.standing, enrolled=len(found.learners), missing=len(missing),
            names=[each.name for each in missing if each.name][:MOST_NAMES], read_at=found.read_at,
        )

    def watch(self, work: WebWork, exam: Exam) -> LmsWatchView:
        """Return what the LMS says of the exam's quiz, and has said of it; of an exam without one there is nothing."""
        strays = takings.strays(work, exam.platform_id, [exam.id]).get(exam.id, [])
        return LmsWatchView(unread_since=self.unread_since(exam.id), strays=[stray_view(each) for each in strays])


def stray_view(stray: Stray) -> StrayView:
    """Return somebody who was seen in the LMS's quiz without an attempt here."""
    return StrayView(user=stray.user, name=stray.name, since=stray.since, seen_at=stray.seen_at)


NOTHING_SAID = LmsWord()
"""For where no LMS is asked."""
