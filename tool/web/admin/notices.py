"""Notices of LMSs: where they come in, and what becomes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request

from lti import notices
from lti.errors import LaunchRefused
from lti.jwks import JwksCache
from lti.notices import Notice
from lti.platform_token import FirstUse
from lti.ports import Registrations
from tool.monitoring.exam import copies
from tool.monitoring.exam.copies import CopiedCourse
from tool.web.http.limits import RateLimit, sender
from tool.web.http.refusals import Refused
from tool.web.works import WebWorks, found_or_made

NOTICES_PATH = "/lti/notices"
MAX_BODY_BYTES = 1_048_576
MAX_NOTICES = 100


class Sent(msgspec.Struct, frozen=True):
    """One notice as it comes in."""

    jwt: str


class NoticesBody(msgspec.Struct, frozen=True):
    """POST /lti/notices, as the standard has it (Platform Notification Service 1.0)."""

    notices: list[Sent]


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """Takes notices. `first_use` notes their nonces; `limit` bounds what one sender has this server check; `clock`
    gives Unix seconds."""

    works: WebWorks
    registrations: Registrations
    jwks: JwksCache
    first_use: FirstUse
    clock: Callable[[], float]
    limit: RateLimit

    def take(self, body: NoticesBody) -> None:
        """Carry out every notice that is real; raise Refused for the first that is not, once all were seen."""
        if len(body.notices) > MAX_NOTICES:
            raise Refused("too_many", f"At most {MAX_NOTICES} notices at a time.", HTTPStatus.BAD_REQUEST)
        refused: LaunchRefused | None = None
        for sent in body.notices:
            try:
                self._carry_out(
                    notices.accept(
                        sent.jwt, registrations=self.registrations, jwks=self.jwks, first_use=self.first_use,
                        now=self.clock(),
                    )
                )
            except LaunchRefused as exc:
                refused = refused or exc
        if refused is not None:
            raise Refused(refused.code, refused.explanation, HTTPStatus.UNAUTHORIZED) from refused

    def _carry_out(self, notice: Notice) -> None:
        """Kinds of notices that nobody asked for are passed over."""
        if notice.type != notices.CONTEXT_COPY:
            return
        copy = CopiedCourse(
            platform_id=notice.registration.id, deployment_id=notice.deployment_id, context_id=notice.context_id,
            title=notice.context_title, origins=notice.origins,
        )
        found_or_made(lambda: self._taken(copy))

    def _taken(self, copy: CopiedCourse) -> None:
        with self.works() as work:
            copies.take(work, copy, self.clock())


def notices_blueprint(desk: NoticeDesk) -> Blueprint:
    """Return the blueprint: POST /lti/notices."""
    blueprint = Blueprint("notices", __name__)

    @blueprint.before_request
    def limit() -> None:
        request.max_content_length = MAX_BODY_BYTES

    @blueprint.post(NOTICES_PATH)
    def take() -> Response:
        if not desk.limit.allow(sender(request.remote_addr)):
            raise Refused("too_fast", "That is too often. Send it later.", HTTPStatus.TOO_MANY_REQUESTS)
        desk.take(msgspec.json.decode(request.get_data(), type=NoticesBody))
        return Response("{}", mimetype="application/json")

    return blueprint
