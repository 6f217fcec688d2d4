"""A small school to begin with: one course with people, two Classic quizzes and a New Quiz."""

from dataclasses import dataclass

from tests.counterparts.canvas.quiz_records import NewQuiz, Quiz
from tests.counterparts.canvas.records import Course, Role, User
from tests.counterparts.canvas.world import CanvasWorld

QUESTIONS = (
    ("Which planet is nearest to the sun?", ("Venus", "Mercury", "Mars"), 1),
    ("How many legs has a spider?", ("Six", "Eight", "Ten"), 1),
    ("What is seven times eight?", ("56", "54", "63"), 0),
)


@dataclass(frozen=True)
class School:
    """What is there at first. `final` has a limit of 60 minutes and no code; `practice` no limit at all."""

    world: CanvasWorld
    admin: User
    teacher: User
    assistant: User
    students: tuple[User, ...]
    course: Course
    final: Quiz
    practice: Quiz
    new_quiz: NewQuiz


def school(world: CanvasWorld | None = None) -> School:
    """Make the school in a world, a new one at need."""
    world = world or CanvasWorld()
    admin = world.add_user("ada", "Ada Admin", admin=True)
    teacher, assistant = world.add_user("tom", "Tom Teacher"), world.add_user("tina", "Tina Assistant")
    students = tuple(world.add_user(login, name) for login, name in (
        ("sue", "Sue Student"), ("sam", "Sam Student"), ("sid", "Sid Student")
    ))
    course = world.add_course("Astronomy", "AST-101", [
        (teacher, Role.TEACHER), (assistant, Role.TA), *((each, Role.STUDENT) for each in students)
    ])
    return School(
        world, admin, teacher, assistant, students, course,
        final=world.add_quiz(course, "Final exam", time_limit=60, questions=QUESTIONS),
        practice=world.add_quiz(course, "Practice", questions=QUESTIONS[:1]),
        new_quiz=world.add_new_quiz(course, "Midterm", minutes=45, questions=QUESTIONS),
    )
