"""The quizzes of a course as its LMS lists them now, for a teacher to choose from; or why there is no list."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from integrations.base import ConnectionRevoked, Integration, IntegrationFailed, NotConnected
from integrations.quizzes import ListedQuiz
from lti.errors import ServiceFailed
from lti.ports import Registration
from tool.lms.calls import Outward
from tool.lms.facts import adapter_of
from tool.monitoring.exam.ports import Works
from tool.monitoring.work import StorageTrouble

log = logging.getLogger(__name__)
KEPT_S, FAILURE_KEPT_S = 10.0, 3.0
"""How long a list counts as fresh, and how long a failure is not tried anew: reloading does not hammer the LMS."""
MOST_KEPT = 256
"""Courses whose list is remembered; the one asked for longest ago is forgotten first."""
_CONNECT = "Ask whoever administers your LMS to connect its API: on Invigil's page for administrators, in the LMS."


class ListState(StrEnum):
    """Whether there is a list, and why not."""

    READY = "ready"
    NOT_OFFERED = "not_offered"
    """Invigil does not reach the quizzes of this LMS by its API: they come by deep linking."""
    NO_COURSE = "no_course"
    NOT_CONNECTED = "not_connected"
    REVOKED = "revoked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class QuizList:
    """The quizzes, each with how it stands now, what their kinds are called, and of those that a list of people opens
    how many it holds; `words` say why there are none, and what to do."""

    state: ListState
    words: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    quizzes: tuple[ListedQuiz, ...] = ()
    holds: Mapping[str, int] = field(default_factory=dict)


class QuizLists:
    """Asks LMSs for their quizzes, each course once at a time, and remembers the answer for some seconds. Calls
    platforms, so no unit of work may be open. `registration` finds a registration by its id; `clock` gives Unix
    seconds."""

    def __init__(
        self, works: Works, registration: Callable[[str], Registration], outward: Outward, clock: Callable[[], float]
    ) -> None:
        self._works = works
        self._registration = registration
        self._outward = outward
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, QuizList]] = OrderedDict()
        self._turns: dict[tuple[str, str], threading.Lock] = {}

    def of(self, platform_id: str, course_id: str) -> QuizList:
        """Return the list of a course, by the LMS's own id of it, or why there is none; raise NotFound if there is no
        such platform."""
        with self._works() as work:
            platform, api = work.platforms.get(platform_id), work.platforms.api(platform_id)
        adapter = adapter_of(platform)
        if not adapter.quiz_kinds:
            return QuizList(ListState.NOT_OFFERED)
        if not course_id:
            return QuizList(
                ListState.NO_COURSE, "The LMS did not say which of its courses this is. Ask whoever administers it to "
                "register Invigil anew, or to add the custom parameters that Invigil's guide for this LMS names.",
            )
        if api is None:
            return QuizList(ListState.NOT_CONNECTED, f"Invigil may not read this LMS's quizzes yet. {_CONNECT}")
        if api.revoked_at is not None:
            return _revoked()
        return self._recent(platform_id, course_id, adapter)

    def forget(self, platform_id: str, course_id: str) -> None:
        """Ask the LMS anew the next time."""
        self._kept.pop((platform_id, course_id), None)

    def _recent(self, platform_id: str, course_id: str, adapter: Integration) -> QuizList:
        key = platform_id, course_id
        turn = self._turns.setdefault(key, threading.Lock())
        with turn:  # whoever has waited for another's answer takes that one
            until, found = self._kept.get(key, (0.0, None))
            if found is None or not self._clock() < until <= self._clock() + KEPT_S:
                found = self._asked(platform_id, course_id, adapter)
                kept_s = KEPT_S if found.state is ListState.READY else FAILURE_KEPT_S
                self._kept[key] = self._clock() + kept_s, found
                self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._turns.pop(self._kept.popitem(last=False)[0], None)
        return found

    def _asked(self, platform_id: str, course_id: str, adapter: Integration) -> QuizList:
        try:
            calls = self._outward.to(self._registration(platform_id))
            found = tuple(adapter.quizzes(course_id, calls))
            return QuizList(ListState.READY, "", adapter.quiz_kinds, found, adapter.listed_kinds)
        except ConnectionRevoked:
            return _revoked()
        except NotConnected as exc:
            return QuizList(ListState.NOT_CONNECTED, f"{exc} {_CONNECT}")
        except (IntegrationFailed, ServiceFailed) as exc:
            log.warning("The quizzes of a course of platform %s could not be read: %s", platform_id, exc)
            advice = "Try again in a moment." if exc.retry else "Show this to whoever administers your LMS."
            return QuizList(ListState.FAILED, f"The LMS did not list its quizzes. {exc} {advice}")
        except StorageTrouble:
            raise
        except Exception as exc:
            log.exception("Reading the quizzes of a course of platform %s failed unexpectedly", platform_id)
            return QuizList(
                ListState.FAILED, f"The list could not be read ({type(exc).__name__}). Ask whoever runs this Invigil "
                "server to look into its log.",
            )


def _revoked() -> QuizList:
    return QuizList(
        ListState.REVOKED, "The LMS does not let Invigil read its quizzes any more. Ask whoever administers your LMS "
        "to connect its API anew: on Invigil's page for administrators, in the LMS.",
    )
