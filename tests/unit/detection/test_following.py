"""A face that stays where it was is not searched for at every look; whoever comes or goes is noticed all the same."""

import numpy as np

from tests.data.scenes import Scene, frames
from tool.detection.boxes import Box
from tool.detection.faces import FaceFinder, Picture
from tool.detection.frames import FrameAnalyser, FrameFacts
from tool.detection.heads import HeadReader
from tool.detection.observer.observer import Observer


class Counting:
    """The finder, and how often it is asked."""

    def __init__(self, finder: FaceFinder) -> None:
        self.finder, self.asked = finder, 0

    def find(self, bgr: Picture, small: Picture) -> list[Box]:
        self.asked += 1
        return self.finder.find(bgr, small)


class Watching:
    def __init__(self, finder: FaceFinder) -> None:
        self.counting = Counting(finder)
        self.analyser = FrameAnalyser(self.counting, reader=HeadReader(finder.mesh))
        self.observer, self.at = Observer(), 0.0

    def look(self, picture: Picture, after_s: float = 1.0) -> FrameFacts:
        self.at += after_s
        facts = self.analyser.analyse(picture, before=self.observer.before(self.at))
        self.observer.saw(facts, self.at)
        return facts


def test_every_second_look_is_a_glance_at_who_was_there(finder: FaceFinder, astronaut: Picture) -> None:
    watching = Watching(finder)

    seen = [watching.look(astronaut) for _ in range(8)]

    assert [facts.faces for facts in seen] == [1] * 8
    assert [facts.glance for facts in seen] == [False, True] * 4
    assert watching.counting.asked == 4
    assert all(facts.head is not None for facts in seen)


def test_who_goes_is_missed_at_once(finder: FaceFinder, astronaut: Picture) -> None:
    watching = Watching(finder)
    watching.look(astronaut)

    gone = watching.look(frames(Scene.EMPTY)[0])

    assert (gone.faces, gone.glance, gone.head, gone.face) == (0, False, None, None)


def test_who_joins_is_seen_at_once_if_much_changes_and_at_the_next_look_at_the_latest(finder: FaceFinder) -> None:
    watching = Watching(finder)
    alone, two = frames(Scene.FACE)[0], frames(Scene.TWO)[0]
    watching.look(alone)

    seen = [watching.look(two).faces for _ in range(3)]

    assert 2 in seen[:2]
    assert seen[2] == 2


def test_while_two_are_there_every_look_searches(finder: FaceFinder) -> None:
    watching = Watching(finder)

    seen = [watching.look(frames(Scene.TWO)[0]) for _ in range(4)]

    assert [facts.glance for facts in seen] == [False] * 4
    assert watching.counting.asked == 4


def test_after_a_gap_the_face_is_searched_for_anew(finder: FaceFinder, astronaut: Picture) -> None:
    watching = Watching(finder)
    watching.look(astronaut)

    assert watching.look(astronaut, after_s=20.0).glance is False


def test_in_the_dark_the_head_is_read_in_better_light(finder: FaceFinder, astronaut: Picture) -> None:
    facts = Watching(finder).look(np.asarray(astronaut * 0.1, np.uint8))

    assert facts.faces == 1
    assert facts.head is not None
