"""Exams: which one a launch means, and what the teacher chooses."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tool.domain.attempt import OPEN_STATES, Actor
from tool.domain.incident_types.registry import KINDS, REVISION
from tool.domain.policy import PRESETS, Policy, RuleChange
from tool.domain.policy_fields import FIELDS, FieldRefused, FieldValue, Who, checked, fitted, plain
from tool.domain.preset import Preset
from tool.monitoring.exam.changes import tell_rules
from tool.monitoring.exam.events import PolicyChosen
from tool.monitoring.exam.lms_settings import LmsSettings
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Exam, Staff, Standing
from tool.monitoring.work import AuditEntry, NotFound

TITLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What a launch says about its exam. `exam_id` is the custom parameter that deep linking left, if any."""

    platform_id: str
    deployment_id: str
    resource_link_id: str | None
    title: str
    course_title: str
    context_id: str
    exam_id: str | None = None
    lineitem: str | None = None
    lineitems: str | None = None
    ags_scopes: tuple[str, ...] = ()
    nrps_url: str | None = None
    settings: LmsSettings | None = None
    lms_services: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExamChoice:
    """What a teacher chooses on the set-up page: `values` of the policy's fields by name, JSON values as they came; one
    that is left out stays as it is. `rules` are the changed ones, by type; they count with the preset "custom" only."""

    title: str
    preset: Preset
    values: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, RuleChange] = field(default_factory=dict)


class ChoiceRefused(Exception):
    """The choice cannot be kept. `code` is stable; the message says what to change; `field` names where, if it is one
    field: a field of the policy, "title", or a type of incident."""

    def __init__(self, code: str, message: str, field_name: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field_name


def resolve(work: Work, facts: ExamFacts, now: float) -> Exam:
    """Return the exam that a launch means (`meant`), else a new one (`made`). The exam learns the link and the
    grade-book addresses."""
    exam = meant(work, facts)
    if exam is None:
        return made(work, facts, now)
    fresh = replace(
        exam,
        resource_link_id=_binding(work, exam, facts),
        standing="placed",
        deployment_id=facts.deployment_id,
        context_id=facts.context_id or exam.context_id,
        course_title=facts.course_title[:TITLE_LIMIT] or exam.course_title,
        lineitem=facts.lineitem or exam.lineitem,
        lineitems=facts.lineitems or exam.lineitems,
        ags_scopes=facts.ags_scopes or exam.ags_scopes,
        nrps_url=facts.nrps_url or exam.nrps_url,
        lms_services=facts.lms_services or exam.lms_services,
    )
    fresh = _as_set_in_lms(work, fresh, facts)
    if fresh.policy != exam.policy:
        _keep_policy(work, fresh, Staff(None, "", Actor.PLATFORM), now)
    elif fresh != exam:
        work.exams.save(fresh)
    return fresh


def meant(work: Work, facts: ExamFacts) -> Exam | None:
    """Return the exam that is known already: the one named if that is of the same course, else the one bound to the
    resource link, else the copy that the named one has in this course; None if there is none of these."""
    named = _named(work, facts)
    if named is None:
        return _linked(work, facts)
    return named if _same_course(named, facts) else _linked(work, facts) or _copy(work, named, facts)


def copy_id(pattern_id: str, context_id: str) -> str:
    """Return the id that the copy of an exam has in a course, if the LMS told that the course was copied: always the
    same, so that it may tell again, and links that were copied along find it."""
    return hashlib.sha256(f"copy of {pattern_id} in {context_id}".encode()).hexdigest()[:32]


def made(work: Work, facts: ExamFacts, now: float, standing: Standing = "placed") -> Exam:
    """Make an exam where none is meant, with the standard policy.

    What names an exam of another course is a copied course, or somebody who teaches there and wants in here: it gets an
    exam of its own, with that exam's name and policy."""
    pattern = _named(work, facts)
    exam = replace(_new(work, facts, now), standing=standing)
    if pattern is not None:
        title = exam.title if plain(facts.title) else pattern.title
        exam = replace(exam, title=title, policy=pattern.policy, copied=facts.settings is None)
        work.audit.add(
            AuditEntry(work.new_id(), now, Actor.PLATFORM, None, "exam.copy", exam.id, None, f"from={pattern.id}")
        )
    exam = _as_set_in_lms(work, exam, facts)
    work.exams.add(exam)
    return exam


def choose(work: Work, exam_id: str, choice: ExamChoice, by: Staff, now: float) -> Exam:
    """Keep the teacher's choice; attempts that are being watched get the new rules at once. Raises ChoiceRefused."""
    exam = work.exams.get(exam_id)
    if exam.set_in_lms_at is not None:
        raise ChoiceRefused("set_in_lms", "This exam is set up in the quiz's own settings in the LMS. Change it there.")
    title = plain(choice.title)
    if not title or len(title) > TITLE_LIMIT:
        raise ChoiceRefused("bad_title", f"Give a title of 1 to {TITLE_LIMIT} characters.", "title")
    unknown = next((name for name in choice.rules if name not in KINDS), None)
    if unknown is not None:
        raise ChoiceRefused("unknown_rule", f"This server knows no rule “{unknown[:40]}”. Reload the page.", unknown)
    try:
        values = exam.policy.values | checked(choice.values, Who.SET_UP)
        policy = Policy.of(
            choice.preset, values, choice.rules, revision=_revision(work, exam, choice.preset),
            foreign=_without_preset(exam.policy.foreign),
        )
    except FieldRefused as exc:
        raise ChoiceRefused("bad_field", str(exc), exc.field) from exc
    standing: Standing = "saved" if exam.standing == "draft" else exam.standing
    fresh = replace(exam, title=title, policy=policy, standing=standing, copied=False)
    if fresh == exam:
        return exam
    _keep_policy(work, fresh, by, now)
    return fresh


def is_running(work: Work, exam_id: str) -> bool:
    """Whether attempts at the exam are open."""
    return any(attempt.state.is_open for attempt in work.attempts.in_exam(exam_id))


def renew(work: Work, exam_id: str) -> None:
    """Have the exam follow today's presets, unless it is running. To be called before an attempt is opened: from then
    on its rules stay as they are until nobody is at work any more."""
    exam = work.exams.get(exam_id)
    policy = exam.policy.renewed()
    if policy != exam.policy and not is_running(work, exam_id):
        work.exams.save(replace(exam, policy=policy))


def _revision(work: Work, exam: Exam, preset: Preset) -> int:
    """Return the revision whose numbers a new choice takes: today's, except where the teacher has seen others, which is
    in an exam that is running or whose rules were changed one by one before."""
    stays = preset is exam.policy.preset and (bool(exam.policy.changes) or is_running(work, exam.id))
    return exam.policy.revision if stays else max(REVISION, exam.policy.revision)


def _without_preset(foreign: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in foreign.items() if name != "preset"}


def _keep_policy(work: Work, exam: Exam, by: Staff, now: float) -> None:
    """Keep the exam with its new policy; attempts that are being watched get the new rules at once."""
    policy = exam.policy
    work.exams.save(exam)
    work.audit.add(
        AuditEntry(
            work.new_id(), now, by.actor, by.person_id, "exam.choose", exam.id, None,
            f"preset={policy.preset} admission={policy.admission} fullscreen={policy.require_fullscreen} "
            f"changed_rules={len(policy.changes)} screen={policy.screen}",
        )
    )
    work.emit(PolicyChosen(exam.id))
    for attempt in work.attempts.in_exam(exam.id):
        if attempt.state in OPEN_STATES and attempt.state.is_watched:
            tell_rules(work, attempt, exam)


def _as_set_in_lms(work: Work, exam: Exam, facts: ExamFacts) -> Exam:
    """Return the exam with what was chosen in the LMS's quiz form, unless something newer is known already. A form
    checks its own limits; what is longer than ours is cut, since a launch is no place to refuse it."""
    chosen = facts.settings
    if chosen is None or (exam.set_in_lms_at is not None and chosen.revision < exam.set_in_lms_at):
        return exam
    policy = Policy.of(
        chosen.preset, _ours(exam.policy) | fitted(chosen.values, Who.LMS), chosen.rules,
        revision=_revision(work, exam, chosen.preset), foreign=chosen.foreign,
    )
    title = plain(facts.title)[:TITLE_LIMIT] or exam.title
    return replace(exam, title=title, policy=policy, set_in_lms_at=chosen.revision)


def _ours(policy: Policy) -> dict[str, FieldValue]:
    """The values that no quiz form of an LMS can change."""
    return {name: value for name, value in policy.fields.items() if Who.LMS not in FIELDS[name].by}


def _copy(work: Work, pattern: Exam, facts: ExamFacts) -> Exam | None:
    return _named(work, replace(facts, exam_id=copy_id(pattern.id, facts.context_id)))


def _named(work: Work, facts: ExamFacts) -> Exam | None:
    if not facts.exam_id:
        return None
    try:
        return work.exams.on_platform(facts.platform_id, facts.exam_id)
    except NotFound:
        return None


def _same_course(exam: Exam, facts: ExamFacts) -> bool:
    return not exam.context_id or not facts.context_id or exam.context_id == facts.context_id


def _linked(work: Work, facts: ExamFacts) -> Exam | None:
    if facts.resource_link_id is None:
        return None
    return work.exams.by_link(facts.platform_id, facts.resource_link_id)


def _binding(work: Work, exam: Exam, facts: ExamFacts) -> str | None:
    """The link to keep. An exam keeps its first one, so that it goes on leading here when the exam is put into the LMS
    once more: the newer link names the exam. A link that another exam holds is not taken away from it."""
    link = facts.resource_link_id
    if link is None or exam.resource_link_id is not None:
        return exam.resource_link_id
    return link if work.exams.by_link(facts.platform_id, link) is None else None


def _new(work: Work, facts: ExamFacts, now: float) -> Exam:
    return Exam(
        id=work.new_id(), platform_id=facts.platform_id, deployment_id=facts.deployment_id,
        resource_link_id=facts.resource_link_id, context_id=facts.context_id,
        title=plain(facts.title)[:TITLE_LIMIT] or "Exam", course_title=plain(facts.course_title)[:TITLE_LIMIT],
        policy=PRESETS[Preset.STANDARD], lineitem=facts.lineitem, lineitems=facts.lineitems,
        ags_scopes=facts.ags_scopes, created_at=now, nrps_url=facts.nrps_url,
        lms_services=facts.lms_services,
    )

