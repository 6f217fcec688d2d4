"""Says how much of what is heard goes with a mouth that moves: then it is probably the examinee who speaks.

Docs: docs/decisions/0044-gaze.md."""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from tool.detection.facts import FrameFacts
from tool.detection.observer.gaze import examinee
from tool.domain.incident_types.microphone import SPEECH
from tool.domain.incident_types.talking import TALKING
from tool.domain.observation import Observation

WINDOW_S = 10.0
"""Lips are watched for as long as speech is counted over (tool.detection.room)."""
APART_S = 3.0
"""Two looks further apart say nothing about what a mouth did between them."""
LEAST_STEPS = 5
STEP = 0.006
"""By this part of the face's height the gap between the lips changes from look to look at least if somebody speaks. A
mouth at rest trembles by .001 to .002, in a bad picture by .004."""
TREMBLES = 3.0
"""And by so many times what this mouth, before this camera, does while nothing is heard."""
MOVING = 0.4
"""A mouth moves if it does so in this share of the looks: one yawn, or a sip, changes it twice."""
QUIET = 5.0
"""Percent of speech below which the room counts as quiet."""
LEARNT = 0.05
"""So much the newest quiet look counts for in what is usual."""
FRESH_S = 6.0
"""What was heard before that says nothing about now."""


class Mouth:
    """One examinee's. It is told what was heard and what was seen, in any order."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, float]] = deque()
        self._speech: Observation | None = None
        self._tremble = 0.0

    def heard(self, observations: Iterable[Observation]) -> None:
        """Take in what is known of the sound."""
        for seen in observations:
            if seen.signal == SPEECH and (self._speech is None or seen.at >= self._speech.at):
                self._speech = seen

    def saw(self, facts: FrameFacts, at: float) -> tuple[Observation, ...]:
        """Take in a look at the moment `at`; return how much is said with this mouth, in percent of the seconds heard.

        Nothing, if either is not known: where nothing is heard nobody talks, whatever lips do."""
        head = examinee(facts)
        while self._looks and at - self._looks[0][0] > WINDOW_S:
            self._looks.popleft()
        if head is None:
            return ()
        self._looks.append((at, head.mouth_open))
        steps = [abs(b - a) for (before, a), (now, b) in pairwise(self._looks) if 0 < now - before <= APART_S]
        speech = self._speech
        if speech is None or len(steps) < LEAST_STEPS or abs(at - speech.at) > FRESH_S:
            return ()
        if speech.value < QUIET:
            self._tremble += LEARNT * (median(steps) - self._tremble)
        enough = max(STEP, TREMBLES * self._tremble)
        moves = sum(step >= enough for step in steps) >= MOVING * len(steps)
        return (Observation(TALKING, speech.value if moves else 0.0, at, f"{facts.model}; {speech.model}"),)
