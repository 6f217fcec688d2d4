"""`make bench-launch`: LTI launches of Invigil side by side with those of two LTI libraries, as ratios, in one run.

The yardstick is PyLTI1p3 2.0.0, handled as its Flask example does, on Invigil's own server (eventlet). Two limits, each
like for like; both are "at least as many launches per second":

A. The `lti` door alone beside PyLTI1p3 at its best, `set_public_key_caching`. Both end when the message is checked and
   kept in a dictionary in memory, and both ask for the platform's keys once. The door does all of its checks, more than
   PyLTI1p3 does: state bound to the browser and spent once, nonce of this very login, audience, times.
B. The whole web process beside PyLTI1p3's default, which fetches the key set at every launch, here at the cheapest: by
   plain HTTP from this machine. Invigil keeps its keys, and does what the other leaves to its host: it looks its
   platform up (twice), writes the state, finds the exam, and writes the person, new at each launch, and the ticket:
   four transactions in SQLite.

The other rows have no limit: by TLS, as every real LMS has it, PyLTI1p3's default is many times slower; with its keys
cached it is what a whole process would cost at least; ltijs keeps all in memory too and caches its keys.

Exits 0 only if both limits hold, none of 200 launches at once on the whole process fails, and every kind of bad launch
costs it less than a good one. Nothing here is a timed test: only ratios within this run count."""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.bench.launch_load import Cost, full_launches, posts
from tests.bench.launch_tools import LTIJS, Tool, Tools, running

LEAST_RATIO = 1.0
ROUNDS, LAUNCHES, ROUND_S, AT_ONCE = 5, 160, 1.2, 8
BURST = 200
BAD_ROUNDS, BAD_POSTS, BAD_AT_ONCE = 4, 25, 2
GOOD = "good"
K = TypeVar("K")
BAD_KINDS = ("bad signature", "replayed", "expired", "wrong aud", "garbage token", "oversized")
OTHER_BROWSER = "other browser"
"""Not a bad launch, and without a limit: the browser has no cookie of the login, so that more has to be asked of it."""


@dataclass
class Verdicts:
    """What has to hold, said as it is found."""

    missed: int = 0

    def say(self, holds: bool, what: str) -> None:
        """Print one verdict."""
        self.missed += not holds
        print(f"  {'ok    ' if holds else 'MISSED'}  {what}")


async def rounds(keys: list[K], times: int, run: Callable[[K], Awaitable[Cost]]) -> dict[K, list[Cost]]:
    """Run all, one after the other, and again: what else the machine does then hits all of them alike."""
    costs: dict[K, list[Cost]] = {key: [] for key in keys}
    for _ in range(times):
        for key in keys:
            costs[key].append(await run(key))
    return costs


def rate(costs: list[Cost]) -> float:
    """Return the median of the rounds' launches per second."""
    return statistics.median(cost.per_second for cost in costs)


def cpu_ms(costs: list[Cost]) -> float:
    """Return the median of the rounds' server processor time per launch."""
    return statistics.median(cost.server_ms for cost in costs)


def ratio(ours: list[Cost], theirs: list[Cost]) -> float:
    """Return how many times as many launches per second we do: the median over pairs of the same round."""
    return statistics.median(one.per_second / other.per_second for one, other in zip(ours, theirs, strict=True))


def faults(costs: list[Cost]) -> list[str]:
    """Return everything that went wrong."""
    return [fault for cost in costs for fault in cost.faults]


async def compare(tools: Tools, verdicts: Verdicts) -> None:
    """Full launches per second, side by side."""
    signer = tools.signer
    for tool in tools.all:
        await full_launches(tool, signer, LAUNCHES, AT_ONCE, ROUND_S)

    def run(tool: Tool) -> Awaitable[Cost]:
        return full_launches(tool, signer, LAUNCHES, AT_ONCE, ROUND_S)

    costs = await rounds(list(tools.all), ROUNDS, run)
    print(f"Full launches, login and id_token: {AT_ONCE} browsers, medians of {ROUNDS} rounds")
    print(f"  {'':46}{'launches/s':>11}{'server CPU':>12}{'latency':>10}{'the door is':>15}{'the process is':>17}")
    for tool, some in costs.items():
        latency = statistics.median(cost.median_ms for cost in some)
        beside = f"{ratio(costs[tools.door], some):13.2f} x{ratio(costs[tools.invigil], some):15.2f} x"
        print(f"  {tool.name:46}{rate(some):11.0f}{cpu_ms(some):9.2f} ms{latency:7.0f} ms{beside}")
    busy = max(cost.client_cpu_s / cost.wall_s for some in costs.values() for cost in some)
    print(f"  The client, signing included, used at most {busy:.0%} of a processor of its own.")
    wrong = [f"{tool.name}: {fault}" for tool, some in costs.items() for fault in faults(some)]
    verdicts.say(not wrong, f"{sum(len(some) for some in costs.values())} runs without a fault {wrong[:1] or ''}")
    for own, other in ((tools.door, tools.cached), (tools.invigil, tools.plain)):
        found = ratio(costs[own], costs[other])
        verdicts.say(found >= LEAST_RATIO, f"{own.name}: {found:.2f} x {other.name}; limit {LEAST_RATIO}")


async def burst(tools: Tools, verdicts: Verdicts) -> None:
    """Everybody comes at the same moment, each on a connection of their own."""
    print(f"\n{BURST} launches at once, a connection each")
    for tool in (tools.invigil, tools.cached, tools.ltijs):
        cost = await full_launches(tool, tools.signer, BURST, BURST)
        last = max(cost.latencies, default=0.0)
        print(f"  {tool.name:46}{len(cost.faults):4} failed, the last one through after {last:.1f} s")
        if tool is tools.invigil:
            done = len(cost.latencies) == BURST and not cost.faults
            verdicts.say(done, f"{BURST} at once without an error {cost.faults[:1] or ''}")


async def bad(tools: Tools, verdicts: Verdicts) -> None:
    """What a bad launch costs, against a good one: POST /lti/launch alone, the logins made before."""

    def measure(tool: Tool) -> Callable[[str], Awaitable[Cost]]:
        return lambda kind: posts(tool, tools.signer, kind, BAD_POSTS, BAD_AT_ONCE)

    kinds = [GOOD, *BAD_KINDS, OTHER_BROWSER]
    ours = await rounds(kinds, BAD_ROUNDS, measure(tools.invigil))
    theirs = await rounds(kinds, 1, measure(tools.cached))
    print(f"\nPOST /lti/launch alone, {BAD_ROUNDS} rounds of {BAD_POSTS} of each kind; medians, server CPU")
    print(f"  {'':20}{'Invigil':>11}{'of a good one':>16}{'latency':>11}    {tools.cached.name}")
    good = cpu_ms(ours[GOOD])
    for kind, costs in ours.items():
        latency = statistics.median(cost.median_ms for cost in costs)
        accepted = "  accepts it" if kind != GOOD and faults(theirs[kind]) else ""
        print(
            f"  {kind:20}{cpu_ms(costs):8.2f} ms{cpu_ms(costs) / good:15.0%}{latency:8.1f} ms"
            f"{cpu_ms(theirs[kind]):11.2f} ms{accepted}"
        )
    wrong = [fault for costs in ours.values() for fault in faults(costs)]
    verdicts.say(not wrong, f"good ones accepted, bad ones refused {wrong[:1] or ''}")
    dear = [kind for kind in BAD_KINDS if cpu_ms(ours[kind]) >= good]
    verdicts.say(not dear, f"every bad kind costs less than a good one {dear or ''}")


def main() -> int:
    """Measure, print, and return the exit status."""
    if not (LTIJS / "node_modules").exists():
        print("ltijs is not installed. To get it: make bench-launch")
        return 2
    verdicts = Verdicts()
    folder = tempfile.TemporaryDirectory(prefix="invigil-bench-", ignore_cleanup_errors=True)
    with folder as name, running(Path(name)) as tools:
        asyncio.run(_all(tools, verdicts))
    print(f"\n{f'{verdicts.missed} limits were missed.' if verdicts.missed else 'Every limit was met.'}")
    return 1 if verdicts.missed else 0


async def _all(tools: Tools, verdicts: Verdicts) -> None:
    await compare(tools, verdicts)
    await burst(tools, verdicts)
    await bad(tools, verdicts)


if __name__ == "__main__":
    sys.exit(main())
