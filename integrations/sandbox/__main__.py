"""The command line: `python -m integrations.sandbox serve | register`."""

import argparse
import logging
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path
from types import FrameType

from waitress.server import create_server

from integrations.sandbox import enrol
from integrations.sandbox.app import build_app
from integrations.sandbox.config import SandboxConfig, Storage
from integrations.sandbox.database import DatabaseUnusable

log = logging.getLogger("integrations.sandbox")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        return int(options.run(options))
    except (enrol.EnrolmentFailed, DatabaseUnusable, sqlite3.Error, OSError) as problem:
        print(f"sandbox: {problem}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser, with the environment's default for the storage."""
    parser = argparse.ArgumentParser(
        prog="python -m integrations.sandbox", description="Sandbox University, a small LTI platform."
    )
    commands = parser.add_subparsers(required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--public-url", default="http://localhost:8300", help="address under which browsers and tools reach it"
    )
    common.add_argument("--data", type=Path, default=Path("var/sandbox"), help="folder for its database and keys")
    serve = commands.add_parser("serve", parents=[common], help="run the site")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8300, help="port to listen on")
    serve.add_argument("--threads", type=int, default=8, help="requests handled at the same time")
    serve.add_argument(
        "--storage",
        type=Storage,
        choices=list(Storage),
        default=os.environ.get("SANDBOX_STORAGE", Storage.PARENT),
        help="who keeps data for tools without cookies (LTI postMessage Storage): nobody, the page around the tool, or "
        "a hidden frame of it; also SANDBOX_STORAGE, default parent",
    )
    serve.set_defaults(run=_serve)
    register = commands.add_parser("register", parents=[common], help="register a tool with the running site")
    register.add_argument("--registration-url", required=True, help="the tool's dynamic registration address")
    register.add_argument("--replace", action="store_true", help="remove the tool first if it is there already")
    register.set_defaults(run=_register)
    return parser


def _serve(options: argparse.Namespace) -> int:
    config = SandboxConfig(
        options.data, options.public_url.rstrip("/"), options.host, options.port, options.threads, options.storage
    )
    app = build_app(config)
    server = create_server(app, host=config.host, port=config.port, threads=config.threads, ident=None)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stop)
    log.info("Sandbox University is at %s (listening on %s port %d)", config.public_url, config.host, config.port)
    server.run()
    log.info("stopped")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _register(options: argparse.Namespace) -> int:
    config = SandboxConfig(options.data, options.public_url.rstrip("/"))
    print(enrol.register(config, options.registration_url, time.time(), replace=options.replace))
    return 0


if __name__ == "__main__":
    sys.exit(main())
