"""How the browser application's HTTP requests are read and answered: a bearer token, a record in, a record out."""

from typing import TypeVar

import msgspec
from flask import Response, request

MAX_BODY_BYTES = 65_536
B = TypeVar("B", bound=msgspec.Struct)


def limit_body() -> None:
    """Refuse larger bodies; to be registered before the requests of a blueprint."""
    request.max_content_length = MAX_BODY_BYTES


def bearer() -> str | None:
    """Return the bearer token of the request, if it has one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else None


def body_of(kind: type[B]) -> B:
    """Return the body of the request; raise msgspec.DecodeError."""
    return msgspec.json.decode(request.get_data(), type=kind)


def answer(view: msgspec.Struct) -> Response:
    """Return the record as the answer, not to be kept by any cache."""
    response = Response(msgspec.json.encode(view), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
