"""An hour of people who do nothing: how many incidents do the camera rules of the standard preset make of it?

`python -m tests.bench.bench_hours`; needs the pictures (INVIGIL_FOOTAGE, or `footage` beside the checkout). Each clip
is repeated forward and backward to an hour of virtual time, one look a second, in good light and worse, through
encoder, decoder, networks, observer and rules. Exits with 1 if anything false is told more than once an hour.

Five minutes of each are really looked at, every look knowing of the one before, as in service; then what was seen
in them comes again eleven times. Observer and rules live through the whole hour."""

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count, cycle, islice
from pathlib import Path

import cv2

from tests.bench.hours_clips import Condition, Footage, Loop, encoded, loop
from tool.detection.facts import FrameFacts
from tool.detection.frames import FrameAnalyser
from tool.detection.observer.observer import Observer
from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.media.looks.jobs import Job
from tool.media.looks.worker import look

HOUR = 3600
CHECK_IN = 20
"""Looks before the rules apply: what they show is usual."""
MOST_FALSE = 1
AWAY = frozenset({"looking_away"})
CLIPS = (
    Footage("center_focus.mp4", turned=True, shown=frozenset()),
    Footage("center_left_center.mp4", turned=True, shown=AWAY),
    Footage("head-pose-face-detection-female.gif", turned=False, shown=AWAY),
)
"""Somebody who looks at the screen, somebody who glances aside for five of fifteen seconds, and somebody who turns the
head from side to side all the time."""
CONDITIONS = (
    Condition("as it is"),
    Condition("as it is, by JPEG", codec="jpeg"),
    Condition("a quarter of the light", light=0.25),
    Condition("half the size", size=0.5),
    Condition("noise, sd 10", noise=10.0),
    Condition("quarter light, half size", light=0.25, size=0.5),
    Condition("all three", light=0.25, size=0.5, noise=10.0),
)


def looked_at(analyser: FrameAnalyser, clip: Loop, condition: Condition) -> list[FrameFacts]:
    """Return what is seen once through the loop, a look a second."""
    observer, seen = Observer(), []
    for second, data in enumerate(encoded(clip, condition)):
        at = float(second)
        codec = "jpeg" if condition.codec == "jpeg" else "vp8"
        found = look(analyser, Job(second, codec, at, data, before=observer.before(at)))
        if found.facts is None:
            raise RuntimeError(found.error)
        observer.saw(found.facts, at)
        seen.append(found.facts)
    return seen


def incidents(seen: Sequence[FrameFacts]) -> Counter[str]:
    """Return how many incidents of each type an hour of these looks, repeated, makes after a check-in of the first."""
    ids = count(1)
    rules = [rule for rule in PRESETS[Preset.STANDARD].applied if rule.kind.source.is_looked_at]
    engine, observer = RuleEngine("attempt", (), lambda: f"i{next(ids)}"), Observer()
    opened: Counter[str] = Counter()
    for second, facts in enumerate(islice(cycle(seen), CHECK_IN + HOUR)):
        at = float(second)
        if second == CHECK_IN:
            observer.apply(rules)
            observer.settle()
            engine.apply(rules, at)
        changes = engine.observe(observer.saw(facts, at))
        opened.update(change.type for change in changes if isinstance(change, IncidentOpened))
    return opened


def _told(opened: Counter[str]) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in sorted(opened.items())) or "nothing"


def _line(footage: Footage, condition: Condition, seen: Sequence[FrameFacts]) -> bool:
    """Print what came of an hour; return whether the limit was kept."""
    opened = incidents(seen)
    false = Counter({kind: number for kind, number in opened.items() if kind not in footage.shown})
    faces = Counter(min(facts.faces, 2) for facts in seen)
    read = sum(facts.head is not None for facts in seen)
    counts = "/".join(f"{100 * faces[n] / len(seen):.0f}" for n in range(3))
    kept = false.total() <= MOST_FALSE
    print(f"  {condition.title:<26}{counts:>10}{100 * read / len(seen):>7.0f}{false.total():>7}  "
          f"{'kept' if kept else 'MISSED':<7} {_told(false):<30} true: {_told(opened - false)}", flush=True)
    return kept


def folder() -> Path:
    """Return where the clips are; exit if they are nowhere."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "footage"
    found = Path(os.environ.get("INVIGIL_FOOTAGE") or beside) / "video"
    if not found.is_dir():
        sys.exit(f"There are no clips at {found}: set INVIGIL_FOOTAGE to the folder that holds `video`.")
    return found


def main() -> None:
    """Play an hour of each clip under each condition and print a table."""
    cv2.setNumThreads(1)
    began, analyser, kept = time.perf_counter(), FrameAnalyser(), []
    video = folder()
    print("one hour each, a look a second, standard preset (0/1/2+ faces and heads read, in % of looks; incidents)")
    for footage in CLIPS:
        clip = loop(video / footage.file, turned=footage.turned)
        print(f"{footage.file}: {len(clip.pictures)} pictures, {len(clip.order)} looks"
              f"\n{'':<28}{'0/1/2+':>10}{'heads':>7}{'false':>7}")
        kept += [_line(footage, condition, looked_at(analyser, clip, condition)) for condition in CONDITIONS]
    print(f"{len(kept)} hours in {time.perf_counter() - began:.0f} s; false incidents at most {MOST_FALSE} an hour: "
          f"{sum(kept)} of {len(kept)}")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
