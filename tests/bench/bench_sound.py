"""How well speech is told from noise, and what listening costs: through Opus, network, room and rule, as in an exam.

`python -m tests.bench.bench_sound [FILE ...]`; files are recordings of speech, measured as the synthesised ones are.
Exits with 1 if speech at -30 dB is found in less than RECALL of its moments or is no incident, or if ten minutes of a
noise bring a false one."""

import itertools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np

from tests.data.sounds import RATE, Wave, at_level, fan, hum, keys, noise, opus, repeated, silence, speech
from tool.detection.heard import SoundFacts
from tool.detection.room import Room
from tool.detection.rules import RuleEngine
from tool.detection.sounds import SPEECH_FROM, Clip, SoundAnalyser
from tool.detection.voice import CHUNK, VoiceNet
from tool.domain.incident import IncidentOpened
from tool.domain.policy import Policy
from tool.domain.preset import Preset
from tool.media.hearing.opus import decode

RECALL = 0.70
NOISE_S = 600.0
SPEECH_S = 40.0
PACKETS = 100
"""A stretch of two seconds ..."""
SAMPLES = 62 * CHUNK
"""... of which so many samples make whole chunks."""
BATCH = 32
VOICES = {"en": "English", "en+f3": "English, higher", "es": "Spanish", "de": "German"}
LEVELS = (-20.0, -30.0, -40.0, -50.0)
HEARD = 25.0
"""A moment of speech counts as such if it is no more decibels below the loudest."""


@dataclass(frozen=True)
class Outcome:
    """Of one sound: the stretches, the share of its moments that were told as speech, the incidents of each preset."""

    facts: list[SoundFacts]
    speech: float
    incidents: dict[str, list[str]]


class Bench:
    """One network for all sounds, and what was too little."""

    def __init__(self) -> None:
        self.net = VoiceNet()
        self.analyser = SoundAnalyser(self.net)
        self.misses: list[str] = []

    def hear(self, wave: Wave) -> Outcome:
        """Play a wave to the rules of two presets."""
        facts = [each for clips in batches(wave) for each in self.analyser.analyse(clips)]
        heard = sum(each.heard_s for each in facts)
        told = {preset.value: incidents(facts, preset) for preset in (Preset.STANDARD, Preset.HIGH)}
        return Outcome(facts, sum(each.speech_s for each in facts) / heard, told)

    def recall(self, wave: Wave, spoken: list[np.ndarray]) -> float:
        """Return the share of the moments in which somebody speaks (`moments`) that are told as speech."""
        found = 0.0
        for clips, there in zip(batches(wave), batched(spoken), strict=True):
            likely = self.net.probabilities(np.stack([clip.samples[:SAMPLES] for clip in clips]))
            found += float((np.stack(there) & (likely >= SPEECH_FROM)).sum())
        return found / sum(float(each.sum()) for each in spoken)

    def want(self, what: str, good: bool) -> str:
        """Note what is too little; return the word for it."""
        if not good:
            self.misses.append(what)
        return "" if good else "  <- TOO LITTLE"


def batches(wave: Wave) -> Iterator[list[Clip]]:
    """Yield the stretches of a wave after Opus, some at a time."""
    packets = opus(wave)
    starts = range(0, len(packets) - PACKETS + 1, PACKETS)
    for first in range(0, len(starts), BATCH):
        yield [decode(packets[at : at + PACKETS])[0] for at in starts[first : first + BATCH]]


def batched(rows: list[np.ndarray]) -> Iterator[list[np.ndarray]]:
    """Yield the rows as `batches` yields the stretches."""
    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))


def moments(clean: Wave) -> list[np.ndarray]:
    """Return for each stretch of clean speech in which chunks there is any."""
    powers = [
        np.square(clip.samples[:SAMPLES].reshape(-1, CHUNK)).mean(axis=1) for clips in batches(clean) for clip in clips
    ]
    return [power >= max(each.max() for each in powers) * 10 ** (-HEARD / 10) for power in powers]


def incidents(facts: list[SoundFacts], preset: Preset) -> list[str]:
    """Return the types that a preset's rules open over these stretches, two seconds apart."""
    names = itertools.count()
    engine = RuleEngine("a", Policy.of(preset).applied, lambda: str(next(names)))
    room = Room()
    changes = [change for n, each in enumerate(facts) for change in engine.observe(room.hear(each, 2.0 * n))]
    return [change.type for change in changes if isinstance(change, IncidentOpened)]


def speeches(files: list[str]) -> dict[str, Wave]:
    """Return all that is said, by name, at -20 dB."""
    said = {f"synthesised, {name}": speech(voice=voice) for voice, name in VOICES.items()}
    return said | {f"recorded, {file.rpartition('/')[2]}": recorded(file) for file in files}


def recorded(file: str) -> Wave:
    """Return a recording, at -20 dB."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(file) as container:
        frames = [made for frame in container.decode(audio=0) for made in resampler.resample(frame)]
    return at_level(np.concatenate([f.to_ndarray().reshape(-1) for f in frames]).astype(np.float64) / 32768, -20.0)


def measure_speech(bench: Bench, files: list[str]) -> None:
    """Print what is found of speech at several levels, and through noise."""
    print(f"speech: share of its moments (32 ms) that are found; incidents in {SPEECH_S:.0f} s (standard, high preset)")
    for name, wave in speeches(files).items():
        clean = repeated(wave, SPEECH_S)
        spoken = moments(clean)
        backgrounds = {"fan": fan(SPEECH_S, -40.0), "keys": keys(SPEECH_S, -40.0), "hum": hum(SPEECH_S, -40.0)}
        played = {f"{level:.0f} dB": at_level(clean, level) for level in LEVELS}
        played |= {f"-30 dB, {what} at -40 dB": at_level(clean, -30.0) + more for what, more in backgrounds.items()}
        for how, sound in played.items():
            recall, told = bench.recall(sound, spoken), bench.hear(sound).incidents
            counts = [told[preset].count("speech") for preset in ("standard", "high")]
            asked = how.startswith("-30 dB")
            good = not asked or (recall >= RECALL and min(counts) >= 1)
            print(f"  {name:<28} {how:<24} {recall:5.2f}  {counts}{bench.want(f'{name}, {how}', good)}")


def measure_noise(bench: Bench) -> None:
    """Print what is found in ten minutes of each noise."""
    print(f"noise: share of its moments that are taken for speech; incidents in {NOISE_S / 60:.0f} minutes")
    noises = {
        "fan at -30 dB": fan(NOISE_S, -30.0), "keys at -30 dB": keys(NOISE_S, -30.0),
        "hum at -30 dB": hum(NOISE_S, -30.0),
        "white noise at -40 dB": noise(NOISE_S, -40.0), "a quiet room, -65 dB": noise(NOISE_S, -65.0),
        "fan and keys": fan(NOISE_S, -40.0) + keys(NOISE_S, -35.0), "perfect silence": silence(NOISE_S),
    }
    for name, wave in noises.items():
        outcome = bench.hear(wave)
        wanted = {"microphone_silent"} if name == "perfect silence" else set()
        good = all(set(told) == wanted for told in outcome.incidents.values())
        told = ", ".join(f"{preset} {found or 'none'}" for preset, found in outcome.incidents.items())
        print(f"  {name:<28} {outcome.speech:7.4f}  {told}{bench.want(name, good)}")


def measure_cost(bench: Bench) -> None:
    """Print what a second of one examinee's sound costs."""
    packets = opus(repeated(speech(), 64.0) + noise(64.0, -50.0))
    stretches = [packets[at : at + PACKETS] for at in range(0, len(packets) - PACKETS + 1, PACKETS)][:BATCH]
    began = time.process_time()
    clips = [decode(stretch)[0] for stretch in stretches]
    decoded = time.process_time()
    bench.analyser.analyse(clips)
    together = time.process_time()
    for clip in clips:
        bench.analyser.analyse([clip])
    alone = time.process_time() - together
    seconds = len(clips) * PACKETS * 0.02
    ms = [1000.0 * each / seconds for each in (decoded - began, together - decoded, alone)]
    print(f"cost, ms of one processor for a second of sound: Opus {ms[0]:.2f}, network {ms[1]:.2f} ({BATCH} together)")
    print(f"  or {ms[2]:.2f} (alone); heard without a break by half a processor: {500 / (ms[0] + ms[1]):.0f} examinees")


def main() -> None:
    """Measure and print; exit with 1 if something is too little."""
    bench = Bench()
    measure_speech(bench, sys.argv[1:])
    measure_noise(bench)
    measure_cost(bench)
    for miss in bench.misses:
        print(f"Too little: {miss}")
    sys.exit(1 if bench.misses else 0)


if __name__ == "__main__":
    main()
