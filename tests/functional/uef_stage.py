"""A Learn that opens our page in a hidden frame: its launch, its user's leave, and who teaches in its courses."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lti_fakes import FakeHttp, answer
from web_stage import Page, Stage, ticket_of

from integrations.oauth import of_application
from tool.web.http.uef_session import UefSession

ONE_TIME = "https://blackboard.com/lti/claim/one_time_session_token"
EXTENSION = {"CUSTOM": {"invigil_place": "page_extension", "invigil_handle": "invigil-test"}, ONE_TIME: "once"}


def learn(stage: Stage) -> str:
    """The host of the LMS's pages and API, which is not that of its issuer."""
    return stage.platform.registration.issuer.replace("https://", "https://learn.")


def way_out(stage: Stage) -> FakeHttp:
    """What the web process sends by, whichever platform launches just now."""
    http = stage.web.base.http
    assert isinstance(http, FakeHttp)
    return http


def launched(stage: Stage, **overrides: Any) -> Any:
    """Launch from the hidden frame; such a launch names no way back."""
    about = {"TOOL_PLATFORM": {"name": "Learn", "url": f"{learn(stage)}/"}, "LAUNCH_PRESENTATION": {"locale": "en"},
             "RESOURCE_LINK": {"id": "uef"}, "CONTEXT": None}
    return stage.launch(**{**EXTENSION, **about, **overrides})


def connect(stage: Stage) -> None:
    """Connect the API by the application's key and secret; the token address gives every kind of token."""
    registration, base = stage.platform.registration, stage.web.base
    with base.works() as work:
        work.platforms.save(replace(work.platforms.get(registration.id), family="BlackboardLearn"))
    url = f"{learn(stage)}/learn/api/public/v1/oauth2/token"
    base.api_tokens.keep(of_application(registration.id, "app-key", "app-secret", url, stage.clock()))
    way_out(stage).reply(url, answer({"access_token": "leave-of-user", "expires_in": 3600}))
    enrolled(stage, "course-1", "Instructor")


def enrolled(stage: Stage, course: str, role: str, status: int = 200) -> None:
    """Say what Learn says of our user in a course."""
    path = f"/learn/api/public/v1/courses/uuid:{course}"
    way_out(stage).reply(
        f"{learn(stage)}{path}/users/uuid:user-3?fields=courseRoleId,availability",
        answer({"courseRoleId": role}, status),
    )
    for content in ("_1_1", "link-1"):
        ref = content if content.startswith("_") else f"uuid:{content}"
        way_out(stage).reply(f"{learn(stage)}{path}/contents/{ref}?fields=title", answer({"title": "Midterm"}))


def redeemed(stage: Stage, response: Any) -> Any:
    return stage.http.post("/api/uef/session", json={"ticket": ticket_of(response)})


def state_of(stage: Stage) -> str:
    """Open the page and return the state with which it would ask for the user's leave."""
    return parse_qs(urlsplit(redeemed(stage, launched(stage)).json["consent_url"]).query)["state"][0]


def connected(stage: Stage) -> dict[str, str]:
    """Go all the way to the page that has its user's leave; return its headers."""
    connect(stage)
    back = stage.http.get("/uef/consented", query_string={"state": state_of(stage), "code": "code-1"})
    assert back.status_code == 303, back.text
    opened = redeemed(stage, back)
    assert opened.status_code == 200, opened.text
    return {"Authorization": f"Bearer {opened.json['token']}"}


def extended(stage: Stage) -> Page:
    """A page with a session and nothing else."""
    registration = stage.platform.registration
    session = UefSession(
        platform_id=registration.id, deployment_id="dep-1", person_id="p", person_name="Ada", subject="user-3",
        institution="School", platform_origin=learn(stage), handle="invigil", locale="en", began_at=stage.clock(),
    )
    token, _ends = stage.web.base.sessions.uef_token(session)
    return Page("uef", {"token": token, "platform_origin": learn(stage)})
