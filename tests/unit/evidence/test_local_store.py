import os
from pathlib import Path

import pytest

from tool.evidence.stores import LocalStore, NoRoom, OtherItem


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_nothing_but_the_item_is_left_behind(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("a/b.jpg", b"one")
    with pytest.raises(OtherItem):
        store.put("a/b.jpg", b"two")

    assert files(tmp_path) == ["a/b.jpg"]


def test_other_users_of_the_machine_cannot_read_it(tmp_path: Path) -> None:
    LocalStore(tmp_path / "evidence").put("a/b.jpg", b"one")

    for path in ("evidence", "evidence/a", "evidence/a/b.jpg"):
        assert (tmp_path / path).stat().st_mode & 0o077 == 0


def test_a_write_that_fails_leaves_no_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    store = LocalStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NoRoom, match="no room"):
            store.put("a/b.jpg", b"one")

    assert files(tmp_path) == []
    assert not store.exists("a/b.jpg")


def test_items_outlive_the_process(tmp_path: Path) -> None:
    LocalStore(tmp_path).put("a/b.jpg", b"one")

    assert LocalStore(tmp_path).get("a/b.jpg") == b"one"
