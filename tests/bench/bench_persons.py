"""How well somebody is told who is there without a face, what is claimed falsely, and what a look for people costs.

`make bench-persons`. The pictures are those that INVIGIL_FOOTAGE points at, as `make bench-detect` has them; what takes
the face away, or puts somebody beside, is painted into them here, and stands in for what nobody has labelled. Exits
with 1 if somebody is claimed where nobody is, in the pictures as they are, with 2 if there are no pictures."""

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping

import cv2
import numpy as np

from tests.bench.bench_objects import CHANGES
from tests.bench.detect_pictures import TRANSFORMATIONS, Picture, folder, jpeg, labelled, transformed
from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.frames import FrameAnalyser
from tool.detection.object_models import unusable
from tool.detection.object_networks import NanoDet
from tool.detection.objects import PERSON, nanodet_things, persons_among
from tool.detection.observer.persons import Persons
from tool.domain.incident_types.persons import COVERED_FACE, FACELESS_PERSON
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

LEAST_HEIGHT = 0.3
"""What is left of a picture without its head must have so much of its height, or it shows nothing."""
PEOPLE = frozenset({"zero_people_from_behind_phone.jpg"})
"""Pictures without a face that do show people."""
Pictures = Iterable[tuple[str, int, Picture]]


class Bench:
    """The networks, the thresholds of the standard preset, and what looks for people have cost so far."""

    def __init__(self) -> None:
        self.cost_ms: list[float] = []
        self._faces, self._nanodet = FrameAnalyser(), NanoDet()
        rules = PRESETS[Preset.STANDARD].rules
        self._thresholds = {rule.kind.signal: rule.threshold for rule in rules}

    def faces(self, picture: Picture) -> FrameFacts:
        """Return the faces of the picture as it arrives."""
        return self._faces.analyse(_arrived(picture))

    def claims(self, picture: Picture, seat: FrameFacts | None = None) -> tuple[int, set[str]]:
        """Return how many faces there are, and the signals of which something is claimed. `seat`: the look before."""
        facts, persons, subject = self.faces(picture), self._persons(picture), Persons()
        if seat is not None:
            subject.saw(seat, 0.0)
        seen = (*subject.saw(facts, 1.0), *subject.found(persons, 1.0))
        return facts.faces, {each.signal for each in seen if each.value >= self._thresholds[each.signal]}

    def _persons(self, picture: Picture) -> tuple[Box, ...]:
        data = jpeg(picture)
        began = time.process_time()
        arrived = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        persons = persons_among(nanodet_things(self._nanodet.run(arrived), (PERSON,)))
        self.cost_ms.append((time.process_time() - began) * 1000)
        return persons


def _arrived(picture: Picture) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg(picture), np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _around(picture: Picture, box: Box, times: float) -> tuple[slice, slice]:
    """Return the rows and columns of the box, made so many times as large."""
    height, width = picture.shape[:2]
    middle_x, middle_y = box.left + box.width / 2, box.top + box.height / 2
    half_x, half_y = box.width * times / 2, box.height * times / 2
    left, right = (int(np.clip(x, 0, 1) * width) for x in (middle_x - half_x, middle_x + half_x))
    top, bottom = (int(np.clip(y, 0, 1) * height) for y in (middle_y - half_y, middle_y + half_y))
    return slice(top, bottom), slice(left, right)


def _covered(picture: Picture, box: Box) -> Picture:
    """A hand, or a cloth, before the face: its place in the mean colour of what is there."""
    painted, where = picture.copy(), _around(picture, box, 1.3)
    painted[where] = painted[where].reshape(-1, 3).mean(0)
    return painted


def _turned(picture: Picture, box: Box) -> Picture:
    """The back of a head: dark hair, an ellipse, where the face is."""
    painted, (rows, columns) = picture.copy(), _around(picture, box, 1.6)
    middle = ((columns.start + columns.stop) // 2, (rows.start + rows.stop) // 2)
    axes = ((columns.stop - columns.start) // 2, (rows.stop - rows.start) // 2)
    cv2.ellipse(painted, middle, axes, 0, 0, 360, (28, 32, 40), -1)
    return painted


def _blurred(picture: Picture, box: Box) -> Picture:
    """A face that moves, or is far out of focus."""
    painted, where = picture.copy(), _around(picture, box, 1.5)
    painted[where] = cv2.GaussianBlur(painted[where], (0, 0), max(1.0, box.width * picture.shape[1] / 4))
    return painted


def _headless(picture: Picture, box: Box) -> Picture:
    """The head is above the picture's edge."""
    chin = int((box.top + box.height * 1.1) * picture.shape[0])
    return np.ascontiguousarray(picture[chin:]) if chin < (1 - LEAST_HEIGHT) * picture.shape[0] else picture[:0]


LOST: Mapping[str, Callable[[Picture, Box], Picture]] = {
    "covered": _covered, "from behind": _turned, "blurred": _blurred, "head out of the picture": _headless,
}


def _beside(picture: Picture, other: Picture, face: Box) -> Picture:
    """Somebody at the right edge, whom it cuts through the face: a strip of another picture, a third as wide."""
    height, width = picture.shape[:2]
    left = int((face.left - 0.7 * face.width) * other.shape[1])
    strip = other[:, max(0, left) : int((face.left + face.width / 2) * other.shape[1])]
    wide = max(1, round(strip.shape[1] * height / strip.shape[0]))
    joined = picture.copy()
    joined[:, width - min(width // 3, wide) :] = cv2.resize(strip, (wide, height))[:, : min(width // 3, wide)]
    return joined


def nobody_and_lost(bench: Bench, pictures: list[tuple[str, int, Picture]]) -> int:
    """Print what is made of pictures as they are and spoilt; return how often somebody is claimed where nobody is, in
    those as they are."""
    forms: dict[str, Pictures] = {name: list(transformed(name, pictures)) for name in TRANSFORMATIONS}
    for name, change in CHANGES.items():
        forms.setdefault(name, [(file, faces, change(picture)) for file, faces, picture in pictures])
    forms.pop("as it is")
    wrong: dict[str, int] = {}
    print(f"{'':<28}{'nobody there, somebody claimed':>32}{'face lost, person told':>24}{'alone, another claimed':>24}")
    for name, form in forms.items():
        empty, lost, alone = [], [], []
        for file, faces, picture in form:
            found, claims = bench.claims(picture)
            if file in PEOPLE:
                continue
            if faces == 0:
                empty.append(bool(claims))
            elif found == 0:
                lost.append(COVERED_FACE in claims)
            elif faces == 1:
                alone.append(FACELESS_PERSON in claims)
        wrong[name] = sum(empty)
        print(f"{name:<28}{_part(empty):>32}{_part(lost):>24}{_part(alone):>24}")
    return wrong["as they are"]


def taken_away(bench: Bench, alone: list[tuple[Picture, FrameFacts]]) -> None:
    """Print how often somebody whose face was taken away is told, and as what."""
    print(f"\n{'the face is':<28}{'no face found':>16}{'of these told':>16}{'another claimed':>18}")
    for name, form in LOST.items():
        spoilt = [(form(picture, facts.boxes[0]), facts) for picture, facts in alone]
        looked = [bench.claims(picture, seat) for picture, seat in spoilt if picture.size]
        lost = [claims for found, claims in looked if found == 0]
        told, other = [COVERED_FACE in each for each in lost], [FACELESS_PERSON in each for each in lost]
        print(f"{name:<28}{f'{len(lost)}/{len(looked)}':>16}{_part(told):>16}{_part(other):>18}")


def put_beside(bench: Bench, alone: list[tuple[Picture, FrameFacts]]) -> None:
    """Print how often somebody cut by the edge is told, and as what."""
    looked = [
        bench.claims(_beside(picture, other, facts.boxes[0]), seat)
        for (picture, seat), (other, facts) in zip(alone, [*alone[1:], alone[0]], strict=True)
    ]
    two = sum(found > 1 for found, _ in looked)
    hinted = sum(found == 1 and FACELESS_PERSON in claims for found, claims in looked)
    print(f"\nsomebody at the edge, cut through the face: {two}/{len(looked)} as a second face, {hinted} more as a "
          f"person without one, {len(looked) - two - hinted} not at all")


def _part(of: list[bool]) -> str:
    return f"{sum(of)}/{len(of)}"


def main() -> None:
    """Measure and print."""
    where = folder()
    if where is None or unusable():
        print(unusable() or "INVIGIL_FOOTAGE does not point at labelled pictures.", file=sys.stderr)
        sys.exit(2)
    cv2.setNumThreads(1)
    bench, pictures = Bench(), list(labelled(where))
    wrong = nobody_and_lost(bench, pictures)
    single = [(picture, bench.faces(picture)) for _file, faces, picture in pictures if faces == 1]
    alone = [(picture, facts) for picture, facts in single if facts.faces == 1]
    taken_away(bench, alone)
    put_beside(bench, alone)
    print(f"\na look for people: median {statistics.median(bench.cost_ms):.0f} ms of processor, decoding included")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
