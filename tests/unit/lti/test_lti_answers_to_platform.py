"""What the browser carries back to the platform: StartAssessment and the deep-linking response."""

from typing import Any

import pytest
from lti_fakes import DEEP_LINKING, NOW, FakePlatform, decode, rsa_key

from lti import claims, deep_linking, proctoring
from lti.deep_linking import Accepts, ContentItem, Frame, LineItem, Notes, Period, Picture, Window
from lti.errors import ItemsRefused

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


def test_parties_as_a_vendors_sample_names_them_and_custom_parameters_that_come_back() -> None:
    plain, other = start(), start(parties="issuer", custom={"a": "1", "b": {"c": 2}})
    assert (other["iss"], other["aud"], other["sub"]) == ("https://lms.example",) * 3
    assert other[claims.CUSTOM] == {"a": "1", "b": {"c": 2}}
    own = ("iss", "aud", "sub", "nonce", claims.CUSTOM)
    assert {k: v for k, v in plain.items() if k not in own} == {k: v for k, v in other.items() if k not in own}
    assert claims.CUSTOM not in start(custom={})


@pytest.mark.parametrize("number", [1, "1"])
def test_attempt_number_goes_back_in_its_own_type(number: object) -> None:
    echoed = start(attempt_number=number)[claims.ATTEMPT_NUMBER]
    assert (type(echoed), echoed) == (type(number), number)


def test_verified_user_never_holds_who_it_is() -> None:
    assert claims.VERIFIED_USER not in start()
    verified = start(verified_user={"given_name": "Ada", "iss": "x", "sub": "y"})[claims.VERIFIED_USER]
    assert verified == {"given_name": "Ada"}


def respond(data: str | None, *items: ContentItem, **more: Any) -> dict[str, Any]:
    form = deep_linking.response(
        registration=REGISTRATION, deployment_id="dep-1", return_url="https://lms.example/dl?x=<1>", data=data,
        items=items, key=KEY, now=NOW, **more,
    )
    assert form.url == "https://lms.example/dl?x=<1>"
    assert form.jwt.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return decode(form.jwt, KEY)


def test_deep_linking_response() -> None:
    item = ContentItem(
        title="Final <b>exam</b> \"'", url="https://tool.example/lti/launch", custom={"invigil_exam": "exam-7"},
        line_item=LineItem(label="Proctoring", score_maximum=1, resource_id="exam-7", tag="proctoring"),
        window=Window(),
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


EVERYTHING = ContentItem(
    title="T", url="https://tool.example/",
    line_item=LineItem("Proctoring", 100, submission_review=False, grades_released=False),
    window=Window("invigil", 800, 600, "noopener"), frame=Frame(width=640, height=480),
    icon=Picture("https://tool.example/i.svg", 16, 16), thumbnail=Picture("https://tool.example/t.png"),
    available=Period(NOW, NOW + 3600), submission=Period(ends_at=NOW + 3600.5),
)


def test_item_with_everything() -> None:
    item = respond(None, EVERYTHING)[claims.DL_CONTENT_ITEMS][0]
    assert item == {
        "type": "ltiResourceLink", "title": "T", "url": "https://tool.example/", "custom": {},
        "lineItem": {"label": "Proctoring", "scoreMaximum": 100, "gradesReleased": False},
        "window": {"targetName": "invigil", "width": 800, "height": 600, "windowFeatures": "noopener"},
        "iframe": {"width": 640, "height": 480},
        "icon": {"url": "https://tool.example/i.svg", "width": 16, "height": 16},
        "thumbnail": {"url": "https://tool.example/t.png"},
        "available": {
            "startDateTime": "2027-01-15T08:00:00.000+00:00", "endDateTime": "2027-01-15T09:00:00.000+00:00",
        },
        "submission": {"endDateTime": "2027-01-15T09:00:00.500+00:00"},
    }


@pytest.mark.parametrize(
    ("accepts", "missing"),
    [
        (Accepts(), set()),
        (Accepts(targets=("iframe", "window")), set()),
        (Accepts(targets=("iframe",)), {"window"}),
        (Accepts(targets=("window", "embed")), {"iframe"}),
        (Accepts(line_items=False), {"lineItem"}),
    ],
)
def test_what_the_platform_does_not_take_is_left_out(accepts: Accepts, missing: set[str]) -> None:
    item = respond(None, EVERYTHING, accepts=accepts)[claims.DL_CONTENT_ITEMS][0]
    assert {"window", "iframe", "lineItem"} - set(item) == missing


@pytest.mark.parametrize(
    ("accepts", "items", "advice"),
    [
        (Accepts(types=("link", "html")), 1, "Add Invigil where the course offers activities"),
        (Accepts(types=("ltiResourceLink",), multiple=False), 2, "Choose one"),
        (Accepts(targets=("embed",)), 1, "as an activity"),
    ],
)
def test_items_that_the_platform_did_not_ask_for(accepts: Accepts, items: int, advice: str) -> None:
    with pytest.raises(ItemsRefused, match=advice):
        respond(None, *[EVERYTHING] * items, accepts=accepts)
    assert respond(None, accepts=accepts)[claims.DL_CONTENT_ITEMS] == []


def test_what_the_platform_takes_is_read_from_its_request() -> None:
    asked = FakePlatform().launch(**DEEP_LINKING).deep_linking
    assert asked is not None
    accepts = Accepts.of(asked)
    assert accepts == Accepts(("ltiResourceLink",), ("iframe", "window"), multiple=True, line_items=True)
    assert len(respond(None, EVERYTHING, EVERYTHING, accepts=accepts)[claims.DL_CONTENT_ITEMS]) == 2


def test_words_for_the_teacher_and_for_the_log() -> None:
    message = respond(None, notes=Notes("Added.", "exam-7", "Not added.", "trace"))
    assert [message[claims.DL + name] for name in ("msg", "log", "errormsg", "errorlog")] == [
        "Added.", "exam-7", "Not added.", "trace",
    ]
    assert not [name for name in respond(None, notes=Notes()) if name.endswith(("msg", "log"))]


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "a\u2028b\u2029c", "&quot;&#39;\\"],
)
def test_no_text_can_break_out_of_the_page_that_posts_it(title: str) -> None:
    """`respond` checks that the JWT is letters, digits, `-`, `_` and `.` only; the page puts it into a form field by
    script (tool/browser/src/shared/form.ts)."""
    message = respond(title, ContentItem(title=title, url="https://tool.example/", text=title, custom={"x": title}))
    item = message[claims.DL_CONTENT_ITEMS][0]
    assert (item["title"], item["text"], item["custom"], message[claims.DL_DATA]) == (title, title, {"x": title}, title)
