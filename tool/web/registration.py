"""An admin's LMS registers itself: checks the invitation, talks to the platform, keeps it, explains what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response

from lti.errors import RegistrationFailed
from lti.ports import Http
from lti.registration import NewRegistration, ToolDescription, register
from tool.monitoring import onboarding
from tool.monitoring.onboarding import InvitationRefused
from tool.monitoring.ports import AlreadyThere
from tool.monitoring.records import Institution, Platform
from tool.web.plain_pages import ANYWHERE, message, page
from tool.web.works import WebWorks


def tool_description(public_url: str) -> ToolDescription:
    """Return what Invigil tells a platform of itself."""
    return ToolDescription(
        name="Invigil",
        description="Live exam proctoring: a proctor sees, talks, warns, pauses; the outcome goes into the gradebook.",
        launch_url=f"{public_url}/lti/launch",
        login_url=f"{public_url}/lti/login",
        jwks_url=f"{public_url}/lti/jwks.json",
    )


@dataclass(frozen=True, slots=True)
class RegistrationDesk:
    """Answers GET /lti/register. The invitation is used up only together with keeping the platform."""

    works: WebWorks
    http: Http
    tool: ToolDescription
    clock: Callable[[], float]

    def __call__(self, openid_configuration: str, registration_token: str | None, invitation: str | None) -> Response:
        """Register with the platform at `openid_configuration`; return a page in any case."""
        code = invitation or ""
        with self.works() as work:
            invited = onboarding.is_invited(work, code, self.clock())
        if not invited:
            return _not_invited()
        try:
            answer = register(openid_configuration, registration_token, self.tool, http=self.http)
        except RegistrationFailed as exc:
            return message(
                "The registration did not work", str(exc),
                "Begin again in the LMS with the same address; it is still good.",
                code="registration_failed", status=HTTPStatus.BAD_GATEWAY,
            )
        return self._keep(answer, code)

    def _keep(self, answer: NewRegistration, code: str) -> Response:
        now = self.clock()
        try:
            with self.works() as work:
                institution = onboarding.use_invitation(work, code, now)
                platform = _platform(work.new_id(), institution, answer, now)
                onboarding.add_platform(work, platform, answer.deployment_ids, now)
        except InvitationRefused:
            return _not_invited()
        except AlreadyThere:
            return message(
                "This LMS is registered already", "Invigil knows this LMS under the same client id.",
                "There is nothing left to do. To register it anew, remove the tool in the LMS first.",
                code="already_registered", status=HTTPStatus.CONFLICT,
            )
        return page(
            "registered.html", frame_ancestors=ANYWHERE, script=True,
            institution=institution.name, platform=answer.platform_name or answer.issuer, platform_id=platform.id,
        )


def _platform(platform_id: str, institution: Institution, answer: NewRegistration, now: float) -> Platform:
    return Platform(
        id=platform_id, institution_id=institution.id, name=answer.platform_name or answer.issuer,
        issuer=answer.issuer, client_id=answer.client_id, auth_login_url=answer.auth_login_url,
        auth_token_url=answer.auth_token_url, jwks_url=answer.jwks_url, token_audience=answer.token_audience,
        active=True, created_at=now,
    )


def _not_invited() -> Response:
    return message(
        "This invitation is not valid", "The registration address was used before, has expired, or is incomplete.",
        "Ask whoever runs this Invigil server for a new one (`invigil invite`).",
        code="no_invitation", status=HTTPStatus.FORBIDDEN,
    )
