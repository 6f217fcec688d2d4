"""Canvas: LTI as it comes, with the keys that it adds; and quizzes that its own API opens and watches over."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from integrations.base import AttemptInLms, Calls, Capability, Command, Done, ExamInLms, Outcome, Verb
from integrations.canvas import decisions, developer_key, means
from integrations.canvas.claims import ACTING_VARIABLE, CUSTOM, KEYS, PLACEMENT
from integrations.canvas.quizzes import CanvasQuizzes
from integrations.canvas.theme_script import theme_script
from integrations.http import Call
from integrations.lti_only.adapter import LtiOnly
from integrations.places import PLACES, Asked, Place, Tool, Wishes

_CLOUD = ("sso.canvaslms.com", "*.instructure.com")
_STEPS = (
    "Look at Invigil under Apps, or at its key under Developer Keys: if it is off, switch it on.",
    "Make it available in the account or in single courses; Invigil takes every deployment that Canvas makes.",
)


class Canvas(CanvasQuizzes, LtiOnly):
    """Serves `integrations.base.Integration`: by the API where an exam has a quiz of Canvas's, else by LTI.

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
        """Ask for names, which are withheld by default, for the places, and for what launches are to tell."""
        return Wishes(
            places=tuple(Asked((place.placement, KEYS + place.placement), place, _keys(place)) for place in PLACES),
            keys={f"{KEYS}tool_id": developer_key.TOOL_ID, f"{KEYS}privacy_level": developer_key.PRIVACY_LEVEL},
            custom=CUSTOM,
            account_name=configuration.get(f"{KEYS}account_name"),
        )

    def description(self, tool: Tool) -> dict[str, Any]:
        """Return what an admin pastes the address of into a developer key."""
        return developer_key.description(tool)

    def probe(self, course: str) -> Call | None:
        """Return a look at the first quiz of a course: a key that allows only some calls allows this one."""
        if not course:
            return None
        path = f"/api/v1/courses/{quote(course, safe='')}/quizzes?per_page=1"
        return Call("GET", path, "Reading the quizzes of a course", leave="api")

    def farewell(self) -> Call | None:
        """Return the call that deletes the token with which it is made (Canvas, doc/api/oauth_endpoints.md)."""
        return Call("DELETE", self.api_paths[1], "Giving the leave back", leave="api")

    def page_script(self, tool: Tool) -> str:
        """Return what an admin puts into the theme."""
        return theme_script(tool.launch_url)

    def after_registration(self, messages: Sequence[str]) -> tuple[str, ...]:
        """Return what is left to press."""
        del messages
        return _STEPS

    def capabilities(
        self, exam: ExamInLms, attempt: AttemptInLms | None, messages: Sequence[str]
    ) -> tuple[Capability, ...]:
        """Return what the API does with the exam's quiz; without one, what LTI does."""
        if exam.quiz is None:
            return super().capabilities(exam, attempt, messages)
        return tuple(means.capabilities(exam, exam.quiz))

    def perform(self, command: Command, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Carry out one decision. Raise IntegrationFailed."""
        if exam.quiz is None:
            return super().perform(command, exam, attempt, calls)
        return decisions.perform(command, exam, exam.quiz, attempt, calls)

    def show_outcome(self, outcome: Outcome, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Show the outcome: in the staff column, without a quiz in a column of LTI's. Raise IntegrationFailed."""
        if exam.quiz is None:
            return super().show_outcome(outcome, exam, attempt, calls)
        return decisions.perform(
            Command(Verb.ANNOTATE, outcome.at, outcome=outcome), exam, exam.quiz, attempt, calls
        )


def _keys(place: Place) -> dict[str, Any]:
    """Return the keys of a registration's message that say who sees the place and where it opens (Canvas,
    doc/api/registration.md)."""
    values = {
        f"{KEYS}visibility": place.visibility or None,
        f"{KEYS}course_navigation/default_enabled": place.default_enabled,
        f"{KEYS}display_type": "new_window" if place.new_tab else None,
    }
    return {name: value for name, value in values.items() if value is not None}
