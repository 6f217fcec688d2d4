"""One rule about what a browser tells of: since when its condition lasts, and the incident it has opened."""

from collections.abc import Callable

from tool.detection.state import WatchState, finite, moment
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.incident_types.kind import Comparison
from tool.domain.rule import Rule


class LevelWatch:
    """Follows one rule's condition, which lasts until it is said to be gone, through debounce, incident and release.
    All times are moments of one timeline.

    Its time never runs backwards: what is told of an earlier moment than was known counts from the known one."""

    is_level = True

    def __init__(self, rule: Rule, attempt_id: str, new_id: Callable[[], str], *, begin: float) -> None:
        self.rule = rule
        self._attempt_id = attempt_id
        self._new_id = new_id
        self._begin = self._now = begin
        self._incident_id: str | None = None
        self._since: float | None = None
        self._gone_since: float | None = None
        self._last = 0.0
        self._value = 0.0
        self._worst = 0.0
        self._model = ""

    def state(self) -> WatchState:
        """Return what it remembers; `take_up` goes on from there."""
        return WatchState(
            self.rule, finite(self._begin), finite(self._now), self._incident_id, self._since, self._gone_since,
            self._last, self._value, self._worst, self._model,
        )

    def take_up(self, state: WatchState) -> None:
        """Go on from what an earlier watch over the same rule remembered."""
        self._begin, self._now = moment(state.begin), moment(state.now)
        self._incident_id, self._since, self._gone_since = state.incident_id, state.since, state.gone_since
        self._last = state.last
        self._value, self._worst, self._model = state.value, state.worst, state.model

    def due(self) -> float | None:
        """Return when the debounce or the release time is over; None while neither runs."""
        if self._incident_id is None:
            return None if self._since is None else self._since + self.rule.debounce_s
        return None if self._gone_since is None else self._gone_since + self.rule.release_s

    def held(self, at: float, value: float, model: str) -> list[IncidentChange]:
        """Note that the condition holds at `at`."""
        at = self._now = max(self._now, at)
        if self._incident_id is not None:
            self._gone_since = None
            self._last = at
            return []
        if self._since is None:
            self._since = at
            self._worst = value
        self._worst = self._worse(value)
        self._last, self._value, self._model = at, value, model
        return self._open(at) if at >= self._since + self.rule.debounce_s else []

    def gone(self, at: float) -> list[IncidentChange]:
        """Note that the condition does not hold, or is explained away, at `at`."""
        at = self._now = max(self._now, at)
        if self._incident_id is None:
            self._since = None
            return []
        if self._gone_since is None:
            self._gone_since = self._last = at
        return self._close() if at >= self._gone_since + self.rule.release_s else []

    def run_out(self, now: float) -> list[IncidentChange]:
        """Let time pass up to `now`: the condition lasts until it is said to be gone."""
        due = self.due()
        if due is None or now < due:
            return []
        return self._open(due) if self._incident_id is None else self._close()

    def restart(self, against: float, latest: float) -> None:
        """Start a pending condition anew: it turns out not to have held, or to have been explained, at `against`.

        `latest` is when the signal that says so was last measured."""
        if self._incident_id is None and self._since is not None and against >= self._since:
            self._since = latest

    def follow(self, rule: Rule, now: float) -> None:
        """Go on with `rule` from `now` on; a pending condition starts anew if it differs."""
        if rule != self.rule:
            self.rule = rule
            if self._incident_id is None:
                self._since = None
                self._begin = self._now = max(self._now, now)

    def stop(self, now: float) -> list[IncidentChange]:
        """Close the incident, if one is open, because the rule no longer applies from `now` on."""
        if self._incident_id is None:
            return []
        if self._gone_since is None:
            self._last = max(self._last, now)
        return self._close()

    def _worse(self, value: float) -> float:
        if self.rule.kind.comparison is Comparison.BELOW:
            return min(self._worst, value)
        return max(self._worst, value)

    def _open(self, at: float) -> list[IncidentChange]:
        assert self._since is not None
        self._incident_id = self._new_id()
        rule = self.rule
        return [
            IncidentOpened(
                incident_id=self._incident_id, attempt_id=self._attempt_id, type=rule.type, severity=rule.severity,
                started_at=self._since, opened_at=at, measured=self._worst, threshold=rule.threshold,
                debounce_s=rule.debounce_s, model=self._model,
            )
        ]

    def _close(self) -> list[IncidentChange]:
        assert self._incident_id is not None
        assert self._since is not None
        closed = IncidentClosed(
            self._incident_id, self._attempt_id, self.rule.type, self._last, self._last - self._since
        )
        self._incident_id = self._since = self._gone_since = None
        return [closed]
