"""Makes incidents of observations: one rule engine, for camera signals in media and browser signals in web.

A camera is *looked at*: between two looks nothing is known, so only a look can open or close an incident, and a window
of looks decides. A browser sends *edges*: its condition lasts until it says otherwise, so time alone can open or close
one."""

import math
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from operator import attrgetter

from tool.detection.look_watch import LookWatch
from tool.detection.pace import gap, noted, usual
from tool.detection.state import EngineState, finite, moment
from tool.detection.watch import LevelWatch
from tool.domain.incident import IncidentChange
from tool.domain.incident_types.registry import KINDS
from tool.domain.observation import Observation
from tool.domain.rule import Rule

Watch = LevelWatch | LookWatch

class RuleEngine:
    """The rules of one attempt and what they have seen so far. It has no clock: all times are seconds of whatever
    timeline it is fed with, and that one must never step.

    `new_id` names incidents. Of a silence between two looks of the camera that is longer than `gap_s`, or than three
    intervals at the pace that is reached (tool.detection.pace), nobody knows what was there meanwhile: it starts a
    pending condition anew and ends an open incident. Give at least three sampling intervals."""

    def __init__(
        self, attempt_id: str, rules: Iterable[Rule], new_id: Callable[[], str], *, gap_s: float = 10.0
    ) -> None:
        self._attempt_id = attempt_id
        self._new_id = new_id
        self._gap_s = gap_s
        self._watches: dict[str, Watch] = {}
        self._latest: dict[str, Observation] = {}
        self._intervals: dict[str, list[float]] = {}
        self._clock = -math.inf
        self.apply(rules, -math.inf)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are followed."""
        return tuple(watch.rule for watch in self._watches.values())

    def observe(self, observations: Iterable[Observation]) -> list[IncidentChange]:
        """Take in measurements, in any order, and return what they change. Those of one moment belong together.

        One that comes after a later one of its signal can only delay an incident, never open or close one."""
        changes: list[IncidentChange] = []
        for at, group in groupby(sorted(observations, key=attrgetter("at")), key=attrgetter("at")):
            fresh = {o.signal: o for o in group if not self._is_late(o)}
            self._clock = max(self._clock, at)
            touched = self._touched(fresh)
            changes += _run_out(touched, at)
            looked_at = {watch.rule.kind.signal for watch in touched if not watch.is_level}
            for signal in looked_at & fresh.keys() & self._latest.keys():
                self._intervals[signal] = noted(self._intervals.get(signal, ()), at - self._latest[signal].at)
            self._latest.update(fresh)
            for watch in touched:
                changes += self._judge(watch, at, own=watch.rule.kind.signal in fresh)
                self._set_pace(watch)
        return changes

    def lapse(self, now: float) -> list[IncidentChange]:
        """Return what the want of looks has changed by `now`. Unlike `tick` it leaves `next_due` as it is."""
        return _run_out(self._watches.values(), now)

    def tick(self, now: float) -> list[IncidentChange]:
        """Return what time alone has changed by `now`: browser conditions that lasted, or were gone, long enough, and
        incidents of a camera that was not looked at any more."""
        self._clock = max(self._clock, now)
        return _run_out(self._watches.values(), now)

    def next_due(self) -> float | None:
        """Return when the next change is possible, None if nothing is pending.

        For a browser condition it is the time of the next useful `tick`; for the camera, the time from which a fresh
        look decides. The latter is given only while it lies ahead of every tick and look so far."""
        dues = (
            due for watch in self._watches.values()
            if (due := watch.due()) is not None and (watch.is_level or due > self._clock)
        )
        return min(dues, default=None)

    def unsettled(self, signals: Collection[str]) -> bool:
        """Whether an incident about one of these signals, which are looked at, is open or may be so soon."""
        return any(
            isinstance(watch, LookWatch) and watch.rule.kind.signal in signals and not watch.is_settled
            for watch in self._watches.values()
        )

    def moments(self) -> set[float]:
        """Return when the looks were of which an incident may still want a picture: at most five for each rule."""
        looked = (watch for watch in self._watches.values() if isinstance(watch, LookWatch))
        return {moment for watch in looked for moment in watch.moments()}

    def apply(self, rules: Iterable[Rule], now: float) -> list[IncidentChange]:
        """From `now` on follow `rules`: close incidents of rules that are no longer there, start changed ones anew.

        An open incident of a rule that is still there stays open. A browser condition that lasts counts from `now`. A
        rule about a type that is not known here (a newer process sent it) is not applied."""
        wanted = {rule.type: rule for rule in rules if rule.enabled and rule.is_known}
        changes: list[IncidentChange] = []
        for kind in [kind for kind in self._watches if kind not in wanted]:
            changes += self._watches.pop(kind).stop(now)
        for kind, rule in wanted.items():
            if kind in self._watches:
                self._watches[kind].follow(rule, now)
            else:
                self._watches[kind] = self._new_watch(rule, now)
                self._set_pace(self._watches[kind])
        for watch in self._watches.values():
            if watch.is_level and watch.rule.kind.signal in self._latest:
                changes += self._judge(watch, now, own=True)
        return changes

    def end(self, now: float) -> list[IncidentChange]:
        """Close every open incident and follow no rule any more."""
        return self.apply((), now)

    def state(self) -> EngineState:
        """Return what the engine remembers, for one that goes on where this one stopped (`take_up`)."""
        watches = tuple(watch.state() for watch in self._watches.values())
        return EngineState(finite(self._clock), tuple(self._latest.values()), watches)

    def take_up(self, state: EngineState) -> None:
        """Go on where an engine of the same attempt stopped, with the rules that held then: call it first, and `apply`
        those of now afterwards. What was kept about a type that is not known here any more is left out."""
        self._clock = moment(state.clock)
        self._latest = {seen.signal: seen for seen in state.latest}
        for kept in state.watches:
            if kept.rule.is_known:
                watch = self._new_watch(kept.rule, moment(kept.begin))
                watch.take_up(kept)
                self._watches[kept.rule.type] = watch

    def _new_watch(self, rule: Rule, begin: float) -> Watch:
        if rule.kind.source.is_looked_at:
            return LookWatch(rule, self._attempt_id, self._new_id, begin=begin, gap_s=self._gap_s)
        return LevelWatch(rule, self._attempt_id, self._new_id, begin=begin)

    def _judge(self, watch: Watch, at: float, *, own: bool) -> list[IncidentChange]:
        seen = self._latest.get(watch.rule.kind.signal)
        if seen is None:
            return []
        explained = self._explained(watch, at)
        if isinstance(watch, LookWatch):
            if own:
                return watch.looked(at, seen.value, seen.model, explained=explained)
            return watch.looked(at, None, "", explained=True) if explained else []
        if explained or not watch.rule.kind.comparison.holds(seen.value, watch.rule.threshold):
            return watch.gone(at)
        return watch.held(at, seen.value, seen.model)

    def _set_pace(self, watch: Watch) -> None:
        """A look is judged by the pace before it: the first long silence cannot excuse itself."""
        if isinstance(watch, LookWatch):
            intervals = self._intervals.get(watch.rule.kind.signal, ())
            watch.paced(gap(intervals, self._gap_s), usual(intervals))

    def _explained(self, watch: Watch, at: float) -> bool:
        """Whether a condition that explains this one away holds now; one that the policy does not apply never does, nor
        does what was looked at so long ago that nobody knows whether it is still there."""
        for kind in watch.rule.kind.explained_by:
            other = self._watches.get(kind)
            seen = self._latest.get(KINDS[kind].signal)
            if other is None or seen is None or not (other.is_level or at - seen.at <= self._gap_s):
                continue
            if other.rule.kind.comparison.holds(seen.value, other.rule.threshold):
                return True
        return False

    def _is_late(self, observation: Observation) -> bool:
        """Whether a later one of its signal is known; if so, have it count against what is pending."""
        latest = self._latest.get(observation.signal)
        if latest is None or observation.at >= latest.at:
            return False
        for watch in self._touched((observation.signal,)):
            if not self._speaks_against(observation, watch.rule):
                continue
            if isinstance(watch, LevelWatch):
                watch.restart(observation.at, latest.at)
            else:
                own = watch.rule.kind.signal == observation.signal
                watch.came_late(observation.at, observation.value if own else None, observation.model)
        return True

    def _speaks_against(self, observation: Observation, rule: Rule) -> bool:
        if rule.kind.signal == observation.signal:
            return not rule.kind.comparison.holds(observation.value, rule.threshold)
        explaining = (self._watches[kind].rule for kind in rule.kind.explained_by if kind in self._watches)
        return any(
            other.kind.signal == observation.signal
            and other.kind.comparison.holds(observation.value, other.threshold)
            for other in explaining
        )

    def _touched(self, signals: Collection[str]) -> list[Watch]:
        return [
            watch for watch in self._watches.values()
            if watch.rule.kind.signal in signals
            or any(KINDS[kind].signal in signals for kind in watch.rule.kind.explained_by)
        ]


def _run_out(watches: Iterable[Watch], now: float) -> list[IncidentChange]:
    return [change for watch in watches for change in watch.run_out(now)]
