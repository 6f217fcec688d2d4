"""Tables of exams, attempts and what became of them."""

from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tool.db.columns import ID, PLAIN, SECRET, BaselineJson, EnumText, Json, PolicyJson, TextTuple, personal
from tool.db.rows.base import Base
from tool.domain.attempt import Actor, AttemptState
from tool.domain.baseline import Baseline, NotCalibrated
from tool.domain.intervention import Verdict
from tool.domain.policy import Policy
from tool.domain.stream import Channel
from tool.monitoring.exam.quiz_records import GateState
from tool.monitoring.exam.records import Standing

_IN_LIST = "the LMS's own ids of people who may open the quiz"


class ExamRow(Base):
    """What a teacher proctors."""

    __tablename__ = "exams"
    __table_args__ = (
        UniqueConstraint("platform_id", "resource_link_id"), Index("ix_exams_retention", "retention_days", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id"), info=PLAIN)
    deployment_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    resource_link_id: Mapped[str | None] = mapped_column(String(255), info=PLAIN)
    context_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    title: Mapped[str] = mapped_column(String(200), info=PLAIN)
    course_title: Mapped[str] = mapped_column(String(200), info=PLAIN)
    policy: Mapped[Policy] = mapped_column(PolicyJson(), info=PLAIN)
    retention_days: Mapped[int] = mapped_column(Integer, info=PLAIN)
    """As the policy says, once more, so that what is due is found without reading every policy."""
    lineitem: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    lineitems: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    ags_scopes: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    nrps_url: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    set_in_lms_at: Mapped[int | None] = mapped_column(Integer, info=PLAIN)
    lms_services: Mapped[dict[str, str]] = mapped_column(Json, info=PLAIN)
    standing: Mapped[Standing] = mapped_column(String(16), info=PLAIN)
    copied: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    groups: Mapped[dict[str, str] | None] = mapped_column(Json, info=PLAIN)


class BoundQuizRow(Base):
    """The quiz that an exam proctors by the LMS's own API."""

    __tablename__ = "bound_quizzes"
    __table_args__ = (UniqueConstraint("platform_id", "course_id", "kind", "quiz_id"),)

    id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True, info=PLAIN)
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id"), info=PLAIN)
    context_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    kind: Mapped[str] = mapped_column(String(32), info=PLAIN)
    course_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    quiz_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    assignment_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    title: Mapped[str] = mapped_column(String(200), info=PLAIN)
    url: Mapped[str] = mapped_column(Text, info=PLAIN)
    time_limit_min: Mapped[int | None] = mapped_column(Integer, info=PLAIN)
    attempts: Mapped[int | None] = mapped_column(Integer, info=PLAIN)
    code_secret: Mapped[str] = mapped_column(Text, info=SECRET)
    code_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    before_secret: Mapped[str] = mapped_column(Text, info=SECRET)
    former_secret: Mapped[str] = mapped_column(Text, info=SECRET)
    gate: Mapped[GateState] = mapped_column(EnumText(GateState), info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    next_at: Mapped[float] = mapped_column(Double, index=True, info=PLAIN)
    tries: Mapped[int] = mapped_column(Integer, info=PLAIN)
    trouble: Mapped[str] = mapped_column(Text, info=PLAIN)
    seen_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    holds: Mapped[int | None] = mapped_column(Integer, info=PLAIN)
    inside: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=personal(_IN_LIST, "gate"))
    let_in: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=personal(_IN_LIST, "gate"))


class PastQuizRow(Base):
    """The quiz that an exam proctored by the LMS's own API once."""

    __tablename__ = "past_quizzes"
    __table_args__ = (Index("ix_past_quizzes_quiz", "platform_id", "course_id", "kind", "quiz_id"),)

    id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True, info=PLAIN)
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id"), info=PLAIN)
    course_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    kind: Mapped[str] = mapped_column(String(32), info=PLAIN)
    quiz_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    until: Mapped[float] = mapped_column(Double, info=PLAIN)


class LinkingRow(Base):
    """A teacher's visit by deep linking; a row lives for a day."""

    __tablename__ = "linkings"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id", ondelete="CASCADE"), info=PLAIN)
    deployment_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    asked_title: Mapped[str] = mapped_column(String(200), info=PLAIN)
    request: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("opaque data of the platform", "launch"))
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    expires_at: Mapped[float] = mapped_column(Double, index=True, info=PLAIN)


class GuestRow(Base):
    """A proctor whom a teacher has invited to an exam."""

    __tablename__ = "guests"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    exam_id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id", ondelete="CASCADE"), index=True, info=PLAIN)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True, info=PLAIN)
    name: Mapped[str] = mapped_column(String(200), info=personal("name of the invited proctor", "guest"))
    invited_by: Mapped[str] = mapped_column(ID, info=personal("who invited the proctor", "guest"))
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    expires_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    last_used_at: Mapped[float | None] = mapped_column(Double, info=personal("when the proctor last came", "guest"))
    revoked_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    groups: Mapped[tuple[str, ...] | None] = mapped_column(TextTuple(), info=PLAIN)


class StaffGroupsRow(Base):
    """Which groups somebody of the staff looks after in an exam; no groups at all means all of them."""

    __tablename__ = "staff_groups"

    exam_id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True, info=PLAIN)
    person_id: Mapped[str] = mapped_column(
        ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=personal("who", "account")
    )
    groups: Mapped[tuple[str, ...] | None] = mapped_column(
        TextTuple(), info=personal("which groups of the course they look after", "account")
    )


_ACT = "what the examinee did in the exam and when"
_JUDGED = "what staff decided about the examinee"
_USUAL = "how the examinee's head, eyes and room lay at check-in"


class AttemptRow(Base):
    """One examinee's one go at an exam."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("exam_id", "person_id", "number_key"),
        Index("ix_attempts_ended", "exam_id", "ended_at"),
        Index("ix_attempts_silent", "connected", "state", "last_seen_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=personal("pseudonym", "attempt"))
    exam_id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id"), index=True, info=PLAIN)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("people.id"), index=True, info=personal("who", "attempt"))
    number: Mapped[int] = mapped_column(Integer, info=PLAIN)
    attempt_number: Mapped[Any] = mapped_column(Json, info=PLAIN)
    number_key: Mapped[str] = mapped_column(String(255), info=PLAIN)
    deployment_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    resource_link_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    resource_link_title: Mapped[str] = mapped_column(Text, info=PLAIN)
    start_assessment_url: Mapped[str] = mapped_column(Text, info=PLAIN)
    session_data: Mapped[str] = mapped_column(Text, info=personal("opaque data of the platform", "attempt"))
    acs_url: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    acs_actions: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    return_url: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    state: Mapped[AttemptState] = mapped_column(
        EnumText(AttemptState), index=True, info=personal(_ACT, "attempt")
    )
    state_since: Mapped[float] = mapped_column(Double, info=personal(_ACT, "attempt"))
    created_at: Mapped[float] = mapped_column(Double, info=personal(_ACT, "attempt"))
    consent_at: Mapped[float | None] = mapped_column(Double, info=personal("consent", "attempt"))
    consent_version: Mapped[str] = mapped_column(String(32), info=personal("consent", "attempt"))
    checked_in_at: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    begun_at: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    started_at: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    ended_at: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    connected: Mapped[bool] = mapped_column(Boolean, info=personal(_ACT, "attempt"))
    last_seen_at: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    paused_since: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))
    paused_s: Mapped[float] = mapped_column(Double, info=personal(_ACT, "attempt"))
    extra_minutes: Mapped[int] = mapped_column(Integer, info=personal(_JUDGED, "attempt"))
    notice: Mapped[str] = mapped_column(Text, info=personal(_JUDGED, "attempt"))
    flagged: Mapped[bool] = mapped_column(Boolean, info=personal(_JUDGED, "attempt"))
    verdict: Mapped[Verdict | None] = mapped_column(EnumText(Verdict), info=personal(_JUDGED, "attempt"))
    verdict_by: Mapped[str] = mapped_column(String(200), info=personal("name of the reviewer", "attempt"))
    verdict_note: Mapped[str] = mapped_column(Text, info=personal(_JUDGED, "attempt"))
    verdict_at: Mapped[float | None] = mapped_column(Double, info=personal(_JUDGED, "attempt"))
    end_message: Mapped[str] = mapped_column(Text, info=personal("the platform's error message", "attempt"))
    acting: Mapped[str] = mapped_column(String(16), info=PLAIN)
    aside: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    gaze_off: Mapped[bool] = mapped_column(Boolean, info=personal("that an accommodation was made", "attempt"))
    baseline: Mapped[Baseline | None] = mapped_column(BaselineJson(), info=personal(_USUAL, "open"))
    baseline_at: Mapped[float | None] = mapped_column(Double, info=personal(_USUAL, "open"))
    not_calibrated: Mapped[NotCalibrated | None] = mapped_column(
        EnumText(NotCalibrated), info=personal(_USUAL, "open")
    )
    lms_submission: Mapped[str] = mapped_column(String(64), info=personal("the LMS's id of the taking", "attempt"))
    lms_taking: Mapped[int | None] = mapped_column(Integer, info=personal(_ACT, "attempt"))
    own_leave_at: Mapped[float | None] = mapped_column(Double, info=personal("that they gave leave in the LMS", "open"))
    log_read_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    groups: Mapped[tuple[str, ...] | None] = mapped_column(
        TextTuple(), info=personal("in which groups of the course", "attempt")
    )
    echo: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("opaque data of the platform", "attempt"))


class PersonalTokenRow(Base):
    """An examinee's own leave to hand in for them in the LMS, for one attempt and as long as it is open."""

    __tablename__ = "personal_tokens"

    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True, info=personal("pseudonym", "open")
    )
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id", ondelete="CASCADE"), info=PLAIN)
    access_token: Mapped[str] = mapped_column(Text, info=SECRET)
    refresh_token: Mapped[str] = mapped_column(Text, info=SECRET)
    expires_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    scopes: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    given_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    revoked_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)


class StreamRow(Base):
    """One channel of an attempt arriving at a media node; open while it flows, and then the only one of its channel."""

    __tablename__ = "streams"
    __table_args__ = (
        Index(
            "uq_streams_open", "attempt_id", "channel", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    channel: Mapped[Channel] = mapped_column(EnumText(Channel), info=personal(_ACT, "attempt"))
    node_id: Mapped[str] = mapped_column(String(64), index=True, info=PLAIN)
    boot_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    path: Mapped[str] = mapped_column(String(16), info=PLAIN)
    since: Mapped[float] = mapped_column(Double, info=personal(_ACT, "attempt"))
    until: Mapped[float | None] = mapped_column(Double, info=personal(_ACT, "attempt"))


class TransitionRow(Base):
    """One change of an attempt's state."""

    __tablename__ = "transitions"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    before: Mapped[AttemptState] = mapped_column(EnumText(AttemptState), info=personal(_ACT, "attempt"))
    after: Mapped[AttemptState] = mapped_column(EnumText(AttemptState), info=personal(_ACT, "attempt"))
    by: Mapped[Actor] = mapped_column(EnumText(Actor), info=PLAIN)
    person_id: Mapped[str | None] = mapped_column(ID, info=personal("who changed it", "attempt"))
    at: Mapped[float] = mapped_column(Double, info=personal(_ACT, "attempt"))
    position: Mapped[int] = mapped_column(Integer, info=PLAIN)
