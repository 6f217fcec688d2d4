"""What a run of the demo check has seen: steps on a timeline, and latencies with their limits."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def percentile(values: list[float], share: float) -> float:
    """Return the nearest-rank percentile: the smallest value that `share` (0-1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


@dataclass
class Latency:
    """One kind of latency: samples in seconds, and the limit for its 95th percentile."""

    name: str
    limit_s: float
    samples: list[float] = field(default_factory=list)

    @property
    def met(self) -> bool:
        return bool(self.samples) and percentile(self.samples, 0.95) <= self.limit_s

    def line(self) -> str:
        if not self.samples:
            return f"  {self.name:58} no sample"
        p50, p95 = percentile(self.samples, 0.5), percentile(self.samples, 0.95)
        mark = "ok" if self.met else "TOO SLOW"
        return (
            f"  {self.name:58} p50 {p50 * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms   "
            f"limit {self.limit_s * 1000:6.0f} ms   n={len(self.samples):<3} {mark}"
        )


class Timeline:
    """Prints each step as it happens and remembers what failed."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.failures: list[str] = []
        self.latencies: dict[str, Latency] = {}

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Print `text` with its duration when the body ends; an exception in the body fails the run and goes on up."""
        start = time.monotonic()
        try:
            yield
        except Exception as exc:
            self.failures.append(f"{text}: {exc}")
            self._print(text, start, "FAILED")
            raise
        self._print(text, start, "")

    def check(self, text: str, holds: bool, detail: str = "") -> None:
        """Note one fact that must hold."""
        if not holds:
            self.failures.append(f"{text} {detail}".strip())
        self._print(f"{text} {detail}".strip(), time.monotonic(), "" if holds else "FAILED")

    def latency(self, name: str, limit_s: float) -> Latency:
        """Return the latency of that name, made at first use."""
        return self.latencies.setdefault(name, Latency(name, limit_s))

    def finish(self) -> int:
        """Print the measured latencies and the verdict; return the exit status."""
        print("\nMeasured:")
        for latency in self.latencies.values():
            print(latency.line())
            if not latency.met:
                self.failures.append(f"{latency.name} is over its limit or has no sample")
        if self.failures:
            print("\nNot all happened as it must:")
            for failure in self.failures:
                print(f"  - {failure.splitlines()[0]}")
            return 1
        print("\nAll steps happened, all limits are met.")
        return 0

    def _print(self, text: str, start: float, mark: str) -> None:
        at = time.monotonic() - self.began
        took = time.monotonic() - start
        print(f"{at:7.1f} s  {text:78} {f'({took:.1f} s)' if took >= 0.05 else '':9} {mark}".rstrip(), flush=True)
