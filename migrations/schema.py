"""Brings the database's schema up to date, or back, and says which revision it is at."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tool.db.engine import Database
from tool.db.rows import Base

_FOLDER = str(Path(__file__).parent)


def upgrade(database: Database, revision: str = "head") -> None:
    """Run all migrations up to `revision`, in one transaction."""
    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Undo all migrations down to `revision`, in one transaction. This removes data."""
    _run(database, command.downgrade, revision)


def current(database: Database) -> str | None:
    """Return the revision that the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision that this version of the code needs."""
    return ScriptDirectory(_FOLDER).get_current_head()


def knows(revision: str) -> bool:
    """Whether this version of the code can bring a database from this revision to its own."""
    return any(each.revision == revision for each in ScriptDirectory(_FOLDER).walk_revisions())


def differences(database: Database) -> list[Any]:
    """Return how the database differs from the tables that the code declares, as Alembic's operations."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _run(database: Database, action: Any, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", _FOLDER.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        action(config, revision)
