"""Events of a media node that web has not acknowledged: on disk, and for as long as that has no room, in memory."""

import logging
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection
from itertools import islice
from pathlib import Path

from tool.link.codec import encode
from tool.link.messages import Event
from tool.link.queues import Queues
from tool.link.subjects import NODE, attempt_in, attempt_of, key_of

log = logging.getLogger(__name__)

MAX_SPOOLED = 50_000
"""Events that may wait for web: a full node's worth of hours."""
MAX_IN_MEMORY = 5_000
"""Events that may wait without room on the disk: some ten megabytes."""
BATCH_EVENTS = 50
BATCH_BYTES = 256 * 1024
REFUSED = "refused"
"""The folder, within the spool's, of what was set aside."""
MAX_REMEMBERED = 1000
"""Of so many that an earlier run has set aside it is known whose they are."""
_NAME = re.compile(r"(\d{12})-([A-Za-z0-9_-]{1,64})(?:\.([0-9a-f]{16}|node))?\.json")


def free_bytes(folder: Path) -> int:
    """Return the bytes that this process may still write in the folder's file system."""
    return shutil.disk_usage(folder).free


class Spool:
    """Events that web has not acknowledged, one file each, in a folder that only this node uses.

    `put` writes the file under another name and renames it, so that there are only whole events; it survives the
    death of the process at any moment. It does not call fsync: events leave within milliseconds while web is there.
    `sync` makes the folder survive a loss of power too; the client calls it as soon as web does not answer.
    While the disk has no room, or less than `keep_free` bytes, which are for others, events are kept in memory;
    `settle` brings them to the disk.
    Drop policy: with MAX_SPOOLED events waiting, or MAX_IN_MEMORY in memory, a new one is refused, logged and counted
    in `refused`.

    The name of a file says of what subject it is (of one that an earlier version has written, its content), so that
    `head` can pass those that rest without reading them. 50,000 that wait cost some 12 MB of memory and half a
    millisecond per `head`; no file is read before its turn. What is set aside is counted in `refused` too;
    `set_aside_count` and `lost` know, beyond this run, how many lie there and of which attempts."""

    def __init__(
        self, folder: Path, limit: int = MAX_SPOOLED, *, keep_free: int = 0, in_memory: int = MAX_IN_MEMORY,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self.refused = 0
        self._folder = folder
        self._limit = limit
        self._keep_free = keep_free
        self._in_memory = in_memory
        self._free = free
        self._held: dict[str, bytes] = {}
        self._unsynced: list[str] = []
        self._unreadable: set[str] = set()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._names = Queues()
        waiting, aside = _events_in(folder), _events_in(folder / REFUSED)
        for name in waiting:
            self._names.add(name, _key_in(name) or key_of(attempt_in(_content(folder / name))))
        self._next = max((int(names[-1][:12]) + 1 for names in (waiting, aside) if names), default=1)
        self.set_aside_count = len(aside)
        self.lost = Counter(attempt_in(_content(folder / REFUSED / name)) for name in aside[-MAX_REMEMBERED:])
        del self.lost[""]

    def __len__(self) -> int:
        return len(self._names)

    def key(self, name: str) -> str:
        """Return the key of the subject of an event that waits."""
        return self._names.key(name)

    def has(self, key: str) -> bool:
        """Whether any event of this subject waits."""
        return self._names.has(key)

    @property
    def held(self) -> int:
        """How many events wait in memory, because the disk has no room for them."""
        return len(self._held)

    def put(self, event: Event) -> bool:
        """Keep the event; return False if there are too many already (it is counted and logged)."""
        if len(self._names) >= self._limit:
            return self._refuse(event, "the spool is full")
        key = key_of(attempt_of(event))
        name, data = f"{self._next:012d}-{event.event_id}.{key}.json", encode(event)
        if not self._write(name, data):
            if len(self._held) >= self._in_memory:
                return self._refuse(event, "the disk has no room")
            if not self._held:
                log.error("The disk has no room for events; they wait in memory.")
            self._held[name] = data
        self._next += 1
        self._names.add(name, key)
        return True

    def settle(self) -> None:
        """Bring to the disk what waits in memory, as far as there is room."""
        for name, data in list(self._held.items()):
            if not self._write(name, data):
                return
            del self._held[name]
            if not self._held:
                log.warning("The disk has room again; all events wait there.")

    def _write(self, name: str, data: bytes) -> bool:
        draft = self._folder / (name + ".part")
        try:
            if self._keep_free and self._free(self._folder) < self._keep_free:
                return False
            draft.write_bytes(data)
            draft.rename(self._folder / name)
        except OSError as exc:
            log.debug("%s could not be written: %s", name, exc)
            _unlinked(draft)
            return False
        self._unsynced.append(name)
        return True

    def _refuse(self, event: Event, why: str) -> bool:
        self.refused += 1
        log.error("%s %s is lost: %s", type(event).__name__, event.event_id, why)
        return False

    def head(
        self, count: int = BATCH_EVENTS, size: int = BATCH_BYTES, *, resting: Collection[str] = ()
    ) -> list[tuple[str, bytes]]:
        """Return the oldest events as (name, JSON), at most `count` and about `size` bytes of them, without those of
        subjects that rest. One whose file somebody has taken away is counted as refused. A file that cannot be read
        holds up its own subject only; raise OSError if that leaves nothing to send."""
        batch: list[tuple[str, bytes]] = []
        closed, total, trouble = set(resting), 0, None
        while not batch and (names := list(islice(self._names.oldest(closed), count))):
            for name in names:
                if closed & {self.key(name), NODE}:
                    continue
                try:
                    data = self._read(name)
                except OSError as exc:
                    closed.add(self.key(name))
                    trouble = exc
                    self._tell_once(name, exc)
                    continue
                total += len(data or b"")
                if batch and total > size:
                    break
                if data is not None:
                    batch.append((name, data))
        if trouble is not None and not batch:
            raise trouble
        return batch

    def _read(self, name: str) -> bytes | None:
        """Return the event's JSON; None if somebody has taken its file away: then it waits no more."""
        try:
            return self._held[name] if name in self._held else (self._folder / name).read_bytes()
        except FileNotFoundError:
            log.error("%s is lost: its file is gone.", name)
            self._forget(name)
            self.refused += 1
            return None

    def _tell_once(self, name: str, trouble: OSError) -> None:
        if name not in self._unreadable:
            self._unreadable.add(name)
            log.error("%s cannot be read and waits, with the later ones of its subject: %s", name, trouble.strerror)

    def remove(self, name: str) -> None:
        """Web has it."""
        self._forget(name)
        if self._held.pop(name, None) is None:
            _unlinked(self._folder / name)

    def set_aside(self, name: str) -> None:
        """Web will never take it: keep it for a human, out of the way of the others."""
        self._forget(name)
        self.refused += 1
        self.set_aside_count += 1
        aside, held = self._folder / REFUSED, self._held.pop(name, None)
        attempt_id = attempt_in(_content(self._folder / name) if held is None else held)
        if attempt_id:
            self.lost[attempt_id] += 1
        try:
            aside.mkdir(mode=0o700, exist_ok=True)
            if held is None:
                (self._folder / name).rename(aside / name)
            else:
                (aside / name).write_bytes(held)
        except OSError as exc:
            log.error("%s could not be set aside: %s", name, exc.strerror)

    def _forget(self, name: str) -> None:
        self._names.remove(name)
        self._unreadable.discard(name)
        if not len(self._names):
            self._unsynced.clear()

    def sync(self) -> None:
        """Make everything that waits survive a loss of power; call it in a thread."""
        names, self._unsynced = self._unsynced, []
        for path in [*(self._folder / name for name in names), self._folder]:
            try:
                descriptor = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                continue
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _events_in(folder: Path) -> list[str]:
    """Return the names of the events that lie there, oldest first."""
    try:
        return sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
    except OSError:
        return []


def _key_in(name: str) -> str:
    """Return the key of the subject that the name says; empty if it says none."""
    found = _NAME.fullmatch(name)
    return (found.group(3) or "") if found else ""


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _unlinked(path: Path) -> None:
    """Remove a file; one that stays is sent again after a restart, and web knows it by its id."""
    try:
        path.unlink(missing_ok=True)
    except OSError as exc:
        log.error("%s could not be removed: %s", path.name, exc.strerror)
