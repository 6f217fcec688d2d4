"""What the web process does on its own, every second and every ten minutes, with many exams and attempts.

`python -m tests.bench.bench_ticks`; exits with 1 if a tick takes longer than LIMIT_MS. People wait for it that long."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.monitoring.exam import presence, retention
from tool.monitoring.tries import Tries

LIMIT_MS = 10.0
EXAMS, RUNNING, ENDED, TIMES = 3000, 600, 6000, 20
DAY_S = 86400.0


def filled(folder: Path) -> World:
    """Return a world of EXAMS exams, RUNNING attempts with a page, and ENDED ones within their retention."""
    world = World(f"sqlite:///{folder / 'invigil.sqlite3'}")
    first = world.attempt(AttemptState.RUNNING)
    exam = world.exam()
    over = replace(first, state=AttemptState.SUBMITTED, connected=False, ended_at=world.now - 30 * DAY_S)
    with world.work() as work:
        for n in range(EXAMS):
            work.exams.add(replace(exam, id=f"exam-{n}", resource_link_id=f"link-of-{n}"))
    for of, count, name in ((first, RUNNING, "running"), (over, ENDED, "ended")):
        with world.work() as work:
            for n in range(count):
                made = replace(of, id=f"{name}-{n}", exam_id=f"exam-{n % EXAMS}", attempt_number=f"{name}-{n}")
                work.attempts.add(made)
    return world


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the longest of TIMES runs, in ms."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), max(taken)


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        world, tries = filled(Path(folder)), Tries("Item")
        found = {
            "presence": measured(lambda: presence.sweep(world.works, world.now, tries, grace_s=10.0)),
            "retention": measured(lambda: retention.sweep(world.works, lambda _key: None, world.now, tries)),
        }
        world.database.close()
    print(f"{EXAMS} exams, {RUNNING} running attempts, {ENDED} ended ones; nothing is due; limit {LIMIT_MS:g} ms")
    for name, (median, longest) in found.items():
        print(f"  {name:<10} median {median:6.2f} ms   longest {longest:6.2f} ms")
    sys.exit(any(median > LIMIT_MS for median, _ in found.values()))


if __name__ == "__main__":
    main()
