"""What is made of the scene before a camera: posters, covered lenses, bare walls, pictures that stand still.

`make bench-scene`. The pictures are those that INVIGIL_FOOTAGE points at (see bench_detect). Exits with 1 if a limit is
missed, with 2 if there are no pictures."""

import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import cycle, islice

import numpy as np

from tests.bench.detect_pictures import folder, labelled, sitting
from tests.bench.scene_pictures import (
    Picture,
    arrived,
    covers,
    dimmed,
    filling,
    half_covered,
    moved,
    on_wall,
    portrait,
    standing_up,
    swaying,
    walls,
    with_poster,
)
from tests.unit.detection.play import engine
from tool.detection.facts import FrameFacts
from tool.detection.frames import FrameAnalyser
from tool.detection.observer.observer import Observer
from tool.domain.incident import IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

CHECK_IN, AFTER, SOON, LENS = 10, 14, 7, 5
"""Looks, one a second."""
HOUR = 3600
SIDES = ("left", "right", "upper", "lower")
ROOMS = ("zero_room_laptop.jpg", "zero_desk_telephone_banana.jpg", "zero_cat_monitor_deskphone.jpg")
RULES = PRESETS[Preset.STANDARD].rules


class Seat:
    """One camera before an examinee, looked at once a second, under the rules of the standard preset."""

    def __init__(self, analyser: FrameAnalyser) -> None:
        self._analyser = analyser
        self.observer, self.rules, self.at = Observer(), engine(), 0.0
        self._noise = np.random.default_rng(5)
        self.opened: list[IncidentOpened] = []
        self.spent_s = 0.0

    def __deepcopy__(self, memo: dict[int, object]) -> "Seat":
        """Return a seat that goes on from here by itself, with the same networks."""
        other = Seat(self._analyser)
        other.observer, other.rules = deepcopy(self.observer, memo), deepcopy(self.rules, memo)
        other.at, other.opened = self.at, list(self.opened)
        return other

    def shows(self, pictures: Iterable[Picture]) -> "Seat":
        """Look at these pictures, each as it would arrive."""
        for picture in pictures:
            seen = arrived(picture, self._noise)
            self.takes(self._analyser.analyse(seen, before=self.observer.before(self.at + 1)))
        return self

    def takes(self, facts: FrameFacts) -> None:
        """Take in the facts of the next second's look."""
        self.at += 1
        begun = time.process_time()
        told = self.observer.saw(facts, self.at)
        self.spent_s += time.process_time() - begun
        self.opened += [change for change in self.rules.observe(told) if isinstance(change, IncidentOpened)]

    def begins(self, *, settled: bool = True) -> "Seat":
        """Check-in is over, the rules apply."""
        if settled:
            self.observer.settle()
        self.rules.apply(RULES, self.at)
        return self

    def told(self, kind: str) -> float | None:
        """Return the moment at which the first incident of this type was told."""
        return next((change.opened_at for change in self.opened if change.type == kind), None)


@dataclass(frozen=True, slots=True)
class Person:
    """A picture of one person, and where detection finds the face."""

    picture: Picture
    facts: FrameFacts


class Table:
    """Prints a line for each case, and knows whether every limit was kept."""

    def __init__(self) -> None:
        self.kept = True
        print(f"{'what':<62}{'told':>10}{'limit':>10}")

    def line(self, what: str, told: int, of: int, *, most: int | None = None, least: float | None = None) -> None:
        """Print how many of so many were told, and hold it against the limit: at `most`, or at `least` a share."""
        missed = (most is not None and told > most) or (least is not None and told < least * of)
        limit = f"<= {most}" if most is not None else f">= {least:.2f}" if least is not None else "-"
        self.kept &= not missed
        print(f"{what:<62}{f'{told}/{of}':>10}{limit:>10}{'  MISSED' if missed else ''}", flush=True)


def people(analyser: FrameAnalyser, pictures: Iterable[tuple[str, int, Picture]]) -> list[Person]:
    """Return the pictures in which exactly one face is found, as there is."""
    found = []
    for _, faces, picture in pictures:
        if faces == 1:
            shown = filling(picture)
            facts = analyser.analyse(shown)
            if facts.faces == 1:
                found.append(Person(shown, facts))
    return found


def posters(analyser: FrameAnalyser, persons: Sequence[Person], table: Table) -> None:
    """Somebody has a face on the wall behind them: from the beginning, or put there later."""
    large = [person for person in persons if person.facts.boxes[0].width > 0.14]
    donors = [portrait(person.picture, person.facts.boxes[0]) for person in large]
    bare = [Seat(analyser).shows(swaying(person.picture, CHECK_IN)).begins() for person in persons]
    for width in (96, 64):
        still, before, later = [], [], []
        for n, person in enumerate(persons):
            face = donors[(n + 5) % len(donors)]
            poster = [with_poster(shown, face, width) for shown in swaying(person.picture, CHECK_IN + AFTER)]
            still.append(Seat(analyser).shows(poster[:CHECK_IN]).begins().shows(poster[CHECK_IN:]))
            before.append(Seat(analyser).begins(settled=False).shows(poster[:SOON]))
            later.append(deepcopy(bare[n]).shows(poster[:SOON]))
        known = _count(before, "multiple_people")
        alarms = _count(still, "multiple_people")
        table.line(f"poster {width} px wide, there since check-in", alarms, len(still), most=1)
        table.line("  the same without a check-in", known, len(before))
        table.line("  the same put up after check-in", _count(later, "multiple_people"), known, least=0.9)


def portraits(analyser: FrameAnalyser, persons: Sequence[Person], table: Table) -> None:
    """Half of the lens is covered while somebody fills most of the picture, as they do on our labelled ones."""
    seats = [Seat(analyser).shows(swaying(person.picture, CHECK_IN)).begins() for person in persons]
    for side in SIDES:
        shown = (half_covered(person.picture, side) for person in persons)
        after = [deepcopy(seat).shows(swaying(one, LENS)) for seat, one in zip(seats, shown, strict=True)]
        told = sum(any(seat.told(kind) for kind in ("camera_covered", "face_missing")) for seat in after)
        covered = _count(after, "camera_covered")
        table.line(f"from near, {side} half of the lens covered: covered", covered, len(after))
        table.line("  the same: covered, or no face in view", told, len(after), least=0.8)


def lenses(analyser: FrameAnalyser, persons: Sequence[Person], rooms: Sequence[Picture], table: Table) -> None:
    """The lens is covered, half or altogether, in a room; and what is no cover."""
    rooms = [rooms[n % len(rooms)] for n in range(len(persons))]
    before = [on_wall(one.picture, one.facts.boxes[0], room) for one, room in zip(persons, rooms, strict=True)]
    found = [n for n, picture in enumerate(before) if analyser.analyse(picture).faces == 1]
    pictures, rooms = [before[n] for n in found], [rooms[n] for n in found]
    seats = [Seat(analyser).shows(swaying(picture, CHECK_IN)).begins() for picture in pictures]

    def covered(shown: Sequence[Picture]) -> int:
        after = [deepcopy(seat).shows(swaying(one, LENS)) for seat, one in zip(seats, shown, strict=True)]
        return _count(after, "camera_covered")

    for side in SIDES:
        halves = [half_covered(picture, side) for picture in pictures]
        table.line(f"{side} half of the lens covered", covered(halves), len(seats), least=0.8)
    for name, cover in covers().items():
        table.line(f"{name} on the lens", covered([cover] * len(seats)), len(seats), least=0.8)
    innocent = {
        "somebody who sways": pictures,
        "a camera that was moved by an eighth of the picture": [moved(picture, 80) for picture in pictures],
        "a quarter of the light": [dimmed(picture, 0.25) for picture in pictures],
        "a tenth of the light": [dimmed(picture, 0.1) for picture in pictures],
        "the examinee gone": rooms,
    }
    for name, shown in innocent.items():
        table.line(f"{name}: covered", covered(shown), len(seats), most=0)
    standing = [standing_up(picture) for picture in pictures]
    table.line("a plain jumper before half of the picture, no face: covered", covered(standing), len(seats))


def bare_walls(analyser: FrameAnalyser, persons: Sequence[Person], table: Table) -> None:
    """Somebody sits before a bare wall, and leaves."""
    person = max(persons, key=lambda one: one.facts.boxes[0].score)
    seats = [
        _after(analyser, on_wall(person.picture, person.facts.boxes[0], background), background)
        for background in walls().values()
    ]
    table.line("a bare wall, its examinee gone: covered", _count(seats, "camera_covered"), 3, most=0)
    table.line("  the same: no face in view", _count(seats, "face_missing"), 3, least=1.0)
    rooms = [
        _after(analyser, on_wall(person.picture, person.facts.boxes[0], background), covers()["finger"])
        for background in walls().values()
    ]
    table.line("a finger on the lens before a bare wall: covered", _count(rooms, "camera_covered"), 3, least=1.0)


def stillness(analyser: FrameAnalyser, clips: Sequence[Picture], table: Table) -> None:
    """The picture freezes, and the same person sits still for an hour."""
    moving = [filling(frame) for frame in clips[:40:2]]
    seats = []
    for first in range(0, 20, 4):
        seat = Seat(analyser).shows(moving).begins()
        seats.append(seat.shows([moving[first]] * 30))
    table.line("frozen picture, noisy: told within 30 s", _count(seats, "frozen_video"), len(seats), least=1.0)
    seen = [_facts(analyser, frame, n) for n, frame in enumerate(moving)]
    reader = Seat(analyser)
    for facts in islice(cycle(seen + seen[::-1]), HOUR):
        reader.takes(facts)
        if reader.at == CHECK_IN:
            reader.begins()
    for kind in ("frozen_video", "out_of_position", "camera_covered", "multiple_people", "face_missing"):
        table.line(f"an hour of somebody who sits still: {kind}", _count([reader], kind), 1, most=0)
    print(f"the observer takes {1e3 * reader.spent_s / HOUR:.2f} ms of CPU a look")


def misses(analyser: FrameAnalyser, clips: Sequence[Picture], table: Table) -> None:
    """Detection misses the face of somebody who sits there, at random."""
    moving = [filling(frame) for frame in clips[:40:2]]
    seen = [_facts(analyser, frame, n) for n, frame in enumerate(moving)]
    for share, most in ((0.05, 0), (0.10, 1), (0.15, None)):
        chance, seat = random.Random(1), Seat(analyser)
        for facts in islice(cycle(seen + seen[::-1]), HOUR):
            seat.takes(_missing(facts) if chance.random() < share else facts)
            if seat.at == CHECK_IN:
                seat.begins()
        told = sum(change.type == "face_missing" for change in seat.opened)
        table.line(f"a face missed in {share:.0%} of looks, in an hour", told, told, most=most)


def _after(analyser: FrameAnalyser, check_in: Picture, then: Picture) -> Seat:
    seat = Seat(analyser).shows(swaying(check_in, CHECK_IN)).begins()
    return seat.shows(swaying(then, AFTER))


def _count(seats: Iterable[Seat], kind: str) -> int:
    return sum(seat.told(kind) is not None for seat in seats)


def _facts(analyser: FrameAnalyser, frame: Picture, seed: int) -> FrameFacts:
    return analyser.analyse(arrived(frame, np.random.default_rng(seed)))


def _missing(facts: FrameFacts) -> FrameFacts:
    return replace(facts, faces=0, boxes=(), head=None, face=None, eyes=b"")


def _cases(analyser: FrameAnalyser) -> Iterator[bool]:
    where = folder()
    assert where is not None
    pictures = list(labelled(where))
    persons, clips, table = people(analyser, pictures), sitting(where), Table()
    rooms = [filling(picture) for file, _, picture in pictures if file in ROOMS]
    bare_walls(analyser, persons, table)
    portraits(analyser, persons[::2], table)
    lenses(analyser, persons[::2], rooms, table)
    posters(analyser, persons, table)
    for played in (stillness, misses):
        played(analyser, clips, table)
    yield table.kept


def main() -> None:
    """Play all cases and print a table."""
    if folder() is None:
        print("INVIGIL_FOOTAGE does not point at labelled pictures (a folder with labels.csv).", file=sys.stderr)
        sys.exit(2)
    sys.exit(0 if all(_cases(FrameAnalyser())) else 1)


if __name__ == "__main__":
    main()
