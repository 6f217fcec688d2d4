"""The engine of New Quizzes: a site of another origin in a frame of Canvas. It asks for the access code by itself."""

from pathlib import Path
from typing import Any

from flask import Flask, render_template, request

from tests.counterparts.canvas.quiz_records import NewQuiz, Session
from tests.counterparts.canvas.refusals import Refused
from tests.counterparts.canvas.world import CanvasWorld


def build_engine(world: CanvasWorld) -> Flask:
    """Return the application. People come with a ticket that Canvas put into the frame's address."""
    app = Flask(__name__, template_folder=str(Path(__file__).parent / "pages" / "templates"), static_folder=None)

    @app.get("/taking/<ticket>")
    def opened(ticket: str) -> Any:
        with world.lock:
            return _stage(world, ticket)

    @app.post("/taking/<ticket>/begin")
    def begin(ticket: str) -> Any:
        with world.lock:
            return _begin(world, ticket)

    @app.post("/taking/<ticket>/submit")
    def submit(ticket: str) -> Any:
        with world.lock:
            return _submit(world, ticket)

    app.register_error_handler(Refused, lambda refused: (str(refused.body), refused.status))
    return app


def _found(world: CanvasWorld, ticket: str) -> tuple[NewQuiz, int]:
    kind, user, assignment = world.pending.get(ticket) or ("", 0, 0)
    quiz = world.new_quizzes.get(assignment)
    if kind != "engine" or quiz is None:
        raise Refused(404, "The quiz is not there any more.")
    return quiz, user


def _closed(world: CanvasWorld, quiz: NewQuiz, user: int) -> bool:
    closes = world.assignments[quiz.assignment_id].date("lock_at", user)
    return closes is not None and world.now() >= closes


def _stage(world: CanvasWorld, ticket: str, *, wrong: bool = False) -> str:
    quiz, user = _found(world, ticket)
    session = quiz.sessions.get(user)
    if session is not None and not session.over and (_closed(world, quiz, user) or _late(world, session)):
        _grade(world, quiz, session)
    if session is not None and session.over:
        return _shown(quiz, ticket, "result", said="Submitted.")
    if _closed(world, quiz, user):
        return _shown(quiz, ticket, "result", said="This quiz is closed.")
    if session is not None:
        left = None if session.ends_at is None else round(session.ends_at - world.now())
        return _shown(quiz, ticket, "questions", seconds_left=left)
    return _shown(quiz, ticket, "code" if quiz.settings["require_student_access_code"] else "begin", wrong=wrong)


def _begin(world: CanvasWorld, ticket: str) -> str:
    quiz, user = _found(world, ticket)
    asks = quiz.settings["require_student_access_code"]
    if asks and request.form.get("access_code") != quiz.settings["student_access_code"]:
        return _stage(world, ticket, wrong=True)
    if user not in quiz.sessions and not _closed(world, quiz, user):
        quiz.sessions[user] = Session(user, world.now(), _end(world, quiz, user))
    return _stage(world, ticket)


def _end(world: CanvasWorld, quiz: NewQuiz, user: int) -> float | None:
    if not quiz.settings["has_time_limit"]:
        return None
    keys = ((quiz.course_id, user), (quiz.assignment_id, user))
    extra = sum(int(world.accommodations.get(key, {}).get("extra_time", 0)) for key in keys)
    return world.now() + float(quiz.settings["session_time_limit_in_seconds"]) + 60.0 * extra


def _submit(world: CanvasWorld, ticket: str) -> str:
    quiz, user = _found(world, ticket)
    session = quiz.sessions.get(user)
    if session is not None and not session.over:
        for question in quiz.questions:
            given = request.form.get(f"question_{question.id}", "")
            if given.isdigit() and not _late(world, session):
                session.answers[question.id] = int(given)
        _grade(world, quiz, session)
    return _stage(world, ticket)


def _late(world: CanvasWorld, session: Session) -> bool:
    return session.ends_at is not None and world.now() >= session.ends_at


def _grade(world: CanvasWorld, quiz: NewQuiz, session: Session) -> None:
    """Hand in, and have Canvas's gradebook say so."""
    session.over = True
    assignment = world.assignments[quiz.assignment_id]
    row = world.submission(assignment, session.user_id)
    row.state, row.attempt, row.submitted_at = "graded", 1, world.now()
    row.score = sum(q.points for q in quiz.questions if session.answers.get(q.id) == q.right)
    row.posted_at = None if assignment.post_manually else world.now()


def _shown(quiz: NewQuiz, ticket: str, stage: str, **more: Any) -> str:
    return render_template("engine.html", quiz=quiz, base=f"/taking/{ticket}", stage=stage, **more)
