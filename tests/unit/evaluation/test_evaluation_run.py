"""A whole evaluation with a detector whose answers are known: the white squares at the top are the faces."""

import json
import wave
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tests.unit.detection.gazing import MIDDLE, head
from tool.cli import main
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.detection.facts import Before
from tool.detection.frames import FrameAnalyser
from tool.detection.heads import Reading
from tool.detection.heard import SoundFacts
from tool.detection.objects import ObjectFacts
from tool.detection.sounds import Clip as SoundClip
from tool.detection.voice import RATE
from tool.evaluation import report
from tool.evaluation.clips import Found, play, upright
from tool.evaluation.evaluate import Evaluation, evaluate
from tool.evaluation.instruments import Instruments
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


class Objects:
    """Takes a picture with a green corner for one with a phone, and one with a blue corner for one with a screen."""

    def analyse(self, bgr: Picture) -> ObjectFacts:
        blue, green, _ = bgr[-10:, -10:].reshape(-1, 3).mean(axis=0)
        return ObjectFacts(0.9 if blue > 180 else 0.0, 0.9 if green > 180 else 0.0, self.persons(bgr))

    def persons(self, bgr: Picture) -> tuple[Box, ...]:
        return ()


class Ear:
    """Takes all that is loud for speech."""

    def analyse(self, clips: list[SoundClip]) -> list[SoundFacts]:
        return [self.facts(clip) for clip in clips]

    def facts(self, clip: SoundClip) -> SoundFacts:
        seconds = clip.samples.size / RATE
        loud = float(np.abs(clip.samples).mean()) > 0.05
        return SoundFacts(seconds, seconds, seconds if loud else 0.0, -10.0, -12.0, -8.0, -60.0, "loudness")


FACES = FrameAnalyser(Counter(), model="a line that is counted")


@pytest.fixture
def instruments() -> Instruments:
    return Instruments(FACES, Objects(), Ear())


def test_everything_is_counted_plain_worse_and_by_group(folder: Path, instruments: Instruments) -> None:
    found = evaluate(read(folder), instruments)
    assert found.scores.faces.accuracy.value == 0.75
    assert found.wrong == (("hidden.png", 1, 0),)
    assert set(found.sweeps) == set(SWEEPS)
    assert found.sweeps["light x 1/16"].accuracy.value == 0.25, "in the dark nobody is seen"
    assert found.groups["light"]["day"].faces.accuracy.value == 1.0
    assert found.groups["light"]["dim"].faces.accuracy.value == 0.0
    assert evaluate(read(folder), instruments, sweeps=False).sweeps == {}


def test_what_this_machine_cannot_measure_is_said_and_not_scored(folder: Path) -> None:
    found = evaluate(read(folder), Instruments(FACES, missing={"phone": "No network."}), sweeps=False)

    phone = found.scores.conditions["phone"]
    assert (phone.measured, phone.precision.value, phone.recall.value) == (False, None, None)
    assert "not measured. No network." in report.as_text(found)


def test_phones_and_screens_are_told_from_pictures(tmp_path: Path, instruments: Instruments) -> None:
    lines = ["file,phone,screen"]
    for name, colour, phone, screen in (
        ("phone", (0, 255, 0), "yes", "no"), ("screen", (255, 0, 0), "no", "yes"), ("neither", (0, 0, 0), "yes", ""),
    ):
        picture = drawn(1)
        picture[-10:, -10:] = colour
        cv2.imwrite(str(tmp_path / f"{name}.png"), picture)
        lines.append(f"{name}.png,{phone},{screen}")
    (tmp_path / "labels.csv").write_text("\n".join(lines))

    conditions = evaluate(read(tmp_path), instruments, sweeps=False).scores.conditions

    assert (conditions["phone"].n, conditions["phone"].precision.value, conditions["phone"].recall.value) == (3, 1, 0.5)
    assert (conditions["screen"].n, conditions["screen"].hits, conditions["screen"].rightly_not) == (2, 1, 1)


def recording(path: Path, *parts: tuple[float, int]) -> Path:
    """Write sound: noise of this loudness (0 to 1) for so many seconds, and so on."""
    source = np.random.default_rng(1)
    samples = np.concatenate([source.normal(0, loud, seconds * RATE) for loud, seconds in parts])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def test_speech_is_told_from_recordings_by_the_rule_about_it(tmp_path: Path, instruments: Instruments) -> None:
    recording(tmp_path / "talk.wav", (0.2, 40))
    recording(tmp_path / "still.wav", (0.001, 40))
    (tmp_path / "labels.csv").write_text("file,speech\ntalk.wav,yes\nstill.wav,no\n")

    found = evaluate(read(tmp_path), instruments, sweeps=False)

    speech = found.scores.conditions["speech"]
    assert (speech.hits, speech.rightly_not, speech.unknown) == (1, 1, 0)
    assert found.false_an_hour == 0.0
    assert [clip.played.heard for clip in found.clips] == [True, True]
    assert found.scores.conditions["looking_away"].n == 0


def test_what_is_reported_of_normal_work_is_a_false_alarm(tmp_path: Path, instruments: Instruments) -> None:
    film(tmp_path / "clip.mp4", (1, 5), (0, 10), (1, 5))
    (tmp_path / "labels.csv").write_text("file,faces\nclip.mp4,1\n")
    assert evaluate(read(tmp_path), instruments).false_an_hour == pytest.approx(3600 / 20, rel=0.02)

    (tmp_path / "labels.csv").write_text("file,normal\nclip.mp4,yes\n")
    assert evaluate(read(tmp_path), instruments).false_an_hour == pytest.approx(3600 / 20, rel=0.02)

    (tmp_path / "labels.csv").write_text("file,faces\nclip.mp4,\n")
    assert evaluate(read(tmp_path), instruments).false_an_hour is None


def test_a_video_is_judged_by_the_standard_rules_in_its_own_time(tmp_path: Path, instruments: Instruments) -> None:
    clip = play(film(tmp_path / "left.mp4", (1, 5), (0, 10), (1, 5)), instruments)
    assert clip.seconds == pytest.approx(20, abs=0.2)
    assert clip.looks in (20, 21)
    (gone,) = clip.incidents
    assert (gone.type, gone.at_s) == ("face_missing", pytest.approx(5, abs=1))
    assert gone.seconds == pytest.approx(9, abs=1.1)
    lasting = play(film(tmp_path / "away.mp4", (1, 3), (2, 6)), instruments)
    assert lasting.incidents == (Found("multiple_people", pytest.approx(3, abs=1), None),)


class Sitting(Objects):
    """Sees somebody in the middle in every picture, with or without a face."""

    def persons(self, bgr: Picture) -> tuple[Box, ...]:
        return (Box(0.0, 0.0, 0.8, 1.0, 0.8),)


def test_somebody_without_a_face_in_a_video_is_told_from_nobody(tmp_path: Path, instruments: Instruments) -> None:
    video = film(tmp_path / "bent.mp4", (1, 5), (0, 20), (1, 5))
    (bent,) = play(video, replace(instruments, objects=Sitting())).incidents
    assert (bent.type, bent.at_s) == ("face_covered", pytest.approx(6, abs=2))


class Turned:
    """Finds the same head everywhere: of somebody whose camera stands beside the screen."""

    def read(self, _bgr: Picture, _box: Box, _before: Before | None = None, *, gaze: bool = True) -> Reading:
        return Reading(head(yaw=20.0, eyes=(0.0, 0.0) if gaze else None), MIDDLE, b"")


def test_who_looks_at_the_screen_first_is_held_against_that(tmp_path: Path) -> None:
    video = film(tmp_path / "beside.mp4", (1, 12))
    instruments = Instruments(FrameAnalyser(Counter(), model="scripted", reader=Turned()))

    unknown, known = play(video, instruments), play(video, instruments, calibrate_s=2.5)

    assert [found.type for found in unknown.incidents] == ["looking_away"]
    assert known.incidents == ()
    assert known.looks > unknown.looks, "twice a second while it is calibrated"


@pytest.mark.parametrize(("rotation", "turns"), [(0, 0), (90, 1), (-90, -1), (180, 2)])
def test_a_video_is_seen_as_a_player_shows_it(rotation: int, turns: int) -> None:
    class Frame:
        width, height = 160, 120

        def reformat(self, **_size: object) -> "Frame":
            return self

        def to_ndarray(self) -> Picture:
            return drawn(1)

    frame = Frame()
    frame.rotation = rotation  # type: ignore[attr-defined]

    assert np.array_equal(upright(frame), np.rot90(drawn(1), turns))  # type: ignore[arg-type]


def test_what_is_no_video_or_picture_is_said(tmp_path: Path, instruments: Instruments) -> None:
    for name in ("broken.mp4", "broken.jpg"):
        (tmp_path / name).write_bytes(b"not that")
        (tmp_path / "labels.csv").write_text(f"file,faces\n{name},1\n")
        with pytest.raises(BadLabels, match=name):
            evaluate(read(tmp_path), instruments)


def test_the_same_twice_is_the_same(folder: Path, instruments: Instruments) -> None:
    assert report.as_json(evaluate(read(folder), instruments)) == report.as_json(evaluate(read(folder), instruments))


@pytest.fixture
def found(folder: Path, instruments: Instruments) -> Evaluation:
    film(folder / "clip.mp4", (1, 3), (2, 6))
    return evaluate(read(folder), instruments)


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
    assert "looking away: 2 have a label" in text
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
