"""A backup of an installation on one machine: its database as it was at one moment, and the evidence that it names.

The database is copied first, by SQLite's own online backup, which needs no lock; what is written to it meanwhile is not
in it. Evidence is never changed, so the items that the copy names can be fetched afterwards. The manifest comes last:
a folder without one is no backup."""

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import func, select, table

from migrations import schema
from tool.config import Settings
from tool.db.engine import Database
from tool.evidence.stores import EvidenceError, LocalStore, checked

MANIFEST, DATABASE, EVIDENCE, KEYS = "manifest.json", "invigil.sqlite3", "evidence", "keys"
KEY_FILES = ("key-encryption-key", "secret")
FORMAT = 1
_BLOCK = 1024 * 1024


class BackupFailed(Exception):
    """It cannot be done; the message says why and what to do."""


class _File(msgspec.Struct, frozen=True):
    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds, by path in its folder. `missing`: keys of evidence that the database names and the store did
    not have. `rows`: how many rows each table has."""

    format: int
    made_at: float
    revision: str
    files: dict[str, _File]
    missing: list[str]
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and where the database went that was there before."""

    manifest: Manifest
    set_aside: Path | None = None
    keys: tuple[str, ...] = field(default=())


def _sqlite_file(settings: Settings) -> Path:
    if settings.database_url:
        raise BackupFailed(
            "INVIGIL_DATABASE_URL names a database of its own; back it up with its own tools. For PostgreSQL: "
            "`pg_dump --format=custom` first, then a copy of the evidence folder, in this order; `pg_restore` and the "
            "copy bring them back."
        )
    return settings.data_dir / DATABASE


def backup(settings: Settings, folder: Path, *, with_keys: bool = False) -> Manifest:
    """Back the installation up into `folder`, which must be empty or not there. Raise BackupFailed.

    Invigil may be running. Keys are left out unless asked for: whoever has them and the database can sign as this
    tool."""
    source = _sqlite_file(settings)
    if not source.is_file():
        raise BackupFailed(f"There is no database at {source}. INVIGIL_DATA_DIR says where it is.")
    if folder.exists() and any(folder.iterdir()):
        raise BackupFailed(f"{folder} is not empty; a backup goes into a folder of its own.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy_database(source, folder / DATABASE)
    missing = _copy_evidence(settings, folder)
    if with_keys:
        _copy_keys(settings.data_dir, folder / KEYS)
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        rows = _rows(database)
        revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    files = {path.relative_to(folder).as_posix(): _described(path) for path in _files(folder)}
    manifest = Manifest(
        format=FORMAT, made_at=time.time(), revision=revision, files=files, missing=missing, rows=rows
    )
    _write_whole(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _copy_database(source: Path, target: Path) -> None:
    read_only = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as found, closing(sqlite3.connect(target)) as copy:
        found.backup(copy)  # in one step: a copy in several would begin anew at every write
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole
    target.chmod(0o600)


def _copy_evidence(settings: Settings, folder: Path) -> list[str]:
    """Copy the items that the copied database names; return the keys of those that the store does not have whole."""
    source, target, missing = LocalStore(settings.evidence_path), LocalStore(folder / EVIDENCE), []
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        for key, sha256 in database.execute("SELECT key, sha256 FROM evidence ORDER BY key"):
            try:
                data = source.get(key)
            except EvidenceError:
                missing.append(key)
                continue
            if hashlib.sha256(data).hexdigest() != sha256:
                missing.append(key)
            else:
                target.put(key, data)
    return missing


def _copy_keys(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for name in KEY_FILES:
        if (source / name).is_file():
            _write_whole(target / name, (source / name).read_bytes())


def verified(folder: Path) -> Manifest:
    """Return the backup's manifest if everything in it is there and unchanged; raise BackupFailed."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BackupFailed(f"{folder} is no finished backup: it has no {MANIFEST}.") from None
    except msgspec.DecodeError as exc:
        raise BackupFailed(f"{folder / MANIFEST} cannot be read: {exc}.") from exc
    if manifest.format != FORMAT:
        raise BackupFailed(f"This version reads backups of format {FORMAT}, not {manifest.format}.")
    for name, known in manifest.files.items():
        if not (folder / name).is_file():
            raise BackupFailed(f"{name} is missing in the backup; nothing was restored.")
        if _described(folder / name) != known:
            raise BackupFailed(f"{name} in the backup is not as it was written; nothing was restored.")
    return manifest


def restore(settings: Settings, folder: Path, *, replace: bool = False) -> Restored:
    """Bring the backup in `folder` back, after checking all of it; the web process must not run. Raise BackupFailed.

    Evidence comes first and the database last, in one rename: an installation half restored has no database. With
    `replace` the database that is there is set aside, not removed."""
    target = _sqlite_file(settings)
    manifest = verified(folder)
    if not schema.knows(manifest.revision):
        raise BackupFailed(f"The backup is of a newer version (revision {manifest.revision}); install that first.")
    if target.exists() and not replace:
        raise BackupFailed(f"There is a database at {target} already; --replace sets it aside and restores.")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = LocalStore(settings.evidence_path)
    for name in manifest.files:
        kind, _, key = name.partition("/")
        if kind == EVIDENCE:
            try:
                store.put(checked(key), (folder / name).read_bytes())
            except EvidenceError as exc:
                raise BackupFailed(f"{exc} The database was not touched.") from exc
    keys = _restore_keys(settings.data_dir, folder / KEYS, manifest)
    draft = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(folder / DATABASE, draft)
    draft.chmod(0o600)
    aside = _set_aside(target)
    draft.rename(target)
    return Restored(manifest, aside, keys)


def _restore_keys(target: Path, source: Path, manifest: Manifest) -> tuple[str, ...]:
    """Bring back the keys that are in the backup and not here; return their names."""
    brought = []
    for name in KEY_FILES:
        if f"{KEYS}/{name}" in manifest.files and not (target / name).exists():
            _write_whole(target / name, (source / name).read_bytes())
            brought.append(name)
    return tuple(brought)


def _set_aside(database: Path) -> Path | None:
    """Move the database away, with what SQLite keeps beside it: the log of one must never meet another."""
    there = database.exists()
    aside = database.with_name(f"{database.name}.before-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    for suffix in ("-wal", "-shm", ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside if there else None


def check_counts(settings: Settings, manifest: Manifest) -> None:
    """Raise BackupFailed unless the installation's database has the rows that the backup had."""
    database = Database(settings.db_url)
    try:
        with database.session() as session:
            rows = {name: select(func.count()).select_from(table(name)) for name in manifest.rows}
            found = {name: session.scalars(counting).one() for name, counting in rows.items()}
    finally:
        database.close()
    other = sorted(name for name, count in manifest.rows.items() if found[name] != count)
    if other:
        raise BackupFailed(f"After restoring, these tables differ from the backup: {', '.join(other)}.")


def _rows(database: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    count = "SELECT count(*) FROM "
    return {name: database.execute(f'{count}"{name}"').fetchone()[0] for name in names}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _described(path: Path) -> _File:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return _File(digest.hexdigest(), path.stat().st_size)


def _write_whole(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
