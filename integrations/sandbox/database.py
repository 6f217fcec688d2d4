"""The sandbox's own SQLite schema and the way to open it, so that no other file knows how rows are kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE people (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
  email TEXT NOT NULL, is_admin INTEGER NOT NULL DEFAULT 0);
CREATE TABLE courses (id INTEGER PRIMARY KEY, label TEXT NOT NULL, title TEXT NOT NULL, term TEXT NOT NULL);
CREATE TABLE enrolments (
  course_id INTEGER NOT NULL REFERENCES courses, person_id TEXT NOT NULL REFERENCES people, role TEXT NOT NULL,
  PRIMARY KEY (course_id, person_id));
CREATE TABLE quizzes (
  id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES courses, title TEXT NOT NULL, intro TEXT NOT NULL,
  minutes INTEGER NOT NULL, awaits_tool INTEGER NOT NULL DEFAULT 0);
CREATE TABLE questions (
  id INTEGER PRIMARY KEY, quiz_id INTEGER NOT NULL REFERENCES quizzes, page INTEGER NOT NULL, position INTEGER NOT NULL,
  prompt TEXT NOT NULL, choices TEXT NOT NULL);
CREATE TABLE tools (
  id INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, domain TEXT NOT NULL,
  initiate_login_uri TEXT NOT NULL, redirect_uris TEXT NOT NULL, jwks_uri TEXT NOT NULL, target_link_uri TEXT NOT NULL,
  scopes TEXT NOT NULL, claims TEXT NOT NULL, messages TEXT NOT NULL, custom TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL, removed_at REAL);
CREATE TABLE links (
  id TEXT PRIMARY KEY, quiz_id INTEGER NOT NULL REFERENCES quizzes, tool_id INTEGER NOT NULL REFERENCES tools,
  title TEXT NOT NULL, url TEXT NOT NULL, custom TEXT NOT NULL, created_at REAL NOT NULL, removed_at REAL);
CREATE UNIQUE INDEX one_link_per_quiz ON links (quiz_id) WHERE removed_at IS NULL;
CREATE TABLE line_items (
  id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES courses, link_id TEXT REFERENCES links,
  tool_id INTEGER NOT NULL REFERENCES tools, label TEXT NOT NULL, score_maximum REAL NOT NULL,
  resource_id TEXT NOT NULL, tag TEXT NOT NULL, starts_at REAL, ends_at REAL,
  made_by_tool INTEGER NOT NULL DEFAULT 0);
CREATE TABLE scores (
  line_item_id INTEGER NOT NULL REFERENCES line_items, person_id TEXT NOT NULL REFERENCES people, attempt_id INTEGER,
  score_given REAL, score_maximum REAL, comment TEXT NOT NULL, timestamp REAL NOT NULL,
  activity_progress TEXT NOT NULL, grading_progress TEXT NOT NULL, PRIMARY KEY (line_item_id, person_id));
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY, quiz_id INTEGER NOT NULL REFERENCES quizzes, person_id TEXT NOT NULL REFERENCES people,
  number INTEGER NOT NULL, state TEXT NOT NULL, link_id TEXT REFERENCES links, session_data TEXT NOT NULL UNIQUE,
  created_at REAL NOT NULL, started_at REAL, deadline REAL, paused_at REAL, extra_minutes INTEGER NOT NULL DEFAULT 0,
  finished_at REAL, end_note TEXT NOT NULL DEFAULT '', wants_end INTEGER NOT NULL DEFAULT 0,
  comment TEXT NOT NULL DEFAULT '', UNIQUE (quiz_id, person_id, number));
CREATE UNIQUE INDEX one_open_attempt ON attempts (quiz_id, person_id) WHERE state IN ('created', 'running', 'paused');
CREATE TABLE answers (
  attempt_id INTEGER NOT NULL REFERENCES attempts, question_id INTEGER NOT NULL REFERENCES questions,
  value TEXT NOT NULL, saved_at REAL NOT NULL, PRIMARY KEY (attempt_id, question_id));
CREATE TABLE controls (
  id INTEGER PRIMARY KEY, attempt_id INTEGER NOT NULL REFERENCES attempts, command TEXT NOT NULL,
  action TEXT NOT NULL, at REAL NOT NULL, severity REAL, extra_time INTEGER, reason_code TEXT NOT NULL,
  reason_msg TEXT NOT NULL, answer TEXT NOT NULL, UNIQUE (attempt_id, command));
CREATE TABLE handles (
  hash TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, expires_at REAL NOT NULL, used_at REAL);
CREATE TABLE seen (
  kind TEXT NOT NULL, value TEXT NOT NULL, expires_at REAL NOT NULL, PRIMARY KEY (kind, value));
"""


# From version 1: line items without a link, with dates, made by tools. Scores refer to them and step aside meanwhile.
UPGRADE = """
CREATE TEMP TABLE kept_scores AS SELECT * FROM scores;
DELETE FROM scores;
CREATE TABLE new_line_items (
  id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES courses, link_id TEXT REFERENCES links,
  tool_id INTEGER NOT NULL REFERENCES tools, label TEXT NOT NULL, score_maximum REAL NOT NULL,
  resource_id TEXT NOT NULL, tag TEXT NOT NULL, starts_at REAL, ends_at REAL,
  made_by_tool INTEGER NOT NULL DEFAULT 0);
INSERT INTO new_line_items (id, course_id, link_id, tool_id, label, score_maximum, resource_id, tag)
  SELECT id, course_id, link_id, tool_id, label, score_maximum, resource_id, tag FROM line_items;
DROP TABLE line_items;
ALTER TABLE new_line_items RENAME TO line_items;
INSERT INTO scores SELECT * FROM kept_scores;
DROP TABLE kept_scores;
"""


class DatabaseUnusable(Exception):
    """The file is from another version of the sandbox. The message says what to do."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database in autocommit mode; each process and thread needs a connection of its own."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the write lock at once and commit at the end; any exception rolls back. Must not be nested."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def create_schema(connection: sqlite3.Connection) -> bool:
    """Create the tables in a new file and return True; return False if they are there, brought up to date if they are
    of the version before. Raises DatabaseUnusable.

    Must run inside a transaction, so that two starting processes cannot both create."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return False
    if version == SCHEMA_VERSION - 1:
        _run(connection, UPGRADE)
        return False
    if version:
        raise DatabaseUnusable(
            f"The sandbox's database has version {version}, this program needs {SCHEMA_VERSION}. "
            "It holds only demo data: delete the sandbox's data folder and start again."
        )
    _run(connection, SCHEMA)
    return True


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
