"""LMSs are asked to tell of copied courses: once for each deployment, never while a launch waits."""

from typing import Any

from lti import claims
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tests.unit.lti.lti_fakes import FakeClock, FakeHttp, FakePlatform, MemoryKeys, answer
from tool.lms.notice_requests import AGAIN_S, NoticeRequests

URL = "https://lms.example/notice-handlers/5"
SERVICE = {"platform_notification_service_url": URL, "notice_types_supported": ["LtiContextCopyNotice"]}


class Asking:
    def __init__(self, *replies: Any) -> None:
        self.platform, self.http, self.clock = FakePlatform(), FakeHttp(), FakeClock()
        self.http.reply(self.platform.registration.auth_token_url, answer({"access_token": "t", "expires_in": 3600}))
        self.http.reply(URL, *(replies or (answer({}),)))
        calls = ServiceCalls(self.http, AccessTokens(MemoryKeys(), self.http, self.clock), self.clock)
        self.requests = NoticeRequests(calls, "https://tool.example/lti/notices", self.clock)

    def launched(self, service: Any = SERVICE) -> int:
        """A launch comes in, and the loop takes its turn; return how often the LMS was asked so far."""
        self.requests.heard(self.platform.launch(**{claims.NOTICE_SERVICE: service}))
        self.requests.run_once()
        return len(self.http.to(URL))


def test_each_deployment_is_asked_once() -> None:
    asking = Asking()
    assert [asking.launched(), asking.launched()] == [1, 1]
    asking.clock.now += 2 * AGAIN_S
    assert asking.launched() == 1


def test_a_launch_itself_calls_nobody() -> None:
    asking = Asking()
    asking.requests.heard(asking.platform.launch(**{claims.NOTICE_SERVICE: SERVICE}))
    assert asking.http.to(URL) == []


def test_an_lms_that_does_not_tell_of_copies_is_not_asked() -> None:
    asking = Asking()
    assert asking.launched({**SERVICE, "notice_types_supported": ["LtiHelloWorldNotice"]}) == 0
    assert asking.launched(None) == 0


def test_after_a_failure_it_rests_and_is_asked_again() -> None:
    asking = Asking(answer({}, 403), answer({}))
    assert [asking.launched(), asking.launched()] == [1, 1]
    asking.clock.now += AGAIN_S
    assert [asking.launched(), asking.launched()] == [2, 2]
