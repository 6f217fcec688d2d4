"""A process that looks for objects without networks: a bright picture (mean above 200) shows a screen, no other does;
all but a black one (mean below 20) show somebody in the middle.

"KILL" inside a JPEG kills it. An argument makes it slow: so many seconds for each picture."""

import os
import signal
import sys
import time

import msgspec

from tool.detection.boxes import Box
from tool.detection.objects import ObjectFacts, observations
from tool.media.looks.jobs import LENGTH, Job, Look, Ready, pack
from tool.media.looks.pictures import NotAPicture, decode


def look(job: Job) -> Look:
    if b"KILL" in job.data:
        os.kill(os.getpid(), signal.SIGKILL)
    try:
        picture = decode(job.codec, job.data)
    except NotAPicture as exc:
        return Look(job.job_id, job.at, str(exc), cpu_s=0.01)
    screen = 0.9 if picture.mean() > 200 else 0.0
    persons = () if picture.mean() < 20 else (Box(0.2, 0.1, 0.6, 0.9, 0.8),)
    seen = () if job.persons_only else observations(ObjectFacts(screen, 0.0, persons), job.at)
    return Look(job.job_id, job.at, observations=seen, persons=persons, cpu_s=0.01)


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
