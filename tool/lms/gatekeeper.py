"""Keeps quizzes of LMSs as teachers want them: shut while they are proctored, with an access code or by a list of those
who may open them (`gate_people`), else as before."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeGuard

from integrations.base import IntegrationFailed, NotConnected, NotThere
from integrations.quizzes import ListedQuiz
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.domain.attempt import AttemptState
from tool.lms.calls import Outward
from tool.lms.facts import adapter_for, quiz_in_lms
from tool.lms.gate_codes import Sealing, new_code, opened, sealed
from tool.lms.gate_judging import DELETED, Judged, judged
from tool.lms.gate_people import PeopleKeeper
from tool.lms.gate_seeing import HOPELESS_S, SELDOM_S, Door, as_it_was, keep, next_look
from tool.lms.patience import Patience
from tool.lms.reporting_line import FIRST_REST_S, ReportingLine, Spawn
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.events import AttemptChanged, AttemptEnded, GateChanged
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.tenancy.events import ApiConnected
from tool.monitoring.work import StorageTrouble

log = logging.getLogger(__name__)
UNCONNECTED_S = 60.0
"""Between two looks whether somebody has connected the LMS's API meanwhile, should this process not have heard of it
(`heard`). That calls nobody."""
MOST_DUE = 500
_LEAST_WAIT_S, _LONGEST_WAIT_S = 0.5, 5.0
_SENDS = 2
_BUSY = frozenset({403, 429, 503})
"""Answers by which LMSs say that they are asked too much, where the same may be asked again later."""


def _at_once(work: Callable[[], None]) -> None:
    work()


class Gatekeeper:
    """Compares, for each bound quiz that is due, what is wanted with what the LMS has, and mends it. What it has not
    settled is found again by looking: when the process dies between a call and what is kept of it, the next one sees
    by the code in the LMS how far it had come. So no code is sent before it is kept.

    Each platform is called once at a time, and a silent one holds up no other (`ReportingLine`). Calls platforms, so no
    unit of work may be open. `registration` finds a registration by its id; `clock` gives Unix seconds; `make` makes a
    code."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward, sealing: Sealing,
        clock: Callable[[], float], make: Callable[[], str] = new_code, patience: Patience | None = None,
    ) -> None:
        self.wake = threading.Event()
        self._works = works
        self._registration = registration
        self._outward = outward
        self._sealing = sealing
        self._clock = clock
        self._make = make
        self._patience = patience or Patience(longest_s=HOPELESS_S)
        self._line = ReportingLine(self._turn, clock)
        self._people = PeopleKeeper(works, clock)
        self._stirred: set[str] = set()
        self._connected: set[str] = set()

    def heard(self, event: object) -> None:
        """Listener of the unit of work: something is wanted of a quiz now, somebody was admitted to it or needs it no
        more, or an LMS that could not be asked can be now."""
        if isinstance(event, GateChanged) and event.next_at <= self._clock():
            self.wake.set()
        elif isinstance(event, AttemptEnded) or _is_admission(event):
            self._stirred.add(event.exam_id)
            self.wake.set()
        elif isinstance(event, ApiConnected):
            self._connected.add(event.platform_id)
            self.wake.set()

    def run(self, stopped: threading.Event, spawn: Spawn = _at_once) -> None:
        """See to quizzes until `stopped` is set. `spawn` runs the calls to one platform beside."""
        while not stopped.is_set():
            self.wake.clear()
            self.wake.wait(min(max(self.run_once(spawn), _LEAST_WAIT_S), _LONGEST_WAIT_S))

    def run_once(self, spawn: Spawn = _at_once) -> float:
        """Have all platforms with quizzes that are due called; return the seconds until more is due."""
        self._take_stirred()
        self._take_connected()
        with self._works() as work:
            due = work.bound_quizzes.due(self._clock(), MOST_DUE)
        self._line.call(list(dict.fromkeys(bound.platform_id for bound in due)), spawn)
        with self._works() as work:
            next_at = work.bound_quizzes.next_at()
        return _LONGEST_WAIT_S if next_at is None else next_at - self._clock()

    def _take_stirred(self) -> None:
        """Have the quizzes looked at to whose exam somebody was admitted, or has ended it: their code may have been
        used up, or their list has to change."""
        stirred, self._stirred = self._stirred, set()
        if not stirred:
            return
        with self._works() as work:
            for exam_id in sorted(stirred):
                bound = work.bound_quizzes.find(exam_id)
                if bound is not None and (bound.gate is GateState.SET or bound.by_people):
                    work.bound_quizzes.save(replace(bound, next_at=min(bound.next_at, self._clock())))

    def _take_connected(self) -> None:
        """Have the quizzes looked at that waited for their LMS's API."""
        connected, self._connected = self._connected, set()
        for platform_id in sorted(connected):
            self._line.rested(platform_id)
            with self._works() as work:
                for bound in work.bound_quizzes.in_vain(platform_id):
                    work.bound_quizzes.save(replace(bound, next_at=min(bound.next_at, self._clock())))

    def _turn(self, platform_id: str) -> bool:
        """See to all quizzes of one platform that are due; say whether it need not be left alone."""
        try:
            seen: set[str] = set()
            while (bound := self._next(platform_id, seen)) is not None:
                seen.add(bound.id)
                if not self._see_to(bound):
                    self._postpone(platform_id)
                    return False
        except StorageTrouble as exc:
            log.warning("What quizzes of platform %s came to could not be kept: %s", platform_id, exc)
            return False
        return True

    def _next(self, platform_id: str, seen: set[str]) -> BoundQuiz | None:
        with self._works() as work:
            due = work.bound_quizzes.due(self._clock(), MOST_DUE)
        return next((each for each in due if each.platform_id == platform_id and each.id not in seen), None)

    def _postpone(self, platform_id: str) -> None:
        """Leave the platform's other quizzes for later too, so that they are not in the way of other platforms'."""
        rested_at = self._clock() + FIRST_REST_S
        with self._works() as work:
            for bound in work.bound_quizzes.due(rested_at, MOST_DUE):
                if bound.platform_id == platform_id:
                    work.bound_quizzes.save(replace(bound, next_at=rested_at))

    def _see_to(self, bound: BoundQuiz) -> bool:
        """See to one quiz; say whether its platform can be asked more now. Whatever goes wrong is kept with it."""
        try:
            self._mend(bound)
        except NotThere:
            self._settle(bound, self._gone)
        except (IntegrationFailed, ServiceFailed) as exc:
            self._settle(bound, partial(self._failed, exc))
            return not (exc.retry and (exc.status is None or exc.after_s is not None or exc.status in _BUSY))
        except StorageTrouble:
            raise
        except Exception as exc:
            log.exception("Seeing to the quiz of exam %s failed unexpectedly", bound.id)
            words = f"Internal error: {type(exc).__name__}. Ask whoever runs this Invigil server to look into its log."
            self._settle(bound, partial(self._failed, IntegrationFailed(words, retry=False)))
        return True

    def _mend(self, bound: BoundQuiz) -> None:
        """Look, tell the LMS what is missing, and look again. Raise what the LMS's adapter raises."""
        door = self._door(bound)
        if bound.by_people:
            self._people.mend(bound, door)
            return
        for _ in range(_SENDS + 1):
            shown = door.adapter.quiz(door.quiz, door.calls)
            send = self._settled(bound, shown)
            if send is None:
                return
            door.adapter.set_code(door.quiz, send, door.calls)
        raise IntegrationFailed("The LMS has taken the access code, but it does not show it.")

    def _door(self, bound: BoundQuiz) -> Door:
        with self._works() as work:
            platform, exam = work.platforms.get(bound.platform_id), work.exams.get(bound.id)
        registration = self._registration(bound.platform_id)
        if not registration.active:
            raise NotConnected("The connection to this LMS is switched off in Invigil.")
        return Door(adapter_for(platform, exam, None), quiz_in_lms(bound), self._outward.to(registration))

    def _settled(self, bound: BoundQuiz, shown: ListedQuiz) -> str | None:
        """Keep what was seen and what follows from it; return the code that the LMS is to be told, None if none."""
        with self._works() as work:
            now = self._clock()
            kept = as_it_was(work, bound)
            if kept is None:
                return None
            codes = opened(kept, self._sealing)
            judgement = judged(kept.gate, codes, shown.code, _is_spent(work, kept), self._make)
            if judgement.gate is None:
                quizzes.lifted(work, kept, now)
                return None
            keep(work, kept, self._after(work, kept, shown, judgement, now))
            return judgement.send

    def _after(
        self, work: Work, kept: BoundQuiz, shown: ListedQuiz, judgement: Judged, now: float
    ) -> BoundQuiz:
        assert judgement.gate is not None
        fresh = replace(sealed(kept, judgement.codes, self._sealing, now), gate=judgement.gate)
        if judgement.send is not None:  # due until a look shows that it has come to pass
            return fresh
        quiz = shown.quiz
        return replace(
            fresh, trouble=judgement.trouble, tries=0, next_at=next_look(work, kept.id, shown, now),
            seen_at=now if judgement.gate is GateState.SET else kept.seen_at, title=quiz.title[:200] or kept.title,
            url=quiz.url or kept.url, time_limit_min=quiz.time_limit_min, attempts=quiz.attempts,
        )

    def _settle(self, bound: BoundQuiz, change: Callable[[BoundQuiz, float], BoundQuiz | None]) -> None:
        """Keep what a look or a call came to, unless something else is wanted meanwhile, which then is due anyway."""
        with self._works() as work:
            kept = as_it_was(work, bound)
            if kept is None:
                return
            now = self._clock()
            fresh = change(kept, now)
            if fresh is None:
                quizzes.lifted(work, kept, now)
            else:
                keep(work, kept, fresh)

    def _gone(self, kept: BoundQuiz, now: float) -> BoundQuiz | None:
        if kept.gate is GateState.LIFTING:
            return None
        return replace(kept, gate=GateState.GONE, trouble=DELETED, tries=0, next_at=now + SELDOM_S)

    def _failed(self, exc: IntegrationFailed | ServiceFailed, kept: BoundQuiz, now: float) -> BoundQuiz:
        tries = kept.tries + 1
        if isinstance(exc, NotConnected):
            wait_s = UNCONNECTED_S
        else:
            wait_s = self._patience.wait(tries, exc.after_s) if exc.retry else HOPELESS_S
        log.warning("The quiz of exam %s could not be seen to (try %d): %s", kept.id, tries, exc)
        return replace(kept, tries=tries, trouble=str(exc), next_at=now + wait_s)


def _is_admission(event: object) -> TypeGuard[AttemptChanged]:
    return isinstance(event, AttemptChanged) and event.after is AttemptState.ADMITTED is not event.before


def _is_spent(work: Work, bound: BoundQuiz) -> bool:
    """Whether the code was handed out since it was made, and nobody is at work any more."""
    attempts = work.attempts.in_exam(bound.id)
    if any(attempt.state.is_open for attempt in attempts):
        return False
    begun = (attempt for attempt in attempts if attempt.begun_at is not None)
    return any(max(attempt.begun_at or 0.0, attempt.ended_at or 0.0) > bound.code_at for attempt in begun)
