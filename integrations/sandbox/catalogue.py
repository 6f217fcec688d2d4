"""People, courses, quizzes and questions: what the sandbox teaches and to whom."""

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a course."""

    TEACHER = "teacher"
    ASSISTANT = "assistant"
    LEARNER = "learner"

    @property
    def is_staff(self) -> bool:
        """Whether this role may see other people's attempts."""
        return self is not Role.LEARNER


LOCALES = {"lucia": "es"}
"""Who uses the site in another language than English, by login. Tools are told at every launch."""

ROLE_WORDS = {Role.TEACHER: "Teacher", Role.ASSISTANT: "Proctor", Role.LEARNER: "Student"}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can sign in."""

    id: str
    login: str
    given_name: str
    family_name: str
    email: str
    is_admin: bool

    @property
    def name(self) -> str:
        """The full name, as plain text."""
        return f"{self.given_name} {self.family_name}"

    @property
    def locale(self) -> str:
        """The person's language, as LTI has it in `locale`."""
        return LOCALES.get(self.login, "en")


@dataclass(frozen=True, slots=True)
class Course:
    """A course."""

    id: int
    label: str
    title: str
    term: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz; `awaits_tool` means that the next tool to be activated shall proctor it."""

    id: int
    course_id: int
    title: str
    intro: str
    minutes: int
    awaits_tool: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a page (1, 2, …); without choices it is answered by a text."""

    id: int
    page: int
    position: int
    prompt: str
    choices: tuple[str, ...]


def _person(row: sqlite3.Row) -> Person:
    return Person(row["id"], row["login"], row["given_name"], row["family_name"], row["email"], bool(row["is_admin"]))


def _quiz(row: sqlite3.Row) -> Quiz:
    return Quiz(row["id"], row["course_id"], row["title"], row["intro"], row["minutes"], bool(row["awaits_tool"]))


def person(db: sqlite3.Connection, person_id: str) -> Person | None:
    """Return the person with this id."""
    row = db.execute("SELECT * FROM people WHERE id = ?", (person_id,)).fetchone()
    return None if row is None else _person(row)


def person_by_login(db: sqlite3.Connection, login: str) -> Person | None:
    """Return the person with this log-in name."""
    row = db.execute("SELECT * FROM people WHERE login = ?", (login,)).fetchone()
    return None if row is None else _person(row)


def everyone(db: sqlite3.Connection) -> list[tuple[Person, Role | None]]:
    """Return all people with their role in a course, staff first; an admin without a course has none."""
    rows = db.execute(
        "SELECT people.*, enrolments.role FROM people LEFT JOIN enrolments ON person_id = people.id ORDER BY people.id"
    )
    return [(_person(row), Role(row["role"]) if row["role"] else None) for row in rows]


def members(db: sqlite3.Connection, course_id: int) -> list[tuple[Person, Role]]:
    """Return the people of a course."""
    rows = db.execute(
        "SELECT people.*, enrolments.role FROM people JOIN enrolments ON person_id = people.id "
        "WHERE course_id = ? ORDER BY people.id",
        (course_id,),
    )
    return [(_person(row), Role(row["role"])) for row in rows]


def role_in(db: sqlite3.Connection, course_id: int, person_id: str) -> Role | None:
    """Return a person's role in a course, None if not enrolled."""
    row = db.execute(
        "SELECT role FROM enrolments WHERE course_id = ? AND person_id = ?", (course_id, person_id)
    ).fetchone()
    return None if row is None else Role(row["role"])


def courses(db: sqlite3.Connection) -> list[Course]:
    """Return all courses."""
    return [Course(*row) for row in db.execute("SELECT id, label, title, term FROM courses ORDER BY id")]


def course(db: sqlite3.Connection, course_id: int) -> Course | None:
    """Return the course with this id."""
    row = db.execute("SELECT id, label, title, term FROM courses WHERE id = ?", (course_id,)).fetchone()
    return None if row is None else Course(*row)


def quizzes(db: sqlite3.Connection, course_id: int) -> list[Quiz]:
    """Return the quizzes of a course."""
    return [_quiz(row) for row in db.execute("SELECT * FROM quizzes WHERE course_id = ? ORDER BY id", (course_id,))]


def quiz(db: sqlite3.Connection, quiz_id: int) -> Quiz | None:
    """Return the quiz with this id."""
    row = db.execute("SELECT * FROM quizzes WHERE id = ?", (quiz_id,)).fetchone()
    return None if row is None else _quiz(row)


def waiting_quizzes(db: sqlite3.Connection) -> list[Quiz]:
    """Return the quizzes that shall be proctored by the next tool and are not yet."""
    rows = db.execute(
        "SELECT * FROM quizzes WHERE awaits_tool = 1 AND id NOT IN (SELECT quiz_id FROM links WHERE removed_at IS NULL)"
    )
    return [_quiz(row) for row in rows]


def change_quiz(db: sqlite3.Connection, quiz_id: int, title: str, minutes: int) -> None:
    """Change a quiz's title and time limit; attempts that already run keep their time."""
    db.execute("UPDATE quizzes SET title = ?, minutes = ? WHERE id = ?", (title, minutes, quiz_id))


def stop_waiting(db: sqlite3.Connection, quiz_id: int) -> None:
    """The teacher decided: no tool shall take this quiz on its own any more."""
    db.execute("UPDATE quizzes SET awaits_tool = 0 WHERE id = ?", (quiz_id,))


def questions(db: sqlite3.Connection, quiz_id: int) -> list[Question]:
    """Return a quiz's questions in order."""
    rows = db.execute("SELECT * FROM questions WHERE quiz_id = ? ORDER BY position", (quiz_id,))
    return [Question(r["id"], r["page"], r["position"], r["prompt"], tuple(json.loads(r["choices"]))) for r in rows]
