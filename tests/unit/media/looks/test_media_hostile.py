"""All that the hostile drill sends is answered by the processes that decode it, and what comes after it, too."""

import io
from collections.abc import Callable
from itertools import islice
from typing import Any, BinaryIO

import msgspec
import numpy as np
import pytest

from tests.drills.hostile_bytes import jpeg, picture, pictures, sound, video
from tool.detection.frames import Box, FrameAnalyser
from tool.detection.sounds import SoundAnalyser
from tool.detection.voice import CHUNK
from tool.media.hearing.jobs import SoundJob, SoundPacket
from tool.media.hearing.worker import listen
from tool.media.looks import objects_worker, worker
from tool.media.looks.jobs import LENGTH, Job, Look, Ready, pack
from tool.media.processes import answer_all

FRAME = 960
STRETCH = 100
Answer = Callable[[Job], Look]


class Nobody:
    """Finds no face; a network would only make this slow."""

    def find(self, bgr: np.ndarray, small: np.ndarray) -> list[Box]:
        return []


class Nothing:
    """Finds no object."""

    def analyse(self, bgr: np.ndarray) -> Any:
        raise AssertionError("No network is needed to say that bytes are no picture.")


def answers(answer: Answer, *jobs: Job) -> list[Look]:
    """Return what a process says that answers jobs this way, over its pipes."""
    source: BinaryIO = io.BytesIO(b"".join(map(pack, jobs)))
    sink = io.BytesIO()
    decoder = msgspec.msgpack.Decoder(Job)
    answer_all(source, sink, pack(Ready("m")), lambda data: pack(answer(decoder.decode(data))))
    said, messages = sink.getvalue(), []
    while said:
        size = LENGTH.size + LENGTH.unpack(said[: LENGTH.size])[0]
        messages.append(said[LENGTH.size : size])
        said = said[size:]
    return [msgspec.msgpack.decode(message, type=Look) for message in messages[1:]]


@pytest.fixture(scope="module")
def odd() -> dict[str, Job]:
    named = {name: Job(n, "jpeg", 1.0, data) for n, (name, data) in enumerate(pictures().items())}
    return named | {f"vp8 {n}": Job(1000 + n, "vp8", 1.0, data) for n, data in enumerate(islice(video(), 120))}


def test_every_picture_is_answered_and_refused_for_few_reasons(odd: dict[str, Job]) -> None:
    analyser = FrameAnalyser(Nobody())
    last = Job(9999, "jpeg", 1.0, jpeg(picture()))
    given = answers(lambda job: worker.look(analyser, job), *odd.values(), last)
    assert [seen.job_id for seen in given] == [*(job.job_id for job in odd.values()), 9999]
    assert given[-1].facts is not None
    errors = dict(zip(odd, (seen.error for seen in given), strict=False))
    seen = {name for name, error in errors.items() if not error and not name.startswith(("vp8", "flipped", "cut"))}
    assert seen <= {"largest", "progressive", "many scans", "huge EXIF", "EXIF that turns", "CMYK", "grey"}
    assert {"largest", "progressive", "CMYK", "grey", "EXIF that turns"} <= seen
    assert len(set(errors.values())) < 15, set(errors.values())
    assert not any(char.isdigit() for error in errors.values() for char in error.replace("VP8", ""))


def test_the_process_that_looks_for_objects_refuses_the_same(odd: dict[str, Job]) -> None:
    refused = [job for name, job in odd.items() if name in ("empty", "16-bit PNG", "animated GIF", "hides 9000 x 6000")]
    given = answers(lambda job: objects_worker.look(Nothing(), job), *refused)
    assert [bool(seen.error) for seen in given] == [True] * 4


def test_a_stretch_of_broken_sound_takes_nothing_from_the_next() -> None:
    class Never:
        def probabilities(self, sounds: np.ndarray) -> np.ndarray:
            return np.zeros((sounds.shape[0], sounds.shape[1] // CHUNK), np.float32)

    packets = [SoundPacket(n, n * FRAME, data) for n, data in enumerate(islice(sound(), 6 * STRETCH))]
    stretches = tuple(tuple(packets[n : n + STRETCH]) for n in range(0, len(packets), STRETCH))
    heard = listen(SoundAnalyser(Never()), SoundJob(1, stretches)).heard
    assert len(heard) == 6
    assert all(one.damaged > 10 for one in heard)
    levels = [one.facts.level_db for one in heard if one.facts is not None]
    assert np.isfinite(levels).all()
