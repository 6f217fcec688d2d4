"""What consoles are told of an LMS's own word: who has not started, who is in its quiz unwatched, if it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from tool.monitoring.exam import roster, takings
from tool.monitoring.exam.roster import ClassList
from tool.monitoring.exam.takings import WatchedQuiz
from tool.web.wire.class_list import LmsWatchView, RosterView, StrayView
from tool.web.works import WebWork

MOST_NAMES = 500
"""As many names as one message carries; the number says how many there are."""


@dataclass(frozen=True, slots=True)
class LmsWord:
    """`unread_since` returns since when an exam's quiz cannot be read, `class_list` its class list as it stands,
    `watched` the quiz of which the LMS is asked who takes it."""

    unread_since: Callable[[str], float | None] = lambda _exam_id: None
    class_list: Callable[[str], ClassList] = lambda _exam_id: ClassList("none")
    watched: Callable[[WebWork, str], WatchedQuiz | None] = lambda _work, _exam_id: None

    def roster(self, work: WebWork, exam_id: str) -> RosterView:
        """Return who of the class has not started."""
        found = self.class_list(exam_id)
        missing = roster.not_started(work, exam_id, found.learners) if found.learners else []
        return RosterView(
            state=found.standing, enrolled=len(found.learners), missing=len(missing),
            names=[each.name for each in missing if each.name][:MOST_NAMES], read_at=found.read_at,
        )

    def watch(self, work: WebWork, exam_id: str) -> LmsWatchView:
        """Return what the LMS says of the exam's quiz; where it is not asked there is nothing to say."""
        quiz = self.watched(work, exam_id)
        if quiz is None:
            return LmsWatchView()
        strays = [StrayView(user=each.user, name=each.name, since=each.since) for each in takings.strays(work, quiz)]
        return LmsWatchView(unread_since=self.unread_since(exam_id), strays=strays)


NOTHING_SAID = LmsWord()
"""For where no LMS is asked."""
