"""What the stand-in keeps of people, courses and keys. Ids are numbers as Canvas gives them; times are Unix seconds."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """A person's part in a course, spelt as in Canvas's enrolments."""

    TEACHER = "TeacherEnrollment"
    TA = "TaEnrollment"
    STUDENT = "StudentEnrollment"


STAFF = frozenset({Role.TEACHER, Role.TA})


@dataclass
class User:
    """A person. `lti_id` is the `sub` of launches, `login` the name to sign in by (`/login/as/<login>`)."""

    id: int
    name: str
    login: str
    lti_id: str
    admin: bool = False

    @property
    def email(self) -> str:
        """Return the person's mail address."""
        return f"{self.login}@canvas.example"


@dataclass
class Link:
    """A link to an external tool in a course's modules, or one that an assignment hangs on (`assignment_id`)."""

    id: int
    resource_id: str
    title: str
    url: str
    tool_id: int
    custom: dict[str, str] = field(default_factory=dict)
    assignment_id: int | None = None


@dataclass
class Course:
    """A course. `lti_context_id` is the id of its context in launches; `quiz_log` whether its quizzes keep a log."""

    id: int
    name: str
    code: str
    lti_context_id: str
    account_id: int = 1
    enrolments: dict[int, Role] = field(default_factory=dict)
    links: dict[int, Link] = field(default_factory=dict)
    quiz_log: bool = True

    def has_staff(self, user: User) -> bool:
        """Whether the person teaches here, or looks after the whole site."""
        return user.admin or self.enrolments.get(user.id) in STAFF

    def students(self) -> list[int]:
        """Return the ids of those who are examined here."""
        return [user for user, role in self.enrolments.items() if role is Role.STUDENT]


@dataclass
class Column:
    """A column that staff have added to a course's gradebook; `data` by user."""

    id: int
    course_id: int
    title: str
    position: int
    hidden: bool = False
    read_only: bool = False
    teacher_notes: bool = False
    data: dict[int, str] = field(default_factory=dict)


@dataclass
class GradeStatus:
    """A coloured label for the gradebook, made once by a root account's administrator."""

    id: int
    name: str
    color: str = "#FFE8E5"


@dataclass
class ApiKey:
    """A developer key for REST. `scopes` None: the key is not scoped. `includes`: it lets `include[]` through."""

    client_id: str
    secret: str = field(repr=False)
    name: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str] | None
    includes: bool = True
    on: bool = True


@dataclass
class Token:
    """An access token, with the refresh token beside it; `ends_at` None: made by hand, it stays."""

    value: str = field(repr=False)
    user_id: int
    client_id: str | None
    scopes: frozenset[str] | None
    ends_at: float | None
    refresh: str = field(default="", repr=False)


@dataclass
class LtiKey:
    """A developer key for LTI, as dynamic registration made it. `configuration` is the tool's own, as it came."""

    id: int
    client_id: str
    configuration: dict[str, Any]
    deployment_id: str
    scopes: tuple[str, ...]
    on: bool = True
    handlers: dict[str, str] = field(default_factory=dict)

    @property
    def tool(self) -> dict[str, Any]:
        """Return the part of the configuration that is LTI's."""
        found: dict[str, Any] = self.configuration["https://purl.imsglobal.org/spec/lti-tool-configuration"]
        return found
