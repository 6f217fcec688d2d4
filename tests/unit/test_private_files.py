"""Nobody else on the machine reads what an installation keeps."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tool.config import Settings, shared_secret
from tool.db.engine import Database
from tool.evidence.stores import LocalStore
from tool.link.messages import NodeStarted
from tool.link.spool import Spool
from tool.private_files import keep_private


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]
    }


def used(settings: Settings) -> None:
    """Let every kind of file come to be."""
    database = Database(settings.db_url)
    with database.session() as session:
        session.connection().exec_driver_sql("CREATE TABLE IF NOT EXISTS kept (id TEXT)")
    LocalStore(settings.evidence_path).put("attempts/a-1/still.jpg", b"picture")
    Spool(settings.data_dir / "spool" / "media-1").put(NodeStarted(event_id="e", node_id="n", boot_id="b", at=1.0))
    shared_secret(settings)
    found = modes(settings.data_dir)
    assert {"invigil.sqlite3", "invigil.sqlite3-wal", "invigil.sqlite3-shm", "secret"} <= set(found)
    database.close()


@pytest.mark.usefixtures("open_umask")
def test_what_is_made_is_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    keep_private(settings)
    used(settings)
    for name, mode in modes(settings.data_dir).items():
        assert mode == (0o700 if (settings.data_dir / name).is_dir() else 0o600), name


@pytest.mark.usefixtures("open_umask")
def test_what_was_open_before_is_closed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    settings.data_dir.mkdir()
    used(settings)
    assert modes(settings.data_dir)["invigil.sqlite3"] == 0o644
    keep_private(settings)
    found = modes(settings.data_dir)
    for name in (".", "evidence", "spool", "spool/media-1"):
        assert found[name] == 0o700, name
    files = [name for name in found if (settings.data_dir / name).is_file() and not name.startswith("evidence/")]
    assert {found[name] for name in files} == {0o600}
    assert len(files) >= 3
