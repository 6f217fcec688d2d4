"""What one launch says: claims of LTI 1.3 and those that Canvas adds."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.counterparts.canvas.lti.variables import filled
from tests.counterparts.canvas.quiz_records import Assignment
from tests.counterparts.canvas.records import Course, Link, LtiKey, Role, User
from tests.counterparts.canvas.world import CanvasWorld

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
NOTICES_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
OWN = "https://canvas.instructure.com/lti/"
RESOURCE, DEEP = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/"
_ROLES = {
    Role.TEACHER: (f"{_PERSON}institution/person#Instructor", f"{_PERSON}membership#Instructor"),
    Role.TA: (
        f"{_PERSON}institution/person#Instructor", f"{_PERSON}membership#Instructor",
        f"{_PERSON}membership/Instructor#TeachingAssistant",
    ),
    Role.STUDENT: (f"{_PERSON}institution/person#Student", f"{_PERSON}membership#Learner"),
}
_LASTS_S = 3600


@dataclass(frozen=True)
class Scene:
    """One launch: of which tool, by whom, from where. `acting`: who acts as the user, if anybody."""

    world: CanvasWorld
    key: LtiKey
    user: User
    placement: str
    target: str
    message: str = RESOURCE
    course: Course | None = None
    link: Link | None = None
    assignment: Assignment | None = None
    acting: User | None = None
    custom: tuple[tuple[str, str], ...] = ()


def wish(key: LtiKey, placement: str) -> dict[str, Any]:
    """Return the message that a tool asked for in a place, empty if it did not."""
    for message in key.tool.get("messages", []):
        if placement in [each.rpartition("/")[2] for each in message.get("placements", [])]:
            return dict(message)
    return {}


def initiation(scene: Scene) -> tuple[str, dict[str, str]]:
    """Return where a launch begins (OIDC third-party initiated login), with the fields to post there."""
    ticket = secrets.token_urlsafe(24)
    scene.world.pending[ticket] = scene
    return scene.key.configuration["initiate_login_uri"], {
        "iss": scene.world.url, "login_hint": scene.user.lti_id, "client_id": scene.key.client_id,
        "lti_deployment_id": scene.key.deployment_id, "deployment_id": scene.key.deployment_id,
        "target_link_uri": scene.target, "lti_message_hint": ticket, "canvas_region": "us-east-1",
        "canvas_environment": "prod", "lti_storage_target": "post_message_forwarding",
    }


def claims(scene: Scene, nonce: str) -> dict[str, Any]:
    """Return the claims of the launch, without those that hold for any signed token."""
    world, now = scene.world, round(scene.world.now())
    place = wish(scene.key, scene.placement)
    custom = {
        **scene.key.tool.get("custom_parameters", {}), **place.get("custom_parameters", {}), **dict(scene.custom),
        **(scene.link.custom if scene.link else {}),
    }
    body: dict[str, Any] = {
        "iss": world.url, "aud": scene.key.client_id, "azp": scene.key.client_id, "sub": scene.user.lti_id,
        "iat": now, "exp": now + _LASTS_S, "nonce": nonce, "locale": "en", "errors": {"errors": {}},
        f"{LTI}message_type": scene.message, f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": scene.key.deployment_id, f"{LTI}target_link_uri": scene.target,
        f"{LTI}roles": roles(scene.course, scene.user), f"{LTI}custom": filled(custom, scene),
        f"{LTI}context": _context(scene),
        f"{LTI}tool_platform": {
            "guid": world.guid, "name": world.name, "version": "cloud", "product_family_code": "canvas",
        },
        f"{LTI}launch_presentation": {
            "document_target": "iframe", "locale": "en", "height": 800, "width": 1200,
            "return_url": f"{world.url}/courses/{scene.course.id if scene.course else 0}/external_content/success",
        },
        f"{LTI}lti1p1": {"user_id": scene.user.lti_id}, f"{LTI}lis": {"person_sourcedid": None},
        "https://www.instructure.com/placement": scene.placement,
    }
    if scene.key.tool.get(f"{OWN}privacy_level") == "public":
        body |= person(scene.user)
    return body | _message(scene) | _services(scene)


def person(user: User) -> dict[str, str]:
    """Return what a launch says of a person where names are not withheld."""
    first, _, last = user.name.rpartition(" ")
    return {"name": user.name, "given_name": first, "family_name": last, "email": user.email}


def roles(course: Course | None, user: User) -> list[str]:
    """Return a person's roles: in the institution, on the site, in the course."""
    found = [f"{_PERSON}system/person#User"]
    if user.admin:
        found.append(f"{_PERSON}institution/person#Administrator")
    if course is not None and user.id in course.enrolments:
        found += _ROLES[course.enrolments[user.id]]
    return found


def _context(scene: Scene) -> dict[str, Any]:
    if scene.course is None:
        return {"id": scene.world.guid, "label": scene.world.name, "title": scene.world.name, "type": ["Account"]}
    return {
        "id": scene.course.lti_context_id, "label": scene.course.code, "title": scene.course.name,
        "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"],
    }


def _message(scene: Scene) -> dict[str, Any]:
    if scene.message == DEEP and scene.course is not None:
        assignment = scene.placement == "assignment_selection"
        data = {"modal": "true", **({"assignment": "true"} if assignment else {})}
        return {f"{DEEP_LINKING}deep_linking_settings": {
            "deep_link_return_url": f"{scene.world.url}/courses/{scene.course.id}/deep_linking_response?"
                                    f"{urlencode({**data, 'tool': str(scene.key.id)})}",
            "accept_types": ["ltiResourceLink"], "accept_presentation_document_targets": ["iframe", "window"],
            "accept_media_types": "application/vnd.ims.lti.v1.ltilink", "accept_multiple": False,
            "accept_lineitem": assignment, "auto_create": False,
        }}
    if scene.link is not None:
        return {f"{LTI}resource_link": {"id": scene.link.resource_id, "title": scene.link.title, "description": None}}
    title = scene.key.configuration.get("client_name", "")
    return {f"{LTI}resource_link": {"id": _context(scene)["id"], "title": title, "description": None}}


def _services(scene: Scene) -> dict[str, Any]:
    world, key = scene.world, scene.key
    found: dict[str, Any] = {}
    if NOTICES_SCOPE in key.scopes:
        found[f"{LTI}platformnotificationservice"] = {
            "service_versions": ["1.0"], "scope": [NOTICES_SCOPE],
            "platform_notification_service_url": f"{world.url}/api/lti/notice-handlers/{key.id}",
            "notice_types_supported": ["LtiHelloWorldNotice", "LtiContextCopyNotice"],
        }
    if scene.course is None:
        return found
    gradebook = [scope for scope in key.scopes if scope.startswith(f"{AGS}scope/")]
    if gradebook:
        base = f"{world.url}/api/lti/courses/{scene.course.id}/line_items"
        item = next((i for i in world.line_items.values() if scene.link and i.link_id == scene.link.resource_id), None)
        found[f"{AGS}claim/endpoint"] = {
            "scope": gradebook, "lineitems": base, **({"lineitem": f"{base}/{item.id}"} if item else {}),
        }
    if f"{NRPS}scope/contextmembership.readonly" in key.scopes:
        found[f"{NRPS}claim/namesroleservice"] = {
            "context_memberships_url": f"{world.url}/api/lti/courses/{scene.course.id}/names_and_roles",
            "service_versions": ["2.0"],
        }
    return found
