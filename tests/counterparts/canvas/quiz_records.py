"""What the stand-in keeps of assignments, quizzes and what people do in them. Times are Unix seconds."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Comment:
    """A remark on a submission; its examinee sees it once the grade is posted."""

    id: int
    author_id: int | None
    text: str
    at: float
    attempt: int | None = None


@dataclass
class Submission:
    """One person's row of an assignment in the gradebook. `posted_at` None: its grade is held back."""

    id: int
    user_id: int
    state: str = "unsubmitted"
    attempt: int | None = None
    submitted_at: float | None = None
    score: float | None = None
    posted_at: float | None = None
    status_id: int | None = None
    late_policy: str | None = None
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Override:
    """Other dates for some people; `dates` has only those that are set, each Unix seconds or None."""

    id: int
    title: str
    student_ids: list[int]
    dates: dict[str, float | None] = field(default_factory=dict)


@dataclass
class Assignment:
    """What stands in the gradebook. `kind`: online_quiz, new_quiz (an external tool to Canvas) or external_tool."""

    id: int
    course_id: int
    name: str
    kind: str
    points: float
    published: bool = True
    unlock_at: float | None = None
    due_at: float | None = None
    lock_at: float | None = None
    post_manually: bool = False
    only_overrides: bool = False
    overrides: dict[int, Override] = field(default_factory=dict)
    submissions: dict[int, Submission] = field(default_factory=dict)

    def date(self, name: str, user_id: int) -> float | None:
        """Return `unlock_at`, `due_at` or `lock_at` as it holds for a person."""
        for override in self.overrides.values():
            if user_id in override.student_ids and name in override.dates:
                return override.dates[name]
        found: float | None = getattr(self, name)
        return found


@dataclass
class Question:
    """A question with one right answer among `answers` (by number)."""

    id: int
    text: str
    answers: tuple[str, ...]
    right: int
    points: float = 1.0


@dataclass
class Event:
    """A line of the quiz log."""

    id: int
    attempt: int
    kind: str
    at: float
    data: Any = None


@dataclass
class Taking:
    """What Canvas calls a quiz submission: one a person and quiz, whatever the attempt.

    `state`: settings_only (nothing but an extension), untaken (running), complete or pending_review."""

    id: int
    user_id: int
    submission_id: int
    validation_token: str = field(repr=False)
    state: str = "settings_only"
    attempt: int | None = None
    started_at: float | None = None
    end_at: float | None = None
    finished_at: float | None = None
    extra_time: int = 0
    extra_attempts: int = 0
    manually_unlocked: bool = False
    score: float | None = None
    answers: dict[int, int] = field(default_factory=dict)
    log: list[Event] = field(default_factory=list)


@dataclass
class Quiz:
    """A Classic quiz. `time_limit` in minutes, None for no limit; `allowed_attempts` -1 for any number."""

    id: int
    course_id: int
    assignment_id: int
    title: str
    access_code: str | None = field(default=None, repr=False)
    time_limit: int | None = None
    allowed_attempts: int = 1
    kind: str = "assignment"
    ip_filter: str | None = None
    version: int = 1
    questions: list[Question] = field(default_factory=list)
    takings: dict[int, Taking] = field(default_factory=dict)


@dataclass
class Session:
    """One person's sitting of a New Quiz, in the engine beside Canvas; REST shows nothing of it."""

    user_id: int
    started_at: float
    ends_at: float | None
    over: bool = False
    answers: dict[int, int] = field(default_factory=dict)


@dataclass
class NewQuiz:
    """A New Quiz; its id is that of its assignment. `settings` as in `quiz_settings`."""

    assignment_id: int
    course_id: int
    title: str
    settings: dict[str, Any]
    questions: list[Question] = field(default_factory=list)
    sessions: dict[int, Session] = field(default_factory=dict)
