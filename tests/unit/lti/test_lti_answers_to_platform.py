"""What the browser carries back to the platform: StartAssessment and the deep-linking response."""

from typing import Any

import pytest
from lti_fakes import NOW, FakePlatform, decode, rsa_key

from lti import claims, deep_linking, proctoring
from lti.deep_linking import ContentItem, LineItem

KEY = rsa_key("tool")
REGISTRATION = FakePlatform().registration


def start(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "registration": REGISTRATION, "deployment_id": "dep-1", "resource_link_id": "link-1", "attempt_number": 1,
        "session_data": "opaque", "start_assessment_url": "https://lms.example/quiz/start?a=1&b=2",
        "key": KEY, "now": NOW,
    }
    form = proctoring.start_assessment(**values | changes)
    assert form.url == "https://lms.example/quiz/start?a=1&b=2"
    return decode(form.jwt, KEY)


def test_start_assessment() -> None:
    message = start()
    assert message.pop("nonce")
    assert message == {
        "iss": "client-1", "aud": "https://lms.example", "iat": int(NOW), "exp": int(NOW) + 300,
        claims.MESSAGE_TYPE: "LtiStartAssessment", claims.VERSION: "1.3.0", claims.DEPLOYMENT_ID: "dep-1",
        claims.RESOURCE_LINK: {"id": "link-1"}, claims.SESSION_DATA: "opaque", claims.ATTEMPT_NUMBER: 1,
        claims.END_ASSESSMENT_RETURN: True,
    }


@pytest.mark.parametrize("number", [1, "1"])
def test_attempt_number_goes_back_in_its_own_type(number: object) -> None:
    echoed = start(attempt_number=number)[claims.ATTEMPT_NUMBER]
    assert (type(echoed), echoed) == (type(number), number)


def test_verified_user_never_holds_who_it_is() -> None:
    assert claims.VERIFIED_USER not in start()
    verified = start(verified_user={"given_name": "Ada", "iss": "x", "sub": "y"})[claims.VERIFIED_USER]
    assert verified == {"given_name": "Ada"}


def respond(data: str | None, *items: ContentItem) -> dict[str, Any]:
    form = deep_linking.response(
        registration=REGISTRATION, deployment_id="dep-1", return_url="https://lms.example/dl?x=<1>", data=data,
        items=items, key=KEY, now=NOW,
    )
    assert form.url == "https://lms.example/dl?x=<1>"
    assert form.jwt.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return decode(form.jwt, KEY)


def test_deep_linking_response() -> None:
    item = ContentItem(
        title="Final <b>exam</b> \"'", url="https://tool.example/lti/launch", custom={"invigil_exam": "exam-7"},
        line_item=LineItem(label="Proctoring", score_maximum=1, resource_id="exam-7", tag="proctoring"), window=True,
    )
    message = respond("opaque <data>", item)
    assert message.pop("nonce")
    assert message == {
        "iss": "client-1", "aud": "https://lms.example", "iat": int(NOW), "exp": int(NOW) + 300,
        claims.MESSAGE_TYPE: "LtiDeepLinkingResponse", claims.VERSION: "1.3.0", claims.DEPLOYMENT_ID: "dep-1",
        claims.DL_DATA: "opaque <data>",
        claims.DL_CONTENT_ITEMS: [
            {
                "type": "ltiResourceLink", "title": "Final <b>exam</b> \"'", "url": "https://tool.example/lti/launch",
                "custom": {"invigil_exam": "exam-7"}, "window": {"targetName": "_blank"},
                "lineItem": {
                    "label": "Proctoring", "scoreMaximum": 1, "resourceId": "exam-7", "tag": "proctoring",
                    "submissionReview": {"reviewableStatus": ["InProgress", "Submitted", "Completed"]},
                },
            }
        ],
    }


def test_no_data_goes_back_when_none_came_and_nothing_may_be_chosen() -> None:
    message = respond(None)
    assert claims.DL_DATA not in message
    assert message[claims.DL_CONTENT_ITEMS] == []


def test_plain_item() -> None:
    item = respond("", ContentItem(title="T", url="https://tool.example/", text="Why"))[claims.DL_CONTENT_ITEMS][0]
    assert item == {
        "type": "ltiResourceLink", "title": "T", "url": "https://tool.example/", "custom": {}, "text": "Why",
    }
