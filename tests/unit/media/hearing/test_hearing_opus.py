"""Opus of unknown origin: put in order, what was lost told from what was quiet, and never an end of the process."""

import io
import os
import random

import msgspec
import numpy as np
import pytest

from tests.data.sounds import FRAME, at_level, hum, noise, opus, speech
from tool.detection.sounds import LOST, QUIET, SOUNDING, SoundAnalyser
from tool.detection.voice import CHUNK
from tool.media.hearing.jobs import Listens, SoundAnswer, SoundJob, SoundPacket, pack
from tool.media.hearing.opus import NotSound, decode
from tool.media.hearing.worker import listen, serve
from tool.media.processes import LENGTH

TONE = opus(hum(2.0, -20.0))


class Never:
    """Takes nothing for speech."""

    def probabilities(self, sounds: np.ndarray) -> np.ndarray:
        return np.zeros((sounds.shape[0], sounds.shape[1] // CHUNK), np.float32)


def share(packets: list[SoundPacket], what: int) -> float:
    clip, _ = decode(packets)
    return float((clip.came == what).mean())


def test_two_seconds_are_two_seconds_at_16_khz() -> None:
    clip, damaged = decode(TONE)
    assert (len(clip.samples), damaged) == (pytest.approx(32_000, abs=40), 0)
    assert 20 * np.log10(np.sqrt(np.square(clip.samples[8000:]).mean())) == pytest.approx(-20.0, abs=8)
    assert (clip.came == SOUNDING).all()


def test_numbers_and_timestamps_may_wrap_and_packets_come_in_any_order() -> None:
    wrapped = opus(hum(2.0, -20.0), seq=65_500, timestamp=2**32 - 20_000)
    mixed = [wrapped[0], *random.Random(1).sample(wrapped[1:], len(wrapped) - 1), wrapped[5]]
    assert np.array_equal(decode(mixed)[0].samples, decode(TONE)[0].samples)


def test_a_packet_that_was_lost_leaves_a_hole() -> None:
    assert share(TONE[:40] + TONE[60:], LOST) == pytest.approx(0.2, abs=0.01)


def test_what_the_sender_leaves_out_is_quiet_and_not_lost() -> None:
    """DTX: numbers go on, timestamps jump (RFC 7587 §3.1.3)."""
    later = [SoundPacket(p.seq, p.timestamp + 20 * FRAME, p.opus) for p in TONE[40:60]]
    assert share(TONE[:40] + later, QUIET) == pytest.approx(20 / 80, abs=0.01)
    assert share(TONE[:40] + later, LOST) == 0.0
    told = [SoundPacket(p.seq, p.timestamp, p.opus[:1]) for p in TONE[40:60]]
    assert share(TONE[:40] + told, QUIET) == pytest.approx(20 / 60, abs=0.01)


def test_a_damaged_packet_is_counted_and_neither_quiet_nor_heard() -> None:
    broken = [SoundPacket(p.seq, p.timestamp, b"\xff\xff" + p.opus) if p.seq == 50 else p for p in TONE]
    clip, damaged = decode(broken)
    assert damaged == 1
    assert (clip.came == LOST).mean() == pytest.approx(0.01, abs=0.002)
    assert not (clip.came == QUIET).any()


@pytest.mark.parametrize(
    "packets",
    [
        [], [SoundPacket(1, 0, b"")], [SoundPacket(1, 0, b"\xff")],
        [TONE[0], SoundPacket(1, 48_000 * 3600, TONE[1].opus)], [TONE[0], SoundPacket(1, 2**32 - 1, TONE[1].opus)],
    ],
    ids=["nothing", "empty", "a byte", "an hour later", "before the first"],
)
def test_what_is_no_stretch_of_sound_is_refused(packets: list[SoundPacket]) -> None:
    with pytest.raises(NotSound):
        decode(packets)


def test_corrupt_sound_of_one_attempt_is_that_ones_answer() -> None:
    rng = random.Random(7)
    random_bytes = [SoundPacket(n, n * FRAME, rng.randbytes(rng.randrange(0, 1300))) for n in range(100)]
    flipped = [
        SoundPacket(p.seq, p.timestamp, bytes(b ^ (rng.random() < 0.1) * rng.randrange(256) for b in p.opus))
        for p in opus(at_level(speech(), -20.0)[: 2 * 48_000])
    ]
    cut = [SoundPacket(p.seq, p.timestamp, p.opus[: rng.randrange(len(p.opus))]) for p in TONE]
    answer = listen(SoundAnalyser(Never()), SoundJob(3, (tuple(random_bytes), tuple(TONE), tuple(flipped), tuple(cut))))
    assert answer.job_id == 3
    assert len(answer.heard) == 4
    fine = answer.heard[1]
    assert fine.facts is not None
    assert (fine.damaged, fine.facts.sounding_s) == (0, pytest.approx(2.0, abs=0.05))
    assert answer.heard[0].damaged > 10


def test_a_decoder_that_raises_anything_costs_only_that_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(packets: tuple[SoundPacket, ...]):
        if packets[0].opus == b"bad":
            raise MemoryError
        return decode(packets)

    monkeypatch.setattr("tool.media.hearing.worker.decode", broken)
    answer = listen(SoundAnalyser(Never()), SoundJob(1, ((SoundPacket(0, 0, b"bad"),), tuple(TONE))))
    assert [heard.facts is None for heard in answer.heard] == [True, False]


def test_the_process_says_that_it_is_ready_and_answers_in_order() -> None:
    jobs = [SoundJob(n, (tuple(opus(noise(0.5, -40.0))),)) for n in (1, 2)]
    sink = io.BytesIO()
    serve(io.BytesIO(b"".join(map(pack, jobs))), sink)
    said, messages = sink.getvalue(), []
    while said:
        size = LENGTH.size + LENGTH.unpack(said[: LENGTH.size])[0]
        messages.append(said[LENGTH.size : size])
        said = said[size:]
    assert msgspec.msgpack.decode(messages[0], type=Listens).model.startswith("silero-vad ")
    answers = [msgspec.msgpack.decode(message, type=SoundAnswer) for message in messages[1:]]
    assert [answer.job_id for answer in answers] == [1, 2]
    assert all(answer.cpu_s >= 0 for answer in answers)


def test_a_message_that_is_too_long_ends_the_process() -> None:
    sink = io.BytesIO()
    serve(io.BytesIO(LENGTH.pack(2**31) + os.urandom(16)), sink)
    assert len(sink.getvalue()) < 100
