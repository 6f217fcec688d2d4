"""Who of the faces in the picture is a person, and whether one that was not found is gone."""

from dataclasses import replace

from tool.detection.boxes import Box, same_face
from tool.detection.facts import FrameFacts
from tool.detection.observer.check_in import CheckedIn
from tool.detection.observer.view import Grey, alike, area, moved, shift
from tool.domain.baseline import Place

AS_BEFORE = 0.95
"""A face that has not moved since check-in is so alike: light may fall on it in another way."""
SAME_WIDTH, SAME_PLACE = 0.25, 0.3
"""Of scenery of which only the place is known: by how much its width and place may differ, in its widths."""
STILL_THERE = 0.8
"""What was before the camera when a face was last found is there still if its place looks so much the same. Who leaves
changes it; who moves does, too, and then a face that is not found counts as not there."""
MOST_MISSES, MOST_MISSED_S = 3, 3.0
"""After so many looks in a row, or so long, a face that is not found is not there, whatever its place looks like."""


class People:
    """Tells people from scenery: a face that was there at check-in, did not move then and has not moved since, and is
    smaller than the examinee's own. A face that appears later never is, however still it is."""

    def __init__(self) -> None:
        self._checked_in: CheckedIn | None = None
        self._places: tuple[Place, ...] = ()
        self._seen: tuple[Box, Grey, float] | None = None
        self._misses = 0

    def settle(self, checked_in: CheckedIn | None, places: tuple[Place, ...]) -> None:
        """From now on hold faces against a check-in; of one of which only that is known, against its `places`."""
        self._checked_in, self._places = checked_in, places

    def only(self, facts: FrameFacts, view: Grey | None) -> FrameFacts:
        """Return the facts without what is scenery; `model` says if there was some."""
        scenery = [box for box in facts.boxes if self._is_scenery(box, view)]
        if not scenery:
            return facts
        people = tuple(box for box in facts.boxes if box not in scenery)
        ours = facts.face is not None and not any(same_face(facts.face, box) for box in scenery)
        return replace(
            facts, faces=len(people), boxes=people, head=facts.head if ours else None,
            face=facts.face if ours else None, model=f"{facts.model}; scenery left out: {len(scenery)}",
        )

    def missed(self, facts: FrameFacts, view: Grey | None, at: float) -> bool:
        """Whether the one who was there is missed by detection rather than gone. Of a few looks in a row only, since
        nobody is taken to be there for ever because nothing moves."""
        if facts.faces:
            nearest = max(facts.boxes, key=lambda box: box.area, default=None)
            self._seen = None if nearest is None or view is None else (nearest, view, at)
            self._misses = 0
            return False
        self._misses += 1
        if self._seen is None or view is None:
            return False
        box, then, seen_at = self._seen
        if self._misses > MOST_MISSES or at - seen_at > MOST_MISSED_S:
            return False
        part = area(box)
        return alike(view[part], then[part]) >= STILL_THERE

    def _is_scenery(self, box: Box, view: Grey | None) -> bool:
        checked_in = self._checked_in
        if checked_in is None or view is None:
            return any(_at(box, place) for place in self._places)
        if not checked_in.in_background(box):
            return False
        return self._has_not_moved(box, view, checked_in)

    def _has_not_moved(self, box: Box, view: Grey, checked_in: CheckedIn) -> bool:
        """Whether the box looks as at check-in, at which nothing moved there. If not, the camera may have moved."""
        part, usual = area(box), checked_in.usual
        if alike(view[part], usual[part]) >= AS_BEFORE:
            return checked_in.was_still(box)
        by = shift(view, usual)
        if by == (0, 0) or alike(view[part], moved(usual, by)[part]) < AS_BEFORE:
            return False
        down, across = by
        left, top = box.left - across / view.shape[1], box.top - down / view.shape[0]
        return checked_in.was_still(replace(box, left=left, top=top))


def _at(box: Box, place: Place) -> bool:
    """Whether a face is where scenery was, and of its size."""
    across = box.left + box.width / 2 - place.left - place.width / 2
    down = box.top + box.height / 2 - place.top - place.height / 2
    near = max(abs(across) / place.width, abs(down) / place.height) <= SAME_PLACE
    return near and abs(box.width - place.width) <= SAME_WIDTH * place.width
