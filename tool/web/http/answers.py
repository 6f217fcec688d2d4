"""What holds for every HTTP answer: headers, the request log without queries, and how an error is said."""

import logging
import time
from http import HTTPStatus

import msgspec
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from tool.domain.words import told
from tool.web.http.language import ENGLISH, language_of_browser
from tool.web.http.plain_pages import message
from tool.web.http.refusals import Refused, broken, not_understood, refusal_of
from tool.web.http.security import harden

log = logging.getLogger(__name__)
requests_log = logging.getLogger("invigil.requests")

MAX_BODY_BYTES = 65_536
_REMEDY = told("Go back to your course and open the link again.")
_REMEDIES = {"/lti/register": "Begin again where the LMS registers its tools; the same address is still good."}
_FOR_PAGES = "/api/"
_FOR_PROGRAMS = (_FOR_PAGES, "/link/", "/lti/platform/", "/lti/notices")


def prepare(app: Flask) -> None:
    """Register what holds for every answer of the app."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        taken_ms = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
        # request.path only: queries and bodies hold tokens.
        requests_log.info("%s %s %s %.0f ms", request.method, request.path, response.status_code, taken_ms)
        return harden(response)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        refused = _refusal(error)
        if refused is None:
            log.error("%s %s failed.", request.method, request.path, exc_info=error)
            refused = broken()
        return _said(refused)


def _refusal(error: Exception) -> Refused | None:
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return Refused(
            status.phrase.lower().replace(" ", "_"), error.description or status.phrase, status,
            sentence=told("There is nothing here, or it is not to be opened in this way."),
        )
    if isinstance(error, msgspec.DecodeError):
        return not_understood(error)
    return refusal_of(error)


def _said(refused: Refused) -> Response:
    if request.path.startswith(_FOR_PROGRAMS):
        # Our own pages ask for the language that they speak; staff's pages, and programs, for English or nothing.
        language = language_of_browser() if request.path.startswith(_FOR_PAGES) else ENGLISH
        body = msgspec.json.encode(refused.told_in(language) if language.translates else refused.view)
        response = Response(body, status=refused.status, mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response
    remedy = _REMEDIES.get(request.path)
    language = language_of_browser() if remedy is None else ENGLISH
    return message(
        told("That did not work"), refused.sentence if language.translates else refused.message, remedy or _REMEDY,
        code=refused.code, status=refused.status, language=language,
    )
