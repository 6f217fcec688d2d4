"""The tool's own keys."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from lti_fakes import NOW, decode, rsa_key

from lti import keys


def test_key_set_shows_public_halves_only_named_by_thumbprint() -> None:
    made = [rsa_key("tool"), rsa_key("tool-old")]
    published = keys.jwks(made)["keys"]
    assert [set(key) for key in published] == [{"kty", "n", "e", "kid", "alg", "use"}] * 2
    for key in published:
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
        canonical = json.dumps({"e": key["e"], "kty": "RSA", "n": key["n"]}, separators=(",", ":"))
        assert key["kid"] == urlsafe_b64encode(sha256(canonical.encode()).digest()).decode().rstrip("=")
        assert len(key["n"]) == 342
    assert published[0]["kid"] != published[1]["kid"]


def test_private_key_stays_out_of_logs() -> None:
    key = rsa_key("tool")
    assert "PRIVATE KEY" in key.private_pem
    assert "PRIVATE" not in repr(key)


def test_signed_message() -> None:
    key = rsa_key("tool")
    claims = keys.message_claims("client-1", "https://lms.example", NOW)
    read = decode(keys.sign(claims, key), key)
    assert (read["iss"], read["aud"], read["iat"], read["exp"]) == (
        "client-1", "https://lms.example", int(NOW), int(NOW) + 300,
    )
    assert read["nonce"] != keys.message_claims("client-1", "https://lms.example", NOW)["nonce"]
