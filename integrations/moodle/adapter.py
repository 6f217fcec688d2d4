"""Moodle with the plugin `quizaccess_invigil`: presence, outcomes beside the attempt, readmission."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from integrations.base import Outcome, PostJson, Presence
from integrations.moodle import api


class MoodleIntegration:
    """Serves `integrations.base.Integration`. `services` are the addresses that the plugin's launches name."""

    PARAMETERS: ClassVar = (api.PRESENCE, api.REVIEW)
    watches_presence = True
    shows_outcome = True
    readmits = True

    def __init__(self, services: Mapping[str, str]) -> None:
        self._presence_url = services[api.PRESENCE]
        self._review_url = services[api.REVIEW]

    @classmethod
    def fits(cls, services: Mapping[str, str]) -> bool:
        """Whether the plugin is there: it names both addresses or none."""
        return all(services.get(name) for name in cls.PARAMETERS)

    def report_presence(self, post: PostJson, at: float, present: Sequence[Presence]) -> dict[str, str]:
        """Tell the plugin, in as few requests as it takes, who is there."""
        statuses: dict[str, str] = {}
        for first in range(0, max(len(present), 1), api.MOST_AT_ONCE):
            some = present[first : first + api.MOST_AT_ONCE]
            statuses |= api.statuses(post(self._presence_url, api.presence_body(at, some)))
        return statuses

    def show_outcome(self, post: PostJson, outcome: Outcome) -> None:
        """Have the plugin keep the outcome; it shows it on the review page and in the Proctoring tab."""
        api.check_kept(post(self._review_url, api.outcome_body(outcome)))
