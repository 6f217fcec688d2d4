"""Pages that need no browser application: the home page, refusals, explanations. Self-contained, safe in a frame."""

import secrets
from collections.abc import Iterable
from http import HTTPStatus

from flask import Response, make_response, render_template

from tool.web.security import plain_page_csp

ANYWHERE = ("http:", "https:")
"""Frames of any site: a refusal must be readable wherever it shows, and an LMS frames its registration as it likes."""


def page(
    template: str, *, status: int = HTTPStatus.OK, frame_ancestors: Iterable[str] = (), script: bool = False,
    form_action: Iterable[str] = (), **values: object,
) -> Response:
    """Return the page made of `template`; all `values` are escaped, but for Markup."""
    nonce = secrets.token_urlsafe(16)
    response = make_response(render_template(template, nonce=nonce, **values), status)
    response.headers["Content-Security-Policy"] = plain_page_csp(
        nonce, frame_ancestors=frame_ancestors, script=script, form_action=form_action
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def message(title: str, explanation: str, remedy: str = "", *, code: str = "", status: int = HTTPStatus.OK) -> Response:
    """Return a page that says what happened and what to do; it may be shown in any frame."""
    return page(
        "message.html", status=status, frame_ancestors=ANYWHERE,
        title=title, explanation=explanation, remedy=remedy, code=code,
    )
