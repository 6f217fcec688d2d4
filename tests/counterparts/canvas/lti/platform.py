"""The platform's own addresses: its keys, what it says of itself, and the middle of every launch."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from tests.counterparts.canvas.lti import launches
from tests.counterparts.canvas.lti.variables import KNOWN
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.refusals import bad_token
from tests.counterparts.canvas.rest.door import bearer, world

blueprint = Blueprint("lti_platform", __name__)
RESOURCE_PLACES = ("account_navigation", "course_navigation", "assignment_view", "quiz_menu", "quiz_index_menu")
DEEP_PLACES = ("assignment_selection", "link_selection")
SCOPES = (
    f"{launches.AGS}scope/lineitem", f"{launches.AGS}scope/lineitem.readonly",
    f"{launches.AGS}scope/result.readonly", f"{launches.AGS}scope/score",
    f"{launches.NRPS}scope/contextmembership.readonly", launches.NOTICES_SCOPE,
)


@blueprint.get("/api/lti/security/jwks")
def keys() -> Response:
    """Return the public keys."""
    return jsonify(world().signing.public)


@blueprint.get("/api/lti/security/openid-configuration")
def configuration() -> Response:
    """Return what the platform says of itself, to whoever holds a registration token."""
    if world().pending.get(bearer(), ("",))[0] != "registration":
        raise bad_token()
    url = world().url
    return jsonify({
        "issuer": url, "authorization_endpoint": f"{url}/api/lti/authorize_redirect",
        "registration_endpoint": f"{url}/api/lti/registrations", "jwks_uri": f"{url}/api/lti/security/jwks",
        "token_endpoint": f"{url}/login/oauth2/token", "authorization_server": url.partition("://")[2],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"], "scopes_supported": ["openid", *SCOPES],
        "response_types_supported": ["id_token"], "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "picture", "email", "name", "given_name", "family_name", "locale"],
        "subject_types_supported": ["public"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration": _platform(),
    })


def _platform() -> dict[str, Any]:
    def places(names: tuple[str, ...]) -> list[str]:
        return [launches.OWN + name for name in names]

    return {
        "product_family_code": "canvas", "version": "cloud", "variables": list(KNOWN),
        "messages_supported": [
            {"type": launches.RESOURCE, "placements": places(RESOURCE_PLACES)},
            {"type": launches.DEEP, "placements": places(DEEP_PLACES)},
        ],
        "notice_types_supported": ["LtiHelloWorldNotice", "LtiContextCopyNotice"],
        f"{launches.OWN}account_name": world().name, f"{launches.OWN}account_lti_guid": world().guid,
    }


@blueprint.route("/api/lti/authorize_redirect", methods=["GET", "POST"])
def authorise() -> Response:
    """Answer a tool's authentication request with a page that posts the launch to it (OIDC, form_post).

    Who is launched stands in the ticket of `lti_message_hint`, which serves once; Canvas looks at the session, too."""
    asked = request.values
    scene = world().pending.pop(asked.get("lti_message_hint", ""), None)
    wrong = _wrong(scene)
    if wrong is not None:
        return make_response(page("Launch refused", "plain.html", said=wrong), 400)
    token = world().signing.sign(launches.claims(scene, asked["nonce"]))
    fields = {"utf8": "✓", "id_token": token, "state": asked["state"]}
    if "lti_storage_target" in asked:
        fields["lti_storage_target"] = asked["lti_storage_target"]
    return make_response(render_template("post.html", action=asked["redirect_uri"], fields=fields))


def _wrong(scene: Any) -> str | None:
    """Return what is wrong with the authentication request, None if nothing."""
    asked = request.values
    if not isinstance(scene, launches.Scene):
        return "The launch has run out, or lti_message_hint is not ours."
    fixed = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
    for name, value in fixed.items():
        if asked.get(name) != value:
            return f"{name} must be {value}"
    if asked.get("client_id") != scene.key.client_id or not scene.key.on:
        return "unknown client"
    if asked.get("login_hint") != scene.user.lti_id:
        return "login_required: the user is not the one who began the launch"
    if asked.get("redirect_uri") not in scene.key.configuration["redirect_uris"]:
        return "Invalid redirect_uri"
    return None if asked.get("nonce") and asked.get("state") else "state and nonce are required"
