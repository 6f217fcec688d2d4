"""The state of the stand-in, and what a test may do to it from behind."""

import itertools
import secrets
import threading
import time
import uuid
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from tests.counterparts.canvas.bucket import Throttle
from tests.counterparts.canvas.journal import Fault, Journal, Received
from tests.counterparts.canvas.lti.keys import SigningKey
from tests.counterparts.canvas.quiz_records import Assignment, NewQuiz, Question, Quiz, Submission
from tests.counterparts.canvas.records import (
    ApiKey,
    Column,
    Course,
    GradeStatus,
    Link,
    LtiKey,
    Role,
    Token,
    User,
)
from tests.counterparts.canvas.refusals import not_there

TOKEN_LASTS_S = 3600.0
_FIRST_GLOBAL = 10_000_000_000_000
_FIRST_IDS = {
    "user": 11, "course": 101, "link": 201, "column": 301, "quiz": 501, "status": 1, "taking": 701, "override": 801,
    "assignment": 901, "submission": 1101, "comment": 1301, "question": 1501, "event": 2001, "tool": 41, "key": 51,
}


class CanvasWorld:
    """One Canvas: `url` is where it is reached, `engine_url` where New Quizzes are; both are set when it is served.

    `lock` is held by every request while it is answered. `graphql_scopes`: what a scoped key must hold to call GraphQL;
    None, the default, is that it never may."""

    def __init__(self, url: str = "http://localhost:8400", engine_url: str = "http://localhost:8401") -> None:
        self.url, self.engine_url = url, engine_url
        self.name, self.guid = "Stand-in University", "7db438071375c02373713c12c73869ff2f470b68.canvas.example"
        self.lock = threading.RLock()
        self.journal, self.throttle = Journal(), Throttle(self.now)
        self.users: dict[int, User] = {}
        self.courses: dict[int, Course] = {}
        self.assignments: dict[int, Assignment] = {}
        self.quizzes: dict[int, Quiz] = {}
        self.new_quizzes: dict[int, NewQuiz] = {}
        self.columns: dict[int, Column] = {}
        self.statuses: dict[int, GradeStatus] = {}
        self.api_keys: dict[str, ApiKey] = {}
        self.lti_keys: dict[str, LtiKey] = {}
        self.tokens: dict[str, Token] = {}
        self.accommodations: dict[tuple[int, int], dict[str, Any]] = {}
        self.theme_script = ""
        self.graphql_scopes: frozenset[str] | None = None
        self.token_lasts_s = TOKEN_LASTS_S
        self.signing = SigningKey()
        self.pending: dict[str, Any] = {}
        self.line_items: dict[int, Any] = {}
        self._moved = 0.0
        self._ids = {table: itertools.count(first) for table, first in _FIRST_IDS.items()}

    # Time and numbers

    def now(self) -> float:
        """Return the time by this Canvas's clock."""
        return time.time() + self._moved

    def move_clock(self, seconds: float) -> None:
        """Let time pass, without anybody waiting."""
        self._moved += seconds

    def next_id(self, table: str) -> int:
        """Return a number that was not given before; no two tables share numbers."""
        return next(self._ids[table])

    # Making things

    def add_user(self, login: str, name: str, *, admin: bool = False) -> User:
        """Make a person."""
        user = User(self.next_id("user"), name, login, str(uuid.uuid4()), admin)
        self.users[user.id] = user
        return user

    def add_course(self, name: str, code: str, people: Iterable[tuple[User, Role]] = ()) -> Course:
        """Make a course with these people in it."""
        course = Course(self.next_id("course"), name, code, secrets.token_hex(20))
        course.enrolments.update((user.id, role) for user, role in people)
        self.courses[course.id] = course
        return course

    def add_assignment(self, course: Course, name: str, kind: str, points: float, **more: Any) -> Assignment:
        """Make an assignment, with an empty row for every student."""
        assignment = Assignment(self.next_id("assignment"), course.id, name, kind, points, **more)
        self.assignments[assignment.id] = assignment
        for user in course.students():
            self.submission(assignment, user)
        return assignment

    def add_quiz(
        self, course: Course, title: str, *, code: str | None = None, time_limit: int | None = None,
        published: bool = True, attempts: int = 1, questions: Iterable[tuple[str, tuple[str, ...], int]] = (),
    ) -> Quiz:
        """Make a Classic quiz; a question is its text, its answers, and the number of the right one."""
        asked = self._questions(questions)
        assignment = self.add_assignment(course, title, "online_quiz", float(len(asked)), published=published)
        quiz = Quiz(
            self.next_id("quiz"), course.id, assignment.id, title, code, time_limit, attempts, questions=asked
        )
        self.quizzes[quiz.id] = quiz
        return quiz

    def add_new_quiz(
        self, course: Course, title: str, *, code: str | None = None, minutes: int | None = None,
        published: bool = True, questions: Iterable[tuple[str, tuple[str, ...], int]] = (),
    ) -> NewQuiz:
        """Make a New Quiz."""
        asked = self._questions(questions)
        assignment = self.add_assignment(course, title, "new_quiz", float(len(asked)), published=published)
        settings = {
            "require_student_access_code": code is not None, "student_access_code": code,
            "has_time_limit": minutes is not None, "session_time_limit_in_seconds": (minutes or 0) * 60,
            "filter_ip_address": False, "filters": {}, "shuffle_answers": False, "shuffle_questions": False,
            "one_at_a_time_type": "none", "allow_backtracking": True, "multiple_attempts": None,
        }
        quiz = NewQuiz(assignment.id, course.id, title, settings, asked)
        self.new_quizzes[assignment.id] = quiz
        return quiz

    def add_link(self, course: Course, key: LtiKey, title: str, url: str, custom: dict[str, str]) -> Link:
        """Put a link to a tool into a course's modules."""
        link = Link(self.next_id("link"), str(uuid.uuid4()), title, url, key.id, dict(custom))
        course.links[link.id] = link
        return link

    def add_status(self, name: str) -> GradeStatus:
        """Make a label for gradebooks, as a root account's administrator does."""
        status = GradeStatus(self.next_id("status"), name)
        self.statuses[status.id] = status
        return status

    def add_api_key(
        self, name: str, redirect_uris: Iterable[str], scopes: Iterable[str] | None, *, includes: bool = True
    ) -> ApiKey:
        """Make a developer key for REST, switched on."""
        client = str(_FIRST_GLOBAL + self.next_id("key"))
        held = None if scopes is None else frozenset(scopes)
        key = ApiKey(client, secrets.token_urlsafe(32), name, tuple(redirect_uris), held, includes)
        self.api_keys[client] = key
        return key

    def global_id(self) -> str:
        """Return a client id as Canvas gives it, valid on every one of its shards."""
        return str(_FIRST_GLOBAL + self.next_id("key"))

    # Finding things

    def user_by_login(self, login: str) -> User:
        """Return the person who signs in so."""
        return self._one(user for user in self.users.values() if user.login == login)

    def course(self, course_id: int) -> Course:
        """Return a course; raise Refused (404) if there is none."""
        return self._one(course for course in self.courses.values() if course.id == course_id)

    def quiz(self, course_id: int, quiz_id: int) -> Quiz:
        """Return a Classic quiz of a course; raise Refused (404) if it is not there any more."""
        return self._one(q for q in self.quizzes.values() if (q.course_id, q.id) == (course_id, quiz_id))

    def new_quiz(self, course_id: int, assignment_id: int) -> NewQuiz:
        """Return a New Quiz of a course; raise Refused (404)."""
        return self._one(
            q for q in self.new_quizzes.values() if (q.course_id, q.assignment_id) == (course_id, assignment_id)
        )

    def assignment(self, course_id: int, assignment_id: int) -> Assignment:
        """Return an assignment of a course; raise Refused (404)."""
        return self._one(a for a in self.assignments.values() if (a.course_id, a.id) == (course_id, assignment_id))

    def lti_key(self, number: int) -> LtiKey:
        """Return a tool by the number that its pages have; raise Refused (404)."""
        return self._one(key for key in self.lti_keys.values() if key.id == number)

    def submission(self, assignment: Assignment, user_id: int) -> Submission:
        """Return a person's row of an assignment, made at need."""
        if user_id not in assignment.submissions:
            assignment.submissions[user_id] = Submission(self.next_id("submission"), user_id)
        return assignment.submissions[user_id]

    def _one(self, found: Any) -> Any:
        first = next(iter(found), None)
        if first is None:
            raise not_there()
        return first

    def _questions(self, questions: Iterable[tuple[str, tuple[str, ...], int]]) -> list[Question]:
        return [Question(self.next_id("question"), text, answers, right) for text, answers, right in questions]

    # What people do behind Invigil's back

    def set_code_by_hand(self, quiz: Quiz | NewQuiz, code: str | None) -> None:
        """Have a teacher change the access code on the quiz's own page; None takes it away."""
        with self.lock:
            if isinstance(quiz, Quiz):
                quiz.access_code = code or None
            else:
                quiz.settings.update(require_student_access_code=bool(code), student_access_code=code)

    def delete_quiz(self, quiz: Quiz | NewQuiz) -> None:
        """Have a teacher delete a quiz; its gradebook column goes with it."""
        with self.lock:
            if isinstance(quiz, Quiz):
                del self.quizzes[quiz.id]
            else:
                del self.new_quizzes[quiz.assignment_id]
            del self.assignments[quiz.assignment_id]

    def copy_course(self, course: Course, name: str) -> Course:
        """Have a teacher copy a course: quizzes with their codes, links with their custom parameters, no students."""
        with self.lock:
            staff = [(self.users[user], role) for user, role in course.enrolments.items() if role is not Role.STUDENT]
            copy = self.add_course(name, f"{course.code}-copy", staff)
            for link in course.links.values():
                self.add_link(copy, self.lti_key(link.tool_id), link.title, link.url, link.custom)
            for quiz in [q for q in self.quizzes.values() if q.course_id == course.id]:
                asked = [(q.text, q.answers, q.right) for q in quiz.questions]
                self.add_quiz(
                    copy, quiz.title, code=quiz.access_code, time_limit=quiz.time_limit,
                    attempts=quiz.allowed_attempts, questions=asked,
                )
            for old in [q for q in self.new_quizzes.values() if q.course_id == course.id]:
                asked = [(q.text, q.answers, q.right) for q in old.questions]
                new = self.add_new_quiz(copy, old.title, questions=asked)
                new.settings = deepcopy(old.settings)
            return copy

    # Tokens

    def issue(self, user: User, key: ApiKey | None, scopes: frozenset[str] | None, *, lasting: bool = False) -> Token:
        """Give a token; `lasting`: one made by hand on the person's own page, without a key and an end."""
        ends = None if lasting else self.now() + self.token_lasts_s
        refresh = "" if lasting else f"{secrets.token_urlsafe(40)}"
        client = None if key is None else key.client_id
        token = Token(f"7~{secrets.token_urlsafe(40)}", user.id, client, scopes, ends, refresh)
        self.tokens[token.value] = token
        return token

    def own_token(self, user: User) -> str:
        """Return a token that a person has made by hand: every scope, no end."""
        return self.issue(user, None, None, lasting=True).value

    def revoke(self, client_id: str) -> None:
        """Take back every token of a developer key, with what renews it."""
        with self.lock:
            self.tokens = {value: token for value, token in self.tokens.items() if token.client_id != client_id}

    # Faults and what came

    def fail_next(
        self, path: str, *, status: int = 500, times: int = 1, method: str | None = None, after: bool = False
    ) -> None:
        """Have the next calls with `path` in their path answered with an error; `after`: but carried out before."""
        self.journal.order(Fault(path, method, times, status, after))

    def throttle_next(self, path: str, *, times: int = 1) -> None:
        """Have the next calls refused as too many."""
        self.fail_next(path, status=403, times=times)

    def hang_next(
        self, path: str, *, times: int = 1, method: str | None = None, after: bool = False
    ) -> threading.Event:
        """Have the next calls wait until the event that is returned is set; then they fail."""
        release = threading.Event()
        self.journal.order(Fault(path, method, times, 504, after, release))
        return release

    def received(self, method: str | None = None, path: str = "") -> list[Received]:
        """Return the requests that came, oldest first: by method, by a part of their path."""
        return self.journal.received(method, path)
