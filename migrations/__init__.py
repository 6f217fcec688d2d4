"""Alembic migrations of the database: dated, one idea each, both directions tested.

Lives here: env.py, the revisions, and `schema`, which runs them. Does not live here: the tables (`tool.db.rows`)."""
