"""The stage of tests about gates: a teacher, an LMS with quizzes, and the gatekeeper between them."""

from collections.abc import Callable
from dataclasses import replace

from cryptography.fernet import Fernet

from tests.factories.world import PLATFORM, PROCTOR, World
from tests.fakes.quiz_lms import FAMILY, QuizLms, a_quiz
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.db.sealing import Sealer
from tool.lms.gatekeeper import Gatekeeper
from tool.monitoring.exam import attempts, quizzes
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.quizzes import CourseFacts, QuizFacts
from tool.monitoring.exam.records import Exam

COURSE = CourseFacts("platform-1", "d1", "course-1", "77", "Science")


class NoHttp:
    def send(self, *args: object, **more: object) -> None:
        raise AssertionError("nothing goes out of this LMS's adapter")


class GateStage:
    """A teacher, an LMS with quizzes, and the gatekeeper between them."""

    def __init__(self, lms: QuizLms | None = None) -> None:
        self.world = World()
        self.lms = lms or QuizLms()
        self.lms.put(a_quiz())
        self.sealer = Sealer([Fernet.generate_key().decode()])
        with self.world.work() as work:
            work.platforms.save(replace(PLATFORM, family=FAMILY))
        self.keeper = self.made()

    def made(self) -> Gatekeeper:
        world = self.world
        registration = SqlRegistrations(world.database, world.clock).by_id
        keeper = Gatekeeper(
            world.works, registration, outward(NoHttp(), world.clock), self.sealer, world.clock  # type: ignore[arg-type]
        )
        world.works.listen(keeper.heard)
        return keeper

    def bound(self, quiz_id: str = "q1", course: CourseFacts = COURSE) -> Exam:
        quiz = self.lms.has[quiz_id].quiz
        with self.world.work() as work:
            facts = QuizFacts(
                quiz.kind, quiz.id, quiz.title, quiz.assignment, quiz.url, quiz.time_limit_min,
                holds=self.lms.listed_kinds.get(quiz.kind),
            )
            return quizzes.bind(work, course, facts, PROCTOR, self.world.now)

    def saved(self, quiz_id: str = "q1") -> Exam:
        exam = self.bound(quiz_id)
        with self.world.work() as work:
            quizzes.wanted(work, exam.id, PROCTOR, self.world.now)
        return exam

    def stands(self, quiz_id: str = "q1") -> Exam:
        exam = self.saved(quiz_id)
        self.keeper.run_once()
        assert self.row(exam).gate is GateState.SET
        return exam

    def row(self, exam: Exam) -> BoundQuiz:
        found = self.found(exam)
        assert found is not None
        return found

    def found(self, exam: Exam) -> BoundQuiz | None:
        with self.world.work() as work:
            return work.bound_quizzes.find(exam.id)

    def code(self, exam: Exam) -> str | None:
        """Return what the examinee's page would be given, None while there is nothing to give."""
        bound = self.found(exam)
        return self.sealer.unseal(bound.code_secret) if bound is not None and bound.gate is GateState.SET else None

    def again(self, exam: Exam) -> None:
        with self.world.work() as work:
            quizzes.again(work, exam.id, PROCTOR, self.world.now)

    def stop(self, exam: Exam, typed: str = "") -> None:
        with self.world.work() as work:
            quizzes.stop(work, exam.id, typed, PROCTOR, self.world.now)

    def later(self, seconds: float) -> None:
        self.world.clock.forward(seconds)
        self.keeper.run_once()

    def submit(self, attempt_id: str) -> None:
        with self.world.work() as work:
            attempts.submitted(work, attempt_id, self.world.now)


def failing(error: BaseException, *whats: str) -> Callable[[str, str], None]:
    """Fail every call, or those of these names."""
    def fail(what: str, _which: str) -> None:
        if not whats or what in whats:
            raise error

    return fail
