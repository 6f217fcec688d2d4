"""A backup is whole or none, and an installation brought back from it is the one that it was."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from migrations import schema
from tests.factories.world import World
from tool import backup
from tool.config import Settings, key_encryption_keys
from tool.db.engine import Database
from tool.domain.incident import Still
from tool.evidence.stores import LocalStore

PICTURE = b"a picture"


@pytest.fixture
def of(tmp_path: Path) -> Settings:
    """An installation with one attempt and one picture."""
    settings = Settings(data_dir=tmp_path / "var", web_port=1)
    settings.data_dir.mkdir()
    database = Database(settings.db_url)
    schema.upgrade(database)
    database.close()
    world = World(settings.db_url)
    attempt = world.attempt()
    key = f"attempts/{attempt.id}/still.jpg"
    LocalStore(settings.evidence_path).put(key, PICTURE)
    still = Still(key, hashlib.sha256(PICTURE).hexdigest(), len(PICTURE), world.now)
    world.incident(attempt.id, still=still)
    key_encryption_keys(settings)
    world.database.close()
    return settings


def elsewhere(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "other", web_port=1)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_brought_back_is_what_was_there(of: Settings, tmp_path: Path) -> None:
    made = backup.backup(of, tmp_path / "copy")
    assert made.missing == []
    assert made.rows["attempts"] == made.rows["evidence"] == 1
    new = elsewhere(tmp_path)
    done = backup.restore(new, tmp_path / "copy")
    backup.check_counts(new, done.manifest)
    with sqlite3.connect(new.data_dir / "invigil.sqlite3") as database:
        [(key,)] = database.execute("SELECT key FROM evidence").fetchall()
    assert LocalStore(new.evidence_path).get(key) == PICTURE


def test_keys_are_in_it_only_when_asked_for(of: Settings, tmp_path: Path) -> None:
    backup.backup(of, tmp_path / "without")
    backup.backup(of, tmp_path / "with", with_keys=True)
    assert not any("key-encryption-key" in name for name in names(tmp_path / "without"))
    assert "keys/key-encryption-key" in names(tmp_path / "with")
    new = elsewhere(tmp_path)
    assert backup.restore(new, tmp_path / "with").keys == ("key-encryption-key",)
    assert key_encryption_keys(new) == key_encryption_keys(of)


def test_evidence_that_is_gone_or_changed_is_said(of: Settings, tmp_path: Path) -> None:
    [item] = of.evidence_path.rglob("*.jpg")
    item.write_bytes(b"another")
    assert backup.backup(of, tmp_path / "changed").missing == [item.relative_to(of.evidence_path).as_posix()]
    item.unlink()
    assert len(backup.backup(of, tmp_path / "gone").missing) == 1


@pytest.mark.parametrize("harm", ["changed", "missing", "unfinished", "newer"])
def test_a_backup_that_is_not_whole_changes_nothing(of: Settings, tmp_path: Path, harm: str) -> None:
    copy, new = tmp_path / "copy", elsewhere(tmp_path)
    backup.backup(of, copy)
    [item] = copy.rglob("*.jpg")
    if harm == "changed":
        item.write_bytes(b"b picture")
    elif harm == "missing":
        item.unlink()
    elif harm == "unfinished":
        (copy / backup.MANIFEST).unlink()
    else:
        manifest = json.loads((copy / backup.MANIFEST).read_text())
        (copy / backup.MANIFEST).write_text(json.dumps({**manifest, "revision": "2999_01_01_later"}))
    with pytest.raises(backup.BackupFailed):
        backup.restore(new, copy)
    assert not new.data_dir.exists()


def test_an_installation_is_not_overwritten_unless_told_and_then_set_aside(of: Settings, tmp_path: Path) -> None:
    backup.backup(of, tmp_path / "copy")
    before = (of.data_dir / "invigil.sqlite3").read_bytes()
    with pytest.raises(backup.BackupFailed, match="--replace"):
        backup.restore(of, tmp_path / "copy")
    done = backup.restore(of, tmp_path / "copy", replace=True)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == before
    backup.check_counts(of, done.manifest)


def test_the_log_of_an_old_database_never_meets_the_new_one(of: Settings, tmp_path: Path) -> None:
    backup.backup(of, tmp_path / "copy")
    new = elsewhere(tmp_path)
    new.data_dir.mkdir()
    (new.data_dir / "invigil.sqlite3-wal").write_bytes(b"of another database")
    backup.restore(new, tmp_path / "copy")
    assert not (new.data_dir / "invigil.sqlite3-wal").exists()


def test_a_folder_in_use_and_a_database_server_are_refused(of: Settings, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("something")
    with pytest.raises(backup.BackupFailed, match="not empty"):
        backup.backup(of, tmp_path / "full")
    server = Settings(data_dir=of.data_dir, database_url="postgresql://db/invigil")
    with pytest.raises(backup.BackupFailed, match="pg_dump"):
        backup.backup(server, tmp_path / "copy")
    with pytest.raises(backup.BackupFailed, match="INVIGIL_DATA_DIR"):
        backup.backup(elsewhere(tmp_path), tmp_path / "copy")
