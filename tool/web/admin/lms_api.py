"""An administrator connects an LMS's own API: the question goes out by a tab of its own, the answer comes back to it.
Where the LMS lets the application in as a whole, its name and secret are tried at once, and nobody is asked.

What is secret waits sealed, for ten minutes at most. The browser that takes the question to the LMS is the only one
that may bring the answer: it keeps a cookie, and of that only the hash waits here."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import msgspec

from integrations import registry
from integrations.base import Calls, Integration, IntegrationFailed
from integrations.oauth import PlatformTokens
from integrations.places import Placed, Tool
from lti.addresses import origin
from lti.errors import ServiceFailed
from lti.launch import browser_hash
from lti.ports import Http
from tool.db.sealing import CannotUnseal, Sealer
from tool.lms import api_grants
from tool.lms.api_grants import Application
from tool.lms.api_leave import ApiLeave
from tool.monitoring.tenancy import institutions, onboarding, platforms
from tool.monitoring.tenancy.institutions import Administrator, AdminRefused
from tool.monitoring.tenancy.records import Platform
from tool.monitoring.work import NotFound
from tool.web.admin import by_hand
from tool.web.http.sessions import AdminSession
from tool.web.wire.admin import ApiQuestion, ConnectApiBody
from tool.web.works import WebWorks

QUESTION_LIFETIME_S = 600.0
BEGIN_PATH, DONE_PATH = "/connect/api/begin", "/connect/api/done"
_MOST_CHARS = 255
"""Of client id and client secret."""
Grant = Literal["code", "client"]
"""As in `integrations.base.QuizApi`."""
_LABELS: dict[Grant, tuple[str, str]] = {
    "code": ("Client ID", "Client secret"), "client": ("Application key", "Application secret"),
}
S = TypeVar("S", bound=msgspec.Struct)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question on its way: who asks which LMS, with which key. `browser`: the hash of what its browser keeps, "" as
    long as none has taken it along. `until`: when it is too late for an answer (Unix seconds)."""

    platform_id: str
    institution_id: str | None
    person_id: str | None
    person_name: str
    origin: str
    client_id: str
    client_secret: str
    until: float
    browser: str = ""

    @property
    def by(self) -> Administrator:
        """Who asks."""
        return Administrator(self.institution_id, self.person_id)

    @property
    def application(self) -> Application:
        """The key with which it is asked."""
        return Application(self.platform_id, self.origin, self.client_id, self.client_secret)


@dataclass(frozen=True, slots=True)
class Underway:
    """A browser that is sent to the LMS: to which address, and what it is to keep until it comes back."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    browser_secret: str = field(repr=False)
    left_s: float


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it: the platform's name, and the scopes that the LMS did not grant."""

    platform: str
    missing: tuple[str, ...]


class AnswerRefused(Exception):
    """The LMS's answer is not taken. `code` is stable; title, explanation and remedy are for the administrator."""

    def __init__(self, code: str, title: str, explanation: str, remedy: str) -> None:
        super().__init__(code)
        self.code, self.title, self.explanation, self.remedy = code, title, explanation, remedy


@dataclass(frozen=True, slots=True)
class ApiDesk:
    """Connects and disconnects the APIs of LMSs. `allow_private` as in the setting `allow_private_platforms`;
    `clock` gives Unix seconds, `calls` the ways out to a platform by its id; `tool` is what Invigil says of itself. No
    unit of work is open while an LMS is called."""

    works: WebWorks
    tokens: PlatformTokens
    sealer: Sealer
    leave: ApiLeave
    http: Http
    public_url: str
    allow_private: bool
    clock: Callable[[], float]
    calls: Callable[[str], Calls]
    tool: Tool

    @property
    def redirect_uri(self) -> str:
        """Where the LMS sends its answer."""
        return f"{self.public_url}{DONE_PATH}"

    def ask(self, session: AdminSession, platform_id: str, body: ConnectApiBody) -> ApiQuestion:
        """Return where the LMS will ask its administrator; raise AdminRefused or NotFound."""
        by, now = Administrator(session.institution_id, session.person_id), self.clock()
        with self.works() as work:
            _adapter(_usable(institutions.platform_of(work, by, platform_id)), "code")
            key = _checked(body, "code", self.allow_private)
            asked = Asked(
                platform_id=platform_id, institution_id=by.institution_id, person_id=by.person_id,
                person_name=session.person_name, origin=origin(key.address), client_id=key.client_id,
                client_secret=key.client_secret, until=now + QUESTION_LIFETIME_S,
            )
            payload = self._sealed("api_question", asked)
            ticket = onboarding.issue_ticket(work, payload, now, QUESTION_LIFETIME_S)
        return ApiQuestion(url=f"{self.public_url}{BEGIN_PATH}?ticket={ticket}", expires_at=asked.until)

    def begin(self, ticket: str) -> Underway:
        """Use the ticket up and return where this browser is sent; raise AnswerRefused."""
        now, state, secret = self.clock(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self.works() as work:
            asked = self._opened("api_question", onboarding.redeem_ticket(work, ticket, now))
            try:
                adapter = _adapter(_usable(institutions.platform_of(work, asked.by, asked.platform_id)), "code")
            except (AdminRefused, NotFound) as exc:
                raise _gone() from exc
            taken = self._sealed("api_state", _with_browser(asked, secret))
            work.tickets.put(onboarding.digest(state), taken, asked.until)
        url = api_grants.question(adapter, asked.application, redirect_uri=self.redirect_uri, state=state)
        return Underway(url, state, secret, max(asked.until - now, 0.0))

    def done(self, state: str, browser_secret: str, code: str, error: str) -> Connected:
        """Take the LMS's answer, once, from the browser that was sent there; raise AnswerRefused. A connection that
        was there before stays until the new one stands."""
        with self.works() as work:
            asked = self._opened("api_state", onboarding.redeem_ticket(work, state, self.clock()))
        if not secrets.compare_digest(browser_hash(browser_secret), asked.browser):
            raise _other_browser()
        if error or not code:
            raise _refused(error)
        try:
            with self.works() as work:
                platform = _usable(institutions.platform_of(work, asked.by, asked.platform_id))
                adapter = _adapter(platform, "code")
        except (AdminRefused, NotFound) as exc:
            raise _gone() from exc
        try:
            token = api_grants.exchange(
                adapter, asked.application, code, redirect_uri=self.redirect_uri, http=self.http, now=self.clock(),
                connected_as=asked.person_name,
            )
        except ServiceFailed as exc:
            raise _no_token(exc) from exc
        self.tokens.keep(token)
        with self.works() as work:
            platforms.api_connected(work, asked.by, asked.platform_id, self.clock())
        return Connected(platform.name, tuple(api_grants.missing(adapter.api_scopes, token.scopes)))

    def connect(self, by: Administrator, platform_id: str, body: ConnectApiBody) -> None:
        """Have the LMS give one token to the application as a whole, and keep it; raise AdminRefused or NotFound.
        Nothing is kept unless it came, so a connection that was there before stays."""
        with self.works() as work:
            adapter = _adapter(_usable(institutions.platform_of(work, by, platform_id)), "client")
        key = _checked(body, "client", self.allow_private)
        application = Application(platform_id, origin(key.address), key.client_id, key.client_secret)
        try:
            token = api_grants.let_in(adapter, application, http=self.http, now=self.clock())
        except ServiceFailed as exc:
            raise AdminRefused("api_no_token", f"{exc} {_what_now(exc)}") from exc
        self.tokens.keep(token)
        with self.works() as work:
            platforms.api_connected(work, by, platform_id, self.clock())

    def disconnect(self, by: Administrator, platform_id: str) -> None:
        """Forget the token, and have the LMS forget it if it can be reached; raise NotFound."""
        with self.works() as work:
            platform = institutions.platform_of(work, by, platform_id)
            connected = work.platforms.api(platform_id)
        if connected is None:
            return
        farewell = registry.of_platform(platform.family, platform.issuer).farewell()
        if farewell is not None and connected.revoked_at is None:
            with suppress(IntegrationFailed, ServiceFailed):  # it is forgotten here all the same
                self.leave.send(platform_id, farewell, {"Accept": "application/json"}, None)
        self.tokens.forget(platform_id)
        with self.works() as work:
            platforms.api_disconnected(work, by, platform_id, self.clock())

    def place(self, by: Administrator, platform_id: str) -> list[Placed]:
        """Make Invigil's places that are missing in the LMS; raise AdminRefused or NotFound."""
        with self.works() as work:
            platform = _usable(institutions.platform_of(work, by, platform_id))
        adapter = registry.of_platform(platform.family, platform.issuer)
        if not adapter.makes_placements:
            raise AdminRefused("no_placements", "Invigil makes no placements in this kind of LMS.")
        try:
            placed = list(adapter.make_placements(self.tool, self.calls(platform_id)))
        except (IntegrationFailed, ServiceFailed) as exc:
            raise AdminRefused("lms_failed", str(exc)) from exc
        with self.works() as work:
            platforms.placed(work, by, platform_id, self.clock())
        return placed

    def _sealed(self, kind: str, asked: Asked) -> dict[str, str]:
        return {"kind": kind, "sealed": self.sealer.seal(msgspec.json.encode(asked).decode())}

    def _opened(self, kind: str, payload: dict[str, str] | None) -> Asked:
        try:
            if payload is None or payload["kind"] != kind:
                raise _gone()
            return msgspec.json.decode(self.sealer.unseal(payload["sealed"]), type=Asked)
        except (KeyError, CannotUnseal, msgspec.DecodeError) as exc:
            raise _gone() from exc


def _with_browser(asked: Asked, secret: str) -> Asked:
    return msgspec.structs.replace(asked, browser=browser_hash(secret))


def _usable(platform: Platform) -> Platform:
    if platforms.state_of(platform) == "waiting":
        raise AdminRefused("waiting", "This registration waits for approval by whoever runs this server.")
    return platform


def _adapter(platform: Platform, grant: Grant) -> Integration:
    adapter = registry.of_platform(platform.family, platform.issuer)
    if not api_grants.uses_api(adapter):
        raise AdminRefused("no_api", "Invigil uses no API of this kind of LMS: there is nothing to connect.")
    if adapter.api_grant != grant:
        raise AdminRefused("other_way", "This kind of LMS is connected in another way. Reload the page.")
    return adapter


def _checked(body: ConnectApiBody, grant: Grant, allow_private: bool) -> ConnectApiBody:
    """Return what was typed, without spaces around it; raise AdminRefused, which begins with the field's label."""
    address, client_id, secret = body.address.strip(), body.client_id.strip(), body.client_secret.strip()
    by_hand.check_address("Address of the LMS", address, allow_private)
    for label, value in zip(_LABELS[grant], (client_id, secret), strict=True):
        if not 0 < len(value) <= _MOST_CHARS or not value.isascii() or not value.isprintable():
            raise AdminRefused("bad_address", f"{label}: Copy it from where the key was made.")
    return ConnectApiBody(address=address, client_id=client_id, client_secret=secret)


def _gone() -> AnswerRefused:
    return AnswerRefused(
        "question_over", "This page has been used or is too old",
        "It leads to the LMS once, and its answer is taken once, within ten minutes.", _AGAIN,
    )


def _other_browser() -> AnswerRefused:
    return AnswerRefused(
        "other_browser", "This is not the browser that began",
        "The answer is taken only from the browser that was sent to the LMS, and it must keep cookies.", _AGAIN,
    )


def _refused(error: str) -> AnswerRefused:
    why, what = _ERRORS.get(error, (_UNKNOWN, f"{_AGAIN} If it happens again, check the key in the LMS."))
    return AnswerRefused("api_refused", "The LMS is not connected", why, what)


def _no_token(problem: ServiceFailed) -> AnswerRefused:
    remedy = f"{_AGAIN} {_what_now(problem)}"
    return AnswerRefused("api_no_token", "The LMS gave no token", str(problem), remedy)


def _what_now(problem: ServiceFailed) -> str:
    if problem.status in (400, 401):
        return "Copy the key and its secret once more from where it was made; it must be switched on."
    return "If it stays so, ask whoever runs the LMS."


_AGAIN = "Go back to Invigil's admin page and connect once more. What was connected before still is."
_UNKNOWN = "The LMS answered with an error that Invigil does not know."
_ERRORS = {
    "access_denied": ("Whoever was asked in the LMS did not give leave.", f"{_AGAIN} Then press Authorize in the LMS."),
    "invalid_scope": (
        "The API key in the LMS does not allow all that Invigil asks for.",
        "Allow every scope that Invigil's admin page lists at the key, then connect once more.",
    ),
    "unauthorized_client": ("The LMS does not let this key ask.", f"Switch the key on in the LMS. {_AGAIN}"),
}
"""What an error answer means, and what to do (RFC 6749, 4.1.2.1)."""
