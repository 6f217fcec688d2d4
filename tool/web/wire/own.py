"""What web and browser say to each other about an examinee's own exams in a course, over HTTP."""

from typing import Literal

from tool.web.wire.shared import Struct


class OwnSessionView(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/own/session (TicketBody) and POST /api/own/session/renew."""

    token: str
    expires_at: float
    person_name: str
    institution: str
    course_title: str
    platform_origin: str
    locale: str
    return_url: str | None


class OwnExamView(Struct, frozen=True, kw_only=True):
    """One exam as its examinee sees it. `state`: `new` may be begun, `open` goes on, `over` is taken as often as it may
    be, `ended` by a proctor, `shut` cannot be begun now. `taken`: how often it was begun; `time_limit_min` None where
    the time is not limited."""

    exam_id: str
    title: str
    state: Literal["new", "open", "over", "ended", "shut"]
    time_limit_min: int | None
    taken: int


class OwnExamsView(Struct, frozen=True, kw_only=True):
    """GET /api/own."""

    course_title: str
    exams: list[OwnExamView]
