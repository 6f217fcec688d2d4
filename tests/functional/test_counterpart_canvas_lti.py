"""The stand-in for a Canvas as an LTI platform, before a small tool and before Invigil's own LTI library."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
from canvas_clients import running
from canvas_tool import AGS, NOTICES, OWN, ROSTER, SCOPES, Person, Tool, key, serving

from lti import grades, line_items, roster
from lti.line_items import LineItem
from lti.ports import HttpAnswer, Registration, ToolKey
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tests.counterparts.canvas.lti import notices
from tests.counterparts.canvas.seed import School

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
PLACEMENT = "https://www.instructure.com/placement"


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


@pytest.fixture
def tool(here: School) -> Iterator[Tool]:
    with serving() as running_tool:
        Person(here.world.url, "ada").register(running_tool)
        yield running_tool


def number(here: School) -> int:
    """Return the number that the tool's pages have."""
    [found] = here.world.lti_keys.values()
    return found.id


def launched(here: School, tool: Tool, login: str, path: str) -> dict[str, Any]:
    answer = Person(here.world.url, login).launch(path)
    assert "Launched." in answer.text, answer.text
    return tool.launches[-1]


def test_a_tool_registers_itself(here: School, tool: Tool) -> None:
    [made] = here.world.lti_keys.values()
    assert (tool.client_id, made.client_id) == (made.client_id, tool.client_id)
    assert made.scopes == SCOPES
    platform = tool.platform["https://purl.imsglobal.org/spec/lti-platform-configuration"]
    assert (platform["product_family_code"], platform[f"{OWN}account_name"]) == ("canvas", "Stand-in University")
    assert tool.platform["authorization_server"] == here.world.url.partition("://")[2]


def test_a_registration_token_serves_once(here: School, tool: Tool) -> None:
    body = tool.configuration()
    for bearer in ("made-up", ""):
        answer = requests.post(
            tool.platform["registration_endpoint"], json=body, headers={"Authorization": f"Bearer {bearer}"}, timeout=10
        )
        assert answer.status_code == 401
    assert len(here.world.lti_keys) == 1


def test_a_student_comes_from_the_courses_navigation(here: School, tool: Tool) -> None:
    claims = launched(here, tool, "sue", f"/courses/{here.course.id}/external_tools/{number(here)}")
    sue = here.students[0]
    assert (claims["sub"], claims["name"], claims["email"]) == (sue.lti_id, "Sue Student", "sue@canvas.example")
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[PLACEMENT] == "course_navigation"
    assert claims[f"{LTI}resource_link"]["id"] == claims[f"{LTI}context"]["id"] == here.course.lti_context_id
    assert claims[f"{LTI}custom"] == {
        "user": str(sue.id), "acting": "$Canvas.masqueradingUser.id", "course": str(here.course.id),
        "assignment": "$Canvas.assignment.id", "api": here.world.url,
    }
    assert claims[f"{LTI}roles"][-1].endswith("membership#Learner")
    assert claims[f"{LTI}tool_platform"]["product_family_code"] == "canvas"


def test_whoever_acts_as_a_student_is_told(here: School, tool: Tool) -> None:
    path = f"/courses/{here.course.id}/external_tools/{number(here)}?acting=ada"
    assert launched(here, tool, "sue", path)[f"{LTI}custom"]["acting"] == str(here.admin.id)


def test_the_accounts_navigation_is_for_administrators(here: School, tool: Tool) -> None:
    path = f"/accounts/1/external_tools/{number(here)}"
    claims = launched(here, tool, "ada", path)
    assert claims[PLACEMENT] == "account_navigation"
    assert claims[f"{LTI}context"]["type"] == ["Account"]
    assert ENDPOINT not in claims
    assert Person(here.world.url, "tom").get(path).status_code == 403


def test_a_place_for_staff_is_shut_to_students(here: School, tool: Tool) -> None:
    [made] = here.world.lti_keys.values()
    made.tool["messages"][0][f"{OWN}visibility"] = "admins"
    path = f"/courses/{here.course.id}/external_tools/{number(here)}"
    course = f"/courses/{here.course.id}"
    tom, sue = (Person(here.world.url, login) for login in ("tom", "sue"))
    assert [person.get(path).status_code for person in (tom, sue)] == [200, 403]
    assert [">Proctor</a>" in person.get(course).text for person in (tom, sue)] == [True, False]


def test_nobody_of_another_course_is_let_in(here: School, tool: Tool) -> None:
    other = here.world.add_course("Botany", "BOT-101")
    answer = Person(here.world.url, "sue").get(f"/courses/{other.id}/external_tools/{number(here)}")
    assert answer.status_code == 403


def test_a_frame_retrieves_a_tool_by_its_address(here: School, tool: Tool) -> None:
    path = f"/courses/{here.course.id}/external_tools/retrieve?display=borderless&url={tool.url}/launch?exam=7"
    page = Person(here.world.url, "sue").get(path)
    assert "<iframe" not in page.text  # it becomes the tool: whoever frames it says what the tool may use
    assert "<nav" not in page.text
    framed = Person(here.world.url, "sue").get(path.replace("display=borderless&", ""))
    assert 'allow="geolocation *; microphone *; camera *;' in framed.text
    assert "display-capture *" in framed.text
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    claims = launched(here, tool, "sue", path)
    assert claims[f"{LTI}target_link_uri"] == f"{tool.url}/launch?exam=7"
    assert claims[f"{LTI}resource_link"]["id"] == here.course.lti_context_id
    wrong = path.replace(tool.url, "http://elsewhere.example")
    assert Person(here.world.url, "sue").get(wrong).status_code == 404


def test_a_link_has_an_id_and_custom_parameters_of_its_own_and_is_copied(here: School, tool: Tool) -> None:
    [made] = here.world.lti_keys.values()
    link = here.world.add_link(here.course, made, "Exam", f"{tool.url}/launch?exam=1", {"exam": "1"})
    claims = launched(here, tool, "sue", f"/courses/{here.course.id}/modules/items/{link.id}")
    assert claims[f"{LTI}resource_link"] == {"id": link.resource_id, "title": "Exam", "description": None}
    assert claims[f"{LTI}custom"]["exam"] == "1"
    copy = here.world.copy_course(here.course, "Again")
    [copied] = copy.links.values()
    assert (copied.custom, copied.resource_id == link.resource_id) == ({"exam": "1"}, False)


def test_a_teacher_chooses_an_assignment_in_the_tool(here: School, tool: Tool) -> None:
    path = f"/courses/{here.course.id}/external_tools/{number(here)}?launch_type=assignment_selection"
    claims = launched(here, tool, "tom", path)
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingRequest"
    settings = claims[f"{DEEP}deep_linking_settings"]
    item = {"type": "ltiResourceLink", "title": "Final, proctored", "url": f"{tool.url}/launch?exam=9",
            "custom": {"assignment": "$Canvas.assignment.id"}, "lineItem": {"scoreMaximum": 10}}
    said = tool.sign(aud=here.world.url, **{
        f"{LTI}message_type": "LtiDeepLinkingResponse", f"{LTI}version": "1.3.0", f"{DEEP}content_items": [item],
    })
    answer = Person(here.world.url, "tom").post(settings["deep_link_return_url"], JWT=said)
    assert "1 added" in answer.text
    [link] = here.course.links.values()
    again = launched(here, tool, "sue", f"/courses/{here.course.id}/modules/items/{link.id}")
    assert again[f"{LTI}custom"]["assignment"] == str(link.assignment_id)
    assert again[PLACEMENT] == "assignment_selection"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"login_hint": "somebody-else"}, "login_required"), ({"prompt": "login"}, "prompt"),
        ({"redirect_uri": "http://evil.example"}, "redirect_uri"), ({"client_id": "1"}, "client"),
        ({"lti_message_hint": "x"}, "run out"), ({"nonce": ""}, "nonce"),
    ],
)
def test_a_wrong_authentication_request_ends_there(
    here: School, tool: Tool, changes: dict[str, str], said: str
) -> None:
    page = Person(here.world.url, "sue").get(f"/courses/{here.course.id}/external_tools/{number(here)}").text
    hint = page.partition('name="lti_message_hint" value="')[2].partition('"')[0]
    asked = {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none", "state": "s",
        "nonce": "n", "client_id": tool.client_id, "redirect_uri": f"{tool.url}/launch",
        "login_hint": here.students[0].lti_id, "lti_message_hint": hint, **changes,
    }
    answer = requests.get(tool.platform["authorization_endpoint"], params=asked, timeout=10)
    assert answer.status_code == 400
    assert said in answer.text


def test_tokens_are_for_what_was_granted_and_for_the_right_audience(tool: Tool) -> None:
    body = tool.token(ROSTER).json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, ROSTER)
    assert tool.token("https://elsewhere.example/scope").json()["error"] == "invalid_scope"
    refused = tool.token(ROSTER, aud=tool.platform["issuer"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


# Invigil's own library at the gradebook and the roster


class Requests:
    """Serves Http by requests."""

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        answer = requests.request(method, url, headers=dict(headers), data=body, timeout=10, allow_redirects=False)
        return HttpAnswer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)


class OneKey:
    """Serves ToolKeys with the key of the small tool."""

    def current(self) -> ToolKey:
        return ToolKey("tool", key().as_pem(private=True).decode("ascii"))

    def all(self) -> list[ToolKey]:
        return [self.current()]


@pytest.fixture
def services(here: School, tool: Tool) -> dict[str, Any]:
    platform = Registration(
        id="p", institution_id="i", issuer=here.world.url, client_id=tool.client_id,
        auth_login_url=tool.platform["authorization_endpoint"], auth_token_url=tool.platform["token_endpoint"],
        jwks_url=tool.platform["jwks_uri"],
    )
    clock, http = here.world.now, Requests()
    return {"registration": platform, "calls": ServiceCalls(http, AccessTokens(OneKey(), http, clock), clock)}


def test_our_library_reads_the_roster_page_by_page(here: School, tool: Tool, services: dict[str, Any]) -> None:
    claims = launched(here, tool, "tom", f"/courses/{here.course.id}/external_tools/{number(here)}")
    url = claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"]["context_memberships_url"]
    found = roster.members(url, limit=2, **services)
    assert {member.name for member in found} == {
        "Tom Teacher", "Tina Assistant", "Sue Student", "Sam Student", "Sid Student"
    }


def test_our_library_remarks_without_taking_a_grade_away(here: School, tool: Tool, services: dict[str, Any]) -> None:
    claims = launched(here, tool, "tom", f"/courses/{here.course.id}/external_tools/{number(here)}")
    ags, sue = claims[ENDPOINT], here.students[0]
    assert set(ags["scope"]) == {scope for scope in SCOPES if scope.startswith(AGS)}
    made = line_items.create(ags["lineitems"], LineItem("Proctoring", 1.0, resource_id="exam-1"), **services)
    assert [item.id for item in line_items.find(ags["lineitems"], resource_id="exam-1", **services)] == [made.id]
    [item] = here.world.line_items.values()
    row = here.world.assignments[item.assignment_id].submissions[sue.id]
    row.score = 0.5
    grades.post_comment(
        made.id, user_id=sue.lti_id, comment="2 incidents", at=here.world.now(), **services,
        extensions={f"{OWN}submission": {"new_submission": False, "preserve_score": True}},
    )
    assert ([comment.text for comment in row.comments], row.score, row.attempt) == (["2 incidents"], 0.5, None)


# Notices


def test_a_copied_course_is_told_to_whoever_wants_to_know(here: School, tool: Tool) -> None:
    [made] = here.world.lti_keys.values()
    copy = here.world.copy_course(here.course, "Again")
    assert notices.send_copy(here.world, made, here.course, copy) is None
    claims = launched(here, tool, "tom", f"/courses/{here.course.id}/external_tools/{number(here)}")
    address = claims[f"{LTI}platformnotificationservice"]["platform_notification_service_url"]
    bearer = {"Authorization": f"Bearer {tool.token(NOTICES).json()['access_token']}"}
    wanted = {"notice_type": "LtiContextCopyNotice", "handler": f"{tool.url}/notices"}
    assert requests.put(address, json=wanted, headers=bearer, timeout=10).json() == wanted
    elsewhere = {**wanted, "handler": "http://elsewhere.example/notices"}
    assert requests.put(address, json=elsewhere, headers=bearer, timeout=10).status_code == 400
    [first, _] = requests.get(address, headers=bearer, timeout=10).json()["notice_handlers"]
    assert first == {"notice_type": "LtiHelloWorldNotice", "handler": ""}
    answer = notices.send_copy(here.world, made, here.course, copy)
    assert answer is not None
    assert answer.status_code == 200
    [notice] = tool.notices
    assert notice[f"{LTI}notice"]["type"] == "LtiContextCopyNotice"
    assert notice[f"{LTI}context"]["id"] == copy.lti_context_id
    assert notice[f"{LTI}origin_contexts"] == [here.course.lti_context_id]
