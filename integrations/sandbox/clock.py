"""Times as people and protocols write them, made from Unix seconds in one place."""

from datetime import UTC, datetime


def iso(at: float) -> str:
    """Return Unix seconds as ISO 8601 in UTC, e.g. 2026-01-31T10:45:33Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: object) -> float | None:
    """Return ISO 8601 text as Unix seconds, or None if it is not a full date and time with a zone."""
    if not isinstance(text, str) or len(text) < len("2026-01-31T10:45Z"):
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed.timestamp() if parsed.tzinfo else None


def minutes_seconds(seconds: float) -> str:
    """Return a span in seconds as m:ss, never negative."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
