"""A platform played in memory, with the stores and the clock that the LTI library asks for."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from lti import claims, keys
from lti.jwks import JwksCache
from lti.launch import accept, begin_login
from lti.message import Launch
from lti.ports import HttpAnswer, HttpFailed, LaunchState, Registration, ToolKey

NOW = 1_800_000_000.0
LAUNCH_URL = "https://tool.example/lti/launch"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTRUCTOR = f"{MEMBERSHIP}#Instructor"
LEARNER = f"{MEMBERSHIP}#Learner"


@cache
def rsa_key(name: str) -> ToolKey:
    """A real RSA key, made once per name: making one takes a tenth of a second."""
    return keys.generate()


@cache
def loaded(pem: str) -> RSAKey:
    """Loading a private key takes many times as long as signing with it."""
    return RSAKey.import_key(pem)


class FakeClock:
    """Time that moves only when told to."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class MemoryRegistrations:
    """`lti.ports.Registrations` in memory."""

    def __init__(self, *registrations: Registration) -> None:
        self.by_id = {r.id: r for r in registrations}
        self.waiting: list[str] = []

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        found = [r for r in self.by_id.values() if r.issuer == issuer and client_id in (None, r.client_id)]
        return found[0] if len(found) == 1 else None

    def learn_deployment(self, registration_id: str, deployment_id: str, *, allowed: bool) -> bool:
        known = self.by_id[registration_id]
        if not allowed:
            self.waiting.append(deployment_id)
            return False
        self.by_id[registration_id] = replace(known, deployment_ids=known.deployment_ids | {deployment_id})
        return True


class MemoryStates:
    """`lti.ports.LaunchStates` in memory; `kept` are the logins begun, `spent` those that ended in a launch."""

    def __init__(self) -> None:
        self.kept: dict[str, LaunchState] = {}
        self.spent: list[str] = []
        self._lock = threading.Lock()

    def issue(self, login: LaunchState) -> str:
        self.kept[login.id] = login
        return login.id

    def read(self, state: str, now: float) -> LaunchState | None:
        found = self.kept.get(state)
        return found if found is not None and found.expires_at >= now else None

    def consume(self, login: LaunchState) -> bool:
        with self._lock:
            first = login.id not in self.spent
            self.spent.append(login.id)
        return first


class MemoryKeys:
    """`lti.ports.ToolKeys` in memory, the first key the current one."""

    def __init__(self, *tool_keys: ToolKey) -> None:
        self._keys = list(tool_keys) or [rsa_key("tool")]

    def current(self) -> ToolKey:
        return self._keys[0]

    def all(self) -> list[ToolKey]:
        return list(self._keys)


@dataclass(frozen=True)
class Sent:
    """One request that went out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


Reply = HttpAnswer | HttpFailed | Callable[[Sent], HttpAnswer]


class FakeHttp:
    """`lti.ports.Http` driven by a script: replies by URL (used up in order, the last one stays), requests kept."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._replies: dict[str, list[Reply]] = {}

    def reply(self, url: str, *replies: Reply) -> None:
        self._replies[url] = list(replies)

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        request = Sent(method, url, dict(headers), body or b"")
        self.sent.append(request)
        script = self._replies[url]
        reply = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(reply, HttpFailed):
            raise reply
        return reply if isinstance(reply, HttpAnswer) else reply(request)

    def to(self, url: str) -> list[Sent]:
        return [request for request in self.sent if request.url == url]


def answer(body: object = None, status: int = 200, **headers: str) -> HttpAnswer:
    """An answer with a JSON body; header names are given with underscores."""
    text = b"" if body is None else json.dumps(body).encode()
    return HttpAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, text)


def decode(token: str, key: ToolKey) -> dict[str, Any]:
    """The claims of a token that the tool signed, as a platform would check it."""
    public = RSAKey.import_key(keys.jwks([key])["keys"][0])
    read = jwt.decode(token, public, algorithms=["RS256"], registry=JWSRegistry(algorithms=["RS256"]))
    assert read.header["kid"] == key.kid
    return dict(read.claims)


@dataclass
class FakePlatform:
    """One LMS and the tool's end of it, ready for a launch. `registration` is what the tool knows of the platform."""

    registration: Registration = field(
        default_factory=lambda: Registration(
            id="reg-1",
            institution_id="school",
            issuer="https://lms.example",
            client_id="client-1",
            auth_login_url="https://lms.example/auth",
            auth_token_url="https://lms.example/token",
            jwks_url="https://lms.example/jwks",
            deployment_ids=frozenset({"dep-1"}),
        )
    )
    key: ToolKey = field(default_factory=lambda: rsa_key("platform"))

    def __post_init__(self) -> None:
        self.clock = FakeClock()
        self.http = FakeHttp()
        self.http.reply(self.registration.jwks_url, answer(keys.jwks([self.key])))
        self.registrations = MemoryRegistrations(self.registration)
        self.states = MemoryStates()
        self.jwks = JwksCache(self.http, sleep=self.nap)

    def nap(self, seconds: float) -> None:
        """Serve as `sleep`: the tool's waiting only moves the clock."""
        self.clock.now += seconds

    def login(self, **extra: str) -> dict[str, str]:
        """Begin a login and return the query that the platform's login address got."""
        params = {
            "iss": self.registration.issuer,
            "client_id": self.registration.client_id,
            "login_hint": "user-3",
            "target_link_uri": LAUNCH_URL,
            **extra,
        }
        begun = begin_login(
            params, registrations=self.registrations, states=self.states, launch_url=LAUNCH_URL, now=self.clock()
        )
        self.begun = begun
        return dict(parse_qsl(urlsplit(begun.url).query))

    def claims(self, nonce: str, /, **overrides: Any) -> dict[str, Any]:
        """A valid LtiResourceLinkRequest. An override of None removes the claim; names are those of `lti.claims`."""
        body: dict[str, Any] = {
            "iss": self.registration.issuer,
            "aud": self.registration.client_id,
            "sub": "user-3",
            "iat": int(self.clock()),
            "exp": int(self.clock()) + 60,
            "nonce": nonce,
            "name": "Ada Lovelace",
            "given_name": "Ada",
            "family_name": "Lovelace",
            "email": "ada@school.example",
            claims.MESSAGE_TYPE: "LtiResourceLinkRequest",
            claims.VERSION: "1.3.0",
            claims.DEPLOYMENT_ID: "dep-1",
            claims.TARGET_LINK_URI: LAUNCH_URL,
            claims.ROLES: [LEARNER],
            claims.RESOURCE_LINK: {"id": "link-1", "title": "Final exam"},
            claims.CONTEXT: {"id": "course-1", "title": "Algebra", "label": "ALG"},
            claims.TOOL_PLATFORM: {"guid": "g", "name": "School LMS", "product_family_code": "sandbox"},
            claims.LAUNCH_PRESENTATION: {
                "document_target": "iframe", "locale": "en", "return_url": "https://lms.example/back",
            },
        }
        return merged(body, overrides)

    def id_token(self, body: Mapping[str, Any], *, key: ToolKey | None = None, **header: Any) -> str:
        """Sign claims as the platform does. A header of None is left out."""
        return self.id_token_of(json.dumps(body).encode(), key=key, **header)

    def id_token_of(self, body: bytes, *, key: ToolKey | None = None, **header: Any) -> str:
        """Sign any bytes."""
        signer = key or self.key
        head = merged({"alg": "RS256", "typ": "JWT", "kid": signer.kid}, header)
        registry = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        return jws.serialize_compact(
            head, body, loaded(signer.private_pem), ["RS256"], registry
        )

    def form(self, **overrides: Any) -> dict[str, str]:
        """Log in and return the form of a launch, valid unless overridden."""
        asked = self.login()
        return {"state": asked["state"], "id_token": self.id_token(self.claims(asked["nonce"], **overrides))}

    def post(self, form: Mapping[str, str], browser_secret: str | None = None) -> Launch:
        """POST a form to the tool, from a browser that has kept `browser_secret` of a login."""
        return accept(
            form, registrations=self.registrations, states=self.states, jwks=self.jwks, now=self.clock(),
            browser_secret=browser_secret,
        )

    def launch(self, **overrides: Any) -> Launch:
        """Log in and launch."""
        return self.post(self.form(**overrides))


def merged(body: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Overrides by claim URI, plain name, or the constant's name in `lti.claims`; None removes."""
    for name, value in overrides.items():
        body[getattr(claims, name) if name.isupper() else name] = value
    return {name: value for name, value in body.items() if value is not None}


PROCTORING: dict[str, Any] = {
    "MESSAGE_TYPE": "LtiStartProctoring",
    "ATTEMPT_NUMBER": 1,
    "START_ASSESSMENT_URL": "https://lms.example/quiz/start",
    "SESSION_DATA": "opaque.session.data",
    "ACS": {"assessment_control_url": "https://lms.example/acs", "actions": ["pause", "terminateRequest"]},
}

DEEP_LINKING: dict[str, Any] = {
    "MESSAGE_TYPE": "LtiDeepLinkingRequest",
    "RESOURCE_LINK": None,
    "ROLES": [INSTRUCTOR],
    "DL_SETTINGS": {
        "deep_link_return_url": "https://lms.example/dl?sesskey=1&x=<2>",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": "true",
    },
}
