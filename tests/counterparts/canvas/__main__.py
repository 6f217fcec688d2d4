"""The command line: `python -m tests.counterparts.canvas --port 8400 --tool http://127.0.0.1:8080/lti/register`."""

import argparse
import signal
import threading

from tests.counterparts.canvas.app import scopes
from tests.counterparts.canvas.lti.registration import registration_address
from tests.counterparts.canvas.seed import school
from tests.counterparts.canvas.server import CanvasServer

_PORT = 8400


def main() -> None:
    """Serve a school until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.counterparts.canvas", description="A stand-in for a Canvas.")
    parser.add_argument("--port", type=int, default=_PORT, help="port of the LMS; 0 for a free one")
    parser.add_argument("--engine-port", type=int, default=0, help="port of New Quizzes; 0 for a free one")
    parser.add_argument("--tool", metavar="URL", action="append", default=[], help="a tool's registration address")
    parser.add_argument("--callback", metavar="URL", action="append", default=[], help="where OAuth2 returns to")
    parser.add_argument("--theme", type=argparse.FileType("r"), help="a file of the theme's own JavaScript")
    options = parser.parse_args()
    here = school()
    here.world.theme_script = options.theme.read() if options.theme else ""
    key = here.world.add_api_key("Tool under test", options.callback, scopes())
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    with CanvasServer(here.world, options.port, options.engine_port) as server:
        print(f"Canvas: {server.url} (New Quizzes: {here.world.engine_url})", flush=True)
        print(f"People: {', '.join(f'{server.url}/login/as/{each.login}' for each in here.world.users.values())}")
        print(f"Developer key for REST: {key.client_id} {key.secret}")
        for url in options.tool:
            print(f"Register the tool, as ada: {registration_address(here.world, url)}")
        print("Ctrl-C stops it.", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
