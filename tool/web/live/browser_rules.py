"""Browser signals under rules: one rule engine per attempt, fed by the widget's readings and by time."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock, RLock
from typing import Protocol

from tool.detection.rules import RuleEngine
from tool.detection.state import EngineState
from tool.domain.incident import IncidentChange
from tool.domain.incident_types.registry import source_of
from tool.domain.observation import Observation, Source
from tool.domain.rule import Rule
from tool.monitoring.tries import Tries
from tool.web.http.refusals import Refused
from tool.web.live.arrivals import Arrivals
from tool.web.wire.live import SensorReading

MODEL = "browser"
_REMEMBERED = 256
_OVER = " (over)"
_STRIPES = 64
_KEPT_IDS = 64
"""Ids of readings that survive this process: more than are ever on their way without an answer."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What must outlive this process of one attempt: its engine, in moments, and the readings taken last."""

    engine: EngineState
    taken: tuple[str, ...]


class Keeper(Protocol):
    """Keeps what the engines have found and what they remember."""

    def keep(self, attempt_id: str, changes: Sequence[IncidentChange], memory: Memory | None) -> None:
        """Keep both in one unit of work; without a memory, the attempt is over and forgotten."""
        ...

    def kept(self, attempt_id: str) -> Memory | None:
        """Return what was kept last."""
        ...

    def attempts(self) -> list[str]:
        """Return the attempts of which something is kept."""
        ...


class _Desk:
    """One attempt's engine, the ids of the readings it has taken, and what it has found that is not kept yet."""

    def __init__(self, engine: RuleEngine, taken: Iterable[str] = ()) -> None:
        self.engine = engine
        self.taken: deque[str] = deque(taken, maxlen=_REMEMBERED)
        self.owed: list[IncidentChange] = []
        self.changed = False

    def memory(self) -> Memory:
        """Return what must be kept of it."""
        return Memory(self.engine.state(), tuple(self.taken)[-_KEPT_IDS:])


class BrowserRules:
    """The engines of all attempts that are open. `now` gives moments: seconds of a clock that never steps.

    An engine lives from the first reading or rule to the end of its attempt, through pauses too, so that a condition
    that began before the rules held is known when they do. `rules_of` returns the rules that hold now, None if the
    attempt is over.

    What an engine has found and what it remembers is owed until `keeper` has kept both: a reading is not acknowledged
    before, a new process goes on where this one stopped, and what could not be kept is tried again at every tick. One
    attempt whose changes cannot be kept holds up no other. While a page is away time decides nothing: it will say what
    happened."""

    def __init__(
        self, rules_of: Callable[[str], Iterable[Rule] | None], keeper: Keeper, new_id: Callable[[], str],
        now: Callable[[], float],
    ) -> None:
        self._rules_of = rules_of
        self._keeper = keeper
        self._new_id = new_id
        self._now = now
        self._arrivals = Arrivals(now)
        self._desks: dict[str, _Desk] = {}
        self._over: dict[str, _Desk] = {}
        self._keeping = tuple(RLock() for _ in range(_STRIPES))
        self._tries = Tries("Keeping what the browser rules found of attempt")
        self._lock = Lock()

    def take_up(self) -> list[str]:
        """This process has just started: load what the one before has kept. Return the incidents that are open and
        whose end will still be measured here. Call `catch_up` when they are safe."""
        for attempt_id in self._keeper.attempts():
            self._desk(attempt_id)
        with self._lock:
            return [each for desk in self._desks.values() for each in desk.engine.state().open_incidents]

    def catch_up(self) -> None:
        """What has changed while no process was there: the rules of some attempts, and others are over."""
        for attempt_id in list(self._desks):
            rules = self._rules_of(attempt_id)
            if rules is None:
                self.end(attempt_id)
            else:
                self.apply(attempt_id, rules)

    def came(self, attempt_id: str) -> None:
        """A page of the attempt is connected."""
        self._arrivals.came(attempt_id)

    def went(self, attempt_id: str) -> None:
        """No page of the attempt is connected any more."""
        self._arrivals.went(attempt_id)
        if attempt_id not in self._desks:
            self._arrivals.forget(attempt_id)

    def observe(self, attempt_id: str, readings: Sequence[SensorReading], sent_at: float) -> list[str]:
        """Take in readings; return their ids once what follows from them is kept. Those taken before change nothing.
        `sent_at` is when they were sent, by the clock that their `at` goes by: only the difference counts.

        Raise Refused for a bad signal, and whatever the keeper raises: the readings may then be sent again."""
        for reading in readings:
            _check(reading)
        desk = self._desk(attempt_id)
        if desk is not None:
            newest = self._take(attempt_id, desk, readings, sent_at)
            try:
                self._settle(attempt_id, desk)
            except Exception:
                self._arrivals.refused(attempt_id)
                raise
            self._arrivals.taken(attempt_id, newest)
        return [reading.id for reading in readings]

    def tick(self) -> None:
        """Keep what time alone has changed, and what could not be kept before; raise trouble of the storage."""
        now = self._now()
        with self._lock:
            for attempt_id, desk in self._desks.items():
                if _is_due(desk, now) and not self._arrivals.is_awaited(attempt_id):
                    desk.owed += desk.engine.tick(now)
                    desk.changed = True
            owing = {attempt_id: desk for attempt_id, desk in self._desks.items() if desk.owed or desk.changed}
            owing |= {attempt_id + _OVER: desk for attempt_id, desk in self._over.items()}
        try:
            self._tries.each(owing, now, lambda key: self._settle(key.removesuffix(_OVER), owing[key]))
        finally:
            self._forget_settled()

    def apply(self, attempt_id: str, rules: Iterable[Rule]) -> None:
        """From now on these rules hold for the attempt."""
        desk, wanted = self._desk(attempt_id, rules), _of_browser(rules)
        if desk is None:
            return
        with self._lock:
            if set(desk.engine.rules) != {rule for rule in wanted if rule.enabled}:
                desk.owed += desk.engine.apply(wanted, self._now())
                desk.changed = True
        self._settle(attempt_id, desk)

    def end(self, attempt_id: str) -> None:
        """The attempt is over: keep the ends of its open incidents and forget it."""
        desk = self._desk(attempt_id)
        with self._lock:
            self._desks.pop(attempt_id, None)
            self._arrivals.forget(attempt_id)
            if desk is None:
                return
            over = self._over.setdefault(attempt_id, desk)
            ends = desk.engine.end(self._now())
            over.owed += ends if over is desk else [*desk.owed, *ends]
            over.changed = True
        self._settle(attempt_id, over)
        self._forget_settled()

    def _desk(self, attempt_id: str, rules: Iterable[Rule] | None = None) -> _Desk | None:
        """Return the attempt's desk, made of what is kept, or else of its rules; None if it is over."""
        known = self._desks.get(attempt_id)
        if known is not None:
            return known
        memory = None if attempt_id in self._over else self._keeper.kept(attempt_id)
        engine = RuleEngine(attempt_id, (), self._new_id)
        if memory is not None:
            engine.take_up(memory.engine)
        else:
            rules = self._rules_of(attempt_id) if rules is None else rules
            if rules is None:
                return None
            engine.apply(_of_browser(rules), -math.inf)
        # What came in while the database was read has made a desk already, and is newer.
        return self._desks.setdefault(attempt_id, _Desk(engine, memory.taken if memory else ()))

    def _take(self, attempt_id: str, desk: _Desk, readings: Sequence[SensorReading], sent_at: float) -> float:
        """Judge those readings that are new; return the moment of the newest."""
        with self._lock:
            self._arrivals.heard(attempt_id, sent_at)
            fresh = {
                reading.id: Observation(
                    reading.signal, 1.0 if reading.active else 0.0,
                    self._arrivals.moment(attempt_id, reading.at), MODEL,
                )
                for reading in readings if reading.id not in desk.taken
            }
            desk.owed += desk.engine.observe(fresh.values())
            desk.taken.extend(fresh)
            desk.changed = desk.changed or bool(fresh)
        return max((seen.at for seen in fresh.values()), default=-math.inf)

    def _settle(self, attempt_id: str, desk: _Desk) -> bool:
        """Have kept what is owed, one at a time per attempt. Keeping a change twice changes nothing."""
        with self._keeping[hash(attempt_id) % _STRIPES]:
            while desk.owed or desk.changed:
                with self._lock:
                    now_at = self._desks.get(attempt_id)
                    batch, memory = tuple(desk.owed), now_at.memory() if now_at else None
                    desk.changed = False
                try:
                    self._keeper.keep(attempt_id, batch, memory)
                except BaseException:
                    desk.changed = True
                    raise
                with self._lock:
                    desk.owed = [change for change in desk.owed if not any(change is kept for kept in batch)]
        return True

    def _forget_settled(self) -> None:
        with self._lock:
            self._over = {each: desk for each, desk in self._over.items() if desk.owed or desk.changed}


def _is_due(desk: _Desk, now: float) -> bool:
    due = desk.engine.next_due()
    return due is not None and due <= now


def _of_browser(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.kind.source is Source.BROWSER)


def _check(reading: SensorReading) -> None:
    if source_of(reading.signal) is not Source.BROWSER or not 0 < len(reading.id) <= 64:
        raise Refused("bad_signal", "That is not a signal that a browser may report.")
