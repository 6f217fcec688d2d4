"""How the stand-in says no, in the words and shapes that Canvas uses."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """An answer that is no success. `body` is JSON, or text as it stands."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


_REALM = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}


def messages(*texts: str) -> dict[str, Any]:
    """Return the body with which Canvas says what is wrong."""
    return {"errors": [{"message": text} for text in texts]}


def no_token() -> Refused:
    """Nobody said who calls."""
    body = {"status": "unauthenticated", **messages("user authorization required")}
    return Refused(401, body, _REALM)


def bad_token() -> Refused:
    """The token is unknown, has run out or was taken back."""
    return Refused(401, messages("Invalid access token."), _REALM)


def scope_missing() -> Refused:
    """The token is good, but its key does not allow this call."""
    return Refused(401, messages("Insufficient scopes on access token."))


def not_allowed() -> Refused:
    """The person whose token it is may not do this."""
    return Refused(403, {"status": "unauthorized", **messages("user not authorized to perform that action")})


def not_there() -> Refused:
    """What was asked for does not exist, or was deleted."""
    return Refused(404, messages("The specified resource does not exist."))


def bad_request(text: str) -> Refused:
    """Something is missing or makes no sense."""
    return Refused(400, messages(text))


def bad_field(field: str, text: str, kind: str = "invalid") -> Refused:
    """A field has a value that cannot be kept."""
    return Refused(400, {"errors": {field: [{"attribute": field, "type": kind, "message": text}]}})
