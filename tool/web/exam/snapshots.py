"""Snapshots of a unit of work: everything that a set-up page or a report shows at once."""

from tool.domain.policy import PRESETS
from tool.monitoring.exam import courses, quizzes, review, takings
from tool.monitoring.exam.review import Dossier
from tool.web.live import not_judged, views
from tool.web.live.lms_word import LmsWord, stray_view
from tool.web.live.sight import Sight
from tool.web.live.snapshots import CapabilitiesOf, detail
from tool.web.wire.class_list import StrayView
from tool.web.wire.exam import EarlierExam, ExamView, ReportView
from tool.web.works import WebWork


def exam_snapshot(work: WebWork, exam_id: str, capabilities_of: CapabilitiesOf, sight: Sight, lms: LmsWord) -> ExamView:
    """Return what the set-up page shows."""
    exam = work.exams.get(exam_id)
    open_attempts = courses.counted(work, [exam])[0].attempts.open
    policy = exam.policy if open_attempts else exam.policy.renewed()
    return ExamView(
        exam_id=exam.id, title=exam.title, course_title=exam.course_title, policy=views.policy_view(policy),
        presets={preset.value: views.policy_view(policy) for preset, policy in PRESETS.items()},
        capabilities=[views.capability_view(c) for c in capabilities_of(work, exam)],
        set_in_lms=exam.set_in_lms_at is not None, standing=exam.standing, copied=exam.copied,
        open_attempts=open_attempts, unmeasured=views.media_view(sight).unmeasured,
        gate=views.gate_view(work.bound_quizzes.find(exam_id)), not_judged=not_judged.of_exam(work, exam, lms),
        earlier=[
            EarlierExam(exam_id=one.exam.id, title=one.exam.title, attempts=one.attempts, until=one.until)
            for one in quizzes.earlier(work, exam_id)
        ],
    )


def report(work: WebWork, exam_id: str, attempt_id: str, sight: Sight, lms: LmsWord) -> ReportView:
    """Return what happened in one attempt of the exam, for the teacher; raise NotFound if it is not the exam's."""
    dossier = review.dossier(work, exam_id, attempt_id)
    attempt = dossier.attempt
    people = work.people.many(sorted({t.person_id for t in dossier.transitions if t.person_id}))
    names = {person_id: person.name for person_id, person in people.items()}
    return ReportView(
        exam_title=dossier.exam.title, course_title=dossier.exam.course_title,
        policy=views.policy_view(dossier.exam.policy), detail=detail(work, exam_id, attempt_id, sight, lms=lms),
        started_at=attempt.started_at, ended_at=attempt.ended_at, verdict_by=attempt.verdict_by,
        verdict_note=attempt.verdict_note, acting=attempt.acting,
        transitions=[views.transition_view(entry, names) for entry in dossier.transitions],
        stray=_stray(work, dossier),
    )


def _stray(work: WebWork, dossier: Dossier) -> StrayView | None:
    """Return that the attempt's own examinee was also seen in the quiz without an attempt."""
    exam, user = dossier.exam, dossier.person.lms_id
    found = takings.strays(work, exam.platform_id, [exam.id]).get(exam.id, []) if user else []
    return next((stray_view(each) for each in found if each.user == user), None)
