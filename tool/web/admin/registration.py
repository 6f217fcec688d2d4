"""An admin's LMS registers itself: it joins the institution that was invited, or waits to be approved.

An invitation says who may register, not whose LMS it is: who brings another host's issuer waits all the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import BoundedSemaphore
from urllib.parse import urlsplit

from flask import Response, request

from integrations import registry
from lti.errors import RegistrationFailed
from lti.ports import Http
from lti.registration import NewRegistration, ToolDescription
from tool.config import PRIVATE_ALLOWED
from tool.lms.registering import register
from tool.monitoring.tenancy import onboarding, platforms
from tool.monitoring.tenancy.institutions import Administrator, AdminRefused
from tool.monitoring.tenancy.onboarding import InvitationRefused
from tool.monitoring.tenancy.platforms import NewPlatform
from tool.monitoring.tenancy.ports import AlreadyThere
from tool.web.admin import registered
from tool.web.http.limits import RateLimit, sender
from tool.web.http.plain_pages import message
from tool.web.http.sessions import AdminSession, Sessions
from tool.web.works import WebWorks

UNINVITED_AT_A_TIME = 10
ADMIN_TICKET_LIFETIME_S = 600.0
"""How long the link to the admin page is good: an admin reads the page and presses it."""
_USUAL_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class RegistrationDesk:
    """Answers GET /lti/register. The invitation is used up only together with keeping the platform.

    `open_to_all`: whether an LMS without an invitation may register and wait; `tries` limits how often one sender has
    this server call an address; `under_way` how many such calls, each of which may be made to last, there are at a
    time. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    http: Http
    tool: ToolDescription
    public_url: str
    open_to_all: bool
    clock: Callable[[], float]
    tries: RateLimit = field(default_factory=lambda: RateLimit(burst=5, per_second=1 / 60))
    under_way: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(UNINVITED_AT_A_TIME))

    def __call__(self, openid_configuration: str, registration_token: str | None, invitation: str | None) -> Response:
        """Register with the platform at `openid_configuration`; return a page in any case."""
        code = invitation or ""
        refusal = self._refusal(code)
        if refusal is not None:
            return refusal
        if code:
            return self._register(openid_configuration, registration_token, code)
        if not self.under_way.acquire(blocking=False):
            return _too_often()
        try:
            return self._register(openid_configuration, registration_token, "")
        finally:
            self.under_way.release()

    def _register(self, openid_configuration: str, registration_token: str | None, code: str) -> Response:
        host = _host(openid_configuration)
        try:
            answer = register(openid_configuration, registration_token, self.tool, http=self.http)
        except RegistrationFailed as exc:
            return _not_called(str(exc)) if exc.not_called else _failed(str(exc))
        vouched = speaks_for(host, answer.issuer)
        try:
            return self._join(answer, host, code) if code and vouched else self._wait(answer, host, invited=bool(code))
        except InvitationRefused:
            return _not_invited()
        except AlreadyThere as exc:
            return _known(str(exc))
        except AdminRefused as exc:
            return _REFUSED.get(exc.code, _failed)(str(exc))

    def _refusal(self, code: str) -> Response | None:
        """Return why the platform is not even called, if so."""
        now = self.clock()
        with self.works() as work:
            if code:
                return None if onboarding.is_invited(work, code, now) else _not_invited()
            if not self.open_to_all:
                return _not_invited()
            try:
                platforms.check_room(work, now)
            except AdminRefused as exc:
                return _full(str(exc))
        if not self.tries.allow(sender(request.remote_addr)):
            return _too_often()
        return None

    def _join(self, answer: NewRegistration, host: str, code: str) -> Response:
        now = self.clock()
        with self.works() as work:
            institution = onboarding.use_invitation(work, code, now)
            by = Administrator(institution.id)
            platform = platforms.join(work, by, institution.id, _new(answer, host), now)
            session = AdminSession(
                institution_id=institution.id, platform_id=None, person_id=None, person_name="Administrator",
                began_at=now,
            )
            ticket = self.sessions.ticket(work, session, ADMIN_TICKET_LIFETIME_S)
        return registered.joined(institution, platform, f"{self.public_url}/admin#ticket={ticket}")

    def _wait(self, answer: NewRegistration, host: str, *, invited: bool) -> Response:
        with self.works() as work:
            platform = platforms.wait(work, _new(answer, host), self.clock())
        return registered.unvouched(platform) if invited else registered.waiting(platform)


def speaks_for(host: str, issuer: str) -> bool:
    """Whether the host[:port] that a registration came from may bring this issuer without anybody looking at it: its
    own, or one that a hosted LMS shares among its customers, of whom it is one."""
    claimed = _host(issuer)
    return host == claimed or registry.speaks_for(host, claimed)


def _new(answer: NewRegistration, host: str) -> NewPlatform:
    family = answer.family.lower()
    return NewPlatform(
        name=answer.account_name or f"{family.capitalize() or 'LMS'} at {host}", issuer=answer.issuer,
        client_id=answer.client_id, auth_login_url=answer.auth_login_url, auth_token_url=answer.auth_token_url,
        jwks_url=answer.jwks_url, token_audience=answer.token_audience, deployment_ids=answer.deployment_ids,
        family=family, scopes=tuple(sorted(answer.scopes)),
        messages=answer.messages, learns_deployments=registry.of_family(family).learns_deployments,
        registered_at=host,
    )


def _host(url: str) -> str:
    """Return host[:port], the port only where it is not the usual one."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    name = f"[{name}]" if ":" in name else name
    return name if port in (None, _USUAL_PORTS.get(parts.scheme)) else f"{name}:{port}"


def _not_invited() -> Response:
    return message(
        "This invitation is not valid", "The registration address was used before, has expired, or is incomplete.",
        "Ask whoever runs this Invigil server for a new one (`invigil invite`).",
        code="no_invitation", status=HTTPStatus.FORBIDDEN,
    )


def _failed(why: str) -> Response:
    return message(
        "The registration did not work", why,
        "The LMS's own token works once, so begin there anew; the address you pasted is still good.",
        code="registration_failed", status=HTTPStatus.BAD_GATEWAY,
    )


def _not_called(why: str) -> Response:
    return message(
        "Invigil does not call this LMS's address", why,
        "Give the LMS a public address that begins with https://, in its own configuration, too. If it is meant to be "
        f"reached inside your network only, whoever runs this Invigil server sets {PRIVATE_ALLOWED} to true and "
        "starts it again. Then begin anew in the LMS; the address you pasted is still good.",
        code="address_not_called", status=HTTPStatus.BAD_GATEWAY,
    )


def _known(why: str) -> Response:
    return message(
        "This LMS is registered already", why,
        "To register it anew, remove the tool in the LMS first: added again, it gets a new client id. An invitation "
        "that you came with is still good.",
        code="already_registered", status=HTTPStatus.CONFLICT,
    )


def _switched_off(why: str) -> Response:
    return message(
        "This LMS was switched off", why, "The invitation is still good, for another LMS.", code="operator_only",
        status=HTTPStatus.FORBIDDEN,
    )


def _full(why: str) -> Response:
    return message(
        "Too many registrations wait already", why,
        "Ask whoever runs this Invigil server for an invitation (`invigil invite`); it works at once.",
        code="too_many_waiting", status=HTTPStatus.TOO_MANY_REQUESTS,
    )


def _too_often() -> Response:
    return message(
        "Too many registrations in a short time", "Without an invitation only a few registrations a minute are taken.",
        "Wait a few minutes and begin again in the LMS, or ask whoever runs this Invigil server for an invitation.",
        code="too_fast", status=HTTPStatus.TOO_MANY_REQUESTS,
    )


_REFUSED: Mapping[str, Callable[[str], Response]] = {"too_many_waiting": _full, "operator_only": _switched_off}
"""The pages of registrations that were not kept, by the code of the reason; any other reason: `_failed`."""
