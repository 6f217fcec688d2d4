"""What a hostile or broken platform may send, as hypothesis strategies: values, claims, parameters, tokens, answers."""

import base64
import json
import math
from typing import Any

from hypothesis import strategies as st

from lti import claims

WORDS = st.sampled_from(
    [
        "", " ", "0", "1", "-1", "null", "true", "$User.id", "$Canvas.masqueradingUser.id", "'\"><b>", "\u202eevil",
        "<script>alert(1)</script>", "\x00", "\ud800", "é" * 300, "x" * 9000, "https://lms.example/x", "%00%ff",
        "javascript:alert(1)", "http://[::1", "http://lms.example:99999/", "//evil.example", "file:///x", "data:,x",
        "https://lms.example/\r\nX-Evil: 1", "../../etc", "_parent", "LtiStartProctoring", "1.3.0", "dep-1", "client-1",
        "NaN", "-Infinity", "1e999", "9" * 400,
    ]
)
TEXT = st.one_of(WORDS, st.text(max_size=40))
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, -1, 2**31, 2**63, 1e308, -1e308, 1e-308, 10**400, -(10**400)]),
    st.sampled_from([math.nan, math.inf, -math.inf]),  # json.dumps writes them, though they are no JSON
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=8,
)

_URIS = [value for name, value in vars(claims).items() if name.isupper() and str(value).startswith("https://")]
_PLAIN = ["iss", "aud", "azp", "sub", "iat", "exp", "nbf", "nonce", "name", "given_name", "email", "locale", "jti"]
CLAIM_NAMES = st.sampled_from([*_URIS, *_PLAIN, f" {claims.ERROR_MESSAGE}", f"{claims.ERROR_LOG} "])
_PARTS = st.sampled_from(
    [
        "id", "title", "label", "type", "return_url", "locale", "document_target", "assessment_control_url", "actions",
        "data", "deep_link_return_url", "accept_types", "accept_multiple", "scope", "lineitem", "lineitems", "user_id",
        "name", "context_memberships_url", "guid", "product_family_code", "invigil_exam", "invigil_place",
        "invigil_acting_user",
    ]
)
OBJECTS = st.dictionaries(st.one_of(_PARTS, TEXT), JSON, max_size=5)
CLAIMS = st.dictionaries(st.one_of(CLAIM_NAMES, TEXT), st.one_of(JSON, OBJECTS), max_size=5)
MESSAGES = st.sampled_from(
    [
        "LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiStartProctoring", "LtiEndAssessment",
        "LtiSubmissionReviewRequest", "LtiUnheardOf", None,
    ]
)
DROPPED = st.sets(CLAIM_NAMES, max_size=3)

PARAMETERS = st.dictionaries(
    st.one_of(
        st.sampled_from(
            [
                "iss", "login_hint", "client_id", "lti_message_hint", "target_link_uri", "lti_deployment_id", "repost",
                "lti_storage_target", "state", "id_token", "error", "error_description", "held", "value",
                "openid_configuration", "registration_token", "invitation",
            ]
        ),
        TEXT,
    ),
    TEXT,
    max_size=6,
)


def _segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEADERS = st.one_of(
    st.fixed_dictionaries({"alg": st.sampled_from(["RS256", "none", "HS256", "RS999", "", None, 5]), "kid": SCALARS}),
    OBJECTS,
)
TOKENS = st.one_of(
    TEXT,
    st.builds(lambda header, body, tail: f"{_segment(header)}.{_segment(body)}.{tail}", HEADERS, JSON, TEXT),
    st.builds(lambda body, times: _segment(body) + "." * times, JSON, st.integers(0, 6)),
    st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
    st.integers(1, 3).map(lambda depth: f"{_segment({'alg': 'RS256'})}.{_segment('[' * 2000 * depth)}.x"),
)
DOCUMENTS = st.one_of(
    JSON.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60),
    st.sampled_from([b"", b"[" * 50_000, b'{"a":' * 20_000, b"\xff\xfe", b'{"issuer": NaN}', b'{"issuer": 1e999}']),
)
EDITS = st.one_of(
    st.just(str),
    st.integers(0, 120).map(lambda length: lambda held: held[:length]),
    TEXT.map(lambda more: lambda held: held + more),
    TEXT.map(lambda key: lambda held: f"{held.partition('.')[0]}.{key}"),
    TEXT.map(lambda ticket: lambda held: f"{ticket}.{held.partition('.')[2]}"),
    st.just(lambda held: ".".join(reversed(held.split(".")))),
)
"""What is done to a hold before it is sent back, as functions of its text."""
ORIGINS = st.sampled_from(
    ["https://tool.example", "https://evil.example", "https://tool.example.evil", "null", "", None]
)
