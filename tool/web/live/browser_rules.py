"""Browser signals under rules: one rule engine per attempt, fed by the widget's readings and by time."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Protocol

from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange
from tool.domain.incident_types.registry import source_of
from tool.domain.observation import Observation, Source
from tool.domain.rule import Rule
from tool.monitoring.tries import Tries
from tool.web.http.refusals import Refused
from tool.web.wire.live import SensorReading

MODEL = "browser"
OLDEST_READING_S = 600.0
_REMEMBERED = 256


class Recorder(Protocol):
    """Keeps what a rule engine has found."""

    def __call__(self, changes: Sequence[IncidentChange]) -> None:
        """Keep the changes, in one unit of work."""
        ...


class _Desk:
    """One attempt's engine, the ids of the readings it has taken, and what it has found that is not kept yet."""

    def __init__(self, engine: RuleEngine) -> None:
        self.engine = engine
        self.taken: deque[str] = deque(maxlen=_REMEMBERED)
        self.owed: list[IncidentChange] = []


class BrowserRules:
    """The engines of all attempts whose widgets are connected to this process.

    An engine lives from the first reading or rule to the end of its attempt, through pauses too, so that a condition
    that began before the rules held is known when they do. After a restart it is made anew from the rules in the
    database and the levels that every widget sends when it connects. `rules_of` returns the rules that hold now.

    What an engine has found is owed until `record` has kept it: a reading is not acknowledged before, and what could
    not be kept is tried again at every tick. One attempt whose changes cannot be kept holds up no other."""

    def __init__(
        self, rules_of: Callable[[str], Iterable[Rule]], record: Recorder, new_id: Callable[[], str],
        clock: Callable[[], float],
    ) -> None:
        self._rules_of = rules_of
        self._record = record
        self._new_id = new_id
        self._clock = clock
        self._desks: dict[str, _Desk] = {}
        self._over: dict[str, _Desk] = {}
        self._tries = Tries("Keeping what the browser rules found of attempt")
        self._lock = Lock()

    def observe(self, attempt_id: str, readings: Sequence[SensorReading]) -> list[str]:
        """Take in readings; return their ids once what follows from them is kept. Those taken before change nothing.

        Raise Refused for a bad signal, and whatever `record` raises: the readings may then be sent again."""
        now = self._clock()
        observations = [(reading.id, _observation(reading, now)) for reading in readings]
        desk = self._desk(attempt_id)
        with self._lock:
            fresh = {reading_id: seen for reading_id, seen in observations if reading_id not in desk.taken}
            desk.owed += desk.engine.observe(fresh.values())
            desk.taken.extend(fresh)
        self._settle(desk)
        return [reading.id for reading in readings]

    def tick(self) -> None:
        """Keep what time alone has changed, and what could not be kept before; raise trouble of the storage."""
        now = self._clock()
        with self._lock:
            for desk in self._desks.values():
                if _is_due(desk, now):
                    desk.owed += desk.engine.tick(now)
            owing = {attempt_id: desk for attempt_id, desk in self._desks.items() if desk.owed}
            owing |= {f"{attempt_id} (over)": desk for attempt_id, desk in self._over.items()}
        try:
            self._tries.each(owing, now, lambda key: self._settle(owing[key]))
        finally:
            self._forget_settled()

    def apply(self, attempt_id: str, rules: Iterable[Rule]) -> None:
        """From now on these rules hold for the attempt."""
        with self._lock:
            desk = self._desks.get(attempt_id)
            if desk is None:
                self._desks[attempt_id] = _Desk(self._engine(attempt_id, rules))
                return
            desk.owed += desk.engine.apply(_of_browser(rules), self._clock())
        self._settle(desk)

    def end(self, attempt_id: str) -> None:
        """The attempt is over: keep the ends of its open incidents and forget it."""
        with self._lock:
            desk = self._desks.pop(attempt_id, None)
            if desk is None:
                return
            over = self._over.setdefault(attempt_id, desk)
            ends = desk.engine.end(self._clock())
            over.owed += ends if over is desk else [*desk.owed, *ends]
        self._settle(over)
        self._forget_settled()

    def _desk(self, attempt_id: str) -> _Desk:
        known = self._desks.get(attempt_id)
        if known is not None:
            return known
        made = _Desk(self._engine(attempt_id, self._rules_of(attempt_id)))
        # Rules that came in while those of the database were read have made a desk already, and are newer.
        return self._desks.setdefault(attempt_id, made)

    def _engine(self, attempt_id: str, rules: Iterable[Rule]) -> RuleEngine:
        return RuleEngine(attempt_id, _of_browser(rules), self._new_id)

    def _settle(self, desk: _Desk) -> bool:
        """Have kept what is owed. Keeping a change twice changes nothing, so who comes meanwhile need not wait."""
        while batch := tuple(desk.owed):
            self._record(batch)
            with self._lock:
                desk.owed = [change for change in desk.owed if not any(change is kept for kept in batch)]
        return True

    def _forget_settled(self) -> None:
        with self._lock:
            self._over = {attempt_id: desk for attempt_id, desk in self._over.items() if desk.owed}


def _is_due(desk: _Desk, now: float) -> bool:
    due = desk.engine.next_due()
    return due is not None and due <= now


def _of_browser(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.kind.source is Source.BROWSER)


def _observation(reading: SensorReading, now: float) -> Observation:
    """The reading as an observation. The examinee's clock is not trusted beyond the last ten minutes."""
    if source_of(reading.signal) is not Source.BROWSER or not 0 < len(reading.id) <= 64:
        raise Refused("bad_signal", "That is not a signal that a browser may report.")
    at = min(max(reading.at, now - OLDEST_READING_S), now)
    return Observation(reading.signal, 1.0 if reading.active else 0.0, at, MODEL)
