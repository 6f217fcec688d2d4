"""A detection process without networks: decodes as the real one does, then reports a fixed number of faces.

The picture's own brightness stands in for faces: dark (mean below 60) means nobody. "KILL" inside a JPEG kills it.
An argument makes it slow: so many seconds for each picture."""

import os
import signal
import sys
import time

import msgspec

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.media.looks.jobs import LENGTH, Job, Look, Ready, pack
from tool.media.looks.pictures import NotAPicture, decode, encode_jpeg, screen_still


def look(job: Job) -> Look:
    if b"KILL" in job.data:
        os.kill(os.getpid(), signal.SIGKILL)
    try:
        if job.wanted == "screen":
            return Look(job.job_id, job.at, still=screen_still(job.data))
        picture = decode(job.codec, job.data)
    except NotAPicture as exc:
        return Look(job.job_id, job.at, str(exc))
    jpeg = encode_jpeg(picture, 80)
    if job.wanted != "look":
        return Look(job.job_id, job.at, **{job.wanted: jpeg})
    boxes = () if picture.mean() < 60 else (Box(0.4, 0.2, 0.2, 0.3, 0.9),)
    facts = FrameFacts(len(boxes), boxes, 100.0, 40.0, "fake")
    return Look(job.job_id, job.at, facts=facts, tile=jpeg if job.tile else b"")


def main() -> None:
    slow_s = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sink.write(pack(Ready("fake")))
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        job = msgspec.msgpack.decode(source.read(LENGTH.unpack(head)[0]), type=Job)
        time.sleep(slow_s)
        sink.write(pack(look(job)))
        sink.flush()


if __name__ == "__main__":
    main()
