"""Room on the disk: a reserve that is given up for what may not wait, and what may be kept once it is needed."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from tool.monitoring.work import StorageFull

log = logging.getLogger(__name__)

State = Literal["ok", "busy", "full"]
"""How a database stands: everything is kept; another process has it and it can be read only; ESSENTIAL alone grows."""
ESSENTIAL = frozenset({"interventions", "outbox", "transitions", "audit", "tickets", "nodes", "platform_tokens"})
"""Tables that may grow while the disk is full: decisions and the end of an attempt, what tells the LMS of them, and
what brings a page that was reloaded back in. Rows that are there may always be changed or removed."""


def free_bytes(folder: Path) -> int:
    """Return the bytes that this process may still write in the folder's file system."""
    return shutil.disk_usage(folder).free


class Reserve:
    """A file that holds room on the disk, so that there is some to give up."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size

    @property
    def held(self) -> bool:
        """Whether the room is held now."""
        try:
            return self.path.stat().st_size == self.size
        except OSError:
            return False

    def hold(self) -> bool:
        """Take the room, in truth and not as a hole in a file; return whether it is held."""
        if self.held:
            return True
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self.size)
            finally:
                os.close(descriptor)
        except OSError as exc:
            log.warning("No reserve could be made on the disk: %s", exc.strerror)
            self.release()
            return False
        return True

    def release(self) -> None:
        """Give the room up."""
        self.path.unlink(missing_ok=True)


class Room:
    """Whether there is room for everything. Without a reserve there is, as far as this knows, until the database
    itself says that there is none; a database server has its own disk.

    Full: less than a fifth of the reserve is free, or the database had no room. Then the reserve is given up, and only
    ESSENTIAL tables grow. Not full any more: the reserve can be taken again, and twice that fifth is left."""

    def __init__(
        self, reserve: Reserve | None = None, free: Callable[[Path], int] = free_bytes
    ) -> None:
        self.full = False
        self._reserve = reserve
        self._free = free

    def look(self) -> None:
        """See how much room there is; call it every second or so."""
        if self._reserve is None:
            self.full = False  # the next write tells
            return
        low, free = self._reserve.size // 5, self._free(self._reserve.path.parent)
        if not self.full and free < low:
            self.ran_out()
        elif self.full and free >= self._reserve.size + 2 * low and self._reserve.hold():
            self.full = False
        elif not self.full and not self._reserve.held and free >= self._reserve.size + 2 * low:
            self._reserve.hold()

    def ran_out(self) -> None:
        """There is no room: give up the reserve."""
        self.full = True
        if self._reserve is not None:
            self._reserve.release()

    def check(self, tables: set[str]) -> None:
        """Raise StorageFull if new rows of these tables cannot be kept now."""
        if self.full and not tables <= ESSENTIAL:
            raise StorageFull(f"There is no room for new rows of {', '.join(sorted(tables - ESSENTIAL))}.")


class GuardedSession(Session):
    """A session that refuses, before it writes anything, what there is no room for."""


@event.listens_for(GuardedSession, "before_flush")
def _check_room(session: Session, _flush: UOWTransaction, _objects: object) -> None:
    room: Room = session.info["room"]
    if room.full:
        room.check({row.__tablename__ for row in session.new})
