"""Times as the specifications write them: ISO 8601 in UTC."""

from datetime import UTC, datetime


def iso(at: float) -> str:
    """Return Unix seconds with milliseconds and zone: `2027-01-15T08:00:00.250+00:00`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def unix(text: object) -> float | None:
    """Return Unix seconds; None for what is no ISO 8601 time with a zone."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo is not None else None
