"""The claims of an id_token, message by message."""

import sqlite3
from typing import Any

from integrations.sandbox import attempts, catalogue, controls, gradebook, tools
from integrations.sandbox.catalogue import Course, Person, Role
from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import launches, placements
from integrations.sandbox.lti13.launches import AuthRequest, Message
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Link, Tool

ID_TOKEN_LIFE_S = 120
ROLE_URIS = {
    Role.TEACHER: [c.INSTRUCTOR],
    Role.ASSISTANT: [c.INSTRUCTOR, c.TEACHING_ASSISTANT],
    Role.LEARNER: [c.LEARNER],
}


def build(db: sqlite3.Connection, config: SandboxConfig, request: AuthRequest, now: float) -> dict[str, Any]:
    """Return the claims that answer an authentication request; they are good for two minutes. Raises Refused (404)."""
    message, tool = request.message, request.tool
    person = catalogue.person(db, message.person_id)
    course = None if message.course_id is None else catalogue.course(db, message.course_id)
    if person is None or (course is None and message.course_id is not None):
        raise Refused("unknown_user", "This person or course is gone.", 404)
    claims: dict[str, Any] = {
        "iss": config.issuer,
        "aud": tool.client_id,
        "sub": person.id,
        "iat": int(now),
        "exp": int(now) + ID_TOKEN_LIFE_S,
        "nonce": request.nonce,
        **identity(person, tool),
        c.MESSAGE_TYPE: message.type,
        c.VERSION: "1.3.0",
        c.DEPLOYMENT_ID: tool.deployment_id,
        c.TARGET_LINK_URI: launches.target(db, tool, message),
        c.ROLES: roles(person, catalogue.role_in(db, course.id, person.id) if course else None),
        c.LAUNCH_PRESENTATION: {
            "locale": person.locale,
            "document_target": message.document_target,
            "return_url": config.url(message.return_path),
        },
        c.TOOL_PLATFORM: _platform(config),
    }
    link = tools.link(db, message.link_id) if message.link_id else None
    custom = {**tool.details.custom, **(link.custom if link else {}), **placements.custom(message.placement)}
    if course is not None:
        claims |= {c.CONTEXT: _context(course), **_services(db, config, tool, course, link)}
    if link is not None:
        claims[c.RESOURCE_LINK] = {"id": link.id, "title": link.title}
    elif message.placement:
        claims[c.RESOURCE_LINK] = _place(course)
    if message.attempt_id is not None and course is not None:
        claims |= _about_attempt(db, config, message, course, custom, now)
    if message.type == c.DEEP_LINKING_REQUEST:
        claims[c.DL_SETTINGS] = _deep_linking(config, message)
    claims[c.CUSTOM] = custom
    return claims


def _place(course: Course | None) -> dict[str, str]:
    """Return the resource link of a place in the menus: the course itself, as in Canvas, or the whole site."""
    return {"id": str(course.id), "title": course.title} if course else {"id": "site", "title": "Sandbox University"}


def identity(person: Person, tool: Tool) -> dict[str, str]:
    """Return the claims about a person that this tool asked for at registration; all of them if it named none."""
    values = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
    }
    wanted = set(tool.details.claims)
    return values if not wanted else {name: value for name, value in values.items() if name in wanted}


def roles(person: Person, role: Role | None) -> list[str]:
    """Return a person's roles as full URIs."""
    uris = list(ROLE_URIS[role]) if role else []
    return [*uris, c.ADMINISTRATOR] if person.is_admin else uris


def _platform(config: SandboxConfig) -> dict[str, str]:
    return {
        "guid": config.issuer,
        "name": "Sandbox University",
        "product_family_code": "invigil-sandbox",
        "version": "1",
        "url": config.public_url,
    }


def _context(course: Course) -> dict[str, Any]:
    return {
        "id": str(course.id),
        "label": course.label,
        "title": course.title,
        "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"],
    }


def _services(
    db: sqlite3.Connection, config: SandboxConfig, tool: Tool, course: Course, link: Link | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    scopes = [scope for scope in c.AGS_SCOPES if scope in tool.details.scopes]
    if scopes:
        endpoint: dict[str, Any] = {"scope": scopes, "lineitems": config.url(f"/lti/courses/{course.id}/lineitems")}
        item = gradebook.of_link(db, link.id) if link else None
        if item is not None:
            endpoint["lineitem"] = config.url(f"/lti/courses/{course.id}/lineitems/{item.id}")
        found[c.AGS_ENDPOINT] = endpoint
    if c.SCOPE_NRPS in tool.details.scopes:
        found[c.NRPS] = {
            "context_memberships_url": config.url(f"/lti/courses/{course.id}/members"),
            "service_versions": ["2.0"],
        }
    return found


def _about_attempt(
    db: sqlite3.Connection, config: SandboxConfig, message: Message, course: Course, custom: dict[str, str], now: float
) -> dict[str, Any]:
    attempt = attempts.get(db, message.attempt_id or 0, now)
    if attempt is None:
        raise Refused("unknown_attempt", "There is no such attempt.", 404)
    if message.type == c.START_PROCTORING:
        return {
            c.ATTEMPT_NUMBER: attempt.number,
            c.SESSION_DATA: attempt.session_data,
            c.START_ASSESSMENT_URL: config.url("/lti/start_assessment"),
            c.ACS: {"assessment_control_url": config.url("/lti/acs"), "actions": list(controls.ACTIONS)},
        }
    if message.type == c.END_ASSESSMENT:
        return {c.ATTEMPT_NUMBER: attempt.number, c.SESSION_DATA: attempt.session_data}
    if message.type == c.SUBMISSION_REVIEW_REQUEST:
        custom["attempt_number"] = str(attempt.number)
        examinee = catalogue.person(db, attempt.person_id)
        tool = tools.by_id(db, message.tool_id)
        if examinee is None or tool is None:
            raise Refused("unknown_user", "This person is gone.", 404)
        role = catalogue.role_in(db, course.id, examinee.id)
        return {c.FOR_USER: {"user_id": examinee.id, **identity(examinee, tool), "roles": roles(examinee, role)}}
    return {}


def _deep_linking(config: SandboxConfig, message: Message) -> dict[str, Any]:
    return {
        "deep_link_return_url": config.url("/lti/deep_links"),
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": False,
        "accept_lineitem": True,
        "auto_create": True,
        "data": message.data,
        "title": message.title,
    }
