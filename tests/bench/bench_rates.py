"""How often 60 examinees are looked at inside a budget, what one costly examinee does to the others, how fair it is.

`python -m tests.bench.bench_rates`; real pace and samplers on a clock by hand, scripted costs, no networks, so the
figures are always the same. Exits with 1 if a limit is not kept."""

import sys
import time
from collections.abc import Callable
from statistics import mean, median

from tests.fakes.watched_room import LOOK_S, Room

PEOPLE, WARM_S, MEASURED_S = 60, 60.0, 300.0
MOST_SLOWED, MOST_OVER, MOST_UNFAIR = 1.05, 1.05, 1.15


def _lively(room: Room, people: int) -> None:
    for chair in room.chairs[:people]:
        chair.stirred = True


def _costly(room: Room, times: float) -> None:
    room.chairs[-1].cost_s = times * LOOK_S


CASES: dict[str, tuple[float, float, Callable[[Room], None]]] = {
    "calm, room for all": (1.0, 1.0, lambda room: None),
    "20 of 60 lively, room for all": (1.0, 1.0, lambda room: _lively(room, 20)),
    "all lively": (0.6, 1.0, lambda room: _lively(room, PEOPLE)),
    "budget for half": (0.24, 1.0, lambda room: None),
    "budget for a third, 20 lively": (0.16, 1.0, lambda room: _lively(room, 20)),
    "processes get a quarter of a processor": (1.0, 4.0, lambda room: None),
    "room for just all, one costs 10 times": (0.5, 1.0, lambda room: _costly(room, 10)),
    "room for just all, one costs 100 times": (0.5, 1.0, lambda room: _costly(room, 100)),
    "budget for half, one costs 100 times": (0.24, 1.0, lambda room: _costly(room, 100)),
}


def played(cpus: float, slower: float, happens: Callable[[Room], None]) -> tuple[Room, float]:
    """Return the room after its time, and how many processors looks took in the measured part of it."""
    room = Room(PEOPLE, cpus=cpus, slower=slower)
    happens(room)
    room.passes(WARM_S)
    before, room.longest_wait_s = room.cpu_s, 0.0
    room.passes(MEASURED_S)
    return room, (room.cpu_s - before) / MEASURED_S


def paces(room: Room, *, costly: bool = False, lively: bool = False) -> list[float]:
    """Return the mean interval of each examinee of one kind."""
    return [
        mean(chair.gaps(MEASURED_S)) for chair in room.chairs
        if (chair.cost_s > LOOK_S) is costly and (costly or chair.stirred is lively)
    ]


def row(name: str, cpus: float, slower: float, happens: Callable[[Room], None]) -> tuple[str, bool]:
    """Play a case; return its line and whether it kept within the limits."""
    room, taken = played(cpus, slower, happens)
    kinds = {"even": paces(room), "lively": paces(room, lively=True), "costly": paces(room, costly=True)}
    fair = max((max(each) / min(each) for each in kinds.values() if each), default=1.0)
    shown = " ".join(f"{f'{median(each):.2f}' if each else '-':>7}" for each in kinds.values())
    line = f"{name:40} {cpus:5.2f} {taken:6.3f} {shown} {fair:7.2f} {room.longest_wait_s:7.2f}"
    return line, fair <= MOST_UNFAIR and taken <= MOST_OVER * cpus


def slowed(cpus: float, times: float) -> float:
    """Return how much further apart the looks at others are once one examinee's cost so many times the usual."""
    without = mean(paces(played(cpus, 1.0, lambda room: None)[0])[:-1])
    return mean(paces(played(cpus, 1.0, lambda room: _costly(room, times))[0])) / without


def main() -> None:
    """Play every case and print a table."""
    began, kept = time.perf_counter(), True
    print(f"{PEOPLE} examinees, a look takes {LOOK_S * 1000:g} ms; seconds between two looks (median of examinees)")
    print(f"{'':40} cpus   taken    even  lively  costly  unfair wait max")
    for name, case in CASES.items():
        line, well = row(name, *case)
        kept = kept and well
        print(line + ("" if well else "  TOO MUCH"))
    for cpus, times in ((0.5, 10.0), (0.5, 100.0), (0.24, 100.0)):
        ratio = slowed(cpus, times)
        kept = kept and ratio <= MOST_SLOWED
        print(f"one that costs {times:g} times the usual, {cpus:g} processors: others' interval x {ratio:.3f}")
    print(f"limits: others x {MOST_SLOWED}, budget x {MOST_OVER}, unfair {MOST_UNFAIR} "
          f"(slowest by fastest of a kind); played in {time.perf_counter() - began:.1f} s")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
