"""Holds the people of a picture against its faces: who is there without one?

People are looked for seldom, by another process than faces, which answers later or not at all. Only what is of the same
picture is compared; what was not looked at stays unknown."""

from collections.abc import Iterable

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.object_models import MODEL
from tool.domain.incident_types.persons import COVERED_FACE, FACELESS_PERSON
from tool.domain.observation import Observation

LEAST_AREA = 0.04
"""The part of the picture that a person covers at least: smaller ones are passers-by far behind, or no people."""
INSIDE = 0.5
"""A face is that of a person in whose box so much of it lies."""
SAME_PERSON = 0.6
"""Two boxes that have so much of the smaller one in common are one person, seen twice."""
REMEMBERED = 64
"""Of so many looks it is known which faces they showed: half a minute at least."""


class Persons:
    """One attempt's. Moments tell which looks were at the same picture."""

    def __init__(self) -> None:
        self._faces: dict[float, tuple[Box, ...]] = {}
        self._scenery: dict[float, tuple[Box, ...]] = {}
        self._persons: dict[float, tuple[Box, ...]] = {}
        self._seat: Box | None = None
        self._count: int | None = None
        self._newest = self._changed_at = self._answered_at = float("-inf")

    @property
    def wanted(self) -> bool:
        """Whether it matters now who is there: the newest look found no face, or another number of faces than the one
        before, and since then nobody has looked for people."""
        return self._count == 0 or self._changed_at > self._answered_at

    def saw(self, facts: FrameFacts, at: float, scenery: tuple[Box, ...] = ()) -> tuple[Observation, ...]:
        """Take in the faces of the picture of the moment `at`; return what is known of it now. `scenery` are faces of
        posters and the like: whoever has one is nobody."""
        if at >= self._newest:
            if self._count is not None and self._count != facts.faces:
                self._changed_at = at
            self._newest, self._count = at, facts.faces
            self._seat = max(facts.boxes, key=lambda box: box.area, default=self._seat)
        _remember(self._faces, at, facts.boxes)
        _remember(self._scenery, at, scenery)
        covered = (Observation(COVERED_FACE, 0.0, at, facts.model),) if facts.boxes else ()
        return (*covered, *self._compared(at))

    def found(self, persons: tuple[Box, ...], at: float) -> tuple[Observation, ...]:
        """Take in the people of the picture of the moment `at`; return what is known of it now. It may come before the
        faces of that picture."""
        self._answered_at = max(self._answered_at, at)
        _remember(self._persons, at, persons)
        return self._compared(at)

    def _compared(self, at: float) -> tuple[Observation, ...]:
        """Return what faces and people of that moment say together, once; nothing while one of both is not known."""
        if at not in self._faces or at not in self._persons:
            return ()
        faces, persons = self._faces[at], self._persons.pop(at)
        unseen = without_face((*faces, *self._scenery.get(at, ())), persons)
        covered: tuple[Observation, ...] = ()
        if not faces:
            examinee = next((each for each in unseen if self._sits(each)), None)
            covered = (Observation(COVERED_FACE, examinee.score if examinee else 0.0, at, MODEL),)
            unseen = tuple(each for each in unseen if each is not examinee)
        other = max((each.score for each in unseen), default=0.0)
        return (*covered, Observation(FACELESS_PERSON, other, at, MODEL))

    def _sits(self, person: Box) -> bool:
        """Whether the person is where the examinee sits: above, below or beside the face seen last by its width at
        most. Anywhere, if none was seen yet."""
        seat = self._seat
        if seat is None:
            return True
        return person.left < seat.left + 2 * seat.width and seat.left - seat.width < person.left + person.width


def without_face(faces: Iterable[Box], persons: Iterable[Box]) -> tuple[Box, ...]:
    """Return the people whose face is not among `faces`, surest first, each once; of those that cover less than
    LEAST_AREA nothing is said.

    A face belongs to one person only: of those in whose box it is, the one whose middle it is nearest."""
    free = sorted((each for each in persons if each.area >= LEAST_AREA), key=lambda each: each.score, reverse=True)
    counted: list[Box] = []
    for face in faces:
        around = [each for each in free if _common(face, each) >= INSIDE * face.area]
        if around:
            own = min(around, key=lambda each: abs(_middle(each) - _middle(face)))
            free.remove(own)
            counted.append(own)
    unseen: list[Box] = []
    for person in free:
        if not any(_same(person, other) for other in (*counted, *unseen)):
            unseen.append(person)
    return tuple(unseen)


def _middle(box: Box) -> float:
    return box.left + box.width / 2


def _same(a: Box, b: Box) -> bool:
    return _common(a, b) >= SAME_PERSON * min(a.area, b.area)


def _common(a: Box, b: Box) -> float:
    """Return the part of the picture that lies in both boxes."""
    across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    return across * down if across > 0 and down > 0 else 0.0


def _remember(what: dict[float, tuple[Box, ...]], at: float, boxes: tuple[Box, ...]) -> None:
    what[at] = boxes
    if len(what) > REMEMBERED:
        del what[next(iter(what))]
