"""The connection test of an LMS's own API: whether launches tell its ids, whether it lets Invigil in, and to what."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.base import ConnectionRevoked, Integration, IntegrationFailed, NotConnected
from integrations.http import Reply
from lti.checkup import Check, Status
from lti.errors import ServiceFailed
from tool.lms import api_grants
from tool.lms.api_leave import ApiLeave
from tool.lms.calls import PlatformCalls
from tool.monitoring.tenancy.records import ApiState, Platform

LOW_ROOM = 100.0
"""What is left of the LMS's allowance, in its own units, below which others use much of it."""
_ROOM_HEADER = "x-rate-limit-remaining"
_CONNECT = "Connect it on Invigil's admin page, at this LMS, under “The LMS's own API”."
_NOT_YET = "Not tried: the API is not connected."
_Said = tuple[Status, str]


@dataclass(frozen=True, slots=True)
class KnownApi:
    """What is known of one platform's API. `course` is the LMS's own id of a course with a quiz that Invigil shuts, ""
    if there is none yet."""

    platform: Platform
    state: ApiState | None
    course: str


def run(adapter: Integration, known: KnownApi, leave: ApiLeave, calls: PlatformCalls) -> list[Check]:
    """Try everything; one failure stops nothing. Empty where Invigil uses no API of this kind of LMS. No unit of work
    may be open; nothing is changed in the LMS."""
    if not adapter.api_scopes:
        return []
    reached, reply = _reached(adapter, known, leave, calls)
    return [
        Check("ids", "What launches tell", *_ids(known)), Check("api", "The LMS's own API", *reached),
        Check("scopes", "What the API allows", *_scopes(adapter, known)),
        Check("room", "Allowance of calls", *_room(known, reply)),
    ]


def _ids(known: KnownApi) -> _Said:
    if known.platform.last_launch_at is None:
        return "unknown", "No launch has come in yet. Open Invigil from a course once, then test again."
    said = known.platform.api_said
    if not said:
        return "failed", (
            "Launches do not tell the address of the LMS's API, nor its ids of courses and people. The key was made "
            "before Invigil asked for them: register anew, or let the LMS read the configuration address again."
        )
    if known.state is not None and urlsplit(known.state.origin).netloc.lower() != urlsplit(said).netloc.lower():
        return "unknown", (
            f"Launches come from {said}, but the API is connected at {known.state.origin}. If both are the same LMS, "
            "all is well; else connect the API anew, at the address that launches come from."
        )
    return "ok", f"Launches tell the LMS's own ids, and that its API is at {said}."


def _reached(
    adapter: Integration, known: KnownApi, leave: ApiLeave, calls: PlatformCalls
) -> tuple[_Said, Reply | None]:
    if known.state is None:
        return ("unknown", f"Nobody has connected it. {_CONNECT}"), None
    try:
        leave.refresh(known.platform.id)
        probe = adapter.probe(known.course)
        reply = None if probe is None else calls.send(probe)
    except ConnectionRevoked:
        return ("failed", f"The LMS lets Invigil in no more: its key was switched off or changed. {_CONNECT}"), None
    except NotConnected as exc:
        return ("failed", f"{exc} {_CONNECT}"), None
    except (IntegrationFailed, ServiceFailed) as exc:
        later = " Try again in some minutes." if exc.retry else ""
        return ("failed", f"{exc}{later}"), None
    if reply is None:
        return ("ok", "The LMS gave a fresh permission. Its quizzes are read once one of them is proctored."), None
    return ("ok", f"{known.state.origin} answers, and lets Invigil read the quizzes of a course."), reply


def _scopes(adapter: Integration, known: KnownApi) -> _Said:
    if known.state is None:
        return "unknown", _NOT_YET
    missing = api_grants.missing(adapter.api_scopes, known.state.scopes)
    if not missing:
        return "ok", f"All {len(adapter.api_scopes)} permissions that Invigil asks for are given."
    return "failed", (
        f"Not given: {', '.join(missing)}. Allow them at the API key in the LMS and connect anew; what needs them does "
        "not work until then."
    )


def _room(known: KnownApi, reply: Reply | None) -> _Said:
    if known.state is None:
        return "unknown", _NOT_YET
    said = "" if reply is None else reply.headers.get(_ROOM_HEADER, "")
    try:
        left = float(said)
    except ValueError:
        return "unknown", "The LMS did not say how many calls it has left for Invigil."
    if left < LOW_ROOM:
        return "failed", (
            f"The LMS has little left for Invigil ({left:.0f}). Calls wait until there is more; if it stays so, "
            "another program may use the same key."
        )
    return "ok", f"The LMS has enough left for Invigil ({left:.0f})."
