"""An LMS that can be killed: it writes down what it was told, and says yes only after that.

`python -m tests.drills.kill_lms PORT FILE`"""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

CONTROL, TOKEN = "/acs", "/token"
_TOKEN = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}'
_TOLD = b'{"status": "running", "extra_time": 0}'


class Handler(BaseHTTPRequestHandler):
    """Takes every call; those to CONTROL are kept, a line each."""

    book: ClassVar[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == CONTROL:
            os.write(self.book, body.replace(b"\n", b" ") + b"\n")
        answer = _TOKEN if self.path == TOKEN else _TOLD
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def main(port: int, file: Path) -> None:
    """Serve until killed."""
    Handler.book = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
