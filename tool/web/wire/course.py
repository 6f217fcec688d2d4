"""What web and browser say to each other about a course's exams and the proctors invited to one, over HTTP."""

from typing import Literal

from tool.web.wire.class_list import StrayView
from tool.web.wire.gate import GateView
from tool.web.wire.shared import Struct


class CourseSessionView(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/course/session (TicketBody) and POST /api/course/session/renew."""

    token: str
    expires_at: float
    person_name: str
    institution: str
    course_title: str
    platform_origin: str
    locale: str
    return_url: str | None


class CourseExam(Struct, frozen=True, kw_only=True):
    """One exam of the course: how many attempts wait for admission, are open, and were ever made."""

    exam_id: str
    title: str
    preset: str
    linked: bool
    waiting: int
    open: int
    total: int
    flagged: int
    created_at: float
    gate: GateView | None = None
    """How its quiz stands in the LMS, where Invigil shuts it by the LMS's API."""
    strays: list[StrayView] = []
    """Who was seen in the LMS's quiz without an attempt here, as noticed; at most 100."""
    stray_count: int = 0


class CourseView(Struct, frozen=True, kw_only=True):
    """GET /api/course. `may_set_up`: whether this person may change exams."""

    course_title: str
    may_set_up: bool
    exams: list[CourseExam]


class OpenExamBody(Struct, frozen=True, kw_only=True):
    """POST /api/course/exams/{exam_id}/open. Answer: OpenedPage."""

    surface: Literal["console", "setup"]


class OpenedPage(Struct, frozen=True, kw_only=True):
    """An address on this server that opens the page once, within a minute."""

    url: str


class GuestView(Struct, frozen=True, kw_only=True):
    """A proctor whom a teacher has invited to this exam."""

    guest_id: str
    name: str
    created_at: float
    expires_at: float
    last_used_at: float | None
    revoked: bool
    groups: list[str] | None
    """The names of the groups whose examinees they see; null for everybody."""


class GuestsView(Struct, frozen=True, kw_only=True):
    """GET /api/exams/{exam_id}/guests, by teachers and admins of the exam; also the answer to
    POST /api/exams/{exam_id}/guests/{guest_id}/revoke."""

    guests: list[GuestView]
    groups: dict[str, str]
    """The groups that an invitation may be limited to: names by id; empty where the LMS tells of none."""


class GuestBody(Struct, frozen=True, kw_only=True):
    """POST /api/exams/{exam_id}/guests: invite a proctor by name for some days, to look after these groups (null: as
    many as the inviting person). Answer: GuestMade; `bad_name`, `bad_groups`, `too_many`."""

    name: str
    days: int = 7
    groups: list[str] | None = None


class GuestMade(Struct, frozen=True, kw_only=True):
    """The guest's link, shown this once. It opens this exam's console until it expires or is revoked."""

    url: str
    guest: GuestView


class JoinBody(Struct, frozen=True, kw_only=True):
    """POST /api/join: the code from the fragment of a guest's link. Answer: SessionView; `not_invited`."""

    code: str
