"""How long a proctor waits for an examinee with hundreds of incidents that nobody has looked at yet.

`python -m tests.bench.bench_opening`; a real web process and a real socket. Exits with 1 if the middle one of the first
openings takes longer than LIMIT_MS. The yardstick, in the same run, is opening somebody without incidents."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import socketio

from tests.drills.storage_hall import Hall
from tool.db.engine import Database
from tool.db.work import Works
from tool.domain.incident_types.kind import Severity
from tool.domain.trace import MOST_POINTS, Point, Trace, packed
from tool.monitoring.exam.records import Incident

LIMIT_MS = 200.0
WENT = Trace(60, 43, 0.0, 2.0, packed(Point(float(n), float(n % 3 == 0), True) for n in range(MOST_POINTS)))
CROWDED, QUIET, INCIDENTS = 10, 10, 300
APART_S = 30.0
"""Of one type no more than thirty are kept in ten minutes."""


def filled(hall: Hall) -> None:
    """Give the first CROWDED attempts INCIDENTS each, unseen."""
    hall.seed()
    database, began = Database(hall.settings.db_url), time.time() - INCIDENTS * APART_S
    with Works(database)() as work:
        for attempt_id in hall.attempts[:CROWDED]:
            for n in range(INCIDENTS):
                at = began + n * APART_S
                work.incidents.add(Incident(
                    id=f"{attempt_id}-{n}", attempt_id=attempt_id, type="face_missing", severity=Severity.MEDIUM,
                    started_at=at, opened_at=at + 5, ended_at=at + 8, duration_s=8.0, end_known=True, measured=0.0,
                    threshold=1.0, debounce_s=5.0, model="blaze-1", node_id="media-1", boot_id="boot-1", trace=WENT,
                ))
    database.close()


async def opened(hall: Hall) -> dict[str, list[float]]:
    """Return how long each opening took, in ms: the first and second of the crowded ones, and of the quiet ones."""
    console = socketio.AsyncClient(reconnection=False)
    auth = {"token": hall.token(None)}
    await console.connect(hall.url, namespaces=["/console"], auth=auth, transports=["websocket"], wait_timeout=20)

    async def each(attempts: list[str]) -> list[float]:
        taken = []
        for attempt_id in attempts:
            began = time.perf_counter()
            ack = await console.call("open", {"attempt_id": attempt_id}, namespace="/console", timeout=20)
            taken.append((time.perf_counter() - began) * 1000)
            assert ack["ok"], ack
            await console.call("leave", None, namespace="/console", timeout=20)
            await asyncio.sleep(0.3)
        return taken

    crowded, quiet = hall.attempts[:CROWDED], hall.attempts[CROWDED:]
    found = {"nothing happened": await each(quiet), f"{INCIDENTS} incidents, unseen": await each(crowded)}
    found[f"{INCIDENTS} incidents, again"] = await each(crowded)
    await console.disconnect()
    return found


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(Path(folder) / "data", examinees=CROWDED + QUIET)
        hall.folder.mkdir()
        filled(hall)
        hall.start()
        try:
            found = asyncio.run(opened(hall))
        finally:
            hall.stop()
    print(f"opening an examinee in the console; limit {LIMIT_MS:g} ms")
    for name, taken in found.items():
        print(f"  {name:<24} median {statistics.median(taken):6.1f} ms   longest {max(taken):6.1f} ms")
    sys.exit(any(statistics.median(taken) > LIMIT_MS for taken in found.values()))


if __name__ == "__main__":
    main()
