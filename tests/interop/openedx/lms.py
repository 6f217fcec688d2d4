"""Runs a played Open edX on LMS_PORT: Open edX's own LTI library, lti-consumer-xblock, in a few Django views.

To be run by the interpreter of .venv-interop. The library is AGPL: it stays in that environment and in this process,
and nothing of Invigil's imports it."""

import os

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver


class Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms_settings"
    application = get_wsgi_application()
    get_resolver().check()  # loads the views now, so that a fault in them shows at once
    server = ThreadedWSGIServer(("127.0.0.1", int(os.environ["LMS_PORT"])), Quiet)
    server.daemon_threads = True
    server.set_app(application)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
