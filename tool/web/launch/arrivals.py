"""What an accepted launch comes to: who has come, in which role, to which exam, attempt, course or institution."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from integrations import registry
from integrations.base import Integration
from integrations.places import ACCOUNT_PLACE, COURSE_PLACE, EXTENSION_PLACE, PLACE_PARAMETER, SETTINGS_PLACE, told_by
from lti import claims
from lti.message import Launch, MessageType
from tool.domain.people import Person, Role
from tool.domain.words import told
from tool.monitoring.exam import attempts, by_code, exams, linking, lms_settings
from tool.monitoring.exam.exams import ExamFacts
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.tenancy import participants
from tool.monitoring.tenancy.records import Institution, Participant
from tool.web.launch.description import TOOL_NAME
from tool.web.launch.lti_forms import EXAM_PARAMETER, kept_request
from tool.web.launch.quizzes_asked import QuizAsked, quiz_asked_for
from tool.web.launch.roles import administers_institution, role_of
from tool.web.works import WebWork

_ASK_TEACHER = told(
    "Ask your teacher how this exam is to be taken: this learning platform does not start it with Invigil."
)
NOT_PROCTORED = "invigil.away"
_MAX_ECHO_CHARS = 16_384
AGAIN = told("Go back to the quiz in your course and start it from there.")


class Explained(Exception):
    """The launch is fine, but there is nothing to open for it. The page says why; what was read is rolled back.

    `tells_page`: the subject of a message to the LMS's page around it (docs/shell-protocol.md), "" for none."""

    def __init__(
        self, code: str, title: str, explanation: str, remedy: str, status: HTTPStatus = HTTPStatus.OK, *,
        tells_page: str = "",
    ) -> None:
        super().__init__(code)
        self.tells_page = tells_page
        self.code, self.title, self.explanation, self.remedy, self.status = code, title, explanation, remedy, status


@dataclass(frozen=True, slots=True)
class ExamArrival:
    """Somebody has come to an exam. `linking_id`: the visit, if it was by deep linking."""

    surface: Literal["widget", "console", "setup", "report"]
    role: Role
    person: Participant
    exam: Exam
    attempt: Attempt | None = None
    linking_id: str | None = None


@dataclass(frozen=True, slots=True)
class CourseArrival:
    """A staff member has come to the list of a course's exams. `course_id` is the LMS's own id of the course, "" if
    nothing has told it."""

    role: Role
    person: Participant
    course_id: str


@dataclass(frozen=True, slots=True)
class OwnArrival:
    """An examinee has come to the list of their own exams in a course."""

    person: Participant
    course_id: str


@dataclass(frozen=True, slots=True)
class AdminArrival:
    """An administrator has come to the institution's LMSs."""

    person: Participant


@dataclass(frozen=True, slots=True)
class ExtensionArrival:
    """The LMS's own pages have opened ours in a hidden frame, for whoever is signed in there. `proof`: by which the LMS
    knows them again without a cookie."""

    person: Participant
    proof: str


Arrival = ExamArrival | CourseArrival | OwnArrival | AdminArrival | ExtensionArrival


def arrive(work: WebWork, launch: Launch, institution: Institution, launch_url: str, now: float) -> Arrival:
    """Return what the launch comes to, keeping what it says; raise Explained if there is nothing to open for it.

    `launch_url` is the address of launches on this server: what a launch aims at may name a quiz behind it."""
    role = role_of(launch.roles, institution.role_map)
    person = participants.recognise(
        work, Person(launch.registration.id, launch.subject, launch.name, launch.email), now, locale=launch.locale,
        lms_id=told_by(launch.custom).user,
    )
    if launch.message_type is MessageType.DEEP_LINKING:
        return _link(work, launch, role, person, now)
    place = _place(launch)
    asked = quiz_asked_for(launch, launch_url)
    if asked is not None:
        return _to_quiz(work, launch, asked, role, person, now)
    if place == COURSE_PLACE or (not place and _is_without_link(launch)):
        return _to_course(work, launch, role, person)
    if place == EXTENSION_PLACE:
        return ExtensionArrival(person, _integration(work, launch).consent_proof(launch.claims))
    if place == ACCOUNT_PLACE:
        if not administers_institution(launch.roles, institution.role_map):
            raise _administrators_only()
        return AdminArrival(person)
    if place == SETTINGS_PLACE:
        return ExamArrival("setup", _sets_up(role), person, exams.resolve(work, _exam_facts(launch), now))
    return _to_exam(work, launch, role, person, now)


def _to_course(work: WebWork, launch: Launch, role: Role | None, person: Participant) -> CourseArrival | OwnArrival:
    course_id = _course_id(work, launch)
    if role is Role.EXAMINEE and by_code.of_course(
        work, launch.registration.id, launch.context_id, course_id, person.id
    ):
        return OwnArrival(person, course_id)
    return CourseArrival(_course_staff(launch, role), person, course_id)


def _course_id(work: WebWork, launch: Launch) -> str:
    """Return the LMS's own id of the course, "" if nothing tells it."""
    return told_by(launch.custom).course or (launch.context_id if _integration(work, launch).ids_of_lti else "")


def _to_quiz(
    work: WebWork, launch: Launch, asked: QuizAsked, role: Role | None, person: Participant, now: float
) -> ExamArrival:
    """Somebody comes from the page of a quiz: to its exam, if it has one. The launch hangs on no link, so the exam
    learns nothing from it."""
    course_id = told_by(launch.custom).course
    bound = None
    if course_id:
        bound = work.bound_quizzes.of_quiz(launch.registration.id, course_id, asked.kind, asked.id)
    staff = role is not None and role.is_staff
    if bound is None or not (staff or by_code.is_offered(work, bound, person.id)):
        raise Explained(
            "not_proctored", told("This quiz is not proctored by Invigil"),
            told("You can take it without Invigil."), told("Nothing more is needed here."), tells_page=NOT_PROCTORED,
        )
    exam = work.exams.get(bound.id)
    if role is not None and staff:
        return ExamArrival("console", role, person, exam)
    return ExamArrival("widget", Role.EXAMINEE, person, exam, _by_code(work, launch, bound, person, now))


def _by_code(work: WebWork, launch: Launch, bound: BoundQuiz, person: Participant, now: float) -> Attempt:
    facts = attempts.StartFacts(
        exam_id=bound.id, person_id=person.id, attempt_number=None, deployment_id=launch.deployment_id,
        resource_link_id="", start_assessment_url="", session_data="", return_url=bound.url or launch.return_url,
        acting=launch.acting,
    )
    return attempts.open_by_code(work, facts, bound.attempts, now)


def _to_exam(work: WebWork, launch: Launch, role: Role | None, person: Participant, now: float) -> ExamArrival:
    facts = _exam_facts(launch)
    exam = exams.resolve(work, facts, now)
    if role is None or not role.is_staff:
        exam = linking.begun_before(work, exam, facts, person.id)
    if launch.message_type is MessageType.START_PROCTORING:
        return ExamArrival("widget", Role.EXAMINEE, person, exam, _start(work, launch, exam, person, now))
    if launch.message_type is MessageType.END_ASSESSMENT:
        return ExamArrival("widget", Role.EXAMINEE, person, exam, _end(work, launch, exam, person, now))
    if launch.message_type is MessageType.SUBMISSION_REVIEW:
        return ExamArrival("report", _staff(role), person, exam, _reviewed(work, launch, exam))
    if role is not None and role.is_staff:
        return ExamArrival("console", role, person, exam)
    bound = work.bound_quizzes.find(exam.id)
    if bound is not None and by_code.is_offered(work, bound, person.id):
        return ExamArrival("widget", Role.EXAMINEE, person, exam, _by_code(work, launch, bound, person, now))
    attempt = attempts.open_attempt_of(work, exam.id, person.id)
    if attempt is None:
        raise Explained(
            "no_attempt", told("You have no exam running here"),
            told("This page accompanies an exam while you take it."),
            AGAIN if _starts_from_the_quiz(work, launch) else _ASK_TEACHER,
        )
    attempt = attempts.acted(work, attempt, launch.acting, now)
    return ExamArrival("widget", Role.EXAMINEE, person, exam, attempt)


def _starts_from_the_quiz(work: WebWork, launch: Launch) -> bool:
    messages = work.platforms.get(launch.registration.id).messages
    return not messages or MessageType.START_PROCTORING in messages


def _place(launch: Launch) -> str:
    """The place that a link in the LMS's navigation opens; empty for links of exams. Some LMSs say it by a claim."""
    if launch.message_type is not MessageType.RESOURCE_LINK:
        return ""
    return launch.custom.get(PLACE_PARAMETER) or registry.place_of(launch.claims)


def _is_without_link(launch: Launch) -> bool:
    """Whether an ordinary launch hangs on no link of an exam. Some LMSs then send the course's id for the link's: that
    is nobody's exam, and never becomes one's link."""
    return (
        launch.message_type is MessageType.RESOURCE_LINK and bool(launch.context_id)
        and launch.resource_link_id == launch.context_id and EXAM_PARAMETER not in launch.custom
    )


def _link(work: WebWork, launch: Launch, role: Role | None, person: Participant, now: float) -> ExamArrival:
    role = _sets_up(role)
    assert launch.deep_linking is not None
    exam, visit = linking.begin(work, _exam_facts(launch), dict(kept_request(launch.deep_linking)), now)
    return ExamArrival("setup", role, person, exam, linking_id=visit.id)


def _sets_up(role: Role | None) -> Role:
    """Return the role if it is that of somebody who sets exams up; refuse the launch of anybody else."""
    staff = _staff(role)
    if not staff.sets_up:
        raise Explained(
            "teachers_only", told("This is for teachers"),
            told("Your role in this course lets you watch exams, not set them up."),
            told("Ask the teacher of this course to add proctoring."), HTTPStatus.FORBIDDEN,
        )
    return staff


def _course_staff(launch: Launch, role: Role | None) -> Role:
    if role is Role.EXAMINEE:
        raise Explained(
            "start_from_quiz", told("Your exams are in your course"),
            told("This page lists the proctored exams for teachers."),
            told("To take an exam, open its quiz in your course and start it from there."),
        )
    staff = _staff(role)
    if not launch.context_id:
        raise Explained(
            "no_course", told("This link belongs into a course"),
            told("The LMS did not say which course it was opened from."),
            told("Open it from the navigation of a course."),
        )
    return staff


def _staff(role: Role | None) -> Role:
    """Return the role if it is a staff member's; refuse the launch of anybody else."""
    if role is None or not role.is_staff:
        raise Explained(
            "staff_only", told("This is for teachers"),
            told("Your role in this course does not allow you to open this page."),
            told("If you teach this course, ask its administrator to check your role."), HTTPStatus.FORBIDDEN,
        )
    return role


def _administrators_only() -> Explained:
    return Explained(
        "admins_only", told("This is for administrators"),
        told("Here your institution's administrators connect its LMS. Your role in the LMS is another one."),
        told("If you administer the LMS, ask whoever runs this Invigil server to map your role."),
        HTTPStatus.FORBIDDEN,
    )


def _exam_facts(launch: Launch) -> ExamFacts:
    ags = launch.ags
    return ExamFacts(
        platform_id=launch.registration.id, deployment_id=launch.deployment_id,
        resource_link_id=None if launch.resource_link_id == launch.context_id else launch.resource_link_id,
        title=launch.resource_link_title or _title_asked_for(launch),
        course_title=launch.context_title, context_id=launch.context_id, exam_id=launch.custom.get(EXAM_PARAMETER),
        lineitem=ags.lineitem if ags else None, lineitems=ags.lineitems if ags else None,
        ags_scopes=tuple(sorted(ags.scopes)) if ags else (), nrps_url=launch.nrps_url,
        settings=lms_settings.parse(launch.proctoring_settings),
        lms_services=registry.services_of(launch.custom, launch.platform_origin),
    )


def _title_asked_for(launch: Launch) -> str:
    """What the teacher has typed before opening the selection. Moodle names the tool when nothing was typed yet."""
    title = launch.deep_linking.title if launch.deep_linking else ""
    return "" if title == TOOL_NAME else title


def _start(work: WebWork, launch: Launch, exam: Exam, person: Participant, now: float) -> Attempt:
    claim = launch.proctoring
    assert claim is not None
    facts = attempts.StartFacts(
        exam_id=exam.id, person_id=person.id, attempt_number=claim.attempt_number,
        deployment_id=launch.deployment_id, resource_link_id=launch.resource_link_id or "",
        start_assessment_url=claim.start_assessment_url, session_data=claim.session_data,
        resource_link_title=launch.resource_link_title, acs_url=claim.acs.url if claim.acs else None,
        acs_actions=claim.acs.actions if claim.acs else (), return_url=launch.return_url, acting=launch.acting,
        echo=_echo(work, launch), aside=_integration(work, launch).starts_aside,
    )
    return attempts.open_or_create(work, facts, now)


def _echo(work: WebWork, launch: Launch) -> dict[str, object]:
    """The custom parameters just as they came, where the LMS wants them back. Larger ones than anybody has are not
    kept: then the LMS refuses the start and says so, and the database stays small."""
    custom = launch.claims.get(claims.CUSTOM)
    if not _integration(work, launch).echoes_custom or not isinstance(custom, dict):
        return {}
    return custom if len(json.dumps(custom)) <= _MAX_ECHO_CHARS else {}


def _integration(work: WebWork, launch: Launch) -> Integration:
    platform = work.platforms.get(launch.registration.id)
    return registry.of_platform(platform.family, platform.issuer)


def _end(work: WebWork, launch: Launch, exam: Exam, person: Participant, now: float) -> Attempt:
    claim = launch.end
    assert claim is not None
    mine = work.attempts.of_person(exam.id, person.id)
    same = [a for a in mine if str(a.attempt_number) == str(claim.attempt_number)]
    if not same:
        raise Explained(
            "no_attempt", told("There is nothing to end here"),
            told("The exam that has ended was not proctored by Invigil."),
            told("You can go back to your course."),
        )
    attempts.acted(work, same[-1], launch.acting, now)
    return attempts.submitted(work, same[-1].id, now, error_message=claim.error_message or "")


def _reviewed(work: WebWork, launch: Launch, exam: Exam) -> Attempt:
    subject = launch.for_user.user_id if launch.for_user else ""
    person = work.people.known(launch.registration.id, subject)
    attempt = attempts.latest_attempt_of(work, exam.id, person.id) if person else None
    if attempt is None:
        raise Explained(
            "no_attempt", told("There is no report"),
            told("This person has not taken the exam under proctoring."),
            told("Reports appear here once an attempt has begun."),
        )
    return attempt
