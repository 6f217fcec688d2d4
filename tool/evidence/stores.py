"""Where evidence bytes are kept: one port, a folder on disk for service, a dictionary for tests."""

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

MAX_BYTES = 64 * 1024 * 1024
MAX_KEY = 300
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


class EvidenceError(Exception):
    """The store refuses. The message says what was wrong with the request, in plain words."""


class BadKey(EvidenceError):
    """The key is not parts of letters, digits, dot, dash and underscore, separated by slashes."""


class TooLarge(EvidenceError):
    """The item is larger than the store takes."""


class NotThere(EvidenceError):
    """There is no item under this key."""


class NoRoom(EvidenceError):
    """The disk has no room for the item now."""


class OtherItem(EvidenceError):
    """There is already an item with other bytes under this key, or one whose key this one is a part or a whole of.

    Evidence is never overwritten."""


class EvidenceStore(Protocol):
    """Keeps bytes under keys such as "attempts/<id>/stills/<incident>.jpg". Written once, never changed."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`, wholly or not at all. The same bytes again change nothing; others raise OtherItem.

        Raise BadKey for a key that is not one, TooLarge above the store's limit, NoRoom while the disk is full."""
        ...

    def get(self, key: str) -> bytes:
        """Return the bytes; raise NotThere or BadKey."""
        ...

    def delete(self, key: str) -> None:
        """Forget the item; nothing happens if there is none. Raise BadKey."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is an item under the key. Raise BadKey."""
        ...

    def kept_before(self, when: float) -> Iterator[str]:
        """Give the keys of the items that were put before this moment (Unix seconds), in no order."""
        ...


def checked(key: str) -> str:
    """Return the key; raise BadKey unless it is safe as a relative path on every system."""
    if len(key) > MAX_KEY or not all(_PART.fullmatch(part) for part in key.split("/")):
        raise BadKey(
            f"An evidence key has at most {MAX_KEY} characters: letters, digits, dot, dash and underscore in parts "
            "that begin with a letter or digit, separated by single slashes."
        )
    return key


def _check_size(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise TooLarge(f"The item has {len(data)} bytes; at most {limit} are kept.")


class MemoryStore:
    """Keeps items in memory; for tests."""

    def __init__(self, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = time.time) -> None:
        self._items: dict[str, bytes] = {}
        self._put_at: dict[str, float] = {}
        self._max_bytes = max_bytes
        self._clock = clock

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; see EvidenceStore.put."""
        _check_size(data, self._max_bytes)
        checked(key)
        inside = any(
            other != key and (other.startswith(f"{key}/") or key.startswith(f"{other}/")) for other in self._items
        )
        if inside or self._items.setdefault(key, bytes(data)) != data:
            raise OtherItem(f"There is already another item under {key}.")
        self._put_at.setdefault(key, self._clock())

    def get(self, key: str) -> bytes:
        """Return the bytes; see EvidenceStore.get."""
        try:
            return self._items[checked(key)]
        except KeyError:
            raise NotThere(f"There is no item under {key}.") from None

    def delete(self, key: str) -> None:
        """Forget the item; see EvidenceStore.delete."""
        self._items.pop(checked(key), None)
        self._put_at.pop(key, None)

    def exists(self, key: str) -> bool:
        """Whether there is an item; see EvidenceStore.exists."""
        return checked(key) in self._items

    def kept_before(self, when: float) -> Iterator[str]:
        """Give the keys of older items; see EvidenceStore.kept_before."""
        return iter([key for key, at in self._put_at.items() if at < when])


class LocalStore:
    """Keeps items as files in one folder, readable by this user alone. It leaves `keep_free` bytes of the disk to
    others, to whom they matter more."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, keep_free: int = 0) -> None:
        self._root = path
        self._max_bytes = max_bytes
        self._keep_free = keep_free

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; see EvidenceStore.put. It is on disk, under its name, before this returns."""
        _check_size(data, self._max_bytes)
        target = self._root / checked(key)
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_room(len(data))
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(target, data)
        except (FileExistsError, NotADirectoryError):
            if not target.is_file() or target.read_bytes() != data:
                raise OtherItem(f"There is already another item under {key}.") from None
        except OSError as exc:
            if exc.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoRoom(f"The disk has no room for {len(data)} bytes of evidence.") from exc
            raise

    def _check_room(self, size: int) -> None:
        if self._keep_free and shutil.disk_usage(self._root).free < size + self._keep_free:
            raise NoRoom(f"The disk has no room for {size} bytes of evidence: the rest is kept free for decisions.")

    def get(self, key: str) -> bytes:
        """Return the bytes; see EvidenceStore.get."""
        try:
            return (self._root / checked(key)).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotThere(f"There is no item under {key}.") from None

    def delete(self, key: str) -> None:
        """Forget the item; see EvidenceStore.delete."""
        with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            (self._root / checked(key)).unlink()

    def exists(self, key: str) -> bool:
        """Whether there is an item; see EvidenceStore.exists."""
        return (self._root / checked(key)).is_file()

    def kept_before(self, when: float) -> Iterator[str]:
        """Give the keys of older items; see EvidenceStore.kept_before. Files that are no items are left alone."""
        for folder, _, names in os.walk(self._root):
            for name in names:
                path = Path(folder, name)
                key = path.relative_to(self._root).as_posix()
                with suppress(FileNotFoundError, BadKey):
                    if path.stat().st_mtime < when:
                        yield checked(key)


def _write_new(target: Path, data: bytes) -> None:
    """Write a file that is either whole under its name or not there; raise FileExistsError if there is one."""
    descriptor, name = tempfile.mkstemp(prefix=".put-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, target)
    finally:
        os.unlink(name)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
