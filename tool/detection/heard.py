"""What some seconds of sound were found to be, as values that any process can hold without loading a network."""

from dataclasses import dataclass

NOTHING_DB = -100.0
"""Below this there is nothing; 16 bits do not reach it."""


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The facts of one stretch of sound. Loudness is in decibels of full scale, NOTHING_DB to 0, of moments of 32 ms.

    `heard_s`: how much of it came, that which the sender left out as quiet (DTX) among it, what was lost not;
    `sounding_s`: how much of that is sound and not left out. `speech_s`: how much is speech, `speech_db` its usual
    loudness. `level_db`: how loud it was on the whole; `peak_db`, `floor_db`: its loudest and its quietest moments.
    `model` names and versions what told speech."""

    heard_s: float
    sounding_s: float
    speech_s: float
    speech_db: float
    level_db: float
    peak_db: float
    floor_db: float
    model: str
