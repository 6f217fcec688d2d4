"""The storage drill: another process holds the database, then the disk is full, while people are at work on a real web
process. Nobody is cut off, nothing that was acknowledged is lost, decisions go through on a full disk.

`python -m tests.drills.storage [--lock-s 30] [--full-s 90]`; a full disk needs leave to mount a tmpfs."""

import argparse
import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.drills.storage_hall import Crowd, Hall, Tally

DISK_MB = 40
LONGEST_STALL_S = 1.5
"""For a page that needs no database: how long all green threads may stand still."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one scenario came to, and what was missed."""

    name: str
    tally: Tally
    alive: bool
    lost: dict[str, int]
    twice: int
    decided_in_trouble: int
    misses: tuple[str, ...]


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Mount a small file system of its own; None where that is not allowed."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def locked(folder: Path, seconds: float) -> Outcome:
    """Another process has the database for `seconds`."""
    hall = Hall(folder)

    async def trouble(tally: Tally) -> int:
        other = sqlite3.connect(hall.database_file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE exams SET title = title")
        await asyncio.sleep(min(1.5, seconds / 2))  # whoever came first was waited for
        before = tally.done["decide"]
        await asyncio.sleep(seconds - min(1.5, seconds / 2))
        decided = tally.done["decide"] - before
        other.execute("ROLLBACK")
        other.close()
        return decided

    return _scenario(f"foreign lock of {seconds:g} s", hall, trouble, full=False)


def full(disk: Path, seconds: float) -> Outcome:
    """The disk is full for `seconds`."""
    hall = Hall(disk / "data")

    async def trouble(tally: Tally) -> int:
        before = tally.done["decide"]
        filler = disk / "filler"
        _fill(filler)
        await asyncio.sleep(seconds)
        decided = tally.done["decide"] - before
        filler.unlink()
        return decided

    return _scenario(f"full disk of {seconds:g} s", hall, trouble, full=True)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def _scenario(name: str, hall: Hall, trouble: object, *, full: bool) -> Outcome:
    hall.folder.mkdir(exist_ok=True)
    hall.seed()
    hall.start()
    crowd, decided = Crowd(hall), [0]

    async def during() -> None:
        decided[0] = await trouble(crowd.tally)  # type: ignore[operator]

    try:
        asyncio.run(crowd.work(during()))
        alive = hall.alive
    finally:
        hall.stop()
    lost, twice = _compared(hall, crowd.tally)
    misses = _misses(crowd.tally, alive, lost, twice, decided[0], full=full)
    return Outcome(name, crowd.tally, alive, lost, twice, decided[0], misses)


def _compared(hall: Hall, tally: Tally) -> tuple[dict[str, int], int]:
    """Return how much was acknowledged and is not in the database, and how much is there twice."""
    with sqlite3.connect(hall.database_file) as database:
        chat = [row[0] for row in database.execute("SELECT text FROM chat_messages")]
        decisions = [row[0] for row in database.execute("SELECT text FROM interventions WHERE text LIKE 'decision %'")]
    lost = {
        "chat": len(tally.acknowledged["chat"] - set(chat)),
        "decide": len(tally.acknowledged["decide"] - set(decisions)),
    }
    return lost, len(chat) - len(set(chat)) + len(decisions) - len(set(decisions))


def _misses(
    tally: Tally, alive: bool, lost: dict[str, int], twice: int, decided: int, *, full: bool
) -> tuple[str, ...]:
    code, state = ("storage_full", "full") if full else ("busy", "busy")
    odd = sorted({f"{event}: {code}" for (event, code), n in tally.refused.items() if n and code not in _EXPECTED})
    waited = tally.refused[("decide", "storage_full")]
    held = tally.sent["chat"] - tally.done["chat"]
    checks = {
        "the process ended": not alive,
        f"{tally.cut} sockets were cut": bool(tally.cut),
        f"acknowledged and lost: {lost}": any(lost.values()),
        f"{twice} kept twice": bool(twice),
        f"{held} messages were never taken": bool(held),
        f"chat was not refused as {code}": not tally.refused[("chat", code)],
        f"the console heard {tally.states}": (*tally.states[:1], *tally.states[-1:]) != (state, "ok"),
        "no decision went through on the full disk": full and decided == 0,
        f"{waited} decisions had to wait for the full disk": full and waited > 2,
        f"other refusals: {odd}": bool(odd),
        f"a page stood still for {tally.slowest_s['/']:.1f} s": tally.slowest_s["/"] > LONGEST_STALL_S,
    }
    return tuple(words for words, missed in checks.items() if missed)


_EXPECTED = frozenset({"busy", "storage_full", "too_fast"})


def told(outcome: Outcome) -> str:
    """Return the outcome as lines of a table."""
    tally = outcome.tally
    lines = [
        outcome.name,
        f"  web process           {'lived' if outcome.alive else 'DIED'}; sockets cut: {tally.cut}",
        f"  console heard         {', '.join(tally.states) or 'nothing'}",
        f"  decisions in trouble  {outcome.decided_in_trouble}",
    ]
    for event in ("chat", "observe", "decide"):
        refused = ", ".join(f"{n} {code}" for (what, code), n in sorted(tally.refused.items()) if what == event and n)
        lost = f"; lost {outcome.lost[event]}" if event in outcome.lost else ""
        lines.append(
            f"  {event:<21} sent {tally.sent[event]}, acknowledged {tally.done[event]}{lost}; refused for now: "
            f"{refused or 'none'}; slowest {tally.slowest_s[event]:.2f} s"
        )
    for path in ("/", "/healthz"):
        lines.append(f"  GET {path:<17} {tally.done[path]} times, slowest {tally.slowest_s[path]:.2f} s")
    return "\n".join([*lines, *(f"  MISSED: {miss}" for miss in outcome.misses)])


def main() -> None:
    """Run both scenarios; exit with 1 if anything is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock-s", type=float, default=30.0)
    parser.add_argument("--full-s", type=float, default=90.0)
    wanted = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        outcomes.append(locked(Path(folder) / "data", wanted.lock_s))
        print(told(outcomes[-1]), flush=True)
    with small_disk() as disk:
        if disk is None:
            print("full disk: not tried; it needs leave to mount a tmpfs" + ("" if os.geteuid() else ", even as root"))
        else:
            outcomes.append(full(disk, wanted.full_s))
            print(told(outcomes[-1]), flush=True)
    sys.exit(any(outcome.misses for outcome in outcomes))


if __name__ == "__main__":
    main()
