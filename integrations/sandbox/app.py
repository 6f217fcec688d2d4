"""The sandbox's composition root: builds the application from a configuration, a clock and a way to fetch key sets."""

import logging
import os
import secrets
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask

from integrations.sandbox import catalogue, clock, database, seed
from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.lti13.keys import FetchJson, PlatformKey, ToolKeys, fetch_json
from integrations.sandbox.web import (
    accounts,
    admin,
    answers,
    demo_state,
    grades,
    lti_messages,
    platform,
    quizzes,
    services,
    session,
    taking,
    tool_pages,
)
from integrations.sandbox.web.context import EXTENSION, Services, close_db

log = logging.getLogger(__name__)

REQUEST_LIMIT = 500_000
PARTS = (accounts, quizzes, taking, tool_pages, admin, platform, lti_messages, services, grades, demo_state)


def build_app(config: SandboxConfig, now: Callable[[], float] = time.time, fetch: FetchJson = fetch_json) -> Flask:
    """Return the application, with its data folder filled if it is new. Raises DatabaseUnusable or OSError."""
    prepare_data(config)
    app = Flask(__name__)
    app.secret_key = _secret(config.data_dir / "cookie-secret")
    app.config.update(
        MAX_CONTENT_LENGTH=REQUEST_LIMIT,
        SESSION_COOKIE_NAME="sandbox_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
    )
    key = PlatformKey.kept_in(config.data_dir / "platform-key.pem")
    app.extensions[EXTENSION] = Services(config, now, key, ToolKeys(fetch, now))
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    answers.install(app)
    app.teardown_appcontext(close_db)
    app.jinja_env.filters.update(iso=clock.iso, minutes_seconds=clock.minutes_seconds)
    app.jinja_env.globals.update(
        form_token=session.form_token,
        signed_in=session.signed_in,
        role_words=catalogue.ROLE_WORDS,
        site=config,
        lti_messages=lti_messages.offered,
    )
    return app


def prepare_data(config: SandboxConfig) -> None:
    """Make the data folder and the seeded database, unless they are there. Raises DatabaseUnusable or OSError."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with closing(database.connect(config.database)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        with database.transaction(db):
            if database.create_schema(db):
                seed.plant(db)
                log.info("made a new sandbox in %s", config.data_dir)


def _secret(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        secret = secrets.token_hex(32)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
        return secret
