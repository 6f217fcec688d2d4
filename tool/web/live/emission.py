"""How an event leaves for browsers: as plain values, to one room of one namespace."""

from typing import Any, Protocol

import msgspec


class Emit(Protocol):
    """Sends an event to everyone in a room, or in any of several: once to each, however many of them they are in."""

    def __call__(self, event: str, view: msgspec.Struct, *, namespace: str, room: str | list[str]) -> None:
        """Send `view`; does not wait for anyone to receive it."""
        ...


def to_wire(view: msgspec.Struct) -> dict[str, Any]:
    """Return the record as the JSON object that goes over the wire."""
    return msgspec.to_builtins(view)  # type: ignore[no-any-return]
