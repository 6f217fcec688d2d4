"""A world whose exam proctors a quiz by the LMS's own API, and the watch over it, on a played LMS."""

from dataclasses import replace

from integrations import registry
from tests.factories.world import World, chain
from tests.fakes.taken_quizzes import FakeQuizApi, QuizHttp, token
from tests.fakes.ways_out import MemoryTokens, outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.attempt import AttemptState
from tool.lms.watching import STEP_S, Watching
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import Attempt, Exam, Incident
from tool.monitoring.exam.takings import Stray, strays


class WatchedQuizzes:
    """`lms` is what happens in the LMS, `http` what is asked of it. `exam` is the first one, with the quiz "q1"."""

    def __init__(self) -> None:
        self.world = World()
        self.http = QuizHttp(self.world.clock)
        self.lms = FakeQuizApi(lambda: self.world.now + self.http.ahead_s)
        self.exam = self.bind(self.world.exam(), "q1")
        self.watching = self.restarted()

    def adapters(self) -> tuple[FakeQuizApi, ...]:
        """What the registry must hold for this to be the LMS."""
        return (self.lms, *registry.ADAPTERS)  # type: ignore[arg-type,return-value]

    def restarted(self) -> Watching:
        """A new run of the process, with no memory of its own."""
        ways = outward(self.http, self.world.clock, MemoryTokens(token()))
        registrations = SqlRegistrations(self.world.database, self.world.clock)
        self.watching = Watching(self.world.works, registrations.by_id, ways, self.world.clock, chain)
        self.watching.began()
        return self.watching

    def another_exam(self, link: str, quiz: str, course: str = "c1") -> Exam:
        exam = replace(self.exam, id=f"exam-{quiz}", resource_link_id=link, title=f"Exam {quiz}")
        with self.world.work() as work:
            work.exams.add(exam)
        return self.bind(exam, quiz, course)

    def bind(self, exam: Exam, quiz: str, course: str = "c1") -> Exam:
        bound = BoundQuiz(
            id=exam.id, platform_id="platform-1", context_id="course-1", kind="classic", course_id=course, quiz_id=quiz,
            assignment_id="", title=exam.title, url=f"http://lms.test/{quiz}", time_limit_min=None, attempts=1,
            code_secret="sealed", code_at=self.world.now, before_secret="", gate=GateState.SET,
            created_at=self.world.now, next_at=self.world.now,
        )
        with self.world.work() as work:
            work.bound_quizzes.add(bound)
        return exam

    def examinee(self, user: str, state: AttemptState = AttemptState.RUNNING, exam: Exam | None = None) -> Attempt:
        """Somebody whom the LMS's API calls `user`, with an attempt without StartProctoring."""
        attempt = self.world.attempt(
            state, exam=exam or self.exam, subject=f"sub-{user}", start_assessment_url="", attempt_number=f"by-{user}"
        )
        with self.world.work() as work:
            person = work.people.get(attempt.person_id)
            work.people.save(replace(person, lms_id=user, name=f"Name of {user}"))
        return attempt

    def steps(self, seconds: float) -> None:
        """Let that time pass, with the watch going on."""
        for _ in range(int(seconds // STEP_S)):
            self.watching.step()
            self.world.clock.forward(STEP_S)

    def incidents(self, attempt: Attempt) -> list[Incident]:
        with self.world.work() as work:
            return [each for each in work.incidents.of_attempt(attempt.id) if each.type == "quiz_left"]

    def strays(self) -> list[Stray]:
        with self.world.work() as work:
            return strays(work, self.exam.platform_id, [self.exam.id]).get(self.exam.id, [])
