"""A small Learn for tests: Ultra's side of the extension's messages, the launches, leave by OAuth, REST with a memory.

It is made from Anthology's public pages and the public Swagger; no real Learn was at hand. It knows one course, one
test, one teacher and one examinee."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, render_template_string, request
from joserfc import jwt
from joserfc.jwk import RSAKey

from lti import claims, keys
from lti.ports import ToolKey

ISSUER, CLIENT_ID, DEPLOYMENT = "https://blackboard.com", "application-1", "deployment-1"
KEY, SECRET, HANDLE = "app-key", "app-secret", "invigil-test"
COURSE, CONTENT, COLUMN = "53ac8a9ef3e04e0c9e5a7f1d2b3c4d5e", "_18938_1", "_77_1"
TEACHER, EXAMINEE = "915c7567d76d444abf1eed56aad3beb5", "0a5c7567d76d444abf1eed56aad3beb6"
USER_TOKEN, OWN_TOKEN = "leave-of-the-user", "leave-of-the-examinee"
_API = "/learn/api/public"
_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_PAGE = Path(__file__).with_name("ultra.html")
_POST = """<form method="post" action="{{ url }}">{% for n, v in fields.items() %}<input name="{{ n }}" value="{{ v }}">
{% endfor %}</form><script>document.forms[0].submit()</script>"""

_TEST = """<!doctype html><title>The test</title><h1>The test</h1>
<form method="post" action="/submit"><button>Submit</button></form>"""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Learn:
    """What this Learn remembers. `takes`: how a StartAssessment has to be signed, "standard" or "issuer"; `roles` those
    in the course by user; `attempt` the one of the examinee. `conditions`: the criteria of the test's one rule by id,
    each with the people in it, None for no rule: only a person makes one. `groups`: those in the criterion."""

    url: str
    tool: str
    tool_keys: Any = None
    takes: str = "standard"
    roles: dict[str, str] = field(default_factory=lambda: {TEACHER: "Instructor"})
    attempt: dict[str, Any] = field(default_factory=lambda: {
        "id": "_2_1", "userId": "_9_1", "status": "InProgress", "created": "2026-11-28T09:00:00.000Z",
    })
    conditions: dict[str, list[str]] | None = None
    groups: list[str] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    key: ToolKey = field(default_factory=keys.generate)
    once: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def app(self) -> Flask:
        """Return the web server."""
        app = Flask(__name__)
        self._add_launches(app)
        self._add_oauth(app)
        self._add_rest(app)
        self._add_conditions(app)
        return app

    def login(self, hint: str) -> str:
        """Return the address that begins a launch: "extension", "start", "end", or "watch", a teacher's."""
        target = f"{self.tool}/lti/launch"
        query = {"iss": ISSUER, "client_id": CLIENT_ID, "login_hint": hint, "target_link_uri": target}
        return f"{self.tool}/lti/login?{urlencode(query)}"

    def _add_launches(self, app: Flask) -> None:
        @app.get("/ultra")
        def ultra() -> str:
            return render_template_string(
                _PAGE.read_text(), tool=self.tool, login=self.login("extension"), token=USER_TOKEN, handle=HANDLE
            )

        @app.get("/start")
        def start() -> Response:
            return redirect(self.login("start"))  # type: ignore[return-value]

        @app.get("/auth")
        def auth() -> str:
            asked = request.args
            launches = {"extension": self._extension, "start": self._start, "end": self._end, "watch": self._watch}
            says = launches[asked["login_hint"]]()
            form = {"state": asked["state"], "id_token": self._signed({**says, "nonce": asked["nonce"]})}
            return render_template_string(_POST, url=asked["redirect_uri"], fields=form)

        @app.get("/jwks")
        def jwks() -> Any:
            return keys.jwks([self.key])

        @app.post("/start_assessment")
        def start_assessment() -> Any:
            told = dict(jwt.decode(request.form["JWT"], self.tool_keys(), algorithms=["RS256"]).claims)
            parties = (told.get("iss"), told.get("aud"), told.get("sub"))
            wanted = (CLIENT_ID, ISSUER, None) if self.takes == "standard" else (ISSUER, ISSUER, ISSUER)
            if parties != wanted or told.get(claims.CUSTOM) != self._start()[claims.CUSTOM]:
                return "Refused", 400
            if not self.started:
                self.attempt |= {"status": "InProgress", "created": _now()}
            self.started.append(told)
            return _TEST

        @app.post("/submit")
        def submit() -> Response:
            self.hand_in()
            asked_back = self.started[-1].get(claims.END_ASSESSMENT_RETURN) is True
            return redirect(self.login("end") if asked_back else f"{self.url}/ultra")  # type: ignore[return-value]

    def _common(self, subject: str, role: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": ISSUER, "aud": CLIENT_ID, "sub": subject, "iat": now, "exp": now + 300, "name": "Ada Lovelace",
            claims.VERSION: "1.3.0", claims.DEPLOYMENT_ID: DEPLOYMENT, claims.ROLES: [role],
            claims.TARGET_LINK_URI: f"{self.tool}/lti/launch",
            claims.TOOL_PLATFORM: {"url": f"{self.url}/", "name": "Learn", "product_family_code": "BlackboardLearn"},
        }

    def _extension(self) -> dict[str, Any]:
        once = secrets.token_hex(16)
        self.once.add(f"{once},{TEACHER}")
        return self._common(TEACHER, "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Faculty") | {
            claims.MESSAGE_TYPE: "LtiResourceLinkRequest", claims.RESOURCE_LINK: {"id": "_1_1"},
            claims.CUSTOM: {"invigil_place": "page_extension", "invigil_handle": HANDLE},
            "https://blackboard.com/lti/claim/one_time_session_token": once,
        }

    def _start(self) -> dict[str, Any]:
        return self._common(EXAMINEE, f"{_MEMBERSHIP}#Learner") | {
            claims.MESSAGE_TYPE: "LtiStartProctoring", claims.RESOURCE_LINK: {"id": CONTENT, "title": "Midterm"},
            claims.CONTEXT: {"id": COURSE, "title": "Algebra"}, claims.ATTEMPT_NUMBER: 1,
            claims.SESSION_DATA: "opaque", claims.START_ASSESSMENT_URL: f"{self.url}/start_assessment",
            claims.CUSTOM: {"proctoring": "on", "invigil_user": self.attempt["userId"]},
        }

    def _end(self) -> dict[str, Any]:
        kept = (claims.RESOURCE_LINK, claims.CONTEXT, claims.ATTEMPT_NUMBER, claims.SESSION_DATA, claims.CUSTOM)
        return self._common(EXAMINEE, f"{_MEMBERSHIP}#Learner") | {
            claims.MESSAGE_TYPE: "LtiEndAssessment", **{name: self._start()[name] for name in kept},
        }

    def _watch(self) -> dict[str, Any]:
        return self._common(TEACHER, f"{_MEMBERSHIP}#Instructor") | {
            claims.MESSAGE_TYPE: "LtiResourceLinkRequest", claims.RESOURCE_LINK: {"id": CONTENT, "title": "Midterm"},
            claims.CONTEXT: {"id": COURSE, "title": "Algebra"},
        }

    def hand_in(self) -> None:
        """The examinee hands in, wherever their browser is."""
        self.attempt |= {"status": "NeedsGrading", "attemptReceipt": {"submissionDate": _now()}}

    def _signed(self, says: dict[str, Any]) -> str:
        key = RSAKey.import_key(self.key.private_pem)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, says, key, algorithms=["RS256"])

    def _add_oauth(self, app: Flask) -> None:
        @app.get(f"{_API}/v1/oauth2/authorizationcode")
        def leave() -> Any:
            asked = request.args
            proof = asked.get("one_time_session_token", "")
            own = proof == "" and asked.get("scope") == "read write offline"  # a student who is signed in, in a tab
            if asked.get("client_id") != KEY or not (own or proof in self.once):
                return "Sign in", 401
            self.once.discard(proof)
            code = f"{'own' if own else 'user'}-{secrets.token_hex(8)}"
            self.codes.add(code)
            return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post(f"{_API}/v1/oauth2/token")
        def token() -> Any:
            who, form = request.authorization, request.form
            if who is None or (who.username, who.password) != (KEY, SECRET):
                return jsonify(error="invalid_client"), 401
            if form["grant_type"] == "client_credentials":
                return jsonify(access_token="application", token_type="bearer", expires_in=3600)
            if form["grant_type"] != "authorization_code" or form["code"] not in self.codes:
                return jsonify(error="invalid_grant"), 400
            self.codes.discard(form["code"])
            if form["code"].startswith("own-"):
                return jsonify(
                    access_token=OWN_TOKEN, token_type="bearer", expires_in=3600, refresh_token="again",
                    scope="read write offline", user_id=EXAMINEE,
                )
            return jsonify(access_token=USER_TOKEN, token_type="bearer", expires_in=3600)

    def _add_rest(self, app: Flask) -> None:
        course = f"{_API}/v1/courses/uuid:{COURSE}"
        column = f"{_API}/v2/courses/uuid:{COURSE}/gradebook/columns"

        @app.before_request
        def signed_in() -> Any:
            guarded = request.path.startswith(_API) and "/oauth2/" not in request.path
            known = ("Bearer application", f"Bearer {OWN_TOKEN}")
            if guarded and request.headers.get("Authorization") not in known:
                return jsonify(status="401", message="Bearer token is invalid"), 401
            return None

        @app.get(f"{course}/users/uuid:<user>")
        def member(user: str) -> Any:
            role = self.roles.get(user)
            known = {"courseRoleId": role, "userId": self.attempt["userId"] if user == EXAMINEE else "_1_1"}
            return jsonify(known) if role else (jsonify(status="404"), 404)

        @app.get(f"{course}/contents/{CONTENT}")
        def content() -> Any:
            link = {"rel": "alternate", "href": f"/ultra/courses/_5_1/outline/assessment/{CONTENT}"}
            return jsonify(title="Midterm", availability={"available": "Yes"}, links=[link])

        @app.get(column)
        def columns() -> Any:
            shown = {
                "id": COLUMN, "contentId": CONTENT, "name": "Midterm",
                "scoreProviderHandle": "resource/x-bb-assessment",
                "grading": {"type": "Attempts", "attemptsAllowed": 1}, "availability": {"available": "Yes"},
            }
            return jsonify(results=[shown, {"id": "_78_1", "name": "Overall", "grading": {"type": "Calculated"}}])

        @app.get(f"{column}/{COLUMN}/attempts")
        def attempts() -> Any:
            return jsonify(results=[self.attempt])

        @app.route(f"{column}/{COLUMN}/attempts/_2_1", methods=["GET", "PATCH"])
        def attempt() -> Any:
            if request.method == "PATCH":
                own = request.headers.get("Authorization") == f"Bearer {OWN_TOKEN}"
                may = own and request.get_json() == {"status": "NeedsGrading"}
                if self.attempt["status"] == "InProgress" and not may:
                    return jsonify(status="403", message="The attempt is in progress."), 403
                self.attempt |= request.get_json()
            return jsonify(self.attempt)

    def _add_conditions(self, app: Flask) -> None:
        rules = f"{_API}/v1/courses/uuid:{COURSE}/contents/{CONTENT}/adaptiveRelease/rules"
        criteria = f"{rules}/_48_1/criteria"

        @app.get(rules)
        def all_rules() -> Any:
            return jsonify(results=[] if self.conditions is None else [{"id": "_48_1", "title": "Rule"}])

        @app.get(criteria)
        def all_criteria() -> Any:
            return jsonify(results=[{"id": each, "type": "Memberships"} for each in self.conditions or {}])

        @app.get(f"{criteria}/<criterion>/groups")
        def all_groups(criterion: str) -> Any:
            return jsonify(results=[{"groupId": each} for each in self.groups])

        @app.get(f"{criteria}/<criterion>/users")
        def all_people(criterion: str) -> Any:
            return jsonify(results=[{"userId": each} for each in (self.conditions or {})[criterion]])

        @app.route(f"{criteria}/<criterion>/users/<user>", methods=["PUT", "DELETE"])
        def one(criterion: str, user: str) -> Any:
            people = (self.conditions or {})[criterion]
            if request.method == "DELETE":
                if user not in people:
                    return jsonify(status="404"), 404
                people.remove(user)
                return "", 204
            if user in people:
                return jsonify(status="409", message="It is there already."), 409
            if user == "_1_1" or len(people) >= 100:  # who teaches is not taken
                return jsonify(status="400"), 400
            people.append(user)
            return jsonify(userId=user), 201
