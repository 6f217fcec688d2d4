"""Looks at every sample, as it is and made worse, and counts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from tool.detection.faces import Picture
from tool.evaluation.clips import MAX_SIDE, Found, Played, play
from tool.evaluation.instruments import JUDGES, TYPES, Instruments, Seen, look
from tool.evaluation.labels import BadLabels, Sample
from tool.evaluation.score import FaceScore, YesNoScore, face_score, yes_no_score
from tool.evaluation.sweeps import SWEEPS

CONDITIONS = tuple(TYPES)


@dataclass(frozen=True, slots=True)
class Scores:
    """How a set of samples was told."""

    faces: FaceScore
    conditions: Mapping[str, YesNoScore]


@dataclass(frozen=True, slots=True)
class Clip:
    """A video or recording as it was played. `false`: what was reported of it although its labels say otherwise;
    `judged`: whether any of its labels could say so."""

    played: Played
    false: tuple[Found, ...]
    judged: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was found. `sweeps` and `groups` hold scores by the name of the change, and by column and value.
    `missing` says by condition why it was not measured."""

    model: str
    scores: Scores
    sweeps: Mapping[str, FaceScore]
    groups: Mapping[str, Mapping[str, Scores]]
    clips: tuple[Clip, ...]
    wrong: tuple[tuple[str, int, int], ...] = field(default=())
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def video_hours(self) -> float:
        """How much video and sound was played."""
        return sum(clip.played.seconds for clip in self.clips) / 3600.0

    @property
    def false_an_hour(self) -> float | None:
        """False alarms an hour, in what has labels that could show them; None if nothing has."""
        judged = [clip for clip in self.clips if clip.judged]
        hours = sum(clip.played.seconds for clip in judged) / 3600.0
        return sum(len(clip.false) for clip in judged) / hours if hours else None


@dataclass(frozen=True, slots=True)
class _Told:
    """One sample and what was said of it: of a picture what is seen, of what lasts what was reported."""

    sample: Sample
    seen: Seen | None
    played: Played | None

    def says(self, condition: str) -> bool | None:
        """Return whether the condition was said to hold; None if it was not told either way."""
        if self.seen is not None:
            return JUDGES[condition](self.seen) if condition in JUDGES else None
        assert self.played is not None
        if not (self.played.heard if condition == "speech" else self.played.looks):
            return None
        return any(each.type == TYPES[condition] for each in self.played.incidents)


def evaluate(
    samples: Iterable[Sample], instruments: Instruments, *, sweeps: bool = True, calibrate_s: float = 0.0,
    progress: Callable[[str], None] = lambda _name: None,
) -> Evaluation:
    """Return how detection does on these samples; raise BadLabels for a file that cannot be read.

    `calibrate_s`: in the first so many seconds of every video the person looks at the middle of their screen."""
    told: list[_Told] = []
    swept: dict[str, list[tuple[int, int]]] = {name: [] for name in (SWEEPS if sweeps else ())}
    for sample in samples:
        progress(sample.file.name)
        if sample.lasts:
            told.append(_Told(sample, None, play(sample.file, instruments, calibrate_s=calibrate_s)))
            continue
        picture = _load(sample)
        told.append(_Told(sample, look(instruments, picture), None))
        if sample.faces is not None:
            for name, pairs in swept.items():
                pairs.append((sample.faces, instruments.faces.analyse(SWEEPS[name](picture)).faces))
    counted = [(each.sample.file.name, *pair) for each in told for pair in _counts(each)]
    return Evaluation(
        next((each.seen.faces.model for each in told if each.seen is not None), ""), _scores(told, instruments),
        {name: face_score(pairs) for name, pairs in swept.items()}, _groups(told, instruments),
        tuple(_clip(each.sample, each.played) for each in told if each.played is not None),
        tuple((name, truth, said) for name, truth, said in counted if min(truth, 2) != min(said, 2)),
        {name: why for name, why in instruments.missing.items() if not instruments.measures(name)},
    )


def _load(sample: Sample) -> Picture:
    picture = cv2.imread(str(sample.file), cv2.IMREAD_COLOR)
    if picture is None:
        raise BadLabels(f"{sample.file} is no picture that can be read.")
    scale = min(1.0, MAX_SIDE / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _counts(told: _Told) -> Iterable[tuple[int, int]]:
    """Return (faces there are, faces found) of a picture whose faces somebody has counted."""
    if told.seen is not None and told.sample.faces is not None:
        yield told.sample.faces, told.seen.faces.faces


def _scores(told: list[_Told], instruments: Instruments) -> Scores:
    faces = face_score(pair for each in told for pair in _counts(each))
    return Scores(faces, {name: _condition(name, told, instruments) for name in CONDITIONS})


def _condition(name: str, told: list[_Told], instruments: Instruments) -> YesNoScore:
    measured = instruments.measures(name)
    pairs = ((each.sample.condition(name), each) for each in told)
    return yes_no_score(
        ((truth, each.says(name) if measured else None) for truth, each in pairs if truth is not None),
        measured=measured,
    )


def _clip(sample: Sample, played: Played) -> Clip:
    contrary = _contrary(sample)
    false = tuple(each for each in played.incidents if sample.normal or each.type in contrary)
    return Clip(played, false, judged=bool(sample.normal or contrary))


def _contrary(sample: Sample) -> set[str]:
    """Return the types of incidents that the labels of a sample say are not there."""
    types = {TYPES[name] for name in CONDITIONS if sample.condition(name) is False}
    if sample.faces is not None:
        types |= {"face_missing"} if sample.faces else set()
        types |= {"multiple_people"} if sample.faces < 2 else set()
    return types


def _groups(told: list[_Told], instruments: Instruments) -> dict[str, dict[str, Scores]]:
    columns = sorted({column for each in told for column in each.sample.groups})
    found: dict[str, dict[str, Scores]] = {}
    for column in columns:
        values = sorted({each.sample.groups[column] for each in told if column in each.sample.groups})
        found[column] = {
            value: _scores([each for each in told if each.sample.groups.get(column) == value], instruments)
            for value in values
        }
    return found
