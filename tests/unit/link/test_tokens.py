"""Tokens: what is minted is read again for the same use, in time; nothing else ever is."""

import hashlib
import json
from typing import Any

import pytest
from itsdangerous import Signer
from itsdangerous.encoding import base64_encode

from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import looked_at
from tool.domain.stream import Channel
from tool.link.messages import PublishGrant
from tool.link.tokens import TokenRefused, Tokens

NOW = 1_800_000_000
SECRET = "s" * 40
TOKENS = Tokens(SECRET, lambda: NOW)
CLAIMS = {"aud": "watch", "iat": NOW - 60, "exp": NOW + 60, "jti": "j", "body": {"exam": "ä"}}


def signed(claims: object = CLAIMS, secret: str = SECRET, salt: bytes = b"invigil.token") -> str:
    """Sign claims as Tokens does, whatever they are."""
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signer = Signer(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
    return signer.sign(base64_encode(body)).decode()


def test_what_is_minted_is_read() -> None:
    assert TOKENS.read("watch", TOKENS.mint("watch", {"exam": "ä"}, 60), dict[str, str]) == {"exam": "ä"}
    assert TOKENS.read("watch", signed(), dict[str, str]) == {"exam": "ä"}


def test_two_tokens_of_the_same_body_differ() -> None:
    assert TOKENS.mint("watch", {}, 60) != TOKENS.mint("watch", {}, 60)


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "..", "a.b.c", "é.é.é", "\ud800", signed() + "A", signed()[:-1], "." + signed(), signed() + ".",
        signed(secret="t" * 40), signed(salt=b"itsdangerous.Signer"), signed().partition(".")[0],
        signed(b"no json"), signed(["a list"]), signed(b"\xff"), signed({**CLAIMS, "aud": "publish"}),
        signed({**CLAIMS, "exp": NOW - 6}), signed({**CLAIMS, "exp": "soon"}), signed({"aud": "watch", "body": {}}),
        signed({**CLAIMS, "body": {"exam": 1}}), signed({"aud": "watch", "exp": NOW + 60}),
    ],
)
def test_nothing_else_is_taken(token: Any) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.read("watch", token, dict[str, str])


@pytest.mark.parametrize("preset", list(Preset))
def test_a_token_to_publish_fits_into_a_header_of_any_server(preset: Preset) -> None:
    rules = looked_at(PRESETS[preset.base].with_values(screen=True).applied)
    grant = PublishGrant(attempt_id="a" * 36, exam_id="e" * 36, rules=rules, channels=tuple(Channel))

    assert len(Tokens("secret" * 8).mint("publish", grant, 600.0)) < 4096, "common servers take 8 kB in all"
