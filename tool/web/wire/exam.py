"""What web and browser say to each other about one exam as a whole, over HTTP: set-up and report."""

from typing import Literal

from tool.web.wire.class_list import StrayView
from tool.web.wire.gate import GateView
from tool.web.wire.linking import Standing
from tool.web.wire.live import AttemptDetail, CapabilityView
from tool.web.wire.not_judged import NotJudgedView
from tool.web.wire.shared import PolicyValues, PolicyView, Struct


class ExamView(Struct, frozen=True, kw_only=True):
    """GET /api/exams/{exam_id}: what the set-up page shows."""

    exam_id: str
    title: str
    course_title: str
    policy: PolicyView
    presets: dict[str, PolicyView]
    capabilities: list[CapabilityView]
    set_in_lms: bool
    """The exam is set up in the LMS's own quiz form: here it is only shown."""
    standing: Standing
    copied: bool
    """It has the settings of the exam of the course that this one was copied from, and nobody has saved it since."""
    open_attempts: int
    unmeasured: list[str]
    """Types of incidents that the media plane cannot notice now, as far as web knows."""
    gate: GateView | None = None
    """How its quiz stands in the LMS, where Invigil shuts it by the LMS's API."""
    not_judged: NotJudgedView | None = None
    """Null where nothing is out of sight."""
    earlier: list["EarlierExam"] = []
    """By which exams its quiz was proctored before, latest first."""


class EarlierExam(Struct, frozen=True, kw_only=True):
    """An exam of the course that proctored the same quiz until `until`: `attempts` are kept of it."""

    exam_id: str
    title: str
    attempts: int
    until: float


class EarlierBody(Struct, frozen=True, kw_only=True):
    """POST /api/exams/{exam_id}/earlier: open one of its `earlier` exams. Answer: OpenedPage with its console;
    `not_earlier`."""

    exam_id: str


class RuleChangeBody(Struct, frozen=True, kw_only=True):
    """What a teacher changed about one rule, in seconds and words; null where it stays as standard has it."""

    enabled: bool | None = None
    debounce_s: float | None = None
    severity: Literal["low", "medium", "high", "critical"] | None = None


class ExamBody(Struct, frozen=True, kw_only=True):
    """PUT /api/exams/{exam_id}: what the teacher chose. Answer: ExamView.

    `values` are those of the fields that the set-up page may change; one that is left out stays as it is. `rules`: what
    was changed about single rules, by type; only with the preset "custom", which starts from "standard"."""

    title: str
    preset: Literal["low", "standard", "high", "custom"]
    values: PolicyValues
    rules: dict[str, RuleChangeBody] = {}


class ReportView(Struct, frozen=True, kw_only=True):
    """GET /api/attempts/{attempt_id}/report: what happened, for the teacher."""

    exam_title: str
    course_title: str
    policy: PolicyView
    detail: AttemptDetail
    started_at: float | None
    ended_at: float | None
    verdict_by: str
    verdict_note: str
    acting: str
    """As in AttemptTile: whether somebody acted as the examinee in the LMS."""
    transitions: list["TransitionView"]
    stray: StrayView | None = None
    """That this very person was also seen in the LMS's quiz without an attempt here, another time."""


class TransitionView(Struct, frozen=True, kw_only=True):
    """One change of state of the attempt."""

    before: str
    after: str
    by: str
    at: float


class VerdictBody(Struct, frozen=True, kw_only=True):
    """POST /api/attempts/{attempt_id}/verdict: a human's final word. Answer: ReportView."""

    verdict: Literal["clear", "flagged", "invalid"]
    note: str = ""
