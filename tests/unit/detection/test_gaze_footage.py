"""Looking away on real pictures and clips. The floors are what was measured, less one picture."""

import csv
import os
from pathlib import Path

import cv2
import pytest

from tool.detection.frames import FrameAnalyser
from tool.detection.observer.gaze import looks_away
from tool.evaluation.clips import Found, play
from tool.evaluation.instruments import Instruments
from tool.evaluation.score import yes_no_score

FOLDER = os.environ.get("INVIGIL_FOOTAGE", "")

pytestmark = [
    pytest.mark.footage,
    pytest.mark.skipif(not FOLDER, reason="INVIGIL_FOOTAGE does not point at the labelled pictures"),
]


def test_who_looks_away_is_told_from_who_does_not(analyser: FrameAnalyser) -> None:
    with (Path(FOLDER) / "labels.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["looking_at_camera"] in {"yes", "no"}]
    pairs = []
    for row in rows:
        picture = cv2.imread(str(Path(FOLDER) / row["file"]))
        scale = min(1.0, 640 / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pairs.append((row["looking_at_camera"] == "no", looks_away(analyser.analyse(small))))

    score = yes_no_score(pairs, measured=True)

    assert score.false <= 1
    assert score.hits >= 10
    assert score.unknown <= 5


def looking_away(file: str, analyser: FrameAnalyser, calibrate_s: float) -> list[Found]:
    played = play(Path(FOLDER) / "video" / file, Instruments(analyser), calibrate_s=calibrate_s)
    return [found for found in played.incidents if found.type == "looking_away"]


@pytest.mark.parametrize("calibrate_s", [0.0, 2.5])
def test_a_glance_of_the_eyes_alone_is_found_with_and_without_calibration(
    analyser: FrameAnalyser, calibrate_s: float
) -> None:
    (glance,) = looking_away("center_left_center.mp4", analyser, calibrate_s)

    assert glance.at_s == pytest.approx(5.8, abs=1.1)
    assert glance.seconds == pytest.approx(4.2, abs=1.0)


@pytest.mark.parametrize("calibrate_s", [0.0, 2.5])
def test_who_looks_at_the_screen_all_the_time_looks_away_never(analyser: FrameAnalyser, calibrate_s: float) -> None:
    assert looking_away("center_focus.mp4", analyser, calibrate_s) == []
