"""The camera videos of the browser tests show what they say, also after a call's video codec."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.data.scenes import HEIGHT, MARKER, WIDTH, Scene, frames, make_camera_video, scene_of
from tool.detection.faces import Picture
from tool.detection.frames import FrameAnalyser
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

# in the dark a face may or may not be found once the codec has been at it
PEOPLE = {Scene.FACE: {1}, Scene.EMPTY: {0}, Scene.TWO: {2}, Scene.COVERED: {0}, Scene.DARK: {0, 1}}


def pictures(path: Path) -> list[Picture]:
    """Return the pictures of a motion JPEG file as Chromium shows them: its values taken for video's limited range."""
    parts = [b"\xff\xd8" + part for part in path.read_bytes().split(b"\xff\xd8")[1:]]
    shown = []
    for part in parts:
        picture = cv2.imdecode(np.frombuffer(part, np.uint8), cv2.IMREAD_COLOR).astype(np.float32)
        shown.append(np.clip((picture - 16) * 255 / 219, 0, 255).astype(np.uint8))
    return shown


def over_vp8(shown: list[Picture]) -> list[Picture]:
    """Return what arrives of the pictures as VP8 at 400 kbit/s and 15 a second."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.bit_rate, encoder.time_base, encoder.framerate = 400_000, Fraction(1, 15), Fraction(15)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    decoder = av.CodecContext.create("libvpx", "r")
    arrived: list[Picture] = []
    for n, picture in enumerate(shown):
        frame = av.VideoFrame.from_ndarray(picture, "bgr24").reformat(format="yuv420p")
        frame.pts = n
        for packet in encoder.encode(frame):
            arrived += [decoded.to_ndarray(format="bgr24") for decoded in decoder.decode(packet)]
    return arrived


def test_the_file_shows_each_scene_for_its_time_and_is_never_frozen(tmp_path: Path) -> None:
    path = make_camera_video(tmp_path / "camera.mjpeg", [(Scene.FACE, 1.0), (Scene.COVERED, 0.5), (Scene.EMPTY, 0.2)])

    shown = pictures(path)
    read = [scene_of(picture[MARKER // 2, MARKER // 2, ::-1]) for picture in shown]

    assert read == [Scene.FACE] * 30 + [Scene.COVERED] * 15 + [Scene.EMPTY] * 6, "Chromium plays 30 a second"
    for before, after in zip(shown[:30:2], shown[2:30:2], strict=False):
        assert (before != after).mean() > 0.3


@pytest.mark.parametrize("scene", Scene)
def test_every_scene_is_read_right_after_vp8(scene: Scene, analyser: FrameAnalyser) -> None:
    policy = PRESETS[Preset.STANDARD]
    covered, dark = policy.rule("camera_covered"), policy.rule("too_dark")
    assert covered is not None
    assert dark is not None

    for picture in over_vp8(frames(scene)[:15])[::7]:
        facts = analyser.analyse(picture)
        assert facts.faces in PEOPLE[scene]
        assert (facts.contrast < covered.threshold) is (scene is Scene.COVERED)
        assert (facts.luma < dark.threshold) is (scene is Scene.DARK)
        assert scene_of(picture[MARKER // 2, MARKER // 2, ::-1]) is scene
