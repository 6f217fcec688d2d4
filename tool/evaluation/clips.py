"""Videos through detection and rules, in virtual time: what would have been reported of the person in them?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import av
import numpy as np

from tool.detection.faces import Picture
from tool.detection.frames import FrameAnalyser
from tool.detection.observer.observer import Observer
from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.evaluation.labels import BadLabels

LOOK_EVERY_S = 1.0
MAX_SIDE = 640


@dataclass(frozen=True, slots=True)
class Found:
    """One incident in a video: its type, when it began (seconds from the start) and how long it lasted; None: to the
    end."""

    type: str
    at_s: float
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Clip:
    """One video: its length in seconds, how many pictures were looked at, and what was found."""

    file: Path
    seconds: float
    looks: int
    incidents: tuple[Found, ...]


def play(file: Path, analyser: FrameAnalyser) -> Clip:
    """Look at a video once a second, under the camera rules of the standard preset; raise BadLabels if it is none."""
    ids = count(1)
    rules = [rule for rule in PRESETS[Preset.STANDARD].applied if rule.kind.source.is_looked_at]
    engine = RuleEngine(str(file), rules, lambda: f"i{next(ids)}")
    observer = Observer()
    found: dict[str, Found] = {}
    looks, at = 0, 0.0
    for at, picture in _looks(file):
        looks += 1
        facts = analyser.analyse(picture, before=observer.before(at))
        for change in engine.observe(observer.saw(facts, at)):
            if isinstance(change, IncidentOpened):
                found[change.incident_id] = Found(change.type, change.started_at, None)
            elif isinstance(change, IncidentClosed):
                opened = found[change.incident_id]
                found[change.incident_id] = Found(opened.type, opened.at_s, change.duration_s)
    return Clip(file, at, looks, tuple(found.values()))


def _looks(file: Path) -> Iterator[tuple[float, Picture]]:
    """Yield a picture a second, with its time; the last one too, so that the length is known."""
    try:
        with av.open(str(file)) as container:
            stream = container.streams.video[0]
            due, last = 0.0, None
            for frame in container.decode(stream):
                at = float(frame.time or 0.0)
                last = (at, frame)
                if at >= due:
                    due += LOOK_EVERY_S * max(1, int((at - due) / LOOK_EVERY_S) + 1)
                    yield at, _picture(frame)
                    last = None
            if last is not None:
                yield last[0], _picture(last[1])
    except (av.FFmpegError, IndexError) as exc:
        raise BadLabels(f"{file} is no video that can be read: {exc}.") from exc


def _picture(frame: av.VideoFrame) -> Picture:
    scale = min(1.0, MAX_SIDE / max(frame.width, frame.height))
    size = {"width": max(2, round(frame.width * scale)), "height": max(2, round(frame.height * scale))}
    return np.asarray(frame.reformat(format="bgr24", **size).to_ndarray(), np.uint8)
