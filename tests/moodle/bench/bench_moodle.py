"""`make bench-moodle`: what the plugin costs a Moodle, as ratios to named yardsticks within one run.

A. The guard, which Moodle calls in every request: running it in a script that is not its affair, beside a callback that
   does nothing; and loading its class, as if no opcode cache had it. Limit: 0.1 ms together.
B. A page of an attempt, with proctoring switched on and off in one and the same quiz, and the page of a quiz that was
   never proctored, with the guard among Moodle's callbacks and without. Times of both kinds are taken in turn, in an
   order that changes, because the machine is shared; the ratio is the median over pairs of neighbours, with how far it
   may be off (90 %, by bootstrap). Limit: 1.05, for the ratio itself.
   A proctored page has no header and footer of the site, which saves more time than the plugin takes. So the same quiz
   in Moodle's own secure window, which leaves them out as well, is a third kind, with the same limit.
C. Requests to Moodle and bytes, up and down, per minute and examinee while all is well, beside quizaccess_proctoring's.
   Invigil's server reports a room's presence twice a minute; a page of the shell asks state.php once per load. Limits:
   0.5 requests and 5 kB.

Exits 0 if all limits hold, 1 if one is missed, 2 if the environment does not name a Moodle."""

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.moodle.bench.measured_site import PLUGIN, Site, Student, php, report_presence, size

NEEDED = ("INVIGIL_MOODLE_URL", "MOODLE_DIR", "MOODLE_PHP")
GUARD_MS = 0.1
PAGE_RATIO, WARM_UP = 1.05, 4
PAGES, SECURE_PAGES, BARE_PAGES = 60, 180, 120
"""Pairs of pages: the nearer two kinds are to each other, the more it takes to tell them apart on a busy machine."""
REQUESTS_PER_MINUTE, KB_PER_MINUTE = 0.5, 5.0
REPORTS_PER_MINUTE = 2
"""tool.lms.presence_reports.EVERY_S."""
LOADS_PER_MINUTE = 1 / 30
"""A shell that is opened, or loaded anew, every half an hour."""

PROCTORING = "quizaccess_proctoring 1.6.7"
PROCTORING_REQUESTS, PROCTORING_KB = 2.5, 323.0
PROCTORING_SOURCE = "measured on 1.6.7, 121.8 s, 30 s interval"


@dataclass
class Table:
    """Prints a row for each figure, and counts the limits that were missed."""

    missed: int = 0

    def row(
        self, what: str, ours: float, yardstick: float, unit: str, *, ratio: float | None = None,
        limit: tuple[float, float] | None = None,
    ) -> None:
        """Print one figure beside its yardstick; `limit` is the value to be judged and the most that it may be."""
        word = ""
        if limit:
            holds = limit[0] <= limit[1]
            self.missed += not holds
            word = f"{limit[1]:>7g}  {'ok' if holds else 'MISSED'}"
        beside = ours / yardstick if ratio is None else ratio
        print(f"  {what:58}{ours:>9.4g}{yardstick:>11.4g} {unit:9}{beside:>8.3g} x{word}".rstrip())

    @staticmethod
    def head(what: str, yardstick: str) -> None:
        """Begin a part."""
        print(f"\n{what}\n  beside: {yardstick}")
        print(f"  {'':58}{'plugin':>9}{'yardstick':>11} {'':9}{'ratio':>8}  {'limit':>7}")


def guard(moodle: str, table: Table) -> None:
    """Part A."""
    said = _script("guard.php", moodle).splitlines()
    us = {line[:56].strip(): float(line[56:].split()[0]) for line in said if len(line) > 56}
    call, empty = us["guard, another script"], us["empty callback"]
    both = (float(_script("loading.php", moodle)) + call) / 1000
    table.head("The guard in a request that is not its affair", "a callback that does nothing")
    table.row("one call", call / 1000, empty / 1000, "ms")
    limit = (both, GUARD_MS)
    table.row("loading its class without an opcode cache, and one call", both, empty / 1000, "ms", limit=limit)


def _script(name: str, moodle: str) -> str:
    command = [*php(), str(Path(__file__).with_name(name)), moodle]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def in_turn(kinds: Sequence[Callable[[], float]], rounds: int) -> list[tuple[float, ...]]:
    """Take the time of both kinds one after the other, now the one first, now the other; forget the first rounds."""
    pairs: list[tuple[float, ...]] = []
    for number in range(WARM_UP + rounds):
        if number % 2:
            second, first = kinds[1](), kinds[0]()
        else:
            first, second = kinds[0](), kinds[1]()
        pairs.append((first, second))
    return pairs[WARM_UP:]


def interval(ratios: list[float]) -> tuple[float, float]:
    """Return between what the median would lie in 90 % of such measurements, by bootstrap."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(1000))
    return medians[50], medians[949]


def page_row(table: Table, what: str, pairs: list[tuple[float, ...]]) -> None:
    """Print the medians of two kinds, and the median of the ratios of neighbours."""
    ratios = [one / other for one, other in pairs]
    ratio = statistics.median(ratios)
    ms, beside = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    table.row(what, ms, beside, "ms", ratio=ratio, limit=(ratio, PAGE_RATIO))
    low, high = interval(ratios)
    print(f"    {len(pairs)} pairs; ratio between {low:.3f} and {high:.3f}")


def pages(site: Site, student: Student, table: Table) -> None:
    """Part B."""
    attempt = f"/mod/quiz/attempt.php?attempt={site.made['attemptid']}&cmid={site.made['cmid']}"
    view = f"/mod/quiz/view.php?id={site.made['never']}"

    def kind(word: str, path: str, has: str, lacks: str) -> Callable[[], float]:
        def take() -> float:
            site.turn(word)
            return student.timed(path, has, lacks)

        return take

    framed, form = "invigil-framed", 'id="responseform"'
    on = kind("on", attempt, framed, "")
    table.head("Pages, fetched in turn, medians", "the same page without the plugin's part")
    page_row(table, "attempt.php, proctored; same quiz not proctored",
             in_turn([on, kind("off", attempt, form, framed)], PAGES))
    page_row(table, "attempt.php, proctored; same quiz in the secure window",
             in_turn([on, kind("secure", attempt, form, framed)], SECURE_PAGES))
    site.turn("off")
    page_row(table, "view.php of a quiz never proctored; without the guard",
             in_turn([kind(word, view, "path-mod-quiz", framed) for word in ("hook", "nohook")], BARE_PAGES))
    site.turn("hook")


def traffic(url: str, site: Site, student: Student, table: Table) -> None:
    """Part C."""
    site.turn("on")
    sessions = site.made["sessions"]
    room = size(report_presence(url, site.made["token"], sessions))
    alone = size(report_presence(url, site.made["token"], sessions[:1]))
    state = size(student.get(f"{PLUGIN}/state.php?cmid={site.made['cmid']}&number=1"))
    presence, loads = REPORTS_PER_MINUTE / len(sessions), LOADS_PER_MINUTE
    requests, kb = presence + loads, (room * presence + state * loads) / 1000
    table.head("To Moodle per minute and examinee, while all is well", f"{PROCTORING} ({PROCTORING_SOURCE})")
    table.row(f"requests, {len(sessions)} examinees", requests, PROCTORING_REQUESTS, "requests",
              limit=(requests, REQUESTS_PER_MINUTE))
    table.row(f"bytes, {len(sessions)} examinees", kb, PROCTORING_KB, "kB", limit=(kb, KB_PER_MINUTE))
    table.row("requests, one examinee alone on the site", REPORTS_PER_MINUTE + loads, PROCTORING_REQUESTS, "requests")
    table.row("bytes, one examinee alone on the site",
              (alone * REPORTS_PER_MINUTE + state * loads) / 1000, PROCTORING_KB, "kB")
    print(f"  A report of {len(sessions)} attempts is {room} bytes up and down, of one {alone}; state.php {state}.\n"
          "  Not in it: a report more when somebody comes or goes; state.php, at most once a minute, when an examinee\n"
          "  comes back to the tab, and every 5 to 15 s while the attempt is held; an access token once an hour.")


def main() -> int:
    """Measure and print; return the exit status."""
    absent = [name for name in NEEDED if not os.environ.get(name)]
    if absent:
        print(f"bench-moodle needs a Moodle with the plugin, made as docs/acceptance-moodle.md says. Not set: "
              f"{', '.join(absent)}.\n  INVIGIL_MOODLE_URL  its address\n  MOODLE_DIR          the folder of its code\n"
              "  MOODLE_PHP          the command that runs PHP as it does, such as: php", file=sys.stderr)
        return 2
    url, moodle = os.environ["INVIGIL_MOODLE_URL"].rstrip("/"), os.environ["MOODLE_DIR"]
    table = Table()
    guard(moodle, table)
    student = Student(url)
    with Site(moodle) as site:
        pages(site, student, table)
        traffic(url, site, student, table)
    print(f"\n{'ok' if not table.missed else 'MISSED'}: {table.missed} limits missed")
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
