"""A bench for the sandbox: the real application, a clock to turn, and a small LTI tool of its own with its own key."""

import html
import json
import re
import uuid
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.test import TestResponse

from integrations.sandbox.app import build_app
from integrations.sandbox.config import SandboxConfig

ISSUER = "http://lms.example:8300"
TOOL = "http://tool.example:8200"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AP = "https://purl.imsglobal.org/spec/lti-ap/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ACS_SCOPE = "https://purl.imsglobal.org/spec/lti-ap/scope/control.all"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ALL_SCOPES = [ACS_SCOPE, NRPS_SCOPE, *(AGS + s for s in ("lineitem", "score", "result.readonly"))]
ACS_TYPE = "application/vnd.ims.lti-ap.v1.control+json"
START = 1_800_000_000.0
MIDTERM = 1


@cache
def rsa_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


class Bench:
    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(exist_ok=True)
        (data_dir / "platform-key.pem").write_bytes(rsa_key("platform").as_pem(private=True))
        self.now = START
        self.key_fetches: list[str] = []
        self.published = [rsa_key("tool")]
        self.app = build_app(SandboxConfig(data_dir, ISSUER), lambda: self.now, self.fetch)
        self.server = self.app.test_client()
        self.client_id = ""
        self.deployment_id = ""

    def fetch(self, url: str) -> dict:
        self.key_fetches.append(url)
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    # ---- people ----
    def browser(self, role: str = "examinee", login: str | None = None) -> FlaskClient:
        client = self.app.test_client()
        query = {"query_string": {"as": login}} if login else {}
        assert client.get(f"/demo/{role}", **query).status_code == 303
        return client

    def post(self, client: FlaskClient, path: str, **fields: str) -> TestResponse:
        with client.session_transaction() as session:
            token = session["form_token"]
        return client.post(path, data={"form_token": token, **fields})

    def start_attempt(self, client: FlaskClient, quiz: int = MIDTERM) -> int:
        answer = self.post(client, f"/quizzes/{quiz}/attempts")
        assert answer.status_code == 303, answer.text
        return int(answer.location.rsplit("/", 1)[1])

    def rows(self, quiz: int = MIDTERM) -> list[dict]:
        return self.server.get("/demo/state", query_string={"quiz": quiz}).get_json()["attempts"]

    # ---- registration ----
    def metadata(self, **changes: object) -> dict:
        tool = {
            "domain": urlsplit(TOOL).netloc,
            "target_link_uri": f"{TOOL}/lti/launch",
            "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
            "messages": [{"type": "LtiDeepLinkingRequest", "target_link_uri": f"{TOOL}/setup"}],
        }
        return {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": f"{TOOL}/lti/login",
            "redirect_uris": [f"{TOOL}/lti/launch"],
            "client_name": "Test tool",
            "jwks_uri": f"{TOOL}/jwks.json",
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(ALL_SCOPES),
            "https://purl.imsglobal.org/spec/lti-tool-configuration": tool,
        } | changes

    def registration_token(self) -> str:
        admin = self.browser("admin")
        page = self.post(admin, "/admin/registrations", url=f"{TOOL}/lti/register?invitation=x").text
        address = html.unescape(re.search(r'<iframe[^>]* src="([^"]+)"', page)[1])
        query = parse_qs(urlsplit(address).query)
        assert query["openid_configuration"] == [f"{ISSUER}/lti/openid-configuration"]
        assert query["invitation"] == ["x"]
        return query["registration_token"][0]

    def send_registration(self, body: object, token: str | None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.server.post("/lti/registrations", json=body, headers=headers)

    def register(self, *, activate: bool = True) -> None:
        answer = self.send_registration(self.metadata(), self.registration_token())
        assert answer.status_code == 200, answer.text
        self.client_id = answer.json["client_id"]
        configuration = answer.json["https://purl.imsglobal.org/spec/lti-tool-configuration"]
        self.deployment_id = configuration["deployment_id"]
        if activate:
            done = self.post(self.browser("admin"), f"/admin/tools/{self.deployment_id}/activate")
            assert done.status_code == 303

    # ---- launches ----
    def login_request(self, client: FlaskClient, path: str) -> dict[str, str]:
        answer = client.get(path)
        assert answer.status_code == 303, answer.text
        assert answer.location.startswith(f"{TOOL}/lti/login?")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def auth_params(self, login: dict[str, str], **changes: str) -> dict[str, str]:
        return {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": f"{TOOL}/lti/launch",
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "state": "state-1",
            "nonce": "nonce-1",
        } | changes

    def auth(self, client: FlaskClient, params: dict[str, str]) -> TestResponse:
        return client.get("/lti/auth?" + urlencode(params))

    def launch(self, client: FlaskClient, path: str) -> dict:
        answer = self.auth(client, self.auth_params(self.login_request(client, path)))
        assert answer.status_code == 200, answer.text
        return self.id_token(answer)

    def id_token(self, answer: TestResponse) -> dict:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
        assert f'action="{TOOL}/lti/launch"' in answer.text
        assert fields["state"] == "state-1"
        keys = KeySet.import_key_set(self.server.get("/lti/jwks.json").json)
        claims = jwt.decode(fields["id_token"], keys, algorithms=["RS256"]).claims
        assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, self.client_id, "nonce-1")
        assert claims["iat"] <= self.now < claims["exp"]
        return claims

    # ---- what the tool signs ----
    def sign(self, claims: dict, key: str = "tool", kid: str | None = None) -> str:
        return jwt.encode({"alg": "RS256", "kid": kid or key}, claims, rsa_key(key))

    def message(self, message_type: str, **changes: object) -> dict:
        return {
            "iss": self.client_id,
            "aud": ISSUER,
            "iat": int(self.now),
            "exp": int(self.now) + 60,
            "nonce": uuid.uuid4().hex,
            LTI + "message_type": message_type,
            LTI + "version": "1.3.0",
            LTI + "deployment_id": self.deployment_id,
        } | changes

    def start_claims(self, launch: dict, **changes: object) -> dict:
        echoed = {
            LTI + "resource_link": launch[LTI + "resource_link"],
            AP + "session_data": launch[AP + "session_data"],
            AP + "attempt_number": launch[AP + "attempt_number"],
            AP + "end_assessment_return": True,
        }
        return self.message("LtiStartAssessment", **echoed) | changes

    def send_start(self, claims: dict, **signing: str) -> TestResponse:
        return self.server.post("/lti/start_assessment", data={"JWT": self.sign(claims, **signing)})

    def begin(self, login: str = "ada") -> tuple[FlaskClient, int, dict]:
        """Take an examinee from the quiz page to a running attempt; return browser, attempt id and launch claims."""
        client = self.browser("examinee", login)
        attempt = self.start_attempt(client)
        launch = self.launch(client, f"/attempts/{attempt}/launch/check-in")
        answer = self.send_start(self.start_claims(launch))
        assert answer.status_code == 303, answer.text
        assert answer.location == f"/attempts/{attempt}"
        return client, attempt, launch

    # ---- services ----
    def assertion(self, **changes: object) -> dict:
        return {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{ISSUER}/lti/token",
            "iat": int(self.now),
            "exp": int(self.now) + 60,
            "jti": uuid.uuid4().hex,
        } | changes

    def send_token(self, claims: dict, scope: str = ACS_SCOPE, **signing: str) -> TestResponse:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.sign(claims, **signing),
            "scope": scope,
        }
        return self.server.post("/lti/token", data=form)

    def bearer(self, *scopes: str) -> dict[str, str]:
        answer = self.send_token(self.assertion(), " ".join(scopes))
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    def command(self, launch: dict, action: str, at: str = "2027-01-15T08:00:00Z", **more: object) -> dict:
        return {
            "user": {"iss": ISSUER, "sub": launch["sub"]},
            "resource_link": {"id": launch[LTI + "resource_link"]["id"]},
            "attempt_number": launch[AP + "attempt_number"],
            "action": action,
            "incident_time": at,
            "incident_severity": 0.5,
        } | more

    def acs(self, body: object, headers: dict | None = None, content_type: str = ACS_TYPE) -> TestResponse:
        headers = self.bearer(ACS_SCOPE) if headers is None else headers
        return self.server.post("/lti/acs", data=json.dumps(body), headers=headers, content_type=content_type)
