"""The connection test of an LMS's own API: whether launches tell its ids, whether it lets Invigil in, and to what."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.base import ConnectionRevoked, Integration, IntegrationFailed, NotConnected
from lti.checkup import Check, Status
from lti.errors import ServiceFailed
from tool.lms import api_grants
from tool.lms.api_leave import ApiLeave
from tool.lms.api_pace import PaceState
from tool.lms.calls import PlatformCalls
from tool.monitoring.tenancy.records import ApiState, Platform

LOW_ROOM = 100.0
"""What is left of the LMS's allowance, in its own units, below which others use much of it."""
_CONNECT = "Connect it on Invigil's admin page, at this LMS, under “The LMS's own API”."
_NOT_YET = "Not tried: the API is not connected."
_Said = tuple[Status, str]


@dataclass(frozen=True, slots=True)
class KnownApi:
    """What is known of one platform's API. `course` is the id, as the API takes it, of a course in which Invigil
    proctors a quiz, "" if there is none yet."""

    platform: Platform
    state: ApiState | None
    course: str


def run(adapter: Integration, known: KnownApi, leave: ApiLeave, calls: PlatformCalls, now: float) -> list[Check]:
    """Try everything; one failure stops nothing. Empty where Invigil uses no API of this kind of LMS, without the steps
    that do not fit its kind. No unit of work may be open; nothing is changed in the LMS. `now` is Unix seconds."""
    if not api_grants.uses_api(adapter):
        return []
    checks = [] if adapter.ids_of_lti else [Check("ids", "What launches tell", *_ids(known))]
    checks.append(Check("api", "The LMS's own API", *_reached(adapter, known, leave, calls)))
    if adapter.api_scopes:
        checks.append(Check("scopes", "What the API allows", *_scopes(adapter, known)))
    checks.append(Check("room", "Allowance of calls", *_room(known, leave.pace(known.platform.id), now)))
    if adapter.script_path:
        checks.append(Check("script", "Invigil's script in the LMS's pages", *_script(known)))
    return checks


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


def _reached(adapter: Integration, known: KnownApi, leave: ApiLeave, calls: PlatformCalls) -> _Said:
    if known.state is None:
        return "unknown", f"Nobody has connected it. {_CONNECT}"
    try:
        leave.refresh(known.platform.id)
        probe = adapter.probe(known.course)
        if probe is not None:
            calls.send(probe)
    except ConnectionRevoked:
        return "failed", f"The LMS lets Invigil in no more: its key was switched off or changed. {_CONNECT}"
    except NotConnected as exc:
        return "failed", f"{exc} {_CONNECT}"
    except (IntegrationFailed, ServiceFailed) as exc:
        later = " Try again in some minutes." if exc.retry else ""
        return "failed", f"{exc}{later}"
    if probe is None:
        return "ok", "The LMS gave a fresh permission. A course is read once one of its quizzes is proctored."
    return "ok", f"{known.state.origin} answers, and lets Invigil do this: {probe.what}."


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


def _room(known: KnownApi, pace: PaceState, now: float) -> _Said:
    if known.state is None:
        return "unknown", _NOT_YET
    refused = ""
    if pace.throttled_at is not None:
        ago = max(round((now - pace.throttled_at) / 60), 1)
        refused = f" Since this program began, it last asked too often {ago} min ago, and then waited."
    left = pace.remaining
    if left is None:
        return "unknown", f"The LMS did not say how many calls it has left for Invigil.{refused}"
    if left < LOW_ROOM:
        return "failed", (
            f"The LMS has little left for Invigil ({left:.0f}). Calls wait until there is more; if it stays so, "
            f"another program may use the same key.{refused}"
        )
    return "ok", f"The LMS has enough left for Invigil ({left:.0f}).{refused}"


def _script(known: KnownApi) -> _Said:
    seen = known.platform.script_seen_at
    if seen is None:
        return "unknown", (
            "Not seen yet. It is optional: without it, examinees come by a link in their course, and a quiz stays shut "
            "all the same until they are let in."
        )
    return "ok", f"It last opened Invigil beside a quiz on {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime(seen))}."
