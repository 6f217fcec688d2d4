"""`make drill-hostile`: six examinees work while two send what is no picture and no sound; exit 1 if a limit is missed.

A real media process with its detection, object and listening processes. The six alone and the two beside them, in
turns: one by the frame socket (cut, huge, hidden, animated, random pictures, formats of all kinds), one by WHIP (VP8
and Opus that are damaged, lie about their size and change it). Nobody else may be looked at or heard less for it."""

import asyncio
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drills.hostile_hall import Hall, hall
from tests.drills.hostile_people import Material, call, honest_frames, hostile_frames, material

CALLERS = ("call-1", "call-2", "call-3")
FRAMERS = ("frames-1", "frames-2", "frames-3")
HONEST = (*CALLERS, *FRAMERS)
HOSTILE = ("hostile-frames", "hostile-call")
SETTLE_S, TURN_S, TURNS = 10.0, 10.0, 4
LEAST_RATIO = 0.9
MOST_GROWN_MB = 60.0
_LOST = (
    "workers_replaced", "listeners_replaced", "frames_lost", "sounds_lost", "attempts_set_aside",
    "sound_attempts_set_aside",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What consoles were shown of whom, alone and beside the hostile, and how the node stood before and after."""

    looks: dict[bool, Counter[str]]
    sounds: dict[bool, Counter[str]]
    before: dict[str, Any]
    after: dict[str, Any]
    memory_before: dict[str, float]
    memory_after: dict[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, and whether its limit was kept."""

    what: str
    measured: str
    kept: bool

    def __str__(self) -> str:
        """Return the line of the table."""
        return f"{self.what:<64} {self.measured:>22}  {'ok' if self.kept else 'MISSED'}"


async def suffer(node: Hall, given: Material) -> Outcome:
    """Let the honest work all the time, the hostile in every second turn: so that whatever else the machine has to do
    is shared by both."""
    always, going = asyncio.Event(), asyncio.Event()
    always.set()
    tasks = [asyncio.create_task(node.watch())]
    tasks += [asyncio.create_task(honest_frames(node, name, given.still)) for name in FRAMERS]
    tasks.append(asyncio.create_task(hostile_frames(node, HOSTILE[0], going, given.bad_stills)))
    peers = [await call(node, name, always, [given.video], given.sound) for name in CALLERS]
    peers.append(await call(node, HOSTILE[1], going, given.bad_video, given.bad_sound))
    try:
        await asyncio.sleep(SETTLE_S)
        before, memory = await node.stats(), node.memory_mb()
        looks, sounds = await _turns(node, going)
        for task in tasks:
            if task.done():
                task.result()
        return Outcome(looks, sounds, before, await node.stats(), memory, node.memory_mb())
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for peer in peers:
            await peer.close()


async def _turns(node: Hall, going: asyncio.Event) -> tuple[dict[bool, Counter[str]], dict[bool, Counter[str]]]:
    """Return what was looked at and heard in the turns without (False) and with (True) the hostile."""
    looks: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    sounds: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for turn in range(2 * TURNS):
        hostile = turn % 2 == 1
        (going.set if hostile else going.clear)()
        seen, heard = node.looks.copy(), node.sounds.copy()
        await asyncio.sleep(TURN_S)
        looks[hostile].update(node.looks - seen)
        sounds[hostile].update(node.sounds - heard)
    return looks, sounds


def lines(came: Outcome) -> Iterator[Line]:
    """Yield what came of it."""
    for name in HONEST:
        yield _ratio(f"{name}: looked at a second, alone and beside", name, came.looks)
    for name in CALLERS:
        yield _ratio(f"{name}: heard a second", name, came.sounds)
    counted, before = came.after["counters"], came.before["counters"]
    for name in _LOST:
        yield Line(name, str(counted[name]), counted[name] == 0)
    objects = came.after["objects"]
    yield Line("looks for objects lost", str(objects["lost"]), objects["lost"] == 0)
    for name in ("frames_rejected", "sound_packets_damaged"):
        yield Line(name, str(counted[name] - before[name]), counted[name] > before[name])
    for process, mb in came.memory_after.items():
        if process not in came.memory_before:
            yield Line(f"{process} is new", f"{mb:.0f} MB", kept=False)
        else:
            grown = mb - came.memory_before[process]
            yield Line(f"{process}: memory", f"{mb:.0f} MB, {grown:+.0f}", grown <= MOST_GROWN_MB)


def _ratio(what: str, name: str, counted: dict[bool, Counter[str]]) -> Line:
    alone, beside = (counted[hostile][name] / TURN_S / TURNS for hostile in (False, True))
    return Line(what, f"{alone:.2f} -> {beside:.2f}", alone > 0 and beside >= LEAST_RATIO * alone)


async def play() -> bool:
    """Play the drill and print it; return whether all limits were kept."""
    given = material()
    with tempfile.TemporaryDirectory(prefix="drill-hostile-") as folder:
        async with hall(Path(folder)) as node:
            came = await suffer(node, given)
            found = list(lines(came))
            print(*found, sep="\n")
            print("rejected, by reason:")
            for reason, number in sorted(came.after["rejected"].items()):
                print(f"  {number:>5}  {reason}")
            named = [line for line in node.log.read_text().splitlines() if any(name in line for name in HOSTILE)]
            print("named in the node's log:", *named, sep="\n  ")
            slow = min(came.looks[False][name] for name in HONEST) < LEAST_RATIO * TURN_S * TURNS
    if slow:
        print(f"The machine is too busy (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors) to look at all "
              "six once a second even when they are alone: how often they are looked at says little here.")
    missed = sum(not line.kept for line in found)
    print(f"{missed} missed" if missed else "All kept.")
    return not missed


def main() -> None:
    """Run the drill."""
    logging.getLogger("aiortc").setLevel(logging.ERROR)
    sys.exit(0 if asyncio.run(play()) else 1)


if __name__ == "__main__":
    main()
