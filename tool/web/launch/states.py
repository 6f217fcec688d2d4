"""Logins under way, as `lti` asks for them: signed with the installation's secret, taken back once."""

import msgspec

from lti.launch import STATE_LIFETIME_S
from lti.ports import LaunchState
from tool.db.lti_stores import SqlUsedStates
from tool.link.tokens import TokenRefused, Tokens


class _Login(msgspec.Struct, frozen=True):
    """What a state carries; short names, since it travels in addresses."""

    i: str
    n: str
    r: str
    p: str
    c: str
    b: str
    s: str
    e: float


class SignedLaunchStates:
    """Serves `lti.ports.LaunchStates`. Nothing is kept until a proven launch comes in."""

    def __init__(self, tokens: Tokens, used: SqlUsedStates) -> None:
        self._tokens = tokens
        self._used = used

    def issue(self, login: LaunchState) -> str:
        """Return the login as a signed token."""
        body = _Login(
            i=login.id, n=login.nonce, r=login.registration_id, p=login.issuer, c=login.client_id,
            b=login.browser_hash, s=login.storage_target, e=login.expires_at,
        )
        return self._tokens.mint("state", body, STATE_LIFETIME_S)

    def read(self, state: str, now: float) -> LaunchState | None:
        """Return the login of a state that is ours and not too old. Costs one HMAC."""
        try:
            body = self._tokens.read("state", state, _Login)
        except TokenRefused:
            return None
        if body.e < now:
            return None
        return LaunchState(
            id=body.i, nonce=body.n, registration_id=body.r, issuer=body.p, client_id=body.c, browser_hash=body.b,
            storage_target=body.s, expires_at=body.e,
        )

    def consume(self, login: LaunchState) -> bool:
        """Note that this login has ended in a launch; return whether it is the first time."""
        return self._used.first_use(login.id, login.expires_at)
