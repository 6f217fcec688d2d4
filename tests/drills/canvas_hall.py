"""A course on the stand-in for a Canvas, watched by Invigil's own loops, whose turns and clock are a drill's.

Everything between the database and the wire is as it runs: gatekeeper, outbox, watch, adapter, token, HTTP. Only nobody
waits: time passes when it is told to, for both sides at once."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from integrations.oauth import PlatformToken
from tests.counterparts.canvas import takings
from tests.counterparts.canvas.app import scopes
from tests.counterparts.canvas.quiz_records import Taking
from tests.counterparts.canvas.records import Role, User
from tests.counterparts.canvas.seed import school
from tests.counterparts.canvas.server import CanvasServer
from tests.factories.world import PLATFORM, World
from tool.config import Settings
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam import deliveries, quizzes
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.quizzes import CourseFacts, QuizFacts
from tool.monitoring.exam.records import Attempt, OutboxRow, Staff
from tool.web.app import create_app
from tool.web.foundations import Parts

ID = "lms-canvas"
TEACHER = Staff("person-tom", "Tom")
_TURN_S = 5.0


class CanvasHall:
    """A context manager: a quiz that is proctored, its gate not set yet. `timeout_s` is that of every call."""

    def __init__(self, folder: Path, timeout_s: float = 10.0) -> None:
        self.school, self._moved = school(), 0.0
        self.canvas, self.quiz = self.school.world, self.school.final
        self._server = CanvasServer(self.canvas)
        url = f"sqlite:///{folder / 'invigil.sqlite3'}"
        self.world = World(url)
        settings = Settings(
            data_dir=folder, database_url=url, secret="s" * 40, allow_private_platforms=True, http_timeout_s=timeout_s,
            reserve_mb=0,
        )
        self.web = create_app(settings, Parts(clock=self.now, sleep=self.pass_time, send_command=lambda _command: None))
        self.base = self.web.base

    def __enter__(self) -> "CanvasHall":
        self._server.__enter__()
        self.world.clock.now = self.now()
        place = self.canvas.url
        with self.world.work() as work:
            work.platforms.add(replace(
                PLATFORM, id=ID, issuer=place, client_id="1", family="canvas", auth_login_url=f"{place}/auth",
                auth_token_url=f"{place}/login/oauth2/token", approved_at=1.0, api_said=place,
            ))
        self.key = self.canvas.add_api_key("Invigil", [f"{place}/done"], scopes())
        self.connect()
        self.exam_id = self.proctor()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__(None, None, None)
        self.base.database.close()
        self.world.database.close()

    def now(self) -> float:
        """Return the time of both, Unix seconds."""
        return time.time() + self._moved

    def pass_time(self, seconds: float) -> None:
        """Let time pass on both sides."""
        self._moved += seconds
        self.canvas.move_clock(seconds)
        self.world.clock.now = self.now()

    def connect(self) -> None:
        """Connect the API, as its administrator does (anew)."""
        token = self.canvas.issue(self.school.admin, self.key, self.key.scopes)
        self.base.api_tokens.keep(PlatformToken(
            holder_id=ID, client_id=self.key.client_id, client_secret=self.key.secret, client_says="form",
            token_url=f"{self.canvas.url}/login/oauth2/token", access_token=token.value, refresh_token=token.refresh,
            expires_at=token.ends_at or 0.0, scopes=token.scopes or frozenset(), connected_at=self.now(),
        ))

    def proctor(self) -> str:
        """Have the quiz proctored and saved; return the exam's id."""
        course, quiz = self.school.course, self.quiz
        facts = QuizFacts("classic", str(quiz.id), quiz.title, str(quiz.assignment_id), "", quiz.time_limit, 1)
        with self.world.work() as work:
            exam = quizzes.bind(
                work, CourseFacts(ID, "d1", "c1", str(course.id), course.name), facts, TEACHER, self.now()
            )
            quizzes.wanted(work, exam.id, TEACHER, self.now())
        return exam.id

    def working(self, number: int) -> tuple[Attempt, Taking]:
        """Have one more student at work, here and in Canvas."""
        student = self._student(number)
        with self.world.work() as work:
            exam = work.exams.get(self.exam_id)
        subject = f"sub-{student.id}"
        attempt = self.world.attempt(
            AttemptState.RUNNING, exam=replace(exam, platform_id=ID), subject=subject, start_assessment_url="",
            attempt_number=f"by-{student.id}",
        )
        with self.world.work() as work:
            work.people.save(replace(work.people.get(attempt.person_id), lms_id=str(student.id), name=student.name))
        return attempt, takings.begin(self.canvas, self.quiz, student.id)

    def _student(self, number: int) -> User:
        if number < len(self.school.students):
            return self.school.students[number]
        user = self.canvas.add_user(f"student{number}", f"Student {number}")
        self.school.course.enrolments[user.id] = Role.STUDENT
        return user

    def decide(self, attempt: Attempt, kind: InterventionKind, **more: Any) -> None:
        """Have a proctor decide."""
        self.world.decide(attempt.id, kind, **more)

    def deliver(self, for_s: float = 0.0) -> None:
        """Have the outbox tell Canvas what is due, now and in the time to come."""
        end = self.now() + for_s
        while True:
            self.base.dispatcher.run_once()
            if self.now() >= end:
                return
            self.pass_time(_TURN_S)

    def see_to_the_gate(self, for_s: float = 0.0) -> BoundQuiz:
        """Have the gatekeeper do what is due, now and in the time to come; return how the quiz stands."""
        end = self.now() + for_s
        while True:
            self.base.gatekeeper.run_once()
            if self.now() >= end:
                with self.world.work() as work:
                    found = work.bound_quizzes.find(self.exam_id)
                assert found is not None
                return found
            self.pass_time(_TURN_S)

    def try_again(self, attempt: Attempt) -> None:
        """Have staff try the last command about an attempt again, who have looked in Canvas."""
        row = self.row(attempt)
        with self.world.work() as work:
            deliveries.again(work, self.exam_id, row.id, TEACHER, self.now())

    def row(self, attempt: Attempt) -> OutboxRow:
        """Return the last command about an attempt."""
        with self.world.work() as work:
            return work.outbox.of_attempt(attempt.id)[-1]

    def sent(self, path: str) -> int:
        """Return how many calls that change something came to paths with this in them, whatever became of them."""
        return sum(each.method != "GET" for each in self.canvas.received(path=path))
