"""Interprets stretches of sound: how loud, how much of it speech. Runs no network itself and holds no state."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tool.detection.heard import NOTHING_DB, SoundFacts
from tool.detection.voice import CHUNK, MODEL, RATE, Sound, VoiceNet

SPEECH_FROM = 0.5
"""A chunk that the network calls speech with this probability is. Between .3 and .7 our figures hardly change."""
CHUNK_S = CHUNK / RATE

LOST, QUIET, SOUNDING = 0, 1, 2
"""Of each sample: it never came; its sender left it out because it was quiet; it came."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Some seconds of sound. `samples`: float32 from -1 to 1, RATE a second; `came`: for each, LOST, QUIET or SOUNDING
    (uint8)."""

    samples: Sound
    came: npt.NDArray[np.uint8]


class Net(Protocol):
    """What tells speech; VoiceNet in service, scripted in tests."""

    def probabilities(self, sounds: Sound) -> Sound:
        """Return how likely each chunk of each sound is speech."""
        ...


class SoundAnalyser:
    """Turns clips into facts, many at a time."""

    def __init__(self, net: Net | None = None, model: str = MODEL) -> None:
        self._net = net or VoiceNet()
        self._model = model

    def analyse(self, clips: list[Clip]) -> list[SoundFacts]:
        """Return the facts of each clip."""
        if not clips:
            return []
        longest = max(CHUNK, *(len(clip.samples) for clip in clips))
        padded = np.zeros((len(clips), longest), np.float32)
        for row, clip in zip(padded, clips, strict=True):
            row[: len(clip.samples)] = clip.samples
        likely = self._net.probabilities(padded)
        return [self._facts(clip, row) for clip, row in zip(clips, likely, strict=True)]

    def _facts(self, clip: Clip, likely: Sound) -> SoundFacts:
        chunks = len(clip.samples) // CHUNK
        samples = clip.samples[: chunks * CHUNK].reshape(chunks, CHUNK)
        came = clip.came[: chunks * CHUNK].reshape(chunks, CHUNK)
        heard = (came != LOST).all(axis=1)
        sounding = (came == SOUNDING).all(axis=1)
        speech = sounding & (likely[:chunks] >= SPEECH_FROM)
        power = np.square(samples, dtype=np.float64).mean(axis=1)
        loud = decibels(power)
        level, peak, floor = NOTHING_DB, NOTHING_DB, NOTHING_DB
        if sounding.any():
            level = float(decibels(power[sounding].mean()))
            peak, floor = float(loud[sounding].max()), float(np.percentile(loud[sounding], 10))
        return SoundFacts(
            heard_s=float(heard.sum()) * CHUNK_S, sounding_s=float(sounding.sum()) * CHUNK_S,
            speech_s=float(speech.sum()) * CHUNK_S,
            speech_db=float(np.median(loud[speech])) if speech.any() else NOTHING_DB,
            level_db=level, peak_db=peak, floor_db=floor, model=self._model,
        )


def decibels(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return decibels of full scale of a mean square, never less than NOTHING_DB."""
    least = 10.0 ** (NOTHING_DB / 10.0)
    loud: npt.NDArray[np.float64] = 10.0 * np.log10(np.maximum(np.asarray(power, np.float64), least))
    return loud
