"""What an LMS may ask by itself, without a person's launch: the connection test, a person's data and its removal."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response

from lti import platform_token
from lti.checkup import Check
from lti.errors import LaunchRefused
from lti.jwks import JwksCache
from lti.ports import Registration, Registrations
from tool.monitoring.exam import person_data
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.limits import RateLimit
from tool.web.http.refusals import Refused
from tool.web.wire.admin import CheckView
from tool.web.works import WebWork, WebWorks

TEST_PATH, PEOPLE_PATH = "/lti/platform/test", "/lti/platform/people"


class PersonBody(msgspec.Struct, frozen=True, kw_only=True):
    """POST /lti/platform/people/{export,delete}: the platform's own id of a person, and resource link ids."""

    user: str
    resource_links: list[str]


class ChecksView(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /lti/platform/test."""

    checks: list[CheckView]


class PersonExport(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /lti/platform/people/export: one record for each attempt."""

    attempts: list[dict[str, Any]]


class PersonDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /lti/platform/people/delete: the number of attempts that were removed."""

    deleted: int


@dataclass(frozen=True, slots=True)
class PlatformServices:
    """What the routes need. `first_use` notes the id of a token; `delete_item` removes one kept picture by its key;
    `clock` gives Unix seconds."""

    works: WebWorks
    registrations: Registrations
    jwks: JwksCache
    first_use: platform_token.FirstUse
    test: Callable[[str], list[Check]]
    delete_item: Callable[[str], None]
    public_url: str
    clock: Callable[[], float]

    def asked_by(self, path: str, limit: RateLimit) -> Registration:
        """Return the platform that sends this request; raise Refused."""
        try:
            found = platform_token.accept(
                bearer() or "", audience=self.public_url + path, registrations=self.registrations, jwks=self.jwks,
                first_use=self.first_use, now=self.clock(),
            )
        except LaunchRefused as exc:
            raise Refused(exc.code, exc.explanation, HTTPStatus.UNAUTHORIZED) from exc
        if not limit.allow(found.id):
            raise Refused("too_fast", "That is too often. Wait a minute and try again.", HTTPStatus.TOO_MANY_REQUESTS)
        return found


def platform_blueprint(services: PlatformServices) -> Blueprint:
    """Return the blueprint. Every route wants a JWT that the platform has signed (`lti.platform_token`)."""
    blueprint = Blueprint("platform", __name__)
    blueprint.before_request(limit_body)
    tests = RateLimit(burst=4, per_second=1 / 30, clock=services.clock)
    requests = RateLimit(burst=120, per_second=4, clock=services.clock)

    @blueprint.post(TEST_PATH)
    def test() -> Response:
        platform = services.asked_by(TEST_PATH, tests)
        checks = services.test(platform.id)
        return answer(
            ChecksView(checks=[CheckView(name=c.name, title=c.title, status=c.status, text=c.text) for c in checks])
        )

    @blueprint.post(f"{PEOPLE_PATH}/export")
    def export() -> Response:
        platform, body = services.asked_by(PEOPLE_PATH, requests), body_of(PersonBody)
        with services.works() as work:
            found = person_data.attempts_of(work, platform.id, body.user, body.resource_links)
            attempts = [_with_chat(work, person_data.export(work, attempt), attempt.id) for attempt in found]
        return answer(PersonExport(attempts=attempts))

    @blueprint.post(f"{PEOPLE_PATH}/delete")
    def delete() -> Response:
        platform, body = services.asked_by(PEOPLE_PATH, requests), body_of(PersonBody)
        deleted = person_data.remove(
            services.works, services.delete_item, platform.id, body.user, body.resource_links, services.clock()
        )
        return answer(PersonDeleted(deleted=deleted))

    return blueprint


def _with_chat(work: WebWork, exported: dict[str, Any], attempt_id: str) -> dict[str, Any]:
    chat = [{"author": m.author, "text": m.text, "at": m.at} for m in work.chat.of_attempt(attempt_id)]
    help_ = [{"kind": h.kind, "text": h.text, "at": h.at} for h in work.help.of_attempt(attempt_id)]
    return {**exported, "chat": chat, "help": help_}
