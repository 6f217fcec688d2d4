"""Observes one examinee's sound from stretch to stretch: how loud their room usually is, and how much is spoken in it.

What is kept are a few numbers for a minute, and only in memory."""

from collections import deque

from tool.detection.heard import SoundFacts
from tool.domain.incident_types.microphone import SOUND_LEVEL, SPEECH
from tool.domain.observation import Observation

WINDOW_S = 10.0
"""The share of speech is that of so many seconds heard: one word, or a cough, is little of it."""
OLDEST_S = 40.0
"""What was heard before that says nothing about now, however little was heard since."""
LEAST_S = 4.0
"""With less heard nobody knows whether there is speech."""
LEAST_SOUNDING_S = 0.1
"""With less sound than that nobody knows how loud it is: a sender may leave out what is quiet."""
FLOOR_S = 60.0
"""The room's own noise is the quietest that was heard within this: nobody speaks for a minute without a breath."""
LOWEST_FLOOR_DB, HIGHEST_FLOOR_DB = -70.0, -25.0
"""Where noise is taken away the floor would be nothing; in a room that roars all the time nothing would be heard."""
ABOVE_DB = 6.0
"""Speech is that of somebody in the room if it is so much louder than the room."""
RANGE_DB = 40.0
"""The loudness that is shown goes from the floor to so much above it."""


class Room:
    """The sound of one attempt. Times are moments of one timeline, those of the ends of stretches."""

    def __init__(self) -> None:
        self._stretches: deque[tuple[float, float, float]] = deque()
        self._floors: deque[tuple[float, float]] = deque()

    @property
    def floor_db(self) -> float:
        """The noise of the room itself, in decibels of full scale."""
        quietest = min((floor for _, floor in self._floors), default=LOWEST_FLOOR_DB)
        return min(HIGHEST_FLOOR_DB, max(LOWEST_FLOOR_DB, quietest))

    def hear(self, facts: SoundFacts, at: float) -> tuple[Observation, ...]:
        """Take in a stretch that ended at `at`; return what is known now. What is not known is left out."""
        if facts.sounding_s >= LEAST_SOUNDING_S:
            self._floors.append((at, facts.floor_db))
        while self._floors and at - self._floors[0][0] > FLOOR_S:
            self._floors.popleft()
        near = facts.speech_db >= self.floor_db + ABOVE_DB
        self._stretches.append((at, facts.heard_s, facts.speech_s if near else 0.0))
        self._forget(at)
        heard = sum(heard_s for _, heard_s, _ in self._stretches)
        seen = []
        if heard >= LEAST_S:
            share = 100.0 * sum(speech_s for _, _, speech_s in self._stretches) / heard
            seen.append(Observation(SPEECH, share, at, facts.model))
        if facts.sounding_s >= LEAST_SOUNDING_S:
            seen.append(Observation(SOUND_LEVEL, facts.peak_db, at, facts.model))
        return tuple(seen)

    def loudness(self, facts: SoundFacts) -> int:
        """Return how loud a stretch was for this room: 0 (its own noise) to 100."""
        return round(100.0 * min(1.0, max(0.0, (facts.level_db - self.floor_db) / RANGE_DB)))

    def _forget(self, now: float) -> None:
        """Keep the newest WINDOW_S that were heard, and of those what is not too old."""
        while self._stretches and now - self._stretches[0][0] > OLDEST_S:
            self._stretches.popleft()
        while sum(heard_s for _, heard_s, _ in self._stretches) - self._stretches[0][1] >= WINDOW_S:
            self._stretches.popleft()
