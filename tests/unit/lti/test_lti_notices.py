"""Notices by the Platform Notification Service: where to ask for them, and which are believed."""

from typing import Any

import pytest
from lti_fakes import FakePlatform, answer, merged, rsa_key
from lti_service_fakes import service

from lti import claims, notices
from lti.errors import LaunchRefused, ServiceFailed
from lti.notices import NoticeService

HANDLER, URL = "https://tool.example/lti/notices", "https://lms.example/notice-handlers/5"


def body(platform: FakePlatform, **changes: Any) -> dict[str, Any]:
    now = int(platform.clock())
    return merged(
        {
            "iss": platform.registration.issuer, "aud": platform.registration.client_id, "iat": now, "exp": now + 3600,
            "nonce": "n-1", claims.VERSION: "1.3.0", claims.DEPLOYMENT_ID: "dep-1",
            claims.CONTEXT: {"id": "course-2", "title": "Geometry, spring"},
            claims.NOTICE: {"id": "x", "timestamp": "2026-11-30T05:00:00Z", "type": "LtiContextCopyNotice"},
            claims.ORIGIN_CONTEXTS: ["course-1", 5, "course-1"],
        },
        changes,
    )


class Door:
    """`accept` with a memory for nonces."""

    def __init__(self, platform: FakePlatform) -> None:
        self.platform = platform
        self.seen: set[str] = set()

    def first_use(self, mark: str, until: float) -> bool:
        first = mark not in self.seen
        self.seen.add(mark)
        return first

    def __call__(self, token: str) -> notices.Notice:
        return notices.accept(
            token, registrations=self.platform.registrations, jwks=self.platform.jwks, first_use=self.first_use,
            now=self.platform.clock(),
        )


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def test_a_copied_course_is_told(platform: FakePlatform) -> None:
    notice = Door(platform)(platform.id_token(body(platform)))
    assert notice.registration.id == platform.registration.id
    assert (notice.type, notice.context_id, notice.context_title) == (
        notices.CONTEXT_COPY, "course-2", "Geometry, spring"
    )
    assert notice.origins == ("course-1",)


@pytest.mark.parametrize("origins", [None, "course-1", {"a": 1}, []])
def test_without_origins_there_are_none(platform: FakePlatform, origins: Any) -> None:
    assert Door(platform)(platform.id_token(body(platform, ORIGIN_CONTEXTS=origins))).origins == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://other.example"}, "unknown_platform"), ({"aud": "other"}, "unknown_platform"),
        ({"aud": ["client-1", "other"]}, "bad_audience"), ({"azp": "other"}, "bad_audience"),
        ({"exp": 0}, "expired"), ({"iat": 2**34, "exp": 2**34 + 60}, "not_yet_valid"),
        ({"exp": 2**34}, "bad_claim"), ({"nonce": None}, "missing_claim"), ({"VERSION": "1.0"}, "bad_version"),
        ({"DEPLOYMENT_ID": "dep-9"}, "unknown_deployment"), ({"DEPLOYMENT_ID": None}, "missing_claim"),
        ({"NOTICE": None}, "missing_claim"), ({"NOTICE": {"type": 5}}, "missing_claim"),
    ],
)
def test_what_is_not_believed(platform: FakePlatform, changes: dict[str, Any], code: str) -> None:
    door = Door(platform)
    with pytest.raises(LaunchRefused) as refused:
        door(platform.id_token(body(platform, **changes)))
    assert refused.value.code == code
    assert door.seen == set(), "what is refused spends no nonce"


def test_nor_what_somebody_else_has_signed(platform: FakePlatform) -> None:
    with pytest.raises(LaunchRefused, match="unknown_key"):
        Door(platform)(platform.id_token(body(platform), key=rsa_key("forger")))


def test_a_notice_counts_once(platform: FakePlatform) -> None:
    door = Door(platform)
    token = platform.id_token(body(platform))
    door(token)
    with pytest.raises(LaunchRefused, match="replayed"):
        door(token)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (
            {"platform_notification_service_url": URL, "notice_types_supported": ["LtiContextCopyNotice", 5]},
            NoticeService(URL, frozenset({"LtiContextCopyNotice"})),
        ),
        (None, None), ("x", None), ({"platform_notification_service_url": URL}, None),
        ({"platform_notification_service_url": "javascript:x", "notice_types_supported": []}, None),
    ],
)
def test_where_a_launch_says_to_ask(claim: Any, found: NoticeService | None) -> None:
    assert notices.service_of({claims.NOTICE_SERVICE: claim}) == found


def test_asking(platform: FakePlatform) -> None:
    calls, http = service(URL, answer({}), answer({}, 403))
    asked = NoticeService(URL, frozenset())
    notices.subscribe(asked, notices.CONTEXT_COPY, HANDLER, registration=platform.registration, calls=calls)
    token, put = http.sent
    assert token.form["scope"] == claims.SCOPE_NOTICES
    assert (put.method, put.json) == ("PUT", {"notice_type": "LtiContextCopyNotice", "handler": HANDLER})
    with pytest.raises(ServiceFailed):
        notices.subscribe(asked, notices.CONTEXT_COPY, HANDLER, registration=platform.registration, calls=calls)
