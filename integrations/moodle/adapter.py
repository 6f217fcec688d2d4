"""Moodle: LTI as it comes; with the plugin `quizaccess_invigil` presence, outcomes beside the attempt, readmission."""

from collections.abc import Mapping, Sequence

from integrations.base import START_PROCTORING, AttemptInLms, Calls, Capability, Done, ExamInLms, Outcome, Verb
from integrations.groups import GroupsAsked, GroupsSaid, Sends
from integrations.http import Call
from integrations.lti_only.adapter import LtiOnly
from integrations.moodle import api
from integrations.presence import Presence, Standing

_NEW_WINDOW = (
    "For screen sharing: edit the tool there and set Default launch container to New window. Moodle's own frame does "
    "not let a tool see the screen."
)
_STEPS = (
    "Moodle shows Invigil as pending in Manage tools: press Activate.",
    "Teachers switch it on in each course: More, LTI External tools, Show in activity chooser.",
    _NEW_WINDOW,
)
_SHOWN = "Shown beside the attempt in the LMS: flag, verdict, number of incidents"
_PLUGIN_STEPS = (
    "Nothing has to be activated: Invigil is switched on in Moodle already.",
    "Press Done here; Moodle then offers a test of the connection.",
    "Teachers tick “Proctor this quiz” in the settings of a quiz.",
)


class Moodle(LtiOnly):
    """Serves `integrations.base.Integration`. The plugin is there where an exam's launches name its addresses."""

    name = "moodle"
    title = "Moodle"
    families = frozenset({"moodle"})
    parameters: tuple[str, ...] = (api.PRESENCE, api.REVIEW, api.GROUPS)

    def recognises_exam(self, exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
        """Whether the plugin is there."""
        del attempt
        return _has_plugin(exam.services)

    def after_registration(self, messages: Sequence[str]) -> tuple[str, ...]:
        """Return what is left to press: nothing with the plugin, which alone makes Moodle send StartProctoring."""
        return _PLUGIN_STEPS if START_PROCTORING in messages else _STEPS

    def readmits(self, exam: ExamInLms) -> bool:
        """The plugin opens a terminated attempt again."""
        return _has_plugin(exam.services)

    def knows_repetitions(self, exam: ExamInLms) -> bool:
        """The plugin does, by the time of the decision (its `command.php`)."""
        return _has_plugin(exam.services)

    def annotation(self, exam: ExamInLms) -> Capability:
        """The plugin shows the outcome itself; without it there is the gradebook."""
        if not _has_plugin(exam.services):
            return super().annotation(exam)
        return Capability(Verb.ANNOTATE, True, _SHOWN)

    def show_outcome(self, outcome: Outcome, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Have the plugin keep the outcome; it shows it on the review page and in the Proctoring tab."""
        if not _has_plugin(exam.services):
            return super().show_outcome(outcome, exam, attempt, calls)
        api.check_kept(calls.send(_post(exam.services[api.REVIEW], "The outcome", api.outcome_body(outcome))).json)
        return Done("The LMS shows the outcome beside the attempt.")

    def watches_presence(self, services: Mapping[str, str]) -> bool:
        """The plugin does."""
        return _has_plugin(services)

    def report_presence(
        self, services: Mapping[str, str], at: float, present: Sequence[Presence], calls: Calls
    ) -> dict[str, Standing]:
        """Tell the plugin, in as few requests as it takes, who is there."""
        if not _has_plugin(services):
            return {}
        standings: dict[str, Standing] = {}
        for first in range(0, max(len(present), 1), api.MOST_AT_ONCE):
            some = present[first : first + api.MOST_AT_ONCE]
            report = _post(services[api.PRESENCE], "The presence report", api.presence_body(at, some))
            standings |= api.standings(calls.send(report).json)
        return standings

    def tells_groups(self, services: Mapping[str, str]) -> bool:
        """The plugin does, since it has a service for that."""
        return bool(services.get(api.GROUPS))

    def read_groups(self, services: Mapping[str, str], asked: GroupsAsked, calls: Sends) -> GroupsSaid:
        """Ask the plugin."""
        if not self.tells_groups(services):
            return GroupsSaid()
        question = _post(services[api.GROUPS], "The question about groups", api.groups_body(asked))
        return api.groups_said(calls.send(question).json)


def _has_plugin(services: Mapping[str, str]) -> bool:
    """Whether both addresses are named that every version of the plugin names."""
    return all(services.get(name) for name in (api.PRESENCE, api.REVIEW))


def _post(url: str, what: str, body: Mapping[str, object]) -> Call:
    """Return a call to the plugin, which takes what it has taken before for the same."""
    return Call("POST", url, what, json=body, scopes=(api.SCOPE,), repeatable=True)
