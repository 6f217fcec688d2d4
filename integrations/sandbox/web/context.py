"""What every request handler needs: the services built by `app`, this request's database connection, and the time."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from integrations.sandbox import database
from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.lti13.keys import PlatformKey, ToolKeys

EXTENSION = "sandbox"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that the composition root built. `clock` returns Unix seconds."""

    config: SandboxConfig
    clock: Callable[[], float]
    key: PlatformKey
    tool_keys: ToolKeys


def services() -> Services:
    """Return the running sandbox's services."""
    return cast(Services, current_app.extensions[EXTENSION])


def config() -> SandboxConfig:
    """Return the running sandbox's configuration."""
    return services().config


def now() -> float:
    """Return the time in Unix seconds."""
    return services().clock()


def db() -> sqlite3.Connection:
    """Return this request's connection, opened at first use."""
    if "db" not in g:
        g.db = database.connect(config().database)
    return cast(sqlite3.Connection, g.db)


def close_db(_problem: BaseException | None) -> None:
    """Close this request's connection."""
    connection = g.pop("db", None)
    if connection is not None:
        connection.close()
