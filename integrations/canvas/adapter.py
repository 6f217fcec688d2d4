"""Canvas: LTI as it comes, with the keys that it adds to registrations, launches and scores."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.canvas import developer_key
from integrations.canvas.claims import ACTING_PARAMETER, ACTING_VARIABLE, KEYS, PLACEMENT
from integrations.canvas.theme_script import theme_script
from integrations.lti_only.adapter import LtiOnly
from integrations.places import PLACES, Asked, Place, Tool, Wishes

_CLOUD = ("sso.canvaslms.com", "*.instructure.com")
_STEPS = (
    "Look at Invigil under Apps, or at its key under Developer Keys: if it is off, switch it on.",
    "Make it available in the account or in single courses; Invigil takes every deployment that Canvas makes.",
)


class Canvas(LtiOnly):
    """Serves `integrations.base.Integration`.

    `hosted_hosts`: issuers canvas[.beta|.test].instructure.com, sign-in and keys at sso.canvaslms.com (Canvas,
    doc/api/lti_dev_key_config.md and doc/api/registration.md); customers' own sites are in instructure.com.
    `remark_keys`: without them any score is a new submission, and one without a grade empties the grade that is there
    (Canvas, scores_controller.rb and its Score API page)."""

    name = "canvas"
    title = "Canvas"
    families = frozenset({"canvas"})
    hosted_hosts: Mapping[str, tuple[str, ...]] = {
        "canvas.instructure.com": _CLOUD, "canvas.beta.instructure.com": _CLOUD, "canvas.test.instructure.com": _CLOUD,
    }
    learns_deployments = True
    placement_claim = PLACEMENT
    remark_keys: Mapping[str, Any] = {
        f"{KEYS}submission": {"new_submission": False, "preserve_score": True, "prioritize_non_tool_grade": True}
    }
    description_path = "/lti/config.json"
    script_path = "/connect/canvas/theme.js"

    def recognises_platform(self, configuration: Mapping[str, Any]) -> bool:
        """Whether it lists the variable of whoever acts as another user, or has a key of Canvas's own."""
        listed = configuration.get("variables")
        variables = listed if isinstance(listed, list | tuple) else str(listed).split()
        return ACTING_VARIABLE in variables or any(name.startswith(KEYS) for name in configuration)

    def wishes(self, configuration: Mapping[str, Any]) -> Wishes:
        """Ask for names, which are withheld by default, for the places, and to be told who acts as another user."""
        return Wishes(
            places=tuple(Asked((place.placement, KEYS + place.placement), place, _keys(place)) for place in PLACES),
            keys={f"{KEYS}tool_id": developer_key.TOOL_ID, f"{KEYS}privacy_level": developer_key.PRIVACY_LEVEL},
            custom={ACTING_PARAMETER: f"${ACTING_VARIABLE}"},
            account_name=configuration.get(f"{KEYS}account_name"),
        )

    def description(self, tool: Tool) -> dict[str, Any]:
        """Return what an admin pastes the address of into a developer key."""
        return developer_key.description(tool)

    def page_script(self, tool: Tool) -> str:
        """Return what an admin puts into the theme."""
        return theme_script(tool.launch_url)

    def after_registration(self, messages: Sequence[str]) -> tuple[str, ...]:
        """Return what is left to press."""
        del messages
        return _STEPS


def _keys(place: Place) -> dict[str, Any]:
    """Return the keys of a registration's message that say who sees the place (Canvas, doc/api/registration.md)."""
    values = {
        f"{KEYS}visibility": place.visibility or None,
        f"{KEYS}course_navigation/default_enabled": place.default_enabled,
    }
    return {name: value for name, value in values.items() if value is not None}
