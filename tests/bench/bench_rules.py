"""What the rules make of things that come and go before the camera: how soon they tell, and how many incidents.

`python -m tests.bench.bench_rules`; virtual time, so that an hour takes a second. Exits with 1 if a limit is missed.
The lines without a limit are there to be known: what a detector that misses looks at random does to the rules."""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.unit.detection.play import engine, watched
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

HOUR = 3600.0
SERIES = 500
RULES = PRESETS[Preset.STANDARD].rules
Faces = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is before the camera, and within how many seconds and incidents an hour it must be told (None: no limit)."""

    title: str
    faces: Faces
    soon_s: float | None = None
    most: int | None = None


def _in_turn(*faces: float) -> Faces:
    return lambda at: faces[round(at) % len(faces)]


def _at_random(faces: float, share: float, seed: int = 1) -> Faces:
    chance = random.Random(seed)
    return lambda _at: faces if chance.random() < share else 1


SCENES = (
    Scene("absent 4 of every 5 s", _in_turn(0, 0, 0, 0, 1), 60, 2),
    Scene("7 s away, 3 s back", _in_turn(*[0] * 7, *[1] * 3), 60, 2),
    Scene("absent 2 of every 5 s", _in_turn(0, 0, 1, 1, 1), 300, 2),
    Scene("absent 3 of every 12 s", _in_turn(*[0] * 3, *[1] * 9), 300, 2),
    Scene("absent 3 of every 17 s", _in_turn(*[0] * 3, *[1] * 14), None, 0),
    Scene("two people in 2 of 3 looks", _in_turn(2, 2, 1), 10, 2),
    Scene("two people in 2 of 3 looks, at random", _at_random(2, 2 / 3), 10, 2),
    Scene("two people in 7 of 10 looks, at random", _at_random(2, 0.7), 10, 2),
    Scene("a blink every 20 s", _in_turn(0, *[1] * 19), None, 0),
    Scene("two people in a single look every 20 s", _in_turn(2, *[1] * 19), None, 0),
    Scene("a face missed in 5 % of looks, at random", _at_random(0, 0.05)),
    Scene("a face missed in 10 % of looks, at random", _at_random(0, 0.10)),
    Scene("a face missed in 15 % of looks, at random", _at_random(0, 0.15)),
    Scene("a second face seen in 2 % of looks, at random", _at_random(2, 0.02)),
)


def _played(scene: Scene) -> bool:
    """Play an hour and print what came of it; return whether the limits were kept."""
    subject = engine(*RULES)
    changes = watched(subject, HOUR, scene.faces) + subject.end(HOUR)
    opened = [change for change in changes if isinstance(change, IncidentOpened)]
    ends = {change.incident_id: change for change in changes if isinstance(change, IncidentClosed)}
    first = f"{opened[0].opened_at:.0f} s" if opened else "-"
    looks, held = (sum(getattr(end.trace, name) for end in ends.values()) for name in ("looks", "held"))
    times = sum(end.times for end in ends.values())
    share = f"{100 * held / looks:.0f} %" if looks else "-"
    too_late = scene.soon_s is not None and not (opened and opened[0].opened_at <= scene.soon_s)
    too_many = scene.most is not None and len(opened) > scene.most
    verdict = "MISSED" if too_late or too_many else "" if scene.most is None else "kept"
    print(f"{scene.title:<47}{first:>8}{len(opened):>11}{times:>7}{share:>7}{len(changes):>9}  {verdict}")
    return not verdict.isupper()


def _soon_at_random() -> float:
    """Return the share of series of two people in two of three looks, at random, that are told within ten seconds."""
    told = [watched(engine(*RULES), 11, _at_random(2, 2 / 3, seed)) for seed in range(SERIES)]
    return sum(any(isinstance(change, IncidentOpened) for change in changes) for changes in told) / SERIES


def main() -> None:
    """Play all scenes at one look a second with the standard preset, and print a table."""
    began = time.perf_counter()
    print(f"{'one hour, a look a second, standard preset':<47}{'told at':>8}{'incidents':>11}{'times':>7}{'held':>7}"
          f"{'changes':>9}")
    kept = [_played(scene) for scene in SCENES]
    each_us = (time.perf_counter() - began) / len(SCENES) / HOUR * 1e6
    soon = _soon_at_random()
    print(f"two people in 2 of 3 looks, at random: told within 10 s in {100 * soon:.1f} % of {SERIES} series")
    print(f"a look costs all {len(RULES)} rules together {each_us:.0f} µs")
    sys.exit(0 if all(kept) and soon >= 0.95 else 1)


if __name__ == "__main__":
    main()
