"""What web and browser say to each other while a teacher puts an exam into the LMS by deep linking, over HTTP."""

from typing import Literal

from tool.web.wire.shared import Struct

Standing = Literal["draft", "saved", "placed"]
"""Of an exam: a form that nobody has saved, one that was saved but never put into the LMS, one that is there."""


class OfferedExam(Struct, frozen=True, kw_only=True):
    """An exam of the course that may be changed in place of making another; `open` and `total` count attempts."""

    exam_id: str
    title: str
    preset: str
    standing: Standing
    open: int
    total: int
    created_at: float


class BusyExam(Struct, frozen=True, kw_only=True):
    """An exam that is being taken and that adding to the course touches: `open` attempts; its title must be typed."""

    title: str
    open: int


class LinkingView(Struct, frozen=True, kw_only=True):
    """GET /api/exams/{exam_id}/linking, from a page that deep linking has opened; `not_linking` otherwise.

    `asked_title`: what the LMS calls the thing that is being made or edited; empty if it did not say. `exams`: the
    others of the course."""

    course_title: str
    asked_title: str
    exams: list[OfferedExam]
    in_the_way: BusyExam | None


class InsteadBody(Struct, frozen=True, kw_only=True):
    """POST /api/exams/{exam_id}/linking: the visit is about this exam of the course. Answer: OpenedPage."""

    exam_id: str


class LinkBody(Struct, frozen=True, kw_only=True):
    """POST /api/exams/{exam_id}/deep-link: put the exam into the LMS. Answer: FormView of the deep-linking response.

    `confirmed_title`: what the teacher has typed; while attempts are open it must be the title of `in_the_way`, else
    `attempts_open`."""

    confirmed_title: str = ""


# POST /api/exams/{exam_id}/set-up (no body): OpenedPage with the exam's settings, from its console.
