"""The door: third-party-initiated login and the launch that follows it.

pylti1p3 leads through the steps of both and checks the messages; the steps where it was measured to be too lenient
(state, nonce, audience, signature, times, deployment) are ours."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.message_validators import get_validators
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.registration import Registration as PyltiRegistration

from lti import claims, id_token, reading, refusals
from lti.errors import LaunchRefused
from lti.jwks import JwksCache, KeysUnavailable
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
    "LaunchRefused", "MessageType", "ProctoringClaim", "accept", "begin_login",
]

STATE_LIFETIME_S = 600
_MAX_PARAMETER_CHARS = 8_192
_MAX_STATE_CHARS = 256
_KNOWN = ("iss", "login_hint", "client_id", "lti_message_hint", "target_link_uri")


class _Login(OIDCLogin):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's login with our registration, our state and nonce, and neither cookie nor session."""

    def __init__(self, params: Mapping[str, str], registration: Registration) -> None:
        super().__init__(request=None, tool_config=None, session_service=self, cookie_service=self)
        self._params = params
        self._found = registration
        self.state = ""
        self.nonce = ""

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
        return secrets.token_urlsafe(32)

    def _get_uuid(self) -> str:
        return secrets.token_urlsafe(32)

    def set_cookie(self, name: str, *_: object) -> None:
        """Take the state that would have become a cookie; it will lie on the server."""
        self.state = name

    def save_nonce(self, nonce: str) -> None:
        """Take the nonce; it will lie beside the state."""
        self.nonce = nonce


def begin_login(
    params: Mapping[str, str], *, registrations: Registrations, states: LaunchStates, launch_url: str, now: float
) -> str:
    """Answer a third-party-initiated login: return the address to which the browser is to be redirected.

    Only iss, login_hint, client_id, lti_message_hint and target_link_uri are read; nothing else is passed on, since a
    platform may act on parameters of its own. `now` is Unix seconds. Raise LaunchRefused."""
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
    login = _Login({name: params.get(name, "") for name in _KNOWN}, registration)
    url = login.url(launch_url)
    states.put(
        LaunchState(
            state=login.state,
            nonce=login.nonce,
            registration_id=registration.id,
            target_link_uri=params.get("target_link_uri") or launch_url,
            created_at=now,
            expires_at=now + STATE_LIFETIME_S,
        )
    )
    return url


class _MessageLaunch(MessageLaunch):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    """pylti1p3's launch: its order of steps and its message checks, our checks of everything a forger could touch."""

    def __init__(
        self,
        form: Mapping[str, str],
        registrations: Registrations,
        states: LaunchStates,
        jwks: JwksCache,
        now: float,
    ) -> None:
        super().__init__(None, None, session_service=self, cookie_service=self, requests_session=self)
        self._form = form
        self._registrations = registrations
        self._states = states
        self._keys = jwks
        self._now = now
        self._peeked: id_token.Unverified
        self.login: LaunchState
        self.found: Registration
        self.body: dict[str, Any] = {}

    def _get_request_param(self, key: str) -> str:
        value = self._form.get(key, "")
        if not value:
            raise refusals.missing_parameter(key)
        return value

    def validate_state(self) -> "_MessageLaunch":
        """Take the login's state out of the store, so that no second request gets this far with it."""
        state = self._get_request_param("state")
        self._get_request_param("id_token")
        login = self._states.consume(state, self._now) if len(state) <= _MAX_STATE_CHARS else None
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
        """Find the registration of the login by iss and aud; with azp, the one that azp names."""
        issuer, party = self._peeked.issuer, self._peeked.authorized_party
        for client_id in self._peeked.audience:
            registration = self._registrations.find(issuer, client_id)
            if registration is not None and registration.id == self.login.registration_id:
                break
        else:
            known = self._registrations.find(issuer, None)
            if known is not None and known.id == self.login.registration_id:
                raise refusals.bad_audience()
            raise refusals.unknown_platform(issuer, ", ".join(self._peeked.audience))
        if party is not None and party != registration.client_id:
            raise refusals.bad_audience()
        if not registration.active:
            raise refusals.inactive_platform()
        self.found = registration
        return self

    def validate_jwt_signature(self) -> "_MessageLaunch":
        """Check the signature with the platform's key, then the token's times."""
        try:
            key = self._keys.find(self.found, self._peeked.kid, self._now)
        except KeysUnavailable as exc:
            raise refusals.keys_unavailable(str(exc)) from exc
        if key is None:
            raise refusals.unknown_key()
        verified = id_token.verify(self._get_request_param("id_token"), key)
        id_token.check_times(verified, self._now)
        self.body = reading.tidy(verified)
        self._jwt = {"body": self.body}
        reading.check_common(self.body)
        return self

    def validate_deployment(self) -> "_MessageLaunch":
        """Refuse a deployment that was not registered. A platform that named none yet names its first one now."""
        deployment_id = reading.required_id(self.body, claims.DEPLOYMENT_ID)
        if self.found.deployment_ids and deployment_id not in self.found.deployment_ids:
            raise refusals.unknown_deployment(deployment_id)
        return self

    def validate_message(self) -> "_MessageLaunch":
        """Check the message by pylti1p3's rules and our two of Proctoring Services."""
        for validator in (*get_validators(), StartProctoringValidator(), EndAssessmentValidator()):
            if validator.can_validate(self.body):
                try:
                    validator.validate(self.body)
                except LtiException as exc:
                    raise refusals.invalid_message(self.body[claims.MESSAGE_TYPE], str(exc)) from exc
        return self

    def save_launch_data(self) -> "_MessageLaunch":
        """Keep nothing here: the caller gets the whole launch."""
        return self


def accept(
    form: Mapping[str, str], *, registrations: Registrations, states: LaunchStates, jwks: JwksCache, now: float
) -> Launch:
    """Return the launch that the platform POSTed (fields `state` and `id_token`), or raise LaunchRefused.

    Whatever the outcome, the state is spent. `now` is Unix seconds. A first valid launch teaches the registration its
    deployment."""
    if form.get("error"):
        raise refusals.platform_error(form.get("error_description") or form["error"])
    message = _MessageLaunch(form, registrations, states, jwks, now)
    message.validate()
    launch = reading.launch(message.body, message.found, message.login)
    if not message.found.deployment_ids:
        registrations.learn_deployment(message.found.id, launch.deployment_id)
    return launch
