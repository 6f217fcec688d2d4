"""Whether the database is one that this version can work with; the web process migrates nothing by itself."""

from sqlalchemy.exc import SQLAlchemyError

from migrations import schema
from tool.db.engine import Database
from tool.monitoring.work import StorageTrouble


def complaint(database: Database) -> str | None:
    """Return what is wrong with the database and what to do about it, None if it is at this version's revision."""
    wanted = schema.newest()
    try:
        found = schema.current(database)
    except (SQLAlchemyError, StorageTrouble) as exc:
        return f"The database cannot be opened ({type(exc).__name__}). Check INVIGIL_DATABASE_URL and INVIGIL_DATA_DIR."
    if found == wanted:
        return None
    return f"The database is at revision {found or 'none'}, this version needs {wanted}. Run `invigil migrate`."
