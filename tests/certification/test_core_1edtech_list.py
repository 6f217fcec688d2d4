"""1EdTech's LTI 1.3 core certification, case by case, under the names that its test suite gives them."""

from typing import Any

import pytest
from known_bad import b64, refusal, signed
from lti_fakes import INSTRUCTOR, LEARNER, FakePlatform

from lti.message import Launch, MessageType
from tool.domain.people import Role
from tool.web.launch.roles import role_of

PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
NAMES: dict[str, Any] = {"name": None, "given_name": None, "family_name": None}
NOT_A_LAUNCH = {"name": "badltilaunch"}


@pytest.mark.parametrize(
    ("overrides", "how", "code", "status"),
    [
        pytest.param({}, {"kid": None}, "missing_kid", 401, id="No KID Sent in JWT header"),
        pytest.param({}, {"kid": "imstest_66067"}, "unknown_key", 401, id="Incorrect KID in JWT header"),
        pytest.param({"VERSION": "11.3"}, {}, "bad_version", 400, id="Wrong LTI Version"),
        pytest.param({"VERSION": None}, {}, "missing_claim", 400, id="No LTI Version"),
        pytest.param(
            {"MESSAGE_TYPE": None, "ROLES": None, "DEPLOYMENT_ID": None, "RESOURCE_LINK": None, "sub": None}, {},
            "missing_claim", 400, id="Missing LTI Claims",
        ),
        pytest.param({"iat": 11111, "exp": 22222}, {}, "expired", 401, id="Timestamps Incorrect"),
        pytest.param({"MESSAGE_TYPE": None}, {}, "missing_claim", 400, id="message_type Claim Missing"),
        pytest.param({"ROLES": None}, {}, "missing_claim", 400, id="role Claim Missing"),
        pytest.param({"DEPLOYMENT_ID": None}, {}, "missing_claim", 400, id="deployment_id Claim Missing"),
        pytest.param({"RESOURCE_LINK": None}, {}, "invalid_message", 400, id="resource_link_id Claim Missing"),
        pytest.param({"sub": None}, {}, "missing_claim", 400, id="user Claim Missing"),
    ],
)
def test_known_bad_payload(overrides: dict[str, Any], how: dict[str, Any], code: str, status: int) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, overrides, **how))
    assert (refused.code, refused.status) == (code, status)
    assert platform.states.spent == []


@pytest.mark.parametrize("is_signed", [True, False], ids=["Invalid LTI message", "Invalid LTI message unsigned"])
def test_known_bad_payload_that_is_no_launch_at_all(is_signed: bool) -> None:
    platform = FakePlatform()
    header = {"alg": "RS256", "kid": platform.key.kid}
    token = platform.id_token(NOT_A_LAUNCH) if is_signed else f"{b64(header)}.{b64(NOT_A_LAUNCH)}.AAAA"
    refused = refusal(platform, {"state": platform.login()["state"], "id_token": token})
    assert (refused.code, refused.status) == ("missing_claim", 400)
    assert "“iss”" in refused.explanation


def test_known_bad_payload_that_is_json_instead_of_a_token() -> None:
    platform = FakePlatform()
    form = {"state": platform.login()["state"], "id_token": '{"name": "badltilaunch"}'}
    assert refusal(platform, form).code == "bad_token"


PEOPLE = [
    pytest.param("Instructor", INSTRUCTOR, "Faculty", Role.TEACHER, id="Instructor"),
    pytest.param("Learner", LEARNER, "Student", Role.EXAMINEE, id="Student"),
]


def arrived(launch: Launch) -> tuple[MessageType, Role | None, str]:
    return launch.message_type, role_of(launch.roles, {}), launch.subject


@pytest.mark.parametrize(("short", "uri", "person", "role"), PEOPLE)
class TestValidLaunch:
    """Each case for a teacher and for a student."""

    def test_valid_launch(self, short: str, uri: str, person: str, role: Role) -> None:
        launch = FakePlatform().launch(ROLES=[uri])
        assert arrived(launch) == (MessageType.RESOURCE_LINK, role, "user-3")
        assert (launch.name, launch.given_name, launch.email) == ("Ada Lovelace", "Ada", "ada@school.example")
        assert (launch.context_id, launch.resource_link_id) == ("course-1", "link-1")

    def test_launch_with_multiple_roles(self, short: str, uri: str, person: str, role: Role) -> None:
        assert arrived(FakePlatform().launch(ROLES=[uri, f"{PERSON}#{person}"]))[1] is role

    def test_launch_with_short_role(self, short: str, uri: str, person: str, role: Role) -> None:
        assert arrived(FakePlatform().launch(ROLES=[short]))[1] is role

    def test_launch_with_unknown_role(self, short: str, uri: str, person: str, role: Role) -> None:
        unknown = f"http://purl.imsglobal.org/vocab/lis/v2/unknown/unknown#{short}Helper"
        assert arrived(FakePlatform().launch(ROLES=[unknown]))[1] is None
        assert arrived(FakePlatform().launch(ROLES=[unknown, uri]))[1] is role

    def test_launch_with_no_role(self, short: str, uri: str, person: str, role: Role) -> None:
        assert arrived(FakePlatform().launch(ROLES=[]))[1] is None

    def test_launch_email_only(self, short: str, uri: str, person: str, role: Role) -> None:
        launch = FakePlatform().launch(ROLES=[uri], **NAMES)
        assert arrived(launch) == (MessageType.RESOURCE_LINK, role, "user-3")
        assert (launch.name, launch.given_name, launch.email) == ("", "", "ada@school.example")

    def test_launch_names_only(self, short: str, uri: str, person: str, role: Role) -> None:
        launch = FakePlatform().launch(ROLES=[uri], email=None)
        assert arrived(launch) == (MessageType.RESOURCE_LINK, role, "user-3")
        assert (launch.name, launch.given_name, launch.email) == ("Ada Lovelace", "Ada", "")

    def test_launch_no_pii(self, short: str, uri: str, person: str, role: Role) -> None:
        launch = FakePlatform().launch(ROLES=[uri], email=None, **NAMES)
        assert arrived(launch) == (MessageType.RESOURCE_LINK, role, "user-3")
        assert (launch.name, launch.given_name, launch.email) == ("", "", "")

    def test_launch_email_without_context(self, short: str, uri: str, person: str, role: Role) -> None:
        launch = FakePlatform().launch(ROLES=[uri], CONTEXT=None, **NAMES)
        assert arrived(launch) == (MessageType.RESOURCE_LINK, role, "user-3")
        assert (launch.email, launch.context_id, launch.context_title) == ("ada@school.example", "", "")
