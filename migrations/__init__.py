"""Alembic migrations of the database: dated, one idea each, both directions tested.

Lives here: env.py and the revisions. Does not live here: how they are run (`tool.db.schema`)."""
