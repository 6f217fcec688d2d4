"""Who is signed in, what they may see, and the token that proves a form is ours."""

import hmac
import secrets
from typing import NoReturn

from flask import abort, request, session

from integrations.sandbox import attempts, catalogue
from integrations.sandbox.attempts import Attempt
from integrations.sandbox.catalogue import Course, Person, Quiz, Role
from integrations.sandbox.refusal import Refused
from integrations.sandbox.web.context import db, now


class SignInNeeded(Exception):
    """Nobody is signed in; the browser is to be shown the log-in page."""


def sign_in(person: Person) -> None:
    """Make this browser that person, with a new form token."""
    session.clear()
    session["person"] = person.id
    session["form_token"] = secrets.token_urlsafe(16)


def signed_in() -> Person | None:
    """Return the person of this browser."""
    person_id = session.get("person")
    return catalogue.person(db(), person_id) if isinstance(person_id, str) else None


def required_person() -> Person:
    """Return the person of this browser. Raises SignInNeeded."""
    person = signed_in()
    if person is None:
        raise SignInNeeded
    return person


def required_admin() -> Person:
    """Return the administrator of this browser. Raises SignInNeeded or 403."""
    person = required_person()
    if not person.is_admin:
        abort(403, "This page is for the site's administrator. Sign in as Alma Admin.")
    return person


def role_of(person: Person, course_id: int) -> Role:
    """Return a person's role in a course; an administrator counts as a teacher. Anyone else gets 403."""
    role = catalogue.role_in(db(), course_id, person.id)
    if role is None and person.is_admin:
        return Role.TEACHER
    if role is None:
        abort(403, "You are not enrolled in this course.")
    return role


def course_and_role(course_id: int) -> tuple[Course, Person, Role]:
    """Return a course with the signed-in person's role in it."""
    person = required_person()
    course = catalogue.course(db(), course_id)
    if course is None:
        _gone("course")
    return course, person, role_of(person, course_id)


def quiz_and_role(quiz_id: int) -> tuple[Quiz, Person, Role]:
    """Return a quiz with the signed-in person's role in its course."""
    person = required_person()
    quiz = catalogue.quiz(db(), quiz_id)
    if quiz is None:
        _gone("quiz")
    return quiz, person, role_of(person, quiz.course_id)


def staff_quiz(quiz_id: int) -> tuple[Quiz, Person]:
    """Return a quiz whose attempts the signed-in person may see; 403 for examinees."""
    quiz, person, role = quiz_and_role(quiz_id)
    if not role.is_staff:
        abort(403, "This page is for teachers and proctors.")
    return quiz, person


def teachers_quiz(quiz_id: int) -> tuple[Quiz, Person]:
    """Return a quiz that the signed-in person may change; 403 for others."""
    quiz, person, role = quiz_and_role(quiz_id)
    if role is not Role.TEACHER:
        abort(403, "Only a teacher can change a quiz.")
    return quiz, person


def own_attempt(attempt_id: int) -> tuple[Attempt, Quiz, Person]:
    """Return the signed-in person's own attempt; 404 for anyone else's."""
    person = required_person()
    attempt = attempts.get(db(), attempt_id, now())
    quiz = catalogue.quiz(db(), attempt.quiz_id) if attempt else None
    if attempt is None or quiz is None or attempt.person_id != person.id:
        _gone("attempt")
    return attempt, quiz, person


def attempt_for_staff(attempt_id: int) -> tuple[Attempt, Quiz, Person]:
    """Return any attempt to staff of its course; 403 for others."""
    attempt = attempts.get(db(), attempt_id, now())
    if attempt is None:
        required_person()
        _gone("attempt")
    quiz, person = staff_quiz(attempt.quiz_id)
    return attempt, quiz, person


def _gone(what: str) -> NoReturn:
    abort(404, f"There is no such {what}, or it is not yours.")


def form_token() -> str:
    """Return this browser's form token, for hidden fields and the X-Form-Token header."""
    if "form_token" not in session:
        session["form_token"] = secrets.token_urlsafe(16)
    return str(session["form_token"])


def check_form_token() -> None:
    """Refuse a POST that none of our own pages sent. Raises Refused (403)."""
    sent = request.form.get("form_token") or request.headers.get("X-Form-Token", "")
    if not hmac.compare_digest(sent.encode(), str(session.get("form_token", "")).encode()) or not sent:
        raise Refused("form_expired", "This form is out of date. Go back, reload the page and try again.", 403)
