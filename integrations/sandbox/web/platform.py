"""LTI endpoints that browsers and tools meet during a launch or a registration."""

import logging

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import handles, tools
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import deep_links, id_token, launches, registration, start_assessment
from integrations.sandbox.refusal import Refused
from integrations.sandbox.web import session as current
from integrations.sandbox.web.answers import allow_form_to
from integrations.sandbox.web.context import config, db, now, services

log = logging.getLogger(__name__)

blueprint = Blueprint("platform", __name__)


@blueprint.get("/.well-known/openid-configuration")
@blueprint.get("/lti/openid-configuration")
def openid_configuration() -> Response:
    """Say what this platform is and can."""
    return make_response(registration.openid_configuration(config()))


@blueprint.get("/lti/jwks.json")
def jwks() -> Response:
    """Publish the platform's public key."""
    return make_response(services().key.jwks())


@blueprint.post("/lti/registrations")
def register() -> Response:
    """Take a tool's registration, once per token; an admin activates it afterwards."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Refused("missing_registration_token", "Send the registration_token as a bearer.", 401)
    if handles.was_used(db(), "registration", token):
        raise Refused("token_already_used", "This registration_token was used before.", 401)
    if handles.look(db(), "registration", token, now()) is None:
        raise Refused("invalid_registration_token", "This registration_token is unknown or has expired.", 401)
    details = registration.parse(request.get_json(silent=True))
    if handles.consume(db(), "registration", token, now()) is None:
        raise Refused("token_already_used", "This registration_token was used before.", 401)
    tool = tools.add(db(), details, now())
    log.info("registered tool %s at %s; it waits to be activated", tool.client_id, details.domain)
    return make_response(registration.answer(tool))


@blueprint.route("/lti/auth", methods=["GET", "POST"])
def auth() -> Response:
    """Answer a tool's authentication request with an id_token, posted by the browser."""
    params = request.values
    tool = launches.known_redirect(db(), params)
    person = current.signed_in()
    if person is None:
        return _without_cookie()
    wanted = launches.authenticate(db(), params, person.id, now())
    token = services().key.sign(id_token.build(db(), config(), wanted, now()))
    log.info("%s to tool %s", wanted.message.type, tool.client_id)
    fields = {"id_token": token, "state": wanted.state}
    allow_form_to((tools.origin(wanted.redirect_uri),))
    return make_response(
        render_template("post.html", action=wanted.redirect_uri, fields=fields, what="Opening the tool")
    )


def _without_cookie() -> Response:
    """Post the request again from a page of ours: one that a foreign page began in a frame carries no cookie."""
    if "repost" in request.values:
        raise Refused("login_required", "Nobody is signed in here. Sign in and open the tool from the quiz.", 401)
    fields = {**request.values.to_dict(), "repost": "1"}
    return make_response(
        render_template("post.html", action=url_for("platform.auth"), fields=fields, what="Signing you in")
    )


@blueprint.post("/lti/start_assessment")
def begin() -> AnyResponse:
    """Take LtiStartAssessment from the examinee's browser. It is signed and bound to one attempt: no cookie needed."""
    attempt = start_assessment.accept(db(), request.form.get("JWT", ""), services().tool_keys, config().issuer, now())
    log.info("%s accepted for attempt %d", c.START_ASSESSMENT, attempt.id)
    return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)


@blueprint.post("/lti/deep_links")
def deep_link() -> AnyResponse:
    """Take LtiDeepLinkingResponse from the teacher's browser. Its data is our handle, good once: no cookie needed."""
    outcome = deep_links.accept(db(), request.form.get("JWT", ""), services().tool_keys, config().issuer, now())
    log.info(
        "%s for quiz %d: %s", c.DEEP_LINKING_RESPONSE, outcome.quiz_id, "linked" if outcome.linked else "nothing chosen"
    )
    if outcome.linked:
        return redirect(url_for("quizzes.proctoring_done", quiz_id=outcome.quiz_id), 303)
    return redirect(url_for("quizzes.show", quiz_id=outcome.quiz_id), 303)
