"""Quizzes as an LMS's own API shows them: what Invigil lists, shuts (with an access code, or with a list of those who
may open one) and watches over.

An LMS that starts its quizzes by LTI Proctoring Services needs none of this."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ApiConnection:
    """That an administrator has connected the LMS's own API, without anything secret. Times are Unix seconds.

    `origin` (scheme://host[:port]) is the LMS's; `scopes` those granted, empty if the LMS named none; `revoked_at`:
    when the LMS was found to let Invigil in no more."""

    origin: str
    scopes: frozenset[str]
    connected_at: float
    revoked_at: float | None = None


@dataclass(frozen=True, slots=True)
class QuizInLms:
    """One quiz as its API addresses it: all ids are the LMS's own, as text.

    `kind` is a word of the adapter's ("classic"); `assignment` is "" where there is none; `url` its page in the LMS;
    `time_limit_min` None where the time is not limited; `attempts` allowed, None for any number."""

    kind: str
    course: str
    id: str
    assignment: str = ""
    title: str = ""
    url: str = ""
    time_limit_min: int | None = None
    attempts: int | None = 1


@dataclass(frozen=True, slots=True)
class PeopleGate:
    """The list of those whom an LMS lets open a quiz. `members` are the LMS's ids of people, `holds` how many there can
    be. `fault`: why it keeps nobody out as it stands, in words with what to do about it, "" if it does keep people out;
    with a fault, `members` may be known or not. `place`: where it is, in the adapter's own words."""

    members: frozenset[str] = frozenset()
    holds: int = 0
    fault: str = ""
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedQuiz:
    """One quiz with what holds of it now. `code` is the access code that it asks for, "" if it asks for none; `people`
    how the list of those who may open it stands, None where a code opens it, or it was not looked at.

    Times are Unix seconds, None where nothing is set."""

    quiz: QuizInLms
    published: bool
    code: str = field(default="", repr=False)
    opens_at: float | None = None
    closes_at: float | None = None
    people: PeopleGate | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """How an examinee who was let in comes into the quiz: the address to open, and the code to type there, which is ""
    if the address carries it, or none is asked for."""

    url: str = field(repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Taking:
    """One examinee's taking of a quiz, as the LMS has it. `user` is the LMS's id of the person, `submission` that of
    the taking, `attempt` its number, 1 for the first. Times are Unix seconds; `ends_at`: when the time is over."""

    user: str
    submission: str
    attempt: int
    over: bool
    started_at: float | None = None
    ends_at: float | None = None
    ended_at: float | None = None


class LogWord(StrEnum):
    """What an LMS's own log of a quiz can tell of an examinee."""

    PAGE_LEFT = "page_left"
    PAGE_BACK = "page_back"
    ANSWERED = "answered"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of that log. `at` is Unix seconds by the LMS's clock; `id` tells it from others of the same taking."""

    id: str
    at: float
    word: LogWord


class QuizTraits(Protocol):
    """What an LMS's own API tells of quizzes beside the quizzes themselves.

    `logged_kinds`: the kinds of quiz of whose taking the LMS keeps a log. `watches_linked`: whether it tells who takes
    a quiz that LTI starts. `starts_aside`: a quiz that LTI starts is to open in a window of its own, since the LMS has
    nothing of Invigil's beside it."""

    logged_kinds: frozenset[str]
    watches_linked: bool
    starts_aside: bool

    def linked_quiz(self, api: ApiConnection | None, context: str, link: str) -> QuizInLms | None:
        """Return the quiz that LTI has started from a link of a course (ids of the launch); None if it is none, or the
        API cannot be asked."""
        ...
