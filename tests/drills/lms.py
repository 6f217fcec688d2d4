"""`make drill-lms`: the web process is killed with a pause on its way, and dead LMSs stand beside a healthy one.

The whole web process runs, on SQLite. Fifteen LMSs take connections and never answer; each has a pause and a flag to be
told. The healthy one takes a pause and does not answer it; then web is killed with SIGKILL and started again, as its
supervisor does. It has to hear of the pause once more, with the same time of decision, within `PAUSE_S` of the kill; a
second pause, decided while all dead ones are being called, within `PAUSE_S` too; and presence reports never further
apart than `REPORT_S`, from the restart on.

Exits 0 only if all of it holds."""

import itertools
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.drills.lms_servers import DeadLms, HealthyLms
from tests.factories.world import PLATFORM, World
from tests.interop.web_process import WebProcess
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam.records import Attempt

DEAD, WATCH_S = 15, 100.0
PAUSE_S, REPORT_S = 10.0, 35.0
CONTROL, PRESENCE, TOKEN = "/acs", "/presence", "/token"
K = InterventionKind


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured, in seconds; a pause that did not come is None. `same`: the pause came as it was decided."""

    again_s: float | None
    second_s: float | None
    same: bool
    gaps_s: list[float]


def attempt_at(world: World, number: int, url: str) -> Attempt:
    """Put an LMS with this address into the installation, with an exam that wants presence reports and an attempt."""
    exam = replace(
        world.exam(), id=f"exam-{number}", platform_id=f"lms-{number}", resource_link_id=f"link-{number}",
        set_in_lms_at=1,
        lms_services={"invigil_presence_url": f"{url}{PRESENCE}", "invigil_review_url": f"{url}/review"},
    )
    with world.work() as work:
        work.platforms.add(
            replace(PLATFORM, id=exam.platform_id, client_id=f"client-{number}", auth_token_url=f"{url}{TOKEN}")
        )
        work.exams.add(exam)
    return world.attempt(exam=exam, subject=f"sub-{number}", acs_url=f"{url}{CONTROL}", session_data=f"s-{number}")


def run(folder: Path, dead: int, watch_s: float, timeout_s: float = 10.0) -> Found:
    """Play it with so many dead LMSs; watch presence reports for `watch_s` after the restart."""
    web = WebProcess(folder, HTTP_TIMEOUT_S=str(timeout_s))
    world, healthy = World(f"sqlite:///{web.database}"), HealthyLms()
    world.clock.now = time.time()
    silent = [DeadLms() for _ in range(dead)]
    try:
        for number, lms in enumerate(silent):
            attempt = attempt_at(world, number, lms.url)
            world.decide(attempt.id, K.FLAG, text="look at it")
            world.decide(attempt.id, K.PAUSE, text="wait")
        first, second = (attempt_at(world, dead + n, healthy.url) for n in range(2))
        world.decide(first.id, K.PAUSE, text="wait")
        return _played(web, world, healthy, second, watch_s)
    finally:
        web.__exit__(None, None, None)
        world.database.close()
        healthy.close()
        for lms in silent:
            lms.close()


def _played(web: WebProcess, world: World, healthy: HealthyLms, second: Attempt, watch_s: float) -> Found:
    healthy.hold_next(CONTROL)
    web.start()
    before = healthy.wait_for(CONTROL, 1, 60.0)
    killed = time.monotonic()
    web.kill()
    web.start()
    restarted = time.monotonic()
    again = healthy.wait_for(CONTROL, 2, 60.0)
    world.clock.now = time.time()
    world.decide(second.id, K.PAUSE, text="wait")
    decided = time.monotonic()
    other = healthy.wait_for(CONTROL, 3, 60.0)
    time.sleep(max(watch_s - (time.monotonic() - restarted), 0.0))
    ended = time.monotonic()
    times = [restarted, *(told.at for told in healthy.calls(PRESENCE) if told.at > restarted), ended]
    return Found(
        again_s=None if again is None else again.at - killed,
        second_s=None if other is None or other.body == before.body else other.at - decided,
        same=before is not None and again is not None and before.body == again.body,
        gaps_s=[later - earlier for earlier, later in itertools.pairwise(times)],
    )


def main() -> int:
    """Print the table; return the number of limits that are missed."""
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), DEAD, WATCH_S)
    missed = 0
    print(f"{DEAD} LMSs that never answer, beside a healthy one:")
    for what, measured, limit in (
        ("a pause on its way at the kill reaches the LMS, from the kill", found.again_s, PAUSE_S),
        ("a pause decided while all dead ones are called", found.second_s, PAUSE_S),
        (f"longest time between presence reports ({len(found.gaps_s) - 1} came)", max(found.gaps_s), REPORT_S),
    ):
        holds = measured is not None and measured <= limit
        missed += not holds
        said = "never" if measured is None else f"{measured:.1f} s"
        print(f"  {'ok    ' if holds else 'MISSED'}  {what}: {said} (at most {limit:.0f} s)")
    print(f"  {'ok    ' if found.same else 'MISSED'}  it is the same pause, with the same time of decision")
    return missed + (not found.same)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
