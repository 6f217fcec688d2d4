"""A detection process: decodes pictures, finds what there is in them and sends facts back; of one that is only to be
developed, a JPEG.

Started by tool.media.looks.analysis as `python -m tool.media.looks.worker`; reads jobs from standard input, ends with
it."""

import logging
import time
from typing import BinaryIO

import cv2
import msgspec
import numpy as np

from tool.detection.faces import SMALL_WIDTH
from tool.detection.frames import FrameAnalyser
from tool.media.looks.jobs import Job, Look, Ready, pack
from tool.media.looks.pictures import (
    STILL_QUALITY,
    NotAPicture,
    camera_still,
    decode,
    encode_jpeg,
    narrowed,
    screen_still,
    tile,
)
from tool.media.processes import answer_all, standard_pipes

log = logging.getLogger(__name__)

TILE_WIDTH = SMALL_WIDTH
"""The networks look at the same small picture."""
NICENESS = 5


def look(analyser: FrameAnalyser, job: Job) -> Look:
    """Return what the picture of `job` shows, and what that cost; `error` is set if it is not a picture, or whatever
    else went wrong.

    The bytes are an examinee's. A process that ended over them would be missing for everybody else, until the next
    one has its networks loaded: so every exception is an answer, those of the decoders and of full memory, too."""
    before = time.process_time()
    seen = _answer(analyser, job)
    return msgspec.structs.replace(seen, cpu_s=time.process_time() - before)


def _answer(analyser: FrameAnalyser, job: Job) -> Look:
    try:
        return _looked(analyser, job)
    except NotAPicture as exc:
        return Look(job.job_id, job.at, str(exc))
    except Exception as exc:
        why = f"It could not be looked at ({type(exc).__name__})."
        log.warning("%s %.200s", why, exc)
        return Look(job.job_id, job.at, why)


def _looked(analyser: FrameAnalyser, job: Job) -> Look:
    if job.wanted == "screen":
        return Look(job.job_id, job.at, still=screen_still(job.data))
    if job.wanted == "still":
        return Look(job.job_id, job.at, still=camera_still(job.codec, job.data))
    picture = decode(job.codec, job.data)
    small = narrowed(picture, TILE_WIDTH)
    if job.wanted == "tile":
        return Look(job.job_id, job.at, tile=tile(small))
    facts = analyser.analyse(picture, small, job.before, gaze=job.gaze)
    return Look(job.job_id, job.at, facts=facts, tile=tile(small) if job.tile else b"")


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs from `source` on `sink` until it ends. The networks are warm before the first message, Ready."""
    cv2.setNumThreads(1)
    analyser = FrameAnalyser()
    grey = encode_jpeg(np.full((480, 640, 3), 128, np.uint8), STILL_QUALITY)
    warm = look(analyser, Job(0, "jpeg", 0.0, grey))
    if warm.facts is None:
        raise RuntimeError(warm.error)
    decoder = msgspec.msgpack.Decoder(Job)
    ready = pack(Ready(warm.facts.model))
    answer_all(source, sink, ready, lambda data: pack(look(analyser, decoder.decode(data))))


def main() -> None:
    """Serve standard input and output; whatever else writes to standard output goes to standard error."""
    serve(*standard_pipes(NICENESS))


if __name__ == "__main__":
    main()
