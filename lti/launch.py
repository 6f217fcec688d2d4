"""The door: third-party-initiated login and the launch that follows it.

pylti1p3 leads through the steps of both and checks the messages; the steps where it was measured to be too lenient
(state, nonce, audience, signature, times, deployment) are ours."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.message_validators import get_validators
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.registration import Registration as PyltiRegistration

from lti import claims, id_token, reading, refusals, signatures
from lti.addresses import origin
from lti.errors import LaunchRefused
from lti.jwks import JwksCache
from lti.message import (
    AcsClaim,
    AgsClaim,
    DeepLinkingClaim,
    EndAssessmentClaim,
    ForUser,
    Launch,
    MessageType,
    ProctoringClaim,
)
from lti.ports import LaunchState, LaunchStates, Registration, Registrations
from lti.proctoring import EndAssessmentValidator, StartProctoringValidator

__all__ = [
    "STATE_LIFETIME_S", "AcsClaim", "AgsClaim", "DeepLinkingClaim", "EndAssessmentClaim", "ForUser", "Launch",
    "LaunchRefused", "LoginBegun", "MessageType", "ProctoringClaim", "accept", "begin_login", "browser_hash",
    "state_mark",
]

STATE_LIFETIME_S = 600
_MAX_PARAMETER_CHARS = 8_192
_MAX_STATE_CHARS = 4_096
_STATE_PREFIX = "state-"  # pylti1p3 puts it before every state
_FRAME_NAME = re.compile(r"[\w.\-]{1,128}")
_KNOWN = ("iss", "login_hint", "client_id", "lti_message_hint", "target_link_uri")


class _Login(OIDCLogin):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's login with our registration, our state and nonce, and neither cookie nor session."""

    def __init__(self, params: Mapping[str, str], registration: Registration, state: str, nonce: str) -> None:
        super().__init__(request=None, tool_config=None, session_service=self, cookie_service=self)
        self._params = params
        self._found = registration
        self._state = state
        self._nonce = nonce

    def url(self, launch_url: str) -> str:
        """Return the platform's login address with our request in its query, keeping a query that it already has."""
        built: str = self._prepare_redirect_url(launch_url)
        address = urlsplit(built)
        own = urlsplit(self._found.auth_login_url).query
        query = f"{own}&{address.query}" if own else address.query
        return urlunsplit(address._replace(query=query))

    def validate_oidc_login(self) -> Any:
        """Answer with the registration that `begin_login` has found."""
        address = urlsplit(self._found.auth_login_url)._replace(query="", fragment="")
        return (
            PyltiRegistration()
            .set_issuer(self._found.issuer)
            .set_client_id(self._found.client_id)
            .set_auth_login_url(urlunsplit(address))
        )

    def _get_request_param(self, key: str) -> str:
        return self._params.get(key, "")

    def _generate_nonce(self) -> str:
        return self._nonce

    def _get_uuid(self) -> str:
        return self._state

    def set_cookie(self, *_: object) -> None:
        """Set none: the state is signed, and the route gives the browser a secret of its own."""

    def save_nonce(self, *_: object) -> None:
        """Keep nothing: the nonce is in the signed state."""


@dataclass(frozen=True, slots=True)
class LoginBegun:
    """A login under way: the address to which the browser goes next, the `state` in it, and what binds it to the
    browser.

    `browser_secret` must come back with the launch, by cookie or from the platform's storage; `storage_target` is the
    name of the frame that offers storage (`lti_storage_target`), if any; `platform_origin` is where that frame is."""

    url: str
    state: str
    browser_secret: str = field(repr=False)
    storage_target: str | None
    platform_origin: str


def browser_hash(secret: str) -> str:
    """Return the SHA-256 (hex) of a browser secret: only that travels in the state."""
    return hashlib.sha256(secret.encode()).hexdigest()


def state_mark(state: str) -> str:
    """Return 12 hex digits that stand for a state where its whole text is too long or too telling: names of cookies."""
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:12]


def begin_login(
    params: Mapping[str, str], *, registrations: Registrations, states: LaunchStates, launch_url: str, now: float
) -> LoginBegun:
    """Answer a third-party-initiated login: return where the browser is to be sent, and what it is to keep.

    Only iss, login_hint, client_id, lti_message_hint, target_link_uri and lti_storage_target are read; nothing else is
    passed on, since a platform may act on parameters of its own. `now` is Unix seconds. Raise LaunchRefused."""
    if any(len(params.get(name, "")) > _MAX_PARAMETER_CHARS for name in _KNOWN):
        raise refusals.malformed_login("has a parameter that is too long")
    for name in ("iss", "login_hint"):
        if not params.get(name):
            raise refusals.malformed_login(f"does not carry “{name}”")
    issuer, client_id = params["iss"], params.get("client_id") or None
    registration = registrations.find(issuer, client_id)
    if registration is None:
        raise refusals.unknown_platform(issuer, client_id)
    if not registration.active:
        raise refusals.inactive_platform()
    secret, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    target = params.get("lti_storage_target") or ""
    target = target if _FRAME_NAME.fullmatch(target) else ""
    state = states.issue(
        LaunchState(
            id=secrets.token_urlsafe(16), nonce=nonce, registration_id=registration.id,
            issuer=registration.issuer, client_id=registration.client_id, browser_hash=browser_hash(secret),
            storage_target=target, expires_at=now + STATE_LIFETIME_S,
        )
    )
    login = _Login({name: params.get(name, "") for name in _KNOWN}, registration, state, nonce)
    return LoginBegun(
        url=login.url(launch_url), state=_STATE_PREFIX + state, browser_secret=secret, storage_target=target or None,
        platform_origin=origin(registration.auth_login_url),
    )


class _MessageLaunch(MessageLaunch):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's launch: its order of steps and its message checks, our checks of everything a forger could touch.

    Cheap checks come first, so that a bad launch never costs more than a good one: the state's own signature, the
    token's shape, nonce and parties need no store; then one look for the registration, the key, the signature, the
    message. Only a launch that has passed all of it writes anything."""

    def __init__(
        self,
        form: Mapping[str, str],
        registrations: Registrations,
        states: LaunchStates,
        jwks: JwksCache,
        now: float,
        browser_secret: str | None,
    ) -> None:
        super().__init__(None, None, session_service=self, cookie_service=self, requests_session=self)
        self._form = form
        self._registrations = registrations
        self._states = states
        self._keys = jwks
        self._now = now
        self._browser_secret = browser_secret
        self._peeked: id_token.Unverified
        self.login: LaunchState
        self.found: Registration
        self.body: dict[str, Any] = {}
        self.launch: Launch

    def _get_request_param(self, key: str) -> str:
        value = self._form.get(key, "")
        if not value:
            raise refusals.missing_parameter(key)
        return value

    def validate_state(self) -> "_MessageLaunch":
        """Read the login from its state. It is spent in `save_launch_data`: a forged token must burn nobody's login."""
        state = self._get_request_param("state")
        self._get_request_param("id_token")
        bare = state.removeprefix(_STATE_PREFIX)
        login = self._states.read(bare, self._now) if len(state) <= _MAX_STATE_CHARS else None
        if login is None or login.expires_at < self._now:
            raise refusals.replayed()
        self.login = login
        return self

    def validate_jwt_format(self) -> "_MessageLaunch":
        """Read what is needed to find the key."""
        self._peeked = id_token.peek(self._get_request_param("id_token"))
        return self

    def validate_nonce(self) -> "_MessageLaunch":
        """Compare the nonce with the one of this very login. It is spent with the state."""
        if not secrets.compare_digest(self._peeked.nonce.encode("utf-8", "replace"), self.login.nonce.encode()):
            raise refusals.bad_nonce()
        return self

    def validate_registration(self) -> "_MessageLaunch":
        """Check that iss, aud and azp are those of the login (OIDC Core 3.1.3.7: an audience of several needs azp),
        then find its registration, which may have changed since."""
        token, login = self._peeked, self.login
        if token.issuer != login.issuer:
            raise refusals.unknown_platform(token.issuer, ", ".join(token.audience))
        if login.client_id not in token.audience:
            raise refusals.bad_audience()
        if (token.authorized_party or (token.audience[0] if len(token.audience) == 1 else None)) != login.client_id:
            raise refusals.bad_audience()
        registration = self._registrations.find(login.issuer, login.client_id)
        if registration is None or registration.id != login.registration_id:
            raise refusals.unknown_platform(login.issuer, login.client_id)
        if not registration.active:
            raise refusals.inactive_platform()
        self.found = registration
        return self

    def validate_jwt_signature(self) -> "_MessageLaunch":
        """Check the signature with the platform's key, then the token's times."""
        body = signatures.verified(self._peeked, self.found, self._keys, self._now)
        id_token.check_times(body, self._now)
        self.body = reading.tidy(body)
        self._jwt = {"body": self.body}
        reading.check_common(self.body)
        return self

    def validate_deployment(self) -> "_MessageLaunch":
        """Leave it to `save_launch_data`: a deployment that is not known yet is written down."""
        return self

    def validate_message(self) -> "_MessageLaunch":
        """Check the message by pylti1p3's rules and our two of Proctoring Services."""
        for validator in (*get_validators(), StartProctoringValidator(), EndAssessmentValidator()):
            if validator.can_validate(self.body):
                try:
                    validator.validate(self.body)
                except LtiException as exc:
                    raise refusals.invalid_message(self.body[claims.MESSAGE_TYPE], str(exc)) from exc
        kept = browser_hash(self._browser_secret) if self._browser_secret else ""
        self.launch = reading.launch(
            self.body, self.found, bound=secrets.compare_digest(kept, self.login.browser_hash),
            browser_hash=self.login.browser_hash if self.login.storage_target else None,
            storage_target=self.login.storage_target or None,
        )
        return self

    def save_launch_data(self) -> "_MessageLaunch":
        """Spend the state, so that no second request gets this far with it; then look at the deployment.

        A deployment that was not registered is kept for the admin to see and refused. A platform that named none yet
        names its first one now."""
        if not self._states.consume(self.login):
            raise refusals.replayed()
        known, deployment_id = self.found.deployment_ids, self.launch.deployment_id
        if deployment_id not in known:
            learns = self.found.learns_deployments or not known
            if not self._registrations.learn_deployment(self.found.id, deployment_id, allowed=learns):
                raise refusals.unknown_deployment(deployment_id)
        return self


def accept(
    form: Mapping[str, str], *, registrations: Registrations, states: LaunchStates, jwks: JwksCache, now: float,
    browser_secret: str | None = None,
) -> Launch:
    """Return the launch that the platform POSTed (fields `state` and `id_token`), or raise LaunchRefused.

    The state is spent by the first launch that is proven, whatever becomes of it, and by no other. `now` is Unix
    seconds. `browser_secret` is what the browser has kept of its login, if anything: the launch says whether it fits. A
    deployment that is not known yet is learnt."""
    if form.get("error"):
        raise refusals.platform_error(form.get("error_description") or form["error"])
    message = _MessageLaunch(form, registrations, states, jwks, now, browser_secret)
    message.validate()
    return message.launch
