"""One rule about something that is looked at: in most looks of a window its condition holds, or it does not.

Docs: docs/decisions/0033-rules-over-windows.md."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tool.detection.pace import MAX_GAP_S
from tool.detection.recorder import BEFORE_S, Recorder
from tool.detection.state import WatchState, finite, moment
from tool.detection.tally import Tally
from tool.detection.window import FEW_LOOKS, Look, Looks, Stretch, worst_of
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened, IncidentReopened
from tool.domain.rule import Rule

REOPEN_S = 30.0
"""What comes back within so many seconds after it was gone is the same incident."""
MOST_HOLD_S = 10.0
"""An incident that came back before is shown as open for up to so many seconds longer, so that one that comes and goes
all the time does not close and open all the time."""


@dataclass(slots=True)
class _Incident:
    """An incident that is open, or may be open again. `came_at`: when its condition was last found to hold; `last`: the
    last look in which it did; `over_at`: when it was found to be gone, unless it is back; `told`: whether it was closed
    then."""

    id: str
    since: float
    came_at: float
    last: float
    recorder: Recorder
    times: int = 1
    over_at: float | None = None
    told: bool = False

    def hold_s(self, release_s: float) -> float:
        """Return for how long it stays open after it is gone."""
        return min(MOST_HOLD_S, (self.times - 1) * release_s)


class LookWatch:
    """Follows one rule's condition from look to look. All times are moments of one timeline.

    Its time never runs backwards: what is told of an earlier moment than was known counts from the known one."""

    is_level = False

    def __init__(
        self, rule: Rule, attempt_id: str, new_id: Callable[[], str], *, begin: float, gap_s: float
    ) -> None:
        self.rule = rule
        self._attempt_id = attempt_id
        self._new_id = new_id
        self._gap_s = gap_s
        self._pace_s: float | None = None
        self._begin = self._now = begin
        self._incident: _Incident | None = None
        self._looked = -math.inf
        self._explained_since: float | None = None
        self._dark_since: float | None = None
        self._known: Look | None = None
        self._start_anew()

    def state(self) -> WatchState:
        """Return what it remembers; `take_up` goes on from there, but adds up anew."""
        own = self._incident if self._is_open else None
        return WatchState(
            self.rule, finite(self._begin), finite(self._now), own.id if own else None, own.since if own else None,
            own.over_at if own else None, own.last if own else 0.0, 0.0, 0.0, "", tuple(self._looks),
            own.times if own else 1,
        )

    def take_up(self, state: WatchState) -> None:
        """Go on from what an earlier watch over the same rule remembered."""
        self._begin, self._now = moment(state.begin), moment(state.now)
        self._looks = Looks(self.rule.kind.comparison, state.looks)
        self._looked = state.looks[-1].at if state.looks else -math.inf
        self._known = next((look for look in reversed(state.looks) if look.held is not None), None)
        held = [look for look in state.looks if look.held]
        if state.incident_id is not None and state.since is not None and held:
            seen = Stretch(state.since, len(held), len(held), held[-1], 0.0, state.looks)
            recorder = Recorder(self.rule.kind.comparison, seen)
            self._incident = _Incident(
                state.incident_id, state.since, state.last, state.last, recorder, state.times, state.gone_since
            )

    def due(self) -> float | None:
        """Return from when on a look can open or close the incident; None while nothing points to it."""
        own = self._incident
        if own is None or own.told:
            return self._looks.due(True, self.rule.debounce_s)
        if own.over_at is None:
            return self._looks.due(False, self.rule.release_s, own.came_at)
        return own.over_at + own.hold_s(self.rule.release_s)

    def moments(self) -> set[float]:
        """Return when the looks were of which a picture may be wanted: the worst and the last one of an incident that
        is open or may come back; the first, the worst and the last one of what may become an incident."""
        own, moments = self._incident, set[float]()
        if own is not None and (own.over_at is None or self._now - own.over_at <= REOPEN_S):
            moments |= {own.recorder.worst_at, own.last}
        if not self._is_open:
            after = self._looked - max(self.rule.debounce_s, FEW_LOOKS * (self._pace_s or 0.0))
            held = [look for look in self._looks if look.held and look.at >= after]
            if held:
                moments |= {held[0].at, worst_of(self.rule.kind.comparison, held).at, held[-1].at}
        return moments | self._tally.moments()

    def paced(self, gap_s: float, pace_s: float | None) -> None:
        """From now on nothing is known of what was there in a silence between two looks that is longer than `gap_s`;
        usually there are `pace_s` between two of them (None: not known yet)."""
        self._gap_s, self._pace_s = gap_s, pace_s

    def looked(self, at: float, value: float | None, model: str, *, explained: bool) -> list[IncidentChange]:
        """Take in a look. It tells nothing if nothing was measured, or if the condition holds but is explained away.

        One from before the rule applied says nothing."""
        if at < self._begin:
            return []
        at = self._now = max(self._now, at)
        silence_s, self._looked = at - self._looked, at
        if silence_s > self._gap_s:
            self._looks.clear()
            self._incident = None  # closed by now; nobody knows what was there meanwhile: what comes now is another one
        if silence_s > MAX_GAP_S:
            self._tally.clear()
        look = Look(at, value, self._verdict(at, value, explained), model)
        self._looks.add(look)
        self._looks.forget(at - max(self.rule.debounce_s, self.rule.release_s) - BEFORE_S)
        self._known = self._known if look.held is None else look
        if self._incident is not None:
            self._incident.recorder.saw(look)
            if self._incident.over_at is None:
                return self._while_it_holds(look, self._incident)
        self._tally.add(look, 0.0 if silence_s > self._gap_s else min(silence_s, self._pace_s or silence_s))
        return self._while_it_does_not(look)

    def came_late(self, at: float, value: float | None, model: str) -> None:
        """Take in a look from before the newest one in which the condition did not hold or, without a value, was
        explained away: it may delay an incident, and neither opens nor closes one."""
        if at >= self._begin and not self._is_open:
            self._looks.insert(Look(at, value, None if value is None else False, model))

    def run_out(self, now: float) -> list[IncidentChange]:
        """Let time pass up to `now`: an incident ends at its last look once the silence after that is a gap."""
        if self._incident is None or not self._is_open or now - self._looked <= self._gap_s:
            return []
        return self._close(now, self._unseen_s(now))

    def follow(self, rule: Rule, now: float) -> None:
        """Go on with `rule` from `now` on; a pending condition starts anew if it differs."""
        if rule != self.rule:
            self.rule = rule
            self._tally = Tally(rule.kind.adds_up, rule.kind.comparison, rule.debounce_s)
            if not self._is_open:
                self._start_anew()
                self._begin = self._now = max(self._now, now)

    def stop(self, now: float) -> list[IncidentChange]:
        """Close the incident, if one is open, because the rule no longer applies from `now` on."""
        return self._close(now, 0.0) if self._is_open else []

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open, and nothing points to what would open or close."""
        return not self._is_open and self.due() is None

    @property
    def _is_open(self) -> bool:
        return self._incident is not None and not self._incident.told

    def _start_anew(self) -> None:
        kind = self.rule.kind
        self._looks = Looks(kind.comparison)
        self._known = None
        self._tally = Tally(kind.adds_up, kind.comparison, self.rule.debounce_s)

    def _verdict(self, at: float, value: float | None, explained: bool) -> bool | None:
        """Return whether the condition holds; None if that is not known. No explanation lasts for ever: it is counted
        from the first one since the condition was seen not to hold."""
        if value is None:
            return None
        if not self.rule.kind.comparison.holds(value, self.rule.threshold):
            self._explained_since = None
            return False
        if not explained:
            return True
        if self._explained_since is None:
            self._explained_since = at
        return True if at - self._explained_since >= self.rule.kind.explained_at_most_s else None

    def _while_it_holds(self, look: Look, incident: _Incident) -> list[IncidentChange]:
        release_s = self.rule.release_s
        if look.held is None:
            self._dark_since = look.at if self._dark_since is None else self._dark_since
            dark = look.at >= self._dark_since + release_s
            return self._close(look.at, self._unseen_s(look.at)) if dark else []
        self._dark_since = None
        if look.held:
            incident.last = look.at
        elif self._looks.mostly(False, release_s, self._pace_s, incident.came_at):
            incident.over_at = look.at
        return self._close_if_due(look.at)

    def _while_it_does_not(self, look: Look) -> list[IncidentChange]:
        if not look.held:
            return self._close_if_due(look.at)
        stretch = self._looks.mostly(True, self.rule.debounce_s, self._pace_s) or self._tally.enough()
        return self._open(look, stretch) if stretch else self._close_if_due(look.at)

    def _close_if_due(self, at: float) -> list[IncidentChange]:
        own = self._incident
        if own is None or own.told or own.over_at is None or at < own.over_at + own.hold_s(self.rule.release_s):
            return []
        return self._close(at, 0.0)

    def _unseen_s(self, now: float) -> float:
        """Return for how long nothing is known; 0 if the condition was already seen to be gone."""
        return now - self._known.at if self._known is not None and self._known.held else 0.0

    def _open(self, look: Look, stretch: Stretch) -> list[IncidentChange]:
        self._tally.clear()
        self._dark_since = None
        rule, known = self.rule, self._incident
        if known is not None and known.over_at is not None and stretch.since - known.over_at <= REOPEN_S:
            told, known.told, known.over_at = known.told, False, None
            known.times, known.came_at, known.last = known.times + 1, look.at, look.at
            again = IncidentReopened(known.id, self._attempt_id, rule.type, look.at - known.since, known.times)
            return [again] if told else []
        recorder = Recorder(rule.kind.comparison, stretch)
        self._incident = _Incident(self._new_id(), stretch.since, look.at, look.at, recorder)
        return [
            IncidentOpened(
                incident_id=self._incident.id, attempt_id=self._attempt_id, type=rule.type, severity=rule.severity,
                started_at=stretch.since, opened_at=look.at, measured=stretch.worst.value or 0.0,
                threshold=rule.threshold, debounce_s=rule.debounce_s, model=look.model,
                interval_s=stretch.interval_s, trace=recorder.trace(),
            )
        ]

    def _close(self, at: float, unseen_s: float) -> list[IncidentChange]:
        """Close the incident at its last look. `unseen_s`: for so long nothing was known, unless the end was seen."""
        incident = self._incident
        assert incident is not None
        incident.told, incident.over_at = True, at if incident.over_at is None else incident.over_at
        return [
            IncidentClosed(
                incident.id, self._attempt_id, self.rule.type, incident.last, incident.last - incident.since, unseen_s,
                incident.times, incident.recorder.trace(),
            )
        ]
