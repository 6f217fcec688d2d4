"""Exams: which one a launch means, and what the teacher chooses."""

from dataclasses import dataclass, field, replace

from tool.domain.attempt import OPEN_STATES, Actor
from tool.domain.policy import PRESETS, Admission, Policy, Preset
from tool.monitoring.exam.changes import tell_rules
from tool.monitoring.exam.events import PolicyChosen
from tool.monitoring.exam.lms_settings import LmsSettings
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Exam, Staff, Standing
from tool.monitoring.work import AuditEntry, NotFound

TITLE_LIMIT = 200
MESSAGE_LIMIT = 2000
RESOURCES_LIMIT = 30
RESOURCE_LIMIT = 120


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
    """What a teacher chooses on the set-up page. The rules come from the preset."""

    title: str
    preset: Preset
    microphone: bool
    admission: Admission
    require_fullscreen: bool
    allowed_resources: tuple[str, ...] = ()
    message: str = ""
    screen: bool = False


class ChoiceRefused(Exception):
    """The choice cannot be kept. `code` is stable; the message says what to change."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


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
    fresh = _as_set_in_lms(fresh, facts)
    if fresh.policy != exam.policy:
        _keep_policy(work, fresh, Staff(None, "", Actor.PLATFORM), now)
    elif fresh != exam:
        work.exams.save(fresh)
    return fresh


def meant(work: Work, facts: ExamFacts) -> Exam | None:
    """Return the exam that is known already: the one named if that is of the same course, else the one bound to the
    resource link; None if there is neither."""
    named = _named(work, facts)
    return named if named is not None and _same_course(named, facts) else _linked(work, facts)


def made(work: Work, facts: ExamFacts, now: float, standing: Standing = "placed") -> Exam:
    """Make an exam where none is meant, with the standard policy.

    What names an exam of another course is a copied course, or somebody who teaches there and wants in here: it gets an
    exam of its own, with that exam's name and policy."""
    pattern = _named(work, facts)
    exam = replace(_new(work, facts, now), standing=standing)
    if pattern is not None:
        title = exam.title if _plain(facts.title) else pattern.title
        exam = replace(exam, title=title, policy=pattern.policy, copied=facts.settings is None)
        work.audit.add(
            AuditEntry(work.new_id(), now, Actor.PLATFORM, None, "exam.copy", exam.id, None, f"from={pattern.id}")
        )
    exam = _as_set_in_lms(exam, facts)
    work.exams.add(exam)
    return exam


def choose(work: Work, exam_id: str, choice: ExamChoice, by: Staff, now: float) -> Exam:
    """Keep the teacher's choice; attempts that are being watched get the new rules at once. Raises ChoiceRefused."""
    exam = work.exams.get(exam_id)
    if exam.set_in_lms_at is not None:
        raise ChoiceRefused("set_in_lms", "This exam is set up in the quiz's own settings in the LMS. Change it there.")
    title, message, resources = _cleaned(choice)
    if choice.preset not in PRESETS:
        raise ChoiceRefused("unknown_preset", "Choose one of: " + ", ".join(PRESETS) + ".")
    policy = replace(
        PRESETS[choice.preset], microphone=choice.microphone, screen=choice.screen, admission=choice.admission,
        require_fullscreen=choice.require_fullscreen, allowed_resources=resources, message=message,
        retention_days=exam.policy.retention_days,
    )
    standing: Standing = "saved" if exam.standing == "draft" else exam.standing
    fresh = replace(exam, title=title, policy=policy, standing=standing, copied=False)
    if fresh == exam:
        return exam
    _keep_policy(work, fresh, by, now)
    return fresh


def _keep_policy(work: Work, exam: Exam, by: Staff, now: float) -> None:
    """Keep the exam with its new policy; attempts that are being watched get the new rules at once."""
    policy = exam.policy
    work.exams.save(exam)
    work.audit.add(
        AuditEntry(
            work.new_id(), now, by.actor, by.person_id, "exam.choose", exam.id, None,
            f"preset={policy.preset} admission={policy.admission} fullscreen={policy.require_fullscreen} "
            f"screen={policy.screen}",
        )
    )
    work.emit(PolicyChosen(exam.id))
    for attempt in work.attempts.in_exam(exam.id):
        if attempt.state in OPEN_STATES and attempt.state.is_watched:
            tell_rules(work, attempt, exam)


def _as_set_in_lms(exam: Exam, facts: ExamFacts) -> Exam:
    """Return the exam with what was chosen in the LMS's quiz form, unless something newer is known already. A form
    checks its own limits; what is longer than ours is cut, since a launch is no place to refuse it."""
    chosen = facts.settings
    if chosen is None or (exam.set_in_lms_at is not None and chosen.revision < exam.set_in_lms_at):
        return exam
    resources = tuple(filter(None, (_plain(text)[:RESOURCE_LIMIT] for text in chosen.allowed_resources)))
    policy: Policy = replace(
        PRESETS[chosen.preset], camera=chosen.camera, microphone=chosen.microphone, screen=chosen.screen,
        admission=chosen.admission, require_fullscreen=chosen.require_fullscreen,
        allowed_resources=resources[:RESOURCES_LIMIT], message=_plain(chosen.message)[:MESSAGE_LIMIT],
        retention_days=exam.policy.retention_days,
    )
    title = _plain(facts.title)[:TITLE_LIMIT] or exam.title
    return replace(exam, title=title, policy=policy, set_in_lms_at=chosen.revision)


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
        title=_plain(facts.title)[:TITLE_LIMIT] or "Exam", course_title=_plain(facts.course_title)[:TITLE_LIMIT],
        policy=PRESETS[Preset.STANDARD], lineitem=facts.lineitem, lineitems=facts.lineitems,
        ags_scopes=facts.ags_scopes, created_at=now, nrps_url=facts.nrps_url,
        lms_services=facts.lms_services,
    )


def _cleaned(choice: ExamChoice) -> tuple[str, str, tuple[str, ...]]:
    title, message = _plain(choice.title), _plain(choice.message)
    resources = tuple(filter(None, (_plain(r) for r in choice.allowed_resources)))
    if not title or len(title) > TITLE_LIMIT:
        raise ChoiceRefused("bad_title", f"Give a title of 1 to {TITLE_LIMIT} characters.")
    if len(message) > MESSAGE_LIMIT:
        raise ChoiceRefused("message_too_long", f"Write a message of {MESSAGE_LIMIT} characters or fewer.")
    if len(resources) > RESOURCES_LIMIT or any(len(r) > RESOURCE_LIMIT for r in resources):
        raise ChoiceRefused(
            "bad_resources", f"List at most {RESOURCES_LIMIT} resources of {RESOURCE_LIMIT} characters or fewer."
        )
    return title, message, resources


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()
