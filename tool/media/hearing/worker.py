"""The listening process: decodes stretches of sound, says how loud they are and how much of them is speech, and keeps
nothing.

Started by tool.media.hearing.listening as `python -m tool.media.hearing.worker`; reads jobs from standard input, ends
with it."""

import logging
import time
from collections.abc import Sequence
from typing import BinaryIO

import av
import msgspec

from tool.detection.sounds import Clip, SoundAnalyser
from tool.detection.voice import MODEL
from tool.media.hearing.jobs import Heard, Listens, SoundAnswer, SoundJob, SoundPacket, pack
from tool.media.hearing.opus import NotSound, decode
from tool.media.processes import answer_all, standard_pipes

log = logging.getLogger(__name__)

NICENESS = 10
"""Pictures come first."""


def listen(analyser: SoundAnalyser, job: SoundJob) -> SoundAnswer:
    """Return what is heard in each stretch. The bytes are an examinee's: whatever goes wrong with one stretch is the
    answer about that one, and none of the others'."""
    began = time.process_time()
    clips = [_clip(packets) for packets in job.stretches]
    facts = iter(analyser.analyse([clip for clip, _ in clips if clip is not None]))
    heard = tuple(Heard(None if clip is None else next(facts), damaged) for clip, damaged in clips)
    return SoundAnswer(job.job_id, heard, time.process_time() - began)


def _clip(packets: Sequence[SoundPacket]) -> tuple[Clip | None, int]:
    try:
        return decode(packets)
    except NotSound:
        return None, len(packets)
    except Exception as exc:
        log.warning("Sound could not be decoded (%s) %.200s", type(exc).__name__, exc)
        return None, len(packets)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs from `source` on `sink` until it ends. The network is loaded before the first message, Listens."""
    analyser = SoundAnalyser()
    decoder = msgspec.msgpack.Decoder(SoundJob)
    answer_all(source, sink, pack(Listens(MODEL)), lambda data: pack(listen(analyser, decoder.decode(data))))


def main() -> None:
    """Serve standard input and output; whatever else writes to standard output goes to standard error."""
    av.logging.set_level(av.logging.PANIC)  # what is damaged is counted, not logged packet by packet
    serve(*standard_pipes(NICENESS))


if __name__ == "__main__":
    main()
