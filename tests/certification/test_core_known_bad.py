"""What 1EdTech's known bad payloads stand for, in all its forms: each is refused with its own reason and status."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from joserfc.jwk import RSAKey
from known_bad import b64, refusal, signed
from lti_fakes import DEEP_LINKING, PROCTORING, FakePlatform, rsa_key

from lti import keys


def test_wrong_issuer() -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"iss": "https://evil.example"}))
    assert (refused.code, refused.status) == ("unknown_platform", 401)


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("VERSION", "version"), ("MESSAGE_TYPE", "message_type"), ("ROLES", "roles"),
        ("DEPLOYMENT_ID", "deployment_id"), ("sub", "sub"), ("exp", "exp"), ("iat", "iat"), ("nonce", "nonce"),
        ("aud", "aud"), ("iss", "iss"),
    ],
)
def test_missing_claim(claim: str, named: str) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {claim: None}))
    assert (refused.code, refused.status) == ("missing_claim", 400)
    assert f"“{named}”" in refused.explanation


@pytest.mark.parametrize("link", [None, {}, {"title": "no id"}])
def test_missing_resource_link_id(link: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"RESOURCE_LINK": link}))
    assert (refused.code, refused.status) == ("invalid_message", 400)
    assert "Resource Link Id" in refused.explanation


@pytest.mark.parametrize("claim", ["RESOURCE_LINK", "ATTEMPT_NUMBER", "START_ASSESSMENT_URL", "SESSION_DATA"])
def test_start_proctoring_without_a_required_claim(claim: str) -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, PROCTORING | {claim: None})).code == "invalid_message"


def test_end_assessment_without_attempt_number() -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, {"MESSAGE_TYPE": "LtiEndAssessment"})).code == "invalid_message"


def test_deep_linking_without_settings() -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, DEEP_LINKING | {"DL_SETTINGS": None})).code == "invalid_message"


def test_submission_review_without_user() -> None:
    platform = FakePlatform()
    form = signed(
        platform,
        {"MESSAGE_TYPE": "LtiSubmissionReviewRequest", "AGS_ENDPOINT": {"lineitem": "https://lms.example/li/1"}},
    )
    assert refusal(platform, form).code == "invalid_message"


def test_unknown_message_type() -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, {"MESSAGE_TYPE": "<b>Lti</b>"})).code == "unknown_message"


def test_bad_signature_of_another_key_under_the_known_kid() -> None:
    platform = FakePlatform()
    form = signed(platform, key=rsa_key("forger"), kid=platform.key.kid)
    refused = refusal(platform, form)
    assert (refused.code, refused.status) == ("bad_signature", 401)


def test_forged_signatures_fetch_the_key_set_once_in_ten_seconds_and_never_wait() -> None:
    platform = FakePlatform()
    begun = platform.clock()
    for n in range(30):
        platform.clock.now = begun + n
        form = signed(platform, key=rsa_key("forger"), kid=platform.key.kid)
        assert refusal(platform, form).code == "bad_signature"
        assert platform.clock() == begun + n
    assert len(platform.http.sent) == 3


def test_body_changed_after_signing() -> None:
    platform = FakePlatform()
    form = signed(platform)
    head, body, signature = form["id_token"].split(".")
    changed = json.loads(urlsafe_b64decode(body + "==")) | {"sub": "teacher"}
    form["id_token"] = f"{head}.{b64(changed)}.{signature}"
    assert refusal(platform, form).code == "bad_signature"


def test_signature_removed() -> None:
    platform = FakePlatform()
    form = signed(platform)
    form["id_token"] = form["id_token"].rpartition(".")[0] + "."
    assert refusal(platform, form).code == "bad_signature"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
def test_alg_none(name: str) -> None:
    platform = FakePlatform()
    asked = platform.login()
    token = f"{b64({'alg': name, 'kid': platform.key.kid})}.{b64(platform.claims(asked['nonce']))}."
    assert refusal(platform, {"state": asked["state"], "id_token": token}).code == "bad_algorithm"


def test_hs256_with_the_public_key_as_secret() -> None:
    platform = FakePlatform()
    asked = platform.login()
    public = RSAKey.import_key(keys.jwks([platform.key])["keys"][0]).as_pem(private=False)
    signed_part = f"{b64({'alg': 'HS256', 'kid': platform.key.kid})}.{b64(platform.claims(asked['nonce']))}"
    tag = urlsafe_b64encode(hmac.digest(public, signed_part.encode(), "sha256")).decode().rstrip("=")
    refused = refusal(platform, {"state": asked["state"], "id_token": f"{signed_part}.{tag}"})
    assert (refused.code, refused.status) == ("bad_algorithm", 401)


def test_key_embedded_in_the_header_is_not_used() -> None:
    platform = FakePlatform()
    forger = rsa_key("forger")
    form = signed(platform, key=forger, kid=platform.key.kid, jwk=keys.jwks([forger])["keys"][0])
    assert refusal(platform, form).code == "bad_signature"


@pytest.mark.parametrize(("past_end", "allowed"), [(59, True), (61, False)])
def test_expired_with_a_minute_of_leeway(past_end: int, allowed: bool) -> None:
    platform = FakePlatform()
    form = signed(platform, {"exp": int(platform.clock()) - past_end})
    if allowed:
        platform.post(form)
    else:
        assert refusal(platform, form).code == "expired"


@pytest.mark.parametrize(("ahead", "allowed"), [(59, True), (61, False)])
@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_issued_in_the_future(claim: str, ahead: int, allowed: bool) -> None:
    platform = FakePlatform()
    form = signed(platform, {claim: int(platform.clock()) + ahead, "exp": int(platform.clock()) + 600})
    if allowed:
        platform.post(form)
    else:
        assert refusal(platform, form).code == "not_yet_valid"


@pytest.mark.parametrize("value", ["soon", True, [], {}, 10**400, -(10**400), 1e308, 1e15])
@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
def test_time_that_is_none(claim: str, value: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {claim: value}))
    assert (refused.code, refused.status) == ("bad_claim", 400)
    assert f"“{claim}”" in refused.explanation


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000])
def test_time_written_as_no_json_number_can_be(value: str) -> None:
    platform = FakePlatform()
    asked = platform.login()
    body = json.dumps(platform.claims(asked["nonce"], exp="the time")).replace('"the time"', value)
    token = platform.id_token_of(body.encode())
    assert refusal(platform, {"state": asked["state"], "id_token": token}).code == "bad_token"


@pytest.mark.parametrize("audience", ["client-2", ["client-2", "client-3"]])
def test_wrong_audience(audience: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"aud": audience}))
    assert (refused.code, refused.status) == ("bad_audience", 401)


def test_audience_of_several_without_an_authorized_party() -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"aud": ["client-1", "client-2"]}))
    assert (refused.code, refused.status) == ("bad_audience", 401)


def test_audience_without_end() -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"aud": ["client-1"] * 17, "azp": "client-1"}))
    assert (refused.code, refused.status) == ("bad_claim", 400)


def test_unknown_kid_is_looked_up_but_never_again_within_ten_seconds() -> None:
    platform = FakePlatform()
    begun = platform.clock()
    for n in range(5):
        assert refusal(platform, signed(platform, kid=f"made-up-{n}")).code == "unknown_key"
        platform.clock.now += 1
    assert len(platform.http.sent) == 5
    assert platform.clock() - begun == 4 * 10 + 1


def test_forged_launch_does_not_burn_the_state_of_the_good_one() -> None:
    platform = FakePlatform()
    form = signed(platform)
    head, body, _ = form["id_token"].split(".")
    assert refusal(platform, form | {"id_token": f"{head}.{body}.AAAA"}).code == "bad_signature"
    assert platform.post(form).subject == "user-3"


def test_authorized_party_is_another_tool() -> None:
    platform = FakePlatform()
    form = signed(platform, {"aud": ["client-1", "client-2"], "azp": "client-2"})
    assert refusal(platform, form).code == "bad_audience"


@pytest.mark.parametrize("audience", [5, ["client-1", 5], {"a": 1}])
def test_audience_of_a_wrong_type(audience: object) -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, {"aud": audience})).code == "bad_claim"


def test_replayed_state() -> None:
    platform = FakePlatform()
    form = signed(platform)
    platform.post(form)
    refused = refusal(platform, form)
    assert (refused.code, refused.status) == ("replayed", 401)


def test_replayed_nonce_with_a_fresh_state() -> None:
    platform = FakePlatform()
    first = platform.login()
    token = platform.id_token(platform.claims(first["nonce"]))
    platform.post({"state": first["state"], "id_token": token})
    second = platform.login()
    assert refusal(platform, {"state": second["state"], "id_token": token}).code == "bad_nonce"


def test_another_token_on_a_used_state() -> None:
    platform = FakePlatform()
    asked = platform.login()
    platform.post({"state": asked["state"], "id_token": platform.id_token(platform.claims(asked["nonce"]))})
    other = platform.id_token(platform.claims(asked["nonce"], sub="someone-else"))
    assert refusal(platform, {"state": asked["state"], "id_token": other}).code == "replayed"


def test_nonce_of_another_login() -> None:
    platform = FakePlatform()
    one, other = platform.login(), platform.login()
    token = platform.id_token(platform.claims(other["nonce"]))
    assert refusal(platform, {"state": one["state"], "id_token": token}).code == "bad_nonce"


def test_state_never_issued() -> None:
    platform = FakePlatform()
    form = signed(platform)
    assert refusal(platform, form | {"state": "made-up"}).code == "replayed"
    assert refusal(platform, form | {"state": "x" * 100_000}).code == "replayed"
    platform.post(form)


def test_login_left_lying_too_long() -> None:
    platform = FakePlatform()
    form = signed(platform, {"exp": int(platform.clock()) + 3600})
    platform.clock.now += 601
    assert refusal(platform, form).code == "replayed"


@pytest.mark.parametrize("name", ["state", "id_token"])
def test_missing_form_field(name: str) -> None:
    platform = FakePlatform()
    form = signed(platform)
    refused = refusal(platform, {k: v for k, v in form.items() if k != name})
    assert (refused.code, refused.status) == ("missing_parameter", 400)
    platform.post(form)


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "é.é.é", "W10.W10.x", "bnVsbA.bnVsbA.x", "." * 70_000],
)
def test_token_that_is_none(token: str) -> None:
    platform = FakePlatform()
    refused = refusal(platform, {"state": platform.login()["state"], "id_token": token})
    assert refused.code in ("bad_token", "missing_parameter", "bad_algorithm")
    assert refused.status in (400, 401)


def test_token_too_large() -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"padding": "x" * 70_000}))
    assert refused.code == "bad_token"
    assert "too large" in refused.explanation


def test_token_nested_too_deep() -> None:
    platform = FakePlatform()
    deep = urlsafe_b64encode(b"[" * 30_000).decode().rstrip("=")
    token = f"{b64({'alg': 'RS256', 'kid': 'k'})}.{deep}.x"
    assert refusal(platform, {"state": platform.login()["state"], "id_token": token}).code == "bad_token"


def test_unknown_deployment() -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"DEPLOYMENT_ID": "dep-2"}))
    assert (refused.code, refused.status) == ("unknown_deployment", 403)


@pytest.mark.parametrize("sub", [3, 3.5])
def test_subject_that_is_a_number(sub: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {"sub": sub}))
    assert refused.code == "bad_claim"
    assert "number" in refused.explanation


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("ROLES", "Instructor"), ("RESOURCE_LINK", "link-1"), ("CONTEXT", ["x"]), ("CUSTOM", "a=b"),
        ("DEPLOYMENT_ID", 1), ("sub", "a\nb"), ("sub", "x" * 256), ("LAUNCH_PRESENTATION", 1),
    ],
)
def test_claim_of_a_wrong_shape(claim: str, value: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, {claim: value}))
    assert (refused.code, refused.status) == ("bad_claim", 400)


@pytest.mark.parametrize("number", [0, -1, 1.5, True, "", {}, []])
def test_attempt_number_that_is_none(number: object) -> None:
    platform = FakePlatform()
    refused = refusal(platform, signed(platform, PROCTORING | {"ATTEMPT_NUMBER": number}))
    assert refused.code in ("bad_claim", "invalid_message")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/quiz/start", "data:text/html,x", 5])
def test_start_assessment_url_that_is_no_web_address(url: object) -> None:
    platform = FakePlatform()
    assert refusal(platform, signed(platform, PROCTORING | {"START_ASSESSMENT_URL": url})).code == "bad_claim"


def test_refusal_teaches_the_registration_nothing() -> None:
    platform = FakePlatform()
    registered = platform.registrations.by_id["reg-1"]
    platform.registrations.by_id["reg-1"] = type(registered)(
        **{name: getattr(registered, name) for name in registered.__slots__} | {"deployment_ids": frozenset()}
    )
    refusal(platform, signed(platform, {"MESSAGE_TYPE": "nonsense"}))
    refusal(platform, signed(platform, key=rsa_key("forger"), kid=platform.key.kid))
    assert platform.registrations.by_id["reg-1"].deployment_ids == frozenset()
