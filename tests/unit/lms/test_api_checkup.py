"""The connection test of an LMS's own API: each thing tried by itself, told in sentences with what to do."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.blackboard.adapter import Blackboard
from integrations.canvas.adapter import Canvas
from integrations.lti_only.adapter import LtiOnly
from integrations.oauth import PlatformToken, of_application
from lti.checkup import Check
from lti.ports import HttpAnswer, HttpFailed
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tests.unit.lti.lti_fakes import FakeClock, FakeHttp, FakePlatform, MemoryKeys, answer
from tool.lms import api_checkup
from tool.lms.api_checkup import KnownApi
from tool.lms.api_leave import ApiLeave
from tool.lms.calls import Outward
from tool.monitoring.tenancy.records import ApiState, Platform

LMS, TOKEN_URL = "https://school.example", "https://school.example/token"
PROBE = f"{LMS}/api/v1/courses/17/quizzes?per_page=1"
PLATFORM = Platform(
    "p", "i", "LMS", LMS, "c", "a", "t", "j", None, True, 0.0, family="canvas", last_launch_at=5.0, api_said=LMS
)
STATE = ApiState("p", LMS, ("read", "write"), 1.0)
KNOWN = KnownApi(PLATFORM, STATE, "17")
TOKEN = PlatformToken("p", "k", "s", "form", TOKEN_URL, "access-1", "refresh-1", 2e9, frozenset({"read"}), 1.0)


class OneToken:
    """`integrations.oauth.PlatformTokens` with one token, or none."""

    def __init__(self, token: PlatformToken | None) -> None:
        self.token = token

    def find(self, holder_id: str) -> PlatformToken | None:
        return self.token

    def keep(self, token: PlatformToken) -> None:
        self.token = token

    def forget(self, holder_id: str) -> None:
        self.token = None


class Reading(Canvas):
    api_scopes = ("read", "write")


def tried(
    known: KnownApi = KNOWN, token: PlatformToken | None = TOKEN, **replies: Any
) -> tuple[dict[str, Check], OneToken]:
    http, clock, kept = FakeHttp(), FakeClock(), OneToken(token)
    http.reply(TOKEN_URL, replies.get("renewal", answer({"access_token": "access-2", "expires_in": 3600})))
    http.reply(PROBE, replies.get("probe", answer([], **{"x-rate-limit-remaining": "598.7"})))
    leave = ApiLeave(kept, http, clock)
    calls = Outward(ServiceCalls(http, AccessTokens(MemoryKeys(), http, clock), clock), leave)
    checks = api_checkup.run(Reading(), known, leave, calls.to(replace(FakePlatform().registration, id="p")), clock())
    assert [c.name for c in checks] == ["ids", "api", "scopes", "room", "script"]
    assert all(c.text.endswith(".") and "access-" not in c.text for c in checks)
    return {c.name: c for c in checks}, kept


def test_all_is_well() -> None:
    checks, kept = tried(replace(KNOWN, platform=replace(PLATFORM, script_seen_at=86400.0)))
    assert "1970-01-02 00:00 UTC" in checks["script"].text
    assert {c.status for c in checks.values()} == {"ok"}
    assert "599" in checks["room"].text
    assert kept.token is not None
    assert kept.token.access_token == "access-2", "a leave that was taken back hides behind a token that still lives"


def test_an_lms_without_an_api_is_not_asked() -> None:
    leave = ApiLeave(OneToken(None), FakeHttp(), FakeClock())
    assert api_checkup.run(LtiOnly(), KNOWN, leave, None, 0.0) == []  # type: ignore[arg-type]


def test_before_anything_is_known_nothing_has_failed() -> None:
    known = KnownApi(replace(PLATFORM, last_launch_at=None, api_said=""), None, "")
    checks, _ = tried(known, None)
    assert {c.status for c in checks.values()} == {"unknown"}
    assert "admin page" in checks["api"].text
    assert "optional" in checks["script"].text


def test_launches_of_a_key_from_before_are_told_apart() -> None:
    checks, _ = tried(replace(KNOWN, platform=replace(PLATFORM, api_said="")))
    assert checks["ids"].status == "failed"
    assert "register anew" in checks["ids"].text


def test_an_api_of_another_address_than_the_launches() -> None:
    checks, _ = tried(replace(KNOWN, platform=replace(PLATFORM, api_said="https://school.beta.example")))
    assert checks["ids"].status == "unknown"
    assert "school.beta.example" in checks["ids"].text


def test_a_leave_that_was_taken_back_is_seen_though_the_token_lives() -> None:
    checks, kept = tried(renewal=answer({"error": "invalid_grant"}, 400))
    assert checks["api"].status == "failed"
    assert "lets Invigil in no more" in checks["api"].text
    assert kept.token is not None
    assert kept.token.revoked_at is not None


@pytest.mark.parametrize(
    ("probe", "words"),
    [(answer({}, 500), "Try again"), (answer({"errors": "no"}, 403), "403"),
     (HttpFailed("The platform could not be reached.", retry=True), "could not be reached")],
)
def test_an_api_that_does_not_answer(probe: Any, words: str) -> None:
    checks, _ = tried(probe=probe)
    assert checks["api"].status == "failed"
    assert words in checks["api"].text
    assert checks["room"].status == "unknown"


def test_without_a_course_the_leave_alone_is_tried() -> None:
    checks, _ = tried(replace(KNOWN, course=""))
    assert (checks["api"].status, checks["room"].status) == ("ok", "unknown")


def test_what_is_not_given_is_named() -> None:
    checks, _ = tried(replace(KNOWN, state=replace(STATE, scopes=("read",))))
    assert checks["scopes"].status == "failed"
    assert "write" in checks["scopes"].text


def test_little_room_is_said() -> None:
    checks, _ = tried(probe=answer([], **{"x-rate-limit-remaining": "12"}))
    assert checks["room"].status == "failed"


def test_a_refusal_because_of_too_many_calls_is_told_with_its_time() -> None:
    too_many = HttpAnswer(403, {"x-rate-limit-remaining": "0"}, b"403 Forbidden (Rate Limit Exceeded)")
    checks, _ = tried(probe=too_many)
    assert checks["api"].status == "failed"
    assert "too often 1 min ago" in checks["room"].text


class LetIn:
    """An LMS that lets the application in by key and secret, with its one course."""

    def __init__(self, course: str, **replies: Any) -> None:
        http, clock = FakeHttp(), FakeClock()
        token_url = f"{LMS}/learn/api/public/v1/oauth2/token"
        http.reply(token_url, replies.get("renewal", answer({"access_token": "access-2", "expires_in": 3600})))
        path = "/learn/api/public/v2/courses/uuid:c1/gradebook/columns?limit=1&fields=id"
        http.reply(f"{LMS}{path}", replies.get("probe", answer({"results": []})))
        kept = OneToken(replace(
            of_application("p", "key", "secret", token_url, 1.0), access_token="access-1", expires_at=2e9
        ))
        leave = ApiLeave(kept, http, clock)
        calls = Outward(ServiceCalls(http, AccessTokens(MemoryKeys(), http, clock), clock), leave)
        known = KnownApi(replace(PLATFORM, api_said=""), ApiState("p", LMS, (), 1.0), course)
        door = calls.to(replace(FakePlatform().registration, id="p"))
        self.checks = {c.name: c for c in api_checkup.run(Blackboard(), known, leave, door, clock())}
        self.kept, self.http = kept, http


def test_an_application_by_itself_is_tried_with_a_fresh_token_and_without_what_it_does_not_have() -> None:
    stage = LetIn("c1")
    assert list(stage.checks) == ["api", "room"], "it has no scopes, and its ids are those of LTI"
    assert stage.checks["api"].status == "ok"
    assert "course.gradebook.MODIFY" in stage.checks["api"].text
    assert stage.kept.token is not None
    assert stage.kept.token.access_token == "access-2"
    assert LetIn("").checks["api"].status == "ok"


def test_an_application_that_was_switched_off_is_found_though_its_token_lives() -> None:
    stage = LetIn("c1", renewal=answer({"error": "invalid_client"}, 401))
    assert stage.checks["api"].status == "failed"
    assert "no more" in stage.checks["api"].text
    assert stage.kept.token is not None
    assert stage.kept.token.revoked_at is not None


def test_a_right_that_its_account_lacks_is_named() -> None:
    check = LetIn("c1", probe=answer({"message": "no"}, 403)).checks["api"]
    assert check.status == "failed"
    assert "course.gradebook.MODIFY" in check.text
