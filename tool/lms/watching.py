"""Watches over bound quizzes with the LMS's own eyes: whose taking is over, who takes it unwatched, who left its page.

Everything here is asked for, again and again, and nothing waits for an answer: an LMS that is slow, throttled or dead
is left alone for a while, accuses nobody, and the console says since when it cannot be read."""

import logging
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from integrations.base import Integration, IntegrationFailed, NotThere
from integrations.quizzes import LogEntry, LogWord, Taking
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.attempt import OPEN_STATES
from tool.lms.allowance import EVERY_S, Allowance, takings_every_s
from tool.lms.calls import Outward
from tool.lms.counted_calls import CountedCalls
from tool.lms.reporting_line import ReportingLine, Spawn
from tool.lms.watched import Watched, at_work
from tool.monitoring.exam import quiz_log, takings
from tool.monitoring.exam.events import LmsWatchChanged
from tool.monitoring.exam.incidents import Chain
from tool.monitoring.exam.ports import Works
from tool.monitoring.exam.quiz_log import Line, Read
from tool.monitoring.exam.takings import Taken
from tool.monitoring.work import NotFound, passes

log = logging.getLogger(__name__)
STEP_S = 4.0
SAID_AFTER_S = 45.0
"""An LMS that has said nothing for so long is said not to be read; one answer that failed is not worth a word."""
FAREWELL_S = 1800.0
"""So long after an attempt's end its log is still asked for, if the LMS does not answer."""
REFUSED_REST_S = 120.0
"""So long no log of a quiz is asked for after the LMS has refused one for good, such as for want of leave."""


@dataclass(slots=True)
class _Quiz:
    """A quiz that is watched. `pages`: the calls that asking who takes it cost last; `at`: when that was.
    `silent_since`: what cannot be read, and since when; `heard_at`: when it last could."""

    watched: Watched
    adapter: Integration
    is_open: bool = True
    pages: int = 1
    at: float | None = None
    logs_rest_until: float = 0.0
    heard_at: dict[str, float] = field(default_factory=dict)
    silent_since: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Log:
    """The log of one attempt's taking. `at`: when it was last read; `over_since`: since when the attempt is over."""

    attempt_id: str
    exam_id: str
    taking: Taking
    at: float | None = None
    over_since: float | None = None

    def due(self, now: float) -> bool:
        """Whether it is to be read. That of an attempt that is over is: once, and soon."""
        if self.at is None or now - self.at >= EVERY_S:
            return True
        return self.over_since is not None and self.at < self.over_since


def _at_once(work: Callable[[], None]) -> None:
    work()


class Watching:
    """Reads one course after the other, one call at a time per LMS, within an allowance of calls (`allowance`).

    Opens units of work of its own, and none is open while an LMS is called. `registration` finds a platform's
    registration by its id; `clock` gives Unix seconds; `chain` is as in `monitoring.exam.incidents`."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward, clock: Callable[[], float],
        chain: Chain,
    ) -> None:
        self._works = works
        self._registration = registration
        self._outward = outward
        self._clock = clock
        self._chain = chain
        self._boot_id = uuid.uuid4().hex
        self._quizzes: dict[str, _Quiz] = {}
        self._logs: dict[str, _Log] = {}
        self._allowances: dict[tuple[str, str], Allowance] = {}
        self._waits: dict[str, float] = {}
        self._line = ReportingLine(self._read, clock)

    def began(self) -> None:
        """This process has just started: nobody knows any more what an earlier run was in the middle of."""
        with self._works() as work:
            quiz_log.began(work, self._boot_id, self._clock())

    def run(self, stopped: threading.Event, spawn: Spawn = _at_once) -> None:
        """Watch until `stopped` is set. `spawn` runs calls beside."""
        while not stopped.is_set():
            self.step(spawn)
            stopped.wait(STEP_S)

    def step(self, spawn: Spawn = _at_once) -> None:
        """Have everything read that is due and that the allowance lets."""
        self._list()
        now = self._clock()
        platforms = dict.fromkeys(quiz.watched.platform_id for quiz in self._quizzes.values())
        self._line.call([each for each in platforms if self._waits.get(each, now) <= now], spawn)

    def unread_since(self, exam_id: str) -> float | None:
        """Return since when the LMS's own word on the exam's quiz cannot be read (Unix seconds); None while it can."""
        quiz = self._quizzes.get(exam_id)
        since = min(quiz.silent_since.values(), default=None) if quiz is not None else None
        return since if since is not None and self._clock() - since >= SAID_AFTER_S else None

    # ---- what there is to read

    def _list(self) -> None:
        """Take up the quizzes at which somebody is at work, and let go of those at which nothing is left to read."""
        with self._works() as work:
            open_ones = set[str]()
            for watched, exam_id, adapter in list(at_work(work, self._quizzes)):
                open_ones.add(exam_id)
                if adapter is not None and watched is not None:
                    self._quizzes[exam_id] = _Quiz(watched, adapter)
                elif watched is not None:
                    self._quizzes[exam_id].watched = watched
            open_attempts = {attempt.id for attempt in work.attempts.in_states(OPEN_STATES)} if self._logs else set()
        self._part(open_attempts)
        reading = {each.exam_id for each in list(self._logs.values())}
        for exam_id, quiz in list(self._quizzes.items()):
            quiz.is_open = exam_id in open_ones
            if not quiz.is_open and exam_id not in reading:
                del self._quizzes[exam_id]
                if quiz.silent_since:
                    self._tell(quiz)
        courses = {_course(quiz) for quiz in list(self._quizzes.values())}
        self._allowances = {key: each for key, each in self._allowances.items() if key in courses}

    def _part(self, at_work: set[str]) -> None:
        """Note which attempts are over: their logs are read once more, unless that fails for too long."""
        now = self._clock()
        for each in list(self._logs.values()):
            if each.attempt_id in at_work:
                each.over_since = None  # it may have been readmitted
            elif each.over_since is None:
                each.over_since = now
            elif now - each.over_since >= FAREWELL_S:
                with self._works() as work:
                    quiz_log.forgo(work, each.attempt_id, self._boot_id, now)
                self._logs.pop(each.attempt_id, None)

    # ---- reading

    def _read(self, platform_id: str) -> bool:
        """Read what is due of one LMS; say whether it need not be left alone. Whatever goes wrong with it is no reason
        to end the watch over others."""
        quizzes = [quiz for quiz in list(self._quizzes.values()) if quiz.watched.platform_id == platform_id]
        try:
            registration = self._registration(platform_id)
            if not registration.active:
                return False
            calls = CountedCalls(self._outward.to(registration), self._clock)
            courses: defaultdict[tuple[str, str], list[_Quiz]] = defaultdict(list)
            for quiz in quizzes:
                courses[_course(quiz)].append(quiz)
            for course, its_quizzes in courses.items():
                self._read_course(self._allowances.setdefault(course, Allowance(self._clock())), its_quizzes, calls,
                                  len(courses))
            return True
        except (ServiceFailed, IntegrationFailed) as exc:
            self._waits[platform_id] = self._clock() + (exc.after_s or 0.0)
            log.warning("What platform %s says of its quizzes cannot be read: %s", platform_id, exc)
        except NotFound:
            return False
        except Exception as exc:
            if passes(exc):
                log.warning("What platform %s says of its quizzes cannot be kept: %s", platform_id, exc)
                return True  # trouble of ours: the same is read again
            log.exception("Reading what platform %s says of its quizzes failed unexpectedly", platform_id)
        for quiz in quizzes:
            self._silent(quiz, "platform")
        return False

    def _read_course(self, allowance: Allowance, quizzes: list[_Quiz], calls: CountedCalls, courses: int) -> None:
        allowance.earn(self._clock(), courses)
        every_s = takings_every_s(sum(quiz.pages for quiz in quizzes if quiz.is_open), courses)
        for quiz in sorted(quizzes, key=lambda each: each.at or 0.0):
            due = quiz.is_open and (quiz.at is None or self._clock() - quiz.at >= every_s)
            if due and allowance.allows(quiz.pages):
                with _spending(allowance, calls):
                    self._takings(quiz, calls)
        for each in self._due(quizzes):
            if not allowance.allows(1):
                return
            with _spending(allowance, calls):
                self._log(each, calls)

    def _due(self, quizzes: list[_Quiz]) -> list[_Log]:
        """Return the logs that are to be read, longest unread first."""
        now = self._clock()
        here = {quiz.watched.id for quiz in quizzes if quiz.logs_rest_until <= now}
        due = [each for each in list(self._logs.values()) if each.exam_id in here and each.due(now)]
        return sorted(due, key=lambda each: each.at or 0.0)

    def _takings(self, quiz: _Quiz, calls: CountedCalls) -> None:
        """Ask who takes a quiz, and hold it against the attempts."""
        before, quiz.at = calls.made, self._clock()
        try:
            found = quiz.adapter.takings(quiz.watched.quiz, calls)
        except NotThere as exc:
            log.info("Quiz of exam %s: %s", quiz.watched.id, exc)  # whoever looks after the quiz says so
            return
        finally:
            quiz.pages = max(calls.made - before, 1)
        now = self._clock()
        with self._works() as work:
            settled = takings.settle(work, quiz.watched, [_taken(each, calls.ahead_s) for each in found], now)
        self._speaks(quiz, "platform")
        if quiz.watched.quiz.kind not in quiz.adapter.logged_kinds:
            return
        latest = {(each.submission, each.attempt): each for each in found}
        for attempt_id, taken in settled.of_attempt.items():
            known = self._logs.setdefault(attempt_id, _Log(attempt_id, quiz.watched.id, latest[taken.key]))
            known.taking = latest[taken.key]

    def _log(self, each: _Log, calls: CountedCalls) -> None:
        """Read the log of one attempt, and make incidents of it. That of one that is over is read this last time."""
        quiz, asked_at, there = self._quizzes[each.exam_id], self._clock(), True
        try:
            entries = quiz.adapter.log(quiz.watched.quiz, each.taking, calls)
        except NotThere:
            entries, there = (), False
        except IntegrationFailed as exc:
            if exc.retry or exc.after_s is not None:
                raise
            quiz.logs_rest_until = self._clock() + REFUSED_REST_S
            log.warning("The quiz log of exam %s cannot be read: %s", quiz.watched.id, exc)
            self._silent(quiz, "log")
            return
        taken = _taken(each.taking, calls.ahead_s)
        over_at = (taken.ended_at or asked_at) if taken.over else None
        read = Read(_lines(entries, calls.ahead_s), asked_at, over_at, self._boot_id)
        with self._works() as work:
            quiz_log.apply(work, each.attempt_id, read, self._chain, self._clock())
            if there:
                quiz_log.was_read(work, each.attempt_id, asked_at)
        each.at = asked_at
        if each.over_since is not None and each.over_since <= asked_at:
            self._logs.pop(each.attempt_id, None)
        self._speaks(quiz, "log")

    # ---- what is said of it

    def _silent(self, quiz: _Quiz, what: str) -> None:
        quiz.silent_since.setdefault(what, quiz.heard_at.get(what, self._clock()))
        self._tell(quiz)  # every time: how long it lasts decides what is said

    def _speaks(self, quiz: _Quiz, what: str) -> None:
        quiz.heard_at[what] = self._clock()
        if quiz.silent_since.pop(what, None) is not None:
            self._tell(quiz)

    def _tell(self, quiz: _Quiz) -> None:
        with self._works() as work:
            work.emit(LmsWatchChanged(quiz.watched.id))


def _course(quiz: _Quiz) -> tuple[str, str]:
    return quiz.watched.platform_id, quiz.watched.quiz.course


@contextmanager
def _spending(allowance: Allowance, calls: CountedCalls) -> Iterator[None]:
    """Take what is called meanwhile, whatever comes of it, from the allowance."""
    before = calls.made
    try:
        yield
    finally:
        allowance.spend(calls.made - before)


def _taken(taking: Taking, ahead_s: float) -> Taken:
    """Return a taking as monitoring is told it, its times by our clock."""
    def ours(at: float | None) -> float | None:
        return None if at is None else at - ahead_s

    return Taken(
        taking.user, taking.submission, taking.attempt, taking.over, ours(taking.started_at), ours(taking.ended_at)
    )


def _lines(entries: Iterable[LogEntry], ahead_s: float) -> list[Line]:
    """Return what the log says of the page being left and back, its times by our clock."""
    return [
        Line(each.id, each.at - ahead_s, each.word is LogWord.PAGE_LEFT)
        for each in entries if each.word in (LogWord.PAGE_LEFT, LogWord.PAGE_BACK)
    ]
