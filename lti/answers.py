"""What a platform's refusal of a service call means: whether to try again, when, and how to say it to an admin."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from lti import json_text
from lti.errors import ServiceFailed
from lti.ports import HttpAnswer, HttpFailed

_PASSING = frozenset({408, 425, 429})
_MAX_WAIT_S = 3600.0
_MAX_QUOTE_CHARS = 200
_SECRET = re.compile(r"eyJ[\w\-]+(?:\.[\w\-]*)+|(?i:bearer\s+)[\w\-.~+/=]+")


def failure(what: str, answer: HttpAnswer, now: float, *, harmless: bool = True) -> ServiceFailed:
    """Return the failure that a non-2xx answer is. `now` is Unix seconds, needed for a Retry-After date; `harmless`:
    whether the call may be repeated. If not, an error within the platform leaves in doubt whether it was done.

    The platform's words are quoted, short and without anything that looks like a token."""
    retry = answer.status >= 500 or answer.status in _PASSING or is_throttled(answer)
    return ServiceFailed(
        f"{what} was answered with {answer.status}{_quote(answer.body)}.",
        retry=retry, after_s=retry_after(answer, now) if retry else None,
        status=answer.status, code=_code(answer.body), doubtful=not harmless and _may_have_worked(answer.status),
    )


def unreachable(what: str, problem: HttpFailed, *, harmless: bool = True) -> ServiceFailed:
    """Return the failure that a missing answer is; of `harmless` see `failure`."""
    return ServiceFailed(
        f"{what} failed: {problem}", retry=problem.retry, doubtful=not harmless and problem.reached
    )


def _may_have_worked(status: int) -> bool:
    """Whether something may have been done in spite of this answer: with 503 a platform says that it did nothing."""
    return status == 408 or (status >= 500 and status != 503)


def is_throttled(answer: HttpAnswer) -> bool:
    """Whether the platform did nothing because it was asked too often: 429, or the 403 "Rate Limit Exceeded" that one
    platform sends instead (Canvas, doc/api/throttling.md)."""
    return answer.status == 429 or (answer.status == 403 and b"rate limit exceeded" in answer.body[:400].lower())


def retry_after(answer: HttpAnswer, now: float) -> float | None:
    """Return the wait in seconds that Retry-After asks for, by seconds or by date (RFC 9110, 10.2.3), at most an hour;
    None when it asks for none that can be understood. `now` is Unix seconds."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _MAX_WAIT_S)
    try:
        moment = parsedate_to_datetime(value)
        until = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    return min(max(until - now, 0.0), _MAX_WAIT_S)


def _quote(body: bytes) -> str:
    text = body[: _MAX_QUOTE_CHARS * 4].decode("utf-8", "replace")
    if text.lstrip().startswith("<"):
        return ""
    text = _SECRET.sub("[token]", text)
    short = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_QUOTE_CHARS]
    return f": {short}" if short else ""


def _code(body: bytes) -> str:
    """Return the `error` of an OAuth error answer (RFC 6749, 5.2), "" if it is none."""
    try:
        parsed = json_text.readable(body)
    except ValueError:
        return ""
    code = parsed.get("error") if isinstance(parsed, dict) else None
    return code if isinstance(code, str) else ""
