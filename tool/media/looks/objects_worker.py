"""The process that looks for objects: decodes a picture, runs two large networks on it, sends facts back.

Started by tool.media.looks.analysis as `python -m tool.media.looks.objects_worker`, apart from those that look for
faces, so that it holds up none of them; reads jobs from standard input, ends with it."""

import logging
import time
from typing import BinaryIO

import cv2
import msgspec
import numpy as np

from tool.detection.object_models import MODEL
from tool.detection.objects import ObjectAnalyser, observations
from tool.media.looks.jobs import Job, Look, Ready, pack
from tool.media.looks.pictures import NotAPicture, decode
from tool.media.processes import answer_all, standard_pipes

log = logging.getLogger(__name__)

NICENESS = 15
"""Detection of faces has 5: it comes first where both want the same processor."""


def look(analyser: ObjectAnalyser, job: Job) -> Look:
    """Return which objects the picture of `job` shows, and what that cost; `error` is set if anything went wrong."""
    before = time.process_time()
    try:
        picture = decode(job.codec, job.data)
        facts = None if job.persons_only else analyser.analyse(picture)
        persons = analyser.persons(picture) if facts is None else facts.persons
        seen = () if facts is None else observations(facts, job.at)
    except NotAPicture as exc:
        return Look(job.job_id, job.at, str(exc), cpu_s=time.process_time() - before)
    except Exception as exc:
        why = f"It could not be looked at ({type(exc).__name__})."
        log.warning("%s %.200s", why, exc)
        return Look(job.job_id, job.at, why, cpu_s=time.process_time() - before)
    return Look(job.job_id, job.at, observations=seen, persons=persons, cpu_s=time.process_time() - before)


def serve(analyser: ObjectAnalyser, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs from `source` on `sink` until it ends. The networks are warm before the first message, Ready."""
    cv2.setNumThreads(1)
    analyser.analyse(np.full((480, 640, 3), 128, np.uint8))
    decoder = msgspec.msgpack.Decoder(Job)
    answer_all(source, sink, pack(Ready(MODEL)), lambda data: pack(look(analyser, decoder.decode(data))))


def main() -> None:
    """Serve standard input and output; whatever else writes to standard output goes to standard error."""
    source, sink = standard_pipes(NICENESS)
    serve(ObjectAnalyser(), source, sink)


if __name__ == "__main__":
    main()
