"""Sounds made when the tests run, by formulas and by a synthesiser of speech: no recording lies in this repository.

All are float64 from -1 to 1, 48,000 samples a second; levels are decibels of full scale."""

import ctypes
from functools import cache
from itertools import count

import av
import espeakng_loader
import numpy as np
import numpy.typing as npt

from tool.media.hearing.jobs import SoundPacket

RATE = 48_000
FRAME = 960
"""The samples of 20 ms, as browsers send them."""
SENTENCE = (
    "The answer to the third question is the second one. Have you read what it says about the river? I would begin "
    "with the last paragraph, because that is the one that nobody else has looked at."
)
Wave = npt.NDArray[np.float64]
_RETRIEVAL, _UTF8 = 1, 1


def at_level(wave: Wave, level_db: float) -> Wave:
    """The wave with this mean loudness."""
    return wave * (10.0 ** (level_db / 20.0) / np.sqrt(np.square(wave).mean()))


@cache
def speech(text: str = SENTENCE, voice: str = "en") -> Wave:
    """Somebody says this (espeak-ng); at -20 dB."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_RETRIEVAL, 500, espeakng_loader.get_data_path().encode(), 0)
    assert rate > 0, "espeak-ng does not start"
    pieces: list[npt.NDArray[np.int16]] = []
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    def take(wave: "ctypes._Pointer[ctypes.c_short]", size: int, _events: int) -> int:
        if wave and size:
            pieces.append(np.ctypeslib.as_array(wave, (size,)).copy())
        return 0

    callback = kind(take)
    library.espeak_SetSynthCallback(callback)
    assert library.espeak_SetVoiceByName(voice.encode()) == 0, f"there is no voice {voice!r}"
    said = text.encode()
    library.espeak_Synth(said, len(said) + 1, 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    spoken = np.concatenate(pieces).astype(np.float64) / 32768.0
    times = np.arange(0, len(spoken), rate / RATE)
    return at_level(np.interp(times, np.arange(len(spoken)), spoken), -20.0)


def silence(seconds: float) -> Wave:
    """Nothing at all."""
    return np.zeros(int(seconds * RATE))


def noise(seconds: float, level_db: float, seed: int = 1) -> Wave:
    """White noise, as of a cheap microphone."""
    return at_level(np.random.default_rng(seed).normal(size=int(seconds * RATE)), level_db)


def fan(seconds: float, level_db: float, seed: int = 2) -> Wave:
    """Noise of low frequencies with the tone of the blades and its harmonics, which goes up and down slowly."""
    rng, times = np.random.default_rng(seed), np.arange(int(seconds * RATE)) / RATE
    rush = _below(rng.normal(size=len(times)), 500.0)
    blades = sum(np.sin(2 * np.pi * 87.0 * k * times + k) / k for k in range(1, 6))
    return at_level((rush / rush.std() + 0.4 * blades) * (1 + 0.2 * np.sin(2 * np.pi * 0.3 * times)), level_db)


def hum(seconds: float, level_db: float) -> Wave:
    """The mains' 50 Hz and what a transformer makes of it."""
    times = np.arange(int(seconds * RATE)) / RATE
    return at_level(sum(np.sin(2 * np.pi * 50.0 * k * times) / k for k in (1, 2, 3, 4, 6, 8)), level_db)


def keys(seconds: float, level_db: float, seed: int = 3) -> Wave:
    """Somebody types: some five strokes a second, each a click, a thump and a click when the key comes up again."""
    rng, wave = np.random.default_rng(seed), silence(seconds)
    at = 0.0
    while (at := at + rng.exponential(0.12) + 0.06) < seconds - 0.3:
        strength = rng.uniform(0.3, 1.0)
        for later, share in ((0.0, 1.0), (rng.uniform(0.06, 0.12), 0.5)):
            start, length = int((at + later) * RATE), int(0.03 * RATE)
            fade = np.exp(-np.arange(length) / (0.004 * RATE))
            thump = np.sin(2 * np.pi * rng.uniform(120, 260) * np.arange(length) / RATE)
            wave[start : start + length] += strength * share * fade * (rng.normal(size=length) + 0.7 * thump)
    return at_level(wave, level_db) + noise(seconds, -70.0)


def _below(wave: Wave, cut_hz: float) -> Wave:
    spectrum = np.fft.rfft(wave)
    return np.fft.irfft(spectrum / (1 + np.square(np.fft.rfftfreq(len(wave), 1 / RATE) / cut_hz)), len(wave))


def repeated(wave: Wave, seconds: float, pause_s: float = 0.6) -> Wave:
    """The wave over and over, with pauses, until so much time is full."""
    one = np.concatenate([wave, silence(pause_s)])
    return np.tile(one, int(seconds * RATE / len(one)) + 1)[: int(seconds * RATE)]


def opus(wave: Wave, *, seq: int = 0, timestamp: int = 0, bits_per_s: int = 32_000) -> list[SoundPacket]:
    """The wave as a browser sends it: 20 ms in a packet, speech mode."""
    coder = av.CodecContext.create("libopus", "w")
    assert isinstance(coder, av.AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format, coder.bit_rate = RATE, "mono", "s16", bits_per_s
    coder.options = {"frame_duration": "20", "application": "voip"}
    whole = (np.clip(wave, -1.0, 1.0) * 32767).astype(np.int16)
    packets: list[bytes] = []
    for start in range(0, len(whole) - FRAME + 1, FRAME):
        frame = av.AudioFrame.from_ndarray(whole[None, start : start + FRAME], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, start
        packets += [bytes(packet) for packet in coder.encode(frame)]
    numbers = count()
    return [
        SoundPacket((seq + n) & 0xFFFF, (timestamp + n * FRAME) & 0xFFFF_FFFF, data)
        for data, n in zip(packets, numbers, strict=False)
    ]
