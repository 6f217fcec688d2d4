"""Invigil's `lti` room alone behind Flask, on the server and with the settings that Invigil uses: what stands beside
PyLTI1p3's example, with stores in memory as that has them. Every check of a launch is done.
`python -m tests.bench.door_tool PORT ISSUER KEY-SET-URL`"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import sys  # noqa: E402
import uuid  # noqa: E402

import eventlet.wsgi  # noqa: E402
from flask import Flask, Response  # noqa: E402

from lti import keys  # noqa: E402
from lti.errors import LaunchRefused  # noqa: E402
from lti.http import RequestsHttp  # noqa: E402
from lti.jwks import JwksCache  # noqa: E402
from lti.message import Launch  # noqa: E402
from lti.ports import LaunchState, Registration, ToolKey  # noqa: E402
from lti.routes import LtiServices, lti_blueprint  # noqa: E402
from tests.bench.launch_platform import CLIENT_ID, DEPLOYMENT_ID  # noqa: E402


class OneRegistration:
    """`lti.ports.Registrations`: the bench's platform, read once."""

    def __init__(self, registration: Registration) -> None:
        self._only = registration

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        """Return it if it is meant."""
        return self._only if (issuer, client_id) == (self._only.issuer, self._only.client_id) else None

    def learn_deployment(self, registration_id: str, deployment_id: str, *, allowed: bool) -> bool:
        """Learn none."""
        return False


class MemoryStates:
    """`lti.ports.LaunchStates` in a dictionary; a login is spent by taking it out."""

    def __init__(self) -> None:
        self._kept: dict[str, LaunchState] = {}

    def issue(self, login: LaunchState) -> str:
        """Keep it."""
        self._kept[login.id] = login
        return login.id

    def read(self, state: str, now: float) -> LaunchState | None:
        """Return it while it is good."""
        found = self._kept.get(state)
        return found if found is not None and found.expires_at >= now else None

    def consume(self, login: LaunchState) -> bool:
        """Take it out."""
        return self._kept.pop(login.id, None) is not None


class OneKey:
    """`lti.ports.ToolKeys`: a key that is never asked for."""

    def __init__(self) -> None:
        self._only = keys.generate()

    def current(self) -> ToolKey:
        """Return it."""
        return self._only

    def all(self) -> list[ToolKey]:
        """Return it."""
        return [self._only]


def build(issuer: str, key_set_url: str, launch_url: str) -> Flask:
    """Return the door, with the launches it has let in kept under a name, as PyLTI1p3 keeps them."""
    app, launches = Flask(__name__), dict[str, Launch]()

    def let_in(launch: Launch) -> Response:
        name = str(uuid.uuid4())
        launches[name] = launch
        return Response(status=303, headers={"Location": f"/page?launch_id={name}"})

    def refuse(refusal: LaunchRefused) -> Response:
        return Response(str(refusal), status=refusal.status)

    def no_registration(*_: object) -> Response:
        return Response(status=404)

    registration = Registration(
        id="bench", institution_id="bench", issuer=issuer, client_id=CLIENT_ID, auth_login_url=f"{issuer}/auth",
        auth_token_url=f"{issuer}/token", jwks_url=key_set_url, deployment_ids=frozenset({DEPLOYMENT_ID}),
    )
    services = LtiServices(
        registrations=OneRegistration(registration), states=MemoryStates(), keys=OneKey(), launch_url=launch_url,
        jwks=JwksCache(RequestsHttp(allow_private=True)), on_launch=let_in, on_refused=refuse,
        on_register=no_registration,
    )
    app.register_blueprint(lti_blueprint(services))
    return app


def main() -> None:
    """Serve until killed."""
    port = int(sys.argv[1])
    app = build(sys.argv[2], sys.argv[3], f"http://127.0.0.1:{port}/lti/launch")
    listener = eventlet.listen(("127.0.0.1", port), reuse_port=False, backlog=1024)
    print("ready", flush=True)
    eventlet.wsgi.server(listener, app, log_output=False, debug=False)


if __name__ == "__main__":
    main()
