"""The door of the REST API: who calls, by which key, whether its scopes allow this; and answers in Canvas's shapes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, jsonify, request

from tests.counterparts.canvas import refusals
from tests.counterparts.canvas.records import Course, Token, User
from tests.counterparts.canvas.rest import params
from tests.counterparts.canvas.sessions import signed_in
from tests.counterparts.canvas.world import CanvasWorld

MOST_PER_PAGE, PER_PAGE = 100, 10
_NAME = re.compile(r":(\w+)")
_ARGUMENTS = {"id": "own_id"}
"""What an id in a template is called in Python, where it cannot be called the same."""


@dataclass(frozen=True)
class Caller:
    """Who calls, with the parameters of the call."""

    world: CanvasWorld
    user: User
    token: Token
    params: dict[str, Any] = field(repr=False)

    def course(self, course_id: int) -> Course:
        """Return a course that the person is in; raise Refused."""
        course = self.world.course(course_id)
        if not self.user.admin and self.user.id not in course.enrolments:
            raise refusals.not_allowed()
        return course

    def staff(self, course_id: int) -> Course:
        """Return a course in which the person teaches; raise Refused."""
        course = self.world.course(course_id)
        if not course.has_staff(self.user):
            raise refusals.not_allowed()
        return course

    def includes(self, what: str) -> bool:
        """Whether the caller asks for more by `include[]`, and its key lets such wishes through."""
        key = self.world.api_keys.get(self.token.client_id or "")
        if key is not None and key.scopes is not None and not key.includes:
            return False
        wanted = self.params.get("include", [])
        return what in (wanted if isinstance(wanted, list) else [wanted])


Handler = Callable[..., Any]


def world() -> CanvasWorld:
    """Return the world that this app serves."""
    found: CanvasWorld = current_app.extensions["canvas_world"]
    return found


def bearer() -> str:
    """Return the token that a call brings, "" if none."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else request.args.get("access_token", "")


def caller(scope: str | None) -> Caller:
    """Return who calls; `scope` is what the token must allow. Raise Refused.

    Canvas's own pages, and a theme's script in them, look things up with the cookie of whoever is signed in; to change
    something so takes a token against forgery, which is not played."""
    here, value = world(), bearer()
    if not value:
        user = signed_in(here) if request.method == "GET" else None
        if user is None:
            raise refusals.no_token()
        return Caller(here, user, Token("", user.id, None, None, None), params.read(request))
    token = here.tokens.get(value)
    if token is None or (token.ends_at is not None and here.now() >= token.ends_at):
        raise refusals.bad_token()
    key = here.api_keys.get(token.client_id or "")
    if token.client_id is not None and (key is None or not key.on):
        raise refusals.bad_token()
    if scope is not None and token.scopes is not None and scope not in token.scopes:
        raise refusals.scope_missing()
    return Caller(here, here.users[token.user_id], token, params.read(request))


class Rest:
    """A set of REST routes; a route's template is also its scope, as Canvas spells it."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(f"rest_{name}", __name__)
        self.scopes: list[str] = []

    def route(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """Serve a function of the caller and the ids in the template; it returns JSON or a response."""
        scope = f"url:{method}|{template}"
        self.scopes.append(scope)

        def serve(handler: Handler) -> Handler:
            def view(**ids: int) -> Response:
                answer = handler(caller(scope), **ids)
                return _guarded(answer if isinstance(answer, Response) else jsonify(answer))

            name = f"{method} {template.replace('.', '_')}"
            rule = _NAME.sub(lambda part: f"<int:{_ARGUMENTS.get(part[1], part[1])}>", template)
            self.blueprint.add_url_rule(rule, name, view, methods=[method])
            return handler

        return serve


def _guarded(answer: Response) -> Response:
    """Make an answer to a cookie useless to a script of another site, unless JSON was asked for by name."""
    if not bearer() and "application/json" not in request.headers.get("Accept", ""):
        answer.set_data(f"while(1);{answer.get_data(as_text=True)}")
    return answer


def paged(items: list[Any], root: str | None = None) -> Response:
    """Return one page of a list, with the addresses of the others in the header Link (`page`, `per_page`)."""
    size = max(1, min(_number("per_page", PER_PAGE), MOST_PER_PAGE))
    page, last = max(1, _number("page", 1)), max(1, -(-len(items) // size))
    shown = items[(page - 1) * size:page * size]
    answer = jsonify(shown if root is None else {root: shown})
    wanted = {"current": page, "next": page + 1, "prev": page - 1, "first": 1, "last": last}
    links = {name: number for name, number in wanted.items() if 1 <= number <= last or name == "current"}
    answer.headers["Link"] = ",".join(f'<{_address(number, size)}>; rel="{name}"' for name, number in links.items())
    return answer


def _number(name: str, otherwise: int) -> int:
    given = request.args.getlist(name)[-1:]  # named twice, the last one holds
    return int(given[0]) if given and given[0].isdigit() else otherwise


def _address(page: int, size: int) -> str:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("page", "per_page", "access_token")]
    return f"{world().url}{request.path}?{urlencode([*kept, ('page', str(page)), ('per_page', str(size))])}"
