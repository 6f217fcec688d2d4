"""Who is there without a face: what faces and people of the same picture say together, and what stays unknown."""

import pytest

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.observer.observer import Observer
from tool.detection.observer.persons import REMEMBERED, Persons, without_face

FACE = Box(0.40, 0.20, 0.20, 0.25, 0.9)
BODY = Box(0.25, 0.10, 0.50, 0.90, 0.8)
BENT = Box(0.30, 0.55, 0.45, 0.45, 0.6)
BEHIND = Box(0.00, 0.00, 0.52, 0.75, 0.5)
"""Most of the examinee's face is in this box, too."""
EDGE = Box(0.85, 0.20, 0.15, 0.80, 0.45)
FAR = Box(0.05, 0.30, 0.10, 0.25, 0.7)


def facts(*faces: Box) -> FrameFacts:
    return FrameFacts(len(faces), faces, 100.0, 40.0, "faces")


def values(observations: object) -> dict[str, float]:
    return {each.signal: each.value for each in observations}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("faces", "persons", "unseen"),
    [
        ([FACE], [BODY], []),
        ([], [BENT], [BENT]),
        ([FACE], [BODY, EDGE], [EDGE]),
        ([FACE], [BODY, BEHIND], [BEHIND]),
        ([FACE], [BODY, Box(0.26, 0.12, 0.30, 0.80, 0.5)], []),
        ([FACE], [BODY, FAR], []),
        ([FACE], [], []),
        ([FACE, Box(0.86, 0.25, 0.1, 0.15, 0.7)], [BODY, EDGE], []),
        ([], [BENT, Box(0.31, 0.56, 0.42, 0.44, 0.5)], [BENT]),
    ],
    ids=[
        "one", "bent", "at the edge", "behind", "seen twice", "far away", "face alone", "two with faces", "bent twice",
    ],
)
def test_everybody_with_a_face_is_counted_off(faces: list[Box], persons: list[Box], unseen: list[Box]) -> None:
    assert without_face(faces, persons) == tuple(unseen)


def test_somebody_without_a_face_where_the_examinee_sits_is_the_examinee() -> None:
    subject = Persons()
    subject.saw(facts(FACE), 1.0)
    subject.saw(facts(), 2.0)
    assert values(subject.found((BENT,), 2.0)) == {"covered_face": 0.6, "faceless_person": 0.0}
    subject.saw(facts(), 3.0)
    assert values(subject.found((EDGE,), 3.0)) == {"covered_face": 0.0, "faceless_person": 0.45}, "somebody else"
    subject.saw(facts(), 4.0)
    assert values(subject.found((EDGE, BENT), 4.0)) == {"covered_face": 0.6, "faceless_person": 0.45}
    subject.saw(facts(), 5.0)
    assert values(subject.found((), 5.0)) == {"covered_face": 0.0, "faceless_person": 0.0}


def test_before_any_face_was_seen_whoever_is_there_is_the_examinee() -> None:
    subject = Persons()
    subject.saw(facts(), 1.0)
    assert values(subject.found((EDGE,), 1.0)) == {"covered_face": 0.45, "faceless_person": 0.0}


def test_a_face_that_is_seen_is_not_covered_whoever_looks_for_people() -> None:
    assert values(Persons().saw(facts(FACE), 1.0)) == {"covered_face": 0.0}
    assert values(Persons().saw(facts(), 1.0)) == {}, "nobody has looked for people: unknown"


def test_faces_and_people_of_different_pictures_say_nothing_together() -> None:
    subject = Persons()
    subject.saw(facts(), 1.0)
    assert subject.found((BENT,), 2.0) == ()
    assert values(subject.saw(facts(), 2.0)) == {"covered_face": 0.6, "faceless_person": 0.0}, "people may come first"
    assert subject.saw(facts(), 2.0) == (), "and once"


def test_a_look_for_people_that_comes_late_is_of_its_own_moment() -> None:
    subject = Persons()
    for at in (1.0, 2.0, 3.0):
        subject.saw(facts() if at < 3 else facts(FACE), at)
    assert {each.at for each in subject.found((BENT,), 1.0)} == {1.0}


def test_people_matter_while_there_is_no_face_and_when_the_number_has_changed() -> None:
    subject = Persons()
    assert not subject.wanted
    subject.saw(facts(FACE), 1.0)
    assert not subject.wanted
    subject.saw(facts(FACE, EDGE), 2.0)
    assert subject.wanted
    subject.found((BODY,), 1.5)
    assert subject.wanted, "that was looked at before"
    subject.found((BODY,), 2.0)
    assert not subject.wanted
    subject.saw(facts(), 3.0)
    subject.found((BODY,), 3.0)
    assert subject.wanted, "as long as there is none"


def test_what_is_remembered_is_bounded() -> None:
    subject = Persons()
    for at in range(REMEMBERED * 3):
        subject.saw(facts(), float(at))
        subject.found((BENT,), at + 0.5)
    assert len(subject._faces) == len(subject._persons) == REMEMBERED


def test_the_observer_tells_it_with_the_rest() -> None:
    observer = Observer()
    assert values(observer.saw(facts(FACE), 1.0))["covered_face"] == 0.0
    observer.saw(facts(), 2.0)
    assert values(observer.persons.found((BENT,), 2.0))["covered_face"] == 0.6


def test_whoever_is_on_a_poster_is_nobody() -> None:
    subject, poster = Persons(), Box(0.87, 0.25, 0.1, 0.15, 0.7)
    subject.saw(facts(FACE), 1.0, (poster,))
    assert values(subject.found((BODY, EDGE), 1.0)) == {"faceless_person": 0.0}
    subject.saw(facts(FACE), 2.0)
    assert values(subject.found((BODY, EDGE), 2.0)) == {"faceless_person": 0.45}, "the poster is gone, or moves"
    subject.saw(facts(), 3.0, (poster,))
    assert values(subject.found((EDGE,), 3.0)) == {"covered_face": 0.0, "faceless_person": 0.0}
