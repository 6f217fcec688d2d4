"""Whether a launch comes from the browser that began it: asked of the platform's storage, or of the person, where no
cookie came back. Until then nobody gets in (docs/decisions/0010)."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from lti.addresses import origin as origin_of
from lti.launch import LoginBegun, browser_hash
from lti.message import Launch
from lti.routes import to_platform
from tool.domain.words import told
from tool.monitoring.tenancy import onboarding
from tool.web.http.language import Language, language_asked, language_of_browser
from tool.web.http.limits import RefusalLimit
from tool.web.http.pages import OriginsOf
from tool.web.http.plain_pages import ANYWHERE, message, page
from tool.web.works import WebWorks

_MAX_HELD_CHARS = 200
_STAY = ("/widget", "/setup", "/uef")
"""Pages that are of use only where the LMS has put them: beside the quiz, in the dialogue that waits for an answer, or
in the hidden frame that extends its own pages.
They need no cookie: their session is a token in memory."""


class _Held(msgspec.Struct, frozen=True):
    """An answer that waits for a proof: where it leads, and the hash of what the platform's storage must give."""

    location: str
    browser_hash: str | None


class HoldRefused(Exception):
    """The hold cannot be opened. Code, title and explanation are for the person; the remedy is to start again."""

    def __init__(self, code: str, title: str, explanation: str, status: HTTPStatus) -> None:
        super().__init__(code)
        self.code, self.title, self.explanation, self.status = code, title, explanation, status


@dataclass(frozen=True, slots=True)
class Proofs:
    """Stands before the answers to launches: lets through what is bound to its browser, holds what is not.

    `origins_of`: who may frame a platform's pages. `public_url` is the address of this process."""

    launches: Callable[[Launch], Response]
    works: WebWorks
    origins_of: OriginsOf
    public_url: str
    clock: Callable[[], float]

    def begun(self, login: LoginBegun) -> Response:
        """Answer a login: straight on to the platform, or by way of its storage if it offers one."""
        if login.storage_target is None:
            return to_platform(login)
        return page(
            "opening.html", frame_ancestors=ANYWHERE, script=True, next=login.url, value=login.browser_secret,
            key=_key(browser_hash(login.browser_secret)), origin=login.platform_origin, frame=login.storage_target,
            language=language_of_browser(),
        )

    def __call__(self, launch: Launch) -> Response:
        """Answer a launch as `launches` does; hold a redirect back if it is not bound to its browser."""
        response = self.launches(launch)
        if launch.bound or response.status_code != HTTPStatus.SEE_OTHER:
            return response
        location = response.headers["Location"]
        held = self._hold(_Held(location, launch.browser_hash))
        stays = request.headers.get("Sec-Fetch-Dest") == "document" or urlsplit(location).path in _STAY
        language = language_asked(launch.locale)
        asked = page(
            "proof.html", frame_ancestors=self._framers(launch, location), script=True, there=True,
            form_action=("'self'",), target="_self" if stays else "_blank", held=held,
            signed_in=_signed_in(launch, language), key=_key(launch.browser_hash or ""),
            hash=launch.browser_hash or "", origin=launch.platform_origin, frame=launch.storage_target or "",
            language=language,
        )
        asked.headers["Referrer-Policy"] = "strict-origin"  # with no-referrer the form would say "Origin: null"
        return asked

    def go_on(self, held: str, value: str | None) -> str:
        """Use the hold up and return where it leads. `value`: what the platform's storage gave; None: a person pressed
        the button. Raise HoldRefused."""
        hold = self._opened(held)
        if value is None:
            return hold.location
        if hold.browser_hash is None or not secrets.compare_digest(browser_hash(value), hold.browser_hash):
            raise HoldRefused(
                "other_browser", told("This is not the browser that began"),
                told("Your learning platform kept another sign-in."),
                HTTPStatus.FORBIDDEN,
            )
        return hold.location

    def from_our_page(self) -> bool:
        """Whether this request was sent by a page of this server: any other could carry in somebody else's hold."""
        origin = request.headers.get("Origin", "null")
        if origin == "null":
            return request.headers.get("Sec-Fetch-Site") == "same-origin"
        return origin == origin_of(self.public_url)

    def _hold(self, held: _Held) -> str:
        """Keep it sealed with a key that only the browser has: the database's copy of a ticket opens nothing."""
        key = Fernet.generate_key()
        sealed = Fernet(key).encrypt(msgspec.json.encode(held)).decode()
        with self.works() as work:
            payload = {"kind": "held", "sealed": sealed}
            ticket = onboarding.issue_ticket(work, payload, self.clock(), onboarding.HELD_TICKET_LIFETIME_S)
        return f"{ticket}.{key.decode()}"

    def _opened(self, held: str) -> _Held:
        ticket, _, key = held.partition(".")
        payload = None
        if len(held) <= _MAX_HELD_CHARS:
            with self.works() as work:
                payload = onboarding.redeem_ticket(work, ticket, self.clock())
        try:
            return msgspec.json.decode(Fernet(key).decrypt((payload or {})["sealed"]), type=_Held)
        except (KeyError, ValueError, InvalidToken):
            raise HoldRefused(
                "hold_over", told("This page has been used or is too old"),
                told("It opens Invigil once, and within ten minutes."), HTTPStatus.GONE,
            ) from None

    def _framers(self, launch: Launch, location: str) -> Iterable[str]:
        named = parse_qs(urlsplit(location).query).get("origins", [""])[0]
        return self.origins_of(launch.registration.id, named) or ()


def proof_blueprint(proofs: Proofs, refusals: RefusalLimit) -> Blueprint:
    """Return the blueprint: POST /lti/continue."""
    blueprint = Blueprint("proof", __name__)

    @blueprint.post("/lti/continue")
    def go_on() -> Response:
        if not proofs.from_our_page():
            raise HoldRefused(
                "not_from_here", told("This page was sent by another site"),
                told("Invigil opens only from its own page."), HTTPStatus.FORBIDDEN,
            )
        location = proofs.go_on(request.form.get("held", ""), request.form.get("value"))
        response = Response(status=HTTPStatus.SEE_OTHER, headers={"Location": location})
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.errorhandler(HoldRefused)
    def refused(why: HoldRefused) -> Response:
        remedy = told("Go back to your course and start again from there.")
        return refusals(message(why.title, why.explanation, remedy, code=why.code, status=why.status))

    return blueprint


def _signed_in(launch: Launch, language: Language) -> Markup:
    """Return the sentence that says who is signed in where, both names in bold."""
    bold = Markup("<strong>{}</strong>").format
    platform = bold(launch.platform_name or str(urlsplit(launch.platform_origin).hostname))
    sentence = (
        told("Signed in by {platform} as {person}.") if launch.name
        else told("Signed in by {platform}, which does not tell your name.")
    )
    return escape(language.say(sentence)).format(platform=platform, person=bold(launch.name))


def _key(hash_of_secret: str) -> str:
    """Return the name under which the platform keeps the secret of one login."""
    return f"invigil_{hash_of_secret[:12]}"
