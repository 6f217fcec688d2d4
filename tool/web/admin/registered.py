"""The page that an admin sees in the LMS after registering: what was done, and what is left to press there."""

from collections.abc import Mapping

from flask import Response

from lti.message import MessageType
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.http.plain_pages import ANYWHERE, page

_ANY_STEPS = ("If the LMS shows the new tool as switched off or waiting, switch it on, and let teachers use it.",)
_NEW_WINDOW = (
    "For screen sharing: edit the tool there and set Default launch container to New window. Moodle's own frame does "
    "not let a tool see the screen."
)
_STEPS: Mapping[str, tuple[str, ...]] = {
    "moodle": (
        "Moodle shows Invigil as pending in Manage tools: press Activate.",
        "Teachers switch it on in each course: More, LTI External tools, Show in activity chooser.",
        _NEW_WINDOW,
    ),
    "canvas": (
        "Look at Invigil under Apps, or at its key under Developer Keys: if it is off, switch it on.",
        "Make it available in the account or in single courses; Invigil takes every deployment that Canvas makes.",
    ),
}
"""What is left to do in the LMS, by its family."""
_MOODLE_PLUGIN_STEPS = (
    "Nothing has to be activated: Invigil is switched on in Moodle already.",
    "Press Done here; Moodle then offers a test of the connection.",
    "Teachers tick “Proctor this quiz” in the settings of a quiz.",
)
"""Moodle with the plugin for its quiz: only that makes Moodle send StartProctoring."""


def joined(institution: Institution, platform: Platform, admin_url: str) -> Response:
    """Return the page after a registration with an invitation; `admin_url` is good once, for ten minutes."""
    return page(
        "registered.html", frame_ancestors=ANYWHERE, script=True, institution=institution.name, platform=platform.name,
        platform_id=platform.id, admin_url=admin_url, steps=_steps(platform),
    )


def _steps(platform: Platform) -> tuple[str, ...]:
    if platform.family == "moodle" and MessageType.START_PROCTORING in platform.messages:
        return _MOODLE_PLUGIN_STEPS
    return _STEPS.get(platform.family, _ANY_STEPS)


def waiting(platform: Platform) -> Response:
    """Return the page after a registration without an invitation."""
    return _waiting(platform, unvouched=False)


def unvouched(platform: Platform) -> Response:
    """Return the page after a registration with an invitation whose issuer is not the host that it came from."""
    return _waiting(platform, unvouched=True)


def _waiting(platform: Platform, *, unvouched: bool) -> Response:
    return page(
        "registered.html", frame_ancestors=ANYWHERE, script=True, institution="", platform=platform.name,
        platform_id=platform.id, admin_url="", steps=_steps(platform), unvouched=unvouched,
        issuer=platform.issuer, host=platform.registered_at,
    )
