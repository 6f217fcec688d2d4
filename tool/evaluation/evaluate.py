"""Looks at every sample, as it is and made worse, and counts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from tool.detection.faces import Picture
from tool.detection.facts import FrameFacts
from tool.detection.frames import FrameAnalyser
from tool.detection.heads import looks_away
from tool.evaluation.clips import MAX_SIDE, Clip, play
from tool.evaluation.labels import BadLabels, Sample
from tool.evaluation.score import FaceScore, YesNoScore, face_score, yes_no_score
from tool.evaluation.sweeps import SWEEPS

Judge = Callable[[FrameFacts], bool | None]
JUDGES: Mapping[str, Judge] = {"looking_away": looks_away}
"""What says from one picture whether a condition holds, by the condition's name; None: it cannot tell. What is not
here is measured by nothing yet, and the tables say so."""
CONDITIONS = ("looking_away", "phone", "screen", "speech")


@dataclass(frozen=True, slots=True)
class Scores:
    """How a set of pictures was told."""

    faces: FaceScore
    conditions: Mapping[str, YesNoScore]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was found. `sweeps` and `groups` hold scores by the name of the change, and by column and value."""

    model: str
    scores: Scores
    sweeps: Mapping[str, FaceScore]
    groups: Mapping[str, Mapping[str, Scores]]
    clips: tuple[Clip, ...]
    wrong: tuple[tuple[str, int, int], ...] = field(default=())

    @property
    def video_hours(self) -> float:
        """How much video was looked at."""
        return sum(clip.seconds for clip in self.clips) / 3600.0


def evaluate(
    samples: Iterable[Sample], analyser: FrameAnalyser, *, sweeps: bool = True,
    progress: Callable[[str], None] = lambda _name: None,
) -> Evaluation:
    """Return how detection does on these samples; raise BadLabels for a file that cannot be read."""
    pictures: list[tuple[Sample, FrameFacts]] = []
    clips: list[Clip] = []
    swept: dict[str, list[tuple[int, int]]] = {name: [] for name in (SWEEPS if sweeps else ())}
    for sample in samples:
        progress(sample.file.name)
        if sample.is_video:
            clips.append(play(sample.file, analyser))
            continue
        picture = _load(sample)
        pictures.append((sample, analyser.analyse(picture)))
        if sample.faces is not None:
            for name, pairs in swept.items():
                pairs.append((sample.faces, analyser.analyse(SWEEPS[name](picture)).faces))
    return Evaluation(
        pictures[0][1].model if pictures else "", _scores(pictures),
        {name: face_score(pairs) for name, pairs in swept.items()}, _groups(pictures), tuple(clips),
        tuple(
            (sample.file.name, sample.faces, facts.faces) for sample, facts in pictures
            if sample.faces is not None and min(sample.faces, 2) != min(facts.faces, 2)
        ),
    )


def _load(sample: Sample) -> Picture:
    picture = cv2.imread(str(sample.file), cv2.IMREAD_COLOR)
    if picture is None:
        raise BadLabels(f"{sample.file} is no picture that can be read.")
    scale = min(1.0, MAX_SIDE / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _scores(pictures: list[tuple[Sample, FrameFacts]]) -> Scores:
    faces = face_score((sample.faces, facts.faces) for sample, facts in pictures if sample.faces is not None)
    return Scores(faces, {name: _condition(name, pictures) for name in CONDITIONS})


def _condition(name: str, pictures: list[tuple[Sample, FrameFacts]]) -> YesNoScore:
    judge = JUDGES.get(name)
    told = ((_label(sample, name), facts) for sample, facts in pictures)
    return yes_no_score(
        ((truth, judge(facts) if judge else None) for truth, facts in told if truth is not None), measured=bool(judge)
    )


def _label(sample: Sample, name: str) -> bool | None:
    if name == "looking_away":
        return None if sample.looking is None else not sample.looking
    value: bool | None = getattr(sample, name)
    return value


def _groups(pictures: list[tuple[Sample, FrameFacts]]) -> dict[str, dict[str, Scores]]:
    columns = sorted({column for sample, _ in pictures for column in sample.groups})
    found: dict[str, dict[str, Scores]] = {}
    for column in columns:
        values = sorted({sample.groups[column] for sample, _ in pictures if column in sample.groups})
        found[column] = {
            value: _scores([(s, facts) for s, facts in pictures if s.groups.get(column) == value]) for value in values
        }
    return found
