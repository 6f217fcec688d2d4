"""What consoles are told of an LMS's own word: who has not started, who is in its quiz unwatched, if it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from tool.monitoring.exam import roster, takings
from tool.monitoring.exam.groups import View
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

    def roster(self, work: WebWork, view: View) -> RosterView:
        """Return who of the class, as far as it is in view, has not started. Where the list does not say who is in
        which group, those who look after some groups are shown nobody."""
        found = self.class_list(view.exam_id)
        if found.learners and not view.groups.everybody and all(each.groups is None for each in found.learners):
            return RosterView(state="ungrouped", enrolled=0, missing=0, names=[], read_at=found.read_at)
        learners = [each for each in found.learners if view.groups.reach(each.groups)]
        missing = roster.not_started(work, view.exam_id, learners) if learners else []
        return RosterView(
            state=found.standing, enrolled=len(learners), missing=len(missing),
            names=[each.name for each in missing if each.name][:MOST_NAMES], read_at=found.read_at,
        )

    def watch(self, work: WebWork, exam: Exam, view: View) -> LmsWatchView:
        """Return what the LMS says of the exam's quiz, and has said of it; of an exam without one there is nothing. Who
        looks after some groups hears of nobody: it is not known in which group those are who have no attempt."""
        strays = takings.strays(work, exam.platform_id, [exam.id]).get(exam.id, []) if view.groups.everybody else []
        return LmsWatchView(unread_since=self.unread_since(exam.id), strays=[stray_view(each) for each in strays])


def stray_view(stray: Stray) -> StrayView:
    """Return somebody who was seen in the LMS's quiz without an attempt here."""
    return StrayView(user=stray.user, name=stray.name, since=stray.since, seen_at=stray.seen_at)


NOTHING_SAID = LmsWord()
"""For where no LMS is asked."""
