"""`make drill-kill`: web, media, detection and the LMS are killed again and again while everybody is at work.

Examinees chat and leave their tab, some send pictures, a proctor decides on and on; processes are killed (SIGKILL) and
started again by the real supervisor. Afterwards everything that was acknowledged must be there once and in order: every
message, every decision, one incident for every time that a tab was left, and every pause and resume at the LMS.

`python -m tests.drills.kill [--runs 3] [--examinees 20] [--kills 30]`; exits 1 if anything is missed."""

import argparse
import asyncio
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tests.drills.kill_hall import Hall
from tests.drills.kill_people import Camera, Examinee, Proctor, Tally

MEDIAN_S, P95_S = 3.0, 8.0
TURNS = ("web", "media", "web", "lms", "web", "worker")
CAMERAS, ORDERS = 4, 4
BETWEEN_S = (3.5, 5.5)
SPELL_S = 5.75
"""What one spell takes on average, with the time before it."""
SETTLE_S = 45.0
LENGTH_S = 1.0
"""How far the length of an incident may be from the time that the tab was really left."""


@dataclass(frozen=True, slots=True)
class Count:
    """One kind of what was acknowledged: how much there was, and what became of it."""

    what: str
    acknowledged: int
    lost: int
    doubled: int
    disordered: int
    wrong: int = 0

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.wrong)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to."""

    kills: Counter[str]
    counts: list[Count]
    away_s: list[float]
    refused: Counter[str]

    @property
    def misses(self) -> list[str]:
        """What was missed, in words, but for times."""
        return [f"{each}" for each in self.counts if not each.is_right]

    @property
    def slow(self) -> list[str]:
        """Which times were missed, in words."""
        median, p95 = statistics.median(self.away_s), percentile(self.away_s, 95)
        said = {f"median {median:.1f} s": median > MEDIAN_S, f"p95 {p95:.1f} s": p95 > P95_S}
        return [words for words, missed in said.items() if missed]


def percentile(values: list[float], share: int) -> float:
    """Return the value that so many per cent are not above."""
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


async def play(hall: Hall, kills: int) -> Outcome:
    """Run everything once and count."""
    hall.seed()
    tally, killed = Tally(), Counter[str]()
    running = asyncio.create_task(hall.supervisor.run())
    working = asyncio.create_task(_work(hall, kills, tally, killed))
    try:
        await asyncio.wait([running, working], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RuntimeError("The supervisor gave up:\n" + "\n".join(hall.log[-40:]))
        await working
    finally:
        working.cancel()
        hall.supervisor.stop()
        await running
    counts = [_chat(hall, tally), _decisions(hall, tally), _spells(hall, tally), _orders(hall, tally)]
    return Outcome(killed, counts, tally.away_s, tally.refused)


async def _work(hall: Hall, kills: int, tally: Tally, killed: Counter[str]) -> None:
    """Let everybody work while processes die, and finish what they have begun."""
    await hall.ready()
    people = [Examinee(hall.url, hall.token(each), each, tally) for each in hall.people]
    proctor = Proctor(hall.url, hall.token(None), tally, hall.people, hall.ordered)
    lines = [*(each.line for each in people), proctor.line]
    await asyncio.gather(*(line.connect() for line in lines))
    spells = max(3, int(kills * sum(BETWEEN_S) / 2 / SPELL_S))
    background = [asyncio.create_task(Camera(each.line, _picture()).run()) for each in people[:CAMERAS]]
    background += [asyncio.create_task(each.sensor.run()) for each in people]
    try:
        deciding = asyncio.create_task(proctor.work())
        killing = asyncio.create_task(_kill(hall, kills, killed))
        await asyncio.gather(*(each.work(spells) for each in people))
        await killing
        proctor.stop()
        await deciding
        await _settled(hall)
    finally:
        for task in background:
            task.cancel()
        for line in lines:
            await line.close()


async def _kill(hall: Hall, kills: int, killed: Counter[str]) -> None:
    for what in itertools.islice(itertools.cycle(TURNS), kills):
        await asyncio.sleep(random.uniform(*BETWEEN_S))
        while not hall.kill(what):
            await asyncio.sleep(0.2)
        killed[what] += 1


async def _settled(hall: Hall) -> None:
    """Wait until the outbox is empty and every incident has its end, or for SETTLE_S."""
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end:
        (waiting,) = hall.rows("SELECT count(*) FROM outbox WHERE status = 'waiting'")[0]
        (left,) = hall.rows("SELECT count(*) FROM incidents WHERE type = 'tab_hidden' AND ended_at IS NULL")[0]
        if not waiting and not left:
            return
        await asyncio.sleep(0.5)


def _picture() -> bytes:
    grey = np.full((240, 320, 3), 90, np.uint8)
    cv2.putText(grey, "empty", (40, 140), cv2.FONT_HERSHEY_SIMPLEX, 2, (200, 200, 200), 3)
    return bytes(cv2.imencode(".jpg", grey)[1].tobytes())


def _compared(what: str, acknowledged: dict[str, list[str]], kept: dict[str, list[str]]) -> Count:
    """Compare what was acknowledged with what is kept, by attempt."""
    lost = doubled = disordered = 0
    for attempt_id, sent in acknowledged.items():
        there = kept.get(attempt_id, [])
        lost += len(set(sent) - set(there))
        doubled += len(there) - len(set(there))
        known = [each for each in dict.fromkeys(there) if each in set(sent)]
        disordered += sum(a != b for a, b in zip(known, [each for each in sent if each in set(there)], strict=True))
    return Count(what, sum(map(len, acknowledged.values())), lost, doubled, disordered)


def _by_attempt(rows: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for attempt_id, text in rows:
        found[attempt_id].append(text)
    return found


def _chat(hall: Hall, tally: Tally) -> Count:
    rows = hall.rows("SELECT attempt_id, text FROM chat_messages WHERE author = 'examinee' ORDER BY at, rowid")
    return _compared("messages", tally.chat, _by_attempt(rows))


def _decisions(hall: Hall, tally: Tally) -> Count:
    rows = hall.rows("SELECT attempt_id, text FROM interventions WHERE text LIKE attempt_id || ' %' ORDER BY at, rowid")
    return _compared("decisions", tally.decisions, _by_attempt(rows))


def _spells(hall: Hall, tally: Tally) -> Count:
    """One incident for every time that the tab was left, in order, of the right length."""
    rows = hall.rows(
        "SELECT attempt_id, started_at, duration_s, times FROM incidents WHERE type = 'tab_hidden' ORDER BY started_at"
    )
    kept: dict[str, list[tuple[float, float | None]]] = defaultdict(list)
    for attempt_id, started_at, duration_s, times in rows:
        kept[attempt_id] += [(started_at, duration_s)] * times
    lost = doubled = wrong = 0
    for attempt_id, spells in tally.spells.items():
        there = kept[attempt_id]
        for began, back in spells:
            mine = [each for each in there if began - LENGTH_S <= each[0] <= back]
            lost += not mine
            doubled += max(0, len(mine) - 1)
            wrong += sum(length is None or abs(length - (back - began)) > LENGTH_S for _, length in mine[:1])
        doubled += max(0, len(there) - len(spells))
    return Count("times a tab was left", sum(map(len, tally.spells.values())), lost, doubled, 0, wrong)


def _orders(hall: Hall, tally: Tally) -> Count:
    """Pauses and resumes reach the LMS in their order; one that was sent twice is the same order, said again."""
    told: dict[str, list[str]] = defaultdict(list)
    wanted = {each: tally.decisions[each] for each in hall.ordered}
    for line in hall.lms_file.read_text().splitlines():
        text = json.loads(line)["reason_msg"]
        for attempt_id in wanted:
            if text.startswith(attempt_id + " ") and told[attempt_id][-1:] != [text]:
                told[attempt_id].append(text)
    return _compared("pauses and resumes at the LMS", wanted, told)


def told(outcome: Outcome) -> str:
    """Return the outcome as lines of a table."""
    kills = ", ".join(f"{what} {n}" for what, n in outcome.kills.items())
    away = outcome.away_s or [0.0]
    returns = f"{statistics.median(away):.1f} s (at most {MEDIAN_S:g}), p95 {percentile(away, 95):.1f} s"
    lines = [f"{sum(outcome.kills.values())} kills ({kills})"]
    lines.append(f"  {len(outcome.away_s)} returns of cut pages: median {returns} (at most {P95_S:g})")
    for each in outcome.counts:
        length = f", {each.wrong} of another length" if each.wrong else ""
        lines.append(
            f"  {'ok    ' if each.is_right else 'MISSED'}  {each.acknowledged} {each.what}: {each.lost} lost, "
            f"{each.doubled} doubled, {each.disordered} out of order{length}"
        )
    refused = ", ".join(f"{n} {what}" for what, n in sorted(outcome.refused.items()))
    return "\n".join([*lines, f"  refused for now: {refused or 'nothing'}"])


def run(folder: Path, examinees: int, kills: int, orders: int = ORDERS) -> Outcome:
    """Play one run in a folder."""
    return asyncio.run(play(Hall(folder, examinees, orders), kills))


def main() -> None:
    """Play the runs; exit with 1 if anything is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--examinees", type=int, default=20)
    parser.add_argument("--kills", type=int, default=30)
    wanted = parser.parse_args()
    missed = False
    for number in range(wanted.runs):
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(Path(folder), wanted.examinees, wanted.kills)
        print(f"run {number + 1}: {told(outcome)}", flush=True)
        for slow in outcome.slow:
            print(f"  MISSED  returns: {slow}")
        missed = missed or bool(outcome.misses or outcome.slow)
    sys.exit(missed)


if __name__ == "__main__":
    main()
