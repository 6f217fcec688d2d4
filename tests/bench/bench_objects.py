"""How well phones and other screens are told on labelled pictures, what is claimed falsely, and what a look costs.

`python -m tests.bench.bench_objects [FOLDER]`; the folder is INVIGIL_FOOTAGE by default: labels.csv (file, phone),
pictures, and clips in video/ in which nobody has a phone or another screen. Exits with 1 if screens are claimed with a
precision below LEAST_PRECISION."""

import csv
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np

from tool.detection.object_networks import Picture
from tool.detection.objects import ObjectAnalyser
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

LEAST_PRECISION = 0.9
SCREENS = frozenset({"zero_cat_monitor_deskphone.jpg", "zero_room_laptop.jpg", "two_phone_bar.jpg"})
"""Pictures that show a television, a monitor or a laptop, found by eye: labels.csv has no such column."""
SIGNALS = {"screen": "second_screen_visible", "phone": "phone_visible"}


def jpeg(picture: Picture, quality: int) -> Picture:
    """Return the picture as it is after JPEG of this quality."""
    encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def scaled(picture: Picture, scale: float) -> Picture:
    """Return the picture with both sides times `scale`."""
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


CHANGES: Mapping[str, Callable[[Picture], Picture]] = {
    "as it is": lambda picture: picture,
    "mirrored": lambda picture: np.ascontiguousarray(picture[:, ::-1]),
    "JPEG 20": lambda picture: jpeg(picture, 20),
    "light / 4": lambda picture: (picture // 4).astype(np.uint8),
    "half size": lambda picture: scaled(picture, 0.5),
    "blurred": lambda picture: np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.5), np.uint8),
}


def labelled(folder: Path) -> Iterator[tuple[str, dict[str, bool], Picture]]:
    """Yield name, what there is in it, and the picture (longest side 640)."""
    with (folder / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            picture = cv2.imread(str(folder / row["file"]))
            assert picture is not None, row["file"]
            truth = {"screen": row["file"] in SCREENS, "phone": row["phone"] == "yes"}
            yield row["file"], truth, scaled(picture, 640 / max(picture.shape[:2]))


def frames(path: Path) -> Iterator[Picture]:
    """Yield one frame of every second of a clip (a GIF: every fifth)."""
    clip = cv2.VideoCapture(str(path))
    step = 5 if path.suffix == ".gif" else max(1, round(clip.get(cv2.CAP_PROP_FPS)))
    at = 0
    while True:
        there, picture = clip.read()
        if not there:
            return
        if at % step == 0:
            yield np.asarray(picture, np.uint8)
        at += 1


class Bench:
    """The networks, the thresholds of the standard preset, and what looks have cost so far."""

    def __init__(self) -> None:
        rules = {rule.type: rule.threshold for rule in PRESETS[Preset.STANDARD].rules}
        self.thresholds = {name: rules[kind] for name, kind in SIGNALS.items()}
        self.cost_ms: list[float] = []
        self._analyser = ObjectAnalyser()

    def scores(self, picture: Picture) -> dict[str, float]:
        """Look at a picture as it would arrive, as JPEG, decoding included."""
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
        began = time.process_time()
        facts = self._analyser.analyse(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8))
        self.cost_ms.append((time.process_time() - began) * 1000)
        return {"screen": facts.second_screen, "phone": facts.phone}


def share(part: int, whole: int) -> str:
    """Return "part/whole (quotient)"."""
    return f"{part}/{whole} ({part / whole:.2f})" if whole else f"{part}/0"


def pictures(bench: Bench, folder: Path) -> float:
    """Print the tables; return the precision of screens over all changes."""
    looked = [
        (change, name, truth, bench.scores(make(picture)))
        for name, truth, picture in labelled(folder) for change, make in CHANGES.items()
    ]
    claims = hits = 0
    for what, threshold in bench.thresholds.items():
        print(f"\n{what}, claimed at {threshold:g} or more{'':<18} precision       recall     false claims")
        for change in CHANGES:
            rows = [(name, truth[what], scores[what]) for made, name, truth, scores in looked if made == change]
            claimed = [(name, true, score) for name, true, score in rows if score >= threshold]
            right = sum(true for _, true, _ in claimed)
            false = ", ".join(f"{name} {score:.2f}" for name, true, score in claimed if not true)
            recall = share(right, sum(true for _, true, _ in rows))
            print(f"  {change:<36} {share(right, len(claimed)):>13} {recall:>12}     {false or 'none'}")
            if what == "screen":
                claims, hits = claims + len(claimed), hits + right
    return hits / claims if claims else 0.0


def clips(bench: Bench, folder: Path) -> None:
    """Print of how many frames of clips something is claimed, none of which shows anything."""
    for path in sorted((folder / "video").glob("*.*")):
        scores = [bench.scores(frame) for frame in frames(path)]
        claimed = {
            what: sum(each[what] >= threshold for each in scores) for what, threshold in bench.thresholds.items()
        }
        false = f"{claimed['screen']} screens, {claimed['phone']} phones"
        print(f"  {path.name}: {len(scores)} frames; claimed falsely: {false}")


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("INVIGIL_FOOTAGE", ""))
    if not (folder / "labels.csv").is_file():
        sys.exit("INVIGIL_FOOTAGE does not point at a folder with labels.csv, and none was named.")
    cv2.setNumThreads(1)
    bench = Bench()
    precision = pictures(bench, folder)
    print("\nclips")
    clips(bench, folder)
    slow = statistics.quantiles(bench.cost_ms, n=10)[-1]
    print(f"\na look: median {statistics.median(bench.cost_ms):.0f} ms of processor, one in ten above {slow:.0f} ms")
    print(f"precision of screens over all changes: {precision:.2f} (to reach: {LEAST_PRECISION:g})")
    sys.exit(0 if precision >= LEAST_PRECISION else 1)


if __name__ == "__main__":
    main()
