"""Our placements in Learn, made by REST: only what is not there yet, and each told with what became of it.

Source: the public Swagger of Learn 3900.123.0. A placement is found again by its kind and our launch address."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.base import Calls, IntegrationFailed, NotConnected
from integrations.blackboard import api, words
from integrations.http import Call
from integrations.places import (
    COURSE_PLACE,
    EXTENSION_PLACE,
    HANDLE_PARAMETER,
    PLACE_PARAMETER,
    USER_PARAMETER,
    Placed,
    Tool,
)

PATH = f"{api.PUBLIC}/v1/lti/placements"
_LOOKING = "Looking for placements"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One placement: `kind` as Learn calls it, what people call it, the handle that it is to get."""

    kind: str
    title: str
    handle: str
    custom: Mapping[str, str] = field(default_factory=dict)


_PROCTORING = _Wanted(
    "Proctoring", "Proctoring", "invigil-proctoring", {USER_PARAMETER: "@X@user.pk_string@X@"}
)
_COURSE = _Wanted(
    "Application", "Course tool", "invigil-course",
    {PLACE_PARAMETER: COURSE_PLACE, USER_PARAMETER: "@X@user.pk_string@X@"},
)
"""Examinees come by it to tests that a release condition opens."""


def make(tool: Tool, calls: Calls) -> list[Placed]:
    """Make what is missing; return what became of each. Raise IntegrationFailed if Learn does not even say what is
    there."""
    proctoring, handle = _one(_PROCTORING, tool, calls)
    extension = _Wanted(
        "UltraUI", "Ultra extension", "invigil-ultra", {PLACE_PARAMETER: EXTENSION_PLACE, HANDLE_PARAMETER: handle}
    )
    return [proctoring, _one(_COURSE, tool, calls)[0], _one(extension, tool, calls)[0]]


def _one(wanted: _Wanted, tool: Tool, calls: Calls) -> tuple[Placed, str]:
    """Return what became of one placement, and the handle that it has or would have had."""
    there = _found(wanted, tool, calls)
    if there is not None:
        return _known(wanted, there), api.text(there, "handle") or wanted.handle
    body = {
        "handle": wanted.handle, "name": tool.name, "description": tool.description, "type": wanted.kind,
        "url": tool.launch_url, "allowStudents": True, "availability": {"available": "Yes"},
        "launchInNewWindow": False, "customParameters": dict(wanted.custom),
    }
    what = f"Making the placement “{wanted.title}”"
    try:
        calls.send(Call("POST", PATH, what, json=body, leave="api", looked=True))
    except NotConnected:
        raise
    except IntegrationFailed as failed:
        return Placed(wanted.title, "failed", _why(failed, wanted)), wanted.handle
    return Placed(wanted.title, "made", f"{words.PLACED} {wanted.handle}."), wanted.handle


def _found(wanted: _Wanted, tool: Tool, calls: Calls) -> Mapping[str, object] | None:
    of_kind = api.listed(calls, PATH, _LOOKING, "placements", {"type": wanted.kind})
    ours = [p for p in of_kind if api.text(p, "type") in (wanted.kind, "") and api.text(p, "url") == tool.launch_url]
    return ours[0] if ours else None


def _known(wanted: _Wanted, there: Mapping[str, object]) -> Placed:
    """A placement that somebody has made by hand may lack what our launches need."""
    custom = there.get("customParameters")
    lacking = [
        f"{name}={value}" for name, value in wanted.custom.items()
        if not isinstance(custom, Mapping) or custom.get(name) != value
    ]
    if there.get("allowStudents") is False:
        return Placed(wanted.title, "differs", words.PLACE_CLOSED)
    if lacking:
        return Placed(wanted.title, "differs", f"{words.PLACE_DIFFERS} {', '.join(lacking)}.")
    return Placed(wanted.title, "there", words.PLACE_THERE)


def _why(failed: IntegrationFailed, wanted: _Wanted) -> str:
    if failed.status == 403:
        return f"{words.NO_RIGHT} {api.RIGHTS['placements']}. {words.PLACE_RESTRICTED}"
    if failed.status == 409:
        return f"{words.PLACE_TAKEN} {wanted.handle}. {words.PLACE_BY_HAND}"
    if failed.status == 400:
        return f"{failed} {words.PLACE_BY_HAND}"
    return f"{failed} {words.PLACE_AGAIN}"
