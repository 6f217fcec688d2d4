"""Whatever an LMS answers to a call, the caller gets an answer that can be kept, or one of the two named failures."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrations.base import AttemptInLms, Command, ExamInLms, Integration, IntegrationFailed, Outcome, Verb
from integrations.http import Call
from integrations.oauth import PlatformToken
from integrations.presence import Presence
from integrations.quizzes import ApiConnection, QuizInLms, Taking
from integrations.registry import ADAPTERS
from lti import claims, grades, line_items, roster
from lti.errors import RegistrationFailed, ServiceFailed
from lti.jwks import JwksCache, KeysUnavailable
from lti.line_items import LineItem
from lti.ports import HttpAnswer, HttpFailed, Registration
from lti.registration import ToolDescription
from tests.contract.strange_json import answers
from tests.fakes.ways_out import MemoryTokens, outward
from tool.lms.calls import PlatformCalls
from tool.lms.registering import register

NOW = 1_800_000_000.0
TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 600, "refresh_token": "r", "scope": "a b"}
COLUMNS = [{"id": "https://lms.test/li/1", "label": "Quiz", "scoreMaximum": 100, "resourceId": "exam-1", "tag": "x",
            "resourceLinkId": "link-1", "startDateTime": "2027-01-15T08:00:00Z", "gradesReleased": True}]
RESULTS = [{"userId": "sub-1", "resultScore": 8, "resultMaximum": 10, "comment": "Good"}]
ROSTER = {"members": [{"user_id": "u1", "status": "Active", "roles": ["Learner"], "name": "Ada", "email": "a@b.test",
                       "message": [{"https://x.test": 1}]}]}
CONTROL = {"status": "running", "extra_time": 5}
PRESENCE = {"attempts": [{"session": "s1", "status": "running"}]}
REGISTRATION = Registration(
    id="p1", institution_id="school", issuer="https://lms.test", client_id="c", auth_login_url="https://lms.test/auth",
    auth_token_url="https://lms.test/token", jwks_url="https://lms.test/jwks",
)
PLUGIN = {"invigil_presence_url": "https://lms.test/presence", "invigil_review_url": "https://lms.test/review"}
GRANTED = (claims.SCOPE_SCORE, claims.SCOPE_LINEITEM, claims.SCOPE_RESULT_READONLY)
EXAMS = (
    ExamInLms("exam-1", "link-1", "course-1", None, "https://lms.test/lis", GRANTED, True, True),
    ExamInLms("exam-1", "link-1", "course-1", "https://lms.test/li/1", None, GRANTED, True, True),
    ExamInLms("exam-1", "link-1", services=PLUGIN),
)
ATTEMPT = AttemptInLms(
    "sub-1", "s1", 1, "quiz-1", "https://lms.test/acs", frozenset({"pause", "resume", "terminate", "update", "flag"})
)
API_TOKEN = PlatformToken(
    "p1", "c", "secret", "form", "https://lms.test/token", "old", "refresh", NOW - 1, frozenset(), NOW - 9
)
OUTCOME = Outcome("s1", NOW, 1, {"low": 1}, False, None, "", "", "One incident.")
CALM = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


class Answering:
    """Serves Http: every call gets the next of the answers, and the last for ever; a token request a good one, unless
    `token` says otherwise."""

    def __init__(self, *given: HttpAnswer | HttpFailed, token: bool = False) -> None:
        self._given = list(given)
        self._token = token

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        if url.endswith("/token") and not self._token:
            return HttpAnswer(200, {}, b'{"access_token": "t", "expires_in": 600}')
        answer = self._given.pop(0) if len(self._given) > 1 else self._given[0]
        if isinstance(answer, HttpFailed):
            raise answer
        return answer


def calls_on(http: Answering, *tokens: PlatformToken) -> PlatformCalls:
    return outward(http, lambda: NOW, MemoryTokens(*tokens), sleep=lambda _: None).to(REGISTRATION)


def texts(value: Any) -> list[str]:
    """All text in a value."""
    if isinstance(value, str):
        return [value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for f in dataclasses.fields(value) for text in texts(getattr(value, f.name))]
    if isinstance(value, Mapping):
        return [text for pair in value.items() for item in pair for text in texts(item)]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for item in value for text in texts(item)]
    return []


def check(act: Callable[[], Any], *named: type[Exception]) -> None:
    """Act; only named failures may come of it, and what is returned or said can be written down."""
    try:
        said = texts(act())
    except named as exc:
        said = [str(exc)]
    assert all(text.encode() is not None for text in said)


def check_service(act: Callable[[], Any]) -> None:
    check(act, IntegrationFailed, ServiceFailed)


STATUS = HttpAnswer(200, {}, b'{"attempts": [{"session": "s1", "status": ["running"]}]}')
BROKEN = HttpAnswer(200, {}, b'[{"id": "https://lms.test/\\ud800", "label": "\\ud800", "scoreMaximum": 1}]')


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda a: a.name)
@CALM
@given(answer=answers(PRESENCE))
@example(answer=STATUS)
def test_presence(adapter: Integration, answer: Any) -> None:
    calls = calls_on(Answering(answer))
    check_service(lambda: adapter.report_presence(PLUGIN, NOW, [Presence("s1", True)], calls))


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda a: a.name)
@CALM
@given(given=st.lists(answers(COLUMNS) | answers(RESULTS) | answers({"kept": True}), min_size=1, max_size=3),
       exam=st.sampled_from(EXAMS))
@example(given=[BROKEN], exam=EXAMS[0])
def test_outcome(adapter: Integration, given: Any, exam: ExamInLms) -> None:
    check_service(lambda: adapter.show_outcome(OUTCOME, exam, ATTEMPT, calls_on(Answering(*given))))


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda a: a.name)
@CALM
@given(given=st.lists(answers(CONTROL), min_size=1, max_size=2), exam=st.sampled_from(EXAMS),
       verb=st.sampled_from(Verb))
def test_every_verb(adapter: Integration, given: Any, exam: ExamInLms, verb: Verb) -> None:
    command = Command(verb, NOW, minutes=5, outcome=OUTCOME if verb is Verb.ANNOTATE else None)
    check_service(lambda: adapter.perform(command, exam, ATTEMPT, calls_on(Answering(*given))))


QUIZZES = [(adapter, kind) for adapter in ADAPTERS for kind in adapter.quiz_kinds]
GOOD_ANSWERS: list[Any] = [
    {"quiz_submissions": [{"id": 9, "user_id": 500, "attempt": 1, "workflow_state": "untaken", "extra_time": 5,
                           "started_at": "2027-01-15T08:00:00Z", "end_at": "2027-01-15T09:00:00Z"}]},
    {"quiz_submission_events": [{"id": "1", "event_type": "page_blurred", "created_at": "2027-01-15T08:00:00Z"}]},
    [{"id": 12, "title": "Quiz", "html_url": "https://lms.test/q", "time_limit": 60, "allowed_attempts": -1,
      "access_code": "x", "assignment_id": 34, "published": True, "unlock_at": "2027-01-15T08:00:00Z"}],
    [{"id": 77, "title": "Dates", "student_ids": [500], "lock_at": None, "due_at": "2027-01-15T08:00:00Z"}],
    {"id": "35", "title": "Quiz", "access_code": "x", "published": True, "quiz_settings": {
        "has_time_limit": True, "session_time_limit_in_seconds": 60, "require_student_access_code": True,
        "student_access_code": "x", "multiple_attempts": {"multiple_attempts_enabled": True, "max_attempts": 2}}},
    {"successful": [{"user_id": "500"}], "failed": [{"user_id": 500, "error": "no"}]},
    {"data": {"hideAssignmentGrades": {"errors": [{"message": "no"}]}}, "errors": [{"message": "no"}]},
    {"quiz_extensions": [{"user_id": 500, "end_at": "2027-01-15T09:05:00Z"}]},
]
ANSWERS = st.lists(st.one_of([answers(good) for good in GOOD_ANSWERS]), min_size=1, max_size=4)
API = dataclasses.replace(API_TOKEN, expires_at=NOW + 600)
TAKING = Taking("500", "9", 1, over=False)


@pytest.mark.parametrize(("adapter", "kind"), QUIZZES)
@CALM
@given(given=ANSWERS)
def test_quizzes_of_the_lmss_own_api(adapter: Integration, kind: str, given: Any) -> None:
    quiz = QuizInLms(kind, "7", "12", "34", url="https://lms.test/q")

    def acts(calls: PlatformCalls) -> tuple[Callable[[], Any], ...]:
        return (
            lambda: adapter.quizzes("7", calls), lambda: adapter.quiz(quiz, calls),
            lambda: adapter.takings(quiz, calls), lambda: adapter.log(quiz, TAKING, calls),
            lambda: adapter.set_code(quiz, "x", calls),
        )

    for number in range(5):
        check_service(acts(calls_on(Answering(*given), API))[number])


@pytest.mark.parametrize(("adapter", "kind"), QUIZZES)
@pytest.mark.parametrize("scopes", [frozenset(), None])
@CALM
@given(given=ANSWERS, verb=st.sampled_from(Verb))
def test_every_verb_by_the_lmss_own_api(
    adapter: Integration, kind: str, scopes: frozenset[str] | None, given: Any, verb: Verb
) -> None:
    quiz = QuizInLms(kind, "7", "12", "34", url="https://lms.test/q", time_limit_min=60)
    granted = frozenset(adapter.api_scopes) if scopes is None else scopes
    exam = dataclasses.replace(EXAMS[0], quiz=quiz, api=ApiConnection("https://lms.test", granted, 1.0))
    command = Command(verb, NOW, minutes=5, outcome=OUTCOME if verb is Verb.ANNOTATE else None)
    attempt = dataclasses.replace(ATTEMPT, user="500")
    check_service(lambda: adapter.perform(command, exam, attempt, calls_on(Answering(*given), API)))


def _column(calls: PlatformCalls) -> Any:
    return line_items.get("https://lms.test/li/1", registration=REGISTRATION, calls=calls.services)


def _new_column(calls: PlatformCalls) -> Any:
    new = LineItem("Quiz", 1.0)
    return line_items.create("https://lms.test/lis", new, registration=REGISTRATION, calls=calls.services)


def _changed_column(calls: PlatformCalls) -> Any:
    new = LineItem("Quiz", 1.0)
    return line_items.update("https://lms.test/li/1", new, registration=REGISTRATION, calls=calls.services)


def _no_column(calls: PlatformCalls) -> Any:
    return line_items.delete("https://lms.test/li/1", registration=REGISTRATION, calls=calls.services)


def _columns(calls: PlatformCalls) -> Any:
    return line_items.find("https://lms.test/lis", registration=REGISTRATION, calls=calls.services)


def _results(calls: PlatformCalls) -> Any:
    return grades.results("https://lms.test/li/1", registration=REGISTRATION, calls=calls.services)


def _members(calls: PlatformCalls) -> Any:
    return roster.members("https://lms.test/nrps", registration=REGISTRATION, calls=calls.services)


def _door(calls: PlatformCalls) -> Any:
    return calls.send(Call("GET", "https://lms.test/api", "Reading", scopes=("a",)))


SERVICES: dict[str, tuple[Any, Callable[[PlatformCalls], Any]]] = {
    "columns": (COLUMNS, _columns), "column": (COLUMNS[0], _column), "new column": (COLUMNS[0], _new_column),
    "changed column": (COLUMNS[0], _changed_column), "no column": ({}, _no_column), "results": (RESULTS, _results),
    "roster": (ROSTER, _members), "the door": ([{"id": 1}], _door),
}


@pytest.mark.parametrize("service", SERVICES)
@CALM
@given(data=st.data())
def test_service(service: str, data: st.DataObject) -> None:
    good, act = SERVICES[service]
    given = data.draw(st.lists(answers(good), min_size=1, max_size=2))
    check_service(lambda: act(calls_on(Answering(*given))))


@CALM
@given(answer=answers(TOKEN))
def test_token(answer: Any) -> None:
    check_service(lambda: calls_on(Answering(answer, token=True)).services.tokens.get(REGISTRATION, ["a"]))


@CALM
@given(given=st.lists(answers(TOKEN), min_size=1, max_size=3), expires_at=st.sampled_from([NOW - 1, NOW + 600]))
def test_token_of_the_lmss_own_api(given: Any, expires_at: float) -> None:
    token = dataclasses.replace(API_TOKEN, expires_at=expires_at)
    call = Call("PUT", "https://lms.test/api", "Changing the quiz", json={}, leave="api")
    check_service(lambda: calls_on(Answering(*given, token=True), token).send(call))


CONFIGURATION = {
    "issuer": "https://lms.test", "authorization_endpoint": "https://lms.test/auth",
    "token_endpoint": "https://lms.test/token", "jwks_uri": "https://lms.test/jwks",
    "registration_endpoint": "https://lms.test/register", "scopes_supported": [claims.SCOPE_SCORE],
    claims.PLATFORM_CONFIGURATION: {
        "product_family_code": "canvas", "variables": ["Canvas.user.id"],
        "messages_supported": [{"type": "LtiResourceLinkRequest", "placements": ["course_navigation"]}],
        "https://canvas.instructure.com/lti/account_name": "School",
    },
}
MADE = {
    "client_id": "c", "scope": "a", claims.TOOL_CONFIGURATION: {"deployment_id": "1", "messages": [{"type": "x"}]},
}
TOOL = ToolDescription("Invigil", "Proctoring", "https://t.test/lti/launch", "https://t.test/login", "https://t.test/jwks")


@CALM
@given(configuration=answers(CONFIGURATION), made=answers(MADE))
def test_registration(configuration: Any, made: Any) -> None:
    check(lambda: register("https://lms.test/c", "t", TOOL, http=Answering(configuration, made)), RegistrationFailed)


@CALM
@given(answer=answers({"keys": [{"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB", "use": "sig", "alg": "RS256"}]}))
def test_keys(answer: Any) -> None:
    check(lambda: JwksCache(Answering(answer)).find(REGISTRATION, "k", NOW) and None, KeysUnavailable)
