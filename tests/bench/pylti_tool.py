"""PyLTI1p3's own Flask handling as its Flask example has it, on the server and with the settings that Invigil uses.

Where the example and speed disagree, speed is chosen: the configuration is read once, the storage is a dictionary.
`python -m tests.bench.pylti_tool PORT ISSUER KEY-SET-URL fetched|cached`"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import sys  # noqa: E402

import eventlet.wsgi  # noqa: E402
from flask import Flask, redirect  # noqa: E402
from flask.typing import ResponseReturnValue  # noqa: E402
from pylti1p3.contrib.flask import (  # noqa: E402
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.exception import LtiException  # noqa: E402
from pylti1p3.tool_config import ToolConfDict  # noqa: E402

from tests.bench.launch_platform import CLIENT_ID, DEPLOYMENT_ID  # noqa: E402


class SimpleCache:
    """What Flask-Caching's `simple` does for the example, without its pickling and pruning."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}

    def get(self, key: str) -> object:
        """Return what was set, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: object, _seconds: int | None = None) -> None:
        """Keep it."""
        self._kept[key] = value


def build(issuer: str, key_set_url: str, *, cached: bool) -> Flask:
    """Return the example's two routes. `cached`: with `set_public_key_caching`."""
    app = Flask(__name__)
    app.secret_key = "bench"
    cache = SimpleCache()
    configuration = ToolConfDict(
        {
            issuer: [{
                "default": True, "client_id": CLIENT_ID, "auth_login_url": f"{issuer}/auth",
                "auth_token_url": f"{issuer}/token", "auth_audience": None, "key_set_url": key_set_url,
                "key_set": None, "deployment_ids": [DEPLOYMENT_ID],
            }]
        }
    )

    @app.route("/lti/login", methods=["GET", "POST"])
    def login() -> ResponseReturnValue:
        request, storage = FlaskRequest(), FlaskCacheDataStorage(cache)
        oidc = FlaskOIDCLogin(request, configuration, launch_data_storage=storage)
        return oidc.redirect(request.get_param("target_link_uri"))  # type: ignore[no-any-return]

    @app.post("/lti/launch")
    def launch() -> ResponseReturnValue:
        storage = FlaskCacheDataStorage(cache)
        message = FlaskMessageLaunch(FlaskRequest(), configuration, launch_data_storage=storage)
        if cached:
            message.set_public_key_caching(storage, cache_lifetime=7200)
        try:
            message.get_launch_data()
        except LtiException as exc:
            return str(exc), 401
        return redirect(f"/page?launch_id={message.get_launch_id()}", 303)

    return app


def main() -> None:
    """Serve until killed."""
    app = build(sys.argv[2], sys.argv[3], cached=sys.argv[4] == "cached")
    listener = eventlet.listen(("127.0.0.1", int(sys.argv[1])), reuse_port=False, backlog=1024)
    print("ready", flush=True)
    eventlet.wsgi.server(listener, app, log_output=False, debug=False)


if __name__ == "__main__":
    main()
