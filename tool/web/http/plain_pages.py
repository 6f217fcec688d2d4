"""Pages that need no browser application: the home page, refusals, explanations. Self-contained, safe in a frame."""

import secrets
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from flask import Response, make_response, render_template

from tool.web.http.language import ENGLISH, Language, language_of_browser
from tool.web.http.security import plain_page_csp

TEMPLATES = Path(__file__).parent / "templates"
ANYWHERE = ("http:", "https:")
"""Frames of any site: a refusal must be readable wherever it shows, and an LMS frames its registration as it likes."""


def page(
    template: str, *, status: int = HTTPStatus.OK, frame_ancestors: Iterable[str] = (), script: bool = False,
    form_action: Iterable[str] = (), language: Language = ENGLISH, there: bool = False, **values: object,
) -> Response:
    """Return the page made of `template`; all `values` are escaped, but for Markup. `_` says a thing in `language`.
    `there`: it tells the page around it that it is here to be read (`invigil.page` of docs/shell-protocol.md)."""
    nonce = secrets.token_urlsafe(16)
    html = render_template(template, nonce=nonce, language=language.tag, _=language.say, there=there, **values)
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = plain_page_csp(
        nonce, frame_ancestors=frame_ancestors, script=script or there, form_action=form_action
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _passes(status: int) -> bool:
    """Whether an answer of this status may be another one soon, without anybody doing anything."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def message(
    title: str, explanation: str, remedy: str = "", *, code: str = "", status: int = HTTPStatus.OK,
    language: Language | None = None, tells: tuple[str, str] | None = None,
) -> Response:
    """Return a page that says what happened and what to do; it may be shown in any frame. `tells`: the subject of a
    message to the page around it (docs/shell-protocol.md), and the one origin that may read it.

    It is in `language`, or in the one that the browser asks for; in English, if there is no translation of the title.
    An explanation without one is meant for whoever runs the LMS: it is quoted in English. A page about trouble that
    passes does not say that it is there: whoever shows it in a frame may open it again."""
    asked = language or language_of_browser()
    spoken = asked if asked.knows(title) else ENGLISH
    return page(
        "message.html", status=status, frame_ancestors=ANYWHERE, language=spoken, title=spoken.say(title),
        explanation=spoken.say(explanation), quoted=not spoken.knows(explanation), remedy=spoken.say(remedy), code=code,
        there=not _passes(status), script=tells is not None, tells=tells,
    )
