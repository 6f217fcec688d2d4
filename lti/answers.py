"""What a platform's refusal of a service call means: whether to try again, when, and how to say it to an admin."""

from email.utils import parsedate_to_datetime

from lti.errors import ServiceFailed
from lti.ports import HttpAnswer, HttpFailed

_PASSING = frozenset({408, 425, 429})
_MAX_WAIT_S = 3600.0
_MAX_QUOTE_CHARS = 200


def failure(what: str, answer: HttpAnswer, now: float) -> ServiceFailed:
    """Return the failure that a non-2xx answer is. `now` is Unix seconds, needed for a Retry-After date."""
    retry = answer.status >= 500 or answer.status in _PASSING
    return ServiceFailed(
        f"{what} was answered with {answer.status}{_quote(answer.body)}.",
        retry=retry,
        after_s=_retry_after(answer.headers.get("retry-after", ""), now) if retry else None,
    )


def unreachable(what: str, problem: HttpFailed) -> ServiceFailed:
    """Return the failure that a missing answer is."""
    return ServiceFailed(f"{what} failed: {problem}", retry=problem.retry)


def _quote(body: bytes) -> str:
    text = body[: _MAX_QUOTE_CHARS * 4].decode("utf-8", "replace")
    if text.lstrip().startswith("<"):
        return ""
    short = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_QUOTE_CHARS]
    return f": {short}" if short else ""


def _retry_after(value: str, now: float) -> float | None:
    if value.strip().isdigit():
        return min(float(value), _MAX_WAIT_S)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - now, 0.0), _MAX_WAIT_S)
    except ValueError:
        return None
