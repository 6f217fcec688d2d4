"""Videos and recordings through detection and rules, in virtual time: what would have been reported of them?"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from tool.detection import objects
from tool.detection.faces import Picture
from tool.detection.observer.calibrator import EVERY_S
from tool.detection.observer.observer import Observer
from tool.detection.observer.persons import Persons
from tool.detection.room import Room
from tool.detection.rules import RuleEngine
from tool.detection.sounds import SOUNDING, Clip
from tool.detection.voice import RATE
from tool.domain.baseline import Target
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.observation import Observation
from tool.evaluation.instruments import RULES, Instruments, Listens, LooksForObjects
from tool.evaluation.labels import BadLabels

LOOK_EVERY_S = 1.0
OBJECTS_EVERY_S = 5.0
PERSONS_EVERY_S = 2.0
STRETCH_S = 2.0
"""Sound is heard in stretches of this length, as in an exam."""
MAX_SIDE = 640

Moment = tuple[float, tuple[Observation, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """One incident: its type, when it began (seconds from the start) and how long it lasted; None: to the end."""

    type: str
    at_s: float
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Played:
    """One video or recording: its length in seconds, how many pictures were looked at, whether sound was heard, and
    what was found."""

    file: Path
    seconds: float
    looks: int
    heard: bool
    incidents: tuple[Found, ...]


def play(file: Path, instruments: Instruments, *, calibrate_s: float = 0.0) -> Played:
    """Look at a video once a second, and listen to it, under the rules of the standard preset.

    For the first `calibrate_s` seconds the person is known to look at the middle of their screen, and what is seen is
    what is usual; 0: nothing is known.
    Raise BadLabels if it is neither a video nor a recording of sound."""
    ids = count(1)
    engine = RuleEngine(str(file), RULES, lambda: f"i{next(ids)}")
    found: dict[str, Found] = {}
    seen, heard = _Seen(file, instruments, calibrate_s), _Heard(file, instruments.sounds)
    seconds = 0.0
    for at, observations in heapq.merge(seen, heard, key=itemgetter(0)):
        seconds = at
        seen.observer.heard(observations)
        for change in engine.observe(observations):
            if isinstance(change, IncidentOpened):
                found[change.incident_id] = Found(change.type, change.started_at, None)
            elif isinstance(change, IncidentClosed):
                opened = found[change.incident_id]
                found[change.incident_id] = Found(opened.type, opened.at_s, change.duration_s)
    if not seen.looks and not heard.has_sound:
        raise BadLabels(f"{file} is no video and no recording that can be read: there is neither picture nor sound.")
    return Played(file, seconds, seen.looks, heard.stretches > 0, tuple(found.values()))


class _Seen:
    """The looks at a video: what is observed at which second. Nothing for a recording without pictures."""

    def __init__(self, file: Path, instruments: Instruments, calibrate_s: float) -> None:
        self.looks = 0
        self._file = file
        self._instruments = instruments
        self._calibrate_s = calibrate_s
        self.observer = Observer()
        self.observer.apply(RULES)
        if calibrate_s:
            self.observer.look_at(Target.CENTRE, 0.0)

    def __iter__(self) -> Iterator[Moment]:
        observer, looks = self.observer, _Objects(self._instruments.objects)
        for at, picture in _looks(self._file, self._calibrate_s):
            self.looks += 1
            if at > self._calibrate_s:
                observer.calibrated(at)
                if self._calibrate_s:
                    observer.settle()
            facts = self._instruments.faces.analyse(picture, before=observer.before(at))
            seen = observer.saw(facts, at)
            yield at, (*seen, *looks.at(picture, at, observer.persons))


class _Objects:
    """The looks for objects at a video: every few seconds, and for people sooner while it matters who is there."""

    def __init__(self, objects: LooksForObjects | None) -> None:
        self._objects = objects
        self._due = self._persons_due = 0.0

    def at(self, picture: Picture, at: float, persons: Persons) -> tuple[Observation, ...]:
        """Return what is observed of objects in the picture of that second; nothing if it is not looked at."""
        if self._objects is not None and at >= self._due:
            self._due = at + OBJECTS_EVERY_S
            facts = self._objects.analyse(picture)
            return (*objects.observations(facts, at), *persons.found(facts.persons, at))
        if self._objects is not None and persons.wanted and at >= self._persons_due:
            self._persons_due = at + PERSONS_EVERY_S
            return persons.found(self._objects.persons(picture), at)
        return ()


class _Heard:
    """The stretches of sound in a file: what is observed at which second."""

    def __init__(self, file: Path, sounds: Listens | None) -> None:
        self.has_sound = False
        self.stretches = 0
        self._file = file
        self._sounds = sounds

    def __iter__(self) -> Iterator[Moment]:
        room = Room()
        for at, samples in self._heard():
            self.has_sound = True
            if self._sounds is None:
                return
            self.stretches += 1
            clip = Clip(samples, np.full(samples.size, SOUNDING, np.uint8))
            for facts in self._sounds.analyse([clip]):
                yield at, room.hear(facts, at)

    def _heard(self) -> Iterator[tuple[float, npt.NDArray[np.float32]]]:
        size = round(STRETCH_S * RATE)
        for number, samples in enumerate(_stretches(_samples(self._file), size), 1):
            yield number * STRETCH_S, samples


def _stretches(parts: Iterable[npt.NDArray[np.float32]], size: int) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the samples in whole stretches; a rest is left out."""
    waiting: list[npt.NDArray[np.float32]] = []
    for part in parts:
        waiting.append(part)
        if sum(each.size for each in waiting) >= size:
            joined = np.concatenate(waiting)
            whole = joined.size // size * size
            yield from joined[:whole].reshape(-1, size)
            waiting = [joined[whole:]]


def _samples(file: Path) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the sound of a file, RATE samples a second from -1 to 1; nothing if there is none."""
    try:
        with av.open(str(file)) as container:
            if not container.streams.audio:
                return
            resampler = av.AudioResampler("flt", "mono", RATE)
            for frame in container.decode(container.streams.audio[0]):
                for part in resampler.resample(frame):
                    yield np.asarray(part.to_ndarray(), np.float32).reshape(-1)
    except av.FFmpegError as exc:
        raise BadLabels(f"{file} is no video or recording that can be read: {exc}.") from exc


def _looks(file: Path, calibrate_s: float) -> Iterator[tuple[float, Picture]]:
    """Yield a picture a second, with its time; more often while gaze is calibrated, as in an exam. The last one too, so
    that the length is known."""
    try:
        with av.open(str(file)) as container:
            if not container.streams.video:
                return
            due, last = 0.0, None
            for frame in container.decode(container.streams.video[0]):
                at = float(frame.time or 0.0)
                last = (at, frame)
                if at >= due:
                    every_s = EVERY_S if at < calibrate_s else LOOK_EVERY_S
                    due += every_s * max(1, int((at - due) / every_s) + 1)
                    yield at, upright(frame)
                    last = None
            if last is not None:
                yield last[0], upright(last[1])
    except av.FFmpegError as exc:
        raise BadLabels(f"{file} is no video or recording that can be read: {exc}.") from exc


def upright(frame: av.VideoFrame) -> Picture:
    """Return a frame as a player would show it: cameras that are held upright say how it has to be turned."""
    scale = min(1.0, MAX_SIDE / max(frame.width, frame.height))
    size = {"width": max(2, round(frame.width * scale)), "height": max(2, round(frame.height * scale))}
    picture = np.asarray(frame.reformat(format="bgr24", **size).to_ndarray(), np.uint8)
    return np.ascontiguousarray(np.rot90(picture, frame.rotation // 90))
