"""The HTTP routes of invited proctors: a teacher invites, looks and revokes; the invited one comes in by the link."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Response, request

from tool.domain.people import Role
from tool.monitoring.exam import guests
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.records import Exam, Guest, Staff
from tool.monitoring.tenancy.records import Participant
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.limits import RateLimit, sender
from tool.web.http.refusals import Refused
from tool.web.http.security import origin_of
from tool.web.http.sessions import Session, Sessions, not_invited, require_set_up
from tool.web.http.staff_view import view_of
from tool.web.launch.addresses import PageAddresses
from tool.web.wire.course import GuestBody, GuestMade, GuestsView, GuestView, JoinBody
from tool.web.works import WebWork, WebWorks

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GuestServices:
    """What the routes need. `clock` gives Unix seconds. `failures` bounds how often one sender may come with a code
    that is not good; a good code is never turned away for it, since a proxy may show all browsers as one address."""

    works: WebWorks
    sessions: Sessions
    addresses: PageAddresses
    clock: Callable[[], float]
    failures: RateLimit = field(default_factory=lambda: RateLimit(burst=10, per_second=0.2))


def guests_blueprint(services: GuestServices) -> Blueprint:
    """Return the blueprint: /api/exams/…/guests, /api/exams/…/guests/…/revoke, POST /api/join."""
    blueprint = Blueprint("guests", __name__, url_prefix="/api")
    blueprint.before_request(limit_body)

    @blueprint.get("/exams/<exam_id>/guests")
    def read_guests(exam_id: str) -> Response:
        session = _teacher_of(services, exam_id)
        with services.works() as work:
            return answer(_guests_view(work, view_of(work, session)))

    @blueprint.post("/exams/<exam_id>/guests")
    def invite_guest(exam_id: str) -> Response:
        session, body = _teacher_of(services, exam_id), body_of(GuestBody)
        with services.works() as work:
            guest, code = guests.invite(
                work, view_of(work, session), body.name, body.days, _by(session), services.clock(), body.groups
            )
            exam = work.exams.get(exam_id)
        url = services.addresses.invitation(exam.platform_id, code)
        return answer(GuestMade(url=url, guest=_guest_view(guest, exam)))

    @blueprint.post("/exams/<exam_id>/guests/<guest_id>/revoke")
    def revoke_guest(exam_id: str, guest_id: str) -> Response:
        session = _teacher_of(services, exam_id)
        with services.works() as work:
            guests.revoke(work, exam_id, guest_id, _by(session), services.clock())
            return answer(_guests_view(work, view_of(work, session)))

    @blueprint.post("/join")
    def join() -> Response:
        code = body_of(JoinBody).code
        with services.works() as work:
            joined = guests.join(work, code, services.clock())
            session = _session(work, *joined, services.clock()) if joined else None
        if session is None:
            raise _unwelcome(services)
        return answer(services.sessions.begin(session))

    return blueprint


def _teacher_of(services: GuestServices, exam_id: str) -> Session:
    session = require_set_up(services.sessions.read(bearer()))
    if session.exam_id != exam_id:
        raise Refused("not_found", "There is no such thing, or not in this exam.", HTTPStatus.NOT_FOUND)
    return session


def _by(session: Session) -> Staff:
    return Staff(session.person_id, session.person_name)


def _unwelcome(services: GuestServices) -> Refused:
    if not services.failures.allow(sender(request.remote_addr)):
        return Refused("too_fast", "That is too often. Wait a minute and try again.", HTTPStatus.TOO_MANY_REQUESTS)
    log.warning("A guest's link was opened that is not good.")
    return not_invited()


def _session(work: WebWork, guest: Guest, person: Participant, now: float) -> Session:
    """The guest's session: a proctor's, for the exam of the invitation only."""
    platform = work.platforms.get(person.platform_id)
    return Session(
        surface="console", role=Role.PROCTOR, person_id=person.id, person_name=guest.name,
        institution=work.institutions.get(platform.institution_id).name, platform_id=platform.id,
        platform_origin=origin_of(platform.auth_login_url) or "", locale=person.locale, exam_id=guest.exam_id,
        attempt_id=None, return_url=None, began_at=now, guest_id=guest.id, until=guest.expires_at,
    )


def _guests_view(work: WebWork, view: View) -> GuestsView:
    exam = work.exams.get(view.exam_id)
    return GuestsView(
        guests=[_guest_view(guest, exam) for guest in work.guests.in_exam(exam.id)],
        groups=guests.groups_to_offer(work, view),
    )


def _guest_view(guest: Guest, exam: Exam) -> GuestView:
    named = exam.groups or {}
    return GuestView(
        guest_id=guest.id, name=guest.name, created_at=guest.created_at, expires_at=guest.expires_at,
        last_used_at=guest.last_used_at, revoked=guest.revoked_at is not None,
        groups=None if guest.groups is None else [named.get(each, each) for each in guest.groups],
    )
