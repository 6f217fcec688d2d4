"""Snapshots of a unit of work: everything that a widget or a console shows at once."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from tool.chat.canned import CANNED
from tool.domain.intervention import REASONS, InterventionKind
from tool.domain.lms import Capability
from tool.domain.own_leave import OwnLeave
from tool.domain.stream import Channel, must_be_seen
from tool.monitoring.exam import gaze, overview, own_leave, review, steps
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.overview import Glance
from tool.monitoring.exam.records import Attempt, Exam, Intervention
from tool.web.http.language import Language, language_of
from tool.web.http.refusals import Refused
from tool.web.live import not_judged, views
from tool.web.live.lms_word import NOTHING_SAID, LmsWord
from tool.web.live.notices import NoticesOf, no_notices
from tool.web.live.onlookers import Onlookers
from tool.web.live.paces import pace_view
from tool.web.live.sight import AT_THE_DOOR, Sight
from tool.web.wire.calibration import CalibrationView
from tool.web.wire.incidents import IncidentView
from tool.web.wire.live import (
    AttemptDetail,
    AttemptView,
    HelpView,
    NoticeView,
    Snapshot,
    StorageState,
)
from tool.web.wire.tiles import AttemptTile
from tool.web.works import WebWork

MOST_RECENT = 100
"""As many incidents as a console's list of what happened has lines."""
CapabilitiesOf = Callable[[WebWork, Exam], tuple[Capability, ...]]


@dataclass(frozen=True, slots=True)
class WidgetSights:
    """Makes what examinees' widgets show. `needs_leave`: whether an attempt's LMS lets nobody but the examinee hand in,
    and can ask them; `clock` gives Unix seconds."""

    onlookers: Onlookers
    sight: Sight
    needs_leave: Callable[[WebWork, Attempt], bool]
    clock: Callable[[], float]

    def of(self, work: WebWork, attempt_id: str) -> AttemptView:
        """Return what the widget of this attempt shows."""
        attempt = work.attempts.get(attempt_id)
        leave = own_leave.standing(attempt, needed=self.needs_leave(work, attempt))
        return _attempt_view(work, attempt, leave, self.onlookers, self.sight, self.clock())


def _attempt_view(
    work: WebWork, attempt: Attempt, leave: OwnLeave, onlookers: Onlookers, sight: Sight, now: float
) -> AttemptView:
    exam = work.exams.get(attempt.exam_id)
    person = work.people.get(attempt.person_id)
    language = language_of(person.locale)
    return AttemptView(
        attempt_id=attempt.id, state=attempt.state.value, exam_title=exam.title, person_name=person.name,
        policy=views.policy_view(exam.policy, language, attempt=attempt),
        consented=attempt.consent_at is not None, watching=onlookers.are_on(attempt.id),
        notice=_notice(work, attempt, language),
        chat=[views.chat_view(m, language) for m in work.chat.of_attempt(attempt.id)],
        help_open=any(h.done_at is None for h in work.help.of_attempt(attempt.id)), server_time=now,
        unseen=unseen(attempt, exam, sight), media_away=sight.is_away and attempt.state in AT_THE_DOOR,
        warnings=work.interventions.warnings(exam.id, attempt.id).get(attempt.id, 0),
        most_warnings=steps.most_warnings(exam.policy), calibration=calibration(attempt, exam),
        by_code=attempt.by_code, aside=attempt.aside, unlogged=_is_unlogged(work, attempt), own_leave=leave,
    )


def _is_unlogged(work: WebWork, attempt: Attempt) -> bool:
    bound = work.bound_quizzes.find(attempt.exam_id) if attempt.by_code else None
    return bound is not None and bound.by_people


def calibration(attempt: Attempt, exam: Exam) -> CalibrationView:
    """Return how the attempt stands with the calibration of the gaze."""
    return CalibrationView(
        state=gaze.calibrating(attempt, exam).value, at=attempt.baseline_at, why=attempt.not_calibrated
    )


def notice_of(work: WebWork, exam_id: str, made: Intervention) -> NoticeView | None:
    """Return what the examinee is told of an intervention, a warning with the count and the limit; None for what
    examinees are not told of."""
    language = language_of_examinee(work, made.attempt_id)
    if made.kind is not InterventionKind.WARN:
        return views.intervention_notice(made, language)
    so_far = (each.kind is made.kind and each.at <= made.at for each in work.interventions.of_attempt(made.attempt_id))
    return views.intervention_notice(
        made, language, warning=sum(so_far),
        most_warnings=steps.most_warnings(work.exams.get(exam_id).policy),
    )


def language_of_examinee(work: WebWork, attempt_id: str) -> Language:
    """Return the language in which the attempt's examinee is told things."""
    return language_of(work.people.get(work.attempts.get(attempt_id).person_id).locale)


def unseen(attempt: Attempt, exam: Exam, sight: Sight) -> list[Channel]:
    """Return what the exam asks for and the server does not see of an attempt at its door."""
    if attempt.state not in AT_THE_DOOR:
        return []
    return list(sight.missing(attempt.id, must_be_seen(exam.policy)))


def tile(
    work: WebWork, exam_id: str, attempt_id: str, sight: Sight, notices: NoticesOf = no_notices
) -> AttemptTile:
    """Return the tile of one attempt of the exam; raise NotFound if it is not the exam's."""
    exam = work.exams.get(exam_id)
    return _tiles(work, exam, [overview.glance(work, exam_id, attempt_id)], sight, notices)[0]


def console_snapshot(
    work: WebWork, view: View, capabilities_of: CapabilitiesOf, sight: Sight, now: float,
    storage: StorageState = "ok", notices: NoticesOf = no_notices, lms: LmsWord = NOTHING_SAID,
) -> Snapshot:
    """Return what a console with this view shows when it opens."""
    exam, glances, media = work.exams.get(view.exam_id), overview.glances(work, view), views.media_view(sight)
    return Snapshot(
        exam_id=exam.id, exam_title=exam.title, course_title=exam.course_title,
        policy=views.policy_view(exam.policy), tiles=_tiles(work, exam, glances, sight, notices),
        recent=_recent(work, view, {g.attempt.id: g.person.name for g in glances}),
        reasons={code.value: text for code, text in REASONS.items()}, canned=list(CANNED),
        capabilities=[views.capability_view(c) for c in capabilities_of(work, exam)], server_time=now,
        media_away=media.away, media_behind=media.behind, media_unmeasured=media.unmeasured, storage=storage,
        most_warnings=steps.most_warnings(exam.policy), roster=lms.roster(work, view),
        lms_watch=lms.watch(work, exam, view), gate=views.gate_view(work.bound_quizzes.find(exam.id)),
        not_judged=not_judged.of_exam(work, exam, lms),
    )


def _recent(work: WebWork, view: View, names: dict[str, str]) -> list[IncidentView]:
    newest = work.incidents.newest(view.exam_id, MOST_RECENT, None if view.groups.everybody else list(names))
    evidence = work.evidence.of_incidents([incident.id for incident in newest])
    return [views.incident_view(incident, names[incident.attempt_id], evidence) for incident in newest]


def detail(
    work: WebWork, exam_id: str, attempt_id: str, sight: Sight, notices: NoticesOf = no_notices,
    lms: LmsWord = NOTHING_SAID,
) -> AttemptDetail:
    """Return everything about one attempt of the exam, oldest first; raise NotFound if it is not the exam's."""
    dossier = review.dossier(work, exam_id, attempt_id)
    name = dossier.person.name
    return AttemptDetail(
        tile=tile(work, exam_id, attempt_id, sight, notices),
        incidents=[views.incident_view(i, name, dossier.evidence) for i in dossier.incidents],
        chat=[views.chat_view(m) for m in work.chat.of_attempt(attempt_id)],
        interventions=[views.intervention_view(i) for i in dossier.interventions],
        deliveries=[views.delivery_view(row) for row in dossier.deliveries],
        help=[views.help_view(h, name) for h in work.help.of_attempt(attempt_id)],
        pace=pace_view(sight, attempt_id),
        not_judged=not_judged.of_attempt(work, dossier.attempt, dossier.exam, lms),
    )


def incident_snapshot(work: WebWork, incident_id: str) -> IncidentView:
    """Return one incident with its stills; raise Refused if it is not known."""
    incident = work.incidents.find(incident_id)
    if incident is None:
        raise Refused("not_found", "There is no such incident.", HTTPStatus.NOT_FOUND)
    person = work.people.get(work.attempts.get(incident.attempt_id).person_id)
    return views.incident_view(incident, person.name, work.evidence.of_attempt(incident.attempt_id))


def help_snapshot(work: WebWork, exam_id: str, request_id: str) -> HelpView:
    """Return one help request of the exam; raise Refused if it is not the exam's."""
    request = work.help.within(exam_id, request_id)
    if request is None:
        raise Refused("not_found", "There is no such request in this exam.", HTTPStatus.NOT_FOUND)
    person = work.people.get(work.attempts.get(request.attempt_id).person_id)
    return views.help_view(request, person.name)


def _notice(work: WebWork, attempt: Attempt, language: Language) -> str:
    """Why it is paused or closed. What is kept with the attempt is English; the decision itself is in no language."""
    made = work.interventions.of_attempt(attempt.id) if attempt.notice else []
    stops = [each for each in made if each.kind in (InterventionKind.PAUSE, InterventionKind.TERMINATE)]
    return views.reason_told(stops[-1], language) if stops else attempt.notice


def _tiles(
    work: WebWork, exam: Exam, glances: list[Glance], sight: Sight, notices: NoticesOf
) -> list[AttemptTile]:
    only = glances[0].attempt.id if len(glances) == 1 else None
    unread = work.chat.unread_by_staff(exam.id, only)
    asking = {request.attempt_id for request in work.help.open_in(exam.id, only)}
    return [
        views.tile_view(
            g, unread=unread.get(g.attempt.id, 0), help_open=g.attempt.id in asking,
            unseen=unseen(g.attempt, exam, sight), notices=notices(g.attempt.id),
            gaze=gaze.judged(g.attempt, exam),
        )
        for g in glances
    ]
