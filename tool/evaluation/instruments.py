"""What a sample is measured with: the same analysers that look and listen in an exam."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tool.detection import object_models
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.detection.facts import FrameFacts
from tool.detection.frames import FrameAnalyser
from tool.detection.heard import SoundFacts
from tool.detection.objects import ObjectAnalyser, ObjectFacts
from tool.detection.observer.gaze import looks_away
from tool.detection.sounds import Clip, SoundAnalyser
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule

RULES: tuple[Rule, ...] = tuple(rule for rule in PRESETS[Preset.STANDARD].applied if rule.kind.source.is_looked_at)
"""The rules that samples are held against: those of the standard preset about camera and microphone."""
TYPES = {
    "looking_away": "looking_away", "phone": "phone_visible", "screen": "second_screen_visible", "speech": "speech",
}
"""The type of incident that tells a condition, by the condition."""


class LooksForObjects(Protocol):
    """tool.detection.objects.ObjectAnalyser in service, scripted in tests."""

    def analyse(self, bgr: Picture) -> ObjectFacts:
        """Return what there is in a picture."""
        ...

    def persons(self, bgr: Picture) -> tuple[Box, ...]:
        """Return the people in a picture, and look for nothing else."""
        ...


class Listens(Protocol):
    """tool.detection.sounds.SoundAnalyser in service, scripted in tests."""

    def analyse(self, clips: list[Clip]) -> list[SoundFacts]:
        """Return the facts of each clip."""
        ...


@dataclass(frozen=True, slots=True)
class Instruments:
    """The analysers. Without `objects` or `sounds` the conditions that they tell are not measured; `missing` says why,
    by condition."""

    faces: FrameAnalyser
    objects: LooksForObjects | None = None
    sounds: Listens | None = None
    missing: Mapping[str, str] = field(default_factory=dict)

    def measures(self, condition: str) -> bool:
        """Whether anything here can tell this condition."""
        if condition == "speech":
            return self.sounds is not None
        return condition not in ("phone", "screen") or self.objects is not None


def of_this_machine() -> Instruments:
    """Return all that this machine has, with their networks loaded; raise ModelMissing if those for faces are gone."""
    why = object_models.unusable()
    objects = None if why else ObjectAnalyser()
    return Instruments(FrameAnalyser(), objects, SoundAnalyser(), dict.fromkeys(("phone", "screen"), why))


@dataclass(frozen=True, slots=True)
class Seen:
    """What one picture was found to show."""

    faces: FrameFacts
    objects: ObjectFacts | None


def look(instruments: Instruments, picture: Picture) -> Seen:
    """Look at one picture (height x width x 3, BGR) by itself."""
    objects = instruments.objects.analyse(picture) if instruments.objects is not None else None
    return Seen(instruments.faces.analyse(picture), objects)


def _sure(condition: str, measure: Callable[[ObjectFacts], float]) -> Callable[[Seen], bool | None]:
    threshold = next(rule.threshold for rule in RULES if rule.type == TYPES[condition])
    return lambda seen: None if seen.objects is None else measure(seen.objects) >= threshold


JUDGES: Mapping[str, Callable[[Seen], bool | None]] = {
    "looking_away": lambda seen: looks_away(seen.faces),
    "phone": _sure("phone", lambda objects: objects.phone),
    "screen": _sure("screen", lambda objects: objects.second_screen),
}
"""What says from one picture whether a condition holds, at the threshold of the rule about it; None: it cannot tell. In
an exam several looks have to agree."""
