"""Valid payloads beyond 1EdTech's list, and the messages of Deep Linking and Proctoring Services."""

import pytest
from lti_fakes import DEEP_LINKING, INSTRUCTOR, LEARNER, PROCTORING, FakePlatform

from lti.message import ControlAction


def test_what_a_launch_says() -> None:
    launch = FakePlatform().launch()
    assert launch.context_title == "Algebra"
    assert launch.resource_link_title == "Final exam"
    assert (launch.platform_name, launch.platform_origin) == ("School LMS", "https://lms.example")
    assert (launch.return_url, launch.document_target, launch.locale) == ("https://lms.example/back", "iframe", "en")


def test_roles_that_are_no_text_are_passed_over() -> None:
    assert FakePlatform().launch(ROLES=["urn:unknown", 5, None, {}, LEARNER]).roles == ("urn:unknown", LEARNER)


def test_name_is_put_together_where_it_is_missing() -> None:
    assert FakePlatform().launch(name=None).name == "Ada Lovelace"


def test_no_optional_claims() -> None:
    launch = FakePlatform().launch(CONTEXT=None, TOOL_PLATFORM=None, LAUNCH_PRESENTATION=None, TARGET_LINK_URI=None)
    assert (launch.context_id, launch.platform_name, launch.return_url, launch.ags, launch.nrps_url) == (
        "", "", None, None, None,
    )
    assert launch.target_link_uri is None


def test_unknown_claims_and_header_parameters_are_passed_over() -> None:
    platform = FakePlatform()
    asked = platform.login()
    body = platform.claims(asked["nonce"], **{"https://lms.example/claim": {"a": 1}})
    token = platform.id_token(body, x5t="abc", vendor="x" * 600)
    launch = platform.post({"state": asked["state"], "id_token": token, "extra": "1"})
    assert launch.claims["https://lms.example/claim"] == {"a": 1}


@pytest.mark.parametrize(
    ("audience", "party"),
    [
        (["client-1"], None), ("client-1", "client-1"),
        (["client-1", "other"], "client-1"), (["other", "client-1"], "client-1"),
    ],
)
def test_audience_lists(audience: object, party: str | None) -> None:
    assert FakePlatform().launch(aud=audience, azp=party).subject == "user-3"


def test_custom_parameters_that_were_not_filled_in_are_absent() -> None:
    launch = FakePlatform().launch(
        CUSTOM={
            "invigil_exam": "exam-7", "due": "$ResourceLink.submission.endDateTime", "user": "$Canvas.user.id",
            "price": "$5", "count": 3, "flag": True, "list": [1], "empty": "",
        }
    )
    assert launch.custom == {"invigil_exam": "exam-7", "price": "$5", "count": "3", "empty": ""}


@pytest.mark.parametrize(
    ("acting", "marked"),
    [("user-9", "masquerade"), ("user-3", ""), ("$Canvas.masqueradingUser.id", ""), ("", ""), (" ", ""), (None, "")],
)
def test_somebody_who_acts_as_another_is_marked(acting: str | None, marked: str) -> None:
    custom = {"invigil_acting_user": acting} if acting is not None else None
    assert FakePlatform().launch(CUSTOM=custom).acting == marked


def test_the_test_student_of_the_lms_is_marked() -> None:
    test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
    assert FakePlatform().launch(ROLES=[LEARNER, test_user]).acting == "test_user"
    acted = FakePlatform().launch(ROLES=[LEARNER, test_user], CUSTOM={"invigil_acting_user": "admin-1"})
    assert acted.acting == "masquerade"


def test_empty_objects_written_as_lists() -> None:
    launch = FakePlatform().launch(CUSTOM=[], CONTEXT=[])
    assert (launch.custom, launch.context_id) == ({}, "")


def test_text_that_would_hurt_a_page_or_a_database_is_kept_as_text() -> None:
    name = "<script>alert(1)</script> Robert'); DROP TABLE-- 👩‍🏫 \ud800\x00\u202eevil"
    launch = FakePlatform().launch(name=name)
    assert launch.name == "<script>alert(1)</script> Robert'); DROP TABLE-- 👩‍🏫 ?evil"
    assert len(FakePlatform().launch(name="x" * 20_000).name) == 1000


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil", "https://user:pw@lms.example/", 7])
def test_return_url_that_is_no_web_address_is_absent(url: object) -> None:
    assert FakePlatform().launch(LAUNCH_PRESENTATION={"return_url": url}).return_url is None


def test_services() -> None:
    launch = FakePlatform().launch(
        AGS_ENDPOINT={"scope": ["a", "b"], "lineitems": "https://lms.example/li", "lineitem": "https://lms.example/li/1"},
        NRPS_SERVICE={"context_memberships_url": "https://lms.example/members", "service_versions": ["2.0"]},
    )
    assert launch.ags is not None
    assert (launch.ags.lineitem, launch.ags.lineitems) == ("https://lms.example/li/1", "https://lms.example/li")
    assert launch.ags.scopes == {"a", "b"}
    assert launch.nrps_url == "https://lms.example/members"


def test_deep_linking() -> None:
    launch = FakePlatform().launch(**DEEP_LINKING)
    asked = launch.deep_linking
    assert asked is not None
    assert asked.return_url == "https://lms.example/dl?sesskey=1&x=<2>"
    assert (asked.data, asked.accept_multiple, asked.accept_types) == (None, True, ("ltiResourceLink",))
    assert launch.resource_link_id is None


@pytest.mark.parametrize("number", [1, "1", 12])
def test_start_proctoring_keeps_what_must_go_back_verbatim(number: object) -> None:
    session_data = " eyJ.opaque+/= é " + "x" * 4000
    launch = FakePlatform().launch(**PROCTORING | {"ATTEMPT_NUMBER": number, "SESSION_DATA": session_data})
    claim = launch.proctoring
    assert claim is not None
    assert (type(claim.attempt_number), claim.attempt_number) == (type(number), number)
    assert claim.session_data == session_data
    assert claim.start_assessment_url == "https://lms.example/quiz/start"
    assert claim.acs is not None
    allowed = [action for action in ControlAction if claim.acs.allows(action)]
    assert allowed == [ControlAction.PAUSE, ControlAction.TERMINATE]


def test_start_proctoring_without_control_service() -> None:
    claim = FakePlatform().launch(**PROCTORING | {"ACS": None}).proctoring
    assert claim is not None
    assert claim.acs is None


def test_proctoring_settings_come_back() -> None:
    launch = FakePlatform().launch(**PROCTORING, PROCTORING_SETTINGS={"data": "mine"})
    assert launch.proctoring_settings == "mine"


def test_end_assessment_with_misspelt_claims() -> None:
    ap = "https://purl.imsglobal.org/spec/lti-ap/claim/"
    launch = FakePlatform().launch(
        MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER="1", **{f" {ap}errormsg": "Broken", f" {ap}errorlog ": "trace"}
    )
    assert launch.end is not None
    assert (launch.end.attempt_number, launch.end.error_message, launch.end.error_log) == ("1", "Broken", "trace")
    assert launch.proctoring is None


def test_submission_review() -> None:
    launch = FakePlatform().launch(
        MESSAGE_TYPE="LtiSubmissionReviewRequest", ROLES=[INSTRUCTOR],
        AGS_ENDPOINT={"scope": [], "lineitem": "https://lms.example/li/1"},
        FOR_USER={"user_id": "student-9", "name": "Bo"},
    )
    assert launch.for_user is not None
    assert (launch.for_user.user_id, launch.for_user.name) == ("student-9", "Bo")


def test_claims_cannot_leak_between_launches_of_one_platform() -> None:
    platform = FakePlatform()
    first, second = platform.login(), platform.login()
    assert first["state"] != second["state"]
    assert first["nonce"] != second["nonce"]
    late = platform.post({"state": second["state"], "id_token": platform.id_token(platform.claims(second["nonce"]))})
    early = platform.post(
        {"state": first["state"], "id_token": platform.id_token(platform.claims(first["nonce"], sub="user-4"))}
    )
    assert (late.subject, early.subject) == ("user-3", "user-4")
