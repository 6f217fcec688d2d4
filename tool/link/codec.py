"""The one codec of the link: JSON by msgspec, validated against the message types on the way in."""

from typing import TypeVar

import msgspec

T = TypeVar("T")


class BadMessage(Exception):
    """The bytes are not a message of the expected type; the message says where it differs."""


def encode(message: object) -> bytes:
    """Return the message as JSON bytes."""
    return msgspec.json.encode(message)


def decode(data: bytes, kind: type[T]) -> T:
    """Return the message in `data`; raise BadMessage if it is not a `kind`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as exc:
        raise BadMessage(str(exc)) from exc
