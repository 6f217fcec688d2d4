"""The backup drill: an installation is backed up while people are at work on it, brought back in another folder, and
served from there; what was acknowledged before the backup began is in it, and every picture is as it was put.

`python -m tests.drills.backup [--seconds 20]`."""

import argparse
import asyncio
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.drills.storage_hall import ROOT, SECRET, Crowd, Hall
from tool.backup import verified
from tool.evidence.stores import LocalStore


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was backed up and brought back, and what was missed."""

    backup_s: float
    restore_s: float
    rows: dict[str, int]
    pictures: int
    acknowledged_before: int
    written_meanwhile: int
    slowest_chat_s: float
    misses: tuple[str, ...]


def drilled(folder: Path, seconds: float, pictures: int = 20) -> Outcome:
    """Play it in `folder`; people are at work for about `seconds`."""
    hall = Hall(folder / "data", pictures=pictures)
    hall.folder.mkdir()
    hall.seed()
    hall.start()
    crowd, copy = Crowd(hall), folder / "copy"
    before: set[str] = set()
    taken = [0.0]

    async def during() -> None:
        await asyncio.sleep(seconds / 2)
        before.update(crowd.tally.acknowledged["chat"])
        began = time.monotonic()
        await asyncio.to_thread(_invigil, hall.folder, "backup", str(copy))
        taken[0] = time.monotonic() - began
        await asyncio.sleep(seconds / 2)

    try:
        asyncio.run(crowd.work(during()))
    finally:
        hall.stop()
    began = time.monotonic()
    restored = Hall(folder / "restored")
    _invigil(restored.folder, "restore", str(copy))
    restore_s = time.monotonic() - began
    missing, kept = _compared(restored, before, copy)
    healthy = _served(restored)
    rows = verified(copy).rows
    checks = {
        f"{missing} messages that were acknowledged before are not in it": bool(missing),
        "nothing was written meanwhile": len(crowd.tally.acknowledged["chat"]) <= len(before),
        f"{kept} of {pictures} pictures are as they were put": kept != pictures,
        "web on the restored folder is not healthy": not healthy,
        f"{crowd.tally.cut} sockets were cut": bool(crowd.tally.cut),
        "chat was refused": any(crowd.tally.refused[("chat", code)] for code in ("busy", "storage_full", "failed")),
    }
    return Outcome(
        taken[0], restore_s, rows, kept, len(before), len(crowd.tally.acknowledged["chat"]) - len(before),
        crowd.tally.slowest_s["chat"], tuple(words for words, missed in checks.items() if missed),
    )


def _invigil(data: Path, *arguments: str) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("INVIGIL_")}
    environ |= {"INVIGIL_DATA_DIR": str(data), "INVIGIL_SECRET": SECRET, "INVIGIL_WEB_PORT": "1"}
    command = [sys.executable, "-m", "tool.cli", *arguments]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _compared(restored: Hall, before: set[str], copy: Path) -> tuple[int, int]:
    """Return how many of the messages are missing, and how many pictures are whole."""
    store, whole = LocalStore(restored.settings.evidence_path), 0
    with sqlite3.connect(restored.database_file) as database:
        chat = {row[0] for row in database.execute("SELECT text FROM chat_messages")}
        for key, sha256 in database.execute("SELECT key, sha256 FROM evidence"):
            whole += store.exists(key) and hashlib.sha256(store.get(key)).hexdigest() == sha256
    assert not verified(copy).missing
    return len(before - chat), whole


def _served(restored: Hall) -> bool:
    """Whether a web process on what was restored is well."""
    restored.start()
    try:
        with urllib.request.urlopen(f"{restored.url}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    finally:
        restored.stop()


def told(outcome: Outcome) -> str:
    """Return the outcome as lines of a table."""
    counted = ", ".join(f"{name} {outcome.rows[name]}" for name in ("attempts", "chat_messages", "interventions"))
    lines = [
        f"backup under load     {outcome.backup_s:.1f} s; slowest chat meanwhile {outcome.slowest_chat_s:.2f} s",
        f"restore and check     {outcome.restore_s:.1f} s",
        f"in the backup         {counted}, pictures {outcome.pictures}",
        f"acknowledged          {outcome.acknowledged_before} before, {outcome.written_meanwhile} during and after",
    ]
    return "\n".join([*lines, *(f"MISSED: {miss}" for miss in outcome.misses)])


def main() -> None:
    """Run it; exit with 1 if anything is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    with tempfile.TemporaryDirectory() as folder:
        outcome = drilled(Path(folder), parser.parse_args().seconds, pictures=200)
    print(told(outcome))
    sys.exit(bool(outcome.misses))


if __name__ == "__main__":
    main()
