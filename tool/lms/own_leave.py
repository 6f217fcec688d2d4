"""The leave of one examinee to hand in for them, where their LMS lets nobody else: asked for, used, and given back."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from integrations import registry
from integrations.base import Integration, IntegrationFailed
from integrations.oauth import PlatformToken, PlatformTokens
from lti.errors import ServiceFailed
from lti.ports import Http
from tool.domain.lms import LmsVerb
from tool.domain.own_leave import OwnLeave
from tool.domain.words import told
from tool.lms import api_grants
from tool.lms.api_leave import ApiLeave
from tool.lms.facts import quiz_in_lms
from tool.monitoring.exam import own_leave
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import Attempt
from tool.monitoring.tenancy.records import Platform
from tool.monitoring.work import NotFound

log = logging.getLogger(__name__)

_SETTLES_S = 60.0
"""A leave is left alone for so long: it is kept first, and noted with the attempt after."""
NOT_NOW = told("Invigil cannot ask your LMS now. That is our trouble: go on with your exam without it.")
NOT_THEIRS = told(
    "The LMS answered for somebody else. Sign in to the LMS in this browser as yourself, then press once more in the "
    "exam's window; or go on without it."
)
NO_ANSWER = told("The LMS gave no leave. Go on with your exam without it, or press once more in the exam's window.")
OVER = told("This attempt is over: no leave is needed any more.")


class OwnTokens(PlatformTokens, Protocol):
    """The store of examinees' leave; its holders are attempts."""

    def put(self, token: PlatformToken, platform_id: str) -> None:
        """Keep a leave that was given just now, instead of an earlier one."""
        ...

    def given_before(self, at: float) -> list[str]:
        """Return the attempts whose leave is older than `at` (Unix seconds), oldest first."""
        ...


class LeaveRefused(Exception):
    """There is no leave, and why, in words for the examinee."""


def is_needed(work: Work, attempt: Attempt) -> bool:
    """Whether this attempt's LMS lets nobody but the examinee hand in, and can ask them for leave."""
    exam = work.exams.get(attempt.exam_id)
    api = work.platforms.api(exam.platform_id)
    if api is None or api.revoked_at is not None:
        return False
    bound = work.bound_quizzes.find(exam.id)
    adapter = _adapter(work.platforms.get(exam.platform_id))
    quiz = None if bound is None else quiz_in_lms(bound)
    return bool(adapter.personal_scopes) and adapter.needs_personal(quiz)


@dataclass(frozen=True, slots=True)
class _Facts:
    attempt: Attempt
    platform: Platform
    user: str
    subject: str


class OwnLeaves:
    """Asks for these leaves and gives them back. `platforms` are the tokens of platforms, by whose key it is asked;
    `leave` makes calls with `own`. Opens units of work of its own, and none is open while an LMS is called."""

    def __init__(
        self, works: Works, platforms: PlatformTokens, own: OwnTokens, leave: ApiLeave, http: Http,
        clock: Callable[[], float],
    ) -> None:
        self._works = works
        self._platforms = platforms
        self._own = own
        self._leave = leave
        self._http = http
        self._clock = clock

    def question(self, attempt_id: str, redirect_uri: str, state: str) -> str:
        """Return the address in the LMS where the examinee is asked; raise LeaveRefused or NotFound."""
        with self._works() as work:
            facts = self._facts(work, attempt_id)
            if own_leave.standing(facts.attempt, needed=is_needed(work, facts.attempt)) is OwnLeave.NONE:
                raise LeaveRefused(NOT_NOW)
        key, adapter = self._key(facts.platform), _adapter(facts.platform)
        return api_grants.own_question(adapter, key, redirect_uri=redirect_uri, state=state)

    def answered(self, attempt_id: str, code: str, redirect_uri: str) -> None:
        """Turn the code that the examinee's browser brings into their leave, and keep it; raise LeaveRefused, with
        nothing kept, or NotFound."""
        with self._works() as work:
            facts = self._facts(work, attempt_id)
        if not facts.attempt.state.is_open:
            raise LeaveRefused(OVER)
        key, adapter = self._key(facts.platform), _adapter(facts.platform)
        try:
            token, said = api_grants.exchange_own(
                adapter, key, code, attempt_id, redirect_uri=redirect_uri, http=self._http, now=self._clock()
            )
        except ServiceFailed as exc:
            log.warning("Platform %s gave no leave for attempt %s: %s", facts.platform.id, attempt_id, exc)
            raise LeaveRefused(NO_ANSWER) from exc
        self._own.put(token, facts.platform.id)
        theirs = adapter.is_of(said, facts.user, facts.subject)
        kept = theirs and self._noted(attempt_id)
        if not kept:
            self._give_back(attempt_id, adapter)
            raise LeaveRefused(OVER if theirs else NOT_THEIRS)

    def settle(self) -> int:
        """Give back what is not needed any more: that of attempts which are over, once their end was told. Return how
        many. What the LMS cannot be told now is forgotten here all the same."""
        gone = 0
        for attempt_id in self._own.given_before(self._clock() - _SETTLES_S):
            try:
                with self._works() as work:
                    facts = self._facts(work, attempt_id)
                    if _is_wanted(work, facts.attempt):
                        continue
            except NotFound:
                self._forgotten(attempt_id)
                continue
            self._give_back(attempt_id, _adapter(facts.platform))
            with self._works() as work, suppress(NotFound):
                own_leave.given_back(work, attempt_id, self._clock())
            gone += 1
        return gone

    def _noted(self, attempt_id: str) -> bool:
        with self._works() as work:
            return own_leave.given(work, attempt_id, self._clock())

    def _give_back(self, attempt_id: str, adapter: Integration) -> None:
        farewell = adapter.farewell()
        if farewell is not None:
            with suppress(IntegrationFailed, ServiceFailed):
                self._leave.send(attempt_id, farewell, {"Accept": "application/json"}, None)
        self._forgotten(attempt_id)

    def _forgotten(self, attempt_id: str) -> None:
        self._own.forget(attempt_id)
        self._leave.over(attempt_id)

    def _key(self, platform: Platform) -> PlatformToken:
        try:
            key = self._platforms.find(platform.id)
        except IntegrationFailed as exc:
            raise LeaveRefused(NOT_NOW) from exc
        if key is None or key.revoked_at is not None:
            raise LeaveRefused(NOT_NOW)
        return key

    def _facts(self, work: Work, attempt_id: str) -> _Facts:
        attempt = work.attempts.get(attempt_id)
        platform = work.platforms.get(work.exams.get(attempt.exam_id).platform_id)
        person = work.people.get(attempt.person_id)
        return _Facts(attempt, platform, person.lms_id, person.subject)


def _is_wanted(work: Work, attempt: Attempt) -> bool:
    """Whether the leave may still be of use: the attempt runs, or its end has not been told yet."""
    if attempt.own_leave_at is None:
        return False
    if attempt.state.is_open:
        return True
    rows = work.outbox.of_attempt(attempt.id)
    return any(row.verb is LmsVerb.TERMINATE and row.status == "waiting" for row in rows)


def _adapter(platform: Platform) -> Integration:
    return registry.of_platform(platform.family, platform.issuer)
