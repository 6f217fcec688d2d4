"""Learn's Ultra extension: its user's leave by three-legged OAuth, and who teaches a course.

Sources: Anthology's pages on the Ultra Extension Framework (security and tokens), the Swagger of Learn 3900.123.0."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from integrations.base import Calls, NotThere
from integrations.blackboard import api

_ONE_TIME = "https://blackboard.com/lti/claim/one_time_session_token"
_TEACHING = frozenset({"Instructor", "BbFacilitator", "TeachingAssistant", "CourseBuilder"})


def proof(claims: Mapping[str, Any]) -> str:
    """Return the one-time token of a launch, "" if it has none. Learn wants the user's id behind a comma; some versions
    forget it in the launch."""
    token, subject = claims.get(_ONE_TIME), claims.get("sub")
    if not isinstance(token, str) or not token or not isinstance(subject, str):
        return ""
    return token if "," in token else f"{token},{subject}"


def consent_url(origin: str, client_id: str, redirect_uri: str, state: str, proof_: str) -> str:
    """Return where Learn asks for its user's leave. The one-time token stands in for a cookie, which a frame in another
    site's page may not have."""
    query = {
        "response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "scope": "*", "state": state,
        "one_time_session_token": proof_,
    }
    return f"{origin}{api.AUTHORIZE}?{urlencode(query)}"


def test_title(course: str, content: str, calls: Calls) -> str:
    """Return the title of a content item, "" where it has none that can be shown."""
    path = f"{api.PUBLIC}/v1/courses/{api.ref(course)}/contents/{api.ref(content)}?fields=title"
    item = api.send(calls, "GET", path, "Reading the test", "contents")
    return api.text(item, "title") if isinstance(item, dict) else ""


def teaches(course: str, person: str, calls: Calls) -> bool:
    """Return whether somebody is enrolled in a course as one who makes tests."""
    path = f"{api.PUBLIC}/v1/courses/{api.ref(course)}/users/{api.ref(person)}?fields=courseRoleId,availability"
    try:
        enrolled = api.send(calls, "GET", path, "Reading who teaches the course", "people")
    except NotThere:
        return False
    return isinstance(enrolled, dict) and api.text(enrolled, "courseRoleId") in _TEACHING
