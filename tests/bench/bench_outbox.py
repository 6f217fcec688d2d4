"""`make bench-outbox`: what a delivery to an LMS costs the web process, with few and with many waiting.

On SQLite in a file, with an LMS that answers at once: what is measured is finding the next row, keeping that it is
tried, and keeping what came of it. As in the web process, the loop looks again after each delivery.

Exits 0 only if a row costs at most `MOST_MS` of processor time with 1,000 waiting, and not much more than with 100: an
hour's queue behind a dead LMS must not slow down the others."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.factories.world import PLATFORM, World
from tests.fakes.lms import FakeLms
from tool.domain.lms import LmsVerb
from tool.lms.outbox import Dispatcher
from tool.monitoring.exam import outcome
from tool.monitoring.exam.records import Attempt

FEW, MANY, MEASURED = 100, 1000, 100
MOST_MS, MOST_TIMES = 3.0, 2.0
_FAR_S = 3600.0
_REASON: dict[str, str | float | int] = {"reason_code": "other", "reason_msg": "wait", "severity": 0.5}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who waits: on how many platforms, and on how many of them, besides, all rows are in back-off."""

    name: str
    platforms: int
    dead: int


CROWDS = (
    Crowd("one LMS, all due", 1, 0),
    Crowd("fifteen LMSs, all due", 15, 0),
    Crowd("one LMS due, fifteen dead ones in back-off", 16, 15),
)


def attempts_on(world: World, platform: int, count: int, template: Attempt) -> list[Attempt]:
    """Make so many attempts at an exam of its own on this platform."""
    with world.work() as work:
        exam = replace(
            work.exams.get(template.exam_id), id=f"exam-{platform}", platform_id=f"lms-{platform}", lineitem=None,
        )
        work.platforms.add(replace(PLATFORM, id=exam.platform_id, client_id=f"client-{platform}"))
        work.exams.add(exam)
        made = [
            replace(template, id=f"a-{platform}-{n}", exam_id=exam.id, attempt_number=n + 1) for n in range(count)
        ]
        for attempt in made:
            work.attempts.add(attempt)
    return made


def filled(path: Path, crowd: Crowd, waiting: int) -> World:
    """Return a world with so many rows waiting, a pause and a flag for each attempt."""
    world = World(f"sqlite:///{path}")
    template = world.attempt()
    for platform in range(crowd.platforms):
        made = attempts_on(world, platform, max(waiting // 2 // crowd.platforms, 1), template)
        later_s = _FAR_S if platform < crowd.dead else 0.0
        with world.work() as work:
            for attempt in made:
                for verb in (LmsVerb.PAUSE, LmsVerb.FLAG):
                    row = outcome.enqueue(work, attempt, verb, _REASON, world.now)
                    work.outbox.save(replace(row, next_at=world.now + later_s))
    return world


def deliver(world: World, lms: FakeLms, at_most: int) -> float:
    """Deliver at most so many rows as the web process does; return the processor time per row, in milliseconds."""
    dispatcher, begun = Dispatcher(world.works, lms, world.clock), list[Callable[[], None]]()
    started = time.process_time()
    dispatcher.run_once(begun.append)
    while begun and len(lms.told) < at_most:
        begun.pop(0)()
        dispatcher.run_once(begun.append)
    return (time.process_time() - started) * 1000 / max(len(lms.told), 1)


def cost(crowd: Crowd, waiting: int) -> float:
    """Return the processor time per row with so many waiting, in milliseconds: the best of three."""
    found = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            world = filled(Path(folder) / "outbox.sqlite3", crowd, waiting)
            found.append(deliver(world, FakeLms(), MEASURED))
            world.database.close()
    return min(found)


def main() -> int:
    """Print the table; return the number of limits that are missed."""
    missed = 0
    print(f"{'who waits':<44}{f'{FEW} waiting':>14}{f'{MANY} waiting':>14}{'ratio':>8}")
    for crowd in CROWDS:
        few, many = cost(crowd, FEW), cost(crowd, MANY)
        holds = many <= MOST_MS and many <= few * MOST_TIMES
        missed += not holds
        verdict = "ok" if holds else "MISSED"
        print(f"{crowd.name:<44}{few:>11.2f} ms{many:>11.2f} ms{many / few:>8.2f}  {verdict}")
    print(f"Processor time per row. Limits: {MOST_MS} ms with {MANY} waiting; {MOST_TIMES} times that with {FEW}.")
    return missed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
