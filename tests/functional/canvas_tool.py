"""A small LTI tool on loopback that shares no code with Invigil, and a person with a browser that follows forms."""

import html
import logging
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode, urljoin

import requests
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

OWN = "https://canvas.instructure.com/lti/"
CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
SCOPES = (f"{AGS}lineitem", f"{AGS}score", f"{AGS}result.readonly", ROSTER, NOTICES)


@cache
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "tool", "use": "sig", "alg": "RS256"})


@dataclass
class Tool:
    """What the tool has seen. `platform` is the configuration that it read at its registration."""

    url: str = ""
    client_id: str = ""
    platform: dict[str, Any] = field(default_factory=dict)
    launches: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)

    def configuration(self) -> dict[str, Any]:
        """Return what the tool says of itself: a link for all in courses, one for administrators, deep linking."""
        def message(place: str, kind: str = "LtiResourceLinkRequest", **more: Any) -> dict[str, Any]:
            return {"type": kind, "target_link_uri": f"{self.url}/launch", "placements": [OWN + place], **more}

        return {
            "application_type": "web", "response_types": ["id_token"], "client_name": "Proctor",
            "grant_types": ["implicit", "client_credentials"], "initiate_login_uri": f"{self.url}/login",
            "redirect_uris": [f"{self.url}/launch"], "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_method": "private_key_jwt", "scope": " ".join((*SCOPES, "unknown")),
            CONFIGURATION: {
                "domain": self.url.partition("://")[2], "target_link_uri": f"{self.url}/launch",
                "custom_parameters": {"user": "$Canvas.user.id", "acting": "$Canvas.masqueradingUser.id"},
                f"{OWN}privacy_level": "public",
                "messages": [
                    message("course_navigation", custom_parameters={
                        "course": "$Canvas.course.id", "assignment": "$Canvas.assignment.id",
                        "api": "$Canvas.api.baseUrl",
                    }),
                    message("account_navigation", **{f"{OWN}visibility": "admins"}),
                    message("assignment_selection", "LtiDeepLinkingRequest"),
                ],
            },
        }

    def sign(self, **claims: Any) -> str:
        """Return claims of the tool's own, signed."""
        now = int(time.time())
        body = {"iss": self.client_id, "iat": now, "exp": now + 300, "jti": secrets.token_hex(8), **claims}
        return jwt.encode({"alg": "RS256", "kid": "tool"}, body, key())

    def token(self, *scopes: str, **changes: Any) -> requests.Response:
        """Ask the platform for a token."""
        endpoint = self.platform["token_endpoint"]
        assertion = self.sign(**{"sub": self.client_id, "aud": endpoint, **changes})
        return requests.post(endpoint, timeout=10, data={
            "grant_type": "client_credentials", "scope": " ".join(scopes), "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        })

    def checked(self, token: str) -> dict[str, Any]:
        """Return what the platform has signed for this tool."""
        keys = KeySet.import_key_set(requests.get(self.platform["jwks_uri"], timeout=10).json())
        claims = dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)
        assert (claims["iss"], claims["aud"]) == (self.platform["issuer"], self.client_id)
        return claims


@contextmanager
def serving() -> Iterator[Tool]:
    """Serve a tool while the block runs."""
    tool = Tool()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, _app(tool), threaded=True)
    tool.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield tool
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def _app(tool: Tool) -> Flask:
    app = Flask(__name__)

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify({"keys": [key().as_dict(private=False)]})

    @app.get("/register")
    def register() -> str:
        bearer = {"Authorization": f"Bearer {request.args['registration_token']}"}
        tool.platform = requests.get(request.args["openid_configuration"], headers=bearer, timeout=10).json()
        answer = requests.post(
            tool.platform["registration_endpoint"], json=tool.configuration(), headers=bearer, timeout=10
        )
        tool.client_id = answer.json().get("client_id", "")
        return "<script>parent.postMessage({subject: 'org.imsglobal.lti.close'}, '*')</script>"

    @app.post("/login")
    def login() -> Any:
        state = secrets.token_hex(8)
        tool.nonces[state] = secrets.token_hex(8)
        return redirect(f"{tool.platform['authorization_endpoint']}?" + urlencode({
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": request.form["client_id"], "redirect_uri": f"{tool.url}/launch", "state": state,
            "nonce": tool.nonces[state], "login_hint": request.form["login_hint"],
            "lti_message_hint": request.form["lti_message_hint"],
        }))

    @app.post("/launch")
    def launch() -> str:
        claims = tool.checked(request.form["id_token"])
        assert claims["nonce"] == tool.nonces.pop(request.form["state"])
        tool.launches.append(claims)
        return "<p id='launched'>Launched.</p>"

    @app.post("/notices")
    def notices() -> tuple[str, int]:
        tool.notices.extend(tool.checked(each["jwt"]) for each in request.json["notices"])
        return "", 200

    return app


class Person:
    """Somebody at a browser without JavaScript: it posts by hand the forms that post themselves."""

    def __init__(self, canvas: str, login: str) -> None:
        self.canvas = canvas
        self.session = requests.Session()
        self.get(f"/login/as/{login}")

    def get(self, path: str) -> requests.Response:
        return self.session.get(urljoin(self.canvas, path), timeout=10)

    def post(self, path: str, **fields: str) -> requests.Response:
        return self.session.post(urljoin(self.canvas, path), data=fields, timeout=10)

    def launch(self, path: str) -> requests.Response:
        """Open a page with a tool and follow the launch to its end."""
        answer = self.get(path)
        for _ in range(2):
            form = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
            if answer.status_code != 200 or form is None:
                return answer
            fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
            data = {html.unescape(name): html.unescape(value) for name, value in fields}
            answer = self.session.post(html.unescape(form[1]), data=data, timeout=10)
        return answer

    def register(self, tool: Tool) -> None:
        """Open a tool's registration page, as the frame does."""
        page = self.get(f"/accounts/1/developer_keys/register?{urlencode({'url': f'{tool.url}/register'})}")
        address = re.search(r'src="([^"]+)" width', page.text)
        assert address is not None, page.text
        self.session.get(html.unescape(address[1]), timeout=10)
