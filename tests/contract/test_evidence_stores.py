"""What every evidence store promises; run against each of them."""

import time
from pathlib import Path
from threading import Barrier, Thread

import pytest

from tool.evidence.stores import BadKey, EvidenceStore, LocalStore, MemoryStore, NoRoom, NotThere, OtherItem, TooLarge

KEY = "attempts/a-1/stills/i_2.jpg"


@pytest.fixture(params=["local", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceStore:
    return LocalStore(tmp_path / "evidence", max_bytes=1000) if request.param == "local" else MemoryStore(1000)


def test_what_is_put_can_be_got(store: EvidenceStore) -> None:
    store.put(KEY, b"\x00\xff bytes")

    assert store.get(KEY) == b"\x00\xff bytes"
    assert store.exists(KEY)


def test_what_was_never_put_is_not_there(store: EvidenceStore) -> None:
    assert not store.exists(KEY)
    with pytest.raises(NotThere, match="i_2"):
        store.get(KEY)


def test_putting_the_same_again_changes_nothing(store: EvidenceStore) -> None:
    store.put(KEY, b"one")
    store.put(KEY, b"one")

    assert store.get(KEY) == b"one"


def test_evidence_is_never_overwritten(store: EvidenceStore) -> None:
    store.put(KEY, b"one")
    with pytest.raises(OtherItem):
        store.put(KEY, b"two")

    assert store.get(KEY) == b"one"


def test_a_deleted_item_is_gone_and_deleting_again_does_nothing(store: EvidenceStore) -> None:
    store.put(KEY, b"one")
    store.delete(KEY)
    store.delete(KEY)

    assert not store.exists(KEY)
    store.put(KEY, b"two")
    assert store.get(KEY) == b"two"


def test_an_item_may_be_empty_and_as_large_as_the_limit_but_no_larger(store: EvidenceStore) -> None:
    store.put("empty", b"")
    store.put("full", b"x" * 1000)
    with pytest.raises(TooLarge, match="1001"):
        store.put("more", b"x" * 1001)

    assert store.get("empty") == b""
    assert len(store.get("full")) == 1000
    assert not store.exists("more")


@pytest.mark.parametrize(
    "key",
    [
        "", "/", "/etc/passwd", "../x", "a/../x", "a/..", "a//b", "a/", "./a", ".hidden", "a/.put-x", "a\\b", "C:/x",
        "a\0b", "a b", "ä", "a\n", "-rf", "x" * 121, "/".join(["abc"] * 90), "~/x", "a/%2e%2e/b",
    ],
)
def test_a_key_that_could_leave_the_store_is_refused(store: EvidenceStore, key: str) -> None:
    for use in (store.get, store.delete, store.exists, lambda k: store.put(k, b"x")):
        with pytest.raises(BadKey):
            use(key)


def test_items_are_listed_once_they_are_old_enough(store: EvidenceStore) -> None:
    store.put(KEY, b"one")
    store.put("attempts/a-2/other.jpg", b"two")
    store.delete("attempts/a-2/other.jpg")

    assert list(store.kept_before(time.time() - 60)) == []
    assert list(store.kept_before(time.time() + 60)) == [KEY]


def test_an_item_cannot_lie_inside_another_nor_around_it(store: EvidenceStore) -> None:
    store.put("a/b", b"one")
    for key in ("a", "a/b/c", "a/b/c/d"):
        with pytest.raises(OtherItem):
            store.put(key, b"two")
        assert not store.exists(key)
        with pytest.raises(NotThere):
            store.get(key)
        store.delete(key)

    store.put("a/bc", b"neighbour")
    assert store.get("a/b") == b"one"


def test_of_two_writers_at_once_one_wins_wholly(store: EvidenceStore) -> None:
    start = Barrier(8)
    lost: list[bytes] = []

    def write(data: bytes) -> None:
        start.wait()
        try:
            store.put(KEY, data)
        except OtherItem:
            lost.append(data)

    items = [bytes([n]) * 900 for n in range(8)]
    writers = [Thread(target=write, args=(item,)) for item in items]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted([*lost, store.get(KEY)]) == items


def test_a_local_store_leaves_room_for_others_and_lists_no_strange_files(tmp_path: Path) -> None:
    store = LocalStore(tmp_path, keep_free=1 << 60)
    with pytest.raises(NoRoom):
        store.put(KEY, b"one")
    (tmp_path / ".put-half").write_text("half an item")
    assert list(store.kept_before(time.time() + 60)) == []
