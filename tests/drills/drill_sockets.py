"""`make drill-sockets`: bad faith and bad luck at the sockets of a real web process, as a table; exit 1 when missed."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.drills.socket_floods import FLOODS, suffer
from tests.drills.socket_hall import Hall
from tests.drills.socket_patience import HALF_A_BODY, HALF_A_HEADER, slow_senders
from tests.drills.socket_reconnects import come_back
from tests.drills.socket_revocations import platform_off, revoked_guest


@dataclass(frozen=True)
class Line:
    """One figure and what it may be at most."""

    what: str
    measured: float
    limit: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the limit was kept."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        """Return the line of the table."""
        sign = "ok" if self.kept else "MISSED"
        return f"{self.what:<62} {self.measured:>9.2f} {self.unit:<6} (at most {self.limit:g})  {sign}"


def revocations() -> Iterator[Line]:
    """Revocation by web itself and by another process."""
    with _hall(8) as hall:
        lasted, late = asyncio.run(revoked_guest(hall))
        yield Line("revoked guest: time until nothing is heard", lasted, 1.0, "s")
        yield Line("revoked guest: events after that", late, 0, "")
        lasted, late = asyncio.run(platform_off(hall))
        yield Line("platform off (another process): time until cut", lasted, 30.0, "s")
        yield Line("platform off: events after that", late, 0, "")


def floods() -> Iterator[Line]:
    """One person floods from four pages, others chat."""
    for flood in FLOODS:
        with _hall(10) as hall:
            outcome = asyncio.run(suffer(hall, flood, 8.0))
        yield Line(f"{flood.name}: the others' chat, p95", outcome.p95_s * 1000, 300, "ms")
        yield Line(f"{flood.name}: memory grown", outcome.grown_mb, 50, "MB")
        yield Line(f"{flood.name}: chat lost", outcome.lost, 0, "")


def patience() -> Iterator[Line]:
    """Requests that do not end."""
    for name, number, first, seconds in (
        ("4,000 half headers", 4000, HALF_A_HEADER, 16.0), ("300 half bodies", 300, HALF_A_BODY, 26.0),
    ):
        with _hall(1) as hall:
            outcome = asyncio.run(slow_senders(hall, number, first, seconds))
        yield Line(f"{name}: slowest /healthz", outcome.worst_s * 1000, 200, "ms")
        yield Line(f"{name}: not ended after {seconds:g} s", outcome.begun - outcome.ended, 0, "")
        yield Line(f"{name}: could not begin", number - outcome.begun, 0, "")


def reconnects() -> Iterator[Line]:
    """Cohorts that come back at once."""
    for number, limit in ((150, 2.5), (500, 6.0)):
        with _hall(number) as hall:
            all_in_s, known_s = asyncio.run(come_back(hall, number))
        yield Line(f"{number} pages come back: the last has its attempt", all_in_s, limit, "s")
        yield Line(f"{number} pages come back: the consoles know of all", known_s, limit + 1.0, "s")


PARTS = {"revocations": revocations, "floods": floods, "patience": patience, "reconnects": reconnects}


def main(names: list[str]) -> int:
    """Run these parts, or all; return the exit code."""
    missed = 0
    for name in names or PARTS:
        for line in PARTS[name]():
            print(line, flush=True)
            missed += not line.kept
    print(f"{missed} missed" if missed else "All kept.")
    return 1 if missed else 0


def _hall(seats: int) -> Hall:
    return Hall.furnished(Path(tempfile.mkdtemp(prefix="drill-sockets-")), seats)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
