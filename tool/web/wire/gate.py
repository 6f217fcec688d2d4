"""What web and browser say to each other about quizzes that Invigil shuts by the LMS's own API, over HTTP."""

from typing import Literal

from tool.web.wire.shared import Struct

GateState = Literal["resting", "setting", "set", "lifting", "changed", "gone"]
"""How what shuts a quiz stands in its LMS: nobody has saved the exam yet; on its way there; there; being taken away;
changed there by hand; the quiz is not there any more."""


class GatePeople(Struct, frozen=True, kw_only=True):
    """The list of those who may open a quiz: how many are in it, and how many it holds."""

    inside: int
    holds: int


class GateView(Struct, frozen=True, kw_only=True):
    """How the quiz of an exam stands in its LMS.

    `trouble`: why it does not stand as it should, or cannot be looked at for a while, in words; "" while all is well.
    `seen_at`: when it was last found as it should be; `tries`: how often it was tried in vain since. `people`: the list
    of those who may open it, null where an access code opens it."""

    state: GateState
    trouble: str
    quiz_title: str
    quiz_url: str
    seen_at: float | None
    tries: int
    people: GatePeople | None


class GateStanding(Struct, frozen=True, kw_only=True):
    """GET /api/exams/{exam_id}/gate, by staff of the exam; also the answer to POST …/gate/again (no body): look now,
    and set a code again that was changed by hand. `gate` is null if the exam proctors no quiz by the LMS's API."""

    gate: GateView | None
    open_attempts: int


class StopBody(Struct, frozen=True, kw_only=True):
    """POST /api/exams/{exam_id}/gate/stop: proctor the quiz no more. Answer: GateStanding.

    `confirmed_title`: what the teacher has typed; while attempts are open it must be the title of the exam, else
    `attempts_open`."""

    confirmed_title: str = ""


class CourseQuiz(Struct, frozen=True, kw_only=True):
    """A quiz of the course as the LMS lists it. `kind_words`: what people call its kind. Times are Unix seconds.

    `has_code`: it asks for an access code now. `exam_id` and `gate`: the exam that proctors it, or is set up to."""

    kind: str
    kind_words: str
    quiz_id: str
    title: str
    published: bool
    has_code: bool
    opens_at: float | None
    closes_at: float | None
    time_limit_min: int | None
    exam_id: str | None
    gate: GateView | None


class CourseQuizzes(Struct, frozen=True, kw_only=True):
    """GET /api/course/quizzes. Only "ready" comes with a list; else `words` say what to do, where there is anything to
    do: with "not_offered" there is not, since quizzes of this LMS come by deep linking."""

    state: Literal["ready", "not_offered", "no_course", "not_connected", "revoked", "failed"]
    words: str
    quizzes: list[CourseQuiz]


class ProctorBody(Struct, frozen=True, kw_only=True):
    """POST /api/course/quizzes: proctor this quiz. Answer: OpenedPage with the set-up page of its exam; nothing happens
    in the LMS before that is saved. `no_list`, `elsewhere`, `lifting`."""

    kind: str
    quiz_id: str
