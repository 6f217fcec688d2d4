"""Launches that must be refused, and what every refusal must look like."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from lti_fakes import FakePlatform

from lti.errors import LaunchRefused


def refusal(platform: FakePlatform, form: dict[str, str]) -> LaunchRefused:
    with pytest.raises(LaunchRefused) as caught:
        platform.post(form)
    refused = caught.value
    assert refused.status in (400, 401, 403)
    assert refused.title
    assert refused.explanation.endswith((".", ":"))
    assert refused.remedy.endswith(".")
    return refused


def signed(platform: FakePlatform, overrides: dict[str, Any] | None = None, **how: Any) -> dict[str, str]:
    asked = platform.login()
    return {
        "state": asked["state"],
        "id_token": platform.id_token(platform.claims(asked["nonce"], **(overrides or {})), **how),
    }


def b64(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
