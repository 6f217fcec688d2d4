"""Observes one examinee: facts of looks in, observations out."""

from tool.detection.facts import Before, FrameFacts, observations
from tool.domain.observation import Observation

FORGET_S = 5.0
"""A look from longer ago spares the next one nothing."""


class Observer:
    """One attempt's. Moments are of one timeline that never steps."""

    def __init__(self) -> None:
        self._last: FrameFacts | None = None
        self._last_at = float("-inf")

    def before(self, now: float) -> Before | None:
        """Return what the next look, at `now`, may know of the one before; None if it begins anew.

        Every second look is content with finding one person where they were; who has come in is seen by the other."""
        last = self._last
        if last is None or last.face is None or now - self._last_at > FORGET_S:
            return None
        return Before(last.face, last.view, last.head, last.eyes, last.faces == 1 and not last.glance)

    def saw(self, facts: FrameFacts, at: float) -> tuple[Observation, ...]:
        """Take in the facts of a picture that arrived at `at`; return what is known now.

        What this look does not tell is left out."""
        if at >= self._last_at:
            self._last, self._last_at = facts, at
        return observations(facts, at)
