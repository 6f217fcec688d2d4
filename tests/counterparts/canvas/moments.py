"""Times as Canvas writes them, and as clients may."""

from datetime import UTC, datetime

from tests.counterparts.canvas.refusals import bad_request


def written(at: float | None) -> str | None:
    """Return Unix seconds as Canvas writes them, whole seconds in UTC."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exactly(at: float) -> str:
    """Return Unix seconds with their milliseconds, as in the quiz log."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: object) -> float | None:
    """Return what a client wrote as Unix seconds; "" and None take a date away. Raise Refused for no date."""
    if text in (None, ""):
        return None
    try:
        parsed = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        raise bad_request(f"Invalid datetime: {text}") from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
