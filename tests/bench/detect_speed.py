"""What a look costs, beside its own networks bare and beside the naive chain, all in the same minutes."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tests.bench.detect_pictures import jpeg, vp8
from tool.detection.faces import smaller
from tool.detection.facts import Before
from tool.detection.frames import FrameAnalyser
from tool.detection.networks.detectors import Detector
from tool.detection.networks.meshes import FaceMesh, Irises
from tool.detection.observer.observer import Observer
from tool.media.looks.jobs import Job
from tool.media.looks.pictures import decode_jpeg, decode_vp8
from tool.media.looks.worker import look

Picture = npt.NDArray[np.uint8]

ROUNDS = 3
WIDTH, HEIGHT = 640, 480
EVERY_S = 0.5
TILE = " + tile"
NAIVE = Path(__file__).resolve().parents[2] / ".venv-naive" / "bin" / "python"


@dataclass(slots=True)
class Cost:
    """Milliseconds of CPU per look, one number a round; `bare` is decoding and the same networks, no more."""

    whole: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of a look is decoding and networks: the middle of the rounds."""
        return statistics.median(bare / whole for bare, whole in zip(self.bare, self.whole, strict=True))


def as_a_camera_sends(picture: Picture) -> Picture:
    """Return the picture in the middle of a frame of 640 x 480; what is beside it goes on as its edge does, since black
    bars would make a dark room of it."""
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    inner = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:HEIGHT, :WIDTH]
    top, left = (HEIGHT - inner.shape[0]) // 2, (WIDTH - inner.shape[1]) // 2
    frame = cv2.copyMakeBorder(
        inner, top, HEIGHT - inner.shape[0] - top, left, WIDTH - inner.shape[1] - left, cv2.BORDER_REPLICATE
    )
    return np.asarray(frame, np.uint8)


def measured(pictures: list[Picture]) -> tuple[dict[str, Cost], list[float] | None]:
    """Return what a look costs by the form that a picture arrives in, with a tile and without, and what the naive chain
    does for a JPEG.

    The chain runs in mediapipe's environment, .venv-naive; None if that is not there. Rounds alternate, so that what
    else this machine does falls on all of them."""
    frames = [as_a_camera_sends(picture) for picture in pictures]
    analyser = FrameAnalyser()
    forms = {"jpeg": ([jpeg(frame) for frame in frames], decode_jpeg), "vp8": ([vp8(f) for f in frames], decode_vp8)}
    replays = {form: _replays(analyser, arrived, decode) for form, (arrived, decode) in forms.items()}
    costs: dict[str, Cost] = {form + tile: Cost() for form in forms for tile in ("", TILE)}
    naive: list[float] = []
    with _naive_chain(forms["jpeg"][0]) as chain:
        for _ in range(ROUNDS):
            for form, (arrived, decode) in forms.items():
                for tile in ("", TILE):
                    whole, bare = _round(analyser, (form, tile), arrived, decode, replays[form])
                    costs[form + tile].whole.append(whole)
                    costs[form + tile].bare.append(bare)
            if chain is not None:
                naive.append(chain())
    return costs, naive or None


def _round(
    analyser: FrameAnalyser, form: tuple[str, str], arrived: list[bytes], decode: Callable[[bytes], Picture],
    replays: list[list[Callable[[], object]]],
) -> tuple[float, float]:
    """Return milliseconds of CPU per picture: of the whole look, and of decoding and networks. They take turns."""
    whole = bare = 0.0
    observer = Observer()
    for number, (data, networks) in enumerate(zip(arrived, replays, strict=True)):
        began = time.process_time()
        seen = look(analyser, Job(1, form[0], 0.0, data, tile=bool(form[1]), before=observer.before(number * EVERY_S)))
        if seen.facts is not None:
            observer.saw(seen.facts, number * EVERY_S)
        between = time.process_time()
        decode(data)
        for network in networks:
            network()
        bare += time.process_time() - between
        whole += between - began
        assert not seen.error, seen.error
    return whole * 1000 / len(arrived), bare * 1000 / len(arrived)


def _replays(
    analyser: FrameAnalyser, arrived: list[bytes], decode: Callable[[bytes], Picture]
) -> list[list[Callable[[], object]]]:
    """Return the networks' calls of each look, one look after the other as of one examinee."""
    observer, replays = Observer(), []
    for number, data in enumerate(arrived):
        at = number * EVERY_S
        replays.append(_networks_of(analyser, decode(data), observer.before(at)))
        observer.saw(analyser.analyse(decode(data), before=observer.before(at)), at)
    return replays


def _networks_of(analyser: FrameAnalyser, picture: Picture, before: Before | None) -> list[Callable[[], object]]:
    """Return the calls of networks that a look at this picture makes, to be made again: each with its picture ready,
    fitted to the network, run and read, as mediapipe's own Python does it."""
    calls: list[Callable[[], object]] = []
    with _noted(Detector, "find", calls), _noted(FaceMesh, "find", calls), _noted(Irises, "offsets", calls):
        analyser.analyse(picture, smaller(picture), before)
    return calls


@contextmanager
def _noted(
    kind: type[Detector] | type[FaceMesh] | type[Irises], name: str, calls: list[Callable[[], object]]
) -> Iterator[None]:
    real = getattr(kind, name)

    def noted(self: object, *given: object) -> object:
        calls.append(partial(real, self, *given))
        return real(self, *given)

    setattr(kind, name, noted)
    try:
        yield
    finally:
        setattr(kind, name, real)


@contextmanager
def _naive_chain(arrived: list[bytes]) -> Iterator[Callable[[], float] | None]:
    """Yield what runs the naive chain once over all pictures and returns milliseconds of CPU per picture."""
    if not NAIVE.is_file():
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        for n, data in enumerate(arrived):
            (Path(folder) / f"{n:03}.jpg").write_bytes(data)
        command = [NAIVE, Path(__file__).parent / "naive" / "chain.py", folder]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            asks, answers = process.stdin, process.stdout

            def once() -> float:
                asks.write("\n")
                asks.flush()
                return float(answers.readline())

            once()  # the first run loads and warms
            yield once
            asks.close()
