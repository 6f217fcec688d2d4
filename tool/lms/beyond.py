"""Calls beyond LTI: the way out that the adapters in `integrations` are given."""

import json
from collections.abc import Mapping
from typing import Any

from integrations.base import PostJson
from lti import claims
from lti.ports import Registration
from lti.services import ServiceCalls


def poster(calls: ServiceCalls, registration: Registration, what: str) -> PostJson:
    """Return the way out to one platform: its bearer token, time-outs, ServiceFailed. `what` begins the error's text.

    Everything that adapters send may be sent twice."""

    def post(url: str, body: Mapping[str, Any]) -> Any:
        answer = calls.send(
            "POST", url, what=what, registration=registration, scope=claims.SCOPE_CONTROL,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            body=json.dumps(body).encode(), idempotent=True,
        )
        if not answer.ok:
            raise calls.failure(what, answer)
        return calls.json(answer, what)

    return post
