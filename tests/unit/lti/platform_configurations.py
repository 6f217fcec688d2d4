"""What real platforms answer at their openid-configuration, cut in length but not in shape.

Canvas: doc/api/registration.md (bare placements) and a self-hosted Canvas of 2025 (placements with a prefix), both with
a bare host as `authorization_server`. Moodle: mod/lti/openid-configuration.php, of today and of 3.10."""

from typing import Any

from lti import claims

ISSUER = "https://lms.example"
PREFIX = "https://canvas.instructure.com/lti/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_CANVAS_LINKS = (
    "account_navigation", "assignment_edit", "assignment_menu", "assignment_selection", "course_navigation",
    "global_navigation", "link_selection", "quiz_menu", "user_navigation",
)
_CANVAS_CONTENT = ("assignment_selection", "editor_button", "homework_submission", "link_selection")


def _canvas(links: list[str], content: list[str]) -> dict[str, Any]:
    return {
        "issuer": "https://canvas.instructure.com",
        "authorization_endpoint": "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "registration_endpoint": f"{ISSUER}/register",
        "jwks_uri": "https://sso.canvaslms.com/api/lti/security/jwks",
        "token_endpoint": "https://sso.canvaslms.com/login/oauth2/token",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "scopes_supported": [
            AGS + "lineitem", AGS + "lineitem.readonly", AGS + "result.readonly", AGS + "score", claims.SCOPE_ROSTER,
            "https://canvas.instructure.com/lti/public_jwk/scope/update",
            "https://canvas.instructure.com/lti/account_lookup/scope/show",
            "https://canvas.instructure.com/lti-ags/progress/scope/show",
        ],
        "response_types_supported": ["id_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "picture", "email", "name", "given_name", "family_name", "locale"],
        "subject_types_supported": ["public"],
        "authorization_server": "canvas.instructure.com",
        claims.PLATFORM_CONFIGURATION: {
            "product_family_code": "canvas",
            "version": "vCloud",
            "messages_supported": [
                {"type": "LtiResourceLinkRequest", "placements": links},
                {"type": "LtiDeepLinkingRequest", "placements": content},
                {"type": "LtiEulaRequest"},
            ],
            "notice_types_supported": ["LtiHelloWorldNotice"],
            "variables": ["ResourceLink.id", "Canvas.course.id", "Canvas.masqueradingUser.id"],
            PREFIX + "account_name": "Test University",
            PREFIX + "account_lti_guid": "pNu5F9EoIATW6XqZ33C5tiqomb7bFJ4IGWFoCFy6:canvas-lms",
        },
    }


def canvas_of_2025() -> dict[str, Any]:
    links = [*(PREFIX + name for name in _CANVAS_LINKS), "ContentArea"]
    content = [*(PREFIX + name for name in _CANVAS_CONTENT), "ActivityAssetProcessor", "ContentArea", "RichTextEditor"]
    return _canvas(links, content)


def canvas_of_2022() -> dict[str, Any]:
    return _canvas(list(_CANVAS_LINKS), list(_CANVAS_CONTENT))


def moodle() -> dict[str, Any]:
    return {
        "issuer": ISSUER,
        "token_endpoint": f"{ISSUER}/mod/lti/token.php",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": f"{ISSUER}/mod/lti/certs.php",
        "authorization_endpoint": f"{ISSUER}/mod/lti/auth.php",
        "registration_endpoint": f"{ISSUER}/register",
        "scopes_supported": [
            "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome", AGS + "lineitem.readonly",
            AGS + "result.readonly", AGS + "score", AGS + "lineitem", claims.SCOPE_ROSTER,
            "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting", "openid",
        ],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        claims.PLATFORM_CONFIGURATION: {
            "product_family_code": "moodle",
            "version": "4.5.1 (Build: 20241202)",
            "messages_supported": [
                {"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
            ],
            "variables": ["basic-lti-launch-request", "Context.id", "User.id", "Person.name.full"],
        },
    }


def moodle_of_3_10() -> dict[str, Any]:
    body = moodle()
    platform = body[claims.PLATFORM_CONFIGURATION]
    platform["messages_supported"] = ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    platform["placements"] = ["AddContentMenu"]
    return body
