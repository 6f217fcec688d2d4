"""A whole evaluation with a detector whose answers are known: the white squares at the top are the faces."""

import json
from pathlib import Path
from xml.etree import ElementTree

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tool.cli import main
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.detection.frames import FrameAnalyser
from tool.evaluation import report
from tool.evaluation.clips import Found, play
from tool.evaluation.evaluate import Evaluation, evaluate
from tool.evaluation.labels import BadLabels, read
from tool.evaluation.sweeps import SWEEPS


class Counter:
    """Sees as many faces as there are bright squares in the picture's top row; in the dark none."""

    def find(self, bgr: Picture, _small: Picture) -> list[Box]:
        row = bgr[: bgr.shape[0] // 4].mean(axis=(0, 2)) > 150
        edges = int(np.count_nonzero(row[1:] & ~row[:-1]))
        return [Box(0.3 * n, 0, 0.1, 0.1, 0.9) for n in range(edges)]


def drawn(faces: int) -> Picture:
    picture = np.full((120, 160, 3), 60, np.uint8)
    picture[60:, np.arange(160) // 10 % 2 == 0] = 140  # a room, so that the lens is not covered
    for n in range(faces):
        picture[:40, 20 + 50 * n : 45 + 50 * n] = 255
    return picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = ["file,faces,looking,light"]
    for name, shown, truth in (("none", 0, 0), ("one", 1, 1), ("two", 2, 2), ("hidden", 0, 1)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), drawn(shown))
        lines.append(f"{name}.png,{truth},{'yes' if truth == 1 else ''},{'dim' if name == 'hidden' else 'day'}")
    (tmp_path / "labels.csv").write_text("\n".join(lines))
    return tmp_path


def film(path: Path, *scenes: tuple[int, int]) -> Path:
    """Write a video: so many faces for so many seconds, ten pictures a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for faces, seconds in scenes:
            for _ in range(seconds * 10):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(drawn(faces), format="bgr24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def analyser() -> FrameAnalyser:
    return FrameAnalyser(Counter(), model="a line that is counted")


def test_everything_is_counted_plain_worse_and_by_group(folder: Path, analyser: FrameAnalyser) -> None:
    found = evaluate(read(folder), analyser)
    assert found.scores.faces.accuracy.value == 0.75
    assert found.wrong == (("hidden.png", 1, 0),)
    assert set(found.sweeps) == set(SWEEPS)
    assert found.sweeps["light x 1/16"].accuracy.value == 0.25, "in the dark nobody is seen"
    assert found.groups["light"]["day"].faces.accuracy.value == 1.0
    assert found.groups["light"]["dim"].faces.accuracy.value == 0.0
    assert evaluate(read(folder), analyser, sweeps=False).sweeps == {}


def test_what_nothing_measures_yet_is_said_and_not_scored(folder: Path, analyser: FrameAnalyser) -> None:
    phone = evaluate(read(folder), analyser, sweeps=False).scores.conditions["phone"]
    assert (phone.measured, phone.precision.value, phone.recall.value) == (False, None, None)


def test_a_video_is_judged_by_the_standard_rules_in_its_own_time(tmp_path: Path, analyser: FrameAnalyser) -> None:
    clip = play(film(tmp_path / "left.mp4", (1, 5), (0, 10), (1, 5)), analyser)
    assert clip.seconds == pytest.approx(20, abs=0.2)
    assert clip.looks in (20, 21)
    (gone,) = clip.incidents
    assert (gone.type, gone.at_s) == ("face_missing", pytest.approx(5, abs=1))
    assert gone.seconds == pytest.approx(9, abs=1.1)
    lasting = play(film(tmp_path / "away.mp4", (1, 3), (2, 6)), analyser)
    assert lasting.incidents == (Found("multiple_people", pytest.approx(3, abs=1), None),)


def test_what_is_no_video_or_picture_is_said(tmp_path: Path, analyser: FrameAnalyser) -> None:
    for name in ("broken.mp4", "broken.jpg"):
        (tmp_path / name).write_bytes(b"not that")
        (tmp_path / "labels.csv").write_text(f"file,faces\n{name},1\n")
        with pytest.raises(BadLabels, match=name):
            evaluate(read(tmp_path), analyser)


def test_the_same_twice_is_the_same(folder: Path, analyser: FrameAnalyser) -> None:
    assert report.as_json(evaluate(read(folder), analyser)) == report.as_json(evaluate(read(folder), analyser))


@pytest.fixture
def found(folder: Path, analyser: FrameAnalyser) -> Evaluation:
    film(folder / "clip.mp4", (1, 3), (2, 6))
    return evaluate(read(folder), analyser)


def test_json_has_the_promised_shape(found: Evaluation) -> None:
    said = json.loads(json.dumps(report.as_json(found)))
    assert said["faces"]["n"] == 4
    assert said["faces"]["confusion"]["one"] == {"none": 1, "one": 1, "more": 0}
    assert said["looking_away"].keys() >= {"n", "precision", "recall", "unknown"}
    assert said["looking_away"]["n"] == 2
    (video,) = said["videos"]
    assert (video["file"].endswith("clip.mp4"), video["incidents"][0]["type"]) == (True, "multiple_people")
    assert said["groups"]["light"]["dim"]["faces"]["accuracy"] == 0.0


def test_text_names_what_was_wrong_and_the_picture_is_one(found: Evaluation) -> None:
    text = report.as_text(found)
    assert "hidden.png: 1 / 0" in text
    assert "multiple_people at 3 s" in text
    assert "does not measure it" in text
    assert max(map(len, text.splitlines())) <= 100
    picture = ElementTree.fromstring(report.as_svg(found))
    assert picture.find("{http://www.w3.org/2000/svg}title") is not None


def test_the_command_says_what_is_wrong_with_the_labels(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["evaluate", str(tmp_path)])
    assert answer.exit_code == 1
    assert "There is no" in answer.output
    assert "columns file, faces" in answer.output


def test_the_command_measures_with_the_real_networks(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((240, 320, 3), 128, np.uint8))
    (tmp_path / "labels.csv").write_text("file,faces\ngrey.png,0\n")
    svg = tmp_path / "found.svg"
    answer = CliRunner().invoke(
        main, ["evaluate", str(tmp_path), "--format", "json", "--no-sweeps", "--picture", str(svg)]
    )
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["faces"]["accuracy"] == 1.0
    assert svg.read_text().startswith("<svg")
