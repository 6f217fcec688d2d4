"""What is heard in some seconds: speech through noise, none in noise alone, and how loud it was."""

import numpy as np
import pytest

from tests.data.sounds import Wave, at_level, fan, hum, keys, noise, opus, silence, speech
from tool.detection.heard import NOTHING_DB, SoundFacts
from tool.detection.sounds import CHUNK_S, LOST, QUIET, SOUNDING, Clip, SoundAnalyser
from tool.detection.voice import CHUNK, MODEL, RATE, VoiceNet
from tool.media.hearing.opus import decode


@pytest.fixture(scope="module")
def analyser() -> SoundAnalyser:
    return SoundAnalyser()


def facts(analyser: SoundAnalyser, wave: Wave) -> list[SoundFacts]:
    """The facts of each two seconds of a wave, as they come out of Opus."""
    packets = opus(wave)
    return analyser.analyse([decode(packets[at : at + 100])[0] for at in range(0, len(packets) - 99, 100)])


def clip(came: int = SOUNDING, chunks: int = 4, level: float = 0.1) -> Clip:
    return Clip(np.full(chunks * CHUNK, level, np.float32), np.full(chunks * CHUNK, came, np.uint8))


class Always:
    """Takes everything for speech."""

    def probabilities(self, sounds: np.ndarray) -> np.ndarray:
        return np.ones((sounds.shape[0], sounds.shape[1] // CHUNK), np.float32)


@pytest.mark.parametrize("background", [None, -40.0], ids=["quiet", "fan"])
def test_speech_at_minus_30_is_found(analyser: SoundAnalyser, background: float | None) -> None:
    spoken = at_level(speech(), -30.0)
    if background is not None:
        spoken = spoken + fan(len(spoken) / 48_000, background)[: len(spoken)]
    heard = facts(analyser, spoken)
    assert sum(each.speech_s for each in heard) >= 0.7 * sum(each.heard_s for each in heard)
    assert all(-40 < each.speech_db < -20 for each in heard)
    assert heard[0].model == MODEL


@pytest.mark.parametrize(
    "wave", [fan(6, -30.0), keys(6, -30.0), hum(6, -30.0), noise(6, -40.0), silence(6)],
    ids=["fan", "keys", "hum", "noise", "silence"],
)
def test_noise_is_not_speech(analyser: SoundAnalyser, wave: Wave) -> None:
    assert [each.speech_s for each in facts(analyser, wave)] == [0.0, 0.0, 0.0]


def test_perfect_silence_is_told_from_a_quiet_room(analyser: SoundAnalyser) -> None:
    assert all(each.peak_db < -90 for each in facts(analyser, silence(4)))
    assert all(each.peak_db > -85 for each in facts(analyser, noise(4, -70.0)))


def test_loudness_is_that_of_what_came() -> None:
    [heard] = SoundAnalyser(Always(), "m").analyse([clip(level=0.1)])
    assert (heard.level_db, heard.peak_db, heard.floor_db) == (pytest.approx(-20.0, abs=0.01),) * 3
    assert heard.heard_s == heard.sounding_s == heard.speech_s == pytest.approx(4 * CHUNK_S)


@pytest.mark.parametrize(("came", "heard_s"), [(LOST, 0.0), (QUIET, 4 * CHUNK_S)])
def test_what_did_not_come_is_neither_speech_nor_silence(came: int, heard_s: float) -> None:
    [heard] = SoundAnalyser(Always(), "m").analyse([clip(came, level=0.0)])
    assert (heard.heard_s, heard.sounding_s, heard.speech_s) == (pytest.approx(heard_s), 0.0, 0.0)
    assert heard.peak_db == NOTHING_DB


def test_clips_of_all_lengths_are_heard_together() -> None:
    empty = Clip(np.zeros(0, np.float32), np.zeros(0, np.uint8))
    heard = SoundAnalyser(Always(), "m").analyse([clip(chunks=2), empty, clip(chunks=5)])
    assert [round(each.heard_s / CHUNK_S) for each in heard] == [2, 0, 5]
    assert SoundAnalyser(Always(), "m").analyse([]) == []


def test_one_sound_is_judged_the_same_alone_and_among_others() -> None:
    net, rng = VoiceNet(), np.random.default_rng(4)
    spoken = at_level(speech(), -30.0)[: 3 * RATE : 3].astype(np.float32)
    others = rng.normal(size=(3, len(spoken))).astype(np.float32) * 0.01
    together = net.probabilities(np.vstack([others, spoken]))
    assert np.allclose(net.probabilities(spoken[None]), together[3:], atol=1e-3)
